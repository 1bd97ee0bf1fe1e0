import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from conftest import Write
from study import practice
from study.cli import app
from study.sources import read_source
from study.workspace import Workspace

ARITHMETIC = "01-basics/basics/arithmetic.py"
WORDS = "01-basics/basics/words.py"


@pytest.fixture
def repository(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(small_repository)
    return small_repository


def study(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def solve(repository: Path, name: str) -> Path:
    file = repository / "practice" / name
    file.write_text(read_source(repository / name)[0], encoding="utf-8")
    return file


def test_an_exercise_from_start_to_green(repository: Path) -> None:
    begun = study("practice", "arithmetic")
    assert begun.exit_code == 0
    assert f"{ARITHMETIC}: 2 functions to write." in begun.output
    assert f"Your file   practice/{ARITHMETIC}" in begun.output

    checked = study("check")
    assert checked.exit_code == 1
    assert "0 of 2 functions done, 4 tests" in checked.output
    assert f"Next: write tax, practice/{ARITHMETIC}:6   (stuck? study hint)" in checked.output
    assert study("diff").exit_code == 1

    solve(repository, ARITHMETIC)
    passed = study("check")
    assert passed.exit_code == 0
    assert "2 of 2 functions done" in passed.output
    assert f"Passed: {ARITHMETIC}" in passed.output
    assert f"study practice {WORDS}" in passed.output
    compared = study("diff")
    assert (compared.exit_code, compared.output) == (0, "Yours is the reference, to the letter.\n")


def test_without_a_name_it_goes_along_the_path(repository: Path) -> None:
    assert f"{WORDS}: 1 function to write." in study("practice").output
    assert f"{WORDS}: begun already; your file is as you left it." in study("practice").output

    solve(repository, WORDS)
    study("check")
    assert f"{ARITHMETIC}: 2 functions to write." in study("practice").output

    solve(repository, ARITHMETIC)
    assert "It was the last one." in study("check").output
    assert "All exercises are passed." in study("practice").output


def test_where_progress_cannot_be_stored_the_result_is_shown_all_the_same(repository: Path) -> None:
    study("practice", WORDS)
    solve(repository, WORDS)
    with closing(sqlite3.connect(repository / "practice" / "progress.sqlite3", autocommit=True)) as another:
        another.execute("BEGIN IMMEDIATE")

        checked = study("check", WORDS)

    assert checked.exit_code == 2
    assert f"Passed: {WORDS}" in checked.output
    assert "progress.sqlite3: cannot be written" in checked.output


def test_what_the_learner_wrote_stays_when_it_is_practised_again(repository: Path) -> None:
    study("practice", WORDS)
    file = solve(repository, WORDS)
    study("check")
    written = file.read_bytes()

    again = study("practice", WORDS)

    assert f"{WORDS} has passed on " in again.output
    assert file.read_bytes() == written


def test_the_first_failure_is_shown_with_the_lines_of_test_and_file(repository: Path) -> None:
    study("practice", ARITHMETIC)
    file = solve(repository, ARITHMETIC)
    file.write_text(file.read_text().replace("return price + tax(price)", "return price.plus(tax(price))"))

    result = study("check")

    assert result.exit_code == 1
    lines = [line.rstrip() for line in result.output.splitlines()]
    begin = lines.index("Fails first: test_gross")
    assert lines[begin : begin + 6] == [
        "Fails first: test_gross",
        "01-basics/tests/basics/test_arithmetic.py:13",
        "    assert gross(Decimal(10)) == 12",
        "AttributeError: 'decimal.Decimal' object has no attribute 'plus'",
        f"practice/{ARITHMETIC}:23",
        "    return price.plus(tax(price))",
    ]
    assert lines[0] == ""
    assert lines[1:3] == ["done     tax", "failing  gross"]
    assert f"Next: mend gross, practice/{ARITHMETIC}:21   (stuck? study hint)" in lines


def test_a_doctest_that_fails_first_is_shown_as_it_stands(repository: Path) -> None:
    study("practice", ARITHMETIC)
    file = solve(repository, ARITHMETIC)
    file.write_text(file.read_text().replace("price * _RATE", "price"))

    result = study("check")

    assert [line.rstrip() for line in result.output.splitlines()][4:10] == [
        "Fails first: the doctest of basics.arithmetic.tax",
        ">>> tax(Decimal(10))",
        "Expected:",
        "    Decimal('2.00')",
        "Got:",
        "    Decimal('10.00')",
    ]
    assert f"practice/{ARITHMETIC}:15\n\n" in result.output


def test_a_mistake_in_the_syntax_is_shown_with_its_line_and_forgets_no_progress(repository: Path) -> None:
    study("practice", ARITHMETIC)
    file = solve(repository, ARITHMETIC)
    file.write_text(file.read_text().replace("return price + tax(price)", "raise NotImplementedError"))
    study("check")
    file.write_text("x = 1\ndef gross(:\n")

    result = study("check")

    assert result.exit_code == 1
    assert "Line 2 is not Python: invalid syntax" in result.output
    assert f"See practice/{ARITHMETIC}:2" in result.output
    assert "functions done" not in result.output
    assert "1 of 2  basics/arithmetic.py" in study("list").output


def test_functions_that_no_test_can_tell_about_are_named(repository: Path, write: Write) -> None:
    write({WORDS: "def words(text):\n    return []\ndef alone():\n    return 1\n"})
    write({"01-basics/tests/basics/test_words.py": "import basics.words\ndef test_it():\n    assert 1 == 2\n"})
    study("practice", WORDS)
    solve(repository, WORDS)

    result = study("check")

    assert "All are written, but no test can tell about words yet." in result.output
    assert "assert 1 == 2" in result.output


@pytest.mark.parametrize("command", ["check", "diff", "reset"])
def test_before_anything_is_begun_there_is_nothing_at_hand(repository: Path, command: str) -> None:
    result = study(command)

    assert result.exit_code == 2
    assert result.output == "study: no exercise has been begun; `study practice` begins the first\n"


@pytest.mark.parametrize("command", ["practice", "check", "diff", "reset"])
def test_an_unknown_name_is_answered_with_the_nearest(repository: Path, command: str) -> None:
    result = study(command, "wrods")

    assert result.exit_code == 2
    assert "did you mean 01-basics/basics/words.py" in result.output


def test_a_deleted_file_is_told(repository: Path) -> None:
    study("practice", WORDS)
    (repository / "practice" / WORDS).unlink()

    result = study("check")

    assert result.exit_code == 2
    assert f"`study practice {WORDS}` begins it" in result.output


def test_a_solution_of_ones_own_is_compared_with_the_reference(repository: Path) -> None:
    study("practice", WORDS)
    file = solve(repository, WORDS)
    file.write_text(file.read_text().replace("text.lower().split()", "[word.lower() for word in text.split()]"))
    study("check")

    result = study("diff")

    assert result.exit_code == 0
    assert result.output.splitlines()[:2] == [f"--- practice/{WORDS}", f"+++ {WORDS}"]
    assert "-    return [word.lower() for word in text.split()]" in result.output
    assert "+    return text.lower().split()" in result.output
    file.write_text(file.read_text() + "# more\n")
    assert study("diff").exit_code == 1


def test_on_a_terminal_the_comparison_is_highlighted(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study("practice", WORDS)
    file = solve(repository, WORDS)
    file.write_text(file.read_text() + "# more\n")
    study("check")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    output = StringIO()
    terminal = Console(file=output, force_terminal=True, width=80)
    monkeypatch.setattr(practice, "open_workspace", lambda: Workspace(repository, terminal))

    study("diff")

    assert "\x1b[" in output.getvalue()
    assert "# more" in output.getvalue()


@pytest.mark.parametrize(("options", "poll"), [(("--watch",), False), (("--poll",), True)])
def test_watching_checks_again_and_survives_a_file_that_cannot_be_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], poll: bool
) -> None:
    study("practice", WORDS)
    asked = []

    def watch_twice(file: Path, recheck: Callable[[], None], workspace: Workspace, *, poll: bool) -> None:
        asked.append(poll)
        recheck()
        solve(repository, WORDS)
        recheck()
        file.unlink()
        recheck()

    monkeypatch.setattr(practice, "watch", watch_twice)

    result = study("check", *options)

    assert result.exit_code == 0
    assert asked == [poll]
    steps = [
        "Next: write words",
        "Passed: 01-basics",
        "study: practice/01-basics/basics/words.py: there is no such file",
    ]
    assert [result.output.index(step) for step in steps] == sorted(result.output.index(step) for step in steps)


def test_the_time_limit_can_be_set(repository: Path) -> None:
    study("practice", WORDS)
    (repository / "practice" / WORDS).write_text("def words(text):\n    while True:\n        pass\n")

    result = study("check", "--timeout", "6")

    assert result.exit_code == 1
    assert "An endless loop? test_words was ended after 2 s, at line " in result.output


def test_a_practice_folder_that_cannot_be_written_is_told(repository: Path) -> None:
    (repository / "practice").write_text("in the way")

    result = study("practice")

    assert result.exit_code == 2
    assert "cannot be written" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect.spawn needs a pseudo-terminal")
def test_on_a_narrow_terminal_without_colour_everything_is_said_in_words(repository: Path) -> None:
    import pexpect  # type: ignore[import-untyped]  # it ships no types

    environment = {"NO_COLOR": "1", "TERM": "xterm", "COLUMNS": "40", "PATH": "/usr/bin:/bin"}
    study("practice", WORDS)
    terminal = pexpect.spawn(
        sys.executable, ["-m", "study.cli", "check"], env=environment, dimensions=(40, 40), encoding="utf-8", timeout=60
    )

    terminal.expect(pexpect.EOF)
    terminal.close()

    assert terminal.exitstatus == 1
    assert "to do  words" in str(terminal.before)
    assert "\x1b[3" not in str(terminal.before)  # no colour
