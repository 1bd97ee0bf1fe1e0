"""How long the heavy tasks take, as multiples of the time that ``sorted`` takes for 100,000 random ints: one U.

The processor's time counts, and inputs are made before the clock starts. In each round the sort, the task and what does
the same at work take turns, since a machine is faster in one minute than in the next; medians of the rounds count.
Where a fast form stands beside the plain one, the limit is that of the fast one, and both are measured.
"""

import gc
import importlib
import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from progress import tell

ROUNDS, LIBRARY_ROUNDS, QUICK_ROUNDS, UNIT_REPEATS = 5, 3, 1, 2
PARTS = ("speed_structures", "speed_algorithms")
WORSE = 1.5  # how many times as long as for random items a quick sort may take for any other


@dataclass(frozen=True)
class Task:
    """What is done, and what does the same at work, if anything does.

    The limit is in U; None is that of a plain form, and "random" a multiple of what the task took for random items.
    """

    name: str
    limit: float | Literal["random"] | None
    make: Callable[[], Any]
    own: Callable[[Any], object]
    at_work: str = ""
    library: Callable[[Any], object] | None = None


@dataclass(frozen=True)
class Timed:
    """Medians in seconds: of the unit, of a task, and of the library, when one does the same."""

    unit: float
    own: float
    library: float | None


def numbers(size: int) -> list[int]:
    """Return random ints, none twice, the same in every run."""
    return random.Random(size).sample(range(10**9), size)


def seconds(call: Callable[..., object], *arguments: object) -> float:
    """Return the processor's time for a call; the collector of cycles works before it and not during it."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        call(*arguments)
        return time.process_time() - start
    finally:
        gc.enable()


def timed(
    make: Callable[[], Any], own: Callable[[Any], object], library: Callable[[Any], object] | None, rounds: int
) -> Timed:
    """Return the medians of so many rounds, each with inputs made anew, as some tasks change theirs."""
    items = numbers(100_000)
    units, mine, theirs = [], [], []
    for turn in range(rounds):
        if library and turn < LIBRARY_ROUNDS:
            theirs.append(seconds(library, make()))
        # The sort is short, and so the one most easily disturbed: before and after, and more than once.
        units += [seconds(sorted, items) for _ in range(UNIT_REPEATS)]
        mine.append(seconds(own, make()))
        units += [seconds(sorted, items) for _ in range(UNIT_REPEATS)]
    return Timed(median(units), median(mine), median(theirs) if theirs else None)


def measure(quick: bool) -> list[str]:
    """Return the table of all tasks, and below it what is over its limit."""
    lines = ["| task | at most, U | measured, U | at work | times as long as that |", "|---|---:|---:|---|---:|"]
    over: list[str] = []
    random_order = 0.0
    state = random.getstate()
    random.seed(1)
    parts = [importlib.import_module(part).tasks(100 if quick else 1) for part in PARTS]
    for task in itertools.chain.from_iterable(parts):
        tell(f"speed: {task.name}")
        result = timed(task.make, task.own, task.library, QUICK_ROUNDS if quick else ROUNDS)
        units = result.own / result.unit
        limit = WORSE * random_order if task.limit == "random" else task.limit
        if task.name.endswith("random"):
            random_order = units
        marked = isinstance(limit, float) and units > limit
        if marked:
            over.append(f"{task.name} ({units:.2f} U, at most {limit:.2f})")
        at_most = "plain form" if limit is None else f"{limit:g}"
        if task.limit == "random":
            at_most = f"{WORSE} times random: {limit:.1f}"
        ratio = f"{result.own / max(result.library, 1e-6):.1f}" if result.library is not None else ""
        figure = f"**{units:.2f}**" if marked else f"{units:.2f}"
        lines.append(f"| {task.name} | {at_most} | {figure} | {task.at_work} | {ratio} |")
    random.setstate(state)
    return [*lines, "", f"Over their limits: {'; '.join(over) or 'none'}."]
