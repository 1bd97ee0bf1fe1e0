import copy
import pickle
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate, combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algorithms.complexity import count_steps
from structures.fenwick_tree import FenwickTree, inversions, main

VALUES = st.integers(-9, 9)
INDEXES = st.integers(-12, 12)
ENDS = st.none() | INDEXES


def outcome(action: Callable[[], object]) -> object:
    """Return what an action gives, or the type of the error that it raises."""
    try:
        return action()
    except (IndexError, ValueError) as error:
        return type(error)


class BesideList(RuleBasedStateMachine):
    @initialize(values=st.lists(VALUES, max_size=10))
    def start(self, values: list[int]) -> None:
        self.tree = FenwickTree(values)
        self.list = values

    @rule(index=INDEXES, amount=VALUES)
    def add(self, index: int, amount: int) -> None:
        assert outcome(lambda: self.tree.add(index, amount)) == outcome(
            lambda: self.list.__setitem__(index, self.list[index] + amount)
        )

    @rule(index=INDEXES, value=VALUES)
    def assign(self, index: int, value: int) -> None:
        assert outcome(lambda: self.tree.__setitem__(index, value)) == outcome(
            lambda: self.list.__setitem__(index, value)
        )

    @rule(index=INDEXES)
    def get(self, index: int) -> None:
        assert outcome(lambda: self.tree[index]) == outcome(lambda: self.list[index])

    @rule(start=ENDS, stop=ENDS, value=VALUES)
    def ask(self, start: int | None, stop: int | None, value: int) -> None:
        assert self.tree.total(start, stop) == sum(self.list[start:stop])
        assert self.tree[start:stop] == self.list[start:stop]
        ends = slice(start, stop).indices(len(self.list))[:2]
        assert outcome(lambda: self.tree.index(value, *ends)) == outcome(lambda: self.list.index(value, *ends))

    @invariant()
    def alike(self) -> None:
        assert list(self.tree) == self.list
        assert list(reversed(self.tree)) == self.list[::-1]
        assert len(self.tree) == len(self.list)
        assert [self.tree.prefix(stop) for stop in range(len(self.list) + 1)] == [0, *accumulate(self.list)]
        assert self.tree == FenwickTree(self.list)


BesideList.TestCase.settings = settings(max_examples=30, stateful_step_count=20)
TestBesideList = BesideList.TestCase


def test_find_gives_the_index_at_which_the_running_total_goes_beyond_the_target() -> None:
    for size in range(6):
        for weights in product(range(3), repeat=size):
            tree, totals = FenwickTree(weights), list(accumulate(weights))
            assert [tree.find(target) for target in range(sum(weights))] == [
                bisect_right(totals, target) for target in range(sum(weights))
            ]


@pytest.mark.parametrize("target", [-1, 3, 3.5])
def test_find_refuses_what_no_number_reaches(target: int) -> None:
    with pytest.raises(ValueError, match=rf"^{target} is not from 0 and below the total of 3$"):
        FenwickTree([1, 0, 2]).find(target)
    with pytest.raises(ValueError, match=r"^0 is not from 0 and below the total of 0$"):
        FenwickTree().find(0)


def test_bad_input_leaves_the_tree_as_it_was() -> None:
    tree: Any = FenwickTree([1, 2, 3])

    for index in (3, -4):
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            tree[index]
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            tree.add(index, 1)
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            tree[index] = 1
    for stop in (-1, 4):
        with pytest.raises(IndexError, match=rf"^prefix {stop} is out of range for 3 items$"):
            tree.prefix(stop)
    for action in (lambda: tree.add(0, 0.5), lambda: tree.__setitem__(0, 0.5), lambda: FenwickTree([0.5])):  # type: ignore[list-item]
        with pytest.raises(TypeError, match=r"^expected whole numbers, not 0.5$"):
            action()
    with pytest.raises(TypeError):
        tree["a"]
    with pytest.raises(ValueError, match=r"^7 is not in the Fenwick tree$"):
        tree.index(7)
    with pytest.raises(TypeError):
        hash(tree)

    assert list(tree) == [1, 2, 3]


def test_a_loop_sees_the_numbers_as_they_were_at_its_start() -> None:
    tree = FenwickTree([1, 2, 3])

    for index, number in enumerate(tree):
        tree[2] = 100 * index
        assert number == index + 1


def test_copies_are_equal_and_their_own() -> None:
    tree = FenwickTree([1, 2, 3])

    twins = [copy.copy(tree), copy.deepcopy(tree), pickle.loads(pickle.dumps(tree)), eval(repr(tree))]
    tree.add(0, 5)

    assert [list(twin) for twin in twins] == [[1, 2, 3]] * 4
    assert tree != twins[0]
    assert tree != [6, 2, 3]
    assert repr(tree) == "FenwickTree([6, 2, 3])"


@given(st.lists(st.integers(0, 5), max_size=30))
def test_inversions_are_the_pairs_in_the_wrong_order(items: list[int]) -> None:
    assert inversions(items) == sum(left > right for left, right in combinations(items, 2))


@pytest.mark.parametrize("size", [1, 2, 1_000, 100_000])
def test_a_change_and_a_sum_meet_one_slot_a_binary_digit_at_most(size: int) -> None:
    tree = FenwickTree([0] * size)
    digits = size.bit_length()

    for index in {0, size // 3, size // 2, size - 1}:
        assert count_steps(lambda: tree.add(index, 1)) <= 4 * digits + 20  # noqa: B023 - called at once
        assert count_steps(lambda: tree.prefix(index + 1)) <= 4 * digits + 20  # noqa: B023


def test_building_is_linear() -> None:
    steps = [count_steps(lambda: FenwickTree(range(size))) for size in (1_000, 2_000)]  # noqa: B023 - called at once

    assert steps[1] < 2.1 * steps[0]


def test_main_sums_and_chooses(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Weighted choice, every target once: [0, 2, 2, 2]" in out
    assert "slots [9, 10, 12, 16]" in out
