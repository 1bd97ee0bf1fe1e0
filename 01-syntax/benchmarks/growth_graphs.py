"""The growth of the graph algorithms, for graphs whose edges grow with their nodes, and of union-find."""

import random
from typing import Any

from growth import (
    CUBES,
    FEW_CUBES,
    FEW_SQUARES,
    GRAPHS,
    LINES,
    SQUARES,
    Number,
    Ready,
    Subject,
    each,
    shuffled,
)

from algorithms import graph_algorithms, strong_components, topological_sort
from algorithms.a_star import a_star
from algorithms.all_pairs import floyd_warshall
from algorithms.shortest_paths import bellman_ford, dijkstra
from algorithms.spanning_trees import kruskal, kruskal_of_edges, prim
from structures.union_find import IndexUnionFind, UnionFind

type Weighted = dict[int, dict[int, float]]
SPARSE = "nodes, and 5 edges each"
FEW_NODES = (128, 512, 1_024, 2_048)  # of fewer, too many lie at the border, with fewer edges
BOTH = "O(V + E)"


def subjects() -> list[Subject[Any]]:
    """Return the subjects of this part."""
    return [*walks(), *orders(), *paths(), *trees(), *unions()]


def directed(size: int) -> Weighted:
    """Return a graph without cycles in which each node but the last leads to others behind it."""
    chance = random.Random(size)
    return {
        node: {min(size - 1, node + chance.randrange(1, 20)): 1.0 for _ in range(5)} if node < size - 1 else {}
        for node in range(size)
    }


def undirected(size: int) -> Weighted:
    """Return a connected graph in which each node has about ten neighbours, and weights are drawn by chance."""
    chance, made = random.Random(size), {node: dict[int, float]() for node in range(size)}
    for node in range(size):
        for end in ((node + 1) % size, *(chance.randrange(size) for _ in range(4))):
            if end != node:
                made[node][end] = made[end][node] = Number(chance.random())
    return made


def walks() -> list[Subject[Any]]:
    """Return the walks in breadth and in depth."""
    file, of = "algorithms/graph_algorithms.py", graph_algorithms
    return [
        Subject(file, undirected, SPARSE, GRAPHS, FEW_NODES)
        .add("breadth_first", BOTH, lambda graph: list(of.breadth_first(graph, 0)), fits="O(n)")
        .add("distances", BOTH, lambda graph: of.distances(graph, 0), fits="O(n)")
        .add("depth_first", BOTH, lambda graph: list(of.depth_first(graph, 0)), fits="O(n)")
        .add("components", BOTH, of.components, fits="O(n)"),
        Subject(file, directed, SPARSE, GRAPHS, FEW_NODES).add("directed_cycle", BOTH, of.directed_cycle, fits="O(n)"),
    ]


def orders() -> list[Subject[Any]]:
    """Return what sorts the nodes of a directed graph."""
    file, of = "algorithms/topological_sort.py", topological_sort
    return [
        Subject(file, directed, SPARSE, GRAPHS, FEW_NODES)
        .add("topological_sort", BOTH, of.topological_sort, fits="O(n)")
        .add("generations", BOTH, of.generations, fits="O(n)")
        .add("topological_sort_in_depth", BOTH, of.topological_sort_in_depth, fits="O(n)"),
        Subject("algorithms/strong_components.py", directed, SPARSE, GRAPHS, FEW_NODES)
        .add("tarjan", BOTH, strong_components.tarjan, fits="O(n)")
        .add("kosaraju", BOTH, strong_components.kosaraju, fits="O(n)")
        .add("condensation", BOTH, strong_components.condensation, fits="O(n)"),
    ]


def paths() -> list[Subject[Any]]:
    """Return the shortest paths; a chain against the order of the edges is the worst case of Bellman-Ford."""

    def backwards(size: int) -> Weighted:
        return {node: {node - 1: 1.0} if node else {} for node in range(size)}

    def with_a_star(graph: Weighted) -> object:
        return a_star(graph | {-1: {}}, 0, -1, lambda node: 0)  # no way leads there, so all is searched

    return [
        Subject("algorithms/shortest_paths.py", undirected, SPARSE, GRAPHS, FEW_NODES).add(
            "dijkstra", "O((V + E) log V)", lambda graph: dijkstra(graph, 0), fits="O(n log n)", by="comparisons"
        ),
        Subject("algorithms/a_star.py", undirected, SPARSE, GRAPHS, FEW_NODES).add(
            "a_star", "O((V + E) log V)", with_a_star, fits="O(n log n)", by="comparisons"
        ),
        Subject("algorithms/shortest_paths.py", backwards, "nodes in a row", SQUARES, FEW_SQUARES).add(
            "bellman_ford", "O(V * E)", lambda graph: bellman_ford(graph, len(graph) - 1), fits="O(n²)"
        ),
        Subject("algorithms/all_pairs.py", undirected, "nodes", CUBES, FEW_CUBES).add(
            "floyd_warshall", "O(V³)", floyd_warshall, fits="O(n³)"
        ),
    ]


def trees() -> list[Subject[Any]]:
    """Return the minimum spanning trees."""

    def edges(graph: Weighted) -> list[tuple[int, int, float]]:
        return [(node, end, weight) for node, ends in graph.items() for end, weight in ends.items() if node < end]

    file, stated = "algorithms/spanning_trees.py", "O(E log E)"
    return [
        Subject(file, undirected, SPARSE, GRAPHS, FEW_NODES)
        .add("kruskal", stated, kruskal, fits="O(n log n)", by="comparisons")
        .add(
            "kruskal_of_edges",
            stated,
            lambda graph: kruskal_of_edges(graph, edges(graph)),
            fits="O(n log n)",
            by="comparisons",
        )
        .add("prim", stated, prim, fits="O(n log n)", by="comparisons"),
    ]


def unions() -> list[Subject[Any]]:
    """Return union and find, of things in pairs by chance until all are one set."""
    stated, file = "O(inverse Ackermann function of n)", "structures/union_find.py"

    def things(size: int) -> Ready[UnionFind[int], tuple[int, int]]:
        return Ready(UnionFind(range(size)), list(zip(shuffled(size), shuffled(size)[::-1], strict=True)))

    def places(size: int) -> Ready[IndexUnionFind, tuple[int, int]]:
        return Ready(IndexUnionFind(size), list(zip(shuffled(size), shuffled(size)[::-1], strict=True)))

    return [
        Subject(file, things, full=LINES)
        .add("union, all", stated, lambda on: each(lambda two: on.it.union(*two), on.some), fits="O(1)")
        .add("find, all", stated, lambda on: each(on.it.find, range(len(on.some))), fits="O(1)")
        .add("sets", "O(n)", lambda on: on.it.sets()),
        Subject(file, places, full=LINES)
        .add("IndexUnionFind.union, all", stated, lambda on: each(lambda two: on.it.union(*two), on.some), fits="O(1)")
        .add("IndexUnionFind.find, all", stated, lambda on: each(on.it.find, range(len(on.some))), fits="O(1)"),
    ]
