"""Bloom filter: "certainly not" or "probably", in about ten bits an item.

An item sets a few bits of a long array, chosen by hashes of it; asking looks at the same bits. A 0 among them proves
that the item was never added. All at 1 means that it was, or that others have set each of them: a false positive. There
are no false negatives. The items are not kept: so the filter is small, and can list nothing.

Nothing can be deleted: a bit may belong to several items, and clearing it would lose them all. A filter with a small
counter in the place of each bit can delete, at four times the size, and breaks when someone deletes what was not in.

Cost: add and ask O(number of hashes), which is log2(1 / error rate). Memory 1.44 * log2(1 / error rate) bits an item:
9.6 bits for one error in a hundred, 4.8 more for each further factor of ten, however large the items are.
Use it for: sparing a costly look-up that would mostly find nothing: a file of an LSM tree (RocksDB, Cassandra), a row
of another service, a password in a list of leaked ones.
Not for: answers that have to be right (a set, or look the positives up), a growing number of items (scalable filters),
counting them (HyperLogLog: ``PFADD`` in Valkey).
Asked: how do you know that a URL was not crawled yet, for ten billion of them? Why can nothing be removed?
Source: Bloom, Space/time trade-offs in hash coding with allowable errors (1970); Kirsch, Mitzenmacher, Less hashing,
same performance: building a better Bloom filter (2006)
"""

import copy
import math
import operator
import sys
from collections.abc import Iterable
from hashlib import blake2b
from typing import Self


class BloomFilter:
    """A filter for ``expected_items`` texts or bytes, wrong about ``error_rate`` of all others.

    A text and the bytes of its UTF-8 are the same item. ``hash()`` is not used, as it gives a text another number in
    each process: a filter may be pickled and asked elsewhere. Filters are equal when their sizes, rates and bits are.

    >>> seen = BloomFilter(expected_items=1000, error_rate=0.01)
    >>> seen.add("https://example.org/")
    >>> "https://example.org/" in seen, "https://example.org/new" in seen
    (True, False)
    """

    def __init__(self, expected_items: int, error_rate: float) -> None:
        """Choose the size that does with the fewest bits.

        ValueError ``expected_items must be at least 1, not 0`` or ``error_rate must be between 0 and 1, not 1.5`` (the
        ends and NaN are refused too); TypeError for a number of items that is no integer.
        """
        if operator.index(expected_items) < 1:
            raise ValueError(f"expected_items must be at least 1, not {expected_items}")
        if not 0 < error_rate < 1:
            raise ValueError(f"error_rate must be between 0 and 1, not {error_rate}")
        self._parameters = expected_items, error_rate
        self._size = math.ceil(-expected_items * math.log(error_rate) / math.log(2) ** 2)
        self._hashes = max(1, round(self._size / expected_items * math.log(2)))
        self._bits = bytearray((self._size + 7) // 8)

    @property
    def size(self) -> int:
        """Number of bits: expected_items * ln(1 / error_rate) / (ln 2)², rounded up."""
        return self._size

    @property
    def hashes(self) -> int:
        """Number of bits an item sets: size / expected_items * ln 2, rounded, at least 1."""
        return self._hashes

    def add(self, item: str | bytes) -> None:
        """Set the bits of an item; TypeError ``items must be str or bytes, not int`` for others."""
        for place in self.places(item):
            self._bits[place >> 3] |= 1 << (place & 7)

    def update(self, items: Iterable[str | bytes]) -> None:
        """Add all items; the ones before a wrong one are added, and its TypeError is raised."""
        for item in items:
            self.add(item)

    def __contains__(self, item: str | bytes) -> bool:
        """Return False for what was certainly not added, True for all else; TypeError as for ``add``."""
        return all(self._bits[place >> 3] >> (place & 7) & 1 for place in self.places(item))

    def places(self, item: str | bytes) -> list[int]:
        """Return the places of an item's bits, some of which may be the same.

        They are first + n * step modulo the size, for n from 0: two hashes do for any number of them. First and step
        are the halves of the BLAKE2b digest of 16 bytes, each read as a number, least byte first.
        """
        if isinstance(item, str):
            item = item.encode("utf-8", "surrogatepass")
        elif not isinstance(item, bytes):
            raise TypeError(f"items must be str or bytes, not {type(item).__name__}")
        digest = blake2b(item, digest_size=16).digest()
        first, step = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")
        return [(first + number * step) % self._size for number in range(self._hashes)]

    def current_error_rate(self) -> float:
        """Return the share of items never added that would be found now: (share of bits set) to the power of hashes.

        It begins at 0, is about what was asked for with the expected items, and goes to 1 with far too many.
        """
        return float((self._bits_set() / self._size) ** self._hashes)

    def estimated_items(self) -> float:
        """Return about how many different items were added: -(size / hashes) * ln(1 - share of bits set).

        Infinity when all bits are set.
        """
        share = self._bits_set() / self._size
        return -self._size / self._hashes * math.log(1 - share) if share < 1 else math.inf

    def __ior__(self, other: "BloomFilter") -> Self:
        """Add what is in another filter: the bits of both. It is equal to a filter to which all was added.

        ValueError ``filters must be made alike, not for (10, 0.1) and (10, 0.2)`` (expected items, error rate) when
        they are not, as their bits stand for different things.
        """
        if not isinstance(other, BloomFilter):
            return NotImplemented
        if self._parameters != other._parameters:
            raise ValueError(f"filters must be made alike, not for {self._parameters} and {other._parameters}")
        self._bits[:] = map(operator.or_, self._bits, other._bits)
        return self

    def __or__(self, other: "BloomFilter") -> "BloomFilter":
        """Return the union of two filters as a new one; raises as ``|=`` does."""
        if not isinstance(other, BloomFilter):
            return NotImplemented
        union = copy.copy(self)
        union |= other
        return union

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BloomFilter):
            return NotImplemented
        return (self._parameters, self._bits) == (other._parameters, other._bits)

    __hash__ = None  # type: ignore[assignment]  # it changes, as a set does

    def __copy__(self) -> "BloomFilter":
        """Return a filter with bits of its own; the default copy would share them."""
        twin = BloomFilter(*self._parameters)
        twin._bits[:] = self._bits
        return twin

    def __repr__(self) -> str:
        """Return ``<BloomFilter(1000, 0.01), 9586 bits, 0 set>``."""
        return f"<BloomFilter{self._parameters}, {self._size} bits, {self._bits_set()} set>"

    def _bits_set(self) -> int:
        return int.from_bytes(self._bits).bit_count()


def main() -> None:
    """Filter leaked passwords, measure the errors, add too many, and try to delete."""
    leaked = [f"password{number}" for number in range(5000)]
    others = [f"secret{number}" for number in range(5000)]
    exact = set(leaked)
    kib = (sys.getsizeof(exact) + sum(map(sys.getsizeof, exact))) / 1024
    print(f"A set of 5,000 passwords takes {kib:,.0f} KiB.")
    for rate in (0.1, 0.01, 0.001):
        passwords = BloomFilter(len(leaked), rate)
        passwords.update(leaked)
        wrong = sum(password in passwords for password in others)
        missed = sum(password not in passwords for password in leaked)
        print(f"For {rate:5.1%}: {passwords.size / 8192:4.1f} KiB, {passwords.hashes:>2} bits each,", end=" ")
        print(f"{wrong:>3} false positives of 5,000, {missed} false negatives")

    passwords.update(others)
    print(f"Twice as many as expected: {passwords.current_error_rate():.1%} instead of {rate:.1%}")
    small = BloomFilter(3, 0.1)
    shared = next(word for word in others if set(small.places(word)) & set(small.places(leaked[0])))
    print(
        f"{leaked[0]} and {shared} share a bit:", small.places(leaked[0]), small.places(shared), "- none can go alone"
    )


if __name__ == "__main__":
    main()
