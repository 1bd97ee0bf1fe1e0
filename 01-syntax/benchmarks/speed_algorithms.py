"""The algorithms on graphs, tables and long sequences whose speed has a limit."""

import graphlib
import itertools
import random
from collections.abc import Callable
from typing import Any

import networkx
from speed import Task, numbers

from algorithms.backtracking import queens, queens_bitmask
from algorithms.knapsack import Item, knapsack, knapsack_value
from algorithms.monotonic import window_maximum, window_maximum_fast
from algorithms.patterns import longest_without_repeat
from algorithms.sequence_alignment import longest_common_subsequence
from algorithms.shortest_paths import dijkstra
from algorithms.spanning_trees import kruskal, kruskal_of_edges
from algorithms.strings import kmp_search
from algorithms.topological_sort import topological_sort, topological_sort_in_depth


def tasks(smaller: int) -> list[Task]:
    """Return the tasks of this part, their inputs so many times smaller."""
    return [*graphs(smaller), *tables(smaller), *scans(1_000_000 // smaller)]


def graphs(smaller: int) -> list[Task]:
    """Return the graph algorithms, over 20,000 nodes and 100,000 edges."""
    size = 20_000 // smaller
    chance, nodes = random.Random(1), list(range(size))
    made: dict[tuple[int, int], float] = {(node, nodes[node + 1]): chance.randrange(1, 1000) for node in nodes[:-1]}
    while len(made) < 5 * size:
        start, end = sorted(chance.sample(nodes, 2))
        made[start, end] = chance.randrange(1, 1000)
    edges = [(start, end, weight) for (start, end), weight in made.items()]
    both: dict[int, dict[int, float]] = {node: {} for node in nodes}
    for start, end, weight in edges:
        both[start][end] = both[end][start] = weight
    onward = {start: [end for end in both[start] if start < end] for start in nodes}
    drawn: networkx.Graph[int] = networkx.Graph()
    drawn.add_weighted_edges_from(edges)
    before = {end: [start for start in drawn[end] if start < end] for end in nodes}

    def by_distances(_: object) -> object:
        return networkx.single_source_dijkstra(drawn, 0)

    def by_edges(_: object) -> object:
        return list(networkx.minimum_spanning_edges(drawn))

    def by_graphlib(_: object) -> object:
        return list(graphlib.TopologicalSorter(before).static_order())

    spanning: tuple[str, Callable[[Any], object]] = ("networkx", by_edges)
    order: tuple[str, Callable[[Any], object]] = ("graphlib", by_graphlib)
    return [
        Task("dijkstra", 8.0, lambda: both, lambda graph: dijkstra(graph, 0), "networkx", by_distances),
        Task("kruskal_of_edges", 3.5, lambda: edges, lambda of: kruskal_of_edges(nodes, of), *spanning),
        Task("kruskal", None, lambda: both, kruskal),
        Task("topological_sort_in_depth", 0.7, lambda: onward, topological_sort_in_depth, *order),
        Task("topological_sort", None, lambda: onward, topological_sort, *order),
    ]


def tables(smaller: int) -> list[Task]:
    """Return the tables and the queens; nothing in the standard library does the same."""
    size, capacity = 2_000 // smaller, 10_000 // smaller

    def texts() -> tuple[str, str]:
        chance = random.Random(1)
        return "".join(chance.choices("acgt", k=size)), "".join(chance.choices("acgt", k=size))

    def goods() -> list[Item]:
        chance = random.Random(1)
        return [Item(str(item), chance.randrange(1, 200), chance.randrange(1, 100)) for item in range(200)]

    def by_permutations(_: object) -> list[tuple[int, ...]]:
        boards = itertools.permutations(range(8))
        rows = range(8)
        return [
            board
            for board in boards
            if len({column + row for row, column in zip(rows, board, strict=True)}) == 8
            and len({column - row for row, column in zip(rows, board, strict=True)}) == 8
        ]

    brute: tuple[str, Callable[[Any], object]] = ("itertools.permutations, filtered", by_permutations)
    return [
        Task("longest_common_subsequence", 27.0, texts, lambda two: longest_common_subsequence(*two)),
        Task("knapsack, 200 items by 10,000", 8.0, goods, lambda of: knapsack(of, capacity)),
        Task("knapsack_value, the same", None, goods, lambda of: knapsack_value(of, capacity)),
        Task("queens_bitmask(8), all 92", 0.5, lambda: None, lambda _: list(queens_bitmask(8)), *brute),
        Task("queens(8)", None, lambda: None, lambda _: list(queens(8)), *brute),
    ]


def scans(size: int) -> list[Task]:
    """Return what passes once over a million."""

    def text() -> tuple[str, str]:
        return "".join(random.Random(1).choices("acgt", k=size)), "acgtacgtta"

    def found(two: tuple[str, str]) -> list[int]:
        places, at = list[int](), two[0].find(two[1])
        while at >= 0:
            places.append(at)
            at = two[0].find(two[1], at + 1)
        return places

    def window() -> list[int]:
        return numbers(size)

    def by_max(items: list[int]) -> list[int]:
        return [max(items[start : start + 100]) for start in range(len(items) - 99)]

    def many_kinds() -> list[int]:
        return random.Random(1).choices(range(5_000), k=size)

    return [
        Task("kmp_search", 4.0, text, lambda two: list(kmp_search(*two)), "str.find", found),
        Task(
            "window_maximum_fast, of 100", 11.0, window, lambda of: window_maximum_fast(of, 100), "max of each", by_max
        ),
        Task("window_maximum, of 100", None, window, lambda of: list(window_maximum(of, 100))),
        Task("longest_without_repeat", 9.0, many_kinds, longest_without_repeat),
    ]
