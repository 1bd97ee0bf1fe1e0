"""Topological sorts: against graphlib, and on every directed graph of four nodes."""

import itertools
import pickle
import sys
from collections.abc import Callable, Iterable
from graphlib import CycleError as GraphlibCycleError
from graphlib import TopologicalSorter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from algorithms.topological_sort import (
    CycleError,
    generations,
    main,
    topological_sort,
    topological_sort_in_depth,
)

type Plain = dict[int, dict[int, float]]


def generations_joined(graph: Plain) -> list[int]:
    return list(itertools.chain.from_iterable(generations(graph)))


SORTS: list[Callable[[Plain], list[int]]] = [topological_sort, topological_sort_in_depth, generations_joined]
every_sort = pytest.mark.parametrize("sort", SORTS)


def graph_of(n: int, edges: Iterable[tuple[int, int]]) -> Plain:
    graph: Plain = {node: {} for node in range(n)}
    for start, end in edges:
        graph[start][end] = 1.0
    return graph


def assert_is_order(order: list[int], graph: Plain) -> None:
    places = {node: place for place, node in enumerate(order)}
    assert sorted(order) == sorted(graph)  # each node once
    assert all(places[start] < places[end] for start, ends in graph.items() for end in ends)


def assert_rounds_keep(order: list[int], graph: Plain) -> None:
    places = {node: place for place, node in enumerate(order)}
    for together in generations(graph):
        assert together == sorted(together, key=places.__getitem__)


def assert_is_cycle(cycle: list[int], graph: Plain) -> None:
    assert len(set(cycle)) == len(cycle) >= 1
    assert all(end in graph[start] for start, end in pairwise([*cycle, cycle[0]]))


@every_sort
@pytest.mark.parametrize(("n", "loops"), [(1, True), (2, True), (3, True), (4, False)])
def test_every_small_graph_is_sorted_or_its_cycle_named(
    sort: Callable[[Plain], list[int]], n: int, loops: bool
) -> None:
    pairs = [(one, other) for one in range(n) for other in range(n) if loops or one != other]
    orders = [[pair for pair in pairs if order[pair[0]] < order[pair[1]]] for order in itertools.permutations(range(n))]
    sortable = {
        edges for order in orders for size in range(len(order) + 1) for edges in itertools.combinations(order, size)
    }

    for chosen in itertools.product([False, True], repeat=len(pairs)):
        edges = tuple(itertools.compress(pairs, chosen))
        graph = graph_of(n, edges)
        try:
            order = sort(graph)
        except CycleError as error:
            assert edges not in sortable
            assert_is_cycle(error.cycle, graph)
        else:
            assert edges in sortable
            assert_is_order(order, graph)
            if sort is topological_sort:
                assert_rounds_keep(order, graph)


edge_lists = st.integers(1, 12).flatmap(
    lambda n: st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=14).map(lambda e: (n, e))
)


@settings(max_examples=40)
@given(edge_lists, st.booleans())
def test_agrees_with_graphlib(made: tuple[int, list[tuple[int, int]]], forwards: bool) -> None:
    n, edges = made
    graph = graph_of(n, [(min(edge), max(edge)) for edge in edges if edge[0] != edge[1]] if forwards else edges)
    oracle = TopologicalSorter[int]()
    for start, ends in graph.items():
        oracle.add(start)
        for end in ends:
            oracle.add(end, start)  # graphlib takes what comes before
    try:
        oracle.prepare()
    except GraphlibCycleError:
        for sort in SORTS:
            with pytest.raises(CycleError) as caught:
                sort(graph)
            assert_is_cycle(caught.value.cycle, graph)
        return

    for sort in SORTS:
        assert_is_order(sort(graph), graph)
    rounds = generations(graph)
    while oracle.is_active():
        ready = oracle.get_ready()
        oracle.done(*ready)
        assert sorted(rounds.pop(0)) == sorted(ready)
    assert rounds == []


def test_nodes_that_are_free_at_the_same_time_keep_the_graphs_order() -> None:
    graph: dict[str, dict[str, float]] = {"c": {}, "a": {"z": 1}, "b": {}, "z": {}}

    assert topological_sort(graph) == ["c", "a", "b", "z"]
    assert generations(graph) == [["c", "a", "b"], ["z"]]


@every_sort
def test_an_empty_graph_has_an_empty_order(sort: Callable[[Plain], list[int]]) -> None:
    assert sort({}) == []


@every_sort
def test_a_loop_is_a_cycle_of_one(sort: Callable[[Plain], list[int]]) -> None:
    with pytest.raises(CycleError, match=r"^graph has a cycle: 1 -> 1$") as caught:
        sort({0: {1: 1.0}, 1: {1: 1.0}})

    assert caught.value.cycle == [1]
    assert isinstance(caught.value, ValueError)


def test_the_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(CycleError(["a", "b"])))

    assert (str(error), error.cycle) == ("graph has a cycle: 'a' -> 'b' -> 'a'", ["a", "b"])


@every_sort
def test_a_neighbour_that_is_no_node_is_named(sort: Callable[[Plain], list[int]]) -> None:
    with pytest.raises(KeyError) as caught:
        sort({0: {9: 1.0}})

    assert caught.value.args == (9,)


@every_sort
def test_depth_is_no_recursion(sort: Callable[[Plain], list[int]]) -> None:
    n = 20_000
    before = sys.getrecursionlimit()

    try:
        sys.setrecursionlimit(250)
        assert sort(graph_of(n, pairwise(range(n)))) == list(range(n))
        with pytest.raises(CycleError) as caught:
            sort(graph_of(n, pairwise([*range(n), 0])))
    finally:
        sys.setrecursionlimit(before)
    assert len(caught.value.cycle) == n


@every_sort
def test_steps_grow_with_nodes_and_edges(sort: Callable[[Plain], list[int]]) -> None:
    def steps_per_part(n: int) -> float:
        graph = graph_of(n, [(node, (node + step)) for step in (1, 3, 7) for node in range(n - step)])
        return count_steps(lambda: sort(graph)) / (4 * n)

    assert steps_per_part(2_000) <= 1.1 * steps_per_part(200)


def test_main_orders_services_and_names_the_cycle(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "one by one: database broker migrations worker api gateway monitoring" in out
    assert "round 2: migrations worker" in out
    assert "topological_sort: graph has a cycle: 'worker' -> 'monitoring' -> 'broker' -> 'worker'" in out


@given(edges=st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda edge: edge[0] < edge[1])))
@settings(max_examples=30)
def test_neighbours_may_stand_in_a_list(edges: set[tuple[int, int]]) -> None:
    graph = graph_of(10, sorted(edges))
    lists = {node: list(ends) for node, ends in graph.items()}

    assert topological_sort(lists) == topological_sort(graph)
    assert topological_sort_in_depth(lists) == topological_sort_in_depth(graph)
    assert generations(lists) == generations(graph)
