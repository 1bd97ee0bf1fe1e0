import copy
import pickle
import sys
import tracemalloc
import weakref
from collections.abc import Callable, MutableSequence
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from algorithms.complexity import count_steps, fit_growth
from structures.dynamic_array import DynamicArray, items_moved, main

VALUES = st.integers(0, 5)
INDEXES = st.integers(-8, 8)
ENDS = st.none() | INDEXES
SLICES = st.builds(slice, ENDS, ENDS, st.sampled_from([None, 1, 2, -1, -3]))


def outcome(action: Callable[[], object]) -> object:
    """Return what an action gives, or the type of the error that it raises."""
    try:
        result = action()
    except (IndexError, ValueError, TypeError) as error:
        return type(error)
    return list(result) if isinstance(result, DynamicArray) else result


class BesideList(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.ours = DynamicArray[int]()
        self.list: list[int] = []

    def both(self, action: Callable[[MutableSequence[int]], object]) -> None:
        assert outcome(lambda: action(self.ours)) == outcome(lambda: action(self.list))

    @rule(name=st.sampled_from(["append", "append", "remove", "count", "__contains__"]), value=VALUES)
    def by_value(self, name: str, value: int) -> None:
        self.both(lambda items: getattr(items, name)(value))

    @rule(name=st.sampled_from(["insert", "__setitem__"]), index=INDEXES, value=VALUES)
    def at_an_index(self, name: str, index: int, value: int) -> None:
        self.both(lambda items: getattr(items, name)(index, value))

    @rule(name=st.sampled_from(["__getitem__", "__delitem__"]), index=INDEXES | SLICES)
    def get_or_delete(self, name: str, index: int | slice) -> None:
        self.both(lambda items: getattr(items, name)(index))

    @rule(index=SLICES, values=st.lists(VALUES, max_size=9))
    def assign_slice(self, index: slice, values: list[int]) -> None:
        self.both(lambda items: items.__setitem__(index, values))

    @rule(value=VALUES, start=INDEXES, stop=INDEXES)
    def index(self, value: int, start: int, stop: int) -> None:
        self.both(lambda items: items.index(value, start, stop))

    @rule(name=st.sampled_from(["reverse", "reverse", "clear"]))
    def whole(self, name: str) -> None:
        self.both(lambda items: getattr(items, name)())

    @invariant()
    def alike(self) -> None:
        assert list(self.ours) == self.list
        assert list(reversed(self.ours)) == self.list[::-1]
        assert len(self.ours) == len(self.list) <= self.ours.capacity


BesideList.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestBesideList = BesideList.TestCase


CHANGES: dict[str, Callable[[Any, slice], object]] = {
    "read": lambda items, index: items[index],
    "deleted": lambda items, index: items.__delitem__(index),
    "replaced": lambda items, index: items.__setitem__(index, "xy"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_slice_of_every_small_array_is_as_in_a_list(name: str) -> None:
    def changed(items: MutableSequence[str]) -> object:
        return outcome(lambda: CHANGES[name](items, index)), list(items)

    ends = [None, -3, 0, 1, 5]
    for size, start, stop, step in product(range(4), ends, ends, [None, 2, -1]):
        index = slice(start, stop, step)
        assert changed(DynamicArray("abc"[:size])) == changed(list("abc"[:size]))


def test_an_array_may_be_assigned_to_a_slice_of_itself_and_extended_by_itself() -> None:
    array = DynamicArray("abc")

    array[1:2] = array
    array.extend(array)

    assert list(array) == list("aabcc" * 2)


@pytest.mark.parametrize(("index", "message"), [(3, "index 3"), (-4, "index -4")])
def test_an_index_outside_is_an_error_that_names_it(index: int, message: str) -> None:
    array = DynamicArray("abc")

    for action in (lambda: array[index], lambda: array.__setitem__(index, "x"), lambda: array.pop(index)):
        with pytest.raises(IndexError, match=rf"^{message} is out of range for 3 items$"):
            action()

    assert list(array) == ["a", "b", "c"]


def test_bad_input_leaves_the_array_as_it_was() -> None:
    array: Any = DynamicArray("abc")

    with pytest.raises(IndexError, match=r"^index -1 is out of range for 0 items$"):
        DynamicArray[int]().pop()
    with pytest.raises(TypeError):
        array["a"]
    with pytest.raises(TypeError):
        array[1:] = 3
    with pytest.raises(TypeError):
        array.insert(None, "x")
    with pytest.raises(ZeroDivisionError):
        array[1:] = (1 // number for number in (1, 0))
    with pytest.raises(ValueError, match=r"^attempt to assign sequence of size 1 to extended slice of size 2$"):
        array[::2] = "x"
    with pytest.raises(ValueError, match=r"^'x' is not in the array$"):
        array.remove("x")
    with pytest.raises(TypeError):
        hash(array)

    assert list(array) == ["a", "b", "c"]


def test_a_loop_sees_what_is_appended_and_ends_when_nothing_is_left() -> None:
    growing, shrinking, backwards = DynamicArray([1]), DynamicArray([1, 2, 3, 4]), DynamicArray([1, 2, 3, 4])

    for item in growing:
        if item < 5:
            growing.append(item + 1)
    seen = [(item, shrinking.pop()) for item in shrinking]
    for item in reversed(backwards):
        seen.append((item, len(backwards)))
        backwards.clear()

    assert list(growing) == [1, 2, 3, 4, 5]
    assert seen == [(1, 4), (2, 3), (4, 4)]


def test_equality_is_that_of_the_items() -> None:
    nan = float("nan")
    spare = DynamicArray(range(100))
    del spare[2:]

    assert spare == DynamicArray([0, 1])
    assert DynamicArray([nan]) == DynamicArray([nan])
    assert DynamicArray([nan]).index(nan) == 0
    assert DynamicArray([nan]) != DynamicArray([float("nan")])
    assert DynamicArray([1]) != DynamicArray([1, 1])
    assert DynamicArray([1]) != [1]


def test_copies_are_equal_and_their_own() -> None:
    array = DynamicArray([["a"], ["b"]])

    shallow, deep, stored = copy.copy(array), copy.deepcopy(array), pickle.loads(pickle.dumps(array))
    array[0].append("x")
    array.append(["c"])

    assert list(shallow) == [["a", "x"], ["b"]]
    assert list(deep) == list(stored) == [["a"], ["b"]]


def test_an_array_inside_itself_is_printed_copied_and_pickled() -> None:
    array = DynamicArray[Any]("a")
    array.append(array)

    assert repr(array) == "DynamicArray(['a', DynamicArray([...])])"
    for twin in (copy.deepcopy(array), pickle.loads(pickle.dumps(array))):
        assert twin[1] is twin


def test_repr_makes_an_equal_array() -> None:
    array = DynamicArray(["a", 1, None])

    assert eval(repr(array)) == array


def test_the_capacity_doubles_when_full_and_halves_at_a_quarter() -> None:
    array = DynamicArray[int]()
    growing, shrinking = [], []

    for number in range(33):
        array.append(number)
        growing.append(array.capacity)
    while array:
        array.pop()
        shrinking.append(array.capacity)

    assert growing == [4] * 4 + [8] * 4 + [16] * 8 + [32] * 16 + [64]
    assert shrinking == [64] * 16 + [32] * 8 + [16] * 4 + [8] * 2 + [4] * 3


def test_appending_and_popping_at_the_border_does_not_move_everything_each_time() -> None:
    array = DynamicArray(range(64))

    capacities = set()
    for _ in range(5):
        array.append(0)
        capacities.add(array.capacity)
        array.pop()
        capacities.add(array.capacity)

    assert capacities == {128}


def test_an_append_is_constant_on_average_and_an_insertion_in_front_is_not() -> None:
    sizes = [256, 512, 1024, 2048]

    def appends(size: int) -> int:
        array = DynamicArray[int]()
        return count_steps(lambda: array.extend(range(size)))

    def inserts(size: int) -> int:
        array = DynamicArray(range(size))
        return count_steps(lambda: array.insert(0, 0))

    assert fit_growth(sizes, [appends(size) for size in sizes]) == "O(n)"
    assert fit_growth(sizes, [inserts(size) for size in sizes]) == "O(n)"
    assert count_steps(lambda: DynamicArray(range(3))[2]) == count_steps(lambda: DynamicArray(range(3))[0])


def test_doubling_moves_less_than_twice_and_a_constant_step_quadratically() -> None:
    for appends in range(1, 300):
        assert items_moved(appends, lambda slots: 2 * slots) < 2 * appends
    assert items_moved(1000, lambda slots: slots + 1) == sum(range(1000))
    assert items_moved(0, lambda slots: slots) == 0
    with pytest.raises(ValueError, match=r"^a block of 1 slots must grow, not become one of 1$"):
        items_moved(2, lambda slots: slots)


def test_lists_grow_by_an_eighth_as_the_lesson_says() -> None:
    items: list[int] = []
    lengths = set()
    for number in range(1000):
        items.append(number)
        lengths.add((sys.getsizeof(items) - sys.getsizeof([])) // 8)

    expected = [4]
    while expected[-1] < 1000:
        expected.append(expected[-1] + 1 + (expected[-1] + 1 >> 3) + 6 & ~3)
    assert sorted(lengths) == expected


class Tracked:
    pass


def test_a_deleted_item_is_let_go() -> None:
    array = DynamicArray(Tracked() for _ in range(9))
    references = [weakref.ref(item) for item in array]

    del array[5::2]
    array.pop(0)

    assert array.capacity == 16
    assert [position for position, reference in enumerate(references) if reference() is None] == [0, 5, 7]


def test_a_slot_takes_eight_bytes() -> None:
    numbers = range(4096)
    tracemalloc.start()
    try:
        array = DynamicArray(numbers)
        del array[1:]
        array.extend([0] * 4095)
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()

    assert array.capacity == 4096
    assert 8 * 4096 <= taken < 8.2 * 4096


def test_main_shows_the_growth_and_the_slices(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "[4, 8, 16, 32, 64, 128]" in out
    assert "one slot more:             49,995,000" in out
