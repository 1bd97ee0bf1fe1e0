from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from study.cli import app
from study.sources import read_source

WORDS = "01-basics/basics/words.py"


@pytest.fixture
def repository(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(small_repository)
    return small_repository


def study(*arguments: str, columns: int = 80) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": str(columns)})


def lines(result: Result) -> list[str]:
    assert result.exit_code == 0
    return [" ".join(line.split()) for line in result.output.splitlines()]


def check(repository: Path, *, text: str | None = None) -> None:
    study("practice", "words")
    file = repository / "practice" / WORDS
    file.write_text(text or read_source(repository / WORDS)[0], encoding="utf-8")
    study("check", "words")


def test_all_exercises_are_listed_along_the_path(repository: Path) -> None:
    assert lines(study("list"))[:4] == ["01-basics: Basics", "- basics/words.py", "- basics/arithmetic.py", ""]


def test_the_list_shows_how_far_each_is(repository: Path) -> None:
    check(repository)
    study("practice", "arithmetic")

    assert lines(study("list", "basics"))[1:3] == ["passed basics/words.py", "0 of 2 basics/arithmetic.py <- at hand"]


def test_an_unknown_topic_is_refused(repository: Path) -> None:
    result = study("list", "01-basic-s")

    assert result.exit_code == 2
    assert "did you mean 01-basics" in result.output


def test_the_status_begins_with_nothing(repository: Path) -> None:
    assert lines(study("status")) == [
        "topic passed begun",
        "01-basics 0 of 2 0",
        "",
        f"Next along the path: study practice {WORDS}",
    ]


def test_the_status_shows_what_is_at_hand(repository: Path) -> None:
    check(repository, text="def words(text):\n    return []\n")

    assert lines(study("status"))[1:] == [
        "01-basics 0 of 2 1",
        "",
        f"At hand: {WORDS}, 0 of 1",
        f"Your file: practice/{WORDS}",
        "Go on: study check --watch",
    ]


def test_the_status_names_the_next_after_what_has_passed(repository: Path) -> None:
    check(repository)

    assert lines(study("status"))[1:] == [
        "01-basics 1 of 2 0",
        "",
        "Next along the path: study practice 01-basics/basics/arithmetic.py",
    ]


def test_the_status_says_when_all_is_done(repository: Path) -> None:
    check(repository)
    study("practice", "arithmetic")
    file = repository / "practice/01-basics/basics/arithmetic.py"
    file.write_text(read_source(repository / "01-basics/basics/arithmetic.py")[0], encoding="utf-8")
    study("check")

    assert lines(study("status"))[-1] == "All exercises are passed."


@pytest.mark.parametrize("command", ["list", "status"])
def test_nothing_is_cut_off_at_forty_columns(repository: Path, command: str) -> None:
    result = study(command, columns=40)

    assert "…" not in result.output
    assert "01-basics" in result.output
