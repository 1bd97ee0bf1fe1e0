"""The plugin, through the runs that it reports on: it lives in their process, not in ours."""

import runpy
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from conftest import Write, opened
from study.grading import Grader
from study.pytest_runs import PLUGIN
from study.results import State

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals are POSIX")
WAITING, FAILING, DONE = State.WAITING, State.FAILING, State.DONE


def test_an_exception_is_shown_with_the_line_of_the_file(grader: Grader, reference: str) -> None:
    report = grader.grade(reference.replace("_rounded(price * _RATE)", "1 / 0"), "utf-8")

    assert report.functions == {"tax": FAILING, "gross": FAILING}
    assert report.failure is not None
    assert report.failure.line == 18
    assert report.failure.message == ">>> tax(Decimal(10))\nZeroDivisionError: division by zero"
    assert report.next == "tax"


def test_a_doctest_that_fails_shows_what_it_expected(grader: Grader, reference: str) -> None:
    report = grader.grade(reference.replace("Decimal('2.00')", "Decimal('3.00')"), "utf-8")

    assert report.failure is not None
    said = ">>> tax(Decimal(10))\nExpected:\n    Decimal('3.00')\nGot:\n    Decimal('2.00')"
    assert (report.failure.message, report.failure.line) == (said, 15)


@pytest.mark.parametrize(
    ("old", "problem", "line"),
    [
        (
            "return price + tax(price)",
            "An endless loop? test_gross was ended after 2 s, at line 23: while True: pass",
            23,
        ),
        ("_RATE = Decimal", "Importing your file did not end; it was ended after 2 s, at line 5: while True: pass", 5),
    ],
)
def test_an_endless_loop_is_ended_and_its_line_named(
    small_repository: Path, reference: str, old: str, problem: str, line: int
) -> None:
    with opened(small_repository, timeout=6) as grader:
        report = grader.grade(
            reference.replace(old, "while True: pass\n" if old[0] == "_" else "while True: pass"), "utf-8"
        )

    assert (report.problem.partition(" = ")[0].rstrip("."), report.line) == (problem, line)
    assert not report.passed


def test_what_cannot_be_imported_is_said_with_its_line(grader: Grader, reference: str) -> None:
    report = grader.grade(reference.replace("_RATE = Decimal", "1 / 0\n_RATE = Decimal"), "utf-8")

    said = "Your file cannot be imported: ZeroDivisionError: division by zero, at line 5: 1 / 0"
    assert (report.problem, report.line, report.tests) == (said, 5, 0)


def test_a_thread_that_does_not_end_is_named(small_repository: Path, reference: str) -> None:
    thread = "import threading; threading.Thread(target=threading.Event().wait).start(); return price + tax(price)"
    with opened(small_repository, timeout=9) as grader:
        report = grader.grade(reference.replace("return price + tax(price)", thread), "utf-8")

    assert report.problem.startswith("The tests have ended, but a thread that they started has not")
    assert not report.passed


@POSIX
def test_output_that_floods_is_cut_off(grader: Grader, reference: str) -> None:
    flood = "while True: print('x' * 1_000_000)"

    report = grader.grade(reference.replace("return price + tax(price)", flood), "utf-8")

    assert report.functions == {"tax": DONE, "gross": FAILING}  # it never came to calling tax
    assert report.failure is not None
    assert report.failure.message.startswith("it prints or writes more than 32 MB")
    assert report.failure.line == 23


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process like this")
def test_memory_that_floods_is_cut_off(grader: Grader, reference: str) -> None:
    flood = "return [b'x' * 2**30 for _ in range(99)]"

    report = grader.grade(reference.replace("return price + tax(price)", flood), "utf-8")

    assert report.failure is not None
    assert report.failure.message.startswith("it takes more than 2 GB of memory")


def test_a_property_based_test_shows_the_example_that_fails(
    small_repository: Path, write: Write, reference: str
) -> None:
    tests = """
        from decimal import Decimal
        from hypothesis import given, strategies as st
        from basics.arithmetic import gross
        @given(st.integers(0, 10**6))
        def test_gross(price): assert gross(Decimal(price)) < 90
        """
    write({"01-basics/tests/basics/test_arithmetic.py": tests})
    with opened(small_repository) as grader:
        report = grader.grade(reference, "utf-8")

    assert report.failure is not None
    assert "test_gross(\n    price=75,\n)" in report.failure.message
    assert report.failure.statement == "def test_gross(price): assert gross(Decimal(price)) < 90"


def test_long_messages_are_cut(grader: Grader, reference: str) -> None:
    error = "raise ValueError('\\n'.join(['x' * 999] * 99))"

    report = grader.grade(reference.replace("return price + tax(price)", error), "utf-8")

    assert report.failure is not None
    assert report.failure.message.splitlines() == [f"ValueError: {'x' * 388}…", *[f"{'x' * 400}…"] * 11, "…"]


def test_the_first_of_several_exceptions_is_shown(grader: Grader, reference: str) -> None:
    error = "raise ExceptionGroup('both', [KeyError('a'), OSError('b')])"

    report = grader.grade(reference.replace("return price + tax(price)", error), "utf-8")

    assert report.failure is not None
    assert report.failure.message == "KeyError: 'a'"


def test_methods_threads_and_generators_are_seen(small_repository: Path, write: Write) -> None:
    module = """
        import threading

        class Shop:
            def open(self): return self.doors
            @property
            def doors(self): return 2

        def prices():
            yield 1

        def in_thread():
            threading.Thread(target=helper).start()
            return True

        def helper(): return 1

        def alone(): return 1
        """
    tests = """
        from basics.words import *
        def test_open(): assert Shop().open() == 2
        def test_prices(): assert list(prices()) == [2]
        def test_thread(): assert in_thread()
        """
    write({"01-basics/basics/words.py": module, "01-basics/tests/basics/test_words.py": tests})
    with opened(small_repository, "words") as grader:
        report = grader.grade(dedent(module), "utf-8")

    assert report.functions == {
        "Shop.open": DONE,
        "Shop.doors": DONE,
        "prices": FAILING,
        "in_thread": DONE,
        "helper": DONE,
        "alone": WAITING,
    }


def test_the_plugin_does_nothing_unless_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDY_REPORT", raising=False)

    runpy.run_path(str(PLUGIN / "study_report.py"))

    assert "study" not in [sys.monitoring.get_tool(number) for number in range(6)]


@pytest.mark.parametrize("statement", ["raise SystemExit(3)", "raise KeyboardInterrupt(3)"])
def test_a_file_that_ends_python_while_it_is_imported_is_told(grader: Grader, reference: str, statement: str) -> None:
    report = grader.grade(reference.replace("_RATE = Decimal", f"{statement}\n_RATE = Decimal"), "utf-8")

    error = statement.removeprefix("raise ").partition("(")[0]
    assert report.problem == f"Your file cannot be imported: {error}: 3, at line 5: {statement}"


def test_an_exception_that_cannot_be_shown_is_told(grader: Grader, reference: str) -> None:
    body = "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})"
    report = grader.grade(reference.replace("return price + tax(price)", body), "utf-8")

    assert report.failure is not None
    assert report.failure.message == "Odd: <its str raises ZeroDivisionError>"
    assert (report.problem, report.tests) == ("", 4)


def test_nothing_of_the_plugin_is_in_the_output_when_the_run_is_broken_off(grader: Grader, reference: str) -> None:
    report = grader.grade(reference.replace("return price + tax(price)", "raise KeyboardInterrupt"), "utf-8")

    assert "broken off (code 2)" in report.problem
    assert "study_report" not in report.problem
