"""Monotonic stack: a stack kept in order answers "who is the next larger one?" for everybody in one walk.

Signal: next or previous larger (smaller) item, "how long until", "how far does it reach", skylines, histograms, water;
a brute force that walks from each item until something beats it.
Template: the stack holds places that still wait for an answer, their values in order. A new item is the answer for all
that it beats: pop those, then push it. What is below it on the stack afterwards is its own answer to the other side.

Cost: O(n) time, as each place is pushed and popped once, however long a single step may be; O(n) memory.
Use it for: alert durations, price spans, layouts; with a deque that also loses its old end, the maximum of a window.
Not for: the largest of a range one may choose (a sparse table or segment tree), the k-th larger (a heap).
Asked: next warmer day, largest rectangle, trapped rain, stock span. Then: why is the inner while no second factor?
Source: Morgan, Programming from Specifications, chapter 21 (largest rectangle under a histogram); Aziz, Lee, Prakash,
Elements of Programming Interviews in Python, chapter 17.
"""

from collections.abc import Sequence


def days_until_warmer(temperatures: Sequence[float]) -> list[int]:
    """Return for each day how many days later it is warmer for the first time, 0 if it never is.

    Equal is not warmer; NaN is no temperature. Up to 100,000 days, also falling ones all along: n² is 10^10, too slow.

    >>> days_until_warmer([20, 21, 18, 18, 23]), days_until_warmer([])
    ([1, 3, 2, 1, 0], [])
    """
    # Aloud: A day waits until a warmer one comes. Those that wait never rise from one to the next: a warmer one would
    # have ended the wait of those before. So they are a stack, the coldest on top. Today answers all on top that are
    # colder, and begins to wait itself. I push places, as the answer is a distance. Who is left at the end keeps 0.
    # Brute force: walk on from each day, O(n²) time, O(1) memory. Better: O(n) time, O(n) memory.
    # Follow-ups: the last warmer day before (what lies below on the stack); a circle (walk twice); a stream (answers
    # come late, in another order).
    answers = [0] * len(temperatures)
    waiting: list[int] = []
    for today, temperature in enumerate(temperatures):
        while waiting and temperatures[waiting[-1]] < temperature:
            day = waiting.pop()
            answers[day] = today - day
        waiting.append(today)
    return answers


def days_until_warmer_brute_force(temperatures: Sequence[float]) -> list[int]:
    """The same by walking on from each day: O(n²) time, O(1) memory."""
    size = len(temperatures)
    return [
        next((later - day for later in range(day + 1, size) if temperatures[later] > temperatures[day]), 0)
        for day in range(size)
    ]


def price_spans(prices: Sequence[float]) -> list[int]:
    """Return for each day how many days in a row, today the last of them, had a price of at most today's.

    Up to 100,000 days, also rising ones all along; NaN is no price.

    >>> price_spans([100, 80, 60, 70, 60, 75, 85])
    [1, 1, 1, 2, 1, 4, 6]
    """
    # Aloud: The span ends behind the last higher price, so I look for that. Prices that today's reaches can never stop
    # a later span: today's price would stop it first, or be passed with them. So they go, and what is left falls from
    # bottom to top. The one below today's is the last higher one; with none, the span goes back to the first day.
    # Brute force: walk back from each day, O(n²) time, O(1) memory. Better: O(n) time, O(n) memory.
    # Follow-ups: one price at a time (a class with this stack; O(1) amortised, O(n) for a single call); the span as a
    # share of the last 30 days (the stack as deque); strictly lower prices only (one comparison changes).
    spans = []
    higher: list[int] = []
    for today, price in enumerate(prices):
        while higher and prices[higher[-1]] <= price:
            higher.pop()
        spans.append(today - higher[-1] if higher else today + 1)
        higher.append(today)
    return spans


def price_spans_brute_force(prices: Sequence[float]) -> list[int]:
    """The same by walking back from each day: O(n²) time, O(1) memory."""
    spans = []
    for today, price in enumerate(prices):
        span = 1
        while span <= today and prices[today - span] <= price:
            span += 1
        spans.append(span)
    return spans


def largest_rectangle(heights: Sequence[int]) -> int:
    """Return the area of the largest rectangle that fits under bars of width 1 that stand side by side.

    0 for no bars. Up to 100,000 bars: n² is 10^10, too slow.

    >>> largest_rectangle([2, 1, 5, 6, 2, 3]), largest_rectangle([2, 2, 2]), largest_rectangle([])
    (10, 6, 0)

    Raises ValueError ``heights must not be negative, not -1`` for the first negative one.
    """
    # Aloud: The best rectangle is as high as one of its bars, so for each bar I ask how far it reaches to both sides:
    # until a lower one. On a stack of rising bars a lower bar ends the reach of all higher ones: I pop them, and each
    # gives a rectangle from where it began to here. The lower bar itself then began where the last popped one did,
    # as those were higher. A bar of height 0 at the end pops what is left.
    # Brute force: from each start keep the lowest bar while walking on, O(n²) time. Better: O(n) time and memory.
    # Follow-ups: the largest rectangle of ones in a matrix (a histogram a row); the largest square; divide and conquer.
    _check_heights(heights)
    best = 0
    rising: list[tuple[int, int]] = []
    for place, height in enumerate([*heights, 0]):
        start = place
        while rising and rising[-1][1] >= height:
            start, higher = rising.pop()
            best = max(best, higher * (place - start))
        rising.append((start, height))
    return best


def _check_heights(heights: Sequence[int]) -> None:
    for height in heights:
        if height < 0:
            raise ValueError(f"heights must not be negative, not {height}")


def largest_rectangle_brute_force(heights: Sequence[int]) -> int:
    """The same by walking on from each start with the lowest bar so far: O(n²) time, O(1) memory."""
    _check_heights(heights)
    best = 0
    for start in range(len(heights)):
        lowest = heights[start]
        for end in range(start, len(heights)):
            lowest = min(lowest, heights[end])
            best = max(best, lowest * (end + 1 - start))
    return best


def trapped_rain(heights: Sequence[int]) -> int:
    """Return how much rain stays on a ground of columns of width 1; off both ends it runs away.

    Up to 100,000 columns.

    >>> trapped_rain([4, 2, 0, 3, 2, 5]), trapped_rain([3, 1]), trapped_rain([])
    (9, 0, 0)

    Raises ValueError ``heights must not be negative, not -1`` for the first negative one.
    """
    # Aloud: Water stands in a hollow: a floor, and a wall higher than it on each side. Walking to the right, columns
    # that fall wait on a stack for their right wall. When a higher column comes, the top is a floor, what is below it
    # the left wall, and I add the layer between: as high as the lower wall over the floor, as wide as their distance.
    # Without a column below there is no left wall, and the water runs off.
    # Brute force: highest to the left and right of each column, O(n²) time. Better: O(n) time, O(n) memory.
    # Follow-ups: O(1) memory (two pointers: the side with the lower wall so far is decided); a map instead of a line
    # (a heap from the border inwards).
    _check_heights(heights)
    water = 0
    falling: list[int] = []
    for right, height in enumerate(heights):
        while falling and heights[falling[-1]] <= height:
            floor = heights[falling.pop()]
            if falling:
                left = falling[-1]
                water += (min(heights[left], height) - floor) * (right - left - 1)
        falling.append(right)
    return water


def trapped_rain_brute_force(heights: Sequence[int]) -> int:
    """The same by the highest columns on both sides of each: O(n²) time, O(n) memory for the slices."""
    _check_heights(heights)
    walls = ((max(heights[: place + 1]), max(heights[place:])) for place in range(len(heights)))
    return sum(min(left, right) - height for (left, right), height in zip(walls, heights, strict=True))


def main() -> None:
    """Look ahead, look back, and look under a skyline."""
    week = [20, 21, 18, 18, 23, 22, 19]
    print("Temperatures:", week)
    print("Days until it is warmer:", days_until_warmer(week))
    prices = [100, 80, 60, 70, 60, 75, 85]
    print("Prices:", prices)
    print("Days in a row up to this price:", price_spans(prices))
    skyline = [2, 1, 5, 6, 2, 3]
    print("Skyline:", skyline)
    for level in range(max(skyline), 0, -1):
        print("  " + "".join("#" if height >= level else "." for height in skyline))
    print("Largest rectangle:", largest_rectangle(skyline), "- rain that stays:", trapped_rain(skyline))


if __name__ == "__main__":
    main()
