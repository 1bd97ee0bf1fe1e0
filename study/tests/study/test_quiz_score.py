import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from study.dialogue import Dialogue
from study.drawing import Form
from study.quiz_runs import Drawn, Run
from study.quiz_score import percent, show_history, show_quizzes, show_score, verdict
from study.workspace import Workspace

BEGUN = datetime(2026, 1, 2, tzinfo=UTC)


def run(what: str, right: int, number: int, *, count: int | None = 10, checkpoint: bool = True) -> Run:
    drawn = tuple(Drawn(n, f"q{n}", Form.TRACE, n < right) for n in range(number))
    return Run(1, what, 7, count, BEGUN, checkpoint, drawn)


@pytest.mark.parametrize(
    ("right", "number", "share"), [(0, 3, 0), (1, 3, 33), (2, 3, 66), (3, 3, 100), (199, 200, 99), (0, 0, 0)]
)
def test_only_all_of_them_are_100_percent(right: int, number: int, share: int) -> None:
    assert percent(run("phase-1", right, number)) == share


def test_below_100_percent_a_quiz_is_not_done_and_is_repeated() -> None:
    assert verdict(run("phase-1", 8, 10)) == [
        "Not done yet: 2 of 10 not right; a checkpoint is passed at 100 %.",
        "Repeat what was not right: study quiz --again",
        "Take the same quiz again: study quiz phase-1 --seed 7",
    ]


def test_a_checkpoint_of_which_nothing_is_left_is_not_passed() -> None:
    empty = run("phase-1", 0, 0)

    assert not empty.passed
    assert verdict(empty) == ["None of its questions is asked any more. Begin a new one: study quiz phase-1"]


def test_a_checkpoint_with_all_right_is_passed() -> None:
    assert verdict(run("final", 25, 25, count=25))[0] == "final is passed: all 25 right."


@pytest.mark.parametrize(
    ("what", "count", "command"),
    [
        ("final", 25, "study quiz final --seed 7"),
        ("final", 10, "study quiz final --seed 7 --count 10"),
        ("01-basics", 10, "study quiz 01-basics --seed 7"),
        ("01-basics", 3, "study quiz 01-basics --seed 7 --count 3"),
    ],
)
def test_the_same_quiz_is_named_with_what_differs_from_the_usual(what: str, count: int, command: str) -> None:
    (line,) = verdict(run(what, 3, 3, count=count, checkpoint=False))

    assert line == f"All right. The same quiz again: {command}"


def test_a_repeat_leads_to_the_next_repeat_and_then_to_a_whole_quiz() -> None:
    half_right = verdict(run("phase-1", 1, 2, count=None, checkpoint=False))
    all_right = verdict(run("phase-1", 2, 2, count=None, checkpoint=False))

    assert half_right[-1] == "Repeat what was not right: study quiz --again"
    assert all_right == ["All that was missing is right now.", "Take a whole quiz to pass: study quiz phase-1"]


@pytest.fixture
def workspace(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.chdir(small_repository)
    return Workspace(small_repository, Console(file=io.StringIO(), width=40))


def shown(workspace: Workspace) -> str:
    output = workspace.console.file
    assert isinstance(output, io.StringIO)
    return output.getvalue()


def test_the_score_leads_to_lesson_question_and_code_of_what_was_missed(workspace: Workspace) -> None:
    drawn = (
        Drawn(1, "basics-decimal", Form.CHOICE, True),
        Drawn(2, "basics-words-code", Form.CODE, False),
        Drawn(3, "gone", Form.TRACE, False),
    )

    show_score(workspace, Dialogue(workspace), Run(1, "01-basics", 7, 10, BEGUN, False, drawn))

    lines = [line.rstrip() for line in shown(workspace).splitlines()]
    assert lines[1:4] == ["Score: 1 of 3 right (33 %)", "topic      right", "01-basics  1 of 2"]
    assert lines[5:10] == [
        "Read again:",
        "01-basics: 01-basics/README.md",
        "- Write the words of a text",
        "  01-basics/QUESTIONS.md#write-the-words-of-a-text",
        "  01-basics/basics/words.py:4 words",
    ]
    assert lines[-1] == "Take the same quiz again: study quiz 01-basics --seed 7"


def test_history_tells_passed_repeated_and_open_runs_apart(workspace: Workspace) -> None:
    left = Run(3, "final", 7, 25, BEGUN, True, (Drawn(1, "q", Form.TRACE, None),))
    repeated = run("phase-1", 1, 2, count=None, checkpoint=False)

    show_history(workspace, [left, repeated, run("phase-1", 10, 10)])

    text = shown(workspace)
    assert max(map(len, text.splitlines())) <= 40
    rows = [line.split() for line in text.splitlines() if line.startswith("20")]
    assert [row[-1] for row in rows] == ["passed", "%", "open"]
    assert [row[1] for row in rows] == ["phase-1", "phase-1", "final"]


def test_without_runs_the_history_says_how_to_begin(workspace: Workspace) -> None:
    show_history(workspace, [])

    assert shown(workspace) == "No quiz yet; begin one: study quiz phase-1\n"


def test_all_quizzes_are_shown_with_the_number_of_their_questions(workspace: Workspace) -> None:
    show_quizzes(workspace)

    rows = [line.split() for line in shown(workspace).splitlines()]
    assert ["phase-1", "2"] in rows
    assert ["phase-3", "none", "yet"] in rows
    assert ["final", "3"] in rows
