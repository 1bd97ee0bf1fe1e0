import copy
import pickle
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algorithms.complexity import count_steps
from structures.lazy_segment_tree import LazySegmentTree, main

VALUES = st.integers(-9, 9)
INDEXES = st.integers(-12, 12)
ENDS = st.none() | INDEXES


def outcome(action: Callable[[], object]) -> object:
    """Return what an action gives, or the type of the error that it raises."""
    try:
        return action()
    except (IndexError, ValueError) as error:
        return type(error)


def added(numbers: list[int], start: int | None, stop: int | None, amount: int) -> list[int]:
    chosen = range(len(numbers))[start:stop]
    return [number + amount * (position in chosen) for position, number in enumerate(numbers)]


class BesideList(RuleBasedStateMachine):
    @initialize(values=st.lists(VALUES, max_size=10))
    def start(self, values: list[int]) -> None:
        self.tree = LazySegmentTree(values)
        self.list = values

    @rule(start=ENDS, stop=ENDS, amount=VALUES)
    def add(self, start: int | None, stop: int | None, amount: int) -> None:
        self.tree.add(start, stop, amount)
        self.list = added(self.list, start, stop, amount)

    @rule(index=INDEXES, value=VALUES)
    def assign(self, index: int, value: int) -> None:
        assert outcome(lambda: self.tree.__setitem__(index, value)) == outcome(
            lambda: self.list.__setitem__(index, value)
        )

    @rule(index=INDEXES)
    def get(self, index: int) -> None:
        assert outcome(lambda: self.tree[index]) == outcome(lambda: self.list[index])

    @rule(start=ENDS, stop=ENDS)
    def ask(self, start: int | None, stop: int | None) -> None:
        assert self.tree.total(start, stop) == sum(self.list[start:stop])
        assert outcome(lambda: self.tree.maximum(start, stop)) == outcome(lambda: max(self.list[start:stop]))

    @rule(start=ENDS, stop=ENDS, value=VALUES)
    def look_at_all(self, start: int | None, stop: int | None, value: int) -> None:
        # No invariant: reading every number hands on every note, and no test would ever see one wait.
        assert list(self.tree) == self.list
        assert list(reversed(self.tree)) == self.list[::-1]
        assert self.tree[start:stop] == self.list[start:stop]
        ends = slice(start, stop).indices(len(self.list))[:2]
        assert outcome(lambda: self.tree.index(value, *ends)) == outcome(lambda: self.list.index(value, *ends))

    @invariant()
    def alike(self) -> None:
        assert len(self.tree) == len(self.list)


BesideList.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestBesideList = BesideList.TestCase


@pytest.mark.parametrize("size", range(1, 6))
def test_any_two_additions_then_any_question_on_every_small_tree(size: int) -> None:
    ranges = [(start, stop) for start, stop in product(range(size + 1), repeat=2) if start < stop]
    for one, two, asked in product(ranges, repeat=3):
        tree = LazySegmentTree([0] * size)
        tree.add(*one, 5)
        tree.add(*two, -3)
        part = added(added([0] * size, *one, 5), *two, -3)[slice(*asked)]
        assert (tree.maximum(*asked), tree.total(*asked)) == (max(part), sum(part))


def test_bad_input_leaves_the_tree_as_it_was() -> None:
    tree: Any = LazySegmentTree([1, 2, 3])

    for index in (3, -4):
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            tree[index]
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            tree[index] = 1
    for action in (lambda: tree.add(amount=0.5), lambda: tree.__setitem__(0, 0.5), lambda: LazySegmentTree([0.5])):  # type: ignore[list-item]
        with pytest.raises(TypeError, match=r"^expected whole numbers, not 0.5$"):
            action()
    for range_ in ((2, 2), (3, 9), (2, 1)):
        with pytest.raises(ValueError, match=r"^an empty range has no maximum$"):
            tree.maximum(*range_)
        assert tree.total(*range_) == 0
        tree.add(*range_)
    with pytest.raises(TypeError):
        tree["a"]
    with pytest.raises(ValueError, match=r"^7 is not in the segment tree$"):
        tree.index(7)
    with pytest.raises(TypeError):
        hash(tree)

    assert list(tree) == [1, 2, 3]
    assert LazySegmentTree().total() == 0


def test_whatever_python_takes_for_an_index_is_one() -> None:
    class Last:
        def __index__(self) -> int:
            return -1

    tree: Any = LazySegmentTree([1, 2, 3])
    tree[Last()] = 9

    assert (list(tree), tree[Last()]) == ([1, 2, 9], 9)


def test_a_loop_sees_what_is_added_before_its_turn() -> None:
    tree = LazySegmentTree([1, 1, 1])
    seen = []

    for number in tree:
        seen.append(number)
        tree.add()

    assert seen == [1, 2, 3]


def test_trees_are_equal_with_whatever_notes() -> None:
    one, other = LazySegmentTree([0] * 4), LazySegmentTree([5] * 4)

    one.add(0, 4, 2)
    one.add(amount=3)

    assert one == other
    assert one != LazySegmentTree([5, 5, 5, 4])
    assert one != [5, 5, 5, 5]


def test_copies_are_equal_and_their_own() -> None:
    tree = LazySegmentTree([1, 2, 3])
    tree.add(0, 2)

    twins = [copy.copy(tree), copy.deepcopy(tree), pickle.loads(pickle.dumps(tree)), eval(repr(tree))]
    tree.add()

    assert [(list(twin), twin.total()) for twin in twins] == [([2, 3, 3], 8)] * 4
    assert repr(tree) == "LazySegmentTree([3, 4, 4])"


def test_a_change_and_a_question_grow_with_the_digits_of_the_size_and_not_with_the_range() -> None:
    steps = []
    for size in (2**8, 2**12):
        tree = LazySegmentTree([0] * size)
        actions: list[Callable[[], object]] = [
            lambda: tree.add(1, -1),  # noqa: B023 - called at once
            lambda: tree.total(2, -2),  # noqa: B023
            lambda: tree.maximum(3, -3),  # noqa: B023
        ]
        steps.append([count_steps(action) for action in actions])

    assert all(large < 1.6 * small < 900 for small, large in zip(*steps, strict=True))


def test_adding_to_all_touches_next_to_nothing_until_somebody_asks() -> None:
    tree = LazySegmentTree([0] * 4096)

    assert count_steps(tree.add) < count_steps(lambda: tree.total(5, 2000))


def test_main_takes_bookings(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "dan: nights 1 to 4 refused, one of them is full" in out
    assert "Fullest night: 3 - room nights sold: 18" in out
