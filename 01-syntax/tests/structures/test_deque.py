import collections
import copy
import pickle
import weakref
from collections.abc import Callable, MutableSequence
from functools import partial
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from algorithms.complexity import count_steps, fit_growth
from structures.deque import Deque, main

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
    return list(result) if isinstance(result, Deque) else result


class BesideList(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.ours = Deque[int]()
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

    @rule(value=VALUES)
    def appendleft(self, value: int) -> None:
        self.ours.appendleft(value)
        self.list.insert(0, value)

    @rule()
    def popleft(self) -> None:
        assert outcome(self.ours.popleft) == outcome(lambda: self.list.pop(0))

    @rule(steps=INDEXES)
    def rotate(self, steps: int) -> None:
        turned = collections.deque(self.list)
        turned.rotate(steps)
        self.list[:] = turned
        self.ours.rotate(steps)

    @invariant()
    def alike(self) -> None:
        assert list(self.ours) == self.list
        assert list(reversed(self.ours)) == self.list[::-1]
        assert len(self.ours) == len(self.list)


BesideList.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestBesideList = BesideList.TestCase


OPERATIONS: list[Callable[[MutableSequence[int]], object]] = [
    lambda items: items.append(7),
    lambda items: items.insert(0, 8),
    lambda items: items.insert(1, 9),
    lambda items: items.pop(),
    lambda items: items.pop(0),
    lambda items: items.reverse(),
    lambda items: items.__setitem__(slice(1, 2), [5, 6]),
    lambda items: items.__delitem__(slice(None, None, 2)),
]


def test_every_short_run_of_operations_is_as_with_a_list() -> None:
    def after(run: tuple[Callable[[Any], object], ...], items: MutableSequence[int]) -> object:
        results = [outcome(partial(operation, items)) for operation in run]
        return results, list(items), list(reversed(items)), len(items)

    for run in product(OPERATIONS, repeat=4):
        assert after(run, Deque([1, 2])) == after(run, [1, 2])


@pytest.mark.parametrize("index", [3, -4])
def test_an_index_outside_is_an_error_that_names_it(index: int) -> None:
    ours = Deque("abc")

    for action in (lambda: ours[index], lambda: ours.__setitem__(index, "x"), lambda: ours.pop(index)):
        with pytest.raises(IndexError, match=rf"^index {index} is out of range for 3 items$"):
            action()

    assert list(ours) == ["a", "b", "c"]


def test_bad_input_leaves_the_items_as_they_were() -> None:
    ours: Any = Deque("abc")

    with pytest.raises(IndexError, match=r"^index -1 is out of range for 0 items$"):
        Deque[int]().pop()
    with pytest.raises(TypeError):
        ours["a"]
    with pytest.raises(TypeError):
        ours[1:] = 3
    with pytest.raises(TypeError):
        ours.insert(None, "x")
    with pytest.raises(ZeroDivisionError):
        ours[1:] = (1 // number for number in (1, 0))
    with pytest.raises(ValueError, match=r"^attempt to assign sequence of size 1 to extended slice of size 2$"):
        ours[::2] = "x"
    with pytest.raises(ValueError, match=r"^'x' is not in the deque$"):
        ours.remove("x")
    with pytest.raises(TypeError):
        hash(ours)

    assert list(ours) == ["a", "b", "c"]


@pytest.mark.parametrize("direction", [iter, reversed])
@pytest.mark.parametrize("change", ["append", "delete", "rotate", "rotate back", "appendleft"])
def test_a_loop_that_goes_on_after_a_change_raises(direction: Callable[[Deque[int]], Any], change: str) -> None:
    ours = Deque([1, 2, 3])
    changes: dict[str, Callable[[], object]] = {
        "append": lambda: ours.append(4),
        "delete": lambda: ours.pop(0),
        "rotate": ours.rotate,
        "rotate back": lambda: ours.rotate(-1),
        "appendleft": lambda: ours.appendleft(0),
    }

    loop = direction(ours)
    next(loop)
    ours[1] = 9  # an item replaced is no change of the order
    next(loop)
    changes[change]()

    with pytest.raises(RuntimeError, match=r"^deque changed during iteration$"):
        next(loop)


@pytest.mark.parametrize("direction", [iter, reversed])
def test_a_change_before_the_first_step_is_noticed_too(direction: Callable[[Deque[int]], Any]) -> None:
    ours = Deque([1, 2, 3])
    loop = direction(ours)

    ours.clear()

    with pytest.raises(RuntimeError, match=r"^deque changed during iteration$"):
        next(loop)


def test_equality_is_that_of_the_items() -> None:
    nan = float("nan")

    assert Deque([0, 1]) == Deque(range(2))
    assert Deque([nan]) == Deque([nan])
    assert Deque([nan]).index(nan) == 0
    assert Deque([nan]) != Deque([float("nan")])
    assert Deque([1]) != Deque([1, 1])
    assert Deque([1]) != [1]


def test_copies_are_equal_and_their_own() -> None:
    ours = Deque([["a"], ["b"]])

    shallow, deep, stored = copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))
    ours[0].append("x")
    ours.append(["c"])

    assert list(shallow) == [["a", "x"], ["b"]]
    assert list(deep) == list(stored) == [["a"], ["b"]]


def test_one_inside_itself_is_printed_copied_and_pickled() -> None:
    ours = Deque[Any]("a")
    ours.append(ours)

    assert eval(repr(ours[:1])) == ours[:1]
    assert repr(ours) == "Deque(['a', Deque([...])])"
    for twin in (copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert twin[1] is twin


@pytest.mark.parametrize("head", range(5))
def test_a_full_ring_that_begins_anywhere_grows_and_shrinks_in_order(head: int) -> None:
    ours = Deque(range(3))
    for number in range(head):
        ours.append(3 + number)
        ours.popleft()
    ours.append(head + 3)
    assert ours.capacity == 4

    ours.append(9)

    assert (list(ours), ours.capacity) == ([*range(head, head + 4), 9], 8)
    while len(ours) > 2:
        ours.popleft()
    assert (list(ours), ours.capacity) == ([head + 3, 9], 4)


def test_a_queue_that_moves_on_needs_no_more_slots() -> None:
    ours = Deque(range(64))

    capacities = set()
    for number in range(64, 200):
        ours.append(number)
        ours.popleft()
        capacities.add(ours.capacity)

    assert capacities == {128}
    assert list(ours) == list(range(136, 200))


class Tracked:
    pass


def test_an_empty_deque_has_nothing_to_pop() -> None:
    with pytest.raises(IndexError, match=r"^pop from an empty deque$"):
        Deque[int]().popleft()


def test_a_removed_item_is_let_go() -> None:
    ours = Deque(Tracked() for _ in range(9))
    references = [weakref.ref(item) for item in ours]

    del ours[1]
    ours.rotate(1)
    ours.popleft()
    ours.pop()

    assert [position for position, reference in enumerate(references) if reference() is None] == [1, 7, 8]


def test_a_rotation_takes_whole_steps_only() -> None:
    with pytest.raises(TypeError):
        Deque("abc").rotate(1.5)  # type: ignore[arg-type]  # wrong on purpose


def test_both_ends_cost_constant_steps_on_average_and_the_middle_grows() -> None:
    sizes = [128, 256, 512, 1024]

    def ends(size: int) -> int:
        ours = Deque[int]()

        def run() -> None:
            for number in range(size):
                ours.appendleft(number)
                ours.append(number)
            for _ in range(size):
                ours.pop()
                ours.popleft()

        return count_steps(run)

    def at(part: float, size: int) -> int:
        ours = Deque(range(size - 1))
        return count_steps(lambda: ours.insert(int(part * size), 0))

    assert fit_growth(sizes, [ends(size) for size in sizes]) == "O(n)"
    assert fit_growth(sizes, [at(0.5, size) for size in sizes]) == "O(n)"
    assert len({at(0, size) for size in sizes} | {at(1, size) for size in sizes}) <= 2


def test_main_tells_of_both_ends(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "The owner takes its newest: e - a thief the oldest: a" in out
    assert "900 came and 900 went, slots: 128 - items: 900 to 999" in out
