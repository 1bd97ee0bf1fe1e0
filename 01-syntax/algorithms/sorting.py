"""Merge sort, quick sort and heap sort: three ways to n log n, each of which gives something up.

Merge sort is stable and never slow, and needs a second list. Quick sort in place needs next to no memory, is not
stable, and is fast by chance only: with a badly chosen pivot, sorted input takes n² steps. Heap sort takes no memory
and is never slow, but it jumps through the list and keeps no order of equals. All of them work like ``list.sort``: in
place, return None, ask for ``<`` alone, take ``key=`` and ``reverse=``, and lose no item when a comparison raises. With
NaN among the items, which is neither less nor more than anything, nothing is lost and the order means nothing.

Cost: O(n log n) time; merge sort at most n⌈log2 n⌉ comparisons, heap sort about 2n log2 n, quick sort that many
expected. Memory: merge and quick sort O(n), quick sort in place O(log n), heap sort O(1). A key is called once an item.
Use it for: interviews, files larger than memory (merge), the k-th of many (the partition), the k largest (the heap).
Not for: work. ``list.sort`` is merge sort in C that uses the order it finds: timsort.py.
Asked: which one is stable? When is quick sort quadratic, and how do you prevent it? Why does list.sort merge?
Source: Sedgewick and Wayne, Algorithms, 4th edition, sections 2.2 to 2.4.
"""

import random
import sys
from collections.abc import Callable, MutableSequence
from functools import wraps
from pathlib import Path
from typing import Any, Protocol, overload


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
def merge_sort[C: Comparable](items: MutableSequence[C]) -> None:
    """Sort in place, stable: order each pair, then merge neighbours of length 2, then of length 4, 8 and so on.

    From the bottom up it needs no recursion. Two neighbours that are in order already cost one comparison, so sorted
    input costs n - 1 in all, and none costs more than n⌈log2 n⌉. When a comparison raises, no item is lost.
    """
    size, width = len(items), 2
    for place in range(1, size, 2):  # a merge of one item with one would be half of all merges
        if items[place] < items[place - 1]:
            items[place - 1], items[place] = items[place], items[place - 1]
    while width < size:
        for low in range(0, size - width, 2 * width):
            middle, high = low + width, min(low + 2 * width, size)
            if not items[middle] < items[middle - 1]:
                continue
            left, merged = items[low:middle], []
            taken = 0
            for item in items[middle:high]:
                while taken < width and not item < left[taken]:  # an equal one of the left goes first: stable
                    merged.append(left[taken])
                    taken += 1
                merged.append(item)
            merged += left[taken:]
            items[low:high] = merged  # only now: had a comparison raised, nothing would have moved
        width *= 2


@_with_key_and_reverse
def quick_sort[C: Comparable](items: MutableSequence[C]) -> None:
    """Sort in place, stable: deal into less than, equal to and more than a pivot, then sort the first and the last.

    The pivot is the median of three items from a random place on, so no input is slow by itself: sorted, reversed, few
    distinct. All equal is one pass. At most 3n log2 n comparisons but by extreme bad luck. When one raises, no item is
    lost. What makes it faster than ``quick_sort_in_place``, for O(n) memory: ``for`` and ``append`` in place of indexes
    and swaps, a pivot nearer to the middle, and insertion for parts of up to 16 items, which are most of all parts.
    """
    pending = [(0, len(items))]
    while pending:
        low, high = pending.pop()
        part = items[low:high]
        if len(part) <= 16:
            _insert_in_order(part)
            items[low:high] = part
            continue
        start, step = int(random.random() * len(part)), len(part) // 3  # noqa: S311  # no secret
        pivot = _median(part[start], part[start - step], part[start - 2 * step])
        less, equal, more = [], [], []
        for item in part:
            if item < pivot:
                less.append(item)
            elif pivot < item:
                more.append(item)
            else:
                equal.append(item)
        items[low:high] = less + equal + more
        parts = [(low, low + len(less)), (high - len(more), high)]
        # The smaller part is popped first, so that never more than log2 n parts are waiting.
        pending += parts if len(less) > len(more) else reversed(parts)


def _median[C: Comparable](one: C, two: C, three: C) -> C:
    if two < one:
        one, two = two, one
    if not three < two:
        return two
    return one if three < one else three


def _insert_in_order[C: Comparable](part: MutableSequence[C]) -> None:
    for end in range(1, len(part)):
        item, place = part[end], end
        while place and item < part[place - 1]:
            part[place] = part[place - 1]
            place -= 1
        part[place] = item


@_with_key_and_reverse
def quick_sort_in_place[C: Comparable](items: MutableSequence[C]) -> None:
    """Sort in place by swaps, not stable, with O(log n) memory: the form to write in an interview.

    Three-way partition: what equals the random pivot is gathered in the middle and never looked at again, so all equal
    is one pass. A list of pending parts replaces the recursion; it takes the larger part, and the loop goes on with
    the smaller. At most about 3n log2 n comparisons but by extreme bad luck. When a comparison raises, no item is lost.
    """
    pending = [(0, len(items) - 1)]
    while pending:
        low, high = pending.pop()
        while low < high:
            pivot = items[low + int(random.random() * (high - low + 1))]  # noqa: S311  # no secret
            less, place, more = low, low, high
            while place <= more:  # items[low:less] < pivot, items[less:place] equal, items[more + 1:high + 1] > pivot
                item = items[place]
                if item < pivot:
                    items[less], items[place] = item, items[less]
                    less += 1
                    place += 1
                elif pivot < item:
                    items[more], items[place] = item, items[more]
                    more -= 1
                else:
                    place += 1
            if less - low < high - more:
                pending.append((more + 1, high))
                high = less - 1
            else:
                pending.append((low, less - 1))
                low = more + 1


@_with_key_and_reverse
def heap_sort[C: Comparable](items: MutableSequence[C]) -> None:
    """Sort in place by swaps, not stable, with O(1) memory: make a heap, then swap its largest item behind it.

    At most 2n(log2 n + 1) comparisons, whatever the input. When a comparison raises, no item is lost.
    """
    for root in reversed(range(len(items) // 2)):
        _sift_down(items, root, len(items))
    for end in reversed(range(1, len(items))):
        items[0], items[end] = items[end], items[0]
        _sift_down(items, 0, end)


def _sift_down[C: Comparable](items: MutableSequence[C], root: int, end: int) -> None:
    """Move the item at ``root`` below its larger children within ``items[:end]``."""
    item = items[root]
    try:
        child = 2 * root + 2
        while child < end:
            larger, left = items[child], items[child - 1]
            if larger < left:
                child -= 1
                larger = left
            if not item < larger:
                return
            items[root] = larger
            root = child
            child = 2 * root + 2
        if child == end and item < (left := items[child - 1]):  # a left child alone
            items[root] = left
            root = child - 1
    finally:
        items[root] = item  # the gap is filled even when a comparison raises


def main() -> None:
    """Count comparisons on four kinds of input, and see which sorts are stable. ``--draw [NAME ...]`` draws them."""
    if "--draw" in sys.argv:
        sys.path[0] = str(Path(__file__).parents[1])  # not this folder: its numbers.py would hide Python's own
        from drawings.sorting import draw

        draw(*sys.argv[sys.argv.index("--draw") + 1 :])
        return

    class Price(int):
        comparisons = 0

        def __lt__(self, other: int) -> bool:
            Price.comparisons += 1
            return self // 100 < other // 100  # whole euros, so that some are equal and can still be told apart

    random.seed(4)  # quick sort takes its pivots by chance, and this story should be the same each time
    inputs = [random.sample(range(10_000), 1000), range(0, 100_000, 100), range(100_000, 0, -100), [5] * 1000]
    print("Comparisons for 1000 prices:  random    sorted  reversed all equal    stable")
    sorts: list[Callable[[list[Price]], None]] = [merge_sort, quick_sort, quick_sort_in_place, heap_sort, list.sort]
    for name, sort in zip(["merge", "quick", "quick, in place", "heap", "list.sort"], sorts, strict=True):
        line = f"{name:26}"
        for prices in inputs:
            items = [Price(price) for price in prices]
            Price.comparisons = 0
            sort(items)
            line += f"{Price.comparisons:>10}"
        items = [Price(price) for price in inputs[0]]
        sort(items)
        print(line, "yes" if items == sorted(inputs[0], key=lambda price: price // 100) else "no", sep="        ")


if __name__ == "__main__":
    main()
