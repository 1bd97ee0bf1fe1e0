import io
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fsrs import Rating
from rich.console import Console

from study.dialogue import Dialogue
from study.questions import Question, read_all
from study.review import repeat, span
from study.schedules import TABLES, Schedules
from study.store import open_store
from study.topics import find_topics
from study.workspace import Workspace

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DECIMAL, TRACE, WORDS = "basics-decimal", "basics-tax-trace", "basics-words-code"


class Clock:
    """A clock that stands still unless told to go on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def store(small_repository: Path) -> Iterator[sqlite3.Connection]:
    with open_store(small_repository / "practice", TABLES, print) as store:
        yield store


@pytest.fixture
def schedules(store: sqlite3.Connection) -> Schedules:
    return Schedules(store)


@pytest.fixture
def questions(small_repository: Path) -> list[Question]:
    return read_all(find_topics(small_repository))


def answer(
    typed: str,
    questions: list[Question],
    schedules: Schedules,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    *,
    new: int = 10,
    limit: int | None = None,
) -> str:
    """Repeat questions with lines typed into a pipe, and return what is shown."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    output = io.StringIO()
    dialogue = Dialogue(Workspace(Path(), Console(file=output, width=80)))
    repeat(questions, schedules, dialogue, clock, new=new, limit=limit)
    return output.getvalue()


def asked(output: str) -> list[str]:
    return re.findall(r"\.md#([\w-]+)", output)


def test_new_questions_come_along_the_path_and_are_rated(
    questions: list[Question], schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = answer("1\n2\n4\n", questions, schedules, Clock(), monkeypatch)

    assert asked(output) == [
        *("why-decimal-and-not-float", "what-does-the-tax-of-four-cents-print", "write-the-words-of-a-text")
    ]
    assert [(each.question, each.rating) for each in schedules.ratings()] == [
        *((DECIMAL, Rating.Again), (TRACE, Rating.Hard), (WORDS, Rating.Easy))
    ]
    assert "Reviewed 3: 1 again, 1 hard, 0 good, 1 easy.\n" in output
    assert "Nothing is due now. The next comes in 1 min.\n" in output


def test_a_question_is_shown_with_all_that_belongs_to_it(
    questions: list[Question], schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = answer("3\n3\n", questions, schedules, Clock(), monkeypatch, new=2)

    assert "01-basics · junior · concept · new, 2 to go" in output
    assert "01-basics · mid · trace · new, 1 to go" in output
    assert "Why Decimal and not float?" in output
    assert "A float is a binary fraction" in output
    assert "Often heard, and wrong:" in output
    assert "It keeps about 16 digits." in output
    assert 'print(tax(Decimal("0.04")))' in output
    assert "  1 again  comes again in 1 min\n" in output
    assert "  4 easy   comes again in 8 days\n" in output


def test_what_is_due_comes_before_what_is_new(
    questions: list[Question], schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    schedules.rate(WORDS, Rating.Again, NOON)
    clock.now += 2 * MINUTE

    output = answer("4\n4\n", questions, schedules, clock, monkeypatch, new=1)

    assert asked(output) == ["write-the-words-of-a-text", "why-decimal-and-not-float"]
    assert "code · due, 2 to go" in output
    assert "2 of 3 questions seen so far." in output


def test_a_question_that_becomes_due_on_the_way_is_asked_again(
    questions: list[Question], schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(NOON + number * MINUTE / 2 for number in range(100))

    class Running(Clock):
        def __call__(self) -> datetime:
            return next(ticks)

    output = answer("1\n4\n4\n4\n", questions, schedules, Running(), monkeypatch)

    assert asked(output)[:3].count("why-decimal-and-not-float") == 2
    assert len(schedules.ratings()) == 4


@pytest.mark.parametrize(("new", "limit", "expected"), [(0, None, 1), (1, None, 2), (10, 1, 1), (10, None, 3)])
def test_as_many_are_asked_as_one_wants(
    questions: list[Question],
    schedules: Schedules,
    monkeypatch: pytest.MonkeyPatch,
    new: int,
    limit: int | None,
    expected: int,
) -> None:
    clock = Clock()
    schedules.rate(TRACE, Rating.Again, NOON)
    clock.now += 2 * MINUTE

    output = answer("4\n" * 9, questions, schedules, clock, monkeypatch, new=new, limit=limit)

    assert f"Reviewed {expected}: " in output
    assert len(schedules.ratings()) == 1 + expected


def test_a_limit_says_what_is_left(
    questions: list[Question], schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    for question in questions:
        schedules.rate(question.id, Rating.Again, NOON)
    clock.now += 2 * MINUTE

    assert "2 due now.\n" in answer("4\n", questions, schedules, clock, monkeypatch, limit=1)


@pytest.mark.parametrize(
    ("typed", "rating"),
    [("1", "again"), (" 2 ", "hard"), ("GOOD", "good"), ("e", "easy"), ("?\n\n0\n5\nhardly\n3", "good")],
)
def test_a_rating_is_a_number_or_a_word(
    questions: list[Question], schedules: Schedules, monkeypatch: pytest.MonkeyPatch, typed: str, rating: str
) -> None:
    output = answer(f"{typed}\n", questions, schedules, Clock(), monkeypatch, limit=1)

    assert [each.rating.name.lower() for each in schedules.ratings()] == [rating]
    assert output.count("Type 1, 2, 3 or 4") == typed.count("\n")


def test_who_leaves_keeps_what_was_rated(
    questions: list[Question], schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = answer("3\n", questions, schedules, Clock(), monkeypatch)

    assert [each.question for each in schedules.ratings()] == [DECIMAL]
    assert "Reviewed 1: 0 again, 0 hard, 1 good, 0 easy.\n" in output
    assert "1 of 3 questions seen so far." in output


def test_a_new_wording_keeps_its_schedule_and_so_does_what_is_gone(
    small_repository: Path, schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedules.rate(DECIMAL, Rating.Easy, NOON)
    kept = schedules.rate("no-longer-there", Rating.Again, NOON)
    file = small_repository / "01-basics" / "QUESTIONS.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Why Decimal and", "Why a Decimal and"), encoding="utf-8")
    clock = Clock()
    clock.now += DAY

    output = answer("", read_all(find_topics(small_repository)), schedules, clock, monkeypatch, new=0)

    assert output == "Nothing is due now. The next comes in 7 days.\n1 of 3 questions seen so far.\n"
    assert schedules.all()["no-longer-there"] == kept


def test_with_nothing_seen_and_nothing_new_nothing_is_due(
    questions: list[Question], schedules: Schedules, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = answer("", questions, schedules, Clock(), monkeypatch, new=0)

    assert output == "Nothing is due.\n0 of 3 questions seen so far.\n"


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=1), "1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=23), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=59), "59 days"),
        (timedelta(days=60), "2 months"),
        (timedelta(days=800), "2 years"),
    ],
)
def test_a_span_is_in_the_unit_that_one_would_use(time: timedelta, words: str) -> None:
    assert span(time) == words
