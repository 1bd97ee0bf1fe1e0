from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from study.cli import app
from study.grading import Grader
from study.hints import find_definition, trace
from study.processes import Runner
from study.projects import UsageError
from study.sources import read_source
from study.topics import choose_exercise, find_topics

type Study = Callable[..., tuple[int, str]]


@pytest.fixture
def study(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """Run the command line in the small repository; give exit code and output."""
    monkeypatch.chdir(small_repository)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, arguments)
        return result.exit_code, result.output

    return run


@pytest.fixture
def attempt(study: Study, small_repository: Path) -> Path:
    """Begin the exercise with two functions; give the learner's file."""
    study("practice", "arithmetic")
    return small_repository / "practice" / "01-basics" / "basics" / "arithmetic.py"


def write(file: Path, blank_of: str, body: str) -> None:
    """Write a function's body in place of its blank."""
    head, signature, rest = file.read_text(encoding="utf-8").partition(f"def {blank_of}(")
    file.write_text(head + signature + rest.replace("raise NotImplementedError", body, 1), encoding="utf-8")


def test_the_first_hint_is_the_idea(study: Study, attempt: Path) -> None:
    code, output = study("hint")

    assert code == 0
    assert "01-basics/basics/arithmetic.py: tax, hint 1 of 3" in output
    assert "def tax(price: Decimal) -> Decimal:" in output
    assert "Return a fifth of a price, to the cent." in output
    assert ">>> tax(Decimal(10))" in output
    assert "_rounded" not in output
    assert "`study hint` again shows the failing case, step by step." in output


def test_the_second_is_the_failing_case_with_lines_and_values(study: Study, attempt: Path) -> None:
    write(attempt, "tax", "fifth = price / 5\n    return fifth + 0")
    study("hint")

    _, output = study("hint")

    assert "tax, hint 2 of 3" in output
    assert "tax(price=Decimal('10'))" in output
    assert "| fifth = price / 5" in output
    assert "fifth = Decimal('2')" in output
    assert "yours     returns Decimal('2')" in output
    assert "reference returns Decimal('2.00')" in output


def test_of_a_function_to_do_the_second_shows_what_is_expected(study: Study, attempt: Path) -> None:
    _, output = study("hint", "--level", "2")

    assert "tax(price=Decimal('10'))" in output
    assert "yours" not in output
    assert "reference returns Decimal('2.00')" in output


def test_the_third_is_the_reference_of_one_function(study: Study, attempt: Path) -> None:
    study("hint")
    study("hint")

    _, output = study("hint")
    _, once_more = study("hint")

    assert "return _rounded(price * _RATE)" in output
    assert "price + tax" not in output
    assert "From 01-basics/basics/arithmetic.py:12" in output
    assert "again" not in output
    assert output == once_more


def test_the_next_function_begins_at_the_idea(study: Study, attempt: Path) -> None:
    for _ in range(3):
        study("hint")
    write(attempt, "tax", 'return (price / 5).quantize(Decimal("0.01"))')

    _, output = study("hint")

    assert "gross, hint 1 of 3" in output


def test_a_function_may_be_named(study: Study, attempt: Path) -> None:
    _, output = study("hint", "arithmetic", "--function", "gross", "--level", "3")

    assert "return price + tax(price)" in output


def test_an_unknown_function_is_refused_with_the_known(study: Study, attempt: Path) -> None:
    code, output = study("hint", "--function", "net")

    assert code == 2
    assert "'net': 01-basics/basics/arithmetic.py asks for tax, gross" in output


def test_of_a_file_that_is_not_python_the_second_says_so(study: Study, attempt: Path) -> None:
    attempt.write_text("def tax(:\n", encoding="utf-8")

    _, output = study("hint", "--level", "2")

    assert "Line 1 is not Python" in output


def test_when_no_failing_test_calls_it_the_second_says_so(study: Study, attempt: Path) -> None:
    write(attempt, "tax", 'return (price / 5).quantize(Decimal("0.01"))')

    _, output = study("hint", "--function", "tax", "--level", "2")

    assert "returns Decimal('2.00')" in output or "No failing test calls it" in output


def test_when_all_pass_there_is_nothing_to_hint_at(study: Study, attempt: Path, small_repository: Path) -> None:
    attempt.write_bytes((small_repository / "01-basics" / "basics" / "arithmetic.py").read_bytes())

    code, output = study("hint")

    assert (code, output.rstrip()) == (
        0,
        "01-basics/basics/arithmetic.py passes: there is nothing left to hint at. `study diff` compares.",
    )


def test_before_any_exercise_there_is_none(study: Study) -> None:
    assert study("hint")[0] == 2


def test_a_case_is_where_the_two_part(small_repository: Path) -> None:
    exercise = choose_exercise(find_topics(small_repository), "words")
    source, encoding = read_source(exercise.file)
    with Runner() as runner, Grader(exercise, runner) as grader:
        case = trace(grader, exercise, "words", source.replace(".lower()", ""), encoding)

    assert case is not None
    assert (case[1].result, case[2] and case[2].result) == ("returns ['To', 'be']", "returns ['to', 'be']")


@pytest.mark.parametrize(("function", "line"), [("f", 1), ("A.f", 4), ("A.B.g", 7), ("C.f", 10), ("C.h", 12)])
def test_definitions_are_found_by_their_qualified_names(function: str, line: int) -> None:
    source = (
        "def f(): ...\n\nclass A:\n    def f(self): ...\n\n    class B:\n        def g(self): ...\n"
        "if 1:\n    class C:\n        def f(self): ...\n        if 1:\n            def h(self): ...\n"
    )

    assert find_definition(source, function).lineno == line


@pytest.mark.parametrize("function", ["g", "A.g", "B.f"])
def test_an_unknown_definition_is_refused(function: str) -> None:
    with pytest.raises(UsageError, match="no such function"):
        find_definition("def f(): ...\nclass A:\n    def f(self): ...\n", function)
