"""Skip list: a sorted set with express lanes, balanced by coin flips instead of rotations.

The lowest lane links all items in order. Each item also stands in the next lane with probability one half, so every
lane skips about twice as far as the one below. A search runs along the top lane until it would go too far, steps down,
and runs on. No order of insertion is bad, since the coins do not know the order; only bad luck is, and an adversary
who knows the seed. Ranges come free: find the first item, then walk. Redis keeps its sorted sets so, LevelDB and
RocksDB what they have not yet written to disk: an insertion touches few links, which many threads can bear.

Cost: add, discard, ``in``, floor, ceiling, first step of a range O(log n) expected, O(n) at worst; smallest, largest,
len O(1); iteration O(1) an item, both ways. Memory: 128 bytes an item, with 2 forward links on average, one backward.
Use it for: what must stay sorted while it changes: leaderboards, schedules, the memtable of a storage engine.
Not for: items that only come and go (``set``), one sort of all (``sorted``), the smallest only (``heapq``); at work,
``sortedcontainers.SortedSet`` or ``bisect`` on a list, whose moves are fast in C.
Asked: how does a skip list get O(log n) without rebalancing? Why does Redis prefer it to a balanced tree?
Source: Pugh, "Skip Lists: A Probabilistic Alternative to Balanced Trees", CACM 33(6), 1990.
"""

import random
from collections.abc import Iterable, Iterator, MutableSet
from typing import Any, Protocol, Self

_HEAD: Any = None  # the item of the node before all others, which is never read


class Comparable(Protocol):
    """What has an order: ``a < b`` works, for all items with one another."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this item comes before the other."""
        ...


class _Node[T]:
    __slots__ = ("item", "next", "previous")

    def __init__(self, item: T, lanes: int) -> None:
        self.item = item
        self.next: list[_Node[T] | None] = [None] * lanes
        self.previous: _Node[T] | None = None


class SkipList[T: Comparable](MutableSet[T]):
    """A mutable set, iterated in ascending order, that needs ``<`` and no hash.

    Two items of which neither is less count as the same, and the one that came first stays. Items that cannot be
    compared raise TypeError, as ``1 < "a"`` does, and what is not equal to itself, such as NaN, ValueError
    ``nan does not equal itself, so it has no place in an order``; the set is unharmed. Items must not change their
    order while they are in it. A loop that goes on after items came or went raises RuntimeError
    ``skip list changed during iteration``. With ``seed`` the coin flips, and so the costs, are the same in every run.

    >>> primes = SkipList([7, 2, 5, 3, 2], seed=1)
    >>> primes, 4 in primes, primes.floor(4), primes.ceiling(4), list(primes.between(3, 7))
    (SkipList([2, 3, 5, 7]), False, 3, 5, [3, 5])
    >>> primes | {11}, primes < {2, 3, 5, 7, 11}
    (SkipList([2, 3, 5, 7, 11]), True)
    """

    def __init__(self, items: Iterable[T] = (), seed: int | None = None) -> None:
        """Add all items, O(n log n) expected."""
        self._seed = seed
        self._coins = random.Random(seed)  # noqa: S311 - balance, no secret
        self._head: _Node[T] = _Node(_HEAD, 1)
        self._last: _Node[T] | None = None
        self._size = self._changes = 0
        for item in items:
            self.add(item)

    def add(self, value: T) -> None:
        """Insert an item unless it is there; the first is compared with itself, so that it must have an order, too."""
        if value < value:  # never, but what has no order raises TypeError here, even as the first item
            return
        before = self._before(value)
        after = before[0].next[0]
        if after is not None and not value < after.item:
            return
        lanes = 1
        while self._coins.getrandbits(1):
            lanes += 1
        while len(before) < lanes:
            self._head.next.append(None)
            before.append(self._head)
        node = _Node(value, lanes)
        for lane in range(lanes):
            node.next[lane], before[lane].next[lane] = before[lane].next[lane], node
        node.previous = None if before[0] is self._head else before[0]
        if after is None:
            self._last = node
        else:
            after.previous = node
        self._size += 1
        self._changes += 1

    def discard(self, value: T) -> None:
        """Remove an item if it is there, which NaN never is."""
        if value != value:
            return
        before = self._before(value)
        node = before[0].next[0]
        if node is None or value < node.item:
            return
        for lane in range(len(node.next)):
            before[lane].next[lane] = node.next[lane]
        after = node.next[0]
        if after is None:
            self._last = node.previous
        else:
            after.previous = node.previous
        self._size -= 1
        self._changes += 1

    def pop(self) -> T:
        """Remove the smallest item and return it, or raise KeyError ``pop from an empty skip list``."""
        if not self._size:
            raise KeyError("pop from an empty skip list")
        item = self.smallest()
        self.discard(item)
        return item

    def smallest(self) -> T:
        """Return the smallest item, O(1), or raise ValueError ``an empty skip list has no smallest item``."""
        node = self._head.next[0]
        if node is None:
            raise ValueError("an empty skip list has no smallest item")
        return node.item

    def largest(self) -> T:
        """Return the largest item, O(1), or raise ValueError ``an empty skip list has no largest item``."""
        if self._last is None:
            raise ValueError("an empty skip list has no largest item")
        return self._last.item

    def floor(self, value: T) -> T | None:
        """Return the largest item that is not above a value, or None."""
        before = self._before(value)[0]
        node = before.next[0]
        if node is not None and not value < node.item:
            return node.item
        return None if before is self._head else before.item

    def ceiling(self, value: T) -> T | None:
        """Return the smallest item that is not below a value, or None."""
        node = self._before(value)[0].next[0]
        return None if node is None else node.item

    def between(self, low: T, high: T) -> Iterator[T]:
        """Yield the items from ``low`` on, below ``high``, ascending, O(log n + those yielded); ValueError for NaN."""
        _refuse_nan(high)
        for item in self._walk(self._changes, self._before(low)[0].next[0]):
            if not item < high:
                return
            yield item

    def __len__(self) -> int:
        return self._size

    def __contains__(self, value: object) -> bool:
        """Return whether the item is there; TypeError for one that cannot be compared, False for NaN."""
        if value != value:
            return False
        node = self._before(value)[0].next[0]  # type: ignore[arg-type]  # what has no order raises TypeError
        return node is not None and not value < node.item  # type: ignore[operator]  # as above

    def __iter__(self) -> Iterator[T]:
        """Return an iterator in ascending order; it raises RuntimeError after changes since this call."""
        return self._walk(self._changes, self._head.next[0])

    def __reversed__(self) -> Iterator[T]:
        """Return an iterator in descending order; it raises RuntimeError after changes since this call."""
        return self._walk(self._changes, self._last, backward=True)

    def __eq__(self, other: object) -> bool:
        """Return whether the other is a set of equal items; the comparisons ``<``, ``<=`` ask for subsets, too."""
        if not isinstance(other, SkipList):
            return super().__eq__(other)
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __repr__(self) -> str:
        """Return ``SkipList([1, 2])``, which makes an equal one."""
        return f"SkipList({list(self)!r})"

    def __reduce__(self) -> tuple[type[Self], tuple[list[T], int | None]]:
        """Tell copy and pickle to make it from its items and seed, with lanes drawn anew; by the links they recurse."""
        return type(self), (list(self), self._seed)

    def _before(self, value: T) -> list[_Node[T]]:
        """Return, from the lowest lane up, the last node in each whose item is less than the value."""
        _refuse_nan(value)
        node, before = self._head, [self._head] * len(self._head.next)
        for lane in reversed(range(len(before))):
            while (after := node.next[lane]) is not None and after.item < value:
                node = after
            before[lane] = node
        return before

    def _walk(self, changes: int, node: _Node[T] | None, *, backward: bool = False) -> Iterator[T]:
        while changes == self._changes:
            if node is None:
                return
            yield node.item
            node = node.previous if backward else node.next[0]
        raise RuntimeError("skip list changed during iteration")


def _refuse_nan(value: object) -> None:
    if value != value:
        raise ValueError(f"{value!r} does not equal itself, so it has no place in an order")


def main() -> None:
    """Keep a leaderboard sorted while it changes, and see how far the lanes lead."""
    board = SkipList([(310, "ada"), (120, "bob"), (250, "eve")], seed=7)
    board.add((275, "dan"))
    board.discard((120, "bob"))
    board.add((330, "bob"))
    print("Best first:", [f"{name} {points}" for points, name in reversed(board)])
    print("From 250 to 299 points:", list(board.between((250, ""), (300, ""))))
    print("Next above eve:", board.ceiling((250, "eve~")))

    class Counted(int):
        compared = 0

        def __lt__(self, other: int) -> bool:
            Counted.compared += 1
            return int(self) < int(other)

    print("Comparisons of one search, whatever the order of insertion:")
    for size in (1_000, 10_000):
        numbers = SkipList(map(Counted, range(size)), seed=7)
        Counted.compared = 0
        found = all(number in numbers for number in range(0, size, size // 100))
        print(f"  {size:>6,} ascending items: {Counted.compared / 100:.1f} on average, all found: {found}")
    try:
        board.add("eve")  # type: ignore[arg-type]  # wrong on purpose
    except TypeError as error:
        print("Refused:", error)


if __name__ == "__main__":
    main()
