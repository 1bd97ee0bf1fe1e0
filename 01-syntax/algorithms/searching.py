"""Searching: linear, binary and its variants, and what each asks of the data.

Binary search halves what is left, and almost every bug in it is about the borders. One form avoids them: keep a half
open range ``low:high`` in which the answer's border lies, look at the middle, and drop the half that cannot hold it.
The border is a place *between* items, from 0 to n: so nothing is special about an empty list, or a target below or
above all items. Everything else here is that loop with another question.

Cost: linear O(n); binary and rotated O(log n), rotated O(n) when many items are equal; exponential O(log i) for an
answer at i; interpolation O(log log n) on evenly spread numbers and O(n) on others. All O(1) memory.
Use it for: sorted logs and price lists, the first bad release, any question that is false up to a border and true
from there on.
Not for: sorting in order to search once (linear is cheaper), membership (``set``), or work: ``bisect`` is lower_bound
and upper_bound in C. Data that cannot be compared with itself, as NaN, has no border, and the answer means nothing.
Asked: write binary search without an endless loop or an error by one. Which comparison makes it the first of equals?
Source: Bentley, Programming Pearls, columns 4 and 9; https://docs.python.org/3/library/bisect.html
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Comparable(Protocol):
    """Whatever has ``<``."""

    def __lt__(self, other: Any, /) -> bool: ...


def linear_search[T](items: Sequence[T], target: T) -> int | None:
    """Return the first place of an item equal to the target, or None: the only search that needs no order.

    An item that is the target itself counts as equal, as for ``in``, so a NaN can be found. At most n comparisons.
    """
    for place, item in enumerate(items):
        if item is target or item == target:
            return place
    return None


def lower_bound[T, C: Comparable](
    items: Sequence[T], target: C, low: int = 0, high: int | None = None, *, key: Callable[[T], C] | None = None
) -> int:
    """Return the first place in ``low:high`` whose item is not below the target, or ``high``: ``bisect_left``.

    >>> lower_bound([1, 3, 3, 5], 3), lower_bound([1, 3, 3, 5], 9)
    (1, 4)
    >>> lower_bound(range(10**6), 250_000, key=lambda number: number**2)
    500

    ``high`` is by default the length, and ``key`` turns an item, not the target, into what is compared. At most
    ⌈log2(n + 1)⌉ comparisons. Raises ValueError ``low must not be negative, got -1``.
    """
    if low < 0:
        raise ValueError(f"low must not be negative, got {low}")
    high = len(items) if high is None else high
    while low < high:
        middle = (low + high) // 2  # in C or Java the sum could overflow: low + (high - low) / 2
        item: Any = items[middle] if key is None else key(items[middle])
        if item < target:
            low = middle + 1
        else:
            high = middle
    return low


def upper_bound[T, C: Comparable](
    items: Sequence[T], target: C, low: int = 0, high: int | None = None, *, key: Callable[[T], C] | None = None
) -> int:
    """Return the first place in ``low:high`` whose item is above the target, or ``high``: ``bisect_right``.

    It differs from ``lower_bound`` in one comparison, arguments and errors are the same; the difference of the two is
    how often the target occurs.

    >>> upper_bound([1, 3, 3, 5], 3) - lower_bound([1, 3, 3, 5], 3)
    2
    """
    if low < 0:
        raise ValueError(f"low must not be negative, got {low}")
    high = len(items) if high is None else high
    while low < high:
        middle = (low + high) // 2
        item: Any = items[middle] if key is None else key(items[middle])
        if target < item:
            high = middle
        else:
            low = middle + 1
    return low


def binary_search[T, C: Comparable](
    items: Sequence[T], target: C, *, key: Callable[[T], C] | None = None
) -> int | None:
    """Return the first place of an item equal to the target in a sorted sequence, or None.

    >>> binary_search(["ada", "bob", "bob"], "bob"), binary_search(["ada"], "eve")
    (1, None)

    At most one comparison more than ``lower_bound``; equal means that neither is below the other.
    """
    place = lower_bound(items, target, key=key)
    if place == len(items):
        return None
    item: Any = items[place] if key is None else key(items[place])
    return None if target < item else place


def exponential_search[C: Comparable](items: Sequence[C], target: C) -> int | None:
    """Return what ``binary_search`` does, for targets near the front: double the range, then search in its last half.

    At most 2 log2(i + 1) + 3 comparisons for a target at place i, however long the sequence: for pages or streams whose
    end is unknown or far away.
    """
    high = 1
    while high < len(items) and items[high - 1] < target:
        high *= 2
    place = lower_bound(items, target, high // 2, min(high, len(items)))
    return None if place == len(items) or target < items[place] else place


def interpolation_search(items: Sequence[float], target: float) -> int | None:
    """Return a place of the target in a sorted sequence of finite numbers, or None, guessing as one does in a book.

    The guess is where the target would be if the numbers were spread evenly. Of several equal items any may be found.
    """
    low, high = 0, len(items) - 1
    while low <= high and items[low] <= target <= items[high]:
        if items[low] == items[high]:
            return low
        width = items[high] - items[low]
        share = (target - items[low]) / width if width < math.inf else 0.5  # two large floats may be too far apart
        guess = low + int(share * (high - low))
        if items[guess] < target:
            low = guess + 1
        elif target < items[guess]:
            high = guess - 1
        else:
            return guess
    return None


def rotated_search[C: Comparable](items: Sequence[C], target: C) -> int | None:
    """Return a place of the target in a sorted sequence that was cut in two and swapped, or None.

    >>> rotated_search([40, 50, 10, 20, 30], 20)
    3

    One half is always in order, and its ends tell whether the target is in it. Where the first item equals the middle
    one it may be either half, and the low end moves by one: O(n) for [1, 1, 0, 1, 1, 1, 1].
    """
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        item = items[middle]
        if not (item < target or target < item):
            return middle
        if items[low] < item:  # the left half is in order
            if not target < items[low] and target < item:
                high = middle - 1
            else:
                low = middle + 1
        elif item < items[low]:  # the right half is
            if item < target and not items[high] < target:
                low = middle + 1
            else:
                high = middle - 1
        else:
            low += 1  # equal to the middle, which is not the target
    return None


def find_peak[C: Comparable](items: Sequence[C]) -> int:
    """Return a place whose item is below neither neighbour, in O(log n) without any order.

    Whoever walks uphill comes to a peak: the side of the larger neighbour holds one, be it the end. Raises ValueError
    ``no peak in an empty sequence``.
    """
    if not items:
        raise ValueError("no peak in an empty sequence")
    low, high = 0, len(items) - 1
    while low < high:
        middle = (low + high) // 2
        if items[middle] < items[middle + 1]:
            low = middle + 1
        else:
            high = middle
    return low


def first_true(holds: Callable[[int], bool], low: int, high: int) -> int:
    """Return the first of ``low ... high - 1`` for which the question holds, or ``high`` when it holds for none.

    The question must be false up to a border and true from there on; it is asked at most ⌈log2(high - low + 1)⌉ times.
    This is how ``git bisect`` finds the first bad commit.
    """
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def first_true_real(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Return the least float in ``low ... high`` for which the question holds, or ``high`` without asking it there.

    It ends when no float is left between the two, not when they are 1e-9 apart, which is never for large numbers and
    far too early for small ones. Raises ValueError ``low and high must be finite, got 0 and inf``.

    >>> first_true_real(lambda side: side**2 >= 2, 0, 2)
    1.4142135623730951
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"low and high must be finite, got {low} and {high}")
    if holds(low):
        return low
    while low < (middle := low / 2 + high / 2) < high:
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def main() -> None:
    """Find the lines of an hour in a log, the first bad release, and a square root; and count the looks."""
    log = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(0, 60, 7)]
    first, after = lower_bound(log, "13:00"), lower_bound(log, "14:00")
    print(f"{len(log)} lines, those from one to two: {first} to {after - 1}, {log[first]} to {log[after - 1]}")

    asked: list[int] = []

    def is_bad(release: int) -> bool:
        asked.append(release)
        return release >= 700

    print(f"First bad release: {first_true(is_bad, 0, 1000)}, after trying {asked}")
    print("The square root of 2, to the last bit:", first_true_real(lambda side: side**2 >= 2, 0, 2))
    print("20 in [40, 50, 10, 20, 30]: place", rotated_search([40, 50, 10, 20, 30], 20))
    print("A peak of [1, 3, 2, 5, 4]: place", find_peak([1, 3, 2, 5, 4]))
    print("Exponential search, 5 in a million:", exponential_search(range(10**6), 5))
    print("Unsorted, and nobody tells you: 1 in [3, 1, 2] is", binary_search([3, 1, 2], 1))


if __name__ == "__main__":
    main()
