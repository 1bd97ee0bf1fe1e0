"""A pytest plugin: tell which emptied files the tests end in, and pass over the rest of a file's tests once it is told.

``STUDY_STARTERS`` names two files. The first holds a JSON object: for each test file, the emptied files that it is
about. To the second, the path of an emptied file is added as soon as a test that is about it raised NotImplementedError
there. After a few failures of another kind the tests of a file are passed over as well: they show nothing.
"""

import doctest
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

FAILURES = 3

_waiting: dict[str, set[str]] = {}
_failures: Counter[str] = Counter()


def pytest_configure() -> None:
    """Read what is asked."""
    for test, files in json.loads(_files()[0].read_text(encoding="utf-8")).items():
        _waiting[test] = set(files)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Pass over a test of which nothing is to be learnt any more."""
    test = str(item.path)
    if not _waiting.get(test) or _failures[test] >= FAILURES:
        pytest.skip("told already")


def pytest_exception_interact(node: pytest.Item | pytest.Collector, call: pytest.CallInfo[object]) -> None:
    """See where a failure ended."""
    if call.excinfo is None:
        return
    test = str(node.path)
    places = set(_places(call.excinfo.value))
    _failures[test] += 1
    if told := _waiting.get(test, set()) & places:
        with _files()[1].open("a", encoding="utf-8") as answer:
            answer.writelines(f"{file}\n" for file in sorted(told))
        for files in _waiting.values():
            files -= told


def _files() -> list[Path]:
    return [Path(part) for part in os.environ["STUDY_STARTERS"].split(os.pathsep)]


def _places(error: BaseException | None) -> Iterator[str]:
    """Yield the files in which an error, or one that led to it, was raised as NotImplementedError."""
    while error is not None:
        if isinstance(error, doctest.UnexpectedException):
            yield from _places(error.exc_info[1])
        if isinstance(error, BaseExceptionGroup):
            for each in error.exceptions:
                yield from _places(each)
        if isinstance(error, NotImplementedError) and error.__traceback__ is not None:
            last = error.__traceback__
            while last.tb_next is not None:
                last = last.tb_next
            yield last.tb_frame.f_code.co_filename
        error = error.__cause__ or error.__context__
