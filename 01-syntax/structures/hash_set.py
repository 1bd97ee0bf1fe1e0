"""Hash set with linear probing: whether an item is there, and what two groups have in common.

The items stand in the slots of one flat table. An item's hash gives it a home; when that is taken, it goes to the next
free slot, so a search walks from the home to the item or to a free slot. Neighbours lie in one line of the processor's
cache, which makes such steps cheap, but runs of taken slots grow by themselves: the longer one is, the more new items
hit it. So the table stays half empty, and the hash is mixed first, because integers hash to themselves and a pattern in
them (ids in steps of 1024) would be one long run. Deleting needs no tombstones: later items of the run move up.

Cost: in, add and discard O(1) on average, amortised over the growth; O(n) when all hashes collide. Union O(n + m),
intersection O(the smaller one), difference O(n). Iteration O(n). Memory O(n): 2 to 16 slots an item.
Use it for: seeing what a set does. Membership, removing duplicates, and comparing groups: permissions, tags, ids.
Not for: work (``set``; ``frozenset`` as a key of a dict), order, counts (``Counter``), ranges of numbers (``range``).
Asked: how does a set find an item, and why is ``in`` on a list slow? How do you delete under linear probing?
Source: Knuth, The Art of Computer Programming 3, section 6.4, algorithm R; CPython's Objects/setobject.c
"""

from collections.abc import Iterable, Iterator, MutableSet, Set
from enum import Enum
from reprlib import recursive_repr
from typing import Final

SMALLEST = 8  # slots; always a power of two
GOLDEN = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio: its multiples spread evenly
BITS_64 = 2**64 - 1


class _Mark(Enum):
    FREE = "what a slot without an item holds"


FREE: Final = _Mark.FREE


class HashSet[T](MutableSet[T]):
    """A MutableSet that behaves as a set does, with its operators and its comparisons; it has no order and no hash.

    Two items are the same when they are one object, or when their hashes are equal and they are equal, asked in this
    order. The first of equal items is the one that stays. An unhashable item raises the TypeError of ``hash``. An item
    whose hash has changed is not found any more; iteration and length still have it. An error in ``hash`` or ``==`` of
    an item leaves the set as it was. When the ``==`` of an item adds or removes, the operation that asked raises
    RuntimeError ``HashSet changed during a look-up``. Copies and pickles hold the items and not the slots.

    The operators (``|``, ``&``, ``-``, ``^``) and their in-place forms take any iterable on their right.

    >>> needed, granted = HashSet(["read", "write"]), HashSet(["read"])
    >>> granted <= needed, needed - granted, granted == {"read"}
    (True, HashSet({'write'}), True)
    """

    def __init__(self, items: Iterable[T] = ()) -> None:
        """Add the items in their order."""
        self._items: list[T | _Mark] = [FREE] * SMALLEST
        self._hashes = [0] * SMALLEST
        self._size = 0
        self._changes = 0  # counts additions and removals, so that an iterator learns of them
        self._last_popped = 0
        self.update(items)

    def __len__(self) -> int:
        return self._size

    def __contains__(self, item: object) -> bool:
        """Return whether the item is there; O(1) on average. Each operation hashes it once."""
        return self._items[self._find(item, hash(item))] is not FREE

    def add(self, value: T) -> None:
        """Add an item unless it is there; O(1) amortised, on average.

        When more than half of the slots would be taken, there will be four times as many; no item is hashed for that.
        """
        hashed = hash(value)
        slot = self._find(value, hashed)
        if self._items[slot] is FREE:
            self._items[slot], self._hashes[slot] = value, hashed
            self._size += 1
            self._changes += 1
            if 2 * self._size > len(self._items):
                self._resize(4 * len(self._items))

    def discard(self, value: T) -> None:
        """Remove an item if it is there; O(1) amortised, on average.

        When fewer than a sixteenth of the slots are taken, three of four slots go, but 8 always stay.
        """
        slot = self._find(value, hash(value))
        if self._items[slot] is not FREE:
            self._remove(slot)

    def remove(self, value: T) -> None:
        """Remove an item, or raise KeyError with the item."""
        slot = self._find(value, hash(value))
        if self._items[slot] is FREE:
            raise KeyError(value)
        self._remove(slot)

    def pop(self) -> T:
        """Remove any item and return it, or raise KeyError ``pop from an empty set``; O(1) amortised.

        It goes on where the last call ended: from the first slot, each call would pass all that are free by now.
        """
        if not self._size:
            raise KeyError("pop from an empty set")
        slot = self._last_popped & len(self._items) - 1
        while (item := self._items[slot]) is FREE:
            slot = slot + 1 & len(self._items) - 1
        self._last_popped = slot
        self._remove(slot)
        return item

    def update(self, *others: Iterable[T]) -> None:
        """Add all items of the others."""
        for other in others:
            for item in other:
                self.add(item)

    def union(self, *others: Iterable[T]) -> "HashSet[T]":
        """Return a set of the items that are in this or in any of the others."""
        result = HashSet(self)
        result.update(*others)
        return result

    def intersection(self, *others: Iterable[T]) -> "HashSet[T]":
        """Return a set of the items that are in this and in all of the others; asks the larger of two sets only."""
        result = self
        for other in others:
            group: Set[T] = other if isinstance(other, Set) else HashSet(other)
            small, large = (result, group) if len(result) <= len(group) else (group, result)
            result = HashSet(item for item in small if item in large)
        return result if others else HashSet(self)

    def difference(self, *others: Iterable[T]) -> "HashSet[T]":
        """Return a set of the items that are in this and in none of the others."""
        groups = [other if isinstance(other, Set) else HashSet(other) for other in others]
        return HashSet(item for item in self if not any(item in group for group in groups))

    def issubset(self, other: Iterable[T]) -> bool:
        """Return whether all items are in the other, which may be equal."""
        return self <= (other if isinstance(other, Set) else HashSet(other))

    def symmetric_difference(self, other: Iterable[T]) -> "HashSet[T]":
        """Return a set of the items that are in this or in the other and not in both."""
        group = HashSet(other)
        return self.difference(group).union(group.difference(self))

    def issuperset(self, other: Iterable[T]) -> bool:
        """Return whether all items of the other are in this, which may be equal."""
        return all(item in self for item in other)

    def __and__(self, other: object) -> "HashSet[T]":
        """Return the intersection, O(the smaller one) for two sets; with what is no iterable raise TypeError."""
        return self.intersection(other) if isinstance(other, Iterable) else NotImplemented

    def __iter__(self) -> Iterator[T]:
        """Return an iterator over the items, in no order; O(n) for all, as there are never many more slots than items.

        After an item was added or removed its next step raises RuntimeError ``HashSet changed size during iteration``,
        also after the last item.
        """
        return self._walk(self._changes)

    def slots(self) -> list[list[T]]:
        """Return for each slot a list of the item in it, or an empty list; a copy, to look at.

        Their number is 8 times a power of 4. All slots from an item's home to the item are taken, also after others
        were removed. Home is the hash, plus itself shifted down by 32 bits and without carry (``^``), times ``GOLDEN``
        modulo 2**64, shifted down by 32, modulo the number of slots.
        """
        return [[] if item is FREE else [item] for item in self._items]

    @recursive_repr("HashSet(...)")
    def __repr__(self) -> str:
        """Return ``HashSet({...})`` with the items as in a set, and ``HashSet()`` for none."""
        return f"HashSet({{{', '.join(map(repr, self))}}})" if self else "HashSet()"

    def __reduce__(self) -> tuple[object, ...]:
        """Say to ``copy`` and ``pickle``: make a set of these items."""
        return type(self), (list(self),)

    def _home(self, hashed: int) -> int:
        # The top bits would be mixed best, but then items would stand in one order whatever the number of slots, and
        # copying a set, item by item into few slots that grow, would put them all into one run: O(n²).
        return ((hashed ^ hashed >> 32) * GOLDEN & BITS_64) >> 32 & len(self._items) - 1

    def _find(self, item: object, hashed: int) -> int:
        slot, mask = self._home(hashed), len(self._items) - 1
        while (mine := self._items[slot]) is not FREE:
            if mine is item or (self._hashes[slot] == hashed and self._equal(mine, item)):
                break
            slot = slot + 1 & mask
        return slot

    def _equal(self, mine: object, item: object) -> bool:
        changes = self._changes
        equal = bool(mine == item)  # runs code of the item, which may do anything
        if changes != self._changes:
            raise RuntimeError("HashSet changed during a look-up")
        return equal

    def _remove(self, gap: int) -> object:
        """Free a slot: each item behind it, up to the next free slot, moves into the gap if its search passes it."""
        mask, removed = len(self._items) - 1, self._items[gap]
        slot = gap + 1 & mask
        while self._items[slot] is not FREE:
            if slot - self._home(self._hashes[slot]) & mask >= slot - gap & mask:
                self._items[gap], self._hashes[gap] = self._items[slot], self._hashes[slot]
                gap = slot
            slot = slot + 1 & mask
        self._items[gap] = FREE
        self._size -= 1
        self._changes += 1
        if len(self._items) > SMALLEST and 16 * self._size < len(self._items):
            self._resize(len(self._items) // 4)
        return removed  # and so not freed before all is sound: its ``__del__`` may run any code

    def _resize(self, slots: int) -> None:
        old = [(item, hashed) for item, hashed in zip(self._items, self._hashes, strict=True) if item is not FREE]
        self._items, self._hashes = [FREE] * slots, [0] * slots
        for item, hashed in old:
            slot = self._home(hashed)
            while self._items[slot] is not FREE:
                slot = slot + 1 & slots - 1
            self._items[slot], self._hashes[slot] = item, hashed

    def _walk(self, changes: int) -> Iterator[T]:
        for item in self._items:
            if item is not FREE and changes == self._changes:
                yield item
            if changes != self._changes:
                raise RuntimeError("HashSet changed size during iteration")


def main() -> None:
    """Compare the permissions of two roles, and show where neighbours stand."""
    editor, viewer = HashSet(["read", "write", "comment"]), HashSet(["read", "comment"])
    print("A viewer may do no more than an editor:", viewer <= editor)
    print("An editor may also:", editor - viewer, "- both in all:", len(editor | viewer))
    print("As with sets, anything iterable will do:", sorted(viewer.union(["login"], editor)))

    numbers = HashSet([2, 7, 8, 3])  # 2 and 7 have the same home, so all that come later stand one further on
    print("A run of four:  ", numbers.slots())
    numbers.discard(2)
    print("2 is gone, all move up:", numbers.slots())

    ids = HashSet(range(0, 1024 * 1000, 1024))
    taken = "".join("x" if slot else " " for slot in ids.slots())
    print("1000 ids in steps of 1024; the longest run of taken slots:", max(map(len, taken.split())))


if __name__ == "__main__":
    main()
