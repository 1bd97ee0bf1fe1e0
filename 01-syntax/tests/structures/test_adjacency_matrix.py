"""Adjacency matrix: against a dict of dicts, and weighed beside it."""

import copy
import math
import pickle
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algorithms.complexity import count_steps
from structures.adjacency_matrix import AdjacencyMatrix, bytes_of_dicts, main

nodes = st.sampled_from("abcd")
weights = st.floats(-3, 9)


class MatrixMachine(RuleBasedStateMachine):
    """Operations in any order, beside a dict of dicts."""

    @initialize(directed=st.booleans(), start=st.lists(nodes, max_size=3))
    def begin(self, directed: bool, start: list[str]) -> None:
        self.directed = directed
        self.matrix = AdjacencyMatrix(start, directed=directed)
        self.dicts: dict[str, dict[str, float]] = {node: {} for node in start}

    @rule(node=nodes)
    def add_node(self, node: str) -> None:
        self.matrix.add_node(node)
        self.dicts.setdefault(node, {})

    @rule(start=nodes, end=nodes, weight=weights)
    def add_edge(self, start: str, end: str, weight: float) -> None:
        missing = [node for node in (start, end) if node not in self.dicts]
        if missing:
            with pytest.raises(KeyError) as caught:
                self.matrix.add_edge(start, end, weight)
            assert caught.value.args == (missing[0],)
            return
        self.matrix.add_edge(start, end, weight)
        self.dicts[start][end] = weight
        if not self.directed:
            self.dicts[end][start] = weight

    @rule(start=nodes, end=nodes)
    def remove_edge(self, start: str, end: str) -> None:
        if end in self.dicts.get(start, {}):
            self.matrix.remove_edge(start, end)
            del self.dicts[start][end]
            if not self.directed:
                self.dicts[end].pop(start, None)
            return
        missing: object = next((node for node in (start, end) if node not in self.dicts), (start, end))
        with pytest.raises(KeyError) as caught:
            self.matrix.remove_edge(start, end)
        assert caught.value.args == (missing,)

    @rule(way=st.sampled_from(["copy", "copy.copy", "deepcopy", "pickle"]))
    def go_on_with_a_copy(self, way: str) -> None:
        before = self.matrix
        ways: dict[str, Callable[[AdjacencyMatrix[str]], AdjacencyMatrix[str]]] = {
            "copy": AdjacencyMatrix.copy,
            "copy.copy": copy.copy,
            "deepcopy": copy.deepcopy,
            "pickle": lambda matrix: pickle.loads(pickle.dumps(matrix)),
        }
        self.matrix = ways[way](before)
        before.add_node("z")
        for node in before:
            before.add_edge(node, "z")

    @invariant()
    def holds_the_same(self) -> None:
        assert self.matrix == self.dicts
        assert list(self.matrix) == list(self.dicts)
        assert len(self.matrix) == len(self.dicts)
        for start, ends in self.dicts.items():
            assert len(self.matrix[start]) == len(ends)
            assert list(self.matrix[start]) == [end for end in self.dicts if end in ends]
            assert dict(self.matrix.row(start)) == {end: ends.get(end, math.inf) for end in self.dicts}
            for end in self.dicts:
                assert self.matrix.weight(start, end) == ends.get(end, math.inf)
                assert (end in self.matrix[start]) == (end in ends)


TestMatrix = MatrixMachine.TestCase
TestMatrix.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)


def test_edges_can_be_given_at_once() -> None:
    matrix = AdjacencyMatrix("abab", [("a", "b", 2), ("a", "b", 3)])

    assert matrix == {"a": {"b": 3.0}, "b": {"a": 3.0}}


@pytest.mark.parametrize("weight", [math.nan, math.inf, -math.inf])
def test_weights_that_are_no_numbers_are_refused(weight: float) -> None:
    matrix = AdjacencyMatrix("ab")

    with pytest.raises(ValueError, match=rf"^weight of the edge 'a' -> 'b' must be a finite number, not {weight}$"):
        matrix.add_edge("a", "b", weight)

    assert matrix == {"a": {}, "b": {}}


@pytest.mark.parametrize(
    "ask",
    [
        lambda matrix: matrix["z"],
        lambda matrix: matrix["a"]["z"],
        lambda matrix: matrix.weight("a", "z"),
        lambda matrix: matrix.weight("z", "a"),
        lambda matrix: matrix.row("z"),
    ],
    ids=["neighbours", "neighbour", "weight to", "weight from", "row"],
)
def test_a_missing_node_is_named(ask: Any) -> None:
    with pytest.raises(KeyError) as caught:
        ask(AdjacencyMatrix("ab"))

    assert caught.value.args == ("z",)


def test_neighbours_follow_changes_and_cannot_be_written() -> None:
    matrix = AdjacencyMatrix("ab")
    neighbours = matrix["a"]

    matrix.add_node("c")
    matrix.add_edge("a", "c", 2)

    assert neighbours == {"c": 2}
    assert isinstance(neighbours, Mapping)
    with pytest.raises(TypeError, match="does not support item assignment"):
        neighbours["b"] = 3  # type: ignore[index]  # the mistake to be refused


def test_looping_refuses_nodes_that_come() -> None:
    matrix = AdjacencyMatrix("ab")

    loop = iter(matrix)
    next(loop)
    matrix.add_node("c")

    with pytest.raises(RuntimeError, match=r"^dictionary changed size during iteration$"):
        next(loop)


def test_nodes_without_a_hash_are_refused() -> None:
    matrix = AdjacencyMatrix[Any]("a")

    with pytest.raises(TypeError, match="unhashable"):
        matrix.add_node([])

    assert matrix == {"a": {}}


def test_memory_is_8_bytes_a_cell_however_few_the_edges() -> None:
    empty = AdjacencyMatrix(range(100))
    full = AdjacencyMatrix(range(100), [(a, b, 1) for a in range(100) for b in range(100)])

    assert 80_000 <= empty.bytes_used() == full.bytes_used() <= 90_000


@pytest.mark.parametrize(("degree", "smaller"), [(1, "dicts"), (20, "dicts"), (50, "matrix"), (199, "matrix")])
def test_the_matrix_is_smaller_from_a_quarter_of_all_edges_on(degree: int, smaller: str) -> None:
    edges = [(node, (node + step) % 200, 1.5) for node in range(200) for step in range(1, degree + 1)]
    matrix = AdjacencyMatrix(range(200), edges, directed=True)
    dicts: dict[int, dict[int, float]] = {node: {} for node in range(200)}
    for start, end, weight in edges:
        dicts[start][end] = weight

    measured = sys.getsizeof(dicts) + sum(sys.getsizeof(ends) + 24 * len(ends) for ends in dicts.values())
    assert bytes_of_dicts(matrix) == bytes_of_dicts(dicts) == measured
    assert (matrix.bytes_used() < bytes_of_dicts(matrix)) is (smaller == "matrix")


def test_a_weight_costs_the_same_in_a_large_matrix_and_neighbours_do_not() -> None:
    small, large = AdjacencyMatrix(range(30)), AdjacencyMatrix(range(300))

    assert count_steps(lambda: small.weight(3, 9)) == count_steps(lambda: large.weight(3, 9))
    assert count_steps(lambda: list(large[3])) > 5 * count_steps(lambda: list(small[3]))


def test_repr_shows_nodes_and_neighbours() -> None:
    assert repr(AdjacencyMatrix("ab", [("a", "b", 1)])) == "AdjacencyMatrix({'a': {'b': 1.0}, 'b': {'a': 1.0}})"


def test_main_weighs_both(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "from Pisa: {'Rome': 40.0, 'Bari': 95.0} - Rome to Bari: inf" in out
    assert "from Bari: {'Pisa': 95.0, 'Lecce': 15.0}" in out
    assert "edges at a node" in out
