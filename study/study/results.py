"""What a run of an exercise's tests says about each function, read from the events of the plugin ``study_report``.

A function that is written may still not be told right from wrong, when every test that calls it also calls one that is
not written. So the state of a function comes from the tests that call it, and not from the run as a whole.

Cost: O(events).
Not for: runs of other tests than the exercise's own.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class State(StrEnum):
    """How far a function is."""

    TO_DO = "to do"  # its body is still the blank
    WAITING = "waiting"  # written, but no test can tell before others are
    FAILING = "failing"  # a test that calls it fails, and none that is to do is to blame
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a test failed. ``line`` is the last one of the exercise that ran, None when it was not in it.

    ``place`` (from the topic's folder) and ``statement`` are the test's, empty for a doctest, whose message shows what
    it asked. ``module`` is one that could not be imported, and ``missing`` a name that the exercise does not define
    although somebody imports it.
    """

    error: str
    message: str
    place: str = ""
    statement: str = ""
    line: int | None = None
    module: str | None = None
    missing: str | None = None


@dataclass
class Test:
    """One test: what it called of the exercise, and how it ended. Without an outcome it never ended."""

    __test__ = False  # pytest would take it for one of its own

    name: str
    calls: set[str] = field(default_factory=set)
    outcome: str | None = None
    failure: Failure | None = None
    ended: bool = False


@dataclass
class Run:
    """All that is known about a run. ``code`` is None when it was cut short."""

    tests: list[Test] = field(default_factory=list)
    imports: list[Failure] = field(default_factory=list)
    code: int | None = None

    @property
    def unfinished(self) -> Test | None:
        """The test that ran when the process ended."""
        return next((test for test in self.tests if not test.ended), None)


def read_run(file: Path) -> Run:
    """Return what the plugin wrote; an empty run when it did not get that far, or a line was cut."""
    run = Run()
    tests: dict[str, Test] = {}
    current: Test | None = None
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.is_file() else []
    for line in lines:
        if not line.endswith("\n"):
            break
        event: dict[str, Any] = json.loads(line)
        match event["event"]:
            case "start":
                current = tests.setdefault(event["test"], Test(event["test"]))
            case "call" if current:
                current.calls.add(event["function"])
            case "outcome":
                test = tests[event["test"]]
                test.failure = test.failure or (Failure(**event["failure"]) if event["failure"] else None)
                test.outcome = "failed" if test.failure else event["outcome"]
            case "end":
                tests[event["test"]].ended = True
            case "import":
                run.imports.append(Failure(**event["failure"]))
            case "finish":
                run.code = event["code"]
    run.tests = list(tests.values())
    return run


def states(functions: Iterable[str], written: Collection[str], run: Run) -> dict[str, State]:
    """Return the state of each function, by its qualified name; ``written`` are those that have a body."""
    names = list(functions)
    to_do = {name for name in names if name not in written}
    green = run.code == 0
    return {name: State.TO_DO if name in to_do else _state(name, to_do, run.tests, green) for name in names}


def _state(name: str, to_do: Collection[str], tests: Iterable[Test], green: bool) -> State:
    callers = [test for test in tests if name in test.calls]
    if any(failed(test) and test.calls.isdisjoint(to_do) for test in callers):
        return State.FAILING
    if any(test.outcome == "passed" for test in callers):
        return State.DONE
    # No test in this process saw it run: it may run in another one, and only the whole can tell.
    return State.DONE if green and not callers else State.WAITING


def failed(test: Test) -> bool:
    """Tell whether a test failed or did not come to its end."""
    return test.outcome == "failed" or not test.ended


def culprit(found: Mapping[str, State], tests: Iterable[Test]) -> str | None:
    """Return the failing function that is likeliest to be wrong; None when none is failing.

    That is the one of whose tests the largest part fails; among equals, the one that more of them call.
    """
    tests = list(tests)
    to_do = {name for name, state in found.items() if state is State.TO_DO}

    def suspicion(name: str) -> tuple[float, int]:
        fair = [test for test in tests if name in test.calls and test.calls.isdisjoint(to_do)]
        failures = sum(failed(test) for test in fair)
        return failures / len(fair), failures

    return max((name for name, state in found.items() if state is State.FAILING), key=suspicion, default=None)


def first_failure(found: Mapping[str, State], tests: Iterable[Test]) -> Test | None:
    """Return the failing test to look at first: one that calls the culprit, and as little else as possible.

    When no function is failing, that is any failing test, if all are written; else None, as what is to do explains it.
    """
    tests = list(tests)
    to_do = {name for name, state in found.items() if state is State.TO_DO}
    explained = [test for test in tests if failed(test) and test.failure and test.calls.isdisjoint(to_do)]
    name = culprit(found, tests)
    if name is None:
        return None if to_do else next(iter(explained), None)
    return min((test for test in explained if name in test.calls), key=lambda test: len(test.calls), default=None)


def line_that_ran(stacks: str, file: Path) -> int | None:
    r"""Return the line of a file that ran when Python dumped its stacks, the main thread's if that was there.

    >>> line_that_ran('Thread 0x1 (most recent call first):\n  File "/a.py", line 3 in f\n', Path("/a.py"))
    3
    """
    for stack in reversed(re.split(r"^(?:Current thread|Thread) ", stacks, flags=re.MULTILINE)):
        for name, line in re.findall(r'^  File "(.+)", line (\d+) in ', stack, re.MULTILINE):
            if name == str(file):
                return int(line)
    return None
