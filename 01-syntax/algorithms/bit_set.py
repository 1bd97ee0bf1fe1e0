"""Bit set: a set of small whole numbers in the bits of one int.

The number n is in the set when bit n is 1. So union, intersection and difference of two sets are one operation on two
ints, 30 members at a time on CPython, and a set of all numbers below a million takes an eighth of a megabyte instead
of the tens that a ``set`` of them takes. This is the bitmap of an index: the rows with status "open" *and* country "DE"
are one ``&``, and their count is one ``bit_count``.

An int cannot change, which has two sides. ``add`` makes a new int as long as the largest member: building a set by
adding is O(n * largest), so ``__init__`` fills a bytearray instead. But an iterator keeps the int it began with: the
set may be changed while one walks over it, and the walk sees none of that.

Cost: for members below M: membership, add, discard, len, ``& | - ^`` and ``== <=`` of two bit sets O(M) bits, that is
M / 30 steps in C; iteration O(M) all together; building from n numbers O(n + M). Memory M / 7.5 bytes, however few.
Use it for: dense sets of row or user numbers, many unions and intersections, sets as dict keys by their ``mask``.
Not for: few large numbers: one member of a billion takes 133 megabytes, so check a stranger's numbers first (compressed
bitmaps, as Roaring's, solve that); fast adding one by one (a bytearray); anything but whole numbers (``set``).
Asked: represent the users seen today among a hundred million; when is a bitmap smaller than a set?
Source: Knuth, The Art of Computer Programming 4A, section 7.1.3; https://docs.python.org/3/library/collections.abc.html
"""

from collections.abc import Iterable, Iterator, MutableSet, Set
from typing import Any, Self


class BitSet(MutableSet[int]):
    """A mutable set of whole numbers from 0, with all that a set has by operators and in ascending order.

    >>> numbers = BitSet([5, 1, 5])
    >>> numbers.add(64)
    >>> numbers, 1 in numbers, 2 in numbers, len(numbers), bin(BitSet([0, 3]).mask)
    (BitSet([1, 5, 64]), True, False, 3, '0b1001')
    >>> numbers & BitSet(range(60)), numbers | {2}, numbers == {1, 5, 64}
    (BitSet([1, 5]), BitSet([1, 2, 5, 64]), True)

    It equals any set of the same numbers, and has no hash, as it can change. Copies and pickles hold the same members.
    """

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        """Collect the numbers, in O(numbers + largest). Errors as of ``add``, for the first that cannot be a member."""
        members = [_checked(number) for number in numbers]
        octets = bytearray(max(members, default=-1) // 8 + 1)
        for number in members:
            octets[number >> 3] |= 1 << (number & 7)
        self._mask = int.from_bytes(octets, "little")

    @classmethod
    def from_mask(cls, mask: int) -> Self:
        """Return the set of the places of the mask's ones. Raises ValueError ``mask must not be negative, got -1``."""
        if mask < 0:
            raise ValueError(f"mask must not be negative, got {mask}")
        result = cls()
        result._mask = mask
        return result

    @property
    def mask(self) -> int:
        """The members as an int: bit n is 1 when n is in the set."""
        return self._mask

    def __contains__(self, item: object) -> bool:
        """Return whether a number is in the set; for what cannot be a member, also for 1.0, False without an error."""
        return isinstance(item, int) and item >= 0 and self._mask >> item & 1 == 1

    def __iter__(self) -> Iterator[int]:
        """Yield the members ascending, those of the moment when the first is asked for, whatever is changed later.

        It reads the digits of ``bin``: taking the lowest 1 off again and again would copy the int for each member.
        """
        digits = f"{self._mask:b}"[::-1]
        place = digits.find("1")
        while place >= 0:
            yield place
            place = digits.find("1", place + 1)

    def __len__(self) -> int:
        """Return how many members there are: ``int.bit_count``."""
        return self._mask.bit_count()

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a set of the same numbers; of two bit sets in one step, as ``<=``, ``>=``."""
        return self._mask == other._mask if isinstance(other, BitSet) else super().__eq__(other)

    def __le__(self, other: Set[Any]) -> bool:
        return self._mask & other._mask == self._mask if isinstance(other, BitSet) else super().__le__(other)

    def __ge__(self, other: Set[Any]) -> bool:
        return other <= self if isinstance(other, BitSet) else super().__ge__(other)

    def __repr__(self) -> str:
        """Return ``BitSet([1, 5])``: what would make an equal one."""
        return f"{type(self).__name__}({list(self)})"

    def add(self, value: int) -> None:
        """Add a number. Raises ValueError ``members must not be negative, got -1``, and TypeError for no integer.

        The TypeError says ``members must be integers, got 1.5``. The set is unharmed.
        """
        self._mask |= 1 << _checked(value)

    def discard(self, value: int) -> None:
        """Remove a number if it is a member; ``remove`` raises KeyError instead if it is not."""
        if value in self:
            self._mask ^= 1 << value

    def clear(self) -> None:
        """Remove all members, in O(1)."""
        self._mask = 0

    def __and__(self, other: Iterable[object]) -> "BitSet":
        """Return what is in both; of another iterable whatever is no member does not matter."""
        if isinstance(other, BitSet):
            return BitSet.from_mask(self._mask & other._mask)
        return BitSet(item for item in other if isinstance(item, int) and item in self)

    def __or__(self, other: Iterable[Any]) -> "BitSet":
        """Return what is in one or both; errors as of ``add`` for what cannot be a member."""
        return BitSet.from_mask(self._mask | _mask_of(other))

    def __sub__(self, other: Iterable[object]) -> "BitSet":
        """Return what is in this one and not in the other."""
        return BitSet.from_mask(self._mask ^ (self & other)._mask)

    def __xor__(self, other: Iterable[Any]) -> "BitSet":
        """Return what is in one of the two only; errors as of ``add`` for what cannot be a member."""
        return BitSet.from_mask(self._mask ^ _mask_of(other))

    def __iand__(self, other: Iterable[object]) -> Self:
        """Keep what is in the other, too."""
        self._mask = (self & other)._mask
        return self

    def __ior__(self, other: Iterable[Any]) -> Self:
        """Add what is in the other; all or, with an error as of ``add``, nothing."""
        self._mask |= _mask_of(other)
        return self

    def __isub__(self, other: Iterable[object]) -> Self:
        """Remove what is in the other."""
        self._mask = (self - other)._mask
        return self

    def __ixor__(self, other: Iterable[Any]) -> Self:
        """Keep or take in what is in one of the two only; all or, with an error as of ``add``, nothing."""
        self._mask ^= _mask_of(other)
        return self


def _checked(number: object) -> int:
    if not isinstance(number, int):
        raise TypeError(f"members must be integers, got {number!r}")
    if number < 0:
        raise ValueError(f"members must not be negative, got {number}")
    return number


def _mask_of(numbers: Iterable[int]) -> int:
    return (numbers if isinstance(numbers, BitSet) else BitSet(numbers))._mask


def main() -> None:
    """Answer a query by two bitmaps, and compare the sizes."""
    is_open = BitSet(row for row in range(40) if row % 3 == 0)
    in_germany = BitSet(row for row in range(40) if row % 4 == 1)
    found = is_open & in_germany
    print("open:", list(is_open))
    print("in DE:", list(in_germany))
    print("open and in DE:", list(found), "count", len(found))
    print("open, not in DE:", len(is_open - in_germany), "either:", len(is_open | in_germany))
    for row in found:  # the set may change: the walk keeps the int it began with
        is_open.discard(row)
    print("after closing them:", list(is_open))

    everyone = BitSet(range(1_000_000))
    one = BitSet([1_000_000])
    print(f"A million members: {everyone.mask.__sizeof__():,} bytes; a single large one: {one.mask.__sizeof__():,}")


if __name__ == "__main__":
    main()
