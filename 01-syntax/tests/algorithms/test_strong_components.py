"""Strong components: on every directed graph of four nodes by reachability, and against networkx."""

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
from algorithms.strong_components import condensation, kosaraju, main, tarjan

type Plain = dict[int, dict[int, float]]

both = pytest.mark.parametrize("find", [tarjan, kosaraju])


def graph_of(n: int, edges: Iterable[tuple[int, int]]) -> Plain:
    graph: Plain = {node: {} for node in range(n)}
    for start, end in edges:
        graph[start][end] = 1.0
    return graph


def reachable(graph: Plain) -> list[set[int]]:
    """Brute force: for each node those that it reaches, by adding neighbours until nothing changes."""
    reached = [{node, *graph[node]} for node in graph]
    for _ in graph:
        reached = [one.union(*(reached[other] for other in one)) for one in reached]
    return reached


@pytest.mark.parametrize(("n", "loops"), [(1, True), (2, True), (3, True), (4, False)])
def test_every_small_graph_falls_into_groups_that_reach_one_another(n: int, loops: bool) -> None:
    pairs = [(one, other) for one in range(n) for other in range(n) if loops or one != other]
    for chosen in itertools.product([False, True], repeat=len(pairs)):
        graph = graph_of(n, itertools.compress(pairs, chosen))
        reached = reachable(graph)
        expected = {frozenset(other for other in reached[node] if node in reached[other]) for node in graph}

        for find, order in ((tarjan, -1), (kosaraju, 1)):
            found = find(graph)
            assert len(found) == len(expected)
            assert set(map(frozenset, found)) == expected
            places = {node: order * place for place, component in enumerate(found) for node in component}
            assert all(places[start] <= places[end] for start in graph for end in graph[start])


@settings(max_examples=40)
@given(st.integers(1, 12), st.data())
def test_agrees_with_networkx(n: int, data: st.DataObject) -> None:
    edges = data.draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=25))
    graph = graph_of(n, edges)
    oracle: Any = nx.DiGraph(edges)
    oracle.add_nodes_from(graph)
    expected = sorted(map(sorted, nx.strongly_connected_components(oracle)))

    assert sorted(map(sorted, tarjan(graph))) == sorted(map(sorted, kosaraju(graph))) == expected
    groups = condensation(graph)
    assert sorted(map(sorted, groups)) == expected
    small = nx.condensation(oracle)
    members = nx.get_node_attributes(small, "members")
    assert {(one, other) for one, others in groups.items() for other in others} == {
        (frozenset(members[one]), frozenset(members[other])) for one, other in small.edges
    }
    places = {group: place for place, group in enumerate(groups)}
    assert all(places[one] < places[other] for one, others in groups.items() for other in others)


@both
def test_an_empty_graph_has_no_components(find: Callable[[Plain], list[set[int]]]) -> None:
    assert find({}) == []
    assert condensation({}) == {}


@both
def test_a_neighbour_that_is_no_node_is_named(find: Callable[[Plain], list[set[int]]]) -> None:
    for ask in (find, condensation):
        with pytest.raises(KeyError) as caught:
            ask({0: {9: 1.0}})
        assert caught.value.args == (9,)


@both
def test_depth_is_no_recursion(find: Callable[[Plain], list[set[int]]]) -> None:
    n = 20_000
    before = sys.getrecursionlimit()

    try:
        sys.setrecursionlimit(250)
        assert find(graph_of(n, pairwise([*range(n), 0]))) == [set(range(n))]
        assert len(find(graph_of(n, pairwise(range(n))))) == n
    finally:
        sys.setrecursionlimit(before)


@both
@pytest.mark.parametrize("shape", ["chain", "ring", "pairs"])
def test_steps_grow_with_nodes_and_edges(find: Callable[[Plain], list[set[int]]], shape: str) -> None:
    def steps_per_part(n: int) -> float:
        edges = list(pairwise(range(n)))
        edges += {"chain": [], "ring": [(n - 1, 0)], "pairs": [(node + 1, node) for node in range(0, n - 1, 2)]}[shape]
        graph = graph_of(n, edges)
        return count_steps(lambda: find(graph)) / (n + len(edges))

    assert steps_per_part(2_000) <= 1.1 * steps_per_part(200)


def test_main_finds_the_rings(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "invoices orders payment   <- a ring of imports" in out
    assert "[['app'], ['invoices', 'orders', 'payment'], ['mail', 'users'], ['log']]" in out
    assert "mail users -> log" in out
