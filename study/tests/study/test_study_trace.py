import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from study.pytest_runs import PLUGIN
from study.traces import Call, Step, Traced, read_traces

type Trace = Callable[[str, str, str], list[Traced]]


@pytest.fixture
def trace(tmp_path: Path) -> Trace:
    """Run tests against a module with the plugin, and return what it saw of one function."""

    def run(module: str, tests: str, function: str) -> list[Traced]:
        (tmp_path / "shop.py").write_text(dedent(module))
        (tmp_path / "test_shop.py").write_text("from shop import *\n" + dedent(tests))
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        output = tmp_path / "traces"
        wanted = {"file": str(tmp_path / "shop.py"), "function": function, "output": str(output)}
        plugins = ("-p", "study_trace", "-p", "no:randomly", "-p", "no:cacheprovider")
        subprocess.run(
            [sys.executable, "-m", "pytest", *plugins, "--doctest-modules", "-q", "."],
            cwd=tmp_path,
            env=os.environ | {"STUDY_TRACE": json.dumps(wanted), "PYTHONPATH": str(PLUGIN)},
            check=False,
            capture_output=True,
        )
        return read_traces(output)

    return run


def calls(traced: list[Traced], test: str) -> tuple[Call, ...]:
    return next(each.calls for each in traced if each.test == f"test_shop.py::{test}")


def test_arguments_lines_values_and_result_are_seen(trace: Trace) -> None:
    module = """
        def total(price, *more, rate=2, **options):
            sum_ = price
            for each in more:
                sum_ += each
            return sum_ * rate
        """

    traced = trace(module, "def test_total():\n    assert total(1, 2, tax=0) == 7\n", "total")

    assert traced == [
        Traced(
            "test_shop.py::test_total",
            False,
            (
                Call(
                    "total",
                    {"price": "1", "more": "(2,)", "rate": "2", "options": "{'tax': 0}"},
                    (
                        Step(3, {}),
                        Step(4, {"sum_": "1"}),
                        Step(5, {"each": "2"}),
                        Step(4, {"sum_": "3"}),
                        Step(6, {}),
                        Step(None, {}),
                    ),
                    "returns 6",
                ),
            ),
        )
    ]


@pytest.mark.parametrize(
    ("module", "result"),
    [
        ("def f():\n    raise NotImplementedError\n", "raises NotImplementedError"),
        ("def f():\n    return {}['a']\n", "raises KeyError: 'a'"),
        ("def f():\n    try:\n        return {}['a']\n    except KeyError:\n        return 3\n", "returns 3"),
        ("def f():\n    yield from 'ab'\n", "yields 'a', yields 'b', returns None"),
        ("def f():\n    yield from range(99)\n", f"{', '.join(f'yields {n}' for n in range(10))}, …, returns None"),
        ("def f():\n    return 'a' * 999\n", f"returns '{'a' * 57}...{'a' * 58}'"),
        ("class A:\n    def __repr__(self):\n        return self.missing\ndef f():\n    return A()\n", "returns <A"),
    ],
)
def test_the_result_tells_how_a_call_ended(trace: Trace, module: str, result: str) -> None:
    traced = trace(module, "def test_f():\n    list(f() or [])\n", "f")

    (call,) = calls(traced, "test_f")
    assert call.result.startswith(result)


def test_a_generator_that_is_left_early_is_one_call(trace: Trace) -> None:
    traced = trace("def f():\n    yield 1\n    yield 2\n", "def test_f():\n    next(f())\n", "f")

    assert [call.result for call in calls(traced, "test_f")] == ["yields 1, stays there"]


def test_a_coroutine_is_one_call_however_often_it_waits(trace: Trace) -> None:
    module = "import asyncio\nasync def f(n):\n    await asyncio.sleep(0)\n    return n\n"

    traced = trace(module, "def test_f():\n    asyncio.run(f(3))\n", "f")

    assert [(call.arguments, call.result) for call in calls(traced, "test_f")] == [({"n": "3"}, "returns 3")]


def test_methods_are_seen_by_their_qualified_name_in_threads_too(trace: Trace) -> None:
    module = """
        from threading import Thread
        def f(): return 0
        class A:
            def f(self, n): return n
            def in_thread(self):
                thread = Thread(target=self.f, args=(5,))
                thread.start()
                thread.join()
        """

    traced = trace(module, "def test_f():\n    f()\n    A().f(4)\n    A().in_thread()\n", "A.f")

    assert [call.result for call in calls(traced, "test_f")] == ["returns 4", "returns 5"]


def test_functions_inside_are_followed_as_well_but_no_comprehensions(trace: Trace) -> None:
    module = """
        def counter():
            count = 0
            def step():
                nonlocal count
                count += sum(1 for _ in "a")
                return count
            return step
        """

    traced = trace(module, "def test_f():\n    step = counter()\n    step()\n    step()\n", "counter")

    _, first, second = calls(traced, "test_f")
    assert (first.function, first.result, second.result) == ("counter.step", "returns 1", "returns 2")


def test_many_calls_and_steps_are_cut(trace: Trace) -> None:
    module = "def f():\n    n = 0\n    while n < 500:\n        n += 1\n"

    traced = trace(module, "def test_f():\n    for _ in range(99):\n        f()\n", "f")

    assert len(calls(traced, "test_f")) == 30
    assert {len(call.steps) for call in calls(traced, "test_f")} == {60}


def test_doctests_are_traced(trace: Trace) -> None:
    (traced,) = trace('def f():\n    """Two.\n\n    >>> f()\n    2\n    """\n    return 3\n', "", "f")

    assert (traced.test, traced.passed, traced.calls[0].result) == ("shop.py::shop.f", False, "returns 3")


@pytest.mark.parametrize(
    ("error", "result"),
    [
        ("ValueError('one\\ntwo')", "raises ValueError: one…"),
        ("ValueError('x' * 401)", f"raises ValueError: {'x' * 400}…"),
        (
            "type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})()",
            "raises Odd: <its str raises ZeroDivisionError>",
        ),
    ],
)
def test_of_an_exception_the_first_line_is_shown(trace: Trace, error: str, result: str) -> None:
    module = f"def fail():\n    raise {error}\n"

    traced = trace(module, "def test_fail():\n    fail()\n", "fail")

    assert calls(traced, "test_fail")[0].result == result
