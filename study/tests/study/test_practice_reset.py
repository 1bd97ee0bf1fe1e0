"""``study reset``: what a learner wrote is replaced only after a question, and kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.cli import app
from study.sources import read_source
from study.workspace import Workspace

WORDS = "01-basics/basics/words.py"


@pytest.fixture
def repository(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(small_repository)
    return small_repository


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let somebody sit at the terminal, who answers every question like this."""

    def sit_down(answer: str) -> None:
        def answer_it(prompt: str) -> str:
            print(prompt)
            if not answer:
                raise EOFError
            return answer

        monkeypatch.setattr(Workspace, "can_ask", True)
        monkeypatch.setattr("builtins.input", answer_it)

    return sit_down


def study(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def solve(repository: Path, name: str) -> Path:
    file = repository / "practice" / name
    file.write_text(read_source(repository / name)[0], encoding="utf-8")
    return file


def test_a_reset_without_a_person_needs_yes(repository: Path) -> None:
    study("practice", WORDS)
    file = solve(repository, WORDS)

    refused = study("reset")
    assert refused.exit_code == 2
    assert "pass --yes" in refused.output
    assert "lower" in file.read_text()

    done = study("reset", "--yes")
    assert done.exit_code == 0
    assert "lower" not in file.read_text()
    kept = repository / done.output.splitlines()[0].removeprefix("What you wrote is kept: ")
    assert "lower" in kept.read_text()


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("YES ", 0), ("n", 2), ("what", 2), ("", 2)])
def test_a_reset_asks_a_person(repository: Path, person: Callable[[str], None], answer: str, code: int) -> None:
    study("practice", WORDS)
    file = solve(repository, WORDS)
    person(answer)

    result = study("reset")

    assert result.exit_code == code
    assert f"Begin practice/{WORDS} anew?" in result.output
    assert ("nothing was changed" in result.output) is (code == 2)
    assert ("lower" in file.read_text()) is (code == 2)


def test_a_reset_forgets_that_it_has_passed(repository: Path) -> None:
    study("practice", WORDS)
    solve(repository, WORDS)
    study("check")

    study("reset", "--yes")

    assert f"{WORDS}: begun already" in study("practice").output


def test_a_reset_of_what_was_never_begun_begins_it(repository: Path) -> None:
    result = study("reset", "words")

    assert result.exit_code == 0
    assert f"{WORDS}: 1 function to write." in result.output
