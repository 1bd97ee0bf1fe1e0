import sys
from pathlib import Path

import pytest

from conftest import Write, opened
from study.exercises import starter
from study.grading import Grader, Report
from study.projects import UsageError
from study.results import State

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals are POSIX")
TO_DO, WAITING, FAILING, DONE = State.TO_DO, State.WAITING, State.FAILING, State.DONE


def test_the_starter_fails_and_the_reference_passes(grader: Grader, reference: str) -> None:
    empty = grader.grade(starter(reference), "utf-8")
    full = grader.grade(reference, "utf-8")

    assert empty == Report({"tax": TO_DO, "gross": TO_DO}, next="tax")
    assert full == Report({"tax": DONE, "gross": DONE}, passed=True)
    assert (empty.tests, full.tests) == (4, 4)  # one of them is a doctest
    assert (empty.done, empty.next, full.done, full.next) == (0, "tax", 2, None)
    assert full.seconds > 0


def test_a_function_is_done_while_another_is_to_do(grader: Grader, reference: str) -> None:
    report = grader.grade(reference.replace("return price + tax(price)", "raise NotImplementedError"), "utf-8")

    assert report == Report({"tax": DONE, "gross": TO_DO}, next="gross")


def test_a_function_waits_for_the_one_that_it_calls(grader: Grader, reference: str) -> None:
    report = grader.grade(reference.replace("return _rounded(price * _RATE)", "pass"), "utf-8")

    assert report == Report({"tax": TO_DO, "gross": WAITING}, next="tax")


def test_a_wrong_function_fails_with_the_first_reason(grader: Grader, reference: str) -> None:
    report = grader.grade(reference.replace("price + tax(price)", "price - tax(price)"), "utf-8")

    assert report.functions == {"tax": FAILING, "gross": FAILING}  # a test that calls it fails
    assert report.failure is not None
    assert report.test == "01-basics/tests/basics/test_arithmetic.py::test_gross"
    assert report.failure.place == "tests/basics/test_arithmetic.py:13"
    assert report.failure.statement == "assert gross(Decimal(10)) == 12"
    assert report.failure.message.startswith("AssertionError: assert Decimal('8.00') == 12")
    assert report.failure.line is None
    assert (report.passed, report.problem, report.next) == (False, "", "gross")


@pytest.mark.parametrize(
    ("source", "problem", "line"),
    [
        ("x = 1\ndef f(:\n", "Line 2 is not Python: invalid syntax", 2),
        (f"x = {'-' * 100_000}1\n", "Line 1 is not Python: an expression is nested too deeply", 1),
        (f"x = {'1 + ' * 100_000}1\n", "Line 1 is not Python: an expression is nested too deeply", 1),
        ("return 1\n", "Line 1 is not Python: 'return' outside function", 1),
        ("x = '\0'\n", "is not Python: source code string cannot contain null bytes", 1),
    ],
)
def test_what_is_not_python_is_said_without_a_run(grader: Grader, source: str, problem: str, line: int) -> None:
    report = grader.grade(source, "utf-8")

    assert problem in report.problem
    assert (report.line, report.tests, report.passed) == (line, 0, False)
    assert report.functions == {"tax": TO_DO, "gross": TO_DO}


@pytest.mark.parametrize(
    ("old", "new", "problem", "line"),
    [
        ("def gross(", "def grass(", "Gone from your file: gross. ", None),
        ("_RATE = Decimal", "1 / 0\n_RATE = Decimal", "cannot be imported: ZeroDivisionError: division by zero", 5),
        ("_RATE = Decimal", "import dcimal\n_RATE = Decimal", "cannot be imported: ModuleNotFoundError: No mod", 5),
        ("_RATE = Decimal", "raise SystemExit(3)\n_RATE = Decimal", "cannot be imported: SystemExit: 3", 5),
        ("_RATE = Decimal", "import os; os._exit(0)\n_RATE = Decimal", "with code 0 while your file was imp", None),
        ("return price + tax(price)", "import os; os._exit(7)", "Python ended with code 7 in test_gross", None),
        ("return price + tax(price)", "raise KeyboardInterrupt", "The run of the tests was broken off", None),
    ],
)
def test_runs_that_do_not_reach_their_end_are_explained(
    grader: Grader, reference: str, old: str, new: str, problem: str, line: int | None
) -> None:
    report = grader.grade(reference.replace(old, new), "utf-8")

    assert problem in report.problem
    assert (report.line, report.passed) == (line, False)


@POSIX
def test_a_crash_is_named_by_its_signal(grader: Grader, reference: str) -> None:
    crash = "import ctypes; return Decimal(ctypes.string_at(0).decode())"

    report = grader.grade(reference.replace("return price + tax(price)", crash), "utf-8")

    assert "Python ended by signal 11 in test_gross" in report.problem
    assert report.functions == {"tax": DONE, "gross": FAILING}
    assert report.next == "gross"


def test_importing_what_calls_a_blank_says_which(grader: Grader, reference: str) -> None:
    emptied = starter(reference) + "\n\nPRICE = gross(Decimal(1))\n"

    report = grader.grade(emptied, "utf-8")

    assert report.problem == "Importing your file already calls gross: write that first."
    assert report.functions == {"tax": TO_DO, "gross": TO_DO}


def test_tests_that_take_too_long_in_all_are_ended(small_repository: Path, write: Write, reference: str) -> None:
    slow = "import threading\nimport pytest\nimport basics.arithmetic\n"
    slow += "@pytest.mark.parametrize('n', range(9))\ndef test_slow(n):\n    threading.Event().wait(1)\n"
    write({"01-basics/tests/basics/test_arithmetic.py": slow})
    with opened(small_repository, timeout=4) as grader:
        report = grader.grade(reference, "utf-8")

    assert report.problem == "The tests did not end within 4 s, so they were ended; see --timeout."


def test_a_missing_dependency_is_not_the_learners_mistake(small_repository: Path, write: Write, reference: str) -> None:
    with opened(small_repository) as grader:
        in_the_file = grader.grade(reference.replace("from decimal", "import not_there\nfrom decimal"), "utf-8")
    write({"01-basics/tests/basics/test_arithmetic.py": "import basics.arithmetic\nimport not_there.at_all\n"})
    with opened(small_repository) as grader:
        in_the_tests = grader.grade(reference, "utf-8")
    write({"01-basics/tests/conftest.py": "import not_there\n"})
    with opened(small_repository) as grader:
        in_conftest = grader.grade(reference, "utf-8")

    assert "cannot be imported" in in_the_file.problem
    for report in (in_the_tests, in_conftest):
        assert report.problem.startswith("The tests of this exercise need not_there")
        assert "`nox -s check` brings it" in report.problem


def test_a_dependency_of_the_original_is_missing_too(small_repository: Path, reference: str) -> None:
    file = small_repository / "01-basics/basics/arithmetic.py"
    file.write_text(reference.replace("from decimal", "import not_there\nfrom decimal"), encoding="utf-8")
    with opened(small_repository) as grader:
        report = grader.grade(file.read_text(encoding="utf-8"), "utf-8")

    assert report.problem.startswith("The tests of this exercise need not_there")


def test_an_exercise_without_tests_is_refused(small_repository: Path, write: Write) -> None:
    write({"01-basics/basics/lonely.py": "def alone():\n    return 1\n"})

    with pytest.raises(UsageError, match=r"lonely\.py: no test is about it"):
        opened(small_repository, "lonely")


def test_the_original_stays_and_the_copy_goes(small_repository: Path, reference: str) -> None:
    with opened(small_repository) as grader:
        grader.grade("x = 1\n", "utf-8")
        copy = grader.file

    assert not copy.exists()
    assert (small_repository / "01-basics/basics/arithmetic.py").read_text(encoding="utf-8") == reference


def test_the_same_tests_can_be_run_with_other_options(grader: Grader, reference: str) -> None:
    finished = grader.run(reference, "utf-8", ["-k", "test_tax"], {"PYTEST_ADDOPTS": "-rp"})

    assert finished.returncode == 0
    assert "PASSED tests/basics/test_arithmetic.py::test_tax" in finished.output
    assert "3 deselected" in finished.output
