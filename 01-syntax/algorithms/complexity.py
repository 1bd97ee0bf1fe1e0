"""Complexity: how work grows with input, counted instead of timed.

Big O says how the number of steps grows when the input grows, with constants and small inputs left out. A clock
measures something else: this machine, today, with what else it runs. So count. Two things can be counted exactly, the
same in every run: how often keys are compared or hashed, and how many lines of Python run. The growth that fits the
counts over several sizes is what a docstring may state, and what a test may assert.

An operation has three costs: in the worst case, on average over inputs, and amortised, which is the worst average over
a long run of operations (``list.append`` is O(1) amortised, though one call in many copies everything).

Cost: counting runs each line many times slower; the count itself is exact.
Use it for: a test that an index is used, that a cache is hit, that a loop is not quadratic.
Not for: choosing between two forms of the same growth (measure with ``timeit`` or ``pyperf``), nor for work inside C:
``5 in numbers`` is one line here, whatever the length of the list.
Asked: what is the cost of this function, and how would you show it?
Source: Cormen, Leiserson, Rivest, Stein, Introduction to Algorithms, chapters 3 and 16; PEP 669 (``sys.monitoring``)
"""

import gc
import math
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import get_ident
from types import CodeType
from typing import Any, Protocol

GROWTHS: dict[str, Callable[[float], float]] = {
    "O(1)": lambda n: 0.0,
    "O(log n)": lambda n: math.log2(n),
    "O(n)": lambda n: n,
    "O(n log n)": lambda n: n * math.log2(n),
    "O(n²)": lambda n: n**2,
    "O(n³)": lambda n: n**3,
}
NOISE = 0.05  # a relative error that choice of input explains


class Comparable(Protocol):
    """What has an order."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this comes before the other."""
        ...


@dataclass(slots=True)
class Counts:
    """How often keys were ordered (``<`` and its kind), tested for equality, and hashed."""

    ordered: int = 0
    equal: int = 0
    hashed: int = 0

    @property
    def comparisons(self) -> int:
        """How often two keys were compared in either way."""
        return self.ordered + self.equal


class Counted[K]:
    """A key that behaves as its ``value`` among its like, and counts what is asked of it in ``counts``."""

    __slots__ = ("counts", "value")

    def __init__(self, value: K, counts: Counts) -> None:
        """Wrap a value; all keys that are compared with one another share their counts."""
        self.value = value
        self.counts = counts

    def __lt__(self: "Counted[Any]", other: "Counted[Any]") -> bool:
        self.counts.ordered += 1
        return bool(self.value < other.value)

    def __le__(self: "Counted[Any]", other: "Counted[Any]") -> bool:
        self.counts.ordered += 1
        return bool(self.value <= other.value)

    def __gt__(self: "Counted[Any]", other: "Counted[Any]") -> bool:
        self.counts.ordered += 1
        return bool(self.value > other.value)

    def __ge__(self: "Counted[Any]", other: "Counted[Any]") -> bool:
        self.counts.ordered += 1
        return bool(self.value >= other.value)

    def __eq__(self, other: object) -> bool:
        """Count one test for equality; a key equals no bare value."""
        if not isinstance(other, Counted):
            return NotImplemented
        self.counts.equal += 1
        return bool(self.value == other.value)

    def __hash__(self) -> int:
        """Count one hash."""
        self.counts.hashed += 1
        return hash(self.value)

    def __repr__(self) -> str:
        """Return ``Counted(3)`` for the value 3."""
        return f"Counted({self.value!r})"


def count_comparisons[K: Hashable](items: Iterable[K], use: Callable[[list[Counted[K]]], object]) -> Counts:
    """Return what ``use`` asks of the items' keys: it gets a list of them, each wrapped in ``Counted``.

    >>> count_comparisons([3, 1, 2], min)
    Counts(ordered=2, equal=0, hashed=0)
    """
    counts = Counts()
    use([Counted(item, counts) for item in items])
    return counts


def count_steps(function: Callable[[], object]) -> int:
    """Return how many lines of Python, and jumps back within a line, a call of the function runs.

    The lines of all that it calls in this thread count, but what runs in C does not, and the collector of cycles, which
    may call Python too, rests. What the function raises is raised on, and counting ends. RuntimeError ``steps are being
    counted already, or a profiler runs`` if so. The line in which a function begins never counts: Python reports it at
    some times and not at others.

    >>> count_steps(lambda: [n + 1 for n in range(100)]), count_steps(lambda: sum(range(100)))
    (100, 0)
    """
    steps, thread, collecting = 0, get_ident(), gc.isenabled()

    def line_runs(code: CodeType, line: int) -> None:
        nonlocal steps
        steps += line != code.co_firstlineno and code is not count_steps.__code__ and get_ident() == thread

    def jumps(code: CodeType, *_: int) -> None:
        nonlocal steps
        steps += code is not count_steps.__code__ and get_ident() == thread

    monitoring = sys.monitoring
    tool, events = monitoring.PROFILER_ID, monitoring.events
    if monitoring.get_tool(tool) is not None:
        raise RuntimeError("steps are being counted already, or a profiler runs")
    monitoring.use_tool_id(tool, "steps")
    gc.disable()
    try:
        monitoring.register_callback(tool, events.LINE, line_runs)
        monitoring.register_callback(tool, events.JUMP, jumps)
        try:
            monitoring.set_events(tool, events.LINE | events.JUMP)
            function()
        finally:
            monitoring.set_events(tool, 0)
            for event in (events.LINE, events.JUMP):
                monitoring.register_callback(tool, event, None)
    finally:
        monitoring.free_tool_id(tool)
        if collecting:
            gc.enable()
    return steps


def fit_growth(sizes: Sequence[int], costs: Sequence[float]) -> str:
    """Return the growth, a key of ``GROWTHS``, that fits costs at sizes best: ``cost = a * growth(size) + b``.

    Errors are relative to the cost, so that the small sizes have their say. Of two that fit nearly alike (within
    ``NOISE``) the slower growth is returned. Raises ValueError ``expected a cost for each size, not 3 for 4``,
    ``expected at least 4 sizes, not 3``, and ``expected sizes of at least 2, and costs above 0``.

    >>> fit_growth([100, 1_000, 10_000, 100_000], [7, 10, 14, 17])
    'O(log n)'
    """
    if len(sizes) != len(costs):
        raise ValueError(f"expected a cost for each size, not {len(costs)} for {len(sizes)}")
    if len(sizes) < 4:
        raise ValueError(f"expected at least 4 sizes, not {len(sizes)}")
    if min(sizes) < 2 or not all(cost > 0 for cost in costs):
        raise ValueError("expected sizes of at least 2, and costs above 0")
    errors = {name: _relative_error([growth(size) for size in sizes], costs) for name, growth in GROWTHS.items()}
    best = min(errors.values())
    return next(name for name, error in errors.items() if error <= best + NOISE)


def _relative_error(terms: Sequence[float], costs: Sequence[float]) -> float:
    """Return the root mean square of the relative errors of the best line through (term, cost)."""
    weights = [1 / cost**2 for cost in costs]
    total = sum(weights)
    middle = sum(weight * term for weight, term in zip(weights, terms, strict=True)) / total
    mean = sum(weight * cost for weight, cost in zip(weights, costs, strict=True)) / total
    spread = sum(weight * (term - middle) ** 2 for weight, term in zip(weights, terms, strict=True))
    shared = sum(w * (t - middle) * (cost - mean) for w, t, cost in zip(weights, terms, costs, strict=True))
    slope = max(0.0, shared / spread) if spread else 0.0
    errors = [(mean + slope * (term - middle) - cost) / cost for term, cost in zip(terms, costs, strict=True)]
    return math.sqrt(sum(error**2 for error in errors) / len(errors))


def has_duplicates_by_pairs[T](items: Sequence[T]) -> bool:
    """Return whether two items are equal, by comparing each with those after it: O(n²) comparisons, O(1) memory."""
    return any(items[i] == items[j] for i in range(len(items)) for j in range(i + 1, len(items)))


def has_duplicates_by_sorting[T: Comparable](items: Sequence[T]) -> bool:
    """Return whether two items are equal, by sorting: equal ones become neighbours. O(n log n) comparisons."""
    ordered = sorted(items)
    return any(left == right for left, right in pairwise(ordered))


def has_duplicates_by_hashing[T: Hashable](items: Sequence[T]) -> bool:
    """Return whether two items are equal, by a set: O(n) hashes on average, O(n) memory."""
    seen: set[T] = set()
    for item in items:
        if item in seen:
            return True
        seen.add(item)
    return False


def main() -> None:
    """Count three ways to find a duplicate, over growing inputs."""
    sizes = [50, 100, 200, 400, 800]
    ways: list[Callable[[Sequence[Any]], bool]] = [
        has_duplicates_by_pairs,
        has_duplicates_by_sorting,
        has_duplicates_by_hashing,
    ]
    print(f"{'comparisons and hashes for':28}", *(f"{size:>8,}" for size in sizes), "  growth")
    for way in ways:
        counts = [count_comparisons([size * 7919 % 10_007 for size in range(n)], way) for n in sizes]
        costs = [each.comparisons + each.hashed for each in counts]
        print(f"{way.__name__:28}", *(f"{cost:>8,}" for cost in costs), "", fit_growth(sizes, costs))
    print("\nlines run for the last input:", count_steps(lambda: has_duplicates_by_hashing(range(800))))


if __name__ == "__main__":
    main()
