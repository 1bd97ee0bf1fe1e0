"""Dynamic array: what ``list`` is inside, a block of slots that gives way to a longer one when it is full.

Memory comes in blocks of fixed length, so an array that grows keeps spare slots at its end. Append fills the next one;
when none is left, all items move to a block twice as long. That one append costs n, and pays for the n cheap ones
after it: amortised O(1). Growing by a constant number of slots instead would make n appends cost n². Removal gives
memory back only when a quarter is left, not at half, or else append and pop in turn at the border would move
everything each time. Whoever serves requests should know the one slow append: it shows in the worst latencies.

Cost: index, assignment O(1); append, pop at the end O(1) amortised, O(n) when the block is replaced; insert and delete
elsewhere O(n), as all that follows moves; slice O(its length); ``in``, index, count O(n). Memory 8 bytes a slot,
at most four slots an item, two while it only grows, and both blocks at once while items move.
Use it for: whatever is read by position or from end to end. At work that is ``list``, which grows by an eighth.
Not for: queues (``collections.deque``), search by value (``set``, ``dict``), numbers by the million (``array``).
Asked: why is append O(1), if it copies everything now and then? Why not grow by 100 slots each time?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, "Dynamic tables"; ``list_resize`` in CPython's
Objects/listobject.c.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, MutableSequence
from itertools import islice
from reprlib import recursive_repr
from typing import Any, Self, overload

_SMALLEST = 4
_FREE: Any = None  # what a slot without an item holds; it is never read, so it may pass for an item of any type


class DynamicArray[T](MutableSequence[T]):
    """A sequence that behaves as ``list`` does, slices included, on a block of slots of fixed length.

    Loops may change it, as they may change a list: an iterator is a position, and goes on as long as there is an item
    at it. Arrays are equal when their items are, are unhashable, and never equal a list.

    An index without item raises IndexError ``index 5 is out of range for 3 items``; what is no index, TypeError.

    >>> array = DynamicArray("abcd")
    >>> array[1:3] = "xyz"; del array[::2]; array.append("e")
    >>> array, array[-1], array.capacity
    (DynamicArray(['x', 'z', 'e']), 'e', 4)
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        """Append all items to an empty block of 4 slots."""
        self._slots: list[T] = [_FREE] * _SMALLEST
        self._size = 0
        self.extend(items)

    @property
    def capacity(self) -> int:
        """The number of slots in the block: 4 at first.

        Doubled until the items fit; after a deletion halved as long as a quarter of it holds them all, but not below 4.
        """
        return len(self._slots)

    def __len__(self) -> int:
        """Return the number of items, O(1)."""
        return self._size

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> "DynamicArray[T]": ...
    def __getitem__(self, index: int | slice) -> "T | DynamicArray[T]":
        """Return one item, O(1), or a new array of those in a slice, which is never out of range."""
        if isinstance(index, slice):
            return DynamicArray(self._slots[position] for position in range(*index.indices(self._size)))
        return self._slots[self._position(index)]

    @overload
    def __setitem__(self, index: int, value: T) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[T]) -> None: ...
    def __setitem__(self, index: int | slice, value: Any) -> None:
        """Replace one item, or those of a slice by any number of others.

        A slice with a step must get as many items as it has, or raises ValueError
        ``attempt to assign sequence of size 1 to extended slice of size 2``. After an error nothing has changed.
        """
        if not isinstance(index, slice):
            self._slots[self._position(index)] = value
            return
        values = DynamicArray(value)  # first a copy: the value may be the array itself, or fail half-way
        start, stop, step = index.indices(self._size)
        positions = range(start, stop, step)
        if step == 1:
            del self[start:stop]
            self._open(start, len(values))
            positions = range(start, start + len(values))
        elif len(values) != len(positions):
            raise ValueError(
                f"attempt to assign sequence of size {len(values)} to extended slice of size {len(positions)}"
            )
        for position, item in zip(positions, values, strict=True):
            self._slots[position] = item

    def __delitem__(self, index: int | slice) -> None:
        """Delete one item or those of a slice, and let go of them in one pass: O(n), O(1) at the end."""
        start = 0 if isinstance(index, slice) else self._position(index)
        gone = range(*index.indices(self._size)) if isinstance(index, slice) else range(start, start + 1)
        if not gone:
            return
        kept = min(gone[0], gone[-1])
        for position in range(kept, self._size):
            if position not in gone:
                self._slots[kept] = self._slots[position]
                kept += 1
        for position in range(kept, self._size):
            self._slots[position] = _FREE  # or the slot would keep its item alive
        self._size = kept
        self._fit(kept)

    def insert(self, index: int, value: T) -> None:
        """Insert before an index, O(n - index); one beyond an end means that end, as for a list, and None TypeError."""
        position = slice(operator.index(index), None).indices(self._size)[0]
        self._open(position, 1)
        self._slots[position] = value

    def append(self, value: T) -> None:
        """Add an item at the end, O(1) amortised."""
        self._fit(self._size + 1)
        self._slots[self._size] = value
        self._size += 1

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the first position of an equal item, from ``start`` up to ``stop``, which count as in a slice.

        Raises ValueError ``'x' is not in the array``.
        """
        first, last, _ = slice(start, stop).indices(self._size)
        for position, item in enumerate(islice(self, first, last), first):
            if item is value or item == value:
                return position
        raise ValueError(f"{value!r} is not in the array")

    def __iter__(self) -> Iterator[T]:
        """Yield the items in order; one that is appended meanwhile comes as well."""
        position = 0
        while position < self._size:
            yield self._slots[position]
            position += 1

    def __reversed__(self) -> Iterator[T]:
        """Yield the items from the last to the first, and end early if so many are gone that none is at its place."""
        position = self._size - 1
        while 0 <= position < self._size:
            yield self._slots[position]
            position -= 1

    def __eq__(self, other: object) -> bool:
        """Return whether the other is an array of equal items; as in a list, an object equals itself, NaN too."""
        if not isinstance(other, DynamicArray):
            return NotImplemented
        return self._size == len(other) and all(
            mine is theirs or mine == theirs for mine, theirs in zip(self, other, strict=True)
        )

    @recursive_repr("DynamicArray([...])")
    def __repr__(self) -> str:
        """Return ``DynamicArray(['a', 'b'])``, and ``DynamicArray([...])`` for an array inside itself."""
        return f"DynamicArray({list(self)!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[()], None, Iterator[T]]:
        """Tell copy and pickle to append the items to an empty array, which may be among them itself."""
        return type(self), (), None, iter(self)

    def _position(self, index: int) -> int:
        position = operator.index(index)
        position += self._size if position < 0 else 0
        if not 0 <= position < self._size:
            raise IndexError(f"index {index} is out of range for {self._size} items")
        return position

    def _open(self, start: int, count: int) -> None:
        """Move the items from ``start`` on to the right; what is left in the gap is for the caller to overwrite."""
        self._fit(self._size + count)
        for position in reversed(range(start, self._size)):
            self._slots[position + count] = self._slots[position]
        self._size += count

    def _fit(self, size: int) -> None:
        """Move to a block that is fit for that many items, if this one is not."""
        capacity = len(self._slots)
        while capacity < size:
            capacity *= 2
        while capacity > _SMALLEST and size <= capacity // 4:
            capacity //= 2
        if capacity != len(self._slots):
            slots: list[T] = [_FREE] * capacity
            for position in range(self._size):
                slots[position] = self._slots[position]
            self._slots = slots


def items_moved(appends: int, grow: Callable[[int], int]) -> int:
    """Return how many items move in all while so many are appended to a block of 1 slot that grows by ``grow``.

    ``grow`` gets the length of a full block and returns that of the next. Doubling: fewer than 2 moves an append.

    >>> items_moved(1000, lambda capacity: 2 * capacity), items_moved(1000, lambda capacity: capacity + 1)
    (1023, 499500)

    Raises ValueError ``a block of 4 slots must grow, not become one of 4`` when it does not.
    """
    moved, capacity = 0, 1
    for size in range(appends):
        if size == capacity:
            capacity = grow(size)
            if capacity <= size:
                raise ValueError(f"a block of {size} slots must grow, not become one of {capacity}")
            moved += size
    return moved


def main() -> None:
    """Watch the block grow and shrink, and compare ways to grow."""
    array = DynamicArray[int]()
    print("Appending 100 items, capacity after each block that was full:")
    seen = [array.capacity]
    for number in range(100):
        array.append(number)
        if array.capacity != seen[-1]:
            seen.append(array.capacity)
    print(f"  {seen}")
    while len(array) > 1:
        array.pop()
        if array.capacity != seen[-1]:
            print(f"  down to {len(array)} items: {array.capacity} slots")
            seen.append(array.capacity)

    ways: dict[str, Callable[[int], int]] = {
        "twice as long": lambda slots: 2 * slots,
        "an eighth more, as list": lambda slots: slots + 1 + (slots + 1 >> 3) + 6 & ~3,
        "100 slots more": lambda slots: slots + 100,
        "one slot more": lambda slots: slots + 1,
    }
    print("Items moved by 10,000 appends, when a full block gives way to one of")
    for way, grow in ways.items():
        print(f"  {way + ':':<25}{items_moved(10_000, grow):>12,}")

    letters = DynamicArray("abcdef")
    letters[1:3] = "XYZ"
    del letters[::2]
    print(f"Slices as a list has them: {letters}, {letters[::-1]}")
    print(f"Equal: {letters == DynamicArray('XZe')}, built-ins work with it: {sorted(letters)}, {'Z' in letters}")


if __name__ == "__main__":
    main()
