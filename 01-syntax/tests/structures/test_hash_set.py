"""The set of slots, with set as the oracle."""

import copy
import pickle
import random
from collections.abc import Callable, Hashable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from algorithms.complexity import Counted, count_comparisons, count_steps
from structures.hash_set import GOLDEN, HashSet, main
from tests.structures.hash_contract import LONGER, Awkward, Changing, Farewell, broken
from tests.structures.mapping_machine import KEYS

GROUPS = st.sets(st.integers(0, 12), max_size=8)


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.items: Any = HashSet()
        self.oracle: set[Any] = set()

    @rule(item=KEYS)
    def add(self, item: Hashable) -> None:
        self.items.add(item)
        self.oracle.add(item)

    @rule(item=KEYS)
    def discard(self, item: Hashable) -> None:
        self.items.discard(item)
        self.oracle.discard(item)

    @rule(item=KEYS)
    def remove(self, item: Hashable) -> None:
        if item in self.oracle:
            self.items.remove(item)
            self.oracle.remove(item)
        else:
            with pytest.raises(KeyError) as caught:
                self.items.remove(item)
            assert caught.value.args[0] is item

    @rule()
    def pop(self) -> None:
        if self.oracle:
            self.oracle.remove(self.items.pop())
        else:
            with pytest.raises(KeyError, match="pop from an empty set"):
                self.items.pop()

    @rule(start=st.integers(-9, 50), step=st.sampled_from([1, 1024, LONGER]), grow=st.booleans())
    def change_many(self, start: int, step: int, grow: bool) -> None:
        items = range(start, start + 12 * step, step)
        if grow:
            self.items.update(items, [start])
            self.oracle.update(items, [start])
        else:
            self.items -= HashSet(items)
            self.oracle -= set(items)

    @rule()
    def clear(self) -> None:
        self.items.clear()
        self.oracle.clear()

    @rule(way=st.sampled_from([copy.copy, copy.deepcopy]))
    def go_on_with_a_copy(self, way: Callable[[Any], Any]) -> None:
        old, self.items = self.items, way(self.items)
        old.clear()

    @invariant()
    def same_as_the_set(self) -> None:
        assert len(self.items) == len(self.oracle) == len(list(self.items))
        assert self.items == self.oracle
        assert {item: type(item) for item in self.items} == {item: type(item) for item in self.oracle}

    @invariant()
    def each_item_is_found_from_its_home(self) -> None:
        slots = self.items.slots()
        for place, slot in enumerate(slots):
            for item in slot:
                hashed = hash(item)
                home = ((hashed ^ (hashed >> 32)) * GOLDEN % 2**64 >> 32) % len(slots)
                run = range(home, place if home <= place else place + len(slots))
                assert all(slots[step % len(slots)] for step in run)


TestAgainstSet = Machine.TestCase
TestAgainstSet.settings = settings(max_examples=30, stateful_step_count=30)


@settings(max_examples=40)
@given(GROUPS, GROUPS, GROUPS)
def test_algebra_is_that_of_sets(one: set[int], two: set[int], three: set[int]) -> None:
    left: Any = HashSet(one)

    others: list[Any] = [two, HashSet(two), frozenset(two)]
    for other in others:
        assert (left | other, left & other) == (one | two, one & two)
        assert (left - other, left ^ other) == (one - two, one ^ two)
        assert (other | left, other & left) == (two | one, two & one)
        assert (other - left, other ^ left) == (two - one, two ^ one)
        assert (left <= other, left < other, left >= other, left > other) == (
            one <= two, one < two, one >= two, one > two)  # fmt: skip
        assert (left == other, left != other, left.isdisjoint(other)) == (one == two, one != two, one.isdisjoint(two))
    for groups in ([], [list(two)], [list(two), list(three)]):
        assert left.union(*groups) == left.union(*map(iter, groups)) == one.union(*groups)
        assert left.intersection(*groups) == left.intersection(*map(iter, groups)) == one.intersection(*groups)
        assert left.difference(*groups) == left.difference(*map(iter, groups)) == one.difference(*groups)
    assert left.issubset(list(two)) == one.issubset(two)
    assert left.issuperset(list(two)) == one.issuperset(two)
    assert left.symmetric_difference(list(two)) == one ^ two
    assert left == one


@settings(max_examples=40)
@given(GROUPS, GROUPS)
def test_in_place_algebra_is_that_of_sets(one: set[int], two: set[int]) -> None:
    for name in ("__ior__", "__iand__", "__isub__", "__ixor__"):
        for other in (HashSet(two), two):
            mine, theirs = HashSet(one), set(one)
            getattr(mine, name)(other)
            getattr(theirs, name)(two)
            assert set(mine) == theirs


def test_results_are_sets_of_their_own() -> None:
    items: Any = HashSet([1])

    for result in (items.union(), items.intersection(), items.difference(), items | [2], items & [1]):
        assert type(result) is HashSet
        result.clear()

    assert items == {1}


def test_what_is_no_iterable_is_a_type_error() -> None:
    uses: list[Callable[[Any], object]] = [lambda x: x | 1, lambda x: x & 1, lambda x: x - 1, lambda x: x <= 1]
    for use in uses:
        with pytest.raises(TypeError, match=r"not supported|unsupported operand"):
            use(HashSet([1]))
    with pytest.raises(TypeError, match="unhashable"):
        hash(HashSet([1]))


@pytest.mark.parametrize("name", ["add", "discard", "remove", "__contains__"])
def test_bad_items_leave_the_set_as_it_was(name: str) -> None:
    stored = Awkward()
    items: HashSet[Any] = HashSet([stored, "b"])

    with pytest.raises(TypeError, match="unhashable type: 'list'"):
        getattr(items, name)([])
    stored.compare = broken
    with pytest.raises(ZeroDivisionError):
        getattr(items, name)(Awkward())
    assert set(map(id, items)) == {id(stored), id("b")}

    def remove_the_other() -> bool:
        items.remove("b")
        return True

    stored.compare = remove_the_other
    with pytest.raises(RuntimeError, match=r"^HashSet changed during a look-up$"):
        getattr(items, name)(Awkward())
    assert list(items) == [stored]


def test_an_item_that_adds_when_it_is_freed_hurts_nothing() -> None:
    items: HashSet[Any] = HashSet()
    say = lambda: items.update(range(100, 110))  # noqa: E731 - equal for both
    items.update([Farewell(say), 1 + LONGER, 1 + 2 * LONGER])  # the first has the hash 1 too, and the others move up

    items.discard(Farewell(say))

    expected = {1 + LONGER, 1 + 2 * LONGER, *range(100, 110)}
    assert len(items) == len(list(items)) == len(expected)
    assert set(items) == expected


def test_a_changed_item_is_lost_and_all_else_is_sound() -> None:
    item = Changing("ada")
    items: HashSet[Any] = HashSet([item, "b"])
    item.name = "eve"

    items.update(range(100))
    for number in range(100):
        items.remove(number)

    assert [Changing("ada") in items, Changing("eve") in items, len(items)] == [False, False, 2]
    assert {id(each) for each in items} == {id(item), id("b")}


@pytest.mark.parametrize("size", [0, 1, 4, 5])
def test_iterating_while_it_changes_is_a_runtime_error(size: int) -> None:
    changes: list[Callable[[HashSet[int]], object]] = [
        lambda items: items.add(99),
        lambda items: items.pop() if items else items.add(99),
        lambda items: items.update(range(50, 99)),
    ]
    for change in changes:
        for steps in range(size + 1):
            items = HashSet(range(size))
            iterator = iter(items)
            for _ in range(steps):
                next(iterator)
            change(items)

            with pytest.raises(RuntimeError, match=r"^HashSet changed size during iteration$"):
                next(iterator)


def test_pickles_hold_the_items() -> None:
    items = HashSet(["a", "b", 2**70])

    thawed = pickle.loads(pickle.dumps(items))

    assert (type(thawed), thawed) == (HashSet, items)


def test_repr_can_be_read() -> None:
    assert (repr(HashSet()), repr(HashSet(["a"]))) == ("HashSet()", "HashSet({'a'})")


def test_slots_are_a_copy_and_bounded() -> None:
    items = HashSet[int]()
    assert items.slots() == [[]] * 8

    for number in range(120):
        items.add(number)
        assert 2 * len(items) <= len(items.slots()) <= max(8, 8 * len(items))
    items.slots().clear()
    for number in range(120):
        items.discard(number)
        slots = len(items.slots())
        assert slots == 8 or slots < 16 * (len(items) + 1)
    assert items.slots() == [[]] * 8


@pytest.mark.parametrize("step", [1, 2, 10, 1024, 2**20, 2**40, -4096], ids=str)
def test_items_with_a_pattern_make_short_runs(step: int) -> None:
    taken = "".join("x" if slot else " " for slot in HashSet(range(0, 1000 * step, step)).slots())

    assert max(map(len, taken.split())) < 25


def test_items_are_hashed_once_and_compared_only_with_their_like() -> None:
    def use(items: list[Counted[int]]) -> None:
        numbers = HashSet(items[:1000])
        assert sum(item in numbers for item in items[1000:]) == 1000

    counts = count_comparisons([*range(0, 100_000, 100)] * 2, use)
    assert (counts.hashed, counts.equal) == (2000, 1000)

    colliding = count_comparisons((LONGER * number for number in range(100)), HashSet)
    assert colliding.equal == 100 * 99 // 2


def test_the_intersection_with_a_large_set_walks_the_small_one() -> None:
    large, small = HashSet(range(5000)), HashSet([1, 2, -1])

    assert count_steps(lambda: small & large) < 500
    assert count_steps(lambda: large & small) < 500


@pytest.mark.parametrize("use", ["fill", "copy", "empty"])
def test_filling_copying_and_emptying_are_linear(use: str) -> None:
    def cost(n: int) -> int:
        numbers = random.Random(1).sample(range(10**9), n)
        items = HashSet(numbers)

        def empty() -> None:
            while items:
                items.pop()

        return count_steps({"fill": lambda: HashSet(numbers), "copy": lambda: HashSet(items), "empty": empty}[use])

    assert cost(1200) < 5 * cost(300)


def test_main_compares_groups_and_closes_a_gap(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "An editor may also: HashSet({'write'}) - both in all: 3" in out
    assert "['comment', 'login', 'read', 'write']" in out
    assert "longest run of taken slots: 3" in out
