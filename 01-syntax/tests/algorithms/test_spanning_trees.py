"""Minimum spanning trees: against all subsets of edges of every small graph, and against networkx."""

import itertools
import math
import random
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import Counted, Counts, count_steps
from algorithms.spanning_trees import Edge, kruskal, kruskal_of_edges, main, prim, total_weight

type Plain = dict[int, dict[int, float]]

both = pytest.mark.parametrize("find", [kruskal, prim])


def graph_of(n: int, edges: Iterable[tuple[int, int, float]]) -> Plain:
    graph: Plain = {node: {} for node in range(n)}
    for start, end, weight in edges:
        graph[start][end] = graph[end][start] = weight
    return graph


def networkx_of(graph: Plain) -> Any:
    oracle: Any = nx.Graph()
    oracle.add_nodes_from(graph)
    oracle.add_weighted_edges_from(
        (start, end, weight) for start, ends in graph.items() for end, weight in ends.items()
    )
    return oracle


def assert_is_forest(tree: list[Edge[int]], graph: Plain) -> None:
    """As many edges as a forest over the same parts has, all of the graph, and joining those parts."""
    found: Any = nx.Graph()
    oracle = networkx_of(graph)
    found.add_nodes_from(graph)
    found.add_edges_from((start, end) for start, end, _ in tree)
    assert all(graph[start][end] == weight for start, end, weight in tree)
    assert len(tree) == len(graph) - nx.number_connected_components(oracle)
    assert sorted(map(sorted, nx.connected_components(found))) == sorted(map(sorted, nx.connected_components(oracle)))


@both
def test_every_graph_of_four_nodes(find: Callable[[Plain], list[Edge[int]]]) -> None:
    places = list(itertools.combinations(range(4), 2))
    trees = [
        set(chosen) for chosen in itertools.combinations(places, 3) if len({n for edge in chosen for n in edge}) == 4
    ]
    trees = [tree for tree in trees if nx.is_tree(nx.Graph(list(tree)))]
    assert len(trees) == 16  # Cayley: 4 ** 2
    for weights in itertools.product([None, -1, 2], repeat=6):
        edges = {place: weight for place, weight in zip(places, weights, strict=True) if weight is not None}
        least = min((sum(edges[edge] for edge in tree) for tree in trees if tree <= edges.keys()), default=None)

        tree = find(graph_of(4, [(*place, weight) for place, weight in edges.items()]))

        assert (len(tree) == 3) == (least is not None)
        if least is not None:
            assert total_weight(tree) == least


@settings(max_examples=40)
@given(st.integers(1, 10), st.data())
def test_agrees_with_networkx(n: int, data: st.DataObject) -> None:
    node = st.integers(0, n - 1)
    graph = graph_of(n, data.draw(st.lists(st.tuples(node, node, st.integers(-3, 9)), max_size=25)))
    edges = [(start, end, weight) for start, ends in graph.items() for end, weight in ends.items() if start <= end]
    expected = nx.minimum_spanning_tree(networkx_of(graph)).size(weight="weight")

    for tree in (kruskal(graph), prim(graph), kruskal_of_edges(graph, edges), kruskal_of_edges(graph, edges[::-1])):
        assert_is_forest(tree, graph)
        assert total_weight(tree) == expected


def test_kruskal_gives_the_lightest_first_and_prim_grows_from_the_first_node() -> None:
    graph = graph_of(5, [(0, 1, 5), (1, 2, 1), (2, 3, 4), (3, 0, 9)])

    assert [weight for *_, weight in kruskal(graph)] == [1, 4, 5]
    grown = {0}
    for start, end, _ in prim(graph):
        assert start in grown
        assert end not in grown
        grown.add(end)
    assert grown == {0, 1, 2, 3}


def test_prim_does_not_build_the_tree_of_shortest_paths() -> None:
    graph = graph_of(3, [(0, 1, 4), (0, 2, 5), (1, 2, 2)])  # from 0 the shortest paths use 4 and 5

    assert total_weight(prim(graph)) == 6


@both
def test_empty_graphs_lone_nodes_and_loops(find: Callable[[Plain], list[Edge[int]]]) -> None:
    assert find({}) == find({7: {}}) == find({7: {7: -5.0}}) == []


def test_total_weight_of_nothing_is_0() -> None:
    assert total_weight([]) == 0


@both
@pytest.mark.parametrize(
    ("graph", "message"),
    [
        ({0: {1: 4}, 1: {}}, "edge 0 -> 1 weighs 4, but not the other way: the graph must be undirected"),
        ({0: {}, 1: {0: 4}}, "edge 1 -> 0 weighs 4, but not the other way: the graph must be undirected"),
        ({0: {1: 4}, 1: {0: 5}}, "edge 0 -> 1 weighs 4, but not the other way: the graph must be undirected"),
        ({0: {1: math.nan}, 1: {0: math.nan}}, "edge 0 -> 1 weighs nan, which is no number"),
        ({0: {0: math.nan}}, "edge 0 -> 0 weighs nan, which is no number"),
    ],
    ids=["there", "back", "weights", "nan", "nan loop"],
)
def test_what_is_no_undirected_graph_is_refused(
    find: Callable[[Plain], list[Edge[int]]], graph: Plain, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        find(graph)


def test_missing_nodes_and_nan_are_named() -> None:
    asks: list[Callable[[], object]] = [
        lambda: kruskal({0: {9: 1.0}}),
        lambda: prim({0: {9: 1.0}}),
        lambda: kruskal_of_edges([0], [(0, 9, 1.0)]),
    ]
    for ask in asks:
        with pytest.raises(KeyError) as caught:
            ask()
        assert caught.value.args == (9,)
    with pytest.raises(ValueError, match=r"^edge 0 -> 1 weighs nan, which is no number$"):
        kruskal_of_edges([0, 1], [(0, 1, math.nan)])


@both
def test_nodes_need_not_compare(find: Callable[[Any], list[Edge[Any]]]) -> None:
    graph = {"a": {1: 2, None: 2}, 1: {"a": 2, None: 2}, None: {"a": 2, 1: 2}}

    assert total_weight(find(graph)) == 4


@pytest.mark.parametrize("shape", ["line", "random"])
def test_steps_and_hashes_of_kruskal_stay_near_the_number_of_edges(shape: str) -> None:
    n = 512
    rng = random.Random(5)
    pairs = (
        list(pairwise(range(n))) if shape == "line" else rng.sample(list(itertools.combinations(range(n), 2)), 3_000)
    )
    counts = Counts()
    nodes = [Counted(number, counts) for number in range(n)]
    edges = [(nodes[start], nodes[end], number) for number, (start, end) in enumerate(pairs)]

    kruskal_of_edges(nodes, edges)

    # Two lookups an edge, and each node moves into a part of at least twice the size: at most log2 n times.
    assert counts.hashed <= n + 2 * len(edges) + n * 9
    assert counts.ordered == 0


def test_steps_of_prim_stay_near_the_number_of_edges() -> None:
    def steps_per_edge(n: int) -> float:
        graph = graph_of(n, [(node, (node + step) % n, node * 7919 % 1009) for node in range(n) for step in (1, 5, 9)])
        return count_steps(lambda: prim(graph)) / (3 * n)

    assert steps_per_edge(2_000) <= 1.1 * steps_per_edge(200)


def test_main_joins_offices(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Kruskal: Pisa-Genoa Genoa-Turin Cagliari-Olbia Rome-Pisa Rome-Bari" in out
    assert "Prim:    Rome-Pisa Pisa-Genoa Genoa-Turin Rome-Bari Cagliari-Olbia" in out
    assert "cost 139 of 219, 2 parts" in out
