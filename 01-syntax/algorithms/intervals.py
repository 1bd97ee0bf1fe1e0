"""Intervals: sort by start, or sweep a line over all starts and ends.

An interval here is half-open, (start, end) with start < end: it holds its start and not its end. So two that touch,
9 to 10 and 10 to 11, do not overlap, lengths are end - start, and cutting leaves no gap: the convention of ranges,
slices and of ``tstzrange`` in PostgreSQL. Sorted by start, what overlaps stands together, and one pass merges. The
sweep line looks at starts and ends as events in order of time: +1, -1, and the running sum is how many are open.

Cost: merging and sweeping O(n log n) for the sort, O(n) after; inserting into merged intervals and intersecting two
merged lists O(n); all O(n) memory.
Use it for: bookings, free slots, locks held, time ranges of logs, IP ranges, how many connections are open at most.
Not for: many queries over many intervals: "what overlaps this?" wants an interval tree, or a GiST index with an
exclusion constraint, which also keeps two requests from booking the same room at once.
Asked: merge; insert; rooms needed for these meetings; when are all free? What of intervals that touch?
Source: Shamos and Hoey (1976), Geometric intersection problems; https://www.postgresql.org/docs/current/rangetypes.html
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol


class Comparable(Protocol):
    """Anything that ``sorted`` can put in order: numbers, dates, datetimes of one kind."""

    def __lt__(self, other: Any, /) -> bool: ...


class Busiest[T](NamedTuple):
    """The most intervals that are open at once, and the first time at which they are."""

    most: int
    start: T
    end: T


def merge[T: Comparable](intervals: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
    """Return the union as intervals in order that neither overlap nor touch.

    >>> merge([(8, 10), (1, 3), (2, 6), (10, 12)])
    [(1, 6), (8, 12)]

    O(n log n). Raises ValueError ``start must be before end, not (5, 5)``, also for NaN, and TypeError for ends that
    cannot be compared.
    """
    merged: list[tuple[T, T]] = []
    for start, end in sorted(_checked(intervals), key=lambda interval: interval[0]):
        if merged and not merged[-1][1] < start:
            if merged[-1][1] < end:  # else it lies within
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def insert[T: Comparable](merged: Sequence[tuple[T, T]], new: tuple[T, T]) -> list[tuple[T, T]]:
    """Return merged intervals, in order and apart, with one more, merged into those it overlaps or touches.

    >>> insert([(1, 3), (5, 6), (7, 9)], (2, 5))
    [(1, 6), (7, 9)]

    The place is found by two binary searches, with O(log n) comparisons; the copy of the list is O(n). Raises as
    ``merge``; ``merged`` itself is left as it is, and is not checked.
    """
    _checked([new])
    start, end = new
    first = bisect_left(merged, start, key=lambda interval: interval[1])  # the first that ends at or after the start
    stop = bisect_right(merged, end, lo=first, key=lambda interval: interval[0])  # the first that starts after the end
    if first < stop:
        start = merged[first][0] if merged[first][0] < start else start
        end = merged[stop - 1][1] if end < merged[stop - 1][1] else end
    return [*merged[:first], (start, end), *merged[stop:]]


def busiest[T: Comparable](intervals: Iterable[tuple[T, T]]) -> Busiest[T] | None:
    """Return the most intervals that are open at once, with the first time of that, or None without intervals.

    >>> busiest([(9, 11), (10, 12), (11, 13)])
    Busiest(most=2, start=10, end=11)

    That many rooms are needed for meetings, that many workers for jobs. A sweep: at the same moment, ends count before
    starts, so what touches does not overlap. The time ends where the next interval does. O(n log n). Raises as
    ``merge``.
    """
    checked = _checked(intervals)
    starts = sorted(start for start, _ in checked)
    ends = sorted(end for _, end in checked)
    best: Busiest[T] | None = None
    ended = 0
    for started, start in enumerate(starts, start=1):
        while not start < ends[ended]:
            ended += 1
        if best is None or started - ended > best.most:
            best = Busiest(started - ended, start, ends[ended])
    return best


def timeline[T: Comparable](intervals: Iterable[tuple[T, T]]) -> list[tuple[T, int]]:
    """Return when the number of open intervals changes, and to what: (time, open from then on), in order.

    >>> timeline([(9, 11), (10, 12), (11, 13)])
    [(9, 1), (10, 2), (12, 1), (13, 0)]

    The sweep in full. At 11 one ends and one starts: no change, no entry. O(n log n). Raises as ``merge``.
    """
    checked = _checked(intervals)
    events = [(start, 1) for start, _ in checked] + [(end, -1) for _, end in checked]
    steps: list[tuple[T, int]] = []
    count = before = 0
    events.sort(key=lambda event: event[0])
    for place, (time, change) in enumerate(events):
        count += change
        last_of_its_time = place + 1 == len(events) or time < events[place + 1][0]
        if last_of_its_time and count != before:
            steps.append((time, count))
            before = count
    return steps


def free[T: Comparable](busy: Iterable[tuple[T, T]], start: T, end: T) -> list[tuple[T, T]]:
    """Return the free intervals between ``start`` and ``end``, in order: what no busy interval holds.

    >>> free([(10, 11), (8, 9), (10, 12)], 9, 18)
    [(9, 10), (12, 18)]

    O(n log n). Raises as ``merge``, for the frame as well.
    """
    _checked([(start, end)])
    gaps: list[tuple[T, T]] = []
    for busy_start, busy_end in merge(busy):
        if start < busy_start:
            gaps.append((start, busy_start if busy_start < end else end))
        if start < busy_end:
            start = busy_end
        if not start < end:
            return gaps
    return [*gaps, (start, end)]


def intersect[T: Comparable](one: Sequence[tuple[T, T]], two: Sequence[tuple[T, T]]) -> list[tuple[T, T]]:
    """Return what is in both of two merged lists, in order: two pointers, O(n + m), both left as they are.

    >>> intersect([(1, 5), (8, 10)], [(3, 9)])
    [(3, 5), (8, 9)]

    Each step leaves behind the interval that ends first: nothing further right can meet it. Raises as ``merge``; that
    the lists are merged is not checked.
    """
    _checked(one)
    _checked(two)
    common: list[tuple[T, T]] = []
    i = j = 0
    while i < len(one) and j < len(two):
        start = one[i][0] if two[j][0] < one[i][0] else two[j][0]
        end = one[i][1] if one[i][1] < two[j][1] else two[j][1]
        if start < end:
            common.append((start, end))
        if one[i][1] < two[j][1]:
            i += 1
        else:
            j += 1
    return common


def _checked[T: Comparable](intervals: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
    checked = list(intervals)
    for interval in checked:
        if not interval[0] < interval[1]:  # so written, it refuses NaN as well
            raise ValueError(f"start must be before end, not {interval}")
    return checked


def main() -> None:
    """Plan a day of meetings, and count the rooms that it needs."""
    ada = [(9, 10), (13, 14), (10, 12)]
    bob = [(16, 17), (9, 11), (13, 15)]
    print("Ada:", merge(ada), "- Bob:", merge(bob))
    free_ada, free_bob = free(ada, 9, 18), free(bob, 9, 18)
    print("Ada is free:", free_ada)
    print("Bob is free:", free_bob)
    print("Both are free:", intersect(free_ada, free_bob))
    print("Bob, with lunch from 11 to 13:", insert(merge(bob), (11, 13)))

    print("\nAll meetings:", sorted(ada + bob))
    print("Rooms needed:", busiest(ada + bob))
    print("Rooms in use:", timeline(ada + bob))
    try:
        merge([(14, 13)])
    except ValueError as error:
        print("Refused:", error)


if __name__ == "__main__":
    main()
