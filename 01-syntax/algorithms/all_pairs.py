"""All pairs: the shortest path from every node to every other, by Floyd and Warshall.

Allow the nodes as stopovers one by one. When node k is allowed, the best way from i to j either does without it, and
is known, or goes from i to k and from k to j, and both are known. That is the whole algorithm: three loops, of which
the outermost must be the stopover.

Cost: O(V³) time, whatever the edges, and O(V²) memory; a path then O(its length).
Use it for: up to some hundred nodes and questions for all pairs: distances between depots, who can reach whom.
Not for: large sparse graphs, where Dijkstra from each node is O(V E log V) (with negative weights after Johnson's
change of weights); a single source (shortest_paths.py). At work: ``scipy.sparse.csgraph``.
Asked: why must the stopover be the outermost loop? How do you find the path, and not only its length?
Source: Floyd, Algorithm 97, 1962; Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, section 23.2
"""

import math
from collections.abc import Hashable, Mapping
from typing import NamedTuple

type Graph[Node: Hashable] = Mapping[Node, Mapping[Node, float]]


class AllPairs[Node: Hashable](NamedTuple):
    """For each node those that it reaches: ``distances`` tells how far, ``first_steps`` which neighbour to go to first.

    A node reaches itself at distance 0, without a first step.
    """

    distances: dict[Node, dict[Node, float]]
    first_steps: dict[Node, dict[Node, Node]]

    def path(self, start: Node, goal: Node) -> list[Node] | None:
        """Return the nodes of a shortest path, both ends included, or None when there is none.

        KeyError with the node when one of the two is no node of the graph. Sums of floats are rounded, so that a round
        trip of 10.0 and -10.0 beside a step of 0.1 can seem to pay, and the first steps lead around: ValueError ``cycle
        of weight 0, rounded below it: 'a' -> 'b' -> 'a'``, from the node that comes twice. Whole numbers are safe.
        """
        if goal not in self.distances:
            raise KeyError(goal)
        if goal not in self.distances[start]:
            return None
        path = {start: 0}  # as the keys of a dict: each node in its order, and found at once
        node = start
        while node != goal:
            node = self.first_steps[node][goal]
            if node in path:
                cycle = [*list(path)[path[node] :], node]
                raise ValueError("cycle of weight 0, rounded below it: " + " -> ".join(map(repr, cycle)))
            path[node] = len(path)
        return list(path)


def floyd_warshall[Node: Hashable](graph: Graph[Node]) -> AllPairs[Node]:
    """Return the shortest paths between all pairs of nodes; weights may be negative.

    >>> pairs = floyd_warshall({"a": {"b": 3, "c": 9}, "b": {"c": -1}, "c": {}})
    >>> pairs.distances["a"], pairs.path("a", "c"), pairs.path("c", "a")
    ({'a': 0, 'b': 3, 'c': 2}, ['a', 'b', 'c'], None)

    Plus infinity counts as no edge. Raises ValueError ``cycle of negative weight: 'a' -> 'b' -> 'a'``, with all nodes
    of such a cycle (rounding may turn one of floats of weight 0 into it); ValueError ``edge 'a' -> 'b' weighs nan:
    weights must be numbers above -inf`` for nan and -inf; KeyError with a neighbour that is no node of the graph.
    """
    nodes = list(graph)
    numbers = {node: number for number, node in enumerate(nodes)}
    # Rows of lists, not dicts: the inner loop runs V³ times.
    distances: list[list[float]] = [[math.inf] * len(nodes) for _ in nodes]
    first_steps = [[-1] * len(nodes) for _ in nodes]
    for start, node in enumerate(nodes):
        distances[start][start] = 0
        for neighbour, weight in graph[node].items():
            if not weight > -math.inf:
                raise ValueError(f"edge {node!r} -> {neighbour!r} weighs {weight}: weights must be numbers above -inf")
            end = numbers[neighbour]
            if weight < distances[start][end]:
                distances[start][end] = weight
                first_steps[start][end] = end
        if distances[start][start] < 0:
            raise ValueError(f"cycle of negative weight: {node!r} -> {node!r}")

    for stopover, onward in enumerate(distances):
        for start, row in enumerate(distances):
            if row[stopover] == math.inf:
                continue
            to_stopover, steps = row[stopover], first_steps[start]
            for end, rest in enumerate(onward):
                if to_stopover + rest < row[end]:
                    row[end] = to_stopover + rest
                    steps[end] = steps[stopover]
        # At once: with a negative cycle the numbers would double with each further stopover.
        for start, row in enumerate(distances):
            if row[start] < 0:
                cycle = _cycle_from(start, first_steps)
                raise ValueError("cycle of negative weight: " + " -> ".join(repr(nodes[number]) for number in cycle))

    return AllPairs(
        {
            node: {end: distance for end, distance in zip(nodes, row, strict=True) if distance < math.inf}
            for node, row in zip(nodes, distances, strict=True)
        },
        {
            node: {end: nodes[step] for end, step in zip(nodes, row, strict=True) if step >= 0}
            for node, row in zip(nodes, first_steps, strict=True)
        },
    )


def _cycle_from(start: int, first_steps: list[list[int]]) -> list[int]:
    """Return the cycle that the way from ``start`` back to itself runs into, its first node again at the end."""
    walk = [start]
    while (step := first_steps[walk[-1]][start]) not in walk:
        walk.append(step)
    return [*walk[walk.index(step) :], step]


def main() -> None:
    """Print the table of distances between depots, with one detour that pays."""
    roads = {
        "Rome": {"Pisa": 355, "Bari": 430},
        "Pisa": {"Rome": 355, "Genoa": 164},
        "Genoa": {"Pisa": 164, "Turin": 170},
        "Turin": {"Genoa": 170},
        "Bari": {"Rome": 430},
        "Cagliari": {},
    }
    pairs = floyd_warshall(roads)
    print(" " * 9, *(f"{city:>8}" for city in roads))
    for city, row in pairs.distances.items():
        print(f"{city:9}", *(f"{row.get(other, '-'):>8}" for other in roads))
    print("Bari to Turin:", *(pairs.path("Bari", "Turin") or ["no way"]))
    print("Bari to Cagliari:", pairs.path("Bari", "Cagliari"))
    try:
        floyd_warshall({"a": {"b": 1}, "b": {"c": -3}, "c": {"a": 1}})
    except ValueError as error:
        print("ValueError:", error)


if __name__ == "__main__":
    main()
