import re
import sqlite3
from collections.abc import Iterable
from itertools import count
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from study.cli import complaining
from study.drawing import Form, Item, draw
from study.questions import Question, read_questions
from study.quiz import quiz
from study.topics import find_topics

DECIMAL = "Why Decimal and not float?"
TRACE = "What does the tax of four cents print?"
CODE = "Write the words of a text"
app = typer.Typer()
app.command()(complaining(quiz))


@pytest.fixture(autouse=True)
def in_repository(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_repository)


def take(*arguments: str, answers: Iterable[str] = (), columns: int = 100) -> Result:
    return CliRunner().invoke(app, arguments, input="".join(answers), env={"COLUMNS": str(columns), "NO_COLOR": "1"})


def questions() -> list[Question]:
    return [question for topic in find_topics(Path()) for question in read_questions(topic)]


def drawn(seed: int, phase: int | None = None, count: int = 10) -> list[Item]:
    pool = [question for question in questions() if phase in {None, question.phase}]
    return draw(pool, questions(), seed, count)


def replies(seed: int, *, phase: int | None = None, count: int = 10, wrong: str = "") -> list[str]:
    """Return what to type for each question of a quiz: what is right, but for the question of that title."""
    typed = []
    for item in drawn(seed, phase, count):
        right = item.question.title != wrong
        match item.form:
            case Form.TRACE:
                typed.append("0.01  \n## no heading\n\n" if right else "0.008\n## no heading\n\n")
            case Form.CHOICE:
                letters = (letter for letter, choice in zip("abcd", item.choices, strict=True) if choice.right is right)
                typed.append(f"{next(letters)}\n")
            case Form.CODE:
                typed.append("s\n")
    return typed


def test_answers_are_judged_and_explained_and_the_score_says_what_to_read_again() -> None:
    result = take("01-basics", "--seed", "1", answers=replies(1))

    assert result.exit_code == 1
    assert "Quiz 01-basics: 3 questions, seed 1" in result.output
    assert result.output.count("Right.") == 2
    assert "See 01-basics/basics/arithmetic.py:12 tax" in result.output
    assert "Often heard" not in result.output
    assert "Score: 2 of 3 right (66 %)" in result.output
    read_again = result.output.partition("Read again:")[2]
    assert "01-basics: 01-basics/README.md" in read_again
    assert f"- {CODE}\n  01-basics/QUESTIONS.md#write-the-words-of-a-text\n" in read_again
    assert "Not done yet: 1 of 3 not right; a checkpoint is passed at 100 %." in read_again
    assert "study quiz --again" in read_again


def test_a_wrong_choice_is_told_why(small_repository: Path) -> None:
    result = take("01-basics", "--seed", "1", answers=replies(1, wrong=DECIMAL))

    whys = ["It keeps about 16 digits.", "It is faster.", "It can."]
    assert sum(why in result.output for why in whys) == 1
    assert "**A float is a binary fraction" in result.output
    assert "Score: 1 of 3 right (33 %)" in result.output


def test_wrong_output_is_shown_line_by_line() -> None:
    result = take("01-basics", "--seed", "1", answers=replies(1, wrong=TRACE))

    assert "Wrong. Line by line:\nyou     0.008\nPython  0.01\n        ## no heading\n" in result.output


def test_the_same_seed_asks_the_same_in_the_same_order() -> None:
    first, second = (take("phase-1", "--seed", "4", answers=replies(4, phase=1)).output for _ in range(2))

    assert first == second


def test_without_a_seed_one_is_drawn_and_said() -> None:
    result = take("01-basics")

    seed = re.search(r"seed (\d+)", result.output)
    assert seed is not None
    assert take("01-basics", "--seed", seed[1]).output.partition("Go on with it")[2] in result.output


def test_what_is_no_letter_is_asked_again() -> None:
    result = take("phase-1", "--seed", "1", "--count", "10", answers=["x\n\n"] * 20)

    assert "Type one letter: a, b, c, d, or s." in result.output


def test_a_phase_is_passed_when_all_is_right() -> None:
    result = take("phase-1", "--seed", "1", answers=replies(1, phase=1))

    assert result.exit_code == 0
    assert "Score: 2 of 2 right (100 %)" in result.output
    assert "phase-1 is passed: all 2 right." in result.output
    assert "passed" in take("--history").output


def test_fewer_questions_than_usual_are_no_checkpoint() -> None:
    result = take("phase-1", "--seed", "1", "--count", "1", answers=replies(1, phase=1, count=1))

    assert result.exit_code == 0
    assert "is passed" not in result.output
    assert "All right. The same quiz again: study quiz phase-1 --seed 1 --count 1" in result.output


def test_a_quiz_that_ends_early_is_kept_and_continued() -> None:
    first, *others = replies(1)

    left = take("01-basics", "--seed", "1", answers=first)
    rest = take("--continue", answers=others)

    assert left.exit_code == 1
    assert "Stopped; what was answered is kept: 1 of 3." in left.output
    assert "Go on: study quiz --continue" in left.output
    assert "1 of 3 ·" not in rest.output
    assert "2 of 3 ·" in rest.output
    assert "Score: 2 of 3 right" in rest.output


def test_typed_output_may_end_with_the_input() -> None:
    seed = next(seed for seed in count() if drawn(seed, 1)[-1].form is Form.TRACE)
    choice, output = replies(seed, phase=1)

    result = take("phase-1", "--seed", str(seed), answers=[choice, output.rstrip("\n")])

    assert "Score: 2 of 2 right" in result.output


def test_beginning_another_quiz_says_how_to_continue_the_one_that_was_left() -> None:
    take("01-basics", "--seed", "1", answers=replies(1)[:2])

    result = take("phase-2")

    assert "A quiz was left: 01-basics, 2 of 3 answered. Go on with it: study quiz --continue" in result.output


def test_again_repeats_what_was_not_right_until_nothing_is() -> None:
    take("01-basics", "--seed", "1", answers=replies(1, wrong=TRACE))

    first = take("--again", "--seed", "5", answers=["0.01\n## no heading\n\n", "s\n"])
    second = take("--again", answers=["s\n"])

    assert "Quiz 01-basics: 2 questions, seed 5" in first.output
    assert "Score: 1 of 2 right" in first.output
    assert ": 1 question, seed" in second.output
    assert CODE in second.output
    assert take("--continue").exit_code == 2


def test_again_after_all_was_right_says_that_there_is_nothing() -> None:
    take("phase-1", "--seed", "1", answers=replies(1, phase=1))

    result = take("--again")

    assert result.exit_code == 0
    assert "Nothing to repeat: in the latest quiz (phase-1) everything was right." in result.output


def test_a_repeat_without_a_mistake_is_no_pass() -> None:
    take("phase-1", "--seed", "1", answers=replies(1, phase=1, wrong=TRACE))

    result = take("--again", answers=["0.01\n## no heading\n\n"])

    assert result.exit_code == 0
    assert "All that was missing is right now." in result.output
    assert "Take a whole quiz to pass: study quiz phase-1" in result.output
    assert "passed" not in take("--history").output


def test_history_shows_dates_seeds_and_scores_the_latest_last() -> None:
    take("01-basics", "--seed", "1", answers=replies(1))
    take("phase-1", "--seed", "2")

    rows = [row.split() for row in take("--history").output.splitlines()]

    assert rows[0] == ["begun", "quiz", "seed", "right"]
    assert rows[1][2:] == ["01-basics", "1", "2/3", "66", "%"]
    assert rows[2][2:] == ["phase-1", "2", "0/2", "2", "open"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", " ".join(rows[1][:2]))


def test_without_a_history_it_says_how_to_begin() -> None:
    assert "No quiz yet; begin one: study quiz phase-1" in take("--history").output


def test_without_a_name_the_quizzes_are_listed() -> None:
    rows = [row.split() for row in take().output.splitlines()]

    assert ["phase-1", "2"] in rows
    assert ["phase-9", "none", "yet"] in rows
    assert ["final", "3"] in rows
    assert ["01-basics", "3"] in rows


def test_the_final_asks_about_all_phases() -> None:
    result = take("final", "--seed", "1", answers=replies(1))

    assert "Quiz final: 3 questions" in result.output
    assert "Score: 2 of 3" in result.output


def test_forty_columns_are_enough() -> None:
    take("01-basics", "--seed", "1", answers=replies(1))

    for command in (["--history"], []):
        output = take(*command, columns=40).output
        assert max(map(len, output.splitlines())) <= 40
        assert "01-basics" in output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["phase-8"], "phase-8 has no questions yet; these have some: phase-1, phase-2"),
        (["01-basic5"], "no such topic; did you mean 01-basics"),
        (["--continue"], "no quiz was left unfinished"),
        (["--again"], "there is no quiz to repeat"),
        (["phase-1", "--again"], "choose one of"),
        (["--history", "--continue"], "choose one of"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], complaint: str) -> None:
    result = take(*arguments)

    assert result.exit_code == 2
    assert complaint in result.output


def test_a_question_that_is_gone_is_taken_out(small_repository: Path) -> None:
    take("01-basics", "--seed", "1", answers=replies(1)[:2])
    file = small_repository / "01-basics" / "QUESTIONS.md"
    file.write_text(
        file.read_text(encoding="utf-8").replace("basics-words-code", "basics-words-other"), encoding="utf-8"
    )

    result = take("--continue")

    assert "basics-words-code is not asked any more; it is taken out of this quiz." in result.output
    assert "Score: 2 of 2 right (100 %)" in result.output


def test_bytes_that_are_no_text_are_a_wrong_answer() -> None:
    result = CliRunner().invoke(app, ["phase-1", "--seed", "1"], input=b"\xff\xfe\n\n" * 20)

    assert isinstance(result.exception, SystemExit)
    assert "Stopped" in result.output


def test_every_answer_is_stored_with_what_was_typed(small_repository: Path) -> None:
    take("01-basics", "--seed", "1", answers=replies(1, wrong=TRACE))

    with sqlite3.connect(small_repository / "practice" / "progress.sqlite3") as connection:
        rows = dict(connection.execute("SELECT question, answer FROM quiz_answers"))
    connection.close()
    assert rows["basics-tax-trace"] == "0.008\n## no heading"
    assert rows["basics-decimal"].startswith("A float is a binary fraction")
    assert rows["basics-words-code"] == "s"
