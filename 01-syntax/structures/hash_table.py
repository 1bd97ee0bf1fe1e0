"""Hash table with chaining: find a key without looking at the others.

The hash of a key chooses one of many buckets, and a bucket holds a chain of the few entries whose hashes chose it too.
So a look-up compares with the keys of one chain only, and of those with the ones that have the very same hash: each
entry keeps the hash of its key, so that no key is hashed again when the table grows. A backend lives on this: dicts,
sets, caches, indexes, joins and grouping are all this one idea.

Cost: look-up, insert and delete O(1) on average, amortised over the growth; O(n) when all hashes collide (hash
flooding). Iteration O(n). Memory O(n): a node an entry, more than the compact table of open_addressing.py takes.
Use it for: seeing what a dict does. HashMap of Java and the dict of Redis are tables with chains.
Not for: work, where ``dict`` does the same in C, is safe among threads and keeps the order of insertion; ranges and
nearest keys (a balanced tree, or ``bisect`` on a sorted list).
Asked: why is a dict O(1), and when is it not? What may be a key? What happens when a table is full?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, section 11.2; Knuth, The Art of Computer
Programming 3, section 6.4
"""

import sys
from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableMapping, ValuesView
from math import isqrt
from pathlib import Path
from reprlib import recursive_repr

SMALLEST = 7  # buckets


class _Node[K, V]:
    __slots__ = ("hash", "key", "next", "value")

    def __init__(self, hashed: int, key: K, value: V, following: "_Node[K, V] | None") -> None:
        self.hash = hashed
        self.key = key
        self.value = value
        self.next = following


class ChainingHashTable[K, V](MutableMapping[K, V]):
    """A MutableMapping that behaves as a dict does, but for the order of its keys: they have none.

    Two keys are the same when they are one object, or when their hashes are equal and they are equal, asked in this
    order; so a NaN finds itself. The first of equal keys is the one that stays. An unhashable key raises the TypeError
    of ``hash``. A key whose hash has changed since it came is not found any more; iteration, items, values and length
    still have it. An error in ``hash`` or ``==`` of a key leaves the table as it was. When the ``==`` of a key inserts
    or deletes, the operation that asked raises RuntimeError ``ChainingHashTable changed during a look-up``.

    It has no hash. Copies, shallow and deep, and pickles hold the items and not the chains: a string has another hash
    in another process, and following a long chain would need deep recursion.

    >>> stock = ChainingHashTable({"pen": 3})
    >>> stock["cup"] = stock.pop("pen") + 2
    >>> stock, "pen" in stock
    (ChainingHashTable({'cup': 5}), False)
    """

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        """Insert the items of a mapping, or pairs of key and value, in their order."""
        self._buckets: list[_Node[K, V] | None] = [None] * SMALLEST
        self._size = self._least = 0
        self._changes = 0  # counts inserts and deletes, so that an iterator learns of them
        self._last_popped = 0
        self.update(items)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, key: K) -> V:
        """Return the value of a key, or raise KeyError with the key; O(1) on average. Each operation hashes it once."""
        hashed = hash(key)
        node = self._buckets[hashed % len(self._buckets)]
        while node is not None:
            if node.key is key or (node.hash == hashed and self._equal(node.key, key)):
                return node.value
            node = node.next
        raise KeyError(key)

    def __setitem__(self, key: K, value: V) -> None:
        """Insert a key, or give the one that is there another value; O(1) amortised, on average.

        When there are more entries than buckets, there will be four times as many buckets; no key is hashed for that.
        """
        hashed = hash(key)
        buckets = self._buckets
        slot = hashed % len(buckets)
        node = first = buckets[slot]
        while node is not None:
            if node.key is key or (node.hash == hashed and self._equal(node.key, key)):
                node.value = value
                return
            node = node.next
        buckets[slot] = _Node(hashed, key, value, first)
        self._size += 1
        self._changes += 1
        if self._size > len(buckets):
            self._resize(4 * len(buckets))

    def __delitem__(self, key: K) -> None:
        """Remove a key, or raise KeyError with the key; O(1) amortised, on average.

        When fewer than a sixteenth of the buckets' number are left, three of four buckets go, but 7 always stay.
        """
        hashed = hash(key)
        slot = hashed % len(self._buckets)
        before, node = None, self._buckets[slot]
        while node is not None:
            if node.key is key or (node.hash == hashed and self._equal(node.key, key)):
                if before is None:
                    self._buckets[slot] = node.next
                else:
                    before.next = node.next
                self._removed()
                return
            before, node = node, node.next
        raise KeyError(key)

    def popitem(self) -> tuple[K, V]:
        """Remove any item and return it, or raise KeyError ``popitem(): hash table is empty``; O(1) amortised.

        It goes on where the last call ended. From the first bucket, each call would pass all that are empty by now.
        """
        if not self._size:
            raise KeyError("popitem(): hash table is empty")
        slot = self._last_popped % len(self._buckets)
        while (node := self._buckets[slot]) is None:
            slot = (slot + 1) % len(self._buckets)
        self._buckets[slot] = node.next
        self._last_popped = slot
        self._removed()
        return node.key, node.value

    def __iter__(self) -> Iterator[K]:
        """Return an iterator over the keys; O(n) for all of them, as there are never many more buckets than entries.

        After an insert or a delete its next step raises RuntimeError ``ChainingHashTable changed size during
        iteration``, also after the last key. Giving a key another value is allowed.
        """
        return (node.key for node in self._nodes(self._changes))

    def items(self) -> ItemsView[K, V]:
        """Return a view of the pairs of key and value; its iterator looks no key up, and raises as that of the keys."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """Return a view of the values; its iterator looks no key up, and raises as that of the keys."""
        return _Values(self)

    def chains(self) -> list[list[K]]:
        """Return the keys of each bucket, newest first until the buckets change in number; a copy, to look at.

        A key is in the bucket of its hash modulo the number of buckets. That is 7 or a larger prime, so that keys with
        a pattern, such as multiples of 1024, spread too.

        >>> ChainingHashTable({1: "a", 8: "b", 2: "c"}).chains()
        [[], [8, 1], [2], [], [], [], []]
        """
        chains: list[list[K]] = [[] for _ in self._buckets]
        for chain, node in zip(chains, self._buckets, strict=True):
            while node is not None:
                chain.append(node.key)
                node = node.next
        return chains

    @recursive_repr("ChainingHashTable(...)")
    def __repr__(self) -> str:
        """Return ``ChainingHashTable({...})`` with the items as in a dict; inside itself ``ChainingHashTable(...)``."""
        return f"ChainingHashTable({{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def __reduce__(self) -> tuple[object, ...]:
        """Say to ``copy`` and ``pickle``: make an empty table, and then insert these items one by one."""
        return type(self), (), None, None, iter(self.items())

    def _equal(self, mine: K, other: K) -> bool:
        changes = self._changes
        equal = bool(mine == other)  # runs code of the key, which may do anything
        if changes != self._changes:
            raise RuntimeError("ChainingHashTable changed during a look-up")
        return equal

    def _removed(self) -> None:
        self._size -= 1
        self._changes += 1
        if self._size < self._least:
            self._resize(len(self._buckets) // 4)

    def _resize(self, least: int) -> None:
        size = max(least, SMALLEST)
        while any(size % divisor == 0 for divisor in range(2, isqrt(size) + 1)):
            size += 1  # to the next prime
        buckets: list[_Node[K, V] | None] = [None] * size
        for node in self._buckets:
            while node is not None:
                following = node.next
                slot = node.hash % size
                node.next, buckets[slot] = buckets[slot], node
                node = following
        self._buckets, self._least = buckets, size // 16 if size > SMALLEST else 0

    def _nodes(self, changes: int) -> Iterator[_Node[K, V]]:
        for node in self._buckets:
            while node is not None and changes == self._changes:
                yield node
                node = node.next
            if changes != self._changes:
                raise RuntimeError("ChainingHashTable changed size during iteration")


class _Items[K, V](ItemsView[K, V]):
    _mapping: ChainingHashTable[K, V]

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return ((node.key, node.value) for node in self._mapping._nodes(self._mapping._changes))


class _Values[K, V](ValuesView[V]):
    _mapping: ChainingHashTable[K, V]

    def __iter__(self) -> Iterator[V]:
        return (node.value for node in self._mapping._nodes(self._mapping._changes))

    def __contains__(self, value: object) -> bool:
        return any(each is value or each == value for each in self)


def main() -> None:
    """Fill a table, let it grow, and attack it; with ``--draw`` watch it."""
    if "--draw" in sys.argv:
        sys.path[0] = str(Path(__file__).parents[1])
        from drawings.hash_tables import draw

        draw("chaining")
        return

    visits = ChainingHashTable[int, str]()
    for user in (1, 2, 8, 15):
        visits[user] = "first"
        print(f"user {user:>2} goes to bucket {user % 7}:", visits.chains())
    visits[8] = "second"
    print("8 has its new value:", visits[8], "- and the table still has", len(visits), "keys")
    del visits[8]
    print("8 is deleted:", 8 not in visits, "- and its old value does not come back:", visits.get(8))
    visits.update((user, "first") for user in range(100, 105))
    print(f"{len(visits)} keys were too many for 7 buckets, now there are {len(visits.chains())}")

    # hash(n) is n modulo 2**61 - 1, so all multiples of that have the hash 0.
    for name, step in (("a pattern", 1024), ("an attack", 2**61 - 1)):
        table = ChainingHashTable((step * number, "") for number in range(300))
        print(f"{name}: 300 keys in {len(table.chains())} buckets, longest chain {max(map(len, table.chains()))}")


if __name__ == "__main__":
    main()
