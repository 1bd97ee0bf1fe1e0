from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from study.grading import Report
from study.reporting import show_report
from study.results import Failure, State
from study.topics import Exercise, choose_exercise, find_topics
from study.workspace import Workspace

SOURCE = "def words():\n    return 1\n"


@pytest.fixture
def exercise(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    monkeypatch.chdir(small_repository)
    return choose_exercise(find_topics(small_repository), "words")


def shown(exercise: Exercise, report: Report, following: Exercise | None = None, *, terminal: bool = False) -> str:
    output = StringIO()
    workspace = Workspace(Path.cwd(), Console(file=output, width=40, force_terminal=terminal))
    show_report(workspace, exercise, SOURCE, report, following)
    return output.getvalue()


def test_the_states_stand_in_words_and_the_next_step_comes_last(exercise: Exercise) -> None:
    states = {"words": State.FAILING, "more": State.TO_DO, "other": State.DONE, "rest": State.WAITING}
    report = Report(states, next="words", tests=5, seconds=1.25)

    lines = [line.rstrip() for line in shown(exercise, report).splitlines()]

    assert lines == [
        "",
        "failing  words",
        "to do    more",
        "done     other",
        "waiting  rest",
        "",
        "1 of 4 functions done, 5 tests in 1.2 s",
        "Next: mend words, practice/01-basics/basics/words.py:1   (stuck? study hint)",
    ]


def test_a_failure_in_a_test_shows_its_statement_and_the_line_of_the_file(exercise: Exercise) -> None:
    failure = Failure("E", "E: said\nmore", "tests/basics/test_words.py:3", "assert words() == []", 2)
    report = Report({"words": State.FAILING}, test="tests/test_words.py::test_it[1]", failure=failure, tests=1)

    assert shown(exercise, report).split("\n\n")[1].splitlines() == [
        "Fails first: test_it[1]",
        "01-basics/tests/basics/test_words.py:3",
        "    assert words() == []",
        "E: said",
        "more",
        "practice/01-basics/basics/words.py:2",
        "    return 1",
    ]


def test_a_problem_is_all_that_is_shown_when_no_test_ran(exercise: Exercise) -> None:
    report = Report({"words": State.TO_DO}, problem="Line 2 is odd.", line=2, next="words")

    assert shown(exercise, report).splitlines() == [
        "",
        "The tests could not run to their end.",
        "Line 2 is odd.",
        "See practice/01-basics/basics/words.py:2",
    ]


def test_who_has_passed_is_told_what_comes_next(exercise: Exercise) -> None:
    report = Report({"words": State.DONE}, passed=True, tests=1)

    assert f"Next along the path: study practice {exercise.name}" in shown(exercise, report, exercise)
    assert "It was the last one." in shown(exercise, report)


def test_a_terminal_shows_colours_besides_the_words(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report({"words": State.DONE}, passed=True, tests=1)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    coloured = shown(exercise, report, terminal=True)

    assert "\x1b[32mdone\x1b[0m" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[32m" not in shown(exercise, report, terminal=True)
