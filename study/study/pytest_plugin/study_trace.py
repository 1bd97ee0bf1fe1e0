"""A pytest plugin: what one function was called with, did and returned, in every test, as JSON lines.

``STUDY_TRACE`` holds a JSON object: ``file`` and ``function`` (its qualified name) say what to trace, ``output`` where
to write. A line is ``{"test", "outcome", "calls": [{"function", "arguments", "steps": [[line, {name: value}]],
"result"}]}``. The functions inside of the one that is traced are followed as well: of a closure they are the point. A
step is a line that was about to run (null: the end), with the names that changed since the step before. A generator is
one call, however often it is resumed. What is long is cut, and so is what repeats.

It uses ``sys.settrace`` for frames of that one function, so the rest of a test runs at full speed.
"""

import dis
import inspect
import json
import os
import reprlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

CALLS = 30
STEPS = 60
YIELDS = 10
MESSAGE_WIDTH = 400
_AT_A_YIELD = {dis.opmap["YIELD_VALUE"], dis.opmap["RESUME"]}  # before and since 3.13
_values = reprlib.Repr()
_values.maxstring = _values.maxother = 120
_values.maxlist = _values.maxtuple = _values.maxdict = _values.maxset = 12


def _shown(value: object) -> str:
    try:
        return _values.repr(value)
    except Exception as error:  # an object half made, whose __repr__ needs what is not there yet
        return f"<{type(value).__name__}, whose repr raises {type(error).__name__}>"


def _message(error: object) -> str:
    """Return the beginning of what an exception says: its first line, as far as it is not long."""
    try:
        first, *more = str(error).splitlines() or [""]
    except Exception as failure:  # the learner's own class
        return f"<its str raises {type(failure).__name__}>"
    return f"{first[:MESSAGE_WIDTH]}…" if more or len(first) > MESSAGE_WIDTH else first


class Tracer:
    """Records the calls of one function. ``calls`` is what it has seen since it was last emptied."""

    def __init__(self, file: str, function: str) -> None:
        self._file = file
        self._function = function
        self._following: dict[FrameType, _Call] = {}
        self.calls: list[dict[str, Any]] = []

    def clear(self) -> None:
        """Forget what was seen."""
        self.calls = []
        self._following = {}

    def _is_wanted(self, name: str) -> bool:
        inside = name.startswith(f"{self._function}.<locals>.") and not name.endswith(("<genexpr>", "comp>"))
        return inside or name == self._function

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:
        """Begin to trace a frame that runs the function, or go on with it: the hook of ``sys.settrace``."""
        if frame.f_code.co_filename != self._file or not self._is_wanted(frame.f_code.co_qualname):
            return None
        if frame not in self._following and len(self.calls) < CALLS:
            self._following[frame] = _Call(frame)
            self.calls.append(self._following[frame].record)
        return self._following.get(frame)


class _Call:
    """Follows one call, from its frame's first line to its end."""

    def __init__(self, frame: FrameType) -> None:
        self._values = _locals(frame)
        count = len(inspect.getargs(frame.f_code).args) + frame.f_code.co_kwonlyargcount
        count += bool(frame.f_code.co_flags & inspect.CO_VARARGS) + bool(frame.f_code.co_flags & inspect.CO_VARKEYWORDS)
        names = frame.f_code.co_varnames[:count]
        arguments = {name: self._values[name] for name in names if name in self._values}
        name = frame.f_code.co_qualname.replace("<locals>.", "")
        self.record: dict[str, Any] = {"function": name, "arguments": arguments, "steps": []}
        self.record["result"] = "does not end"
        self._results: list[str] = []
        self._raised = False

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self._raised = False
            self._step(frame, frame.f_lineno)
        elif event == "exception":
            self._raised = True
            if argument[0] is not GeneratorExit:  # whoever asked for values has enough of them
                self._end(f"raises {argument[0].__name__}: {_message(argument[1])}".removesuffix(": "))
        elif event == "return" and not self._raised:
            if frame.f_code.co_code[frame.f_lasti] not in _AT_A_YIELD:
                self._step(frame, None)
                self._end(f"returns {_shown(argument)}")
            elif not frame.f_code.co_flags & inspect.CO_COROUTINE:  # where a yield is an await that waits
                self._results.append(f"yields {_shown(argument)}")
                self._end("stays there")
        return self

    def _step(self, frame: FrameType, line: int | None) -> None:
        values = _locals(frame)
        if len(self.record["steps"]) < STEPS:
            changed = {name: value for name, value in values.items() if self._values.get(name) != value}
            self.record["steps"].append([line, changed])
        self._values = values

    def _end(self, result: str) -> None:
        self.record["result"] = ", ".join([*self._results[:YIELDS], *["…"] * (len(self._results) > YIELDS), result])


def _locals(frame: FrameType) -> dict[str, str]:
    return {name: _shown(value) for name, value in frame.f_locals.items() if not name.startswith("@")}


class Tracing:
    """Traces every test, and writes what it did when its own part has passed or any part has failed."""

    def __init__(self, file: str, function: str, output: str) -> None:
        self._tracer = Tracer(file, function)
        self._output = Path(output)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        """Trace a test from its setup to its teardown."""
        self._tracer.clear()
        before = sys.gettrace()
        threading.settrace(self._tracer)
        sys.settrace(self._tracer)
        try:
            return (yield)
        finally:
            sys.settrace(before)
            threading.settrace(before)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write a line."""
        if report.when == "call" or report.failed:
            line = {"test": report.nodeid, "outcome": report.outcome, "calls": self._tracer.calls}
            with self._output.open("a", encoding="utf-8") as output:
                output.write(json.dumps(line) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to trace what the environment asks for."""
    config.pluginmanager.register(Tracing(**json.loads(os.environ["STUDY_TRACE"])))
