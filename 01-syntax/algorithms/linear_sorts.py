"""Counting, radix and bucket sort: faster than n log n, because they never compare two items.

A sort that only compares must tell n! orders apart, and each comparison halves them at best: log2(n!), about
n log2 n, is a limit that none can pass. These three look into the key instead. Counting sort makes a place for every
possible key. Radix sort does so digit by digit, the last digit first, and is right only because each pass is stable.
Bucket sort guesses an item's place from its value, which is right on average when the values are spread evenly.

All three work in place like ``list.sort``, are stable, take ``key=`` and ``reverse=``, and change nothing when a key is
refused.

Cost: counting O(n + k) time and memory for keys that span k values; radix O(n · b) time for keys of b bytes, O(n)
memory; bucket O(n) on average for evenly spread keys, O(n log n) when they crowd, O(n) memory.
Use it for: ages, status codes, days (counting); many integers of few bytes in a language near the machine (radix).
Not for: Python in general: ``list.sort`` in C overtakes all of them. Nor keys that do not turn into numbers.
Asked: why can no comparison sort beat n log n? How do you sort a million ages? Why must radix sort be stable?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, chapter 8.
"""

import math
from collections.abc import Callable, MutableSequence
from operator import index, itemgetter
from typing import Any, SupportsIndex, overload

WIDEST = 10_000_000  # keys that counting sort makes places for, 8 bytes each


@overload
def counting_sort(items: MutableSequence[int], /, *, reverse: bool = False) -> None: ...
@overload
def counting_sort[T](
    items: MutableSequence[T], /, *, key: Callable[[T], SupportsIndex], reverse: bool = False
) -> None: ...
def counting_sort[T](
    items: MutableSequence[T], /, *, key: Callable[[T], SupportsIndex] | None = None, reverse: bool = False
) -> None:
    """Sort by keys that are integers close together, in place and stable.

    >>> answers = [("GET", 404), ("POST", 200), ("PUT", 404), ("DELETE", 200)]
    >>> counting_sort(answers, key=lambda answer: answer[1]); answers
    [('POST', 200), ('DELETE', 200), ('GET', 404), ('PUT', 404)]

    Raises TypeError ``'float' object cannot be interpreted as an integer``, as ``range`` does, for a key that is no
    integer, and ValueError ``keys span 10000001 values, at most 10000000 can be counted`` beyond ``WIDEST``: one large
    key among small ones would take all memory. The list is unchanged then.
    """
    keys = [index(each) for each in _keys(items, key)]
    if not keys:
        return
    low, high = min(keys), max(keys)
    if high - low >= WIDEST:
        raise ValueError(f"keys span {high - low + 1} values, at most {WIDEST} can be counted")
    ranks = [high - each if reverse else each - low for each in keys]
    ends = [0] * (high - low + 1)
    for rank in ranks:
        ends[rank] += 1
    before = 0
    for rank, count in enumerate(ends):  # from how many of a key to where the first of them goes
        ends[rank] = before
        before += count
    ranked = list(items)
    for rank, item in zip(ranks, items, strict=True):
        ranked[ends[rank]] = item
        ends[rank] += 1
    items[:] = ranked


@overload
def radix_sort(items: MutableSequence[int], /, *, reverse: bool = False) -> None: ...
@overload
def radix_sort[T](
    items: MutableSequence[T], /, *, key: Callable[[T], SupportsIndex], reverse: bool = False
) -> None: ...
def radix_sort[T](
    items: MutableSequence[T], /, *, key: Callable[[T], SupportsIndex] | None = None, reverse: bool = False
) -> None:
    """Sort by integer keys of any size, negative ones too, in place and stable: byte by byte from the last.

    >>> numbers = [300, -7, 2**70, 44]
    >>> radix_sort(numbers); numbers
    [-7, 44, 300, 1180591620717411303424]

    As many passes as the difference of the largest and the smallest key has bytes. Raises TypeError ``'float' object
    cannot be interpreted as an integer`` for a key that is no integer; the list is unchanged then.
    """
    keys = [index(each) for each in _keys(items, key)]
    if not keys:
        return
    low, high = min(keys), max(keys)
    # Counted from the smallest, or down from the largest, no key is negative: a sign would sort as the highest digit.
    rows = [(high - each if reverse else each - low, item) for each, item in zip(keys, items, strict=True)]
    for shift in range(0, (high - low).bit_length(), 8):
        buckets: list[list[tuple[int, T]]] = [[] for _ in range(256)]
        for row in rows:
            buckets[row[0] >> shift & 255].append(row)
        rows = [row for bucket in buckets for row in bucket]
    items[:] = [item for _, item in rows]


def _keys[T](items: MutableSequence[T], key: Callable[[T], Any] | None) -> list[Any]:
    """Return the key of each item, which without a function is the item itself."""
    return list(items) if key is None else [key(item) for item in items]


@overload
def bucket_sort(items: MutableSequence[float], /, *, reverse: bool = False) -> None: ...
@overload
def bucket_sort[T](items: MutableSequence[T], /, *, key: Callable[[T], float], reverse: bool = False) -> None: ...
def bucket_sort[T](
    items: MutableSequence[T], /, *, key: Callable[[T], float] | None = None, reverse: bool = False
) -> None:
    """Sort by finite numbers that are spread evenly, in place and stable: one bucket an item, each sorted by itself.

    >>> loads = [0.72, 0.1, 0.55]
    >>> bucket_sort(loads, reverse=True); loads
    [0.72, 0.55, 0.1]

    Where all crowd into one bucket it is as slow as ``list.sort`` on them. Raises ValueError ``cannot place nan in a
    bucket`` for NaN and the infinities; as ``math.isfinite`` does, TypeError ``must be real number, not str`` for what
    is no number, and OverflowError for an int beyond all floats. The list is unchanged then.
    """
    keys = _keys(items, key)
    for each in keys:
        if not math.isfinite(each):
            raise ValueError(f"cannot place {each} in a bucket")
    if not keys:
        return
    low, high = min(keys), max(keys)
    width = high / 2 - low / 2  # halves, as the difference of two large floats may be infinite
    buckets: list[list[tuple[float, T]]] = [[] for _ in keys]
    for each, item in zip(keys, items, strict=True):
        share = (each / 2 - low / 2) / width if width else 0.0
        buckets[int(share * (len(keys) - 1))].append((each, item))
    for bucket in buckets:
        bucket.sort(key=itemgetter(0), reverse=reverse)
    ordered = reversed(buckets) if reverse else buckets
    items[:] = [item for bucket in ordered for _, item in bucket]


def main() -> None:
    """Sort access log lines by status, numbers with signs, and show when buckets are of no use."""
    log = [("GET /", 200), ("GET /x", 404), ("POST /", 500), ("GET /y", 404), ("PUT /", 200)]
    counting_sort(log, key=lambda line: line[1])
    print("By status, in their old order within one:", log)

    numbers = [170, -45, 75, -90, 802, 24, 2, 66]
    radix_sort(numbers)
    print("Byte by byte, signs included:", numbers)

    try:
        counting_sort([3, 10**12, 1])
    except ValueError as error:
        print("One key far away:", error)
    try:
        bucket_sort([0.5, float("nan")])
    except ValueError as error:
        print("No key at all:", error)

    for size in (10, 1000, 100_000):
        fewest = math.ceil(math.lgamma(size + 1) / math.log(2))
        print(
            f"{size:7} items: no comparison sort can do with fewer than {fewest:9,} comparisons; counting needs none."
        )


if __name__ == "__main__":
    main()
