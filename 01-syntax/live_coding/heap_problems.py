"""Heaps: the smallest of what is waiting, at once, while more keeps coming.

Signal: "the k largest", "the top ten", "the next due", "merge k sorted"; one always needs an extreme of a
set that changes, and never its full order.
Template: put on the heap what can be next, with the key first and a number second that breaks ties, so that the items
themselves are never compared. For the k largest keep the k best, the worst of them on top, ready to be thrown out. For
a middle keep two heaps that meet there. For the largest on top store negated keys: ``heapq`` is smallest first.

Cost: push and pop O(log n), a look at the smallest O(1), making one of n items O(n).
Use it for: timers, schedulers, top lists of a stream, merging sorted files that do not fit in memory.
Not for: removing something from the middle (mark it as gone and skip it later), order statistics of fixed data (sort
once), the single largest (``max``), searching (a heap is hardly sorted).
Asked: k-th largest, merge k lists, the k most frequent. Why a heap of k and not of n?
Source: the documentation of ``heapq``, its notes on priority queues; Knuth, The Art of Computer Programming 3, sections
5.2.3 and 5.4.1.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush, heappushpop, heapreplace
from itertools import count, islice
from typing import Any, Protocol


class Comparable(Protocol):
    """What ``<`` can order."""

    def __lt__(self, other: Any, /) -> bool: ...


def kth_largest[T: Comparable](items: Iterable[T], k: int) -> T:
    """Return the k-th largest item, repeats included: of 5, 5 and 4 the second largest is 5.

    ``items`` may be a stream of a hundred million, read once, that does not fit in memory; k is up to 1,000.

    >>> kth_largest([3, 2, 1, 5, 6, 4], 2), kth_largest(iter([5, 4, 5]), 2)
    (5, 5)

    Raises ValueError ``k must be at least 1, not 0``, before anything is read, and ``only 2 items, not 3``.
    """
    # Aloud: I keep the k largest so far in a heap with the smallest of them on top. A new item has to beat that one;
    # mostly it does not, and costs one comparison. At the end the top is the answer. Not negated, and that surprises:
    # for the largest ones I need the smallest on top, as that is what goes.
    # Brute force: k times find the largest and take it out, O(n k) time, O(n) memory. Better: O(n log k) time, O(k).
    # Follow-ups: data in memory (quickselect, O(n) on average); the k largest in order (sort the heap); by a key
    # (tuples); ask after every item (keep the heap: its top is the answer).
    _check_k(k, 1)
    largest: list[T] = []
    for item in items:
        if len(largest) < k:
            heappush(largest, item)
        elif largest[0] < item:
            heapreplace(largest, item)
    if len(largest) < k:
        raise ValueError(f"only {len(largest)} items, not {k}")
    return largest[0]


def kth_largest_brute_force[T: Comparable](items: Iterable[T], k: int) -> T:
    """The same, and the same refusals, by taking out the largest k times: O(n k) time, O(n) memory."""
    _check_k(k, 1)
    left = list(items)
    if len(left) < k:
        raise ValueError(f"only {len(left)} items, not {k}")
    for _ in range(k - 1):
        left.remove(max(left))
    return max(left)


def _check_k(k: int, least: int) -> None:
    if k < least:
        raise ValueError(f"k must be at least {least}, not {k}")


def merged_streams[T: Comparable](streams: Iterable[Iterable[T]]) -> Iterator[T]:
    """Yield the items of all sorted streams in sorted order, and of equal ones the earlier stream's first.

    The streams may be endless, and are read lazily: before an item is asked for, nothing is read; after that at most
    one item of each stream has been read and not yet been yielded. Up to 1,000 streams; that each is sorted is
    promised, not checked. Empty streams do no harm.

    >>> list(merged_streams([[1, 4, 7], [2, 4], [], [3]]))
    [1, 2, 3, 4, 4, 7]
    """
    # Aloud: Only the heads of the streams can be next, so they go on a heap, each with its stream's number. The number
    # breaks ties, earlier stream first, and keeps the iterators from being compared. I yield the top and put the next
    # of the same stream in its place: one heapreplace, not a pop and a push. The next is read after the yield.
    # Brute force: look at all k heads for each item, O(n k) time. Better: O(n log k) time, O(k) memory.
    # Follow-ups: sorted files larger than memory (this is the second half of an external sort); drop repeats (compare
    # with the last one yielded); the library has it (heapq.merge, with key and reverse).
    heads: list[tuple[T, int, Iterator[T]]] = []
    for number, stream in enumerate(streams):
        iterator = iter(stream)
        for item in iterator:
            heads.append((item, number, iterator))
            break
    heapify(heads)
    while heads:
        item, number, iterator = heads[0]
        yield item
        for following in iterator:
            heapreplace(heads, (following, number, iterator))
            break
        else:
            heappop(heads)


def merged_streams_brute_force[T: Comparable](streams: Iterable[Iterable[T]]) -> Iterator[T]:
    """The same, as lazily, by looking at all heads for each item: O(n k) time, O(k) memory."""
    iterators = [iter(stream) for stream in streams]
    heads = [list(islice(iterator, 1)) for iterator in iterators]
    while any(heads):
        first = min((number for number, head in enumerate(heads) if head), key=lambda number: heads[number][0])
        yield heads[first][0]
        heads[first] = list(islice(iterators[first], 1))


def most_frequent[T: Hashable](items: Sequence[T], k: int) -> list[T]:
    """Return the k most frequent items, the most frequent first, of equally frequent ones the one that came first.

    All different items if there are fewer than k. Items can be hashed, but need no order. Up to ten million items, most
    of them different, and k up to 100.

    >>> most_frequent(["GET", "PUT", "GET", "POST", "PUT", "HEAD"], 3)
    ['GET', 'PUT', 'POST']

    Raises ValueError ``k must be at least 0, not -1``.
    """
    # Aloud: Counting is one walk with a dict. Then I do not sort millions of counts for a hundred winners, but keep
    # the k best in a heap, the worst on top. The key is the count, then the negated place, as the earlier one is to
    # win; places differ, so two items are never compared.
    # Brute force: count each by a walk, and sort, O(n²) time. Better: O(n + d log k) time for d different, O(d) memory.
    # Follow-ups: Counter.most_common (the same idea, equal ones in order of insertion); counts are at most n (buckets,
    # O(n)); a stream without end (space-saving or count-min sketch: nearly right in fixed memory).
    _check_k(k, 0)
    best: list[tuple[int, int, T]] = []
    for place, (item, times) in enumerate(Counter(items).items()):
        entry = (times, -place, item)
        if len(best) < k:
            heappush(best, entry)
        elif best:
            heappushpop(best, entry)
    return [item for _, _, item in sorted(best, key=lambda entry: entry[:2], reverse=True)]


def most_frequent_brute_force[T: Hashable](items: Sequence[T], k: int) -> list[T]:
    """The same, and the same refusals, by counting each item in the sequence, and sorting: O(n²) time."""
    _check_k(k, 0)
    return sorted(dict.fromkeys(items), key=items.count, reverse=True)[:k]


def main() -> None:
    """Read a stream of latencies, merge logs and an endless clock, and make a top list."""
    latencies = [30, 10, 90, 20, 20, 400]
    for k in (1, 2, 5):
        print(f"Number {k} from the slowest:", kth_largest(latencies, k))

    logs = [["08:01 login", "08:07 logout"], [], ["08:03 error", "08:07 restart"]]
    print("Merged:", list(merged_streams(logs)))
    print("Threes and fives, both endless:", list(islice(merged_streams([count(3, 3), count(5, 5)]), 9)))
    print("Most frequent:", most_frequent(["GET", "PUT", "GET", "POST", "PUT", "GET"], 2))


if __name__ == "__main__":
    main()
