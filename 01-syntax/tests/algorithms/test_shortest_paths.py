"""Shortest paths: against all simple paths of every small graph, and against networkx."""

import itertools
import math
import pickle
import random
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from algorithms.shortest_paths import NegativeCycleError, ShortestPaths, bellman_ford, dijkstra, main

type Plain = dict[int, dict[int, float]]

both = pytest.mark.parametrize("find", [dijkstra, bellman_ford])


def graph_of(n: int, edges: Iterable[tuple[int, int, float]]) -> Plain:
    graph: Plain = {node: {} for node in range(n)}
    for start, end, weight in edges:
        graph[start][end] = weight
    return graph


def weight_of(graph: Plain, path: list[int]) -> float:
    return sum(graph[start][end] for start, end in pairwise(path))


def brute_force(graph: Plain) -> dict[int, float]:
    """The least weight of all paths from 0 that repeat no node."""
    best: dict[int, float] = {}
    for length in range(len(graph)):
        for rest in itertools.permutations(range(1, len(graph)), length):
            path = [0, *rest]
            if all(end in graph[start] for start, end in pairwise(path)):
                best[path[-1]] = min(best.get(path[-1], math.inf), weight_of(graph, path))
    return best


def assert_is_tree(paths: ShortestPaths[int], graph: Plain) -> None:
    assert paths.previous.keys() == paths.distances.keys() - {0}
    for node in graph:
        path = paths.path_to(node)
        assert (path is not None) == (node in paths.distances)
        if path is not None:
            assert (path[0], path[-1], len(set(path))) == (0, node, len(path))
            assert weight_of(graph, path) == paths.distances[node]


def small_graphs(weights: list[int | None]) -> Iterable[Plain]:
    """Every directed graph of three nodes, each pair without an edge (None) or with one of the weights."""
    pairs = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
    for chosen in itertools.product(weights, repeat=6):
        yield graph_of(3, [(*pair, weight) for pair, weight in zip(pairs, chosen, strict=True) if weight is not None])


@both
def test_every_small_graph_without_negative_weights(find: Callable[[Plain, int], ShortestPaths[int]]) -> None:
    for graph in small_graphs([None, 0, 2]):
        paths = find(graph, 0)

        assert paths.distances == brute_force(graph)
        assert_is_tree(paths, graph)


def test_every_small_graph_with_negative_weights() -> None:
    for graph in small_graphs([None, -2, 1]):
        cycles = [(0, 1), (0, 2), (1, 2), (0, 1, 2), (0, 2, 1)]
        reached = set(brute_force(graph))
        negative = [
            set(cycle)
            for cycle in cycles
            if reached.issuperset(cycle)
            and all(end in graph[start] for start, end in pairwise([*cycle, cycle[0]]))
            and weight_of(graph, [*cycle, cycle[0]]) < 0
        ]
        if negative:
            with pytest.raises(NegativeCycleError) as caught:
                bellman_ford(graph, 0)
            cycle = caught.value.cycle
            assert set(cycle) in negative
            assert weight_of(graph, [*cycle, cycle[0]]) < 0
        else:
            paths = bellman_ford(graph, 0)
            assert paths.distances == brute_force(graph)
            assert_is_tree(paths, graph)


@settings(max_examples=40)
@given(st.integers(1, 10), st.data())
def test_agrees_with_networkx(n: int, data: st.DataObject) -> None:
    node = st.integers(0, n - 1)
    graph = graph_of(n, data.draw(st.lists(st.tuples(node, node, st.integers(0, 9)), max_size=30)))
    oracle: Any = nx.DiGraph()
    oracle.add_nodes_from(graph)
    oracle.add_weighted_edges_from(
        (start, end, weight) for start, ends in graph.items() for end, weight in ends.items()
    )

    expected = nx.single_source_dijkstra_path_length(oracle, 0)

    for find in (dijkstra, bellman_ford):
        assert find(graph, 0).distances == expected
        assert_is_tree(find(graph, 0), graph)
    assert list(dijkstra(graph, 0).distances.values()) == sorted(expected.values())


@settings(max_examples=40)
@given(st.integers(1, 8), st.data())
def test_negative_cycles_agree_with_networkx(n: int, data: st.DataObject) -> None:
    node = st.integers(0, n - 1)
    graph = graph_of(n, data.draw(st.lists(st.tuples(node, node, st.integers(-3, 9)), max_size=20)))
    oracle: Any = nx.DiGraph()
    oracle.add_nodes_from(graph)
    oracle.add_weighted_edges_from(
        (start, end, weight) for start, ends in graph.items() for end, weight in ends.items()
    )
    try:
        expected = nx.single_source_bellman_ford_path_length(oracle, 0)
    except nx.NetworkXUnbounded:
        with pytest.raises(NegativeCycleError) as caught:
            bellman_ford(graph, 0)
        assert weight_of(graph, [*caught.value.cycle, caught.value.cycle[0]]) < 0
    else:
        paths = bellman_ford(graph, 0)
        assert paths.distances == expected
        assert_is_tree(paths, graph)


@both
def test_isolated_and_unreachable_nodes_have_no_path(find: Callable[[Plain, int], ShortestPaths[int]]) -> None:
    paths = find({0: {}, 1: {0: 1.0}}, 0)

    assert (paths.start, paths.distances, paths.previous) == (0, {0: 0}, {})
    assert (paths.path_to(0), paths.path_to(1)) == ([0], None)


@both
def test_missing_nodes_are_named(find: Callable[[Plain, int], ShortestPaths[int]]) -> None:
    for graph in ({}, {0: {9: 1.0}}):
        with pytest.raises(KeyError) as caught:
            find(graph, 0 if graph else 9)
        assert caught.value.args == (9,)


@both
def test_an_infinite_weight_is_no_edge(find: Callable[[Plain, int], ShortestPaths[int]]) -> None:
    assert find({0: {1: math.inf, 2: 1.0}, 1: {}, 2: {}}, 0).distances == {0: 0, 2: 1.0}


@both
def test_nodes_need_not_compare(find: Callable[[Any, object], ShortestPaths[Any]]) -> None:
    graph = {"a": {1: 1, None: 1, (2,): 1}, 1: {"a": 1}, None: {}, (2,): {}}

    assert find(graph, "a").distances == {"a": 0, 1: 1, None: 1, (2,): 1}


@pytest.mark.parametrize(
    ("find", "weight", "message"),
    [
        (dijkstra, -1, "edge 0 -> 1 weighs -1: use bellman_ford"),
        (dijkstra, math.nan, "edge 0 -> 1 weighs nan, which is no number"),
        (bellman_ford, math.nan, "edge 0 -> 1 weighs nan, which is no number"),
        (bellman_ford, -math.inf, "edge 0 -> 1 weighs -inf: weights must be above -inf"),
    ],
    ids=["dijkstra negative", "dijkstra nan", "bellman_ford nan", "bellman_ford -inf"],
)
def test_bad_weights_are_named(find: Callable[[Plain, int], ShortestPaths[int]], weight: float, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        find({0: {1: weight}, 1: {}}, 0)


def test_a_loop_of_negative_weight_is_a_cycle_of_one() -> None:
    with pytest.raises(NegativeCycleError, match=r"^cycle of negative weight: 1 -> 1$") as caught:
        bellman_ford({0: {1: 1.0}, 1: {1: -1.0}}, 0)

    assert caught.value.cycle == [1]
    assert isinstance(caught.value, ValueError)
    assert pickle.loads(pickle.dumps(caught.value)).cycle == [1]


def test_a_cycle_that_pays_once_by_rounding_counts_and_ends_no_path_in_a_loop() -> None:
    with pytest.raises(NegativeCycleError) as caught:
        bellman_ford({0: {1: 0.1}, 1: {2: 10.0}, 2: {1: -10.0}}, 0)

    assert sorted(caught.value.cycle) == [1, 2]


def test_a_negative_cycle_out_of_reach_does_not_matter() -> None:
    assert bellman_ford({0: {}, 1: {1: -1.0}}, 0).distances == {0: 0}


def test_dijkstra_looks_at_each_edge_once_and_bellman_ford_stops_early() -> None:
    def line(n: int) -> Plain:
        return graph_of(n, [(node, node + 1, 1) for node in range(n - 1)])

    short, long = line(200), line(2_000)
    assert count_steps(lambda: dijkstra(long, 0)) <= 11 * count_steps(lambda: dijkstra(short, 0))
    # In this order of edges one round of Bellman-Ford is enough, backwards it takes them all.
    assert count_steps(lambda: bellman_ford(long, 0)) <= 11 * count_steps(lambda: bellman_ford(short, 0))
    backwards = {node: short[node] for node in reversed(range(200))}
    assert count_steps(lambda: bellman_ford(backwards, 0)) > 20 * count_steps(lambda: bellman_ford(short, 0))

    rng = random.Random(3)
    graph = graph_of(500, [(rng.randrange(500), rng.randrange(500), rng.random()) for _ in range(5_000)])
    looked_at: list[int] = []

    class Watched(dict[int, dict[int, float]]):
        def __getitem__(self, node: int) -> dict[int, float]:
            looked_at.append(node)
            return super().__getitem__(node)

    dijkstra(Watched(graph), 0)
    assert len(looked_at) == len(set(looked_at))


def test_main_finds_routes_and_money(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "to the shop: ['depot', 'south', 'north', 'shop'] - to the island: None" in out
    assert "dijkstra: edge 'south' -> 'north' weighs -3: use bellman_ford" in out
    assert "'north': -1" in out
    assert "1 becomes 1.0111 each time" in out
