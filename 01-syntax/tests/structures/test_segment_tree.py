import copy
import math
import operator
import pickle
from collections.abc import Callable
from functools import reduce
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algorithms.complexity import count_steps
from structures.segment_tree import SegmentTree, main

VALUES = st.text("ab", max_size=2)
INDEXES = st.integers(-12, 12)
ENDS = st.none() | INDEXES


def join(left: str, right: str) -> str:
    return left + right


def outcome(action: Callable[[], object]) -> object:
    """Return what an action gives, or the type of the error that it raises."""
    try:
        return action()
    except (IndexError, ValueError) as error:
        return type(error)


class BesideList(RuleBasedStateMachine):
    @initialize(items=st.lists(VALUES, max_size=10))
    def start(self, items: list[str]) -> None:
        self.tree = SegmentTree(items, join, "")
        self.list = items

    @rule(index=INDEXES, value=VALUES)
    def assign(self, index: int, value: str) -> None:
        assert outcome(lambda: self.tree.__setitem__(index, value)) == outcome(
            lambda: self.list.__setitem__(index, value)
        )

    @rule(index=INDEXES)
    def get(self, index: int) -> None:
        assert outcome(lambda: self.tree[index]) == outcome(lambda: self.list[index])

    @rule(start=ENDS, stop=ENDS, value=VALUES)
    def ask(self, start: int | None, stop: int | None, value: str) -> None:
        assert self.tree.query(start, stop) == "".join(self.list[start:stop])
        assert self.tree[start:stop] == self.list[start:stop]
        ends = slice(start, stop).indices(len(self.list))[:2]
        assert outcome(lambda: self.tree.index(value, *ends)) == outcome(lambda: self.list.index(value, *ends))

    @invariant()
    def alike(self) -> None:
        assert list(self.tree) == self.list
        assert list(reversed(self.tree)) == self.list[::-1]
        assert len(self.tree) == len(self.list)
        assert self.tree == SegmentTree(self.list, join, "")


BesideList.TestCase.settings = settings(max_examples=30, stateful_step_count=20)
TestBesideList = BesideList.TestCase

type Matrix = tuple[int, int, int, int]


def times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d = one
    e, f, g, h = other
    return (a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h)


OPERATIONS: dict[str, tuple[Callable[[Any, Any], Any], Any, Callable[[int], Any]]] = {
    "sum": (operator.add, 0, lambda number: number),
    "minimum": (min, math.inf, lambda number: number * 7 % 5),
    "gcd": (math.gcd, 0, lambda number: number * 6),
    "joined": (join, "", str),
    "matrices": (times, (1, 0, 0, 1), lambda number: (1, number, number % 3, 1)),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_range_of_every_small_tree_combines_in_order(name: str) -> None:
    combine, identity, make = OPERATIONS[name]
    for size in range(10):
        items = [make(number + 1) for number in range(size)]
        tree = SegmentTree(items, combine, identity)
        for start, stop in product(range(size + 1), repeat=2):
            assert tree.query(start, stop) == reduce(combine, items[start:stop], identity)


def test_bad_input_leaves_the_tree_as_it_was() -> None:
    tree: Any = SegmentTree([3, 1, 2], min, 9)

    for index in (3, -4):
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            tree[index]
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            tree[index] = 1
    with pytest.raises(TypeError):
        tree["a"]
    with pytest.raises(TypeError, match="'<' not supported"):
        tree[0] = "a"
    with pytest.raises(ValueError, match=r"^7 is not in the segment tree$"):
        tree.index(7)
    with pytest.raises(TypeError):
        hash(tree)

    assert (list(tree), tree.query()) == ([3, 1, 2], 1)


def test_a_loop_sees_what_is_assigned_before_its_turn() -> None:
    tree = SegmentTree([1, 2, 3], operator.add, 0)
    seen = []

    for number in tree:
        seen.append(number)
        tree[2] = 9

    assert seen == [1, 2, 9]


def test_equality_asks_for_items_operation_and_identity() -> None:
    nan = float("nan")

    assert SegmentTree([1], min, 9) == SegmentTree([1], min, 9)
    assert SegmentTree([nan], min, 9) == SegmentTree([nan], min, 9)
    assert SegmentTree([1], min, 9) != SegmentTree([1], max, 9)
    assert SegmentTree([1], min, 9) != SegmentTree([1], min, 8)
    assert SegmentTree([1], min, 9) != SegmentTree([2], min, 9)
    assert SegmentTree([1], min, 9) != [1]


def test_copies_are_equal_and_their_own() -> None:
    tree = SegmentTree([3, 1, 2], min, 9)

    twins = [copy.copy(tree), copy.deepcopy(tree), pickle.loads(pickle.dumps(tree)), eval(repr(tree))]
    tree[1] = 7

    assert [(list(twin), twin.query()) for twin in twins] == [([3, 1, 2], 1)] * 4
    assert repr(tree) == "SegmentTree([3, 7, 2], min, 9)"


def test_a_tree_inside_itself_is_printed() -> None:
    tree = SegmentTree[Any](["a"], max, None)

    tree[0] = tree

    assert repr(tree) == "SegmentTree([SegmentTree(...)], max, None)"


@pytest.mark.parametrize("size", [*range(1, 18), 64, 100])
def test_no_query_and_no_assignment_combines_more_often_than_the_docstring_says(size: int) -> None:
    calls = 0

    def combine(left: int, right: int) -> int:
        nonlocal calls
        calls += 1
        return left + right

    tree = SegmentTree(range(size), combine, 0)
    assert calls == size - 1
    for start, stop in product(range(0, size + 1, 1 + size // 20), repeat=2):
        calls = 0
        tree.query(start, stop)
        assert calls <= 2 * math.log2(size) + 2
    for index in range(size):
        calls = 0
        tree[index] = 1
        assert calls <= math.log2(size) + 1


def test_a_query_takes_few_steps_however_long_its_range() -> None:
    tree = SegmentTree(range(20_000), operator.add, 0)

    assert count_steps(tree.query) < 200
    assert count_steps(lambda: tree.query(1, -1)) < 200


def test_main_asks_joins_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "The order is kept: or not to be" in out
    assert "100,000 items: 99,999 combinations to build" in out
