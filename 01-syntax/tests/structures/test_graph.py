"""Graph: against networkx, directed and not, with loops, missing nodes and edges, and weights that are none."""

import copy
import math
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from structures.graph import Graph, main

nodes = st.sampled_from("abcd")
weights = st.integers(-3, 9)


class GraphMachine(RuleBasedStateMachine):
    """Operations in any order, beside a graph of networkx."""

    @initialize(directed=st.booleans(), edges=st.lists(st.tuples(nodes, nodes, weights), max_size=6))
    def begin(self, directed: bool, edges: list[tuple[str, str, int]]) -> None:
        self.graph = Graph(edges, directed=directed)
        self.oracle: Any = nx.DiGraph() if directed else nx.Graph()
        self.oracle.add_weighted_edges_from(edges)
        assert self.graph.directed is directed

    @rule(node=nodes)
    def add_node(self, node: str) -> None:
        self.graph.add_node(node)
        self.oracle.add_node(node)

    @rule(start=nodes, end=nodes, weight=weights)
    def add_edge(self, start: str, end: str, weight: int) -> None:
        self.graph.add_edge(start, end, weight)
        self.oracle.add_edge(start, end, weight=weight)

    @rule(start=nodes, end=nodes)
    def remove_edge(self, start: str, end: str) -> None:
        if self.oracle.has_edge(start, end):
            self.graph.remove_edge(start, end)
            self.oracle.remove_edge(start, end)
            return
        missing: object = next((node for node in (start, end) if node not in self.oracle), (start, end))
        with pytest.raises(KeyError) as caught:
            self.graph.remove_edge(start, end)
        assert caught.value.args == (missing,)

    @rule(node=nodes)
    def remove_node(self, node: str) -> None:
        if node in self.oracle:
            self.graph.remove_node(node)
            self.oracle.remove_node(node)
        else:
            with pytest.raises(KeyError) as caught:
                self.graph.remove_node(node)
            assert caught.value.args == (node,)

    @rule(way=st.sampled_from(["copy", "copy.copy", "deepcopy", "pickle", "Graph"]))
    def go_on_with_a_copy(self, way: str) -> None:
        before = self.graph
        ways: dict[str, Callable[[Graph[str]], Graph[str]]] = {
            "copy": Graph.copy,
            "copy.copy": copy.copy,
            "deepcopy": copy.deepcopy,
            "pickle": lambda graph: pickle.loads(pickle.dumps(graph)),
            "Graph": lambda graph: Graph(graph, directed=graph.directed),
        }
        self.graph = ways[way](before)
        before.add_edge("x", "a")
        for node in list(before):
            before.add_edge(node, "y")

    @rule(kept=st.sets(nodes))
    def compare_a_subgraph(self, kept: set[str]) -> None:
        present = [node for node in self.graph if node in kept]
        assert self.graph.subgraph(present) == _plain(self.oracle.subgraph(kept))

    @invariant()
    def holds_the_same(self) -> None:
        directed, oracle = self.graph.directed, self.oracle
        assert self.graph == _plain(oracle)
        assert list(self.graph) == list(oracle)
        assert len(self.graph) == len(oracle)
        assert self.graph.edge_count() == oracle.number_of_edges()
        assert sorted(self.graph.edges()) == sorted(_as_stored(self.graph, oracle.edges(data="weight")))
        assert self.graph.in_degrees() == dict(oracle.in_degree() if directed else oracle.degree())
        for node in "abcd":
            assert (node in self.graph) == (node in oracle)
            if node in oracle:
                assert self.graph.degree(node) == (oracle.out_degree(node) if directed else oracle.degree(node))
        turned = self.graph.transposed()
        assert turned == (_plain(oracle.reverse()) if directed else self.graph)
        assert turned.directed is directed
        assert list(turned) == list(self.graph)


TestGraph = GraphMachine.TestCase
TestGraph.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)


def _plain(oracle: Any) -> dict[str, dict[str, float]]:
    return {node: {end: data["weight"] for end, data in ends.items()} for node, ends in oracle.adjacency()}


def _as_stored(graph: Graph[str], edges: Any) -> list[tuple[str, str, float]]:
    """Turn undirected edges so that the node that was inserted first comes first."""
    order = {node: number for number, node in enumerate(graph)}
    if graph.directed:
        return list(edges)
    return [(*sorted((start, end), key=order.__getitem__), weight) for start, end, weight in edges]


def test_edges_come_in_order_of_insertion_of_their_nodes_each_once() -> None:
    edges = [("b", "a", 1), ("a", "c", 2), ("c", "c", 3), ("a", "b", 4)]

    assert list(Graph(edges).edges()) == [("b", "a", 4), ("a", "c", 2), ("c", "c", 3)]
    assert list(Graph(edges, directed=True).edges()) == [("b", "a", 1), ("a", "c", 2), ("a", "b", 4), ("c", "c", 3)]


def test_a_loop_counts_as_one_edge_and_two_ends() -> None:
    graph = Graph([("a", "a", 5)])

    assert (graph.edge_count(), graph.degree("a"), graph.in_degrees()) == (1, 2, {"a": 2})
    graph.remove_edge("a", "a")
    assert graph == {"a": {}}


def test_a_graph_of_a_dict_of_dicts_keeps_isolated_nodes() -> None:
    ways: dict[str, dict[str, float]] = {"a": {"b": 1}, "b": {}, "c": {}}

    assert Graph(ways, directed=True) == ways
    assert Graph(ways) == {"a": {"b": 1}, "b": {"a": 1}, "c": {}}


def test_the_weight_is_1_when_none_is_given() -> None:
    graph = Graph[str]()

    graph.add_edge("a", "b")

    assert graph == {"a": {"b": 1.0}, "b": {"a": 1.0}}


@pytest.mark.parametrize("weight", [math.nan, math.inf, -math.inf])
def test_weights_that_are_no_numbers_are_refused(weight: float) -> None:
    graph = Graph([("a", "b", 1)])

    with pytest.raises(ValueError, match=rf"^weight of the edge 'b' -> 'c' must be a finite number, not {weight}$"):
        graph.add_edge("b", "c", weight)

    assert graph == {"a": {"b": 1}, "b": {"a": 1}}


def test_nodes_without_a_hash_are_refused() -> None:
    graph = Graph[Any]()

    for start, end in (("a", []), ([], "a")):
        with pytest.raises(TypeError, match="unhashable"):
            graph.add_edge(start, end)
    with pytest.raises(TypeError, match="unhashable"):
        graph.add_node([])
    with pytest.raises(TypeError, match="unhashable"):
        [] in graph  # noqa: B015  # asked for its error

    assert len(graph) == 0


@pytest.mark.parametrize("ask", [Graph.__getitem__, Graph.degree, lambda graph, node: graph.subgraph([node])])
def test_a_missing_node_is_named(ask: Any) -> None:
    with pytest.raises(KeyError) as caught:
        ask(Graph([("a", "b", 1)]), "z")

    assert caught.value.args == ("z",)


def test_neighbours_are_a_view_that_cannot_be_written() -> None:
    graph = Graph([("a", "b", 1)])
    neighbours: Any = graph["a"]

    graph.add_edge("a", "c", 2)

    assert neighbours == {"b": 1, "c": 2}
    with pytest.raises(TypeError, match="does not support item assignment"):
        neighbours["d"] = 3


def test_looping_refuses_nodes_and_neighbours_that_come_or_go() -> None:
    graph = Graph([("a", "b", 1), ("b", "c", 1)])

    def loop(items: Any) -> None:
        for number, _ in enumerate(items):
            graph.add_edge("b", f"new {number}")

    for items in (graph, graph["b"], graph.edges()):
        with pytest.raises(RuntimeError, match="changed size during iteration"):
            loop(items)


def test_a_graph_equals_mappings_and_has_no_hash() -> None:
    both_ways = Graph([("a", "b", 1), ("b", "a", 1)], directed=True)

    assert both_ways == Graph([("a", "b", 1)]) == {"a": {"b": 1}, "b": {"a": 1}}
    assert both_ways != Graph([("a", "b", 2)])
    assert isinstance(both_ways, Mapping)
    with pytest.raises(TypeError, match="unhashable"):
        hash(both_ways)


def test_repr_shows_nodes_and_direction() -> None:
    assert repr(Graph([("a", "b", 2)])) == "Graph({'a': {'b': 2}, 'b': {'a': 2}})"
    assert repr(Graph([("a", "b", 2)], directed=True)) == "Graph({'a': {'b': 2}, 'b': {}}, directed=True)"


def test_main_asks_who_calls_whom(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "6 services, 4 kinds of call" in out
    assert "stock is called by: ['orders']" in out
    assert "nobody calls: ['shop', 'admin']" in out
    assert "{'a': ['b'], 'b': ['a'], 'c': []}" in out


def test_a_node_is_the_object_that_was_added_first() -> None:
    graph = Graph[float]([(1, 2, 5), (3.0, 1.0, 6), (True, 4, 7)])

    for same in (graph, graph.copy(), graph.transposed(), graph.subgraph([1.0, 3, 4])):
        first = {id(node) for node in same}
        assert all(id(end) in first for node in same for end in same[node])
        assert [type(node) for node in same if node in (1, 3)] == [int, float]
