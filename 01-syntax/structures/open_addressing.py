"""Open addressing: a hash table in flat arrays, as the dict of CPython is.

Keys, values and hashes stand in dense lists in the order of insertion. A sparse array of slots holds places in those
lists, and hashing looks there: when a key's first slot is taken by another key, the search goes on to the next of its
probes, until it meets the key or an EMPTY slot. So a deleted key leaves a TOMBSTONE: with an EMPTY slot in its place,
searches for the keys that once had to go past it would end too early. The tombstones go when the slots are made anew.

Cost: look-up, insert and delete O(1) on average, amortised over the growth; O(n) when all hashes collide. Iteration
O(n), in order. Memory O(n), and no node an entry: that, and a first look without a call, make it faster than chains.
Use it for: seeing why a dict has an order, why ``del`` gives no memory back, and why a table must not get full.
Not for: work (``dict``), nor for a queue: ``next(iter(table))`` passes all that was deleted in front, in a dict too.
Asked: chaining or open addressing? Why not just empty the slot of a deleted key? How can a dict be ordered?
Source: Knuth, The Art of Computer Programming 3, section 6.4; comments in CPython's Objects/dictobject.c
"""

import sys
from array import array
from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableMapping, ValuesView
from enum import Enum
from itertools import compress, takewhile
from pathlib import Path
from reprlib import recursive_repr
from typing import Final

EMPTY = -1
TOMBSTONE = -2
HIGH_BITS = 2**59 - 1  # what is left of a hash of 64 bits, a negative one too, without its lowest 5


class _Mark(Enum):
    DEAD = "what a deleted entry holds as its key and its value"


DEAD: Final = _Mark.DEAD


class OpenAddressingHashTable[K, V](MutableMapping[K, V]):
    """A MutableMapping that behaves as a dict does, the order of insertion included.

    Two keys are the same when they are one object, or when their hashes are equal and they are equal, asked in this
    order; so a NaN finds itself. The first of equal keys is the one that stays, at its place. An unhashable key raises
    the TypeError of ``hash``. A key whose hash has changed is not found any more; iteration, items, values and length
    still have it. An error in ``hash`` or ``==`` of a key leaves the table as it was. When the ``==`` of a key inserts
    or deletes, the operation that asked raises RuntimeError ``OpenAddressingHashTable changed during a look-up``. It
    has no hash. Copies, shallow and deep, and pickles hold the items and not the slots.

    >>> stock = OpenAddressingHashTable({"pen": 3, "cup": 5})
    >>> stock["hat"] = stock.pop("pen")
    >>> stock, list(reversed(stock))
    (OpenAddressingHashTable({'cup': 5, 'hat': 3}), ['hat', 'cup'])
    """

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        """Insert the items of a mapping, or pairs of key and value, in their order."""
        self._hashes = array("q")
        self._keys: list[K | _Mark] = []
        self._values: list[V | _Mark] = []
        self._dead = self._changes = 0  # inserts and deletes are counted, so that an iterator learns of them
        self._rebuild()
        self.update(items)

    def __len__(self) -> int:
        return len(self._keys) - self._dead

    def __getitem__(self, key: K) -> V:
        """Return the value of a key, or raise KeyError with the key; O(1) on average. Each operation hashes it once."""
        hashed = hash(key)
        index = self._slots[hashed & self._mask]
        if index < 0 or self._keys[index] is not key:  # else this very object is in its first slot, as is usual
            index = self._slots[self._find(key, hashed)]
        value = DEAD if index < 0 else self._values[index]
        if value is DEAD:
            raise KeyError(key)
        return value

    def __setitem__(self, key: K, value: V) -> None:
        """Insert a key at the end, or give the one that is there another value; O(1) amortised, on average.

        When entries and tombstones take more than half of the slots, there will be new ones, without tombstones: 8 or
        the next power of two of which the entries take a quarter or less. No key is hashed or compared for that.
        """
        hashed = hash(key)
        slots, keys, slot = self._slots, self._keys, hashed & self._mask
        if slots[slot] != EMPTY:
            slot = self._find(key, hashed)
            if (index := slots[slot]) != EMPTY:
                self._values[index] = value
                return
        slots[slot] = len(keys)
        self._hashes.append(hashed)
        keys.append(key)
        self._values.append(value)
        self._changes += 1
        if len(keys) > self._limit:
            self._rebuild()

    def __delitem__(self, key: K) -> None:
        """Remove a key, or raise KeyError with the key; O(1) on average. Its slot becomes a TOMBSTONE."""
        hashed = hash(key)
        slot = hashed & self._mask
        if (index := self._slots[slot]) < 0 or self._keys[index] is not key:
            slot = self._find(key, hashed)
            if (index := self._slots[slot]) < 0:
                raise KeyError(key)
        gone = self._keys[index], self._values[index]  # held until all is sound, as their ``__del__`` may run any code
        self._slots[slot], self._dead, self._changes = TOMBSTONE, self._dead + 1, self._changes + 1
        self._keys[index] = self._values[index] = DEAD
        del gone

    def popitem(self) -> tuple[K, V]:
        """Remove the last item and return it, or raise KeyError ``popitem(): hash table is empty``; O(1) amortised."""
        while len(self):
            hashed, key, value = self._hashes.pop(), self._keys.pop(), self._values.pop()
            self._limit -= 1  # its place is free again, and its slot is not
            if key is not DEAD and value is not DEAD:
                last = len(self._keys)
                self._slots[next(slot for slot in self._probes(hashed) if self._slots[slot] == last)] = TOMBSTONE
                self._changes += 1
                return key, value
            self._dead -= 1
        raise KeyError("popitem(): hash table is empty")

    def __iter__(self) -> Iterator[K]:
        """Return an iterator over the keys in order of insertion; O(n), where dead entries count too.

        After an insert or a delete its next step, as that of ``reversed``, raises RuntimeError
        ``OpenAddressingHashTable changed size during iteration``, also after the last key.
        """
        return (key for key, _ in self._alive(range(len(self._keys)), self._changes))

    def __reversed__(self) -> Iterator[K]:
        return (key for key, _ in self._alive(range(len(self._keys) - 1, -1, -1), self._changes))

    def items(self) -> ItemsView[K, V]:
        """Return a view of the pairs of key and value; its iterator looks no key up, and raises as that of the keys."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """Return a view of the values; its iterator looks no key up, and raises as that of the keys."""
        return _Values(self)

    def slots(self) -> list[int]:
        """Return what each slot holds: the index of an entry, EMPTY (-1) or TOMBSTONE (-2); a copy, to look at."""
        return self._slots.tolist()

    def probes(self, key: K) -> list[int]:
        """Return the slots that a search for this key looks at, down to the one with the key or EMPTY.

        The first is the hash modulo the number of slots. Each next is 5 times the last, plus 1, plus the hash without
        its lowest 5, 10, 15 ... of 64 bits, modulo that number: keys that meet in one slot part again.

        >>> OpenAddressingHashTable({1: "a", 9: "b", 17: "c"}).probes(17)
        [1, 6, 7]
        """
        last = self._find(key, hash(key))
        return [*takewhile(lambda slot: slot != last, self._probes(hash(key))), last]

    @recursive_repr("OpenAddressingHashTable(...)")
    def __repr__(self) -> str:
        """Return ``OpenAddressingHashTable({...})`` with the items as in a dict, or ``(...)`` inside itself."""
        return f"OpenAddressingHashTable({{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def __reduce__(self) -> tuple[object, ...]:
        """Say to ``copy`` and ``pickle``: make an empty table, and then insert these items one by one."""
        return type(self), (), None, None, iter(self.items())

    def _find(self, key: object, hashed: int) -> int:
        slots, keys, mask = self._slots, self._keys, self._mask
        slot, perturb = hashed & mask, hashed  # and not a call of _probes, because generators take their time
        while (index := slots[slot]) != EMPTY:
            if index >= 0 and (keys[index] is key or (self._hashes[index] == hashed and self._equal(index, key))):
                break
            perturb = perturb >> 5 & HIGH_BITS
            slot = 5 * slot + perturb + 1 & mask
        return slot

    def _equal(self, index: int, key: object) -> bool:
        changes = self._changes
        equal = bool(self._keys[index] == key)  # runs code of the key, which may do anything
        if changes != self._changes:
            raise RuntimeError("OpenAddressingHashTable changed during a look-up")
        return equal

    def _probes(self, hashed: int) -> Iterator[int]:
        slot, perturb = hashed & self._mask, hashed
        while True:
            yield slot
            perturb = perturb >> 5 & HIGH_BITS
            slot = 5 * slot + perturb + 1 & self._mask

    def _rebuild(self) -> None:
        if self._dead:
            self._hashes = array("q", compress(self._hashes, (key is not DEAD for key in self._keys)))
            self._keys = [key for key in self._keys if key is not DEAD]
            self._values = [value for value in self._values if value is not DEAD]
            self._dead = 0
        size = max(8, 1 << (4 * len(self._keys) - 1).bit_length())  # a power of two: a mask serves as a division
        self._slots = slots = array("i", [EMPTY]) * size
        self._mask, self._limit = size - 1, size // 2  # dead entries count as well
        for index, hashed in enumerate(self._hashes):
            slot = hashed & self._mask
            if slots[slot] != EMPTY:  # seldom, as three quarters of the slots are
                slot = next(probe for probe in self._probes(hashed) if slots[probe] == EMPTY)
            slots[slot] = index

    def _alive(self, indexes: Iterable[int], changes: int) -> Iterator[tuple[K, V]]:
        for index in indexes:
            if changes == self._changes:
                key, value = self._keys[index], self._values[index]
                if key is not DEAD and value is not DEAD:
                    yield key, value
        if changes != self._changes:
            raise RuntimeError("OpenAddressingHashTable changed size during iteration")


class _Items[K, V](ItemsView[K, V]):
    _mapping: OpenAddressingHashTable[K, V]

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return self._mapping._alive(range(len(self._mapping._keys)), self._mapping._changes)


class _Values[K, V](ValuesView[V]):
    _mapping: OpenAddressingHashTable[K, V]

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._mapping.items())

    def __contains__(self, value: object) -> bool:
        return any(each is value or each == value for each in self)


def main() -> None:
    """Collide, delete and rebuild; with ``--draw`` watch it."""
    if "--draw" in sys.argv:
        sys.path[0] = str(Path(__file__).parents[1])
        from drawings.hash_tables import draw

        draw("open addressing")
        return
    table = OpenAddressingHashTable({1: "a", 9: "b", 17: "c"})
    print("1, 9 and 17 all begin at slot 1:", [table.probes(key) for key in table], table.slots())
    del table[9]
    print("9 is deleted, and the search for 17 goes past its tombstone:", table.slots(), table[17])
    table[9] = "new"
    print("9 comes again, at the end:", table, table.slots())


if __name__ == "__main__":
    main()
