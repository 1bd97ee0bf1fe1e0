"""Minimum spanning trees: all nodes joined by edges of the least total weight, by Kruskal and by Prim.

Both rest on one fact: of all edges between a part of the nodes and the rest, the lightest is in some minimum tree.
Kruskal goes through all edges from the lightest on, and takes each that joins two parts. Prim grows one part, always by
the lightest edge that leads out of it. What he compares is the weight of the edge alone: add the distance from the
start, and the result is Dijkstra's tree, which is another one.

Cost: O(E log E) time for both: Kruskal sorts, Prim keeps a heap of edges. O(V + E) memory.
Use it for: cables, pipes and replication trees; groups of near points, when the heaviest edges are left out.
Not for: shortest routes (shortest_paths.py): the way between two nodes in the tree may be long. Nor for directed graphs
(Edmonds' algorithm). At work: networkx, ``scipy.sparse.csgraph.minimum_spanning_tree``.
Asked: when is Prim better than Kruskal? What does Kruskal need to know about the two ends of an edge?
Source: Kruskal, On the shortest spanning subtree of a graph, 1956; Prim, 1957; Cormen, Leiserson, Rivest, Stein,
Introduction to Algorithms, chapter 21
"""

from collections.abc import Hashable, Iterable, Mapping
from heapq import heappop, heappush
from operator import itemgetter

type Graph[Node: Hashable] = Mapping[Node, Mapping[Node, float]]
type Edge[Node: Hashable] = tuple[Node, Node, float]


def kruskal[Node: Hashable](graph: Graph[Node]) -> list[Edge[Node]]:
    """Return the edges (from, to, weight) of a minimum spanning tree of an undirected graph, the lightest first.

    Of a graph in several parts it returns a tree for each, a forest: V - parts edges, so ``len(result) ==
    len(graph) - 1`` asks whether the graph is connected. Weights may be negative; edges from a node to itself do not
    count. Of edges with equal weights any may be taken.

    >>> kruskal({"a": {"b": 4, "c": 1}, "b": {"a": 4, "c": 2}, "c": {"a": 1, "b": 2}, "d": {}})
    [('a', 'c', 1), ('b', 'c', 2)]

    Raises ValueError ``edge 'a' -> 'b' weighs 4, but not the other way: the graph must be undirected`` for an edge that
    does not stand at both its ends with one weight, and ``edge 'a' -> 'b' weighs nan, which is no number``; KeyError
    with a neighbour that is no node of the graph.
    """
    return kruskal_of_edges(graph, _edges(graph))


def kruskal_of_edges[Node: Hashable](nodes: Iterable[Node], edges: Iterable[Edge[Node]]) -> list[Edge[Node]]:
    """Return the same for nodes, and edges that each stand once, in any direction: Kruskal needs no neighbours.

    This is the fast form for those who have a list of edges: ``kruskal`` spends more time on collecting it from a
    mapping, and on checking it, than on the tree. After sorting, an edge takes two lookups, of the parts of its ends,
    and a node moves to another part at most log2 V times.

    Raises ValueError ``edge 'a' -> 'b' weighs nan, which is no number``, KeyError with an end that is not in ``nodes``.
    """
    # Each node knows the list of its part. Of two parts that join, the smaller is poured into the larger, so a node
    # moves at most log2 V times, and whether two nodes are in one part is one comparison: cheap, and asked most often.
    part = {node: [node] for node in nodes}
    tree: list[Edge[Node]] = []
    for edge in sorted(edges, key=itemgetter(2)):
        start, end, weight = edge
        large, small = part[start], part[end]
        if weight != weight:  # nan, the one number that differs from itself
            raise ValueError(f"edge {start!r} -> {end!r} weighs nan, which is no number")
        if large is not small:
            if len(large) < len(small):
                large, small = small, large
            large += small
            for node in small:
                part[node] = large
            tree.append(edge)
    return tree


def prim[Node: Hashable](graph: Graph[Node]) -> list[Edge[Node]]:
    """Return the edges of a minimum spanning tree, in the order in which it grows from the first node of the graph.

    Each edge leads from a node of the tree to a new one. A graph in several parts gives a forest, as with ``kruskal``,
    and what that raises is raised here.

    >>> prim({"a": {"b": 4, "c": 1}, "b": {"a": 4, "c": 2}, "c": {"a": 1, "b": 2}, "d": {}})
    [('a', 'c', 1), ('c', 'b', 2)]
    """
    _edges(graph)  # for what it refuses
    tree: list[Edge[Node]] = []
    joined: set[Node] = set()
    for first in graph:
        if first in joined:
            continue
        joined.add(first)
        newest, pushed = first, 0
        # Edges out of the tree: by weight, then in order of finding, as nodes need not compare.
        waiting: list[tuple[float, int, Node, Node]] = []
        while True:
            for neighbour, weight in graph[newest].items():
                if neighbour not in joined:
                    pushed += 1
                    heappush(waiting, (weight, pushed, newest, neighbour))
            while waiting and waiting[0][3] in joined:
                heappop(waiting)
            if not waiting:
                break
            weight, _, start, newest = heappop(waiting)
            joined.add(newest)
            tree.append((start, newest, weight))
    return tree


def total_weight[Node: Hashable](edges: Iterable[Edge[Node]]) -> float:
    """Return the sum of the weights, 0 without edges.

    >>> total_weight([("a", "c", 1), ("b", "c", 2)])
    3
    """
    return sum(weight for _, _, weight in edges)


def _edges[Node: Hashable](graph: Graph[Node]) -> list[Edge[Node]]:
    """Return each edge of an undirected graph once, or raise as ``kruskal`` says."""
    edges: list[Edge[Node]] = []
    seen: set[Node] = set()
    for node, neighbours in graph.items():
        for neighbour, weight in neighbours.items():
            if neighbour in seen:
                continue
            if weight != weight:
                raise ValueError(f"edge {node!r} -> {neighbour!r} weighs nan, which is no number")
            if graph[neighbour].get(node) != weight:
                raise ValueError(_one_way(node, neighbour, weight))
            edges.append((node, neighbour, weight))
        seen.add(node)
    loops = sum(node in neighbours for node, neighbours in graph.items())
    if sum(map(len, graph.values())) != 2 * len(edges) - loops:  # some edge leads to a node seen before, and not back
        node, end = next((node, end) for node, ends in graph.items() for end in ends if node not in graph[end])
        raise ValueError(_one_way(node, end, graph[node][end]))
    return edges


def _one_way(node: object, end: object, weight: float) -> str:
    return f"edge {node!r} -> {end!r} weighs {weight}, but not the other way: the graph must be undirected"


def main() -> None:
    """Join offices by the cheapest cables, and compare the tree with that of the shortest paths."""
    cables = [
        ("Rome", "Pisa", 36), ("Rome", "Bari", 43), ("Pisa", "Genoa", 16), ("Rome", "Genoa", 50),
        ("Genoa", "Turin", 17), ("Pisa", "Turin", 30), ("Cagliari", "Olbia", 27),
    ]  # fmt: skip
    offices: dict[str, dict[str, float]] = {}
    for start, end, cost in cables:
        offices.setdefault(start, {})[end] = cost
        offices.setdefault(end, {})[start] = cost
    print("Kruskal:", *(f"{start}-{end}" for start, end, _ in kruskal(offices)))
    print("Prim:   ", *(f"{start}-{end}" for start, end, _ in prim(offices)))
    tree = prim(offices)
    print(f"cost {total_weight(tree)} of {total_weight(cables)}, {len(offices) - len(tree)} parts")
    print("Rome to Genoa costs 52 over the tree, and 50 by the cable that it leaves out")


if __name__ == "__main__":
    main()
