"""LFU cache: keep what is used most often.

The entries stand in buckets, one for each number of uses, and the buckets in a list in ascending order. A use moves an
entry to the next bucket, which is its neighbour or has to be made between the two: nothing is searched, nothing is
sorted, and no heap has to be repaired. The entry to go is the first of the first bucket: of those with the fewest uses
the one that was used longest ago. A dict finds an entry, and so its bucket, by the key.

Cost: look-up, insert, delete and eviction O(1); a heap by uses would take O(log n). Memory O(capacity).
Use it for: popularity that lasts, such as the files of a site, and where scans pass by: what is read once goes first.
Not for: popularity that changes: last year's favourite has so many uses that it never goes, and what is new goes before
it is known. So caches at work let uses decay, as Valkey (``maxmemory-policy allkeys-lfu``) and Caffeine (W-TinyLFU) do;
``cachetools.LFUCache`` does not. Several threads without a lock.
Asked: make get and put of an LFU cache O(1). What is wrong with counting uses for ever?
Source: Shah, Mitra, Matani, An O(1) algorithm for implementing the LFU cache eviction scheme (2010)
"""

import operator
from collections import OrderedDict
from collections.abc import ItemsView, Iterator, MutableMapping, ValuesView
from reprlib import recursive_repr


class _Bucket[K, V]:
    """The entries with one number of uses, by the id of the entry; the one with 0 uses is both ends of the list."""

    __slots__ = ("after", "before", "entries", "uses")

    def __init__(self, uses: int) -> None:
        self.uses = uses
        self.entries: OrderedDict[int, _Entry[K, V]] = OrderedDict()
        self.before = self.after = self


class _Entry[K, V]:
    __slots__ = ("bucket", "key", "value")

    def __init__(self, key: K, value: V, bucket: _Bucket[K, V]) -> None:
        self.key, self.value, self.bucket = key, value, bucket


class LFUCache[K, V](MutableMapping[K, V]):
    """A MutableMapping that holds at most ``capacity`` items, in the order in which they would go.

    ``cache[key]``, ``get``, ``setdefault`` and ``cache[key] = value`` use a key, and inserting it is its first use.
    ``in``, ``peek``, ``uses``, iteration, ``items``, ``values``, ``==``, ``repr`` and copying do not. Keys are hashed
    and compared as by a dict. A key whose hash has changed is not found any more, is still seen in iteration, and goes
    when its turn comes. Copies and pickles keep capacity, order and uses.

    >>> cache = LFUCache[str, int](2)
    >>> cache["a"] = 1; cache["b"] = 2
    >>> cache["a"]
    1
    >>> cache["c"] = 3
    >>> cache, cache.uses("a")
    (LFUCache(2, {'c': 3, 'a': 1}), 2)
    """

    def __init__(self, capacity: int) -> None:
        """Make an empty cache; ValueError ``capacity must be at least 1, not 0``, TypeError for what is no integer."""
        self._capacity = operator.index(capacity)
        if self._capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        self._entries: dict[K, _Entry[K, V]] = {}
        self._ends = _Bucket[K, V](0)
        self._size = 0
        self._changes = 0

    @property
    def capacity(self) -> int:
        """How many items fit."""
        return self._capacity

    def __len__(self) -> int:
        return self._size

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def peek(self, key: K) -> V:
        """Return the value of a key without using it, or raise KeyError with the key."""
        return self._entries[key].value

    def uses(self, key: K) -> int:
        """Return how often a key was used, its insertion included, or raise KeyError with the key."""
        return self._entries[key].bucket.uses

    def __getitem__(self, key: K) -> V:
        """Return the value of a key and use it, or raise KeyError with the key."""
        entry = self._entries[key]
        self._use(entry)
        return entry.value

    def __setitem__(self, key: K, value: V) -> None:
        """Insert a key or give it another value, and use it. When the cache is full one goes before, never the new one.

        A key that is inserted again begins anew, with 1 use. When the hash of the one to go raises an error by now, it
        stays, and nothing is inserted.
        """
        entry = self._entries.get(key)
        if entry is None:
            if self._size == self._capacity:
                self.popitem()
            entry = self._entries[key] = _Entry(key, value, self._ends)
            self._size += 1
        self._use(entry)
        entry.value = value  # last, as the ``__del__`` of the old value may run any code

    def __delitem__(self, key: K) -> None:
        """Remove a key, or raise KeyError with the key."""
        entry = self._entries.pop(key)
        self._leave(entry)
        self._size -= 1

    def popitem(self) -> tuple[K, V]:
        """Remove the item with the fewest uses, of several the one used longest ago, and return it.

        KeyError ``popitem(): cache is empty`` when there is none.
        """
        if not self._size:
            raise KeyError("popitem(): cache is empty")
        entry = next(iter(self._ends.after.entries.values()))
        if self._entries.get(entry.key) is entry:
            del self._entries[entry.key]
        else:  # its hash has changed
            self._entries = {each.key: each for each in self._walk(self._changes) if each is not entry}
        self._leave(entry)
        self._size -= 1
        return entry.key, entry.value

    def __iter__(self) -> Iterator[K]:
        """Return an iterator over the keys, the next to go first, which uses none.

        After any change of items or uses its next step raises RuntimeError ``LFUCache changed during iteration``; so
        walk over ``items()`` instead of looking up each key.
        """
        return (entry.key for entry in self._walk(self._changes))

    def items(self) -> ItemsView[K, V]:
        """Return a view of the pairs of key and value, in order; neither its iterator nor ``in`` uses a key."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """Return a view of the values, in order; neither its iterator nor ``in`` uses a key."""
        return _Values(self)

    @recursive_repr("LFUCache(...)")
    def __repr__(self) -> str:
        """Return ``LFUCache(capacity, {...})`` with the items as in a dict; inside itself ``LFUCache(...)``."""
        return f"LFUCache({self._capacity}, {{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def __reduce__(self) -> tuple[object, ...]:
        """Say to ``copy`` and ``pickle``: make an empty cache, and give it this state of keys, values and uses."""
        state = [(entry.key, entry.value, entry.bucket.uses) for entry in self._walk(self._changes)]
        return type(self), (self._capacity,), state

    def __setstate__(self, state: list[tuple[K, V, int]]) -> None:
        """Fill an empty cache with keys, values and uses, in their order."""
        for key, value, uses in state:
            last = self._ends.before
            bucket = last if last.uses == uses else self._bucket_after(last, uses)
            entry = self._entries[key] = _Entry(key, value, bucket)
            bucket.entries[id(entry)] = entry
            self._size += 1

    def _use(self, entry: _Entry[K, V]) -> None:
        bucket, uses = entry.bucket, entry.bucket.uses + 1
        following = bucket.after if bucket.after.uses == uses else self._bucket_after(bucket, uses)
        self._leave(entry)
        entry.bucket = following
        following.entries[id(entry)] = entry

    def _leave(self, entry: _Entry[K, V]) -> None:
        bucket = entry.bucket
        bucket.entries.pop(id(entry), None)  # a new entry is in none: it comes from the ends, which stay
        if not bucket.entries and bucket is not self._ends:
            bucket.before.after, bucket.after.before = bucket.after, bucket.before
        self._changes += 1

    def _bucket_after(self, before: _Bucket[K, V], uses: int) -> _Bucket[K, V]:
        bucket = _Bucket[K, V](uses)
        bucket.before, bucket.after = before, before.after
        before.after.before = before.after = bucket
        return bucket

    def _walk(self, changes: int) -> Iterator[_Entry[K, V]]:
        bucket = self._ends
        while (bucket := bucket.after) is not self._ends:
            for entry in bucket.entries.values():
                self._check(changes)
                yield entry
                self._check(changes)
        self._check(changes)

    def _check(self, changes: int) -> None:
        if changes != self._changes:
            raise RuntimeError("LFUCache changed during iteration")


class _Items[K, V](ItemsView[K, V]):
    _mapping: LFUCache[K, V]

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return ((entry.key, entry.value) for entry in self._mapping._walk(self._mapping._changes))

    def __contains__(self, item: object) -> bool:
        if not (isinstance(item, tuple) and len(item) == 2 and item[0] in self._mapping):
            return False
        return (item[1],) == (self._mapping.peek(item[0]),)  # a tuple finds a NaN by identity


class _Values[K, V](ValuesView[V]):
    _mapping: LFUCache[K, V]

    def __iter__(self) -> Iterator[V]:
        return (entry.value for entry in self._mapping._walk(self._mapping._changes))

    def __contains__(self, value: object) -> bool:
        return any(each is value or each == value for each in self)


def main() -> None:
    """Let a scan pass by, and then let popularity change."""
    cache = LFUCache[str, str](3)
    for path in ["/", "/", "/", "/login", "/login"]:
        cache[path] = "page"
    for number in range(100):
        cache[f"/scan/{number}"] = "page"
    print("After a scan of 100 pages the popular two are still there:", list(cache))

    for _ in range(1000):
        cache.get("/")
    for _ in range(50):
        for path in ("/new", "/sale"):
            cache[path] = "page"
    print("Two pages become popular in turn, and there is one place for both:", list(cache))
    print("because of uses long ago:", {path: cache.uses(path) for path in cache})


if __name__ == "__main__":
    main()
