"""How the work of each operation grows with its input: counted, and set beside what the file states.

A count is the same in every run, and knows nothing of the machine: lines of Python that run, comparisons of keys, or
whatever else a row names. Only what happens inside one call of C, as the moving of a list's items, is left to the
clock. What is made for an operation is not counted, and of many calls the average counts.
"""

import gc
import importlib
import math
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from progress import tell

from algorithms.complexity import Counted, Counts, count_steps, fit_growth

FULL, QUICK = (1_000, 10_000, 30_000, 100_000, 1_000_000), (32, 128, 512, 1_024)
TOP = 100_000  # of operations that take up every item, step by step, beside others that do not
TREES = (1_000, 10_000, 30_000, 100_000)  # a million nodes would take minutes to be made
LINES = (1_000, 4_000, 16_000, 64_000)  # what takes every item up would take a minute for a million
LOG_LINEAR = (1_000, 4_000, 16_000, 64_000)
GRAPHS = (1_000, 4_000, 12_000, 36_000)
SQUARES, FEW_SQUARES = (100, 200, 400, 800), (16, 32, 64, 128)
CUBES, FEW_CUBES = (15, 30, 60, 120), (8, 16, 24, 32)
PARTS = ("sequences", "mappings", "trees", "sorts", "choices", "tables", "graphs")
NOT_MEASURED = {"algorithms/sudoku.py": "its time depends on the puzzle"}
COUNTS = Counts()

type Act[S] = Callable[[S], object]


class Ready[T, A](NamedTuple):
    """What an operation works on: a structure, and arguments for its calls."""

    it: T
    some: list[A]


class Number(float):
    """A number that counts in ``COUNTS`` how often it is compared, and so do sums of it."""

    def __lt__(self, other: float) -> bool:
        COUNTS.ordered += 1
        return float(self) < float(other)

    def __le__(self, other: float) -> bool:
        COUNTS.ordered += 1
        return float(self) <= float(other)

    def __eq__(self, other: object) -> bool:
        COUNTS.equal += 1
        return isinstance(other, float) and float(self) == float(other)

    __hash__ = float.__hash__

    def __add__(self, other: float) -> "Number":
        return Number(float(self) + other)

    __radd__ = __add__


class Times(int):
    """How many calls an operation made: its cost is the average."""


@dataclass(frozen=True)
class Operation[S]:
    """An operation, the growth that its file states, and the one that fits when the sizes are those of its subject."""

    name: str
    stated: str
    fits: str
    by: str
    act: Act[S]
    top: float


@dataclass
class Subject[S]:
    """A file, what is made of each size for its operations, and what the size counts."""

    file: str
    make: Callable[[int], S]
    n: str = "items"
    full: tuple[int, ...] = FULL
    quick: tuple[int, ...] = QUICK
    operations: list[Operation[S]] = field(default_factory=list)

    def add(
        self,
        name: str,
        stated: str,
        act: Callable[[S], object],
        *,
        fits: str = "",
        by: str = "steps",
        top: float = math.inf,
    ) -> Self:
        """Add an operation; they run in this order on the same thing, so that one may undo what another did."""
        self.operations.append(Operation(name, stated, fits or stated, by, act, top))
        return self


class Result(NamedTuple):
    """A row of the table: an operation of a subject, and what it cost at each size."""

    subject: Subject[Any]
    operation: Operation[Any]
    sizes: tuple[int, ...]
    costs: list[float]

    @property
    def measured(self) -> str:
        """The growth that fits the costs best; linear terms beside n log n are no part of it, as in any O(n log n)."""
        growth = fit_growth(self.sizes, self.costs)
        if growth not in ("O(n)", "O(n log n)"):
            return growth
        of_an_item = fit_growth(self.sizes, [spent / size for spent, size in zip(self.costs, self.sizes, strict=True)])
        return {"O(1)": "O(n)", "O(log n)": "O(n log n)"}.get(of_an_item, growth)

    @property
    def agrees(self) -> bool:
        """Whether it is the stated one."""
        return self.measured == self.operation.fits


def each[A](call: Callable[[A], object], arguments: Iterable[A]) -> Times:
    """Make a call for each argument, and return how many there were."""
    count = 0
    for argument in arguments:
        call(argument)
        count += 1
    return Times(count)


def repeat(call: Callable[[], object], times: int = 100) -> Times:
    """Make the same call a number of times, and return the number."""
    for _ in range(times):
        call()
    return Times(times)


def keys[K](values: Iterable[K]) -> list[Counted[K]]:
    """Return the values as keys that count in ``COUNTS`` what is asked of them."""
    return [Counted(value, COUNTS) for value in values]


def shuffled(size: int) -> list[int]:
    """Return the numbers below a size, in an order that is the same in every run."""
    return random.Random(size).sample(range(size), size)


def chosen[T](items: Sequence[T], count: int = 100) -> list[T]:
    """Return so many of the items, spread over all of them, the same in every run; some may come twice."""
    return random.Random(len(items)).choices(items, k=count)


def cost(act: Callable[[Any], object], on: object, by: str) -> float:
    """Return what an operation costs: its count, or seconds by the clock, for each call that it makes."""
    result: Any = None

    def run() -> None:
        nonlocal result
        result = act(on)

    COUNTS.ordered = COUNTS.equal = COUNTS.hashed = 0
    if by == "clock":
        spent = min(seconds(run) for _ in range(5))
    elif by == "steps":
        spent = count_steps(run)
    else:
        run()
        spent = COUNTS.comparisons if by == "comparisons" else result  # others count by themselves
    return max(spent, 1e-9) / (result if isinstance(result, Times) else 1)


def seconds(run: Callable[[], None]) -> float:
    """Return the processor's time for a call."""
    start = time.process_time()
    run()
    return time.process_time() - start


def subjects() -> list[Subject[Any]]:
    """Return the subjects of all parts."""
    return [subject for part in PARTS for subject in importlib.import_module(f"growth_{part}").subjects()]


def results(subject: Subject[Any], quick: bool) -> list[Result]:
    """Return what the operations of a subject cost."""
    sizes = subject.quick if quick else subject.full
    rows = [Result(subject, each, tuple(size for size in sizes if size <= each.top), []) for each in subject.operations]
    state, collects = random.getstate(), gc.isenabled()
    gc.disable()
    try:
        for size in sizes:
            random.seed(size)  # those who take chances, as quick sort, take the same ones in every run
            made = subject.make(size)
            for row in rows:
                if size in row.sizes:
                    row.costs.append(cost(row.operation.act, made, row.operation.by))
            del made
            if not quick:
                gc.collect()
    finally:
        random.setstate(state)
        if collects:
            gc.enable()
    return rows


def measure(quick: bool) -> list[str]:
    """Return the table of all operations, and below it those whose growth is not the stated one."""
    lines = [
        "| operation | stated | measured | n | cost of a call, first n to last |",
        "|---|---|---|---|---|",
    ]
    notes, count, file = [], 0, ""
    for subject in subjects():
        if subject.file != file:
            file = subject.file
            tell(f"growth: {file}")
            lines.append(f"| **[{file}]({file})** | | | | |")
        for row in results(subject, quick):
            count += 1
            lines.append(line(row))
            if not row.agrees:
                notes.append(f"{file} {row.operation.name}: stated {row.operation.stated}, measured {row.measured}")
    missing = "; ".join(f"{file}, as {why}" for file, why in NOT_MEASURED.items())
    return [*lines, "", f"{count} operations; not as stated: {'; '.join(notes) or 'none'}. Not measured: {missing}."]


def line(row: Result) -> str:
    """Return the line of the table for a row; a growth that is not the stated one is bold."""
    subject, operation, sizes, costs = row
    measured = row.measured if row.agrees else f"**{row.measured}**"
    unit, factor = ("µs", 1e6) if operation.by == "clock" else (operation.by, 1)
    cost_of = f"{factor * costs[0]:,.1f} to {factor * costs[-1]:,.1f} {unit}"
    n = f"{sizes[0]:,} to {sizes[-1]:,} {subject.n}".rstrip()
    return f"| {operation.name} | {operation.stated} | {measured} | {n} | {cost_of} |"
