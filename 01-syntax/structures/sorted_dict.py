"""Sorted dict: a search tree of two levels only, as wide as a B-tree.

A binary tree asks one key a level, in Python, and each node lies elsewhere in memory. A wide node asks a whole block of
keys lying side by side: one bisect among the last keys of all blocks, and one inside the block. Both run in C, and this
is what buys the speed over binary_search_tree.py, with the same answers. Insertion moves the rest of one block, which
is one copy of a few kilobytes. A block that is full is split in two, as in a B-tree; one that is empty goes.
Databases do the same for the same reason: a page of a disk holds hundreds of keys.

Cost, with b keys a block: look up, floor and ceiling O(log n); insert and delete O(log n + b + n/b), the last two being
moves of memory in C (blocks are not joined again, so n is the most keys there have been); between O(log n + found);
iterate, copy, pickle and clear O(n). Memory O(n): two places a key, no nodes.
Use it for: keys in order that come and go, in pure Python: schedules, order books, leaderboards, consistent hashing.
Not for: look-ups alone (``dict``), sorting once (``sorted``), work, where sortedcontainers has all this and more.
Asked: why are B-trees wide? Why may an O(n) copy beat an O(log n) walk? How do you split a node?
Source: Bayer and McCreight, Organization and Maintenance of Large Ordered Indices, 1972;
https://grantjenks.com/docs/sortedcontainers/implementation.html
"""

from bisect import bisect_left, bisect_right
from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableMapping, ValuesView
from itertools import chain
from reprlib import recursive_repr
from typing import Any, Protocol, Self


class Comparable(Protocol):
    """What has an order."""

    def __lt__(self, other: Any, /) -> bool: ...


class SortedDict[K: Comparable, V](MutableMapping[K, V]):
    """A MutableMapping in ascending order of its keys, made from a mapping or pairs. ``popitem`` takes the smallest.

    Keys need ``<``, and a hash for ``==`` alone. Two are the same when neither is less; the first inserted stays. The
    order must be total (frozensets have none) and must not change. A key that does not compare with those inside raises
    the TypeError of ``<``, in look-ups too, and changes nothing.

    When a key is inserted or removed, the next step of each iteration begun before, of keys, items, values, between or
    reversed, raises RuntimeError ``SortedDict changed during iteration``. Giving a key another value is allowed.

    >>> rates = SortedDict({"2024-01": 19, "2020-07": 16, "2021-01": 19})
    >>> rates.floor("2020-12"), list(rates.between("2021"))
    ('2020-07', [('2021-01', 19), ('2024-01', 19)])
    """

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = (), *, block: int = 512) -> None:
        """Insert the items, in blocks of at most ``block`` keys; ValueError ``block must be at least 2, not 1``."""
        if block < 2:
            raise ValueError(f"block must be at least 2, not {block}")
        self._block = block
        self._keys: list[list[K]] = []
        self._values: list[list[V]] = []
        self._lasts: list[K] = []
        self._size = 0
        self._changes = 0
        self.update(items)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, key: K) -> V:
        """Return the value of a key, or raise KeyError with the key, for NaN too; O(log n)."""
        at = bisect_left(self._lasts, key) if key == key else len(self._lasts)  # NaN compares as if it were everywhere
        if at < len(self._lasts):
            keys = self._keys[at]
            place = bisect_left(keys, key)
            if not key < keys[place]:
                return self._values[at][place]
        raise KeyError(key)

    def __setitem__(self, key: K, value: V) -> None:
        """Insert a key or give it another value; O(log n + b + n/b).

        Raises ValueError ``nan cannot be a key: it equals nothing, not even itself, so it has no place`` for NaN, as do
        floor, ceiling and between, and TypeError for a key without ``<``, the very first too. A NaN in a tuple gets in.
        """
        if key != key:
            _refuse_nan(key)
        if not self._lasts:
            _ = key < key  # an empty block would take anything, and fail at the next key
            self._keys, self._values, self._lasts = [[]], [[]], [key]
        at = min(bisect_left(self._lasts, key), len(self._lasts) - 1)
        keys, values = self._keys[at], self._values[at]
        place = bisect_left(keys, key)
        if place < len(keys) and not key < keys[place]:
            values[place] = value
            return
        keys.insert(place, key)
        values.insert(place, value)
        self._lasts[at] = keys[-1]
        self._size += 1
        self._changes += 1
        if len(keys) > self._block:
            middle = len(keys) // 2
            self._keys[at : at + 1] = keys[:middle], keys[middle:]
            self._values[at : at + 1] = values[:middle], values[middle:]
            self._lasts.insert(at, keys[middle - 1])

    def __delitem__(self, key: K) -> None:
        """Remove a key, or raise KeyError with the key, for NaN too; O(log n + b + n/b)."""
        at = bisect_left(self._lasts, key) if key == key else len(self._lasts)
        place = bisect_left(self._keys[at], key) if at < len(self._lasts) else 0
        if at == len(self._lasts) or key < self._keys[at][place]:
            raise KeyError(key)
        del self._keys[at][place], self._values[at][place]
        if self._keys[at]:
            self._lasts[at] = self._keys[at][-1]
        else:
            del self._keys[at], self._values[at], self._lasts[at]
        self._size -= 1
        self._changes += 1

    def clear(self) -> None:
        """Let go of all blocks at once; O(n)."""
        self._keys, self._values, self._lasts = [], [], []
        self._size = 0
        self._changes += 1

    def floor(self, key: K) -> K:
        """Return the greatest key at or below, or raise KeyError with the key when there is none; O(log n)."""
        _refuse_nan(key)
        at = bisect_right(self._lasts, key)
        place = bisect_right(self._keys[at], key) if at < len(self._lasts) else 0
        if place:
            return self._keys[at][place - 1]
        if at:
            return self._lasts[at - 1]
        raise KeyError(key)

    def ceiling(self, key: K) -> K:
        """Return the smallest key at or above, or raise KeyError with the key when there is none; O(log n)."""
        _refuse_nan(key)
        at = bisect_left(self._lasts, key)
        if at == len(self._lasts):
            raise KeyError(key)
        return self._keys[at][bisect_left(self._keys[at], key)]

    def between(self, start: K | None = None, stop: K | None = None) -> Iterator[tuple[K, V]]:
        """Return an iterator of the items with start <= key < stop; None is an open end. O(log n + found)."""
        return self._walk(self._changes, start, stop)

    def __iter__(self) -> Iterator[K]:
        return (key for key, _ in self._walk(self._changes, None, None))

    def __reversed__(self) -> Iterator[K]:
        return self._walk_back(self._changes)

    def items(self) -> ItemsView[K, V]:
        """Return a view of the pairs, which walks the blocks and does not look up each key."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """Return a view of the values in order of the keys, which walks the blocks."""
        return _Values(self)

    def blocks(self) -> list[list[K]]:
        """Return the keys of each block, as copies, to look at.

        >>> SortedDict([(1, "a"), (2, "b"), (3, "c"), (4, "d")], block=2).blocks()
        [[1], [2], [3, 4]]
        """
        return [keys.copy() for keys in self._keys]

    @recursive_repr("SortedDict(...)")
    def __repr__(self) -> str:
        return f"SortedDict({{{', '.join(f'{key!r}: {value!r}' for key, value in self.items())}}})"

    def __copy__(self) -> Self:
        """Return a copy that shares keys and values, but no block; O(n). The class and other attributes stay.

        No constructor is called, as that of a subclass may take anything.
        """
        twin = type(self).__new__(type(self))
        vars(twin).update(vars(self))
        twin._keys, twin._values = self.blocks(), [values.copy() for values in self._values]
        twin._lasts = self._lasts.copy()
        return twin

    def _walk(self, changes: int, start: K | None, stop: K | None) -> Iterator[tuple[K, V]]:
        _refuse_nan(start, stop)
        at = 0 if start is None else bisect_left(self._lasts, start)
        while changes == self._changes:
            if at == len(self._keys):
                return
            keys, values = self._keys[at], self._values[at]
            low = 0 if start is None else bisect_left(keys, start)
            high = len(keys) if stop is None else bisect_left(keys, stop)
            for place in range(low, high):
                yield keys[place], values[place]
                if changes != self._changes:
                    break
            else:
                if high < len(keys):
                    return
                at += 1
        raise RuntimeError("SortedDict changed during iteration")

    def _walk_back(self, changes: int) -> Iterator[K]:
        keys = chain.from_iterable(map(reversed, reversed(self._keys)))
        while changes == self._changes:
            key = next(keys, None)
            if key is None:  # which is no key, as it has no order
                return
            yield key
        raise RuntimeError("SortedDict changed during iteration")


class _Items[K: Comparable, V](ItemsView[K, V]):
    _mapping: SortedDict[K, V]  # MappingView sets it

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return self._mapping.between()


class _Values[V](ValuesView[V]):
    _mapping: SortedDict[Any, V]

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._mapping.between())


def _refuse_nan(*keys: object) -> None:
    for key in keys:
        if key != key:
            raise ValueError(f"{key!r} cannot be a key: it equals nothing, not even itself, so it has no place")


def main() -> None:
    """Keep a schedule in order while it changes."""
    schedule = SortedDict({900: "stand-up", 1300: "lunch", 1000: "review"}, block=2)
    print("In order, in blocks of at most two:", schedule.blocks())
    schedule[1015] = "call"
    schedule[930] = "mail"
    print("Two more, and a block is split:", schedule.blocks())
    print("At 10:10 runs:", schedule[schedule.floor(1010)], "- next comes:", schedule[schedule.ceiling(1010)])
    print("In the morning:", [what for _, what in schedule.between(900, 1200)])
    schedule.popitem()
    print("The first is done, the last remains:", next(iter(schedule)), next(reversed(schedule)))


if __name__ == "__main__":
    main()
