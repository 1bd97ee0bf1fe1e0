"""Deque: a ring that grows, quick at both ends.

A list is slow at its front, because everything behind moves. A ring has no front: the first item may lie in any slot,
and positions wrap around at the end of the block. So both ends are alike, and an index is still one addition away. When
the ring is full, its items move to a block twice as long, unrolled from slot 0 on; simply making the block longer would
tear the ring apart, which is the mistake to look for. ``collections.deque`` is a chain of blocks of 64 instead: no
item ever moves, but an index in the middle takes a walk.

Cost: append, appendleft, pop, popleft O(1) amortised; index O(1); insert and delete elsewhere O(distance from the
nearer end); rotate O(steps, or fewer); ``in``, slices O(n). Memory: 8 bytes a slot, at most four slots an item.
Use it for: queues, breadth-first search, sliding windows, undo with a limit; work stealing, which takes from both ends.
Not for: hand-over between threads (``queue.Queue``), fixed memory (ring_buffer.py); at work, ``collections.deque``.
Asked: why is ``list.pop(0)`` O(n)? What has to happen when a circular array is full?
Source: Knuth, The Art of Computer Programming 1, section 2.2.1; CPython, Modules/_collectionsmodule.c.
"""

import operator
from collections.abc import Iterable, Iterator, MutableSequence
from itertools import islice
from reprlib import recursive_repr
from typing import Any, Self, overload

_SMALLEST = 4
_FREE: Any = None  # what a slot without an item holds; it is never read, so it may pass for an item of any type


class Deque[T](MutableSequence[T]):
    """A mutable sequence with two quick ends, slices included.

    A loop that goes on after items came, went or moved raises RuntimeError ``deque changed during iteration``;
    replacing an item is no such change. Deques are equal when their items are, are unhashable, and never equal a
    ``list``. An index without item raises IndexError ``index 5 is out of range for 3 items``. A slot lets go of its
    item when that leaves.

    >>> deque = Deque("bc")
    >>> deque.appendleft("a"); deque.rotate(1); deque.pop(), deque, deque.capacity
    ('b', Deque(['c', 'a']), 4)
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        """Append all items to an empty ring of 4 slots."""
        self._slots: list[T] = [_FREE] * _SMALLEST
        self._head = self._size = self._changes = 0
        self.extend(items)

    @property
    def capacity(self) -> int:
        """The slots of the ring: 4 at first, twice as many when it is full, half when a quarter is left, at least 4."""
        return len(self._slots)

    def append(self, value: T) -> None:
        """Add an item after the last, O(1) amortised."""
        self._resize(self._size + 1)
        self._put_last(value)

    def appendleft(self, value: T) -> None:
        """Add an item before the first, O(1) amortised."""
        self._resize(self._size + 1)
        self._put_first(value)

    def popleft(self) -> T:
        """Remove the first item and return it, O(1) amortised, or raise IndexError ``pop from an empty deque``."""
        if not self._size:
            raise IndexError("pop from an empty deque")
        item = self._take_first()
        self._resize(self._size)
        return item

    def rotate(self, steps: int = 1) -> None:
        """Move that many items from the end to the front, or back if negative, the shorter way round: O(moved)."""
        steps = operator.index(steps) % self._size if self._size else 0
        if steps <= self._size // 2:
            for _ in range(steps):
                self._put_first(self._take_last())
        else:
            for _ in range(self._size - steps):
                self._put_last(self._take_first())

    def insert(self, index: int, value: T) -> None:
        """Insert before an index, O(distance from the nearer end); beyond an end is that end, and None TypeError."""
        position = slice(operator.index(index), None).indices(self._size)[0]
        self.rotate(-position)
        self.appendleft(value)
        self.rotate(position)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> "Deque[T]": ...
    def __getitem__(self, index: int | slice) -> "T | Deque[T]":
        """Return one item, O(1), or a new deque of those in a slice."""
        if isinstance(index, slice):
            return Deque(self._slots[self._slot(position)] for position in range(*index.indices(self._size)))
        return self._slots[self._slot(self._position(index))]

    @overload
    def __setitem__(self, index: int, value: T) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[T]) -> None: ...
    def __setitem__(self, index: int | slice, value: Any) -> None:
        """Replace one item, O(1), or those of a slice, O(n), with the rules and errors of ``list``."""
        if isinstance(index, slice):
            items = list(self)
            items[index] = value  # the errors come here, before anything is lost
            self.clear()
            self.extend(items)
        else:
            self._slots[self._slot(self._position(index))] = value

    def __delitem__(self, index: int | slice) -> None:
        """Delete one item, O(distance from the nearer end), or those of a slice, O(n)."""
        if isinstance(index, slice):
            items = list(self)
            del items[index]
            self.clear()
            self.extend(items)
        else:
            position = self._position(index)
            self.rotate(-position)
            self._take_first()
            self.rotate(position)
            self._resize(self._size)

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the first position of an equal item, from ``start`` up to ``stop``, which count as in a slice.

        Raises ValueError ``'x' is not in the deque``.
        """
        first, last, _ = slice(start, stop).indices(self._size)
        for position, item in enumerate(islice(self, first, last), first):
            if item is value or item == value:
                return position
        raise ValueError(f"{value!r} is not in the deque")

    def __iter__(self) -> Iterator[T]:
        """Return an iterator from the first item to the last; it raises RuntimeError after changes since this call."""
        return self._walk(self._changes, iter(range(self._size)))

    def __reversed__(self) -> Iterator[T]:
        """Return an iterator from the last item to the first; it raises RuntimeError after changes since this call."""
        return self._walk(self._changes, reversed(range(self._size)))

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a deque of equal items, wherever its ring begins; an object equals itself."""
        if not isinstance(other, Deque):
            return NotImplemented
        pairs = zip(self, other, strict=True)
        return self._size == len(other) and all(mine is theirs or mine == theirs for mine, theirs in pairs)

    @recursive_repr("Deque([...])")
    def __repr__(self) -> str:
        """Return ``Deque(['a', 'b'])``, and ``Deque([...])`` for a deque inside itself."""
        return f"Deque({list(self)!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[()], None, Iterator[T]]:
        """Tell copy and pickle to append the items to an empty deque, which may be among them itself."""
        return type(self), (), None, iter(self)

    def _slot(self, position: int) -> int:
        return (self._head + position) % len(self._slots)

    def _position(self, index: int) -> int:
        position = operator.index(index)
        position += self._size if position < 0 else 0
        if not 0 <= position < self._size:
            raise IndexError(f"index {index} is out of range for {self._size} items")
        return position

    def _walk(self, changes: int, positions: Iterator[int]) -> Iterator[T]:
        while changes == self._changes:
            position = next(positions, None)
            if position is None:
                return
            yield self._slots[self._slot(position)]
        raise RuntimeError("deque changed during iteration")

    def _put_first(self, item: T) -> None:
        self._head = self._slot(-1)
        self._slots[self._head] = item
        self._size += 1
        self._changes += 1

    def _put_last(self, item: T) -> None:
        self._slots[self._slot(self._size)] = item
        self._size += 1
        self._changes += 1

    def _take_first(self) -> T:
        item, self._slots[self._head] = self._slots[self._head], _FREE
        self._head = self._slot(1)
        self._size -= 1
        self._changes += 1
        return item

    def _take_last(self) -> T:
        last = self._slot(self._size - 1)
        item, self._slots[last] = self._slots[last], _FREE
        self._size -= 1
        self._changes += 1
        return item

    def _resize(self, size: int) -> None:
        """Unroll the ring into a block that is fit for that many items, if this one is not."""
        capacity = len(self._slots)
        while capacity < size:
            capacity *= 2
        while capacity > _SMALLEST and size <= capacity // 4:
            capacity //= 2
        if capacity != len(self._slots):
            self._slots = [*self, *[_FREE] * (capacity - self._size)]
            self._head = 0


def main() -> None:
    """Let workers take from one end and steal from the other, and find the largest of every window."""
    tasks = Deque(["a", "b", "c", "d", "e"])
    print("The owner takes its newest:", tasks.pop(), "- a thief the oldest:", tasks.popleft(), "- left:", list(tasks))
    tasks.rotate(1)
    print("Rotated by one:", list(tasks), "- slots:", tasks.capacity)

    line = Deque(range(100))
    for number in range(100, 1_000):
        line.append(number)
        line.popleft()
    print("900 came and 900 went, slots:", line.capacity, "- items:", line[0], "to", line[-1])
    line[10:] = []
    print("After deleting all but ten, slots:", line.capacity, "-", line)


if __name__ == "__main__":
    main()
