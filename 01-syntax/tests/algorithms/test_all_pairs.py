"""All pairs: on every graph of three nodes, against networkx, and with cycles of negative weight."""

import itertools
import math
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.all_pairs import AllPairs, floyd_warshall, main
from algorithms.complexity import count_steps

type Plain = dict[int, dict[int, float]]


def graph_of(n: int, edges: Iterable[tuple[int, int, float]]) -> Plain:
    graph: Plain = {node: {} for node in range(n)}
    for start, end, weight in edges:
        graph[start][end] = weight
    return graph


def weight_of(graph: Plain, path: list[int]) -> float:
    return sum(graph[start][end] for start, end in pairwise(path))


def assert_paths(pairs: AllPairs[int], graph: Plain) -> None:
    for start, goal in itertools.product(graph, repeat=2):
        path = pairs.path(start, goal)
        assert (path is not None) == (goal in pairs.distances[start])
        if path is not None:
            assert (path[0], path[-1], len(set(path))) == (start, goal, len(path))
            assert weight_of(graph, path) == pairs.distances[start][goal]
            assert path[1:2] == ([pairs.first_steps[start][goal]] if start != goal else [])


def named_cycle(error: pytest.ExceptionInfo[ValueError]) -> list[int]:
    assert re.fullmatch(r"cycle of negative weight: \d+( -> \d+)+", str(error.value))
    return [int(node) for node in re.findall(r"\d+", str(error.value))]


def assert_as_brute_force(graph: Plain) -> None:
    n = len(graph)
    simple = [list(nodes) for length in range(1, n + 1) for nodes in itertools.permutations(range(n), length)]
    walks = [path for path in simple if all(end in graph[start] for start, end in pairwise(path))]
    negative = [path for path in walks if path[0] in graph[path[-1]] and weight_of(graph, [*path, path[0]]) < 0]
    if negative:
        with pytest.raises(ValueError, match="cycle") as caught:
            floyd_warshall(graph)
        cycle = named_cycle(caught)
        assert cycle[:-1] in negative
        assert cycle[0] == cycle[-1]
        return
    pairs = floyd_warshall(graph)
    best: dict[int, dict[int, float]] = {node: {} for node in graph}
    for path in walks:
        ends = best[path[0]]
        ends[path[-1]] = min(ends.get(path[-1], math.inf), weight_of(graph, path))
    assert pairs.distances == best
    assert_paths(pairs, graph)


def test_every_graph_of_three_nodes() -> None:
    places = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]
    for weights in itertools.product([None, -2, 3], repeat=6):
        edges = zip(places, weights, strict=True)
        assert_as_brute_force(graph_of(3, [(*place, weight) for place, weight in edges if weight is not None]))


@settings(max_examples=60)
@given(st.integers(1, 5), st.data())
def test_small_graphs_with_loops_and_negative_weights(n: int, data: st.DataObject) -> None:
    node = st.integers(0, n - 1)
    assert_as_brute_force(graph_of(n, data.draw(st.lists(st.tuples(node, node, st.integers(-2, 5)), max_size=14))))


@settings(max_examples=30)
@given(st.integers(1, 9), st.data())
def test_agrees_with_networkx(n: int, data: st.DataObject) -> None:
    node = st.integers(0, n - 1)
    graph = graph_of(n, data.draw(st.lists(st.tuples(node, node, st.integers(0, 9)), max_size=25)))
    oracle: Any = nx.DiGraph()
    oracle.add_nodes_from(graph)
    oracle.add_weighted_edges_from(
        (start, end, weight) for start, ends in graph.items() for end, weight in ends.items()
    )

    pairs = floyd_warshall(graph)

    assert pairs.distances == dict(nx.all_pairs_dijkstra_path_length(oracle))
    assert_paths(pairs, graph)


def test_empty_and_lonely() -> None:
    assert floyd_warshall({}) == ({}, {})
    assert floyd_warshall({7: {}}) == ({7: {7: 0}}, {7: {}})
    assert floyd_warshall({7: {}}).path(7, 7) == [7]


def test_missing_nodes_are_named() -> None:
    pairs = floyd_warshall({0: {}})

    for ask in (lambda: floyd_warshall({0: {9: 1.0}}), lambda: pairs.path(0, 9), lambda: pairs.path(9, 0)):
        with pytest.raises(KeyError) as caught:
            ask()
        assert caught.value.args == (9,)


@pytest.mark.parametrize("weight", [math.nan, -math.inf])
def test_bad_weights_are_named(weight: float) -> None:
    with pytest.raises(ValueError, match=f"^edge 0 -> 1 weighs {weight}: weights must be numbers above -inf$"):
        floyd_warshall({0: {1: weight}, 1: {}})


def test_an_infinite_weight_is_no_edge() -> None:
    assert floyd_warshall({0: {1: math.inf}, 1: {}}).path(0, 1) is None


@pytest.mark.parametrize(
    ("graph", "cycle"),
    [({0: {0: -1.0}}, [0, 0]), ({0: {1: 1.0}, 1: {2: -3.0}, 2: {0: 1.0}}, [0, 1, 2, 0])],
    ids=["loop", "three"],
)
def test_a_negative_cycle_is_named(graph: Plain, cycle: list[int]) -> None:
    with pytest.raises(ValueError, match="cycle") as caught:
        floyd_warshall(graph)

    assert sorted(named_cycle(caught)[:-1]) == sorted(cycle[:-1])


def test_a_cycle_that_seems_to_pay_by_rounding_ends_no_path_in_a_loop() -> None:
    pairs = floyd_warshall({0: {}, 1: {0: 0.1, 2: 10.0}, 2: {1: -10.0}})

    assert pairs.distances[1][0] == 10.0 - 9.9 < 0.1
    for start, cycle in ((2, "2 -> 1 -> 2"), (1, "1 -> 2 -> 1")):
        with pytest.raises(ValueError, match=f"^cycle of weight 0, rounded below it: {cycle}$"):
            pairs.path(start, 0)
    assert pairs.path(2, 1) == [2, 1]


def test_steps_grow_with_the_cube_of_the_nodes() -> None:
    def steps(n: int) -> int:
        graph = graph_of(n, [(node, (node + step) % n, 1) for node in range(n) for step in (1, 2, 5)])
        return count_steps(lambda: floyd_warshall(graph))

    assert 6 <= steps(60) / steps(30) <= 9


def test_main_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Bari to Turin: Bari Rome Pisa Genoa Turin" in out
    assert "Bari to Cagliari: None" in out
    assert "ValueError: cycle of negative weight: 'c' -> 'a' -> 'b' -> 'c'" in out
