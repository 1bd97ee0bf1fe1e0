"""Heap: a tree in a list, in which no parent comes after its children.

The root is at place 1, and the children of place i are at 2i and 2i + 1, so the tree needs no references (``heapq``
counts from 0: 2i + 1 and 2i + 2). Only the root's rank is known: it comes before all others. That is less than being
sorted, and cheaper to keep: an item moves along one path between leaf and root.

Cost: heapify O(n), push O(log n), on average O(1) for random items, pop and replace O(log n), peek O(1), ``in`` O(n);
n places of memory; an object more for each item with key or reverse. No recursion.
Use it for: the next timer to fire, the best k of a stream in O(k) memory, merging sorted files, Dijkstra's algorithm.
Not for: all items in order (``sorted``), search (``dict``), new priorities for what waits (priority_queue.py). At work:
``heapq``, the same in C over a plain list, without keys; largest first from 3.14 on.
Asked: why is heapify O(n) and n pushes O(n log n)? Find the k largest of a stream.
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, chapter 6; to the leaf and back up: Knuth, The
Art of Computer Programming 3, section 5.2.3, exercise 18.
"""

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from reprlib import recursive_repr
from typing import Any, Protocol


class Comparable(Protocol):
    """What has an order."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this comes before the other."""
        ...


class _Entry[T]:
    """An item with its key, which is asked for once, as ``sorted`` does."""

    __slots__ = ("item", "key")

    def __init__(self, item: T, key: Comparable) -> None:
        self.item, self.key = item, key

    def __lt__(self, other: "_Entry[T]") -> bool:
        return self.key < other.key


class _ReversedEntry[T](_Entry[T]):
    """An item that comes before those with a smaller key."""

    __slots__ = ()

    def __lt__(self, other: _Entry[T]) -> bool:
        return other.key < self.key


class Heap[T](Collection[T]):
    """Items of which the smallest is at hand; with ``reverse`` the largest, with ``key`` by what the key returns.

    >>> heap = Heap(["pear", "fig", "apple"], key=len)
    >>> heap.pop(), heap.push("kiwi"), heap.peek() in ("kiwi", "pear"), len(heap)
    ('fig', None, True, 3)

    Items are compared with ``<`` alone, and the key is called once for each. Equal items come out in any order: for
    first come, first served push ``(priority, number, item)`` with numbers that count up. NaN is not lost, but the
    order in which it and all others come out is undefined.
    A method that raises, as for items that cannot be compared (TypeError), leaves the heap as it was. Looping gives the
    items level by level, the root first. Copies and pickles keep key and direction. Two heaps are equal when they hold
    the same items, each as often, whatever their keys: O(n) for items with a hash, else O(n²).
    """

    def __init__(
        self, items: Iterable[T] = (), *, key: Callable[[T], Comparable] | None = None, reverse: bool = False
    ) -> None:
        """Take the items in O(n), at most 2n comparisons: half of all are leaves, and few items sit high up."""
        self._key, self._reverse = key, reverse
        self._bare = key is None and not reverse
        # What is compared: the bare items, or entries that know how. That items compare, only the caller knows: Any.
        self._entries: list[Any] = self._heapified([None, *map(self._wrapped, items)])

    def push(self, item: T) -> None:
        """Add an item: O(log n), one comparison a level; O(1) for random items, fewer than 3 comparisons on average."""
        entries = self._entries
        entry = item if self._bare else self._wrapped(item)
        place = hole = len(entries)
        while place > 1 and entry < entries[place >> 1]:
            place >>= 1
        # All comparisons are done, and none has raised: only now is something moved.
        entries.append(entry)
        while hole > place:
            entries[hole] = entries[hole >> 1]
            hole >>= 1
        entries[place] = entry

    def pop(self) -> T:
        """Remove and return the first item: O(log n), for random items hardly more than one comparison a level.

        At most two comparisons a level. IndexError ``pop from an empty heap`` when there is none.
        """
        entries = self._entries
        if len(entries) == 1:
            raise IndexError("pop from an empty heap")
        last = top = entries.pop()
        if len(entries) > 1:
            try:
                top = self._sink(entries, 1, last)
            except BaseException:
                entries.append(last)
                raise
        return top if self._bare else self._unwrapped(top)

    def peek(self) -> T:
        """Return the first item and leave it: O(1). IndexError ``peek at an empty heap`` when there is none."""
        if len(self._entries) == 1:
            raise IndexError("peek at an empty heap")
        return self._unwrapped(self._entries[1])

    def replace(self, item: T) -> T:
        """Pop the first item, then push ``item``, in one walk: O(log n). What is returned may come after ``item``.

        IndexError ``replace in an empty heap`` when there is none.
        """
        if len(self._entries) == 1:
            raise IndexError("replace in an empty heap")
        return self._unwrapped(self._sink(self._entries, 1, self._wrapped(item)))

    def merge(self, items: Iterable[T]) -> None:
        """Add all of ``items``, another heap or any iterable: O(n + m), where pushing each is O(m log (n + m))."""
        self._entries = self._heapified([*self._entries, *map(self._wrapped, items)])

    def drain(self) -> Iterator[T]:
        """Pop the items one by one, as they are asked for, until none is left: each O(log n)."""
        while len(self._entries) > 1:
            yield self.pop()

    def copy(self) -> "Heap[T]":
        """Return a heap of the same items, key and direction: O(n), without a comparison."""
        heap: Heap[T] = Heap(key=self._key, reverse=self._reverse)
        heap._entries = self._entries.copy()
        return heap

    __copy__ = copy

    def __len__(self) -> int:
        """Return how many items there are: O(1)."""
        return len(self._entries) - 1

    def __iter__(self) -> Iterator[T]:
        """Return the items level by level, as they are now: O(n). Pushing and popping meanwhile change nothing."""
        return iter([self._unwrapped(entry) for entry in self._entries[1:]])

    def __contains__(self, item: object) -> bool:
        """Return whether the item is here: O(n), as all places have to be looked at."""
        return any(each is item or each == item for each in self)

    def __eq__(self, other: object) -> bool:
        """Return whether the other heap holds the same items, each as often."""
        if not isinstance(other, Heap):
            return NotImplemented
        if len(self) != len(other):
            return False
        try:
            return Counter(self) == Counter(other)
        except TypeError:  # no hash: cross each item off a list
            rest = list(other)
            for item in self:
                if item in rest:
                    rest.remove(item)
            return not rest

    @recursive_repr("Heap(...)")
    def __repr__(self) -> str:
        """Return ``Heap([1, 3, 2])``, level by level, with ``, reverse=True`` after the list where it is set."""
        return f"Heap({list(self)!r}{', reverse=True' if self._reverse else ''})"

    def _wrapped(self, item: T) -> Any:
        if self._bare:
            return item
        key: Any = item if self._key is None else self._key(item)
        return _ReversedEntry(item, key) if self._reverse else _Entry(item, key)

    def _unwrapped(self, entry: Any) -> T:
        return entry if self._bare else entry.item  # type: ignore[no-any-return]  # it came in as T

    @classmethod
    def _heapified(cls, entries: list[Any]) -> list[Any]:
        for place in reversed(range(1, (len(entries) + 1) // 2)):
            cls._sink(entries, place, entries[place])
        return entries

    @staticmethod
    def _sink(entries: list[Any], root: int, entry: Any) -> Any:
        """Put ``entry`` where the one at ``root`` is or below it, and return that one.

        The hole at ``root`` goes to a leaf, past the smaller child each time; then the entry climbs from there. Most
        entries came from a leaf and belong near one: this takes one comparison a level, where asking on the way down
        whether the entry fits already takes two.
        """
        top, hole, child, last = entries[root], root, 2 * root, len(entries) - 1
        try:
            while child < last:
                if entries[child + 1] < entries[child]:
                    child += 1
                entries[hole] = entries[child]
                hole = child
                child += child
            if child == last:  # it has no sibling
                entries[hole], hole = entries[child], child
            while hole > root and entry < entries[hole >> 1]:
                entries[hole] = entries[hole >> 1]
                hole >>= 1
        except BaseException:
            while hole > root:  # climbing to the top undoes what the way down has moved
                entries[hole] = entries[hole >> 1]
                hole >>= 1
            entries[root] = top
            raise
        entries[hole] = entry
        return top


def main() -> None:
    """Fire timers in order, and keep the three slowest requests of a stream; with --draw watch items sift."""
    if "--draw" in sys.argv:
        sys.path[0] = str(Path(__file__).parents[1])
        from drawings.heaps import draw

        draw()
        return
    timers = Heap([(300, "close idle connections"), (30, "send heartbeat"), (60, "refresh token")])
    print("the tree, level by level:", [seconds for seconds, _ in timers])
    timers.push((5, "retry order 7"))
    for seconds, task in timers.drain():
        print(f"  after {seconds:>3} s: {task}")

    stream = [number * 7919 % 100_003 for number in range(100_000)]
    slowest = Heap(stream[:3])
    for milliseconds in stream[3:]:
        if milliseconds > slowest.peek():
            slowest.replace(milliseconds)
    print("the slowest 3 of 100,000, with 3 in memory:", sorted(slowest, reverse=True))

    print("the longest first:", list(Heap(["pear", "fig", "clementine"], key=len, reverse=True).drain()))
    jobs = Heap[object]([1, 2, 3])
    try:
        jobs.push("urgent")
    except TypeError as error:
        print(f"{error}: and {jobs} is as it was")


if __name__ == "__main__":
    main()
