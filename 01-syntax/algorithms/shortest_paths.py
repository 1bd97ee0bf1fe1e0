"""Shortest paths from one node: Dijkstra, and Bellman-Ford where weights may be negative.

Both relax edges: when the way to a node and on over one edge is shorter than the best known to its end, take it.
Dijkstra takes the nearest node that is not settled, and settles it: no later way can be shorter, as no weight is
negative. So each edge is looked at once. Bellman-Ford looks at all edges again and again, and needs no such promise:
after k rounds all shortest paths of k edges are known, and a path that repeats no node has at most V - 1. If round V
still finds something shorter, there is a cycle whose weights sum to less than 0, and no shortest path.

Cost: Dijkstra O((V + E) log V) time, Bellman-Ford O(V * E) time, less when a round changes nothing; O(V + E) memory.
Use it for: routes, least latency (Dijkstra); exchange rates and difference constraints (Bellman-Ford).
Not for: edges that all weigh the same (graph_algorithms.py ``fewest_edges``, O(V + E)), one goal and a sense of
direction (a_star.py), all pairs (all_pairs.py). At work: networkx, rustworkx, pgRouting.
Asked: why does Dijkstra fail on negative weights, and why does adding a constant to all weights not help?
Source: Dijkstra, A note on two problems in connexion with graphs, 1959; Cormen, Leiserson, Rivest, Stein, Introduction
to Algorithms, sections 22.1 and 22.3
"""

import math
from collections.abc import Hashable, Mapping
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any, NamedTuple

type Graph[Node: Hashable] = Mapping[Node, Mapping[Node, float]]


class ShortestPaths[Node: Hashable](NamedTuple):
    """The tree of shortest paths from ``start``.

    ``distances`` has each node that ``start`` reaches, ``previous`` the node before it on its path; ``start`` has none.
    """

    start: Node
    distances: dict[Node, float]
    previous: dict[Node, Node]

    def path_to(self, goal: Node) -> list[Node] | None:
        """Return the nodes from start to goal, both included, or None for a goal that is not reached: O(its length)."""
        if goal not in self.distances:
            return None
        path = [goal]
        while path[-1] != self.start:
            path.append(self.previous[path[-1]])
        return path[::-1]


class NegativeCycleError(ValueError):
    """A round trip that gets cheaper each time: ``cycle`` holds its nodes, in the order in which edges lead around.

    >>> str(NegativeCycleError(["a", "b"]))
    "cycle of negative weight: 'a' -> 'b' -> 'a'"
    """

    def __init__(self, cycle: list[Any]) -> None:  # an exception cannot be generic
        super().__init__(cycle)
        self.cycle = cycle

    def __str__(self) -> str:
        """Name the nodes in order, the first again at the end."""
        return "cycle of negative weight: " + " -> ".join(map(repr, [*self.cycle, self.cycle[0]]))


def dijkstra[Node: Hashable](graph: Graph[Node], start: Node) -> ShortestPaths[Node]:
    """Return the shortest paths from ``start``, with ``distances`` in ascending order.

    >>> roads = {"a": {"b": 7, "c": 2}, "b": {}, "c": {"b": 3}, "d": {"a": 1}}
    >>> dijkstra(roads, "a").distances, dijkstra(roads, "a").path_to("b"), dijkstra(roads, "a").path_to("d")
    ({'a': 0, 'c': 2, 'b': 5}, ['a', 'c', 'b'], None)

    Each node that is reached is asked for its neighbours once. An infinite weight counts as no edge. Nodes need not
    compare with one another. Raises KeyError with the node when ``start``, or a neighbour that is reached, is no node
    of the graph; for an edge that is reached, ValueError ``edge 'a' -> 'b' weighs -1: use bellman_ford`` or ``edge 'a'
    -> 'b' weighs nan, which is no number``.
    """
    best: dict[Node, float] = dict.fromkeys(graph, math.inf)
    if start not in best:
        raise KeyError(start)
    best[start] = 0
    previous: dict[Node, Node] = {}
    settled: dict[Node, float] = {}
    # The heap holds distances, and the dict who waits at each: numbers compare faster than tuples, equal distances take
    # one place, and nodes, which need not compare, are not compared. A node waits again where it is nearer; its later
    # turns are skipped.
    distances: list[float] = [0]
    waiting: dict[float, list[Node]] = {0: [start]}
    while distances:
        distance = heappop(distances)
        for node in waiting.pop(distance):
            if node in settled:
                continue
            settled[node] = distance
            for neighbour, weight in graph[node].items():
                if not weight >= 0:  # neither is nan
                    raise ValueError(_refusal(node, neighbour, weight, "use bellman_ford"))
                beyond = distance + weight
                if beyond < best[neighbour]:
                    best[neighbour] = beyond
                    previous[neighbour] = node
                    if beyond in waiting:
                        waiting[beyond].append(neighbour)
                    else:
                        waiting[beyond] = [neighbour]
                        heappush(distances, beyond)
    return ShortestPaths(start, settled, previous)


def bellman_ford[Node: Hashable](graph: Graph[Node], start: Node) -> ShortestPaths[Node]:
    """Return the shortest paths from ``start``; weights may be negative. A round that changes nothing is the last.

    >>> bellman_ford({"a": {"b": 4, "c": 2}, "b": {"c": -3}, "c": {}}, "a").distances
    {'a': 0, 'b': 4, 'c': 1}

    Plus infinity counts as no edge. Raises NegativeCycleError, a ValueError, with a cycle that ``start`` reaches and
    whose weights sum to less than 0 (sums of floats are rounded, so a cycle of 0.1, 0.2 and -0.3 may count); KeyError
    with the node when ``start`` or any neighbour is no node of the graph; ValueError ``edge 'a' -> 'b' weighs nan,
    which is no number`` for any edge, and ``edge 'a' -> 'b' weighs -inf: weights must be above -inf``.
    """
    if start not in graph:
        raise KeyError(start)
    edges = [(node, end, weight) for node, ends in graph.items() for end, weight in ends.items()]
    for node, end, weight in edges:
        if end not in graph:
            raise KeyError(end)
        if not weight > -math.inf:
            raise ValueError(_refusal(node, end, weight, "weights must be above -inf"))

    distances: dict[Node, float] = {start: 0}
    previous: dict[Node, Node] = {}
    for _ in graph:
        shortened = False
        for node, end, weight in edges:
            if node in distances and distances[node] + weight < distances.get(end, math.inf):
                distances[end] = distances[node] + weight
                previous[end] = node
                shortened = True
        if not shortened:
            break
    # Not only after round V: a cycle that pays once by rounding, and then no more, would make path_to walk in a circle.
    if cycle := _cycle_in(previous):
        raise NegativeCycleError(cycle)
    return ShortestPaths(start, distances, previous)


def _cycle_in[Node: Hashable](previous: Mapping[Node, Node]) -> list[Node] | None:
    """Return nodes of which each precedes the next, and the last the first, or None."""
    done: set[Node] = set()
    for node in previous:
        path: dict[Node, None] = {}
        while node in previous and node not in done and node not in path:
            path[node] = None
            node = previous[node]  # backwards, until nothing precedes or a node comes again
        if node in path:
            backwards = list(path)
            return backwards[backwards.index(node) :][::-1]
        done |= path.keys()
    return None


def _refusal(node: object, end: object, weight: float, otherwise: str) -> str:
    if math.isnan(weight):
        return f"edge {node!r} -> {end!r} weighs nan, which is no number"
    return f"edge {node!r} -> {end!r} weighs {weight}: {otherwise}"


def main() -> None:
    """Find a route, and a round of exchanges that makes money out of nothing."""
    roads = {
        "depot": {"north": 7, "south": 2},
        "north": {"shop": 1},
        "south": {"north": 3, "shop": 8},
        "shop": {"depot": 9},
        "island": {"shop": 1},
    }
    routes = dijkstra(roads, "depot")
    print("minutes from the depot:", routes.distances)
    print("to the shop:", routes.path_to("shop"), "- to the island:", routes.path_to("island"))

    roads["south"]["north"] = -3
    try:
        dijkstra(roads, "depot")
    except ValueError as error:
        print("dijkstra:", error)
    print("bellman_ford:", bellman_ford(roads, "depot").distances)

    # Rates multiply, logarithms add: a round that multiplies to more than 1 has a sum of negative logarithms below 0.
    rates = {"EUR": {"USD": 1.08, "JPY": 160.0}, "USD": {"JPY": 151.0, "GBP": 0.79}, "JPY": {"EUR": 0.0062}, "GBP": {}}
    costs = {coin: {other: -math.log(rate) for other, rate in others.items()} for coin, others in rates.items()}
    try:
        bellman_ford(costs, "EUR")
    except NegativeCycleError as error:
        gain = math.prod(rates[coin][other] for coin, other in pairwise([*error.cycle, error.cycle[0]]))
        print(error, f"- 1 becomes {gain:.4f} each time")


if __name__ == "__main__":
    main()
