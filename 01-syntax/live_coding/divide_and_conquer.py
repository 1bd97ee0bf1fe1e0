"""Divide and conquer: halve the input, solve both halves, and do the work where they are joined.

Signal: the answer for a list follows from the answers for its two halves and something about the border; n² is too
slow and no hash helps; the data lies in sorted parts, or on several machines, from the start.
Template: the case of one item by hand; split in the middle; solve both; combine. Say first what a half has to
report: mostly more than its own answer (its sorted items, its best beginning and end).
Cost: combining in O(n) makes O(n log n) in all, combining in O(1) makes O(n); depth log2 n, 20 for a million, so
recursion is harmless here.
Not for: halves that need each other's inside (dynamic programming), or one pass that keeps a running answer, which
is shorter where it exists, as for the largest total below.
Asked: how many pairs are out of order? How do you merge 500 sorted log files? Why is the depth no danger here?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, chapters 2.3 and 4; Bentley, Programming
Pearls, column 8 (the largest total).
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol


class Comparable(Protocol):
    """Whatever has an order."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this comes before the other."""
        ...


def inversions[T: Comparable](items: Sequence[T]) -> int:
    """Return how many pairs are out of order: a later item that is less than an earlier one.

    Two users rank the same films; the number of pairs on which they disagree tells how far their tastes are apart.
    Given is one user's ranks in the order of the other. Up to 100,000 items: the pairs are 5 * 10^9, too many to look
    at; n log n will do. Equal items are in order. The items stay as they are.

    >>> inversions([3, 1, 2, 2])  # 3 before 1, 3 before 2 twice
    3
    """
    # Aloud: A pair lies in the left half, in the right half, or across. If both halves come back sorted, the pairs
    # across are counted while merging: whenever the right one is taken, all that is left on the left is greater.
    # So merge sort does the job, and a counter runs along.
    # Brute force: all pairs, O(n²) time, O(1) memory. Better: O(n log n) time, O(n) memory.
    # Follow-ups: only pairs at least twice as large (a second walk before each merge); items arrive one by one
    # (Fenwick tree over the ranks); why does swapping neighbours, as insertion sort does, need just this many swaps?
    return _sorted_and_counted(items)[1]


def _sorted_and_counted[T: Comparable](items: Sequence[T]) -> tuple[list[T], int]:
    if len(items) < 2:
        return list(items), 0
    middle = len(items) // 2
    left, left_count = _sorted_and_counted(items[:middle])
    right, right_count = _sorted_and_counted(items[middle:])
    merged, count, at = [], left_count + right_count, 0
    for item in right:
        while at < len(left) and not item < left[at]:
            merged.append(left[at])
            at += 1
        merged.append(item)
        count += len(left) - at
    return merged + left[at:], count


def inversions_brute_force[T: Comparable](items: Sequence[T]) -> int:
    """Return the same by looking at all pairs: O(n²) time, O(1) memory."""
    return sum(items[later] < items[earlier] for later in range(len(items)) for earlier in range(later))


def merged_lists[T: Comparable](lists: Sequence[Sequence[T]]) -> list[T]:
    """Return the items of k ascending lists as one ascending list.

    The logs of 500 servers, each in order, are to be read as one: k lists with n items in all, n up to 1,000,000.
    One look at each of k fronts for every item is 5 * 10^8 steps, too slow. Equal items keep the order of their lists.
    No list, or only empty ones, gives an empty list.

    >>> merged_lists([[1, 4, 7], [], [2, 4], [3]])
    [1, 2, 3, 4, 4, 7]
    """
    # Aloud: Merging two lists takes one pass. One after the other, the first list would be copied k times; in pairs,
    # as in a tournament, each item is copied once a round, and there are log2 k rounds.
    # Brute force: the least of k fronts each time, O(nk). Better: O(n log k) time, O(n) memory.
    # Follow-ups: streams that do not fit in memory (a heap of k fronts: heapq.merge); at work, `sorted` over all of
    # it: Timsort finds the ascending runs by itself and merges them in C.
    rounds = [list(each) for each in lists]
    while len(rounds) > 1:
        pairs = [_merged(rounds[at], rounds[at + 1]) for at in range(0, len(rounds) - 1, 2)]
        rounds = pairs + rounds[2 * len(pairs) :]
    return rounds[0] if rounds else []


def _merged[T: Comparable](left: list[T], right: list[T]) -> list[T]:
    merged, at = [], 0
    for item in right:
        while at < len(left) and not item < left[at]:
            merged.append(left[at])
            at += 1
        merged.append(item)
    return merged + left[at:]


def merged_lists_brute_force[T: Comparable](lists: Sequence[Sequence[T]]) -> list[T]:
    """Return the same by searching the least of all k fronts for every item: O(nk) time, O(n) memory."""
    merged: list[T] = []
    places = [0] * len(lists)
    for _ in range(sum(map(len, lists))):
        least = -1
        for number, items in enumerate(lists):
            if places[number] < len(items) and (least < 0 or items[places[number]] < lists[least][places[least]]):
                least = number
        merged.append(lists[least][places[least]])
        places[least] += 1
    return merged


class _Summary(NamedTuple):
    """What a stretch of numbers has to report, so that two neighbours can be joined without looking inside."""

    total: int
    beginning: int
    end: int
    best: int


def largest_total(changes: Sequence[int]) -> int:
    """Return the largest total of consecutive changes, of at least one.

    The load of a service changes by so much each minute: what is the steepest climb of any period? Up to 1,000,000
    changes, so n² is 10^12: too slow. When all are negative, the answer is the least bad single one.

    >>> largest_total([2, -5, 4, -1, 3, -9, 5])  # 4 - 1 + 3
    6

    Raises ValueError ``no changes: a period has at least one`` for none at all.
    """
    # Aloud: The best period lies left, lies right, or crosses the middle: then it is the best end of the left and the
    # best beginning of the right. If each half reports its total, best beginning, best end and best, joining is O(1).
    # Brute force: all starts, one running sum each, O(n²). Better: O(n) time, O(n) memory for the halves' reports.
    # Follow-ups: one pass (largest_total_in_one_pass, shorter and O(1) memory); changes that are corrected later
    # (these reports are what a segment tree keeps: O(log n) a correction); data spread over machines (send reports).
    if not changes:
        raise ValueError("no changes: a period has at least one")
    reports = [_Summary(change, change, change, change) for change in changes]
    while len(reports) > 1:
        pairs = [_joined(reports[at], reports[at + 1]) for at in range(0, len(reports) - 1, 2)]
        reports = pairs + reports[2 * len(pairs) :]
    return reports[0].best


def _joined(left: _Summary, right: _Summary) -> _Summary:
    return _Summary(
        left.total + right.total,
        max(left.beginning, left.total + right.beginning),
        max(right.end, right.total + left.end),
        max(left.best, right.best, left.end + right.beginning),
    )


def largest_total_in_one_pass(changes: Sequence[int]) -> int:
    """Return the same, and refuse the same, in one pass with O(1) memory."""
    # Aloud: A period that ends here either continues the best one that ended just before, or starts anew. It starts
    # anew when the one before is a loss. Kadane's algorithm: shorter, but it cannot be cut in parts.
    if not changes:
        raise ValueError("no changes: a period has at least one")
    best = ending_here = changes[0]
    for change in islice(changes, 1, None):  # changes[1:] would be a copy
        ending_here = change + max(ending_here, 0)
        best = max(best, ending_here)
    return best


def largest_total_brute_force(changes: Sequence[int]) -> int:
    """Return the same, and refuse the same, by a running sum from every start: O(n²) time, O(1) memory."""
    if not changes:
        raise ValueError("no changes: a period has at least one")
    best = changes[0]
    for start in range(len(changes)):
        total = 0
        for end in range(start, len(changes)):
            total += changes[end]
            best = max(best, total)
    return best


def main() -> None:
    """Compare two tastes, merge three logs, and find the steepest climb."""
    ranks = [1, 2, 4, 3, 5]
    print(f"Film ranks {ranks}: {inversions(ranks)} pair of 10 out of order")
    print(f"Film ranks {ranks[::-1]}: {inversions(ranks[::-1])} pairs, so all but one disagree")

    logs = [["09:00 a up", "09:07 a down"], ["09:01 b up"], ["09:01 c up", "09:05 c down"]]
    print("Three logs as one:")
    for line in merged_lists(logs):
        print(f"  {line}")

    load = [3, -4, 6, 2, -1, 5, -20, 9]
    print(f"Steepest climb of {load}: {largest_total(load)}, in one pass {largest_total_in_one_pass(load)}")


if __name__ == "__main__":
    main()
