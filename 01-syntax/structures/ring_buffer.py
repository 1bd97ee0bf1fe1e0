"""Ring buffer: a queue in fixed memory.

A list of fixed length and two numbers: where the oldest item is, and how many there are. Positions wrap around at the
end, so nothing ever moves and nothing is allocated after the start. A full buffer has to decide: ``append`` refuses,
which is backpressure and lets the producer wait or shed load, and ``overwrite`` drops the oldest, which suits logs and
samples. A queue without a bound decides too, later, when the memory is used up.

Cost: append, overwrite, popleft, index O(1), in the worst case as well; ``in``, iteration O(n); O(capacity) memory
taken once, 8 bytes a slot; a popped item's slot lets go of it.
Use it for: bounded work queues, the last N log lines, audio and sensor samples.
Not for: queues whose size is unknown (``collections.deque``), or hand-over between threads (``queue.Queue``). At work
``deque(maxlen=N)`` overwrites so, too.
Asked: why is ``list.pop(0)`` slow, and what does a deque do instead? How do you tell a full ring from an empty one?
Source: Knuth, The Art of Computer Programming 1, section 2.2.2.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import index as to_int
from reprlib import recursive_repr
from typing import Any, Self, overload

_FREE: Any = None  # what a slot without an item holds; it is never read, so it may pass for an item of any type


class RingBuffer[T](Sequence[T]):
    """First-in first-out queue of at most ``capacity`` items.

    Read as a sequence, oldest first. A loop that goes on after items came or went raises RuntimeError
    ``ring buffer changed during iteration``. Buffers are equal when their items are and their capacities too, are
    unhashable, and never equal a ``list``. An index without item raises IndexError
    ``index 5 is out of range for 3 items``.

    >>> buffer = RingBuffer[str](2)
    >>> buffer.append("a"); buffer.append("b")
    >>> buffer.popleft(), len(buffer)
    ('a', 1)
    >>> buffer.append("c"); buffer.overwrite("d"); buffer
    RingBuffer(2, ['c', 'd'])
    """

    def __init__(self, capacity: int, items: Iterable[T] = ()) -> None:
        """Reserve room for ``capacity`` items and append some.

        Raises ValueError ``capacity must be at least 1, not 0``, TypeError for one that is no integer, and IndexError,
        as ``append``, for more items than fit.
        """
        if to_int(capacity) < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._slots: list[T] = [_FREE] * capacity
        self._head = 0
        self._size = 0
        self._changes = 0
        for item in items:
            self.append(item)

    @property
    def capacity(self) -> int:
        """How many items fit."""
        return len(self._slots)

    @property
    def is_full(self) -> bool:
        """Whether the next append would be refused."""
        return self._size == len(self._slots)

    def append(self, item: T) -> None:
        """Add an item after the newest, O(1), or raise IndexError ``ring buffer is full: capacity 2``."""
        if self.is_full:
            raise IndexError(f"ring buffer is full: capacity {self.capacity}")
        self._slots[(self._head + self._size) % len(self._slots)] = item
        self._size += 1
        self._changes += 1

    def overwrite(self, item: T) -> None:
        """Add an item after the newest, O(1); when the buffer is full the oldest gives way."""
        if self.is_full:
            self.popleft()
        self.append(item)

    def popleft(self) -> T:
        """Remove the oldest item and return it, O(1), or raise IndexError ``pop from an empty ring buffer``."""
        if not self._size:
            raise IndexError("pop from an empty ring buffer")
        item, self._slots[self._head] = self._slots[self._head], _FREE
        self._head = (self._head + 1) % len(self._slots)
        self._size -= 1
        self._changes += 1
        return item

    def clear(self) -> None:
        """Remove all items, O(capacity)."""
        self._slots = [_FREE] * len(self._slots)
        self._head = self._size = 0
        self._changes += 1

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        """Return one item, the oldest is 0 and the newest -1, O(1); or a list of those in a slice."""
        if isinstance(index, slice):
            return [self[position] for position in range(*index.indices(self._size))]
        position = to_int(index)
        position += self._size if position < 0 else 0
        if not 0 <= position < self._size:
            raise IndexError(f"index {index} is out of range for {self._size} items")
        return self._slots[(self._head + position) % len(self._slots)]

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the first position of an equal item, from ``start`` up to ``stop``, which count as in a slice.

        Raises ValueError ``'x' is not in the ring buffer``.
        """
        first, last, _ = slice(start, stop).indices(self._size)
        for position, item in enumerate(islice(self, first, last), first):
            if item is value or item == value:
                return position
        raise ValueError(f"{value!r} is not in the ring buffer")

    def __iter__(self) -> Iterator[T]:
        """Return an iterator from the oldest to the newest; it raises RuntimeError after changes since this call."""
        return self._walk(self._changes, iter(range(self._size)))

    def __reversed__(self) -> Iterator[T]:
        """Return an iterator from the newest to the oldest; it raises RuntimeError after changes since this call."""
        return self._walk(self._changes, reversed(range(self._size)))

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a ring buffer of the same capacity with equal items, wherever its ring begins."""
        if not isinstance(other, RingBuffer):
            return NotImplemented
        pairs = zip(self, other, strict=True)
        same_room = (self.capacity, len(self)) == (other.capacity, len(other))
        return same_room and all(mine is theirs or mine == theirs for mine, theirs in pairs)

    @recursive_repr("RingBuffer(...)")
    def __repr__(self) -> str:
        """Return ``RingBuffer(2, ['a', 'b'])``, and ``RingBuffer(...)`` for a buffer inside itself."""
        return f"RingBuffer({self.capacity}, {list(self)!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[int], None, Iterator[T]]:
        """Tell copy and pickle to append the items to an empty buffer of the same capacity."""
        return type(self), (self.capacity,), None, iter(self)

    def _walk(self, changes: int, positions: Iterator[int]) -> Iterator[T]:
        while changes == self._changes:
            position = next(positions, None)
            if position is None:
                return
            yield self[position]
        raise RuntimeError("ring buffer changed during iteration")


def last_lines(lines: Iterable[str], count: int) -> list[str]:
    """Return the last ``count`` lines, as ``tail`` does, in O(count) memory however long the source.

    >>> last_lines(["one", "two", "three"], 2)
    ['two', 'three']

    Raises ValueError ``capacity must be at least 1, not 0`` for no lines.
    """
    window = RingBuffer[str](count)
    for line in lines:
        window.overwrite(line)
    return list(window)


def main() -> None:
    """Refuse when full, keep the last lines of a log, and look at the ring from both ends."""
    jobs = RingBuffer[str](3)
    for number in range(1, 6):
        try:
            jobs.append(f"job {number}")
        except IndexError as error:
            print(f"job {number} refused: {error}")
    print("First out:", jobs.popleft())
    jobs.append("job 6")
    print("In order, though the ring has wrapped:", list(jobs))
    print("Oldest", jobs[0], "- newest", jobs[-1], "- backwards", list(reversed(jobs)))

    log = (f"line {number:,}" for number in range(1, 10_001))
    print("Last of 10,000 lines, three in memory at a time:", last_lines(log, 3))
    try:
        RingBuffer[str](-1)
    except ValueError as error:
        print("No such ring:", error)


if __name__ == "__main__":
    main()
