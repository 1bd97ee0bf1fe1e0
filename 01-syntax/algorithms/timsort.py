"""Timsort: what ``list.sort`` does, with the order that it finds instead of against it.

Real data is seldom random: a log with late lines, two exports appended, a list sorted the other way round. Timsort
walks once and splits the list into runs, stretches that ascend already, or descend strictly and are turned round. A
short run is stretched to a minimum length by binary insertion. Runs are then merged, neighbours only, so equal items
keep their order; which neighbours and when is decided by powersort (since Python 3.11), which comes close to the
cheapest order of merging for runs of uneven lengths. A merge first skips what is in place at both ends, and when one
side wins seven times in a row it gallops: doubles its step to find how far that goes on. ``list.sort`` is this in C; it
also merges from the right where that is shorter, adapts the seven, and since 3.13 copes with equals in descending runs.

Cost: O(n log n) comparisons at most and O(n + n log r) for r runs, so n - 1 for sorted input; O(n) memory.
Use it for: knowing that sorting a nearly sorted list again is cheap, and that sorting by two keys in two passes works.
Not for: use; ``list.sort`` and ``sorted`` are it. For two sorted inputs that need not be in memory ``heapq.merge``.
Asked: which sort does Python use, is it stable, and what does it cost on sorted input? Why is a descending run strict?
Source: Objects/listsort.txt in CPython; Munro and Wild, Nearly-Optimal Mergesorts, ESA 2018.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, MutableSequence, Sequence
from functools import wraps
from itertools import pairwise
from typing import Any, Protocol, overload

GALLOP_AFTER = 7


class Comparable(Protocol):
    """Whatever has ``<``."""

    def __lt__(self, other: Any, /) -> bool: ...


class Sort(Protocol):
    """A sort with the arguments of ``list.sort``."""

    @overload
    def __call__[C: Comparable](self, items: MutableSequence[C], /, *, reverse: bool = False) -> None: ...
    @overload
    def __call__[T](
        self, items: MutableSequence[T], /, *, key: Callable[[T], Comparable], reverse: bool = False
    ) -> None: ...


class _Row:
    def __init__(self, key: Comparable, item: Any) -> None:
        self.key, self.item = key, item

    def __lt__(self, other: "_Row") -> bool:
        return self.key < other.key


def _with_key_and_reverse(sort: Callable[[MutableSequence[Any]], None]) -> Sort:
    """Give a sort that knows ``<`` alone the ``key`` and ``reverse`` of ``list.sort``: decorate, sort, undecorate."""

    @wraps(sort)
    def sort_rows(
        items: MutableSequence[Any], /, *, key: Callable[[Any], Comparable] | None = None, reverse: bool = False
    ) -> None:
        rows = items if key is None else [_Row(key(item), item) for item in items]
        if reverse:
            rows.reverse()  # and again at the end, so that equal items keep their order
        try:
            sort(rows)
        finally:
            if reverse:
                rows.reverse()
            if rows is not items:
                items[:] = [row.item for row in rows]

    return sort_rows


@_with_key_and_reverse
def timsort[C: Comparable](items: MutableSequence[C]) -> None:
    """Sort in place, stable, as ``list.sort`` does; when a comparison raises, no item is lost."""
    size, shortest = len(items), minrun(len(items))
    pending: list[tuple[int, int]] = []  # where a run starts, and the power of the border to the run before it
    start = 0
    while start < size:
        end = run_end(items, start)
        if end - start < shortest:
            end = _insert(items, start, end, min(start + shortest, size))
        power = node_power(pending[-1][0], start, end, size) if pending else 0
        while len(pending) > 1 and pending[-1][1] > power:
            middle, _ = pending.pop()
            merge(items, pending[-1][0], middle, start)
        pending.append((start, power))
        start = end
    while len(pending) > 1:
        middle, _ = pending.pop()
        merge(items, pending[-1][0], middle, size)


def minrun(size: int) -> int:
    """Return the length to which short runs are stretched: the size itself below 64, else 32 to 64.

    It is the first six bits of the size, plus 1 if any other bit is set: then the number of runs is a power of two or
    a little less, and merges are even. 2,112 items in runs of 32 would end in a merge of 64 runs with 2.

    >>> minrun(63), minrun(64), minrun(2112), minrun(1_000_000)
    (63, 32, 33, 62)
    """
    rest = 0
    while size >= 64:
        rest |= size & 1
        size >>= 1
    return size + rest


def run_end[C: Comparable](items: MutableSequence[C], start: int) -> int:
    """Return the end of the run that begins at ``start``, where at least one item is; a descending run is reversed.

    A run ascends, equal items included, or descends strictly: to reverse equal items would change their order. So the
    comparisons are one for each item of the run but the first, and one for the item that ends it.

    >>> numbers = [5, 3, 1, 1, 2]
    >>> run_end(numbers, 0), numbers, run_end(numbers, 3)
    (3, [1, 3, 5, 1, 2], 5)
    """
    end = start + 1
    if end == len(items):
        return end
    descending = items[end] < items[start]
    end += 1
    while end < len(items) and (items[end] < items[end - 1]) == descending:
        end += 1
    if descending:
        items[start:end] = items[start:end][::-1]
    return end


def _insert[C: Comparable](items: MutableSequence[C], start: int, end: int, stop: int) -> int:
    """Stretch the run ``items[start:end]`` to ``stop`` by binary insertion."""
    for place in range(end, stop):
        item = items[place]
        goes_to = bisect_right(items, item, start, place)
        items[goes_to + 1 : place + 1] = items[goes_to:place]
        items[goes_to] = item
    return stop


def node_power(start: int, middle: int, end: int, size: int) -> int:
    """Return how deep in the tree of merges the runs ``start:middle`` and ``middle:end`` of ``size`` items meet.

    Halve the whole list again and again: at which halving do the midpoints of the two runs first lie in different
    parts? A border with a high power is merged before one with a low power, as in a merge sort from the top down.

    >>> node_power(0, 50, 100, 100), node_power(0, 25, 50, 100), node_power(0, 99, 100, 100)
    (1, 2, 1)
    """
    power = 1
    while ((start + middle) << power) // (2 * size) == ((middle + end) << power) // (2 * size):
        power += 1
    return power


def gallop_left[C: Comparable](items: Sequence[C], target: C, low: int, high: int) -> int:
    """Return the first place of the sorted ``items[low:high]`` that is not below the target, ``high`` if all are.

    With steps of 1, 2, 4 ... from ``low``: a place d away costs at most 2 log2(d + 1) + 1 comparisons.
    """
    step = 1
    while low < high:
        probe = min(low + step, high) - 1
        if not items[probe] < target:
            return bisect_left(items, target, low, probe)
        low, step = probe + 1, step * 2
    return low


def gallop_right[C: Comparable](items: Sequence[C], target: C, low: int, high: int) -> int:
    """Return the first place of the sorted ``items[low:high]`` that is above the target, ``high`` if none is.

    >>> gallop_left([1, 5, 5, 7], 5, 0, 4), gallop_right([1, 5, 5, 7], 5, 0, 4)
    (1, 3)
    """
    step = 1
    while low < high:
        probe = min(low + step, high) - 1
        if target < items[probe]:
            return bisect_right(items, target, low, probe)
        low, step = probe + 1, step * 2
    return low


def merge[C: Comparable](items: MutableSequence[C], low: int, middle: int, high: int) -> None:
    """Merge the neighbours ``items[low:middle]`` and ``items[middle:high]``, both sorted and not empty, in place.

    Of equal items the left ones come first. Runs that do not overlap cost about 2 log2 n comparisons and no write.
    """
    low = gallop_right(items, items[middle], low, middle)
    if low == middle:
        return
    high = gallop_left(items, items[middle - 1], middle, high)
    left, merged = items[low:middle], []
    taken, right, streak = 0, middle, 0  # how often the left won in a row, below 0 the right
    while taken < len(left) and right < high:
        if items[right] < left[taken]:
            merged.append(items[right])
            right += 1
            streak = min(streak, 0) - 1
        else:
            merged.append(left[taken])
            taken += 1
            streak = max(streak, 0) + 1
        if streak == GALLOP_AFTER:
            end = gallop_right(left, items[right], taken, len(left))
            merged += left[taken:end]
            taken, streak = end, 0
        elif streak == -GALLOP_AFTER:
            end = gallop_left(items, left[taken], right, high)
            merged += items[right:end]
            right, streak = end, 0
    merged += left[taken:]
    items[low : low + len(merged)] = merged  # what is left of the right run stands there already


def main() -> None:
    """Count the comparisons of this version and of ``list.sort`` on data with and without order."""

    class Counted(int):
        comparisons = 0

        def __lt__(self, other: int) -> bool:
            Counted.comparisons += 1
            return int(self) < int(other)

    ordered = list(range(1024))
    shuffled = [number * 389 % 1024 ^ number >> 3 for number in ordered]
    stories = {
        "shuffled": shuffled,
        "sorted": ordered,
        "reversed": ordered[::-1],
        "ten new at the end": ordered + shuffled[:10],
        "two exports appended": ordered[::2] + ordered[1::2],
        "newer half first": ordered[512:] + ordered[:512],
    }
    print(f"{'Comparisons':24} runs  timsort  list.sort  n log2 n = 10240")
    for story, numbers in stories.items():
        counts = [1 + sum(two < one for one, two in pairwise(numbers))]
        for sort in (timsort, list[Counted].sort):
            items = [Counted(number) for number in numbers]
            Counted.comparisons = 0
            sort(items)
            counts.append(Counted.comparisons)
        print(f"{story:24} {counts[0]:4} {counts[1]:8} {counts[2]:10}")


if __name__ == "__main__":
    main()
