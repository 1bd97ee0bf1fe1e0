import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from study.pytest_runs import PLUGIN
from study.traces import Call, Step, Traced, failing_case, read_traces

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


def test_a_line_cut_short_is_left_out(tmp_path: Path) -> None:
    line = json.dumps({"test": "a", "outcome": "passed", "calls": []})
    (tmp_path / "traces").write_text(f"{line}\n{line[:20]}")

    assert read_traces(tmp_path / "traces") == [Traced("a", True, ())]


def test_without_a_file_there_is_nothing(tmp_path: Path) -> None:
    assert read_traces(tmp_path / "traces") == []


def call(result: str, **arguments: str) -> Call:
    return Call("f", arguments, (), result)


def test_the_case_is_the_first_call_that_ends_otherwise() -> None:
    mine = [
        Traced("a", True, (call("returns 0"),)),
        Traced("b", False, ()),
        Traced("c", False, (call("returns 1", n="1"), call("returns 5", n="2"), call("returns 9", n="3"))),
    ]
    reference = [Traced("c", True, (call("returns 1", n="1"), call("returns 2", n="2"), call("returns 3", n="3")))]

    assert failing_case(mine, reference) == (mine[2], mine[2].calls[1], reference[0].calls[1])


def test_the_case_is_the_last_call_when_all_end_alike() -> None:
    mine = [Traced("c", False, (call("returns <A at 0x1>"), call("returns <A at 0x2>")))]
    reference = [Traced("c", True, (call("returns <A at 0x3>"), call("returns <A at 0x4>"), call("returns 1")))]

    assert failing_case(mine, reference) == (mine[0], mine[0].calls[1], reference[0].calls[1])


def test_functions_of_other_names_are_alike() -> None:
    step, increment = "returns <function counter.<locals>.step at 0x1>", "returns <function counter.<locals>.up at 0x2>"
    mine = [Traced("c", False, (call(step), call("returns 1"), call("returns 1")))]
    reference = [Traced("c", True, (call(increment), call("returns 1"), call("returns 2")))]

    assert failing_case(mine, reference) == (mine[0], mine[0].calls[2], reference[0].calls[2])


def test_where_the_reference_makes_no_call_there_is_none_to_compare() -> None:
    mine = [Traced("c", False, (call("returns 1"), call("returns 2")))]

    assert failing_case(mine, []) == (mine[0], mine[0].calls[0], None)


def test_without_a_failing_test_there_is_no_case() -> None:
    assert failing_case([Traced("a", True, (call("returns 1"),))], []) is None
