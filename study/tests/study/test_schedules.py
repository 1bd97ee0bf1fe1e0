import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fsrs import Card, Rating, Scheduler, State
from hypothesis import given
from hypothesis import strategies as st

from study.projects import UsageError
from study.schedules import TABLES, Rated, Schedules, card_number, merged, remembered
from study.store import open_store

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with open_store(tmp_path, TABLES, print) as store:
        yield store


@pytest.fixture
def schedules(store: sqlite3.Connection) -> Schedules:
    return Schedules(store)


def test_a_rating_is_stored_with_the_schedule_that_follows(schedules: Schedules, tmp_path: Path) -> None:
    card = schedules.rate("a", Rating.Easy, NOON)

    with open_store(tmp_path, TABLES, print) as another:
        assert Schedules(another).all() == {"a": card}
        assert Schedules(another).ratings() == [Rated("a", NOON, Rating.Easy)]
    assert card.state is State.Review
    assert card.due > NOON + 2 * DAY


@given(st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 60 * 24 * 40)), max_size=12))
def test_a_schedule_is_what_fsrs_makes_of_the_same_ratings(history: list[tuple[Rating, int]]) -> None:
    store = sqlite3.connect(":memory:", autocommit=True)
    store.row_factory = sqlite3.Row
    store.executescript(TABLES)
    oracle, card, now = Scheduler(enable_fuzzing=False), Card(card_number("a"), due=NOON), NOON
    for number, (rating, minutes) in enumerate(history):
        now += minutes * MINUTE + timedelta(microseconds=1)
        card, _ = oracle.review_card(card, rating, now)

        announced = Schedules(store).choices("a", now)[rating]
        kept = Schedules(store).rate("a", rating, now)

        assert announced == kept == card == Schedules(store).all()["a"]
        assert len(Schedules(store).ratings()) == number + 1
    store.close()


def test_what_is_due_comes_first_the_longest_overdue(schedules: Schedules) -> None:
    schedules.rate("easy", Rating.Easy, NOON)
    schedules.rate("good", Rating.Good, NOON + MINUTE)
    schedules.rate("again", Rating.Again, NOON + MINUTE)
    schedules.rate("other", Rating.Again, NOON)

    assert schedules.due(NOON, ["easy", "good", "again"]) == []
    assert schedules.due(NOON + 2 * MINUTE, ["easy", "good", "again", "new"]) == ["again"]
    assert schedules.due(NOON + 90 * DAY, ["easy", "good", "again", "new"]) == ["again", "good", "easy"]


def test_all_schedules_come_in_the_order_of_their_times(schedules: Schedules) -> None:
    for question, rating in {"a": Rating.Easy, "b": Rating.Again, "c": Rating.Good}.items():
        schedules.rate(question, rating, NOON)

    assert list(schedules.all()) == ["b", "c", "a"]


def test_times_of_other_zones_are_the_same_times(schedules: Schedules) -> None:
    tokyo = NOON.astimezone(timezone(9 * timedelta(hours=1)))

    schedules.rate("a", Rating.Again, tokyo)

    assert schedules.due(NOON, ["a"]) == []
    assert schedules.due(tokyo + MINUTE, ["a"]) == ["a"]
    assert schedules.ratings()[0].reviewed == NOON


def test_choosing_stores_nothing(schedules: Schedules) -> None:
    choices = schedules.choices("a", NOON)

    assert list(choices) == list(Rating)
    assert choices[Rating.Again].due < choices[Rating.Hard].due < choices[Rating.Good].due < choices[Rating.Easy].due
    assert schedules.all() == {}
    assert schedules.ratings() == []


def test_all_or_nothing_is_stored(schedules: Schedules) -> None:
    good = schedules.choices("a", NOON)[Rating.Good]
    broken = [Rated("a", NOON, Rating.Good), Rated("\ud800", NOON, Rating.Good)]  # no text for SQLite

    with pytest.raises(UnicodeEncodeError):
        schedules.store(broken, {"a": good})

    assert schedules.all() == {}
    assert schedules.ratings() == []
    schedules.store(broken[:1], {"a": good})  # the store can still be written to
    assert schedules.all() == {"a": good}


def test_a_rating_stored_twice_is_one(schedules: Schedules) -> None:
    schedules.store([Rated("a", NOON, Rating.Good)], {})
    schedules.store([Rated("a", NOON, Rating.Again), Rated("a", NOON + DAY, Rating.Good)], {})

    assert schedules.ratings() == [Rated("a", NOON, Rating.Good), Rated("a", NOON + DAY, Rating.Good)]


def test_of_two_schedules_the_one_reviewed_later_wins(schedules: Schedules) -> None:
    early, late = (schedules.choices("a", time)[Rating.Good] for time in (NOON, NOON + DAY))
    never = Card(1, due=NOON)

    assert merged({"a": early}, {"a": late, "b": early}) == ({"a": late, "b": early}, ["a"])
    assert merged({"a": late}, {"a": early}) == ({}, [])
    assert merged({"a": late}, {"a": late}) == ({}, [])
    assert merged({"a": late}, {"a": never}) == ({}, [])
    assert merged({"a": never}, {"a": late}) == ({"a": late}, ["a"])


def test_what_is_remembered_fades(schedules: Schedules) -> None:
    cards = [schedules.rate(question, Rating.Easy, NOON) for question in "ab"]

    assert remembered([], NOON) == 0
    assert remembered(cards, NOON) == pytest.approx(2)
    assert remembered(cards, cards[0].due) == pytest.approx(1.8, abs=0.02)  # 90 %, which is why they are due
    assert remembered(cards, NOON + 1000 * DAY) < 1.5


def test_the_number_of_a_card_never_changes() -> None:
    assert card_number("basics-decimal") == 200337679093157


@pytest.mark.parametrize("damaged", ["{", "{}", "[]", '{"due": "x"}'])
def test_a_damaged_schedule_is_told_and_stays(schedules: Schedules, store: sqlite3.Connection, damaged: str) -> None:
    schedules.rate("a", Rating.Good, NOON)
    store.execute("UPDATE review_schedules SET card = ?", [damaged])

    for read in (schedules.all, lambda: schedules.rate("a", Rating.Good, NOON + DAY)):
        with pytest.raises(UsageError, match="the schedule of a is damaged"):
            read()

    assert store.execute("SELECT card FROM review_schedules").fetchone()["card"] == damaged
