"""A pytest plugin: what the tests of an exercise did, written as JSON lines while they do it.

``STUDY_REPORT`` holds a JSON object: ``file`` is the exercise, ``output`` where to write, ``stacks`` where Python dumps
its stacks when a test runs longer than ``limit`` seconds, which also ends the run. The lines are events::

    {"event": "start" or "end", "test": ...}      {"event": "call", "function": qualified name}
    {"event": "outcome", "test": ..., "outcome": "passed", "failed" or "skipped", "failure": {...}}
    {"event": "import", "failure": {...}}         {"event": "finish", "code": ...}

Each is written at once, so that what is there is true even when the process is killed in the middle. Calls are seen by
``sys.monitoring``, which forgets about all code but the exercise's. Where the system can (POSIX), a file may not grow
beyond FILE_BYTES, so that a loop that prints ends in an error before the disk is full, nor the memory of Linux beyond
MEMORY_BYTES.
"""

import atexit
import contextlib
import doctest
import errno
import faulthandler
import json
import os
import sys
import traceback
from collections.abc import Generator
from pathlib import Path
from textwrap import indent
from types import CodeType
from typing import Any

import pytest

FILE_BYTES = 32 * 2**20
MEMORY_BYTES = 2 * 2**30
MESSAGE_LINES = 12
MESSAGE_WIDTH = 400
TOOLS = (4, 3, 2, 5)  # the first two are nobody's by convention

_wanted: dict[str, Any] = json.loads(os.environ.get("STUDY_REPORT", "{}"))
_called: set[str] = set()


def _write(**event: object) -> None:
    with contextlib.suppress(OSError):  # a test may have closed what it did not open
        os.write(_events, json.dumps(event).encode() + b"\n")


def _limit_time() -> None:
    faulthandler.dump_traceback_later(_wanted["limit"], exit=True, file=_stacks)


def _limit_space() -> None:
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):  # a lower limit is in force
            resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
        if sys.platform == "linux":
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))


def _on_start(code: CodeType, offset: int) -> object:
    if code.co_filename != _wanted["file"]:
        return sys.monitoring.DISABLE
    function = code.co_qualname.partition(".<locals>")[0]
    if function not in _called:
        _called.add(function)
        _write(event="call", function=function)
    return None


def _monitor() -> None:
    tool = next(number for number in TOOLS if sys.monitoring.get_tool(number) is None)
    sys.monitoring.use_tool_id(tool, "study")
    sys.monitoring.register_callback(tool, sys.monitoring.events.PY_START, _on_start)
    sys.monitoring.set_events(tool, sys.monitoring.events.PY_START)
    atexit.register(sys.monitoring.set_events, tool, 0)  # after that, the names of this module are gone


def _failure(error: BaseException) -> dict[str, Any]:
    """Return what to tell about an exception: what it says, where the test was, and where the exercise was."""
    asked, line = "", None
    if isinstance(error, (doctest.DocTestFailure, doctest.UnexpectedException)):
        asked, line = _example(error.example), (error.test.lineno or 0) + error.example.lineno + 1
    if isinstance(error, doctest.UnexpectedException):
        error = error.exc_info[1]
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if frame.filename == _wanted["file"]]
    outside = [frame for frame in frames if "/tests/" in Path(frame.filename).as_posix()]
    place = outside[-1] if outside else None
    if isinstance(error, SyntaxError) and error.filename == _wanted["file"]:
        line = error.lineno
    return {
        "error": type(error).__name__,
        "message": _shortened(asked + _message(error)),
        "place": f"{_below_here(place.filename)}:{place.lineno}" if place else "",
        "statement": (place.line or "") if place else "",
        "line": inside[-1].lineno if inside else line,
        "module": error.name if isinstance(error, ModuleNotFoundError) else None,
        "missing": getattr(error, "name_from", None) if getattr(error, "path", None) == _wanted["file"] else None,
    }


def _example(example: doctest.Example) -> str:
    first, *more = example.source.splitlines()
    return "\n".join([f">>> {first}", *(f"... {line}" for line in more), ""])


def _message(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno == errno.EFBIG:
        return f"it prints or writes more than {FILE_BYTES // 2**20} MB: is there a loop that does not end?"
    if isinstance(error, MemoryError):
        return f"it takes more than {MEMORY_BYTES // 2**30} GB of memory: is there a loop that does not end?"
    if isinstance(error, doctest.DocTestFailure):
        return f"Expected:\n{indent(error.example.want, '    ')}Got:\n{indent(error.got, '    ')}"
    notes: list[str] = getattr(error, "__notes__", [])
    try:
        text = str(error)
    except Exception as failure:  # the learner's own class
        text = f"<its str raises {type(failure).__name__}>"
    return "\n".join([f"{type(error).__name__}: {text}".removesuffix(": "), *notes])


def _shortened(text: str) -> str:
    lines = [line if len(line) <= MESSAGE_WIDTH else f"{line[:MESSAGE_WIDTH]}…" for line in text.splitlines()]
    return "\n".join([*lines[:MESSAGE_LINES], *["…"] * (len(lines) > MESSAGE_LINES)])


def _below_here(file: str) -> str:
    path = Path(file)
    return path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else path.name


def pytest_runtest_logstart(nodeid: str) -> None:
    """Begin a test: its time runs, and it has called nothing yet."""
    _called.clear()
    _write(event="start", test=nodeid)
    _limit_time()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write how a part of a test ended, if that says how the test did."""
    report = yield
    if report.when == "call" or not report.passed:
        failure = _failure(call.excinfo.value) if report.failed and call.excinfo else None
        _write(event="outcome", test=item.nodeid, outcome=report.outcome, failure=failure)
    return report


def pytest_runtest_logfinish(nodeid: str) -> None:
    """End a test; what runs between two tests has the same time again."""
    _write(event="end", test=nodeid)
    _limit_time()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Write why a file cannot be imported."""
    try:
        report = yield
    except (SystemExit, KeyboardInterrupt) as ending:  # pytest ends as well
        _write(event="import", failure=_failure(ending))
        raise
    call: pytest.CallInfo[Any] | None = getattr(report, "call", None)
    if report.failed and call and call.excinfo:
        error = call.excinfo.value
        _write(event="import", failure=_failure(error.__cause__ or error))
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(exitstatus: int) -> None:
    """Write that the run came to its end. Threads that are left have the time of a test to end as well."""
    _write(event="finish", code=int(exitstatus))
    _limit_time()


if _wanted:  # at once, as importing the exercise, which is next, may already hang
    _events = os.open(_wanted["output"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    _stacks = os.open(_wanted["stacks"], os.O_WRONLY | os.O_CREAT)
    _limit_space()
    _limit_time()
    _monitor()
