"""Binary search: ask a yes-or-no question whose answer changes once, and halve what is left.

Signal: sorted input; "the first that", "the smallest such that"; a test that is dear; an answer that is a number, and
easier to check than to find (then search among the answers).
Template: find a question that is no, no, ..., yes, yes. Keep low and high so that the first yes is always in low to
high. Ask in the middle: yes, then high = middle; no, then low = middle + 1. When they meet, that is the answer, or the
end if there is none. One template does for all; the early return on equality makes a second one with traps of its own.

Cost: O(log n) questions, O(1) memory.
Use it for: git bisect, feature roll-outs, capacity planning, log files sorted by time.
Not for: unsorted data asked once (a walk is O(n), a sort is more), exact look-ups (a dict), linked lists (no index).
At work: ``bisect.bisect_left`` with ``key``, also over a ``range`` of answers.
Asked: rotated array, smallest capacity, first bad version. Then: why does your loop end?
Source: Bentley, Programming Pearls, columns 4 and 5; Knuth, The Art of Computer Programming 3, section 6.2.1.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Comparable(Protocol):
    """What has an order."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this comes before the other."""
        ...


def index_of[T: Comparable](items: Sequence[T], value: T) -> int:
    """Return the first place of a value in a sequence that is sorted in ascending order.

    Up to 10^18 items, as in a ``range``; at most ⌈log2(n + 1)⌉ + 1 items are looked at.

    >>> index_of([1, 3, 3, 7], 3), index_of(range(0, 10**18, 2), 10**17)
    (1, 50000000000000000)

    Raises ValueError ``8 is not in the sequence``, as ``list.index``.
    """
    # Aloud: The question is "is the item here no longer smaller than the value?": no for a while, then yes to the end.
    # The first yes is where the value stands if it is there at all, so I look once more at the end; it may also lie
    # behind the last item. high begins at n, not n - 1, for that case. Each step makes the stretch smaller, as the
    # middle is never high, so the loop ends.
    # Brute force: compare from the front, O(n) time. Better: O(log n) time, O(1) memory.
    # Follow-ups: the last place (first that is larger, minus 1); how many (last minus first); where to insert; in a
    # language with short ints low + high overflows, so low + (high - low) // 2.
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < value:
            low = middle + 1
        else:
            high = middle
    if low == len(items) or items[low] != value:
        raise ValueError(f"{value!r} is not in the sequence")
    return low


def index_of_brute_force[T: Comparable](items: Sequence[T], value: T) -> int:
    """The same by comparing from the front: O(n) time, O(1) memory."""
    for place, item in enumerate(items):
        if item == value:
            return place
    raise ValueError(f"{value!r} is not in the sequence")


def first_failing_build(count: int, fails: Callable[[int], bool]) -> int | None:
    """Return the number of the first build that fails, or None if all pass.

    Builds are numbered from 1 to ``count``, up to 10^9; once one fails, all later ones do. A run takes minutes: call
    ``fails`` at most ⌈log2(count + 1)⌉ times, and only with numbers from 1 to ``count``.

    >>> first_failing_build(100, lambda build: build >= 42), first_failing_build(3, lambda build: False)
    (42, None)

    Raises ValueError ``count must not be negative, not -1``; no builds all pass.
    """
    # Aloud: This is git bisect: no, no, yes, yes by promise. With n builds there are n + 1 possible answers, "none"
    # among them, so I let high stand one behind the last build and never ask there. A build that fails may be the
    # first, so it stays in; one that passes cannot be.
    # Brute force: one build after the other, O(n) runs. Better: O(log n) runs.
    # Follow-ups: runs that fail by chance (repeat each, or the search goes astray once and for all); two machines
    # (thirds: log3); builds that cannot be tested (git bisect skip); no last build known (double the step first).
    if count < 0:
        raise ValueError(f"count must not be negative, not {count}")
    low, high = 1, count + 1
    while low < high:
        middle = (low + high) // 2
        if fails(middle):
            high = middle
        else:
            low = middle + 1
    return low if low <= count else None


def first_failing_build_brute_force(count: int, fails: Callable[[int], bool]) -> int | None:
    """The same by running one build after the other: O(n) runs."""
    if count < 0:
        raise ValueError(f"count must not be negative, not {count}")
    return next((build for build in range(1, count + 1) if fails(build)), None)


def index_in_rotated(numbers: Sequence[int], value: int) -> int | None:
    """Return the place of a value in a sorted list that was cut at one place and put together the other way, or None.

    All numbers differ; the cut may be anywhere, also nowhere. Up to a million numbers, and O(n) is not good enough.

    >>> index_in_rotated([6, 8, 9, 1, 4], 1), index_in_rotated([6, 8, 9, 1, 4], 7), index_in_rotated([], 7)
    (3, None, None)
    """
    # Aloud: Cut in the middle: at least one of the halves has no jump in it, and I see which by its ends. In that half
    # I can tell from its ends whether the value lies there; if not, it can only be in the other. I say "at least one
    # half is sorted" before I write, as all comparisons follow from it: each is about the two ends of the sorted half.
    # Brute force: compare from the front, O(n) time. Better: O(log n) time, O(1) memory.
    # Follow-ups: only where the cut is (the first number not larger than the last one: the usual template); repeats
    # (1 0 1 1 1: the ends tell nothing, O(n) in the worst case).
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] == value:
            return middle
        if numbers[low] <= numbers[middle]:
            in_left = numbers[low] <= value < numbers[middle]
        else:
            in_left = not numbers[middle] < value <= numbers[high - 1]
        if in_left:
            high = middle
        else:
            low = middle + 1
    return None


def index_in_rotated_brute_force(numbers: Sequence[int], value: int) -> int | None:
    """The same by comparing from the front: O(n) time, O(1) memory."""
    return next((place for place, number in enumerate(numbers) if number == value), None)


def smallest_capacity(weights: Sequence[int], days: int) -> int:
    """Return the smallest daily capacity that ships all parcels within ``days``.

    Parcels leave in the order given, none is divided, and a day takes as many as weigh no more than the capacity. 0 for
    no parcels. Up to 50,000 parcels of up to 10^6 each.

    >>> smallest_capacity([1, 2, 3, 4, 5], 3), smallest_capacity([7, 2, 5], 1), smallest_capacity([3], 9)
    (6, 14, 3)

    Raises ValueError ``days must be at least 1, not 0`` or ``weights must not be negative, not -1``.
    """
    # Aloud: To find the capacity is hard, to check one is a walk: fill each day as far as it goes. And if a capacity
    # does, every larger one does: no, no, yes, yes. So I search among capacities, from the heaviest parcel, which must
    # fit, to the sum, with which one day does.
    # Brute force: try each from the heaviest on, O(n * sum) time. Better: O(n log sum) time, O(1) memory.
    # Follow-ups: parcels in any order (bin packing: no fast way is known); the slowest speed that is done in time, the
    # largest smallest distance (the same search); capacities that are not whole (stop when close enough).
    if days < 1:
        raise ValueError(f"days must be at least 1, not {days}")
    for weight in weights:
        if weight < 0:
            raise ValueError(f"weights must not be negative, not {weight}")
    low, high = max(weights, default=0), sum(weights)
    while low < high:
        middle = (low + high) // 2
        if _days_needed(weights, middle) <= days:
            high = middle
        else:
            low = middle + 1
    return low


def _days_needed(weights: Sequence[int], capacity: int) -> int:
    days, load = 1, 0
    for weight in weights:
        if load + weight > capacity:
            days, load = days + 1, 0
        load += weight
    return days


def smallest_capacity_brute_force(weights: Sequence[int], days: int) -> int:
    """The same by trying each capacity from the heaviest parcel on: O(n * sum) time, O(1) memory."""
    if days < 1:
        raise ValueError(f"days must be at least 1, not {days}")
    for weight in weights:
        if weight < 0:
            raise ValueError(f"weights must not be negative, not {weight}")
    capacity = max(weights, default=0)
    while _days_needed(weights, capacity) > days:
        capacity += 1
    return capacity


def integer_root(number: int) -> int:
    """Return the largest whole number whose square is at most ``number``; numbers up to 10^100, without floats.

    >>> integer_root(26), integer_root(0), integer_root(10**40) == 10**20
    (5, 0, True)

    Raises ValueError ``number must not be negative, not -1``.
    """
    # Aloud: Squares grow, so "is the square too large?" is no, no, yes, yes; I look for the first yes and go one back.
    # A float would be wrong beyond 2**53, and that is what the question is about. For the upper end I take a power of
    # two that is surely too large: half the bits of the number, rounded up.
    # Brute force: count up, O(√n) steps. Better: O(log n) steps.
    # Follow-ups: Newton's method (twice the right digits each step: math.isqrt does that); a root with k decimals
    # (search 10^2k times the number); the cube root.
    if number < 0:
        raise ValueError(f"number must not be negative, not {number}")
    low, high = 0, 1 << (number.bit_length() + 1) // 2
    while low < high:
        middle = (low + high) // 2
        if middle * middle > number:
            high = middle
        else:
            low = middle + 1
    return low - 1


def integer_root_brute_force(number: int) -> int:
    """The same by counting up: O(√n) steps."""
    if number < 0:
        raise ValueError(f"number must not be negative, not {number}")
    root = 0
    while (root + 1) * (root + 1) <= number:
        root += 1
    return root


def main() -> None:
    """Search in lists, among builds, and among answers."""
    print("10**17 among the even numbers stands at", index_of(range(0, 10**18, 2), 10**17))
    asked: list[int] = []

    def fails(build: int) -> bool:
        asked.append(build)
        return build >= 618

    print("First failing build:", first_failing_build(1_000, fails), "- builds run:", asked)
    print("1 in [6, 8, 9, 1, 4] stands at", index_in_rotated([6, 8, 9, 1, 4], 1))
    for days in (1, 2, 3):
        print(f"Capacity to ship 1 to 10 in {days} days:", smallest_capacity(range(1, 11), days))
    print("Root of 10**30 + 1:", integer_root(10**30 + 1))


if __name__ == "__main__":
    main()
