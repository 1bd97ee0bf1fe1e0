"""Bubble, selection, insertion and Shell sort: n² steps, and why one of them is in every fast sort.

Insertion sort takes the next item and moves it left to its place. It costs one step an item and one a pair in wrong
order, so nearly sorted input is nearly free, and on a dozen items its short loop is hard to beat: the fast sorts hand
their small parts to it. Selection sort writes least. Bubble sort has no case of its own. Shell sort is
insertion over wide gaps first, so that an item far from its place gets there in few steps. All work like ``list.sort``:
in place, return None, ask for ``<`` alone, take ``key=`` and ``reverse=``, and lose no item when a comparison raises
or is false for everything (NaN).

Cost: O(n²) time, for sorted input O(n) for bubble and insertion; Shell sort far less in practice, by how much
is not proved. O(1) memory.
Use it for: parts of up to a dozen items, input that is nearly sorted already (insertion).
Not for: anything else: ``list.sort``. For one item into a sorted list ``bisect.insort``.
Asked: which of them are stable? Which is linear on sorted input? Where does insertion sort live inside list.sort?
Source: Knuth, The Art of Computer Programming 3, sections 5.2.1 to 5.2.3; Ciura 2001 for the gaps.
"""

import sys
from collections.abc import Callable, MutableSequence
from functools import wraps
from pathlib import Path
from typing import Any, Protocol, overload

# Found by trial (Ciura 2001), up to 701; beyond, others go on by a factor of 2.25. The best gaps are an open problem.
GAPS = (701, 301, 132, 57, 23, 10, 4, 1)


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
def bubble_sort[C: Comparable](items: MutableSequence[C]) -> None:
    """Sort in place, stable: swap neighbours in wrong order, pass after pass, up to where the last pass swapped.

    At most n(n - 1)/2 comparisons, n - 1 for sorted input, and a swap for each pair in wrong order.
    """
    end = len(items)
    while end > 1:
        last_swap = 0
        for place in range(1, end):
            if items[place] < items[place - 1]:
                items[place - 1], items[place] = items[place], items[place - 1]
                last_swap = place
        end = last_swap  # all from here on is in place: a flag alone would save the last pass only


@_with_key_and_reverse
def selection_sort[C: Comparable](items: MutableSequence[C]) -> None:
    """Sort in place, not stable: swap the smallest of the rest to the front of the rest.

    Always n(n - 1)/2 comparisons, and at most n - 1 swaps, the fewest of all: for memory that is dear to write.
    """
    for front in range(len(items) - 1):
        smallest = front
        for place in range(front + 1, len(items)):
            if items[place] < items[smallest]:
                smallest = place
        if smallest != front:
            items[front], items[smallest] = items[smallest], items[front]


@_with_key_and_reverse
def insertion_sort[C: Comparable](items: MutableSequence[C]) -> None:
    """Sort in place, stable: move each item left past all that are larger.

    A comparison for each pair in wrong order and at most n - 1 more: n - 1 for sorted input, n(n - 1)/2 for reversed.
    """
    _insert_along_gap(items, 1)


@_with_key_and_reverse
def shell_sort[C: Comparable](items: MutableSequence[C]) -> None:
    """Sort in place, not stable: insertion sort along each gap of ``GAPS``, from 701 places down to 1.

    Gaps not below the length do nothing. Each pass leaves the next one little to do: fewer than 2n log2 n comparisons
    for 1,000 items sorted, reversed or shuffled. With 701 as the widest gap it is O(n²) again for millions.
    """
    for gap in GAPS:
        _insert_along_gap(items, gap)


def _insert_along_gap[C: Comparable](items: MutableSequence[C], gap: int) -> None:
    for end in range(gap, len(items)):
        item, place = items[end], end
        try:
            while place >= gap and item < items[place - gap]:
                items[place] = items[place - gap]
                place -= gap
        finally:
            items[place] = item  # while it is held, its neighbour stands there twice; an error must not leave it so


def main() -> None:
    """Count comparisons for 200 items in four orders. ``--draw [NAME ...]`` draws the sorts instead."""
    sorts = {
        "bubble_sort": bubble_sort,
        "selection_sort": selection_sort,
        "insertion_sort": insertion_sort,
        "shell_sort": shell_sort,
    }
    if "--draw" in sys.argv:
        sys.path[0] = str(Path(__file__).parents[1])  # not this folder: its numbers.py would hide Python's own
        from drawings.sorting import draw

        draw(*(sys.argv[sys.argv.index("--draw") + 1 :] or sorts))
        return

    class Counted(int):
        comparisons = 0

        def __lt__(self, other: int) -> bool:
            Counted.comparisons += 1
            return int(self) < int(other)

    size = 200
    ordered = list(range(size))
    shuffled = [number * 77 % 211 for number in ordered]
    nearly = ordered[5:] + ordered[:5]
    print(f"Comparisons for {size} items:   shuffled    sorted  5 at the wrong end  reversed")
    for name, sort in sorts.items():
        counts = []
        for numbers in (shuffled, ordered, nearly, ordered[::-1]):
            items = [Counted(number) for number in numbers]
            Counted.comparisons = 0
            sort(items)
            counts.append(Counted.comparisons)
        print("  {:26}{:>10}{:>10}{:>20}{:>10}".format(name, *counts))
    print("Insertion sort pays for each pair in wrong order; Shell sort moves the five far at a time.")


if __name__ == "__main__":
    main()
