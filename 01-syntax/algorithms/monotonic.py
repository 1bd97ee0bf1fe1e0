"""Monotonic stack and deque: keep only those items that can still matter, and they are sorted by themselves.

Who asks "what is the next greater item to my right?" waits on a stack. A new item answers all who are smaller, from
the top, and those leave for good; so the stack never rises from bottom to top. The largest rectangle under a skyline
asks twice, for the next lower on either side. In a window that slides, an item can never again be the maximum once a
larger one came in behind it; what is left is a deque that falls, with the maximum at its front.

Cost: O(n) time: each item comes in once and leaves once, whatever the inner loop looks like. O(n) memory for the
stack, O(window) for the deque.
Use it for: next warmer day, stock spans, visible towers; the peak of a metric over the last minute.
Not for: the k-th largest or the median of a window (two heaps, a sorted list), or windows that do not only slide (a
segment tree, a sparse table). A heap does the window too, with O(n log n), and keeps what has left.
Asked: why is the nested loop O(n)? Largest rectangle in a histogram; maximum of each window. What do equal items do?
Source: Tarjan (1985), Amortized computational complexity; Bentley, Programming Pearls.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol


class Comparable(Protocol):
    """Anything that ``sorted`` can put in order."""

    def __lt__(self, other: Any, /) -> bool: ...


class Rectangle(NamedTuple):
    """A rectangle under a skyline: its area, its height, and the places of the columns that it covers."""

    area: float
    height: float
    columns: range


def next_greater[T](items: Sequence[T], *, key: Callable[[T], Comparable] | None = None) -> list[int | None]:
    """Return for each item the place of the first greater one to its right, or None.

    >>> next_greater([13, 14, 11, 11, 16])
    [1, 4, 4, 4, None]

    Equal is not greater. ``key`` as for ``sorted``, called once an item. At most 2 n comparisons, by ``<`` alone.
    Raises TypeError for items that cannot be compared. NaN is greater than nothing, and nothing is greater than NaN;
    who waits below a NaN is not answered, as it blocks the stack: leave it out.
    """
    keys: Sequence[Any] = items if key is None else [key(item) for item in items]
    answers: list[int | None] = [None] * len(items)
    waiting: list[int] = []  # places without an answer; their keys never rise
    for place, item in enumerate(keys):
        while waiting and keys[waiting[-1]] < item:
            answers[waiting.pop()] = place
        waiting.append(place)
    return answers


def next_greater_in_circle[T: Comparable](items: Sequence[T]) -> list[int | None]:
    """Return the same where after the last item the first comes again; only the largest items have no answer.

    >>> next_greater_in_circle([3, 1, 2])
    [None, 2, 0]

    Two rounds are enough: in the second no one is new, and all but the largest are answered. At most 4 n comparisons.
    """
    answers: list[int | None] = [None] * len(items)
    waiting: list[int] = []
    for place in [*range(len(items)), *range(len(items))]:
        while waiting and items[waiting[-1]] < items[place]:
            unanswered = waiting.pop()
            if answers[unanswered] is None:
                answers[unanswered] = place
        waiting.append(place)
    return answers


def largest_rectangle(heights: Sequence[float]) -> Rectangle:
    """Return a largest rectangle that fits under columns of width 1.

    >>> largest_rectangle([2, 1, 5, 6, 2, 3])
    Rectangle(area=10, height=5, columns=range(2, 4))
    >>> largest_rectangle([])
    Rectangle(area=0, height=0, columns=range(0, 0))

    A column waits until a lower one ends all rectangles of its height; the column below it in the stack is where they
    begin. Of several largest ones any is returned; without area it is ``Rectangle(0, 0, range(0, 0))``. O(n) time.
    Raises ValueError ``height must be at least 0, not X``, also for NaN.
    """
    best = Rectangle(0, 0, range(0))
    rising: list[int] = []  # places of columns whose heights rise, with no lower one since
    for place in range(len(heights) + 1):
        height = heights[place] if place < len(heights) else 0  # a last, flat column ends all that are open
        if not height >= 0:
            raise ValueError(f"height must be at least 0, not {height}")
        while rising and heights[rising[-1]] >= height:
            closed = heights[rising.pop()]
            start = rising[-1] + 1 if rising else 0
            if closed * (place - start) > best.area:
                best = Rectangle(closed * (place - start), closed, range(start, place))
        rising.append(place)
    return best


def window_maximum[T](items: Sequence[T], window: int, *, key: Callable[[T], Comparable] | None = None) -> Iterator[T]:
    """Yield the largest item of each window of that many items, from left to right; of equal ones the first.

    >>> list(window_maximum([1, 3, 2, 0, 5], 3))
    [3, 3, 5]

    With fewer items than a window nothing is yielded. ``key`` as for ``max``, called once an item; for the minimum of
    numbers negate them. At most 2 n comparisons, by ``<`` alone; O(window) memory, with a key O(n). Raises ValueError,
    at the first ``next``, ``window must be at least 1, not N``. With NaN among the items each
    window still yields one of them, but which is undefined, as with ``max``.
    """
    if window < 1:
        raise ValueError(f"window must be at least 1, not {window}")
    keys: Sequence[Any] = items if key is None else [key(item) for item in items]
    falling: deque[int] = deque()  # places; their keys never rise
    for place, item in enumerate(keys):
        while falling and keys[falling[-1]] < item:
            falling.pop()
        falling.append(place)
        if falling[0] == place - window:
            falling.popleft()
        if place >= window - 1:
            yield items[falling[0]]


def window_maximum_fast[T: Comparable](items: Sequence[T], window: int) -> list[T]:
    """Return the same as a list, without a key, and faster.

    What buys the speed: the deque holds the items themselves, so no place is looked up; ``zip`` brings what comes in
    and what goes out; the end of the deque is always the item before, and its front the last maximum, so both stay in
    names. O(n) memory. Raises ValueError ``window must be at least 1, not N``.
    """
    if window < 1:
        raise ValueError(f"window must be at least 1, not {window}")
    items = list(items)  # the very same objects each time: ``is`` below relies on it
    if len(items) < window:
        return []
    falling: deque[T] = deque()
    for item in items[:window]:
        while falling and falling[-1] < item:
            falling.pop()
        falling.append(item)
    largest, previous = falling[0], falling[-1]
    maxima = [largest]
    for item, leaving in zip(items[window:], items, strict=False):
        if previous < item:
            if largest < item:
                falling.clear()
                largest = item
            else:
                falling.pop()
                while falling[-1] < item:  # ends at the largest
                    falling.pop()
        falling.append(item)
        previous = item
        if leaving is largest and len(falling) > 1:  # the only one, which takes a NaN, has just come in
            falling.popleft()
            largest = falling[0]
        maxima.append(largest)
    return maxima


def main() -> None:
    """Print who waits for whom on a stack, and the peaks of a sliding window."""
    degrees = [13, 14, 11, 9, 11, 16, 12]
    waits = [None if there is None else there - day for day, there in enumerate(next_greater(degrees))]
    print("Degrees:", degrees)
    print("Days until it is warmer:", waits)

    workers = ["ada", "bob", "cyd", "dan"]
    levels = {"ada": 3, "bob": 1, "cyd": 4, "dan": 2}
    passing = next_greater_in_circle([levels[worker] for worker in workers])
    print("Escalates to:", [None if to is None else workers[to] for to in passing])

    free = [2, 1, 5, 6, 2, 3]
    print(f"Longest free block in {free}:", largest_rectangle(free))
    latencies = [31, 28, 90, 35, 33, 30, 29, 44]
    print("Peaks of the last three:", list(window_maximum(latencies, 3)))
    print("The fast form agrees:", window_maximum_fast(latencies, 3) == list(window_maximum(latencies, 3)))


if __name__ == "__main__":
    main()
