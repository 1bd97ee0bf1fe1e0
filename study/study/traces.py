"""What a function did in the tests, read from the lines of the plugin ``study_trace``, and where two runs part.

The learner's function and the reference go through the same tests. The first call of the failing test that ends
otherwise is the case to look at: same arguments, another result.

Cost: O(calls), after two runs of the exercise's tests.
Not for: functions that run in another process; there is nothing to see in this one.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """A line that was about to run (None: the end), and the names that changed before it, with their values."""

    line: int | None
    changes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the traced function, or of one inside of it. ``result`` begins with returns, raises or yields."""

    function: str
    arguments: dict[str, str]
    steps: tuple[Step, ...]
    result: str


@dataclass(frozen=True, slots=True)
class Traced:
    """A test, and the calls of the function that it made."""

    test: str
    passed: bool
    calls: tuple[Call, ...]


def read_traces(file: Path) -> list[Traced]:
    """Return what the plugin wrote, test by test; nothing when it wrote nothing, or was killed within a line."""
    if not file.is_file():
        return []
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    return [_traced(json.loads(line)) for line in lines if line.endswith("\n")]


def failing_case(mine: Sequence[Traced], reference: Sequence[Traced]) -> tuple[Traced, Call, Call | None] | None:
    """Return the first failing test that calls the function, the call to look at, and the reference's call.

    That is the first call whose arguments or result differ from the reference's, or else the last one; the reference's
    is None where it does not call the function that often. None when no failing test calls it.
    """
    for traced in mine:
        if traced.passed or not traced.calls:
            continue
        others = next((each.calls for each in reference if each.test == traced.test), ())
        for number, call in enumerate(traced.calls):
            other = others[number] if number < len(others) else None
            last = number == len(traced.calls) - 1
            if last or other is None or _comparable(call) != _comparable(other):
                return traced, call, other
    return None


def _comparable(call: Call) -> tuple[dict[str, str], str]:
    """Return what is equal in two runs when both do the same: values without addresses and names of functions."""
    return {name: _general(value) for name, value in call.arguments.items()}, _general(call.result)


def _general(text: str) -> str:
    return re.sub(r"<function \S+>?|0x\w+", "", text)


def _traced(line: dict[str, Any]) -> Traced:
    return Traced(line["test"], line["outcome"] == "passed", tuple(_call(**call) for call in line["calls"]))


def _call(
    function: str, arguments: dict[str, str], steps: list[tuple[int | None, dict[str, str]]], result: str
) -> Call:
    return Call(function, arguments, tuple(Step(*step) for step in steps), result)
