"""Walks of graphs: against networkx, and by brute force on every graph of a few nodes."""

import itertools
import sys
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from algorithms.graph_algorithms import (
    any_path,
    breadth_first,
    components,
    depth_first,
    directed_cycle,
    distances,
    fewest_edges,
    main,
    undirected_cycle,
)

type Plain = dict[int, dict[int, float]]

PAIRS = list(itertools.product(range(4), repeat=2))
edge_lists = st.integers(1, 9).flatmap(
    lambda n: st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=15).map(lambda e: (n, e))
)


def graph_of(n: int, edges: Iterable[tuple[int, int]], *, directed: bool = True) -> Plain:
    graph: Plain = {node: {} for node in range(n)}
    for start, end in edges:
        graph[start][end] = 1.0
        if not directed:
            graph[end][start] = 1.0
    return graph


def all_directed(n: int, *, loops: bool) -> Iterable[Plain]:
    """Every directed graph of n nodes: 4,096 for 4 nodes without loops."""
    pairs = [(one, other) for one in range(n) for other in range(n) if loops or one != other]
    for chosen in itertools.product([False, True], repeat=len(pairs)):
        yield graph_of(n, itertools.compress(pairs, chosen))


def all_undirected(n: int) -> Iterable[Plain]:
    """Every undirected graph of n nodes, with and without loops: 1,024 for 4 nodes."""
    pairs = list(itertools.combinations_with_replacement(range(n), 2))
    for chosen in itertools.product([False, True], repeat=len(pairs)):
        yield graph_of(n, itertools.compress(pairs, chosen), directed=False)


def networkx_of(graph: Plain, *, directed: bool = True) -> Any:
    oracle: Any = nx.DiGraph() if directed else nx.Graph()
    oracle.add_nodes_from(graph)
    oracle.add_edges_from((start, end) for start, ends in graph.items() for end in ends)
    return oracle


@settings(max_examples=40)
@given(edge_lists)
def test_walks_agree_with_networkx(made: tuple[int, list[tuple[int, int]]]) -> None:
    graph = graph_of(*made)
    oracle = networkx_of(graph)

    assert list(depth_first(graph, 0)) == list(nx.dfs_preorder_nodes(oracle, 0))
    assert list(breadth_first(graph, 0)) == [0, *(end for _, end in nx.bfs_edges(oracle, 0))]
    assert distances(graph, 0) == nx.single_source_shortest_path_length(oracle, 0)
    for goal in graph:
        fewest, found = fewest_edges(graph, 0, goal), any_path(graph, 0, goal)
        assert (fewest is not None) == (found is not None) == nx.has_path(oracle, 0, goal)
        if fewest is not None and found is not None:
            assert len(fewest) == nx.shortest_path_length(oracle, 0, goal) + 1
            for path in (fewest, found):
                assert (path[0], path[-1], len(set(path))) == (0, goal, len(path))
                assert all(end in graph[start] for start, end in pairwise(path))


@settings(max_examples=40)
@given(edge_lists)
def test_components_agree_with_networkx(made: tuple[int, list[tuple[int, int]]]) -> None:
    graph = graph_of(*made, directed=False)

    parts = components(graph)

    assert sorted(map(sorted, parts)) == sorted(
        map(sorted, nx.connected_components(networkx_of(graph, directed=False)))
    )
    assert [min(part) for part in parts] == sorted(min(part) for part in parts)


def has_directed_cycle(graph: Plain) -> bool:
    """Brute force: without a cycle there is an order of the nodes in which every edge leads forwards."""
    return not any(
        all(order[start] < order[end] for start, ends in graph.items() for end in ends)
        for order in itertools.permutations(range(len(graph)))
    )


@pytest.mark.parametrize(("n", "loops"), [(1, True), (2, True), (3, True), (4, False)])
def test_cycles_of_every_small_directed_graph(n: int, loops: bool) -> None:
    for graph in all_directed(n, loops=loops):
        cycle = directed_cycle(graph)

        assert (cycle is not None) == has_directed_cycle(graph)
        if cycle is not None:
            assert len(set(cycle)) == len(cycle) >= 1
            assert all(end in graph[start] for start, end in pairwise([*cycle, cycle[0]]))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_cycles_of_every_small_undirected_graph(n: int) -> None:
    for graph in all_undirected(n):
        cycle = undirected_cycle(graph)

        edges = sum(start <= end for start, ends in graph.items() for end in ends)
        assert (cycle is not None) == (edges > n - len(components(graph)))  # more edges than a forest has
        if cycle is not None:
            assert len(set(cycle)) == len(cycle)
            assert len(cycle) != 2
            assert all(end in graph[start] for start, end in pairwise([*cycle, cycle[0]]))


def test_a_node_that_is_done_closes_no_cycle() -> None:
    assert directed_cycle(graph_of(4, [(0, 1), (1, 3), (0, 2), (2, 3)])) is None


def test_empty_graphs_and_lone_nodes() -> None:
    lone: Plain = {7: {}}

    assert components({}) == []
    assert directed_cycle({}) is undirected_cycle({}) is None
    assert components(lone) == [{7}]
    assert list(depth_first(lone, 7)) == list(breadth_first(lone, 7)) == [7]
    assert fewest_edges(lone, 7, 7) == any_path(lone, 7, 7) == [7]


@pytest.mark.parametrize(
    "ask",
    [
        lambda graph: list(breadth_first(graph, 9)),
        lambda graph: list(depth_first(graph, 9)),
        lambda graph: distances(graph, 9),
        lambda graph: fewest_edges(graph, 9, 0),
        lambda graph: fewest_edges(graph, 0, 9),
        lambda graph: any_path(graph, 9, 0),
        lambda graph: any_path(graph, 0, 9),
    ],
    ids=["breadth", "depth", "distances", "fewest from", "fewest to", "any from", "any to"],
)
def test_a_missing_node_is_named(ask: Callable[[Plain], object]) -> None:
    with pytest.raises(KeyError) as caught:
        ask({0: {}})

    assert caught.value.args == (9,)


@pytest.mark.parametrize(
    "ask", [components, undirected_cycle, directed_cycle, lambda graph: list(depth_first(graph, 0))]
)
def test_a_neighbour_that_is_no_node_is_named(ask: Callable[[Plain], object]) -> None:
    with pytest.raises(KeyError) as caught:
        ask({0: {9: 1.0}})

    assert caught.value.args == (9,)


@pytest.mark.parametrize("ask", [components, undirected_cycle])
def test_one_way_edges_are_refused_where_both_ways_are_needed(ask: Callable[[Plain], object]) -> None:
    with pytest.raises(ValueError, match=r"^edge 1 -> 0 leads one way: the graph must be undirected$"):
        ask({0: {}, 1: {0: 1.0}})


def test_depth_is_no_recursion() -> None:
    n = 20_000
    chain = graph_of(n, pairwise(range(n)))
    ring = graph_of(n, pairwise([*range(n), 0]), directed=False)
    before = sys.getrecursionlimit()

    try:
        sys.setrecursionlimit(250)
        assert sum(1 for _ in depth_first(chain, 0)) == n
        assert directed_cycle(chain) is None
        assert any_path(chain, 0, n - 1) == fewest_edges(chain, 0, n - 1) == list(range(n))
        assert len(undirected_cycle(ring) or []) == n
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize(
    "walk",
    [lambda graph: list(depth_first(graph, 0)), lambda graph: distances(graph, 0), components, directed_cycle],
    ids=["depth", "breadth", "components", "cycle"],
)
@pytest.mark.parametrize("shape", ["chain", "star", "complete"])
def test_steps_grow_with_nodes_and_edges(walk: Callable[[Plain], object], shape: str) -> None:
    def steps_per_part(n: int) -> float:
        pairs = {
            "chain": pairwise(range(n)),
            "star": ((0, end) for end in range(1, n)),
            "complete": itertools.combinations(range(n // 10), 2),
        }[shape]
        graph = graph_of(n, pairs, directed=False)
        if walk is directed_cycle:
            graph = {start: {end: 1.0 for end in ends if end > start} for start, ends in graph.items()}
        return count_steps(lambda: walk(graph)) / (n + sum(map(len, graph.values())))

    assert steps_per_part(1_000) <= 1.2 * steps_per_part(200) + 0.5


def test_main_asks_friends_and_imports(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["graph_algorithms.py"])

    main()

    out = capsys.readouterr().out
    assert "['Ada', 'Bob', 'Dee', 'Eve'] - to Fay: None" in out
    assert "parts: [['Ada', 'Bob', 'Cid', 'Dee', 'Eve'], ['Fay']]" in out
    assert "import one another: ['forms', 'models', 'signals']" in out
