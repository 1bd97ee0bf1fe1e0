"""Lazy segment tree: add to a whole range of numbers at once, and ask for the sum or the maximum of any range.

A plain segment tree would have to change every leaf of the range. The lazy one changes the few nodes that make up the
range, and leaves each a note: "so much is still to be added to all below". The note is handed on to the two children
only when someone has to look below that node. Work that nobody asks about is never done.

Cost: building O(n); add, total, maximum, index O(log n), whatever the length of the range: two nodes a level, and two
paths from the root along which notes are handed on; iteration O(n log n). Memory: three lists, of up to 10n numbers.
Use it for: bookings (add 1 to all nights of a stay, ask for the fullest night), quotas by time range, sweeps.
Not for: changes of single items (segment_tree.py, fenwick_tree.py); changes first and questions later (write only the
two ends of each range into a list, and add up once: a difference array).
Asked: one adds 1 to a million numbers, then reads three: what should that cost? When is a note handed on?
Source: "Efficient and easy segment trees", https://codeforces.com/blog/entry/18051; Bentley, "Solutions to Klee's
rectangle problems", 1977.
"""

import operator
from collections.abc import Iterable, Iterator, Sequence
from typing import Self, overload


class LazySegmentTree(Sequence[int]):
    """A sequence of whole numbers of fixed length that adds to ranges and summarises ranges.

    Ranges count as slices do. Trees are equal when their numbers are, are unhashable, and never equal a ``list``.
    An index without number raises IndexError ``index 5 is out of range for 3 items``.

    >>> guests = LazySegmentTree([0] * 7)
    >>> guests.add(0, 3); guests.add(2, 6, 2)
    >>> list(guests), guests.maximum(), guests.total(1, 4)
    ([1, 1, 3, 2, 2, 2, 0], 3, 6)
    """

    def __init__(self, values: Iterable[int] = ()) -> None:
        """Build the tree in O(n); TypeError ``expected whole numbers, not 0.5`` for any other."""
        leaves = [_whole(value) for value in values]
        self._size = len(leaves)
        self._height = max(0, self._size - 1).bit_length()
        self._first = 1 << self._height  # the first leaf: as many leaves as the next power of two
        padding = [0] * (self._first - self._size)
        self._totals = [0] * self._first + leaves + padding
        self._highest = self._totals.copy()
        self._notes = [0] * self._first
        for node in reversed(range(1, self._first)):
            self._combine(node)

    def add(self, start: int | None = None, stop: int | None = None, amount: int = 1) -> None:
        """Add an amount to each of the numbers ``self[start:stop]``; raises TypeError as the constructor does."""
        amount = _whole(amount)
        first, last, _ = slice(start, stop).indices(self._size)
        if first < last:
            self._hand_on(first, last)
            for node in self._cover(first, last):
                self._add_to(node, amount)
            for leaf in (first, last - 1):
                for level in range(1, self._height + 1):
                    self._combine((self._first + leaf) >> level)

    def total(self, start: int | None = None, stop: int | None = None) -> int:
        """Return ``sum(self[start:stop])``."""
        first, last, _ = slice(start, stop).indices(self._size)
        if first >= last:
            return 0
        self._hand_on(first, last)
        return sum(self._totals[node] for node in self._cover(first, last))

    def maximum(self, start: int | None = None, stop: int | None = None) -> int:
        """Return ``max(self[start:stop])``; ValueError ``an empty range has no maximum``."""
        first, last, _ = slice(start, stop).indices(self._size)
        if first >= last:
            raise ValueError("an empty range has no maximum")
        self._hand_on(first, last)
        return max(self._highest[node] for node in self._cover(first, last))

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        """Return one number, O(log n), or a list of those in a slice."""
        if isinstance(index, slice):
            return list(self)[index]
        position = operator.index(index)
        position += self._size if position < 0 else 0
        if not 0 <= position < self._size:
            raise IndexError(f"index {index} is out of range for {self._size} items")
        return self.total(position, position + 1)

    def __setitem__(self, index: int, value: int) -> None:
        """Replace one number, O(log n)."""
        position = operator.index(index)
        amount = _whole(value) - self[position]
        position %= self._size
        self.add(position, position + 1, amount)

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers in order; one that is changed before its turn comes as it is then."""
        for position in range(self._size):
            yield self.total(position, position + 1)

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the first position of an equal number, from ``start`` up to ``stop``, which count as in a slice.

        Raises ValueError ``7 is not in the segment tree``.
        """
        for position in range(*slice(start, stop).indices(self._size)):
            if self[position] == value:
                return position
        raise ValueError(f"{value!r} is not in the segment tree")

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a lazy segment tree of equal numbers, with whatever notes."""
        return list(self) == list(other) if isinstance(other, LazySegmentTree) else NotImplemented

    def __repr__(self) -> str:
        """Return ``LazySegmentTree([1, 0])``, which makes an equal one."""
        return f"LazySegmentTree({list(self)!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[list[int]]]:
        """Tell copy and pickle to build it anew: a copy must not share the lists."""
        return type(self), (list(self),)

    def _cover(self, first: int, last: int) -> Iterator[int]:
        """Yield the largest nodes that together make up a range of leaves."""
        low, high = first + self._first, last + self._first
        while low < high:
            if low % 2:
                yield low
                low += 1
            if high % 2:
                high -= 1
                yield high
            low //= 2
            high //= 2

    def _hand_on(self, first: int, last: int) -> None:
        """Hand on all notes above the two ends of a range; no node of its cover has others above."""
        for leaf in (first, last - 1):
            for level in reversed(range(1, self._height + 1)):
                node = (self._first + leaf) >> level
                if note := self._notes[node]:
                    self._notes[node] = 0
                    self._add_to(2 * node, note)
                    self._add_to(2 * node + 1, note)

    def _add_to(self, node: int, amount: int) -> None:
        """Add to all numbers below a node, in its own summary now, and further down some other day."""
        self._totals[node] += amount << (self._height + 1 - node.bit_length())  # times the leaves below
        self._highest[node] += amount
        if node < self._first:
            self._notes[node] += amount

    def _combine(self, node: int) -> None:
        if not self._notes[node]:  # with a note its summary is already ahead of its children's
            self._totals[node] = self._totals[2 * node] + self._totals[2 * node + 1]
            self._highest[node] = max(self._highest[2 * node], self._highest[2 * node + 1])


def _whole(value: int) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"expected whole numbers, not {value!r}") from None


def main() -> None:
    """Take bookings while no night is full, and ask for the fullest."""
    rooms, nights = 3, LazySegmentTree([0] * 10)
    for guest, arrival, departure in [("ada", 0, 4), ("bob", 2, 6), ("eve", 3, 9), ("dan", 1, 5), ("kim", 4, 8)]:
        if nights.maximum(arrival, departure) < rooms:
            nights.add(arrival, departure)
            print(f"{guest}: nights {arrival} to {departure - 1} booked -> {list(nights)}")
        else:
            print(f"{guest}: nights {arrival} to {departure - 1} refused, one of them is full")
    print("Fullest night:", nights.index(nights.maximum()), "- room nights sold:", nights.total())

    wide = LazySegmentTree([0] * 100_000)
    for _ in range(100):
        wide.add()
    print("100 additions to each of 100,000 numbers:", wide.total(), "in all,", wide[77_777], "in the middle")


if __name__ == "__main__":
    main()
