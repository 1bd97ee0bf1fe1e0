"""Selection: the k-th smallest, a median, the k largest, without sorting the rest.

Quickselect is quick sort that goes on with one part only: deal into less than, equal to and more than a pivot, and drop
the parts that cannot hold the rank. By a random pivot that is O(n) expected. Median of medians chooses a pivot that is
never bad, and so makes O(n) certain, at several times the work: it is in the textbooks for the proof, and in
libraries as a way out when quickselect has bad luck. For the k largest of a stream, a heap of k items sees each item
once and holds no more than k.

Cost: quickselect O(n) expected, O(n²) by extreme bad luck; median of medians O(n) always; both O(n) memory, as the
caller's list is left alone. Largest: O(n log k) time, O(k) memory.
Use it for: percentiles of latencies, a leader board, the k nearest, the pivot of another algorithm.
Not for: many ranks of one list (sort once), k of about n (sort), k = 1 (``min``). At work ``heapq.nlargest`` and
``statistics.quantiles``. With NaN among the items an item is returned, and which one means nothing.
Asked: the k-th largest of an unsorted list, and of a stream? Why are the groups of five, and not of three?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, chapter 9.
"""

import random
from collections.abc import Callable, Iterable
from heapq import heapify, heapreplace
from itertools import islice
from typing import Any, Protocol


class Comparable(Protocol):
    """Whatever has ``<``."""

    def __lt__(self, other: Any, /) -> bool: ...


def quickselect[C: Comparable](items: Iterable[C], rank: int) -> C:
    """Return the item that would be at place ``rank``, from 0, if the items were sorted.

    >>> quickselect([40, 10, 30, 20], 1)
    20

    About 5n comparisons expected at most, whatever the order of the input: the pivot is random, and equal items are
    left behind together. Raises IndexError ``rank 4 is out of range for 4 items``, also for a negative rank.
    """
    part = _checked(items, rank)
    while True:
        less, equal, more = _deal(part, random.choice(part))  # noqa: S311  # no secret, only unlike the input's order
        if rank < len(less):
            part = less
        elif rank < len(less) + len(equal):
            return equal[rank - len(less)]
        else:
            rank -= len(less) + len(equal)
            part = more


def median_of_medians[C: Comparable](items: Iterable[C], rank: int) -> C:
    """Return the same with a pivot that is never bad: the median of the medians of groups of five.

    At least three items of half of the groups are not above the pivot, and as many not below it, so each round drops
    about 3/10 of the items. The pivot costs a selection among n/5, and 1/5 + 7/10 is below 1: O(n), fewer than 40n
    comparisons always. With groups of three it would be 1/3 + 2/3, which is n log n.

    Raises IndexError as ``quickselect`` does. It calls itself on a fifth of the items, so the depth is log5 n.
    """
    part = _checked(items, rank)
    while len(part) > 5:
        groups = (sorted(part[start : start + 5]) for start in range(0, len(part), 5))
        medians = [group[len(group) // 2] for group in groups]
        less, equal, more = _deal(part, median_of_medians(medians, len(medians) // 2))
        if rank < len(less):
            part = less
        elif rank < len(less) + len(equal):
            return equal[rank - len(less)]
        else:
            rank -= len(less) + len(equal)
            part = more
    return sorted(part)[rank]


def _checked[C](items: Iterable[C], rank: int) -> list[C]:
    part = list(items)
    if not 0 <= rank < len(part):
        raise IndexError(f"rank {rank} is out of range for {len(part)} items")
    return part


def _deal[C: Comparable](part: list[C], pivot: C) -> tuple[list[C], list[C], list[C]]:
    less, equal, more = [], [], []
    for item in part:
        if item < pivot:
            less.append(item)
        elif pivot < item:
            more.append(item)
        else:
            equal.append(item)
    return less, equal, more


class _Ranked:
    """An item beside its key; of two with equal keys the later one is the smaller."""

    def __init__(self, key: Comparable, place: int, item: Any) -> None:
        self.key, self.place, self.item = key, place, item

    def __lt__(self, other: "_Ranked") -> bool:
        if self.key < other.key:
            return True
        return self.place > other.place and not other.key < self.key


def largest[T](items: Iterable[T], count: int, *, key: Callable[[T], Comparable]) -> list[T]:
    """Return the ``count`` items with the largest keys, largest first, and equal ones in the order they came.

    >>> largest(["fig", "apple", "kiwi", "melon"], 2, key=len)
    ['apple', 'melon']

    That is ``sorted(items, key=key, reverse=True)[:count]``, with all items when there are not so many, but it reads
    the items once, never holds more than ``count``, and calls the key once an item. The heap has the smallest of the
    best on top, so an item that is not better costs one comparison of keys. Raises ValueError ``cannot take -1 items``.
    """
    if count < 0:
        raise ValueError(f"cannot take {count} items")
    ranked = (_Ranked(key(item), place, item) for place, item in enumerate(items))
    best = list(islice(ranked, count))
    heapify(best)
    if best:
        for each in ranked:
            if best[0].key < each.key:
                heapreplace(best, each)
    return [each.item for each in sorted(best, reverse=True)]


def main() -> None:
    """Take percentiles of latencies and the slowest requests of a stream, counting comparisons."""

    class Counted(int):
        comparisons = 0

        def __lt__(self, other: int) -> bool:
            Counted.comparisons += 1
            return int(self) < int(other)

    random.seed(1)  # for the same latencies and the same luck with pivots each time
    latencies = [Counted(random.expovariate(1 / 80)) for _ in range(10_000)]
    print("The 99th percentile of 10,000 latencies:")
    for name, select in (("quickselect", quickselect), ("median of medians", median_of_medians)):
        Counted.comparisons = 0
        found = select(latencies, 9900)
        print(f"  {name:18} {found} ms, {Counted.comparisons / 10_000:.1f} comparisons an item")
    Counted.comparisons = 0
    print(f"  {'sorted':18} {sorted(latencies)[9900]} ms, {Counted.comparisons / 10_000:.1f} comparisons an item")

    paths = enumerate(latencies)  # a stream: read once
    Counted.comparisons = 0
    slowest = largest(paths, 3, key=lambda request: request[1])
    print("The slowest three of a stream:", [f"request {number}: {each} ms" for number, each in slowest])
    print(f"  {Counted.comparisons / 10_000:.2f} comparisons an item, three items in memory")


if __name__ == "__main__":
    main()
