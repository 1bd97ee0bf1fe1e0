import collections
import copy
import pickle
import weakref
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algorithms.complexity import count_steps
from structures.ring_buffer import RingBuffer, last_lines, main

VALUES = st.integers(0, 5)
INDEXES = st.integers(-6, 6)


def outcome(action: Callable[[], object]) -> object:
    """Return what an action gives, or the type of the error that it raises."""
    try:
        return action()
    except (IndexError, ValueError) as error:
        return type(error)


class BesideDeque(RuleBasedStateMachine):
    @initialize(capacity=st.integers(1, 4))
    def start(self, capacity: int) -> None:
        self.ring = RingBuffer[int](capacity)
        self.deque = collections.deque[int](maxlen=capacity)

    @rule(value=VALUES)
    def append(self, value: int) -> None:
        if len(self.deque) < self.ring.capacity:
            self.ring.append(value)
            self.deque.append(value)
        else:
            # A deque of that length refuses as well, when asked to insert.
            assert outcome(lambda: self.ring.append(value)) == outcome(lambda: self.deque.insert(0, value))

    @rule(value=VALUES)
    def overwrite(self, value: int) -> None:
        self.ring.overwrite(value)
        self.deque.append(value)

    @rule()
    def popleft(self) -> None:
        assert outcome(self.ring.popleft) == outcome(self.deque.popleft)

    @rule(index=INDEXES, stop=INDEXES)
    def read(self, index: int, stop: int) -> None:
        assert outcome(lambda: self.ring[index]) == outcome(lambda: self.deque[index])
        assert self.ring[index:stop] == list(self.deque)[index:stop]

    @rule(value=VALUES, start=INDEXES, stop=INDEXES)
    def search(self, value: int, start: int, stop: int) -> None:
        assert outcome(lambda: self.ring.index(value, start, stop)) == outcome(
            lambda: self.deque.index(value, start, stop)
        )
        assert (value in self.ring, self.ring.count(value)) == (value in self.deque, self.deque.count(value))

    @invariant()
    def alike(self) -> None:
        assert list(self.ring) == list(self.deque)
        assert list(reversed(self.ring)) == list(reversed(self.deque))
        assert (len(self.ring), self.ring.capacity) == (len(self.deque), self.deque.maxlen)
        assert self.ring.is_full == (len(self.deque) == self.deque.maxlen)


BesideDeque.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestBesideDeque = BesideDeque.TestCase


def test_every_short_run_of_operations_is_as_with_a_deque() -> None:
    for capacity, run in product((1, 2, 3), product("aop", repeat=6)):
        ring, deque = RingBuffer[int](capacity), collections.deque[int]()
        for number, operation in enumerate(run):
            if operation == "p":
                assert outcome(ring.popleft) == outcome(deque.popleft)
            elif operation == "o":
                ring.overwrite(number)
                deque = collections.deque([*deque, number], capacity)
            elif len(deque) < capacity:
                ring.append(number)
                deque.append(number)
            assert list(ring) == list(deque)


@pytest.mark.parametrize("capacity", [0, -1])
def test_a_ring_needs_a_slot(capacity: int) -> None:
    with pytest.raises(ValueError, match=rf"^capacity must be at least 1, not {capacity}$"):
        RingBuffer(capacity)
    with pytest.raises(TypeError):
        RingBuffer(1.5)  # type: ignore[arg-type]  # wrong on purpose


def test_a_full_and_an_empty_ring_refuse_and_stay_as_they_were() -> None:
    ring: Any = RingBuffer(2, "ab")

    with pytest.raises(IndexError, match=r"^ring buffer is full: capacity 2$"):
        ring.append("c")
    with pytest.raises(IndexError, match=r"^ring buffer is full: capacity 2$"):
        RingBuffer(2, "abc")
    with pytest.raises(IndexError, match=r"^index 2 is out of range for 2 items$"):
        ring[2]
    with pytest.raises(TypeError):
        ring["a"]
    with pytest.raises(ValueError, match=r"^'x' is not in the ring buffer$"):
        ring.index("x")
    with pytest.raises(TypeError):
        hash(ring)
    assert list(ring) == ["a", "b"]

    ring.clear()
    with pytest.raises(IndexError, match=r"^pop from an empty ring buffer$"):
        ring.popleft()
    ring.append("c")
    assert (list(ring), ring.capacity) == (["c"], 2)


@pytest.mark.parametrize("direction", [iter, reversed])
@pytest.mark.parametrize("change", ["popleft", "overwrite", "clear"])
def test_a_loop_that_goes_on_after_a_change_raises(
    direction: Callable[[RingBuffer[int]], Iterator[int]], change: str
) -> None:
    ring = RingBuffer(3, [1, 2, 3])
    loop = direction(ring)
    next(loop)

    getattr(ring, change)(*[4] * (change == "overwrite"))

    with pytest.raises(RuntimeError, match=r"^ring buffer changed during iteration$"):
        next(loop)


@pytest.mark.parametrize("direction", [iter, reversed])
def test_a_change_before_the_first_step_is_noticed_too(direction: Callable[[RingBuffer[int]], Iterator[int]]) -> None:
    ours = RingBuffer(3, [1, 2, 3])
    loop = direction(ours)

    ours.clear()

    with pytest.raises(RuntimeError, match=r"^ring buffer changed during iteration$"):
        next(loop)


def test_equality_asks_for_items_and_room_but_not_for_where_the_ring_begins() -> None:
    turned = RingBuffer(2, "xa")
    turned.overwrite("b")
    nan = float("nan")

    assert turned == RingBuffer(2, "ab")
    assert turned != RingBuffer(3, "ab")
    assert turned != RingBuffer(2, "ba")
    assert turned != RingBuffer(2, "a")
    assert turned != ["a", "b"]
    assert RingBuffer(1, [nan]) == RingBuffer(1, [nan])
    assert RingBuffer(1, [nan]) != RingBuffer(1, [float("nan")])


def test_copies_are_equal_and_their_own() -> None:
    ring = RingBuffer(3, [["a"], ["b"]])

    shallow, deep, stored = copy.copy(ring), copy.deepcopy(ring), pickle.loads(pickle.dumps(ring))
    ring[0].append("x")
    ring.append(["c"])

    assert shallow == RingBuffer(3, [["a", "x"], ["b"]])
    assert deep == stored == RingBuffer(3, [["a"], ["b"]])


def test_one_inside_itself_is_printed_copied_and_pickled() -> None:
    ring = RingBuffer[Any](3, "a")
    ring.append(ring)

    assert repr(ring) == "RingBuffer(3, ['a', RingBuffer(...)])"
    assert eval(repr(RingBuffer(3, "ab"))) == RingBuffer(3, "ab")
    for twin in (copy.deepcopy(ring), pickle.loads(pickle.dumps(ring))):
        assert twin[1] is twin


class Tracked:
    pass


def test_a_popped_and_an_overwritten_item_are_let_go() -> None:
    ring = RingBuffer(3, (Tracked() for _ in range(3)))
    references = [weakref.ref(item) for item in ring]

    ring.overwrite(Tracked())
    ring.popleft()

    assert [reference() is None for reference in references] == [True, True, False]


def test_every_operation_costs_the_same_whatever_the_size() -> None:
    def steps(size: int) -> list[int]:
        ring = RingBuffer(size, range(size))
        actions: list[Callable[[], object]] = [
            ring.popleft,
            lambda: ring.append(1),
            lambda: ring.overwrite(1),
            lambda: ring[len(ring) // 2],
        ]
        return [count_steps(action) for action in actions]

    assert steps(10) == steps(1_000) == steps(5_000)


def test_the_last_lines_are_those_of_a_slice() -> None:
    for size, count in product(range(6), range(1, 8)):
        lines = [str(number) for number in range(size)]
        assert last_lines(iter(lines), count) == lines[-count:]
    with pytest.raises(ValueError, match=r"^capacity must be at least 1, not 0$"):
        last_lines(["a"], 0)


def test_main_refuses_and_keeps_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "job 4 refused: ring buffer is full: capacity 3" in out
    assert "['line 9,998', 'line 9,999', 'line 10,000']" in out
