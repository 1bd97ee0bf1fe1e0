"""Two heaps: one for each side of a border that moves.

Signal: a middle that shifts as numbers arrive (median, percentile), or things that first wait for a condition and then
compete: "may run from", "once you can afford it".
Template: say what each heap holds, which end of it meets the other, and what is always true of the two (sizes that
differ by at most one; all that may run is in the second). Every event first restores that, and only then is the answer
read off the tops. If things become ready in the order in which they began to wait, a plain queue does for a heap.

Cost: O(log n) for each item that crosses the border; O(n) memory.
Use it for: latency percentiles, rate-limited workers, timers with priorities, planning under a budget.
Not for: windows, where items leave from the middle (mark them, or ``bisect`` in a short list); approximate percentiles
over many machines (t-digest, HdrHistogram).
Asked: running median, task scheduler with a pause, choosing projects. What stays true after every step?
Source: the documentation of ``heapq``; Skiena, The Algorithm Design Manual, section 3.5.
"""

from collections import Counter, deque
from collections.abc import Hashable, Iterable, Sequence
from heapq import heapify, heappop, heappush, heappushpop
from itertools import permutations


class RunningMedian:
    """The median of all numbers so far, asked for again and again while more arrive, up to a million of them.

    The median is the middle one in sorted order, or the mean of the two in the middle.

    >>> latency = RunningMedian()
    >>> for milliseconds in [30, 10, 90]:
    ...     latency.add(milliseconds)
    >>> latency.median()
    30
    """

    def __init__(self) -> None:
        """Begin without numbers."""
        # Aloud: Only the middle matters, so I keep two heaps that meet there: the lower half with its largest on top,
        # negated, and the upper half with its smallest. A new number goes through the lower half into the upper one,
        # and if that gets longer, its smallest comes back. So the lower half has as many, or one more.
        # Brute force: sort each time, O(n log n) for each question. Better: O(log n) to add, O(1) to ask, O(n) memory.
        # Follow-ups: only the last 1,000 numbers (mark what has left, drop it when on top; or bisect in a list, which
        # is fast for that size); numbers from 0 to 100 (count them); other percentiles (t-digest, if nearly will do).
        self._lower: list[float] = []
        self._upper: list[float] = []

    def add(self, number: float) -> None:
        """Take in a number; ValueError ``not a number: nan`` for NaN, which has no place in an order."""
        _check_number(number)
        heappush(self._upper, -heappushpop(self._lower, -number))
        if len(self._upper) > len(self._lower):
            heappush(self._lower, -heappop(self._upper))

    def median(self) -> float:
        """Return the median of all numbers so far; ValueError ``no numbers yet`` if there are none."""
        if not self._lower:
            raise ValueError("no numbers yet")
        if len(self._lower) > len(self._upper):
            return -self._lower[0]
        return (self._upper[0] - self._lower[0]) / 2


class RunningMedianBruteForce:
    """The same, and the same refusals, by sorting for each question: O(n log n)."""

    def __init__(self) -> None:
        """Begin without numbers."""
        self._numbers: list[float] = []

    def add(self, number: float) -> None:
        """Take in a number, O(1), or refuse NaN."""
        _check_number(number)
        self._numbers.append(number)

    def median(self) -> float:
        """Sort, and return the middle: O(n log n)."""
        if not self._numbers:
            raise ValueError("no numbers yet")
        ordered = sorted(self._numbers)
        low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
        return low if len(ordered) % 2 else (low + high) / 2


def _check_number(number: float) -> None:
    if number != number:  # only NaN; math.isnan would fail on an int that is too large for a float
        raise ValueError(f"not a number: {number}")


def fewest_ticks(tasks: Sequence[Hashable], pause: int) -> int:
    """Return the fewest ticks in which all tasks can be run, in any order, one a tick, with a pause between equal ones.

    Between two equal tasks there are at least ``pause`` ticks, with other tasks or idle. The ticks end with the last
    task; no tasks need none. Up to 10,000 tasks, and a pause of any length.

    >>> fewest_ticks("AAABBB", 2), fewest_ticks("AAABBB", 0), fewest_ticks("AB", 9)
    (8, 6, 2)

    Raises ValueError ``pause must be 0 or more, not -1``.
    """
    # Aloud: At each tick I run the kind with the most left among those that may run, since that one needs the most
    # pauses. What may run is a heap by the number left; what has just run waits in a queue until its tick, and the
    # queue is in order of its ticks by itself. If nothing may run, I jump to the tick of the first that waits.
    # Brute force: all orders, each task as early as it may, O(n!). Better: O(n log k) time for k kinds, O(k) memory.
    # Follow-ups: the plan itself (keep the kinds with the counts); only the number (the most frequent kind alone says
    # it: the larger of n and (most - 1) * (pause + 1) + the kinds that are as frequent); the order is given (simulate).
    _check_pause(pause)
    ready = [-count for count in Counter(tasks).values()]
    heapify(ready)
    waiting: deque[tuple[int, int]] = deque()
    tick = 0
    while ready or waiting:
        if not ready:
            tick = max(tick, waiting[0][0])
        while waiting and waiting[0][0] <= tick:
            heappush(ready, waiting.popleft()[1])
        left = heappop(ready) + 1
        tick += 1
        if left:
            waiting.append((tick + pause, left))
    return tick


def fewest_ticks_brute_force(tasks: Sequence[Hashable], pause: int) -> int:
    """The same, and the same refusals, from all orders, each task as early as it may run: O(n!) time."""
    _check_pause(pause)
    fewest = len(tasks) * (pause + 1)
    for order in set(permutations(tasks)):
        tick = 0
        allowed: dict[Hashable, int] = {}
        for task in order:
            tick = max(tick, allowed.get(task, 0)) + 1
            allowed[task] = tick + pause
        fewest = min(fewest, tick)
    return fewest


def _check_pause(pause: int) -> None:
    if pause < 0:
        raise ValueError(f"pause must be 0 or more, not {pause}")


def largest_capital(capital: int, projects: Iterable[tuple[int, int]], limit: int) -> int:
    """Return the most capital after at most ``limit`` projects, one after the other, from the given capital on.

    A project is (capital that one must have to begin it, profit that it adds); beginning it costs nothing, each is done
    at most once, and profits may be negative. Up to 100,000 projects, and a limit of up to 100,000.

    >>> largest_capital(0, [(0, 1), (1, 2), (1, 3)], 2), largest_capital(0, [(1, 9)], 5)
    (4, 0)

    Raises ValueError ``limit must be 0 or more, not -1``.
    """
    # Aloud: With what I have, the most profitable project that I may begin is never wrong: more capital opens more
    # doors, and closes none. So the projects wait in order of what they need; whenever capital grows, those that have
    # come within reach go on a heap by profit, the largest on top. I stop when it is empty or its top adds nothing.
    # Brute force: all orders, O(n!). Better: O(n log n) time, O(n) memory.
    # Follow-ups: beginning costs money (then greedy fails: knapsack); projects take time (a schedule); which ones.
    _check_limit(limit)
    waiting = sorted(projects)
    begun = 0
    within_reach: list[int] = []
    for _ in range(limit):
        while begun < len(waiting) and waiting[begun][0] <= capital:
            heappush(within_reach, -waiting[begun][1])
            begun += 1
        if not within_reach or within_reach[0] >= 0:
            break
        capital -= heappop(within_reach)
    return capital


def largest_capital_brute_force(capital: int, projects: Iterable[tuple[int, int]], limit: int) -> int:
    """The same, and the same refusals, from all orders of the projects, each as far as it goes: O(n!) time."""
    _check_limit(limit)
    most = capital
    for order in permutations(projects):
        owned = capital
        for needed, profit in order[:limit]:
            if owned < needed:
                break
            owned += profit
            most = max(most, owned)
    return most


def _check_limit(limit: int) -> None:
    if limit < 0:
        raise ValueError(f"limit must be 0 or more, not {limit}")


def main() -> None:
    """Watch a median, plan tasks with a pause, and grow capital."""
    running = RunningMedian()
    for milliseconds in [30, 10, 90, 20, 20, 400]:
        running.add(milliseconds)
        print(f"after {milliseconds:3} ms: median {running.median()}")

    print("Three retries and three syncs, two ticks apart, take", fewest_ticks("RRRSSS", 2), "ticks")
    print("The same without a pause:", fewest_ticks("RRRSSS", 0))

    projects = [(0, 1), (1, 2), (1, 3), (9, 50)]
    print("From 0, capital after 1, 2 and 3 projects:", [largest_capital(0, projects, limit) for limit in (1, 2, 3)])


if __name__ == "__main__":
    main()
