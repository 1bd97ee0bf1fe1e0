"""Ways of doing one thing, timed in turns.

A machine is faster in one minute than in the next. Ways that take turns meet the same minutes, so the ratio of two of
them within a round says more than the quotient of two averages.
"""

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median


def interleaved(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each way, round by round; a first round goes unmeasured, every other goes backwards."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    collects = gc.isenabled()
    try:
        for turn in range(-1, rounds):
            for name in list(ways)[:: 1 if turn % 2 else -1]:
                gc.collect()
                gc.disable()
                start = time.perf_counter()
                ways[name]()
                took = time.perf_counter() - start
                if collects:
                    gc.enable()
                if turn >= 0:
                    seconds[name].append(took)
    finally:
        if collects:
            gc.enable()
    return seconds


def ratio(seconds: Mapping[str, list[float]], way: str, to: str) -> float:
    """Return how many times as long one way takes as another: the median over rounds."""
    return median(mine / its for mine, its in zip(seconds[way], seconds[to], strict=True))
