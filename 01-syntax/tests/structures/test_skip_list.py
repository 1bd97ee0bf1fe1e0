import copy
import math
import pickle
import random
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algorithms.complexity import Counted, Counts
from structures.skip_list import SkipList, main

VALUES = st.integers(0, 9)
SETS = st.sets(VALUES)


class BesideSet(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 9))
    def start(self, seed: int) -> None:
        self.ours = SkipList[int](seed=seed)
        self.set: set[int] = set()

    @rule(value=VALUES)
    def add(self, value: int) -> None:
        self.ours.add(value)
        self.set.add(value)

    @rule(value=VALUES)
    def discard(self, value: int) -> None:
        self.ours.discard(value)
        self.set.discard(value)

    @rule()
    def pop(self) -> None:
        if self.set:
            assert self.ours.pop() == min(self.set)
            self.set.remove(min(self.set))

    @rule(other=SETS)
    def change_by_another(self, other: set[int]) -> None:
        self.ours ^= other
        self.set ^= other

    @rule(value=VALUES, high=VALUES)
    def ask(self, value: int, high: int) -> None:
        assert (value in self.ours) == (value in self.set)
        assert self.ours.floor(value) == max((item for item in self.set if item <= value), default=None)
        assert self.ours.ceiling(value) == min((item for item in self.set if item >= value), default=None)
        assert list(self.ours.between(value, high)) == [item for item in range(value, high) if item in self.set]

    @invariant()
    def alike(self) -> None:
        assert list(self.ours) == sorted(self.set)
        assert list(reversed(self.ours)) == sorted(self.set, reverse=True)
        assert len(self.ours) == len(self.set)
        if self.set:
            assert (self.ours.smallest(), self.ours.largest()) == (min(self.set), max(self.set))


BesideSet.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestBesideSet = BesideSet.TestCase


@given(SETS, SETS)
def test_set_algebra_is_that_of_sets(one: set[int], other: set[int]) -> None:
    ours, theirs = SkipList(one), SkipList(other)

    assert list(ours | theirs) == sorted(one | other)
    assert list(ours & theirs) == sorted(one & other)
    assert list(ours - theirs) == sorted(one - other)
    assert (ours == theirs, ours == other, one == theirs) == (one == other,) * 3
    assert (ours < theirs, ours <= theirs, ours.isdisjoint(theirs)) == (
        one < other,
        one <= other,
        one.isdisjoint(other),
    )


def test_every_order_of_insertion_and_removal_of_five_items_keeps_the_links_right() -> None:
    for order in permutations(range(5)):
        ours = SkipList(order, seed=order[0])
        for value in order:
            ours.remove(value)
            left = [item for item in range(5) if order.index(item) > order.index(value)]
            assert (list(ours), list(reversed(ours))) == (left, left[::-1])


def test_an_empty_set_has_nothing_to_give() -> None:
    empty = SkipList[int]()

    with pytest.raises(KeyError, match=r"^'pop from an empty skip list'$"):
        empty.pop()
    with pytest.raises(KeyError, match=r"^3$"):
        empty.remove(3)
    with pytest.raises(ValueError, match=r"^an empty skip list has no smallest item$"):
        empty.smallest()
    with pytest.raises(ValueError, match=r"^an empty skip list has no largest item$"):
        empty.largest()
    assert (empty.floor(1), empty.ceiling(1), list(empty.between(0, 9)), 3 in empty) == (None, None, [], False)


def test_what_has_no_order_is_refused_even_as_the_first_item_and_the_set_is_unharmed() -> None:
    ours: Any = SkipList([1, 2])

    for action in (lambda: ours.add("a"), lambda: "a" in ours, lambda: ours.discard("a"), lambda: ours.floor("a")):
        with pytest.raises(TypeError, match="'<' not supported"):
            action()
    with pytest.raises(TypeError, match="'<' not supported"):
        SkipList([object()])  # type: ignore[type-var]  # wrong on purpose
    with pytest.raises(TypeError):
        hash(ours)

    assert list(ours) == [1, 2]


def test_nan_has_no_place_and_is_never_found() -> None:
    ours, nan = SkipList([1.0, 2.0]), float("nan")

    bounds: list[Callable[[float], object]] = [
        lambda nan: list(ours.between(nan, 2.0)),
        lambda nan: list(ours.between(1.0, nan)),
    ]
    for action in (ours.add, ours.floor, ours.ceiling, *bounds):
        with pytest.raises(ValueError, match=r"^nan does not equal itself, so it has no place in an order$"):
            action(nan)
    ours.discard(nan)

    assert nan not in ours
    assert list(ours) == [1.0, 2.0]


def test_of_two_items_that_are_alike_in_order_the_first_stays() -> None:
    ours = SkipList([1.0])

    ours.add(1)

    assert repr(ours) == "SkipList([1.0])"


@pytest.mark.parametrize(
    "direction", [iter, reversed, lambda items: items.between(0, 9)], ids=["iter", "back", "range"]
)
@pytest.mark.parametrize("change", ["add", "discard"])
def test_a_loop_that_goes_on_after_a_change_raises(
    direction: Callable[[SkipList[int]], Iterator[int]], change: str
) -> None:
    ours = SkipList([1, 2, 3])
    loop = direction(ours)
    next(loop)
    ours.add(2)  # it is there, so nothing changes
    ours.discard(5)
    next(loop)

    getattr(ours, change)({"add": 9, "discard": 2}[change])

    with pytest.raises(RuntimeError, match=r"^skip list changed during iteration$"):
        next(loop)


@pytest.mark.parametrize("direction", [iter, reversed])
def test_a_change_before_the_first_step_is_noticed_too(direction: Callable[[SkipList[int]], Iterator[int]]) -> None:
    ours = SkipList([1, 2, 3])
    loop = direction(ours)

    ours.pop()

    with pytest.raises(RuntimeError, match=r"^skip list changed during iteration$"):
        next(loop)


def test_copies_are_equal_and_their_own() -> None:
    ours = SkipList([(1, "a"), (2, "b")], seed=4)

    twins = [copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))]
    ours.add((0, "z"))

    assert [list(twin) for twin in twins] == [[(1, "a"), (2, "b")]] * 3
    assert eval(repr(ours)) == ours
    assert ours != SkipList([(1, "a"), (2, "b"), (3, "c")])


def test_five_thousand_ascending_items_need_no_recursion() -> None:
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(400)
        long = SkipList(range(5_000), seed=1)
        twins = [copy.deepcopy(long), pickle.loads(pickle.dumps(long))]
    finally:
        sys.setrecursionlimit(limit)

    assert [list(twin) for twin in twins] == [list(range(5_000))] * 2


@pytest.mark.parametrize("order", ["ascending", "descending", "random"])
def test_a_search_takes_about_two_comparisons_a_lane_in_whatever_order_items_came(order: str) -> None:
    size, counts = 2_000, Counts()
    numbers = {
        "ascending": list(range(size)),
        "descending": list(range(size))[::-1],
        "random": random.Random(1).sample(range(size), size),
    }[order]
    ours = SkipList((Counted(number, counts) for number in numbers), seed=1)
    building = counts.ordered

    for number in range(size):
        assert Counted(number, counts) in ours

    searching = counts.ordered - building
    assert size * math.log2(size) < searching < 2.5 * size * math.log2(size)
    assert building < 2.5 * size * math.log2(size)


def test_a_range_takes_one_search_and_one_comparison_an_item() -> None:
    counts = Counts()
    ours = SkipList((Counted(number, counts) for number in range(1_000)), seed=1)
    counts.ordered = 0

    found = [item.value for item in ours.between(Counted(500, counts), Counted(600, counts))]

    assert found == list(range(500, 600))
    assert counts.ordered < 101 + 4 * math.log2(1_000)


def test_the_same_seed_costs_the_same_in_every_run() -> None:
    def cost(seed: int) -> int:
        counts = Counts()
        SkipList((Counted(number, counts) for number in range(200)), seed=seed)
        return counts.ordered

    assert cost(1) == cost(1)
    assert len({cost(seed) for seed in range(5)}) > 1


def test_an_item_takes_128_bytes_as_the_lesson_says() -> None:
    numbers = list(range(2_000))
    tracemalloc.start()
    try:
        ours = SkipList(numbers, seed=1)
        taken = tracemalloc.get_traced_memory()[0] / len(ours)
    finally:
        tracemalloc.stop()

    assert 122 < taken < 132  # some lists may come from those that the interpreter keeps for reuse


def test_main_keeps_the_board_sorted(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    assert "Best first: ['bob 330', 'ada 310', 'dan 275', 'eve 250']" in capsys.readouterr().out
