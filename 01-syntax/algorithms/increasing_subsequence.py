"""Longest increasing subsequence: the most items that ascend, in the order in which they stand, gaps allowed.

The table asks for each item: which of those before me ends the longest chain that I can continue? The better way keeps
one number for each length: the smallest item that ends a chain of that length. These ends ascend, so an item finds by
binary search the longest chain whose end is below it, and becomes the end of the next length.
In a backend: the fewest updates when a list is reordered (what is in the subsequence may stay), versions that follow
one another, boxes that fit into boxes (sort by one side, then this on the other).

Cost: the table O(n²) comparisons; by binary search at most n * (log2(n) + 1); both O(n) memory for the answer itself.
Use it for: the largest part of a sequence that is in order already.
Not for: a run without gaps (one pass does it), or the longest common subsequence (sequence_alignment.py).
Asked: O(n²) first, then O(n log n). Why is the list of ends not itself an answer? What changes when equals are allowed?
Source: Fredman (1975), On computing the length of longest increasing subsequences; Cormen et al., exercise 14.4-6.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Comparable(Protocol):
    """Anything that ``sorted`` can put in order."""

    def __lt__(self, other: Any, /) -> bool: ...


def longest_increasing_table[T](
    items: Sequence[T], *, key: Callable[[T], Comparable] | None = None, strict: bool = True
) -> list[T]:
    """Return a longest increasing subsequence by a table: for each item the longest chain that ends with it. O(n²).

    >>> longest_increasing_table([3, 1, 2, 2, 5])
    [1, 2, 5]

    ``key``, ``strict`` and errors as for ``longest_increasing``. Each pair of items is compared once.
    """
    keys = _keys(items, key)
    lengths: list[int] = []
    before: list[int] = []  # the place of the previous item of the chain, or -1
    for place, end in enumerate(keys):
        length, previous = 0, -1
        for other in range(place):
            continues = keys[other] < end if strict else not end < keys[other]
            if continues and lengths[other] > length:
                length, previous = lengths[other], other
        lengths.append(length + 1)
        before.append(previous)
    if not lengths:
        return []
    return _chain(items, before, lengths.index(max(lengths)))


def longest_increasing[T](
    items: Sequence[T], *, key: Callable[[T], Comparable] | None = None, strict: bool = True
) -> list[T]:
    """Return a longest increasing subsequence, each item above the one before; one of the longest, if several are.

    >>> longest_increasing([3, 1, 2, 2, 5])
    [1, 2, 5]
    >>> longest_increasing([3, 1, 2, 2, 5], strict=False)
    [1, 2, 2, 5]

    With ``strict=False`` equal items may follow one another. ``key`` as for ``sorted``, called once an item.
    At most n * (log2(n) + 1) comparisons, by ``<`` alone. Raises TypeError for items that cannot be compared; the
    items are left as they are. NaN has no place in an order: with it the result is undefined, as that of ``sorted``.
    """
    keys = _keys(items, key)
    find = bisect_left if strict else bisect_right
    ends: list[Comparable] = []  # ends[k]: the smallest key that ends a chain of k + 1 items so far
    places: list[int] = []  # where it stands
    before: list[int] = []
    for place, end in enumerate(keys):
        length = find(ends, end)
        before.append(places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(end)
            places.append(place)
        else:
            ends[length] = end
            places[length] = place
    if not places:
        return []
    return _chain(items, before, places[-1])


def moves_to_sort[T: Comparable](items: Sequence[T]) -> list[T]:
    """Return the fewest items that must be taken out and put elsewhere so that all are ascending, in their order.

    >>> moves_to_sort([1, 5, 2, 3, 4])
    [5]

    What stays is a longest subsequence that never descends: a drag-and-drop list needs that few updates. O(n log n).
    """
    staying = longest_increasing(range(len(items)), key=lambda place: items[place], strict=False)
    stays = set(staying)
    return [item for place, item in enumerate(items) if place not in stays]


def nested_boxes(boxes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most boxes (width, height) that fit into one another, the smallest first; none is turned. O(n log n).

    >>> nested_boxes([(5, 4), (6, 4), (6, 7), (2, 3)])
    [(2, 3), (5, 4), (6, 7)]

    A box fits if both sides are smaller. Sorted by width, only the heights are left to ascend; among equal widths the
    higher comes first, so that two of them never follow one another.
    """
    by_width = sorted(boxes, key=lambda box: (box[0], -box[1]))
    return longest_increasing(by_width, key=lambda box: box[1])


def _keys[T](items: Sequence[T], key: Callable[[T], Comparable] | None) -> list[Any]:
    return list(items) if key is None else [key(item) for item in items]


def _chain[T](items: Sequence[T], before: list[int], place: int) -> list[T]:
    """Return the items from ``place`` backwards along ``before``, in their order."""
    chain: list[T] = []
    while place >= 0:
        chain.append(items[place])
        place = before[place]
    return chain[::-1]


def main() -> None:
    """Print the longest ascending part of a few sequences, and what it is good for."""
    prices = [31, 44, 12, 55, 18, 20, 60, 22, 71, 25]
    print("Prices:", prices)
    print("A longest rise, by table:", longest_increasing_table(prices))
    print("A longest rise, by search:", longest_increasing(prices))

    versions = ["1.9", "1.2", "1.10", "1.4", "1.11", "1.3"]
    as_numbers = longest_increasing(versions, key=lambda version: tuple(map(int, version.split("."))))
    print("Versions as texts:", longest_increasing(versions), "- as numbers:", as_numbers)

    tasks = ["a", "f", "b", "c", "g", "d", "e"]
    print("Sorting", tasks, "by hand moves", moves_to_sort(tasks))
    print("Boxes in boxes:", nested_boxes([(5, 4), (6, 4), (6, 7), (2, 3), (7, 5)]))
    print("Kept of 100,000 in order:", len(longest_increasing(range(100_000))))


if __name__ == "__main__":
    main()
