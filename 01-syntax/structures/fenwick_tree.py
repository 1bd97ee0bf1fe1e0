"""Fenwick tree (binary indexed tree): running totals of numbers that keep changing, in one list.

A list of numbers adds in O(1) and sums in O(n); a list of running totals the other way round. The Fenwick tree does
both in O(log n). Slot ``i``, counted from 1, holds the sum of as many numbers up to and with the i-th as the lowest set
bit of ``i`` says: slot 12 (1100) those of 9 to 12, slot 8 those of 1 to 8. A sum up to ``i`` takes off the lowest bit
again and again: 12, 8, 0. A change adds it instead, and so meets all slots that contain the number: 9, 10, 12, 16.

Cost: building O(n); add and prefix O(log n), at most one slot a binary digit of n; index, assignment, total of a range
and find a few times that; iteration O(n). Memory: one list of n + 1 numbers, no nodes, no links.
Use it for: counters by minute or price with totals of any range, ranks, inversions, choice by changing weights.
Not for: minima and maxima, which cannot be subtracted (segment_tree.py); numbers that never change
(``itertools.accumulate`` once); sums in a database (a window function).
Asked: values change and range sums are asked, both often: which structure, and how does ``i & -i`` work?
Source: Fenwick, "A New Data Structure for Cumulative Frequency Tables", 1994.
"""

import operator
from collections.abc import Iterable, Iterator, Sequence
from typing import Self, overload


class FenwickTree(Sequence[int]):
    """A sequence of whole numbers of fixed length, with quick sums over ranges.

    Read and assigned by index as a list; ``total`` counts as a slice does. Trees are equal when their numbers are, are
    unhashable, and never equal a ``list``. Numbers may be negative; floats are refused, as their sums would depend on
    the order of all changes before. An index without number raises IndexError ``index 5 is out of range for 3 items``.

    >>> visits = FenwickTree([5, 0, 7, 2])
    >>> visits.add(1, 10); visits[3] = 1
    >>> visits.total(), visits.total(1, 3), list(visits), visits.find(15)
    (23, 17, [5, 10, 7, 1], 2)
    """

    def __init__(self, values: Iterable[int] = ()) -> None:
        """Build the tree in O(n): every slot passes its sum on to the next slot that contains it.

        Raises TypeError ``expected whole numbers, not 0.5`` for any other.
        """
        self._sums = [0, *map(_whole, values)]
        for slot in range(1, len(self._sums)):
            above = slot + (slot & -slot)
            if above < len(self._sums):
                self._sums[above] += self._sums[slot]

    def add(self, index: int, amount: int) -> None:
        """Add an amount to the number at an index, O(log n); raises as indexing and the constructor do."""
        slot = self._position(index) + 1
        amount = _whole(amount)
        while slot < len(self._sums):
            self._sums[slot] += amount
            slot += slot & -slot

    def prefix(self, stop: int) -> int:
        """Return the sum of the first ``stop`` numbers, O(log n).

        Raises IndexError ``prefix 5 is out of range for 3 items`` unless it is from 0 up to their number.
        """
        if not 0 <= stop < len(self._sums):
            raise IndexError(f"prefix {stop} is out of range for {len(self)} items")
        total = 0
        while stop:
            total += self._sums[stop]
            stop &= stop - 1  # without its lowest bit
        return total

    def total(self, start: int | None = None, stop: int | None = None) -> int:
        """Return ``sum(self[start:stop])`` in O(log n), 0 for an empty range."""
        first, last, _ = slice(start, stop).indices(len(self))
        return self.prefix(last) - self.prefix(first) if first < last else 0

    def find(self, target: int) -> int:
        """Return the first index up to and with which the sum is above ``target``, O(log n); no number may be negative.

        With weights as numbers and a random target from 0 and below their total it is a weighted choice. Raises
        ValueError ``23 is not from 0 and below the total of 23``. With negative numbers inside, any index may come out.
        """
        if not 0 <= target < self.total():
            raise ValueError(f"{target} is not from 0 and below the total of {self.total()}")
        slot = 0
        for step in reversed([1 << bit for bit in range(len(self).bit_length())]):
            if slot + step < len(self._sums) and self._sums[slot + step] <= target:
                slot += step
                target -= self._sums[slot]
        return slot

    def __len__(self) -> int:
        return len(self._sums) - 1

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        """Return one number, O(log n), or a list of those in a slice, O(n)."""
        if isinstance(index, slice):
            return list(self)[index]
        position = self._position(index)
        return self.prefix(position + 1) - self.prefix(position)

    def __setitem__(self, index: int, value: int) -> None:
        """Replace one number, O(log n); raises as ``add``."""
        self.add(index, _whole(value) - self[index])

    def __iter__(self) -> Iterator[int]:
        """Return an iterator over the numbers as they are now, O(n): building, backwards, on a copy."""
        values = self._sums.copy()
        for slot in reversed(range(1, len(values))):
            above = slot + (slot & -slot)
            if above < len(values):
                values[above] -= values[slot]
        return iter(values[1:])

    def __reversed__(self) -> Iterator[int]:
        """Return an iterator from the last number to the first, as they are now, O(n)."""
        return reversed(list(self))

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the first position of an equal number, from ``start`` up to ``stop``, which count as in a slice, O(n).

        Raises ValueError ``7 is not in the Fenwick tree``.
        """
        numbers = list(self)
        for position in range(*slice(start, stop).indices(len(numbers))):
            if numbers[position] == value:
                return position
        raise ValueError(f"{value!r} is not in the Fenwick tree")

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a Fenwick tree of equal numbers."""
        return self._sums == other._sums if isinstance(other, FenwickTree) else NotImplemented

    def __repr__(self) -> str:
        """Return ``FenwickTree([5, 0])``, which makes an equal one."""
        return f"FenwickTree({list(self)!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[list[int]]]:
        """Tell copy and pickle to build it anew: a copy must not share the list of sums."""
        return type(self), (list(self),)

    def _position(self, index: int) -> int:
        position = operator.index(index)
        position += len(self) if position < 0 else 0
        if not 0 <= position < len(self):
            raise IndexError(f"index {index} is out of range for {len(self)} items")
        return position


def _whole(value: int) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"expected whole numbers, not {value!r}") from None


def inversions(items: Sequence[int]) -> int:
    """Return how many pairs stand in the wrong order, O(n log n): 0 when sorted, n(n - 1)/2 when reversed.

    >>> inversions([2, 3, 1]), inversions([1, 1])
    (2, 0)
    """
    ranks = {item: rank for rank, item in enumerate(sorted(set(items)))}
    seen = FenwickTree([0] * len(ranks))
    found = 0
    for item in items:
        found += seen.total(ranks[item] + 1)  # those before it that are larger
        seen.add(ranks[item], 1)
    return found


def main() -> None:
    """Count requests by hour with totals of any range, choose by weight, and count inversions."""
    requests = FenwickTree([120, 80, 45, 30, 25, 60, 190, 410])
    print("Requests from 2 to 5 o'clock:", requests.total(2, 5))
    requests.add(3, 1_000)
    print("The same after a burst at 3:", requests.total(2, 5), "- in all:", requests.total())
    print("Half of all had come in hour", requests.find(requests.total() // 2))

    weights = FenwickTree([1, 0, 3])
    print("Weighted choice, every target once:", [weights.find(target) for target in range(weights.total())])
    weights[2] = 1
    print("After a change:", [weights.find(target) for target in range(weights.total())])

    slot, met = 9, list[int]()
    while slot <= 16:
        met.append(slot)
        slot += slot & -slot
    print("A change of the 9th of 16 numbers meets the slots", met)
    print("Inversions of a ranking:", inversions([3, 1, 2, 5, 4]))


if __name__ == "__main__":
    main()
