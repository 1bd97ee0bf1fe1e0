"""Patterns over a sequence: four ways to turn O(n²) over all pairs or ranges into one pass.

Two pointers walk towards each other over sorted items, and each comparison rules out one of them for good. A sliding
window is two pointers in the same direction: the right one takes in, the left one gives back, and neither ever turns.
Fast and slow pointers find a cycle in a chain of links without remembering it. Prefix sums turn the sum of any range
into one subtraction. Each rests on something that must be true of the input: sorted, monotonic, deterministic, fixed.

Cost: each O(n) time, as every pointer moves at most n steps. Two pointers and fast and slow O(1) memory, a window
what it holds, prefix sums O(n); a range sum then O(1).
Use it for: rate limits and moving figures over a log, deduplication of sessions, range queries over fixed figures.
Not for: two pointers on unsorted items (a dict of what was seen); a window on a sum that falls as it grows (negative
numbers: prefix sums); prefix sums over figures that change (a Fenwick tree). ``itertools.accumulate`` makes the sums.
Asked: which property of the input allows this? Why is the nested loop linear? What do negative numbers break?
Source: Knuth, The Art of Computer Programming 2, section 3.1, exercise 6 (Floyd's cycle); Bentley, Programming Pearls.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple


class Cycle(NamedTuple):
    """How many links lead to a cycle, and how many it has."""

    tail: int
    length: int


def pair_with_sum(ascending: Sequence[int], target: int) -> tuple[int, int] | None:
    """Return the places (left < right) of two numbers that add up to the target, or None: two pointers.

    >>> pair_with_sum([1, 3, 4, 6, 9], 10)
    (0, 4)

    The numbers must ascend; equal ones may repeat. Of several pairs the outermost is returned. Too small a sum rules
    out the left number for every partner left, too large a sum the right one. O(n) time, O(1) memory.
    """
    left, right = 0, len(ascending) - 1
    while left < right:
        total = ascending[left] + ascending[right]
        if total == target:
            return left, right
        if total < target:
            left += 1
        else:
            right -= 1
    return None


def drop_repeats[T](items: list[T]) -> None:
    """Keep of each run of equal neighbours the first item, in place, as ``uniq`` does: a reader and a writer.

    >>> lines = ["up", "up", "down", "down", "up"]
    >>> drop_repeats(lines); lines
    ['up', 'down', 'up']

    The writer never overtakes the reader, so nothing unread is overwritten. O(n) time, O(1) memory; ``del`` in a loop
    would move the rest each time, O(n²).
    """
    write = 0
    for item in items:
        if write == 0 or items[write - 1] != item:
            items[write] = item
            write += 1
    del items[write:]


def longest_without_repeat[T: Hashable](items: Iterable[T]) -> range:
    """Return the places of the longest run in which no item comes twice, the first of equally long ones.

    >>> longest_without_repeat("abcabcbb"), longest_without_repeat("")
    (range(0, 3), range(0, 0))

    A window that ends at each item in turn: when the item stands in it already, it begins after that place. O(n) time,
    memory for each distinct item. What keeps it quick: runs are compared only when one ends. Raises TypeError for
    items that cannot be hashed.
    """
    last_place: dict[T, int] = {}
    start, place = 0, -1
    longest = range(0)
    for place, item in enumerate(items):
        if (before := last_place.get(item, -1)) >= start:
            if place - start > len(longest):
                longest = range(start, place)
            start = before + 1
        last_place[item] = place
    last_run = range(start, place + 1)
    return last_run if len(last_run) > len(longest) else longest


def shortest_reaching(numbers: Sequence[int], least: int) -> range | None:
    """Return the places of the shortest range whose sum is at least ``least``, the first of equals, or None.

    >>> shortest_reaching([2, 3, 1, 2, 4, 3], 7), shortest_reaching([1, 1], 3)
    (range(4, 6), None)

    The window grows until it reaches the sum, and then gives back what it can. That takes a sum that never falls as
    the window grows: raises ValueError ``numbers must be at least 0, not N``, and ``least must be above 0, not N``,
    which the empty range would reach. O(n) time, O(1) memory.
    """
    if least <= 0:
        raise ValueError(f"least must be above 0, not {least}")
    start = total = 0
    shortest: range | None = None
    for stop, number in enumerate(numbers, start=1):
        if number < 0:
            raise ValueError(f"numbers must be at least 0, not {number}")
        total += number
        while total >= least:
            if shortest is None or stop - start < len(shortest):
                shortest = range(start, stop)
            total -= numbers[start]
            start += 1
    return shortest


def find_cycle[Node](start: Node, following: Callable[[Node], Node | None]) -> Cycle | None:
    """Return the cycle that links lead into from ``start``, or None when they end, at None: fast and slow pointers.

    >>> find_cycle("a", {"a": "b", "b": "c", "c": "d", "d": "b"}.get)
    Cycle(tail=1, length=3)
    >>> find_cycle("a", {"a": "b"}.get) is None
    True

    The fast pointer takes two links a step and meets the slow one inside a cycle, if there is one. From the meeting
    place and from the start, steps of one link meet where the cycle begins. Nodes are compared with ``==``; the
    links must not change. At most 5 * (tail + length) links are followed, and no node is remembered: O(1) memory.
    """

    def step(node: Node | None) -> Node | None:
        return None if node is None else following(node)

    slow: Node | None = start
    fast: Node | None = start
    while True:
        slow, fast = step(slow), step(step(fast))
        if fast is None:
            return None
        if slow == fast:
            break

    tail = 0
    slow = start
    while slow != fast:
        slow, fast = step(slow), step(fast)
        tail += 1
    length = 1
    fast = step(slow)
    while slow != fast:
        fast = step(fast)
        length += 1
    return Cycle(tail, length)


class PrefixSums:
    """Sums of any range of fixed numbers: O(n) to make, O(1) a range.

    >>> sums = PrefixSums([5, -1, 4, 2])
    >>> sums.total(1, 3), sums.total(0, 4), sums.total(2, 2)
    (3, 10, 0)
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        self._before = list(accumulate(numbers, initial=0))

    def __len__(self) -> int:
        """How many numbers there are."""
        return len(self._before) - 1

    def total(self, start: int, stop: int) -> int:
        """Return the sum of the numbers from place ``start`` to before ``stop``, two subtracted prefixes.

        Raises IndexError ``no range 2 to 9 in 4 numbers`` unless 0 <= start <= stop <= len: a negative place would
        count from the end of the prefixes, and give a wrong sum without a word.
        """
        if not 0 <= start <= stop <= len(self):
            raise IndexError(f"no range {start} to {stop} in {len(self)} numbers")
        return self._before[stop] - self._before[start]


def count_ranges_with_sum(numbers: Iterable[int], target: int) -> int:
    """Return how many ranges, not empty, add up to the target; numbers may be negative. Prefix sums and a dict.

    >>> count_ranges_with_sum([1, -1, 1, 2], 2), count_ranges_with_sum([0, 0], 0)
    (2, 3)

    A range has the sum when two prefixes differ by it: for each prefix, count the earlier ones that do. O(n) time and
    memory.
    """
    seen = {0: 1}  # the empty prefix, for ranges that begin at the first number
    prefix = ranges = 0
    for number in numbers:
        prefix += number
        ranges += seen.get(prefix - target, 0)
        seen[prefix] = seen.get(prefix, 0) + 1
    return ranges


def main() -> None:
    """Print what each pattern finds in figures that a service collects."""
    prices = [3, 8, 12, 15, 21, 30]
    print(f"Two of {prices} for 27 together:", pair_with_sum(prices, 27))
    states = ["up", "up", "down", "down", "down", "up"]
    drop_repeats(states)
    print("Changes of state:", states)

    pages = ["home", "cart", "home", "search", "item", "cart", "pay", "home"]
    run = longest_without_repeat(pages)
    print("Longest visit without a page twice:", pages[run.start : run.stop])
    requests = [2, 0, 3, 9, 1, 4, 12, 0, 1]
    print("Shortest time with 15 requests:", shortest_reaching(requests, 15))

    redirects = {"/": "/home", "/home": "/login", "/login": "/sso", "/sso": "/home"}
    print("Redirects from /:", find_cycle("/", redirects.get))
    sums = PrefixSums(requests)
    print("Requests in the seconds 3 to 6:", sums.total(3, 7))
    balance = [5, -2, -3, 4, 1, -5]
    print("Periods that left a balance as it was:", count_ranges_with_sum(balance, 0))


if __name__ == "__main__":
    main()
