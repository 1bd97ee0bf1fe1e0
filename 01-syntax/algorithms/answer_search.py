"""Binary search on the answer: guess the result, and check the guess.

Some problems are hard to solve and easy to check: the smallest capacity with which all is done in time, the largest
distance that can be kept. If every answer above one that works works too, the answers are a row of False followed by a
row of True, and binary search finds the border without ever listing them. What must be found is the check, mostly a
greedy pass, and that it is monotonic; bounds that surely contain the border are as easy as "too little" and "enough".

Cost: log2(range of answers) checks; with a pass over n items as the check, O(n log(range)) time and O(1) memory.
Use it for: "smallest ... such that", "largest minimum", "least maximum"; finding the commit or the data that broke
something (``git bisect``); how many workers, how small a batch.
Not for: a check that is not monotonic: the search then ends at some border, and says nothing about others. For a place
in a sorted list use ``bisect``, which takes a ``key`` too.
Asked: smallest capacity to ship all in d days; split a list so that the largest sum is least. What is monotonic here?
Source: Knuth, The Art of Computer Programming 3, section 6.2.1; Megiddo (1979), Combinatorial optimization with
rational objective functions.
"""

from collections.abc import Callable, Sequence


def first_true(low: int, high: int, works: Callable[[int], bool]) -> int:
    """Return the smallest number from ``low`` to ``high`` that works, where all above one that works do too.

    >>> first_true(0, 100, lambda number: number * number >= 50)
    8

    ``high`` itself is taken to work and is never tried: it comes back when nothing below it works. At most
    log2(high - low) + 1 calls. Raises ValueError ``low must not be above high, not 5 and 3``.
    """
    if low > high:
        raise ValueError(f"low must not be above high, not {low} and {high}")
    while low < high:
        middle = (low + high) // 2  # below high, as the division rounds down
        if works(middle):
            high = middle
        else:
            low = middle + 1
    return low


def days_needed(weights: Sequence[int], capacity: int) -> int:
    """Return in how many days a truck of this capacity delivers all loads in their order. One greedy pass, O(n).

    >>> days_needed([3, 2, 2, 4, 1], 6)
    3

    Loads are taken until the next does not fit; nothing needs no day. Raises ValueError ``load of 7 is above the
    capacity of 6`` and ``load must be above 0, not N``.
    """
    days, room = 0, 0
    for weight in weights:
        if weight <= 0:
            raise ValueError(f"load must be above 0, not {weight}")
        if weight > capacity:
            raise ValueError(f"load of {weight} is above the capacity of {capacity}")
        if weight > room:
            days, room = days + 1, capacity
        room -= weight
    return days


def smallest_capacity(weights: Sequence[int], days: int) -> int:
    """Return the smallest capacity with which all loads, in their order, are delivered within ``days``; 0 for none.

    >>> smallest_capacity([3, 2, 2, 4, 1], 3), smallest_capacity([3, 2, 2, 4, 1], 2)
    (5, 7)

    The same as: cut the list into that many parts so that the largest sum is least. Too little is less than the
    largest load, enough is all at once. O(n log(sum)). Raises ValueError ``days must be at least 1, not N`` and ``load
    must be above 0, not N``.
    """
    if days < 1:
        raise ValueError(f"days must be at least 1, not {days}")
    enough = sum(weights)
    days_needed(weights, max(weights, default=0))  # checks the loads
    return first_true(max(weights, default=0), enough, lambda capacity: days_needed(weights, capacity) <= days)


def widest_spacing(places: Sequence[int], count: int) -> int:
    """Return the largest distance that ``count`` of the places can keep from one another.

    >>> widest_spacing([1, 2, 8, 4, 9], 3)
    3

    The check is greedy: take the first place, then always the next that is far enough away. "Works" falls with the
    distance here, so the first that fails is searched, and the answer is one below. Places may come in any order and
    repeat. O(n log n + n log(range)). Raises ValueError ``count must be 2 to 5, not N``, where 5 is the number of
    places, and ``expected at least 2 places, not N``.
    """
    if len(places) < 2:
        raise ValueError(f"expected at least 2 places, not {len(places)}")
    if not 2 <= count <= len(places):
        raise ValueError(f"count must be 2 to {len(places)}, not {count}")
    ascending = sorted(places)

    def too_wide(distance: int) -> bool:
        taken, last = 1, ascending[0]
        for place in ascending:
            if place - last >= distance:
                taken, last = taken + 1, place
        return taken < count

    return first_true(1, ascending[-1] - ascending[0] + 1, too_wide) - 1


def main() -> None:
    """Find a broken build, a capacity and a spacing, and count the guesses."""
    broken_since = 73_219
    tried: list[int] = []

    def is_broken(build: int) -> bool:
        tried.append(build)
        return build >= broken_since

    print("First broken build of 100,000:", first_true(0, 100_000, is_broken), "after", len(tried), "tries")
    print("The first of them:", tried[:6])

    loads = [3, 2, 2, 4, 1, 4, 6, 1, 2]
    print("\nLoads:", loads)
    for days in (1, 3, 5, 9):
        capacity = smallest_capacity(loads, days)
        print(f"  within {days} days: capacity {capacity}, needs {days_needed(loads, capacity)}")

    racks = [1, 2, 4, 8, 9, 15, 16]
    print("\nReplicas in", racks)
    for count in (2, 3, 4):
        print(f"  {count} replicas can keep {widest_spacing(racks, count)} apart")


if __name__ == "__main__":
    main()
