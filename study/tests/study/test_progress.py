from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

import pytest

from study.progress import TABLES, all_progress, current, digest, next_along_the_path, record, take_up
from study.store import open_store
from study.topics import Exercise, choose_exercise, find_topics


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Connection]:
    with open_store(tmp_path, TABLES, print) as opened:
        yield opened


@pytest.fixture
def exercises(small_repository: Path) -> list[Exercise]:
    return [exercise for topic in find_topics(small_repository) for exercise in topic.exercises]


@pytest.fixture
def arithmetic(small_repository: Path) -> Exercise:
    return choose_exercise(find_topics(small_repository), "arithmetic")


def test_at_first_there_is_nothing(store: Connection) -> None:
    assert (all_progress(store), current(store)) == ({}, None)


def test_an_exercise_taken_up_is_the_one_at_hand(store: Connection, exercises: list[Exercise]) -> None:
    before = datetime.now(UTC)
    for exercise in [*exercises, exercises[0]]:
        take_up(store, exercise)

    assert current(store) == exercises[0].name
    progress = all_progress(store)
    assert sorted(progress) == sorted(exercise.name for exercise in exercises)
    known = progress[exercises[0].name]
    assert before <= known.started <= datetime.now(UTC)
    assert (known.done, known.total, known.checked, known.passed, known.digest) == (0, 1, None, None, None)


def test_a_check_is_recorded_and_taking_it_up_again_forgets_nothing(store: Connection, arithmetic: Exercise) -> None:
    record(store, arithmetic, "source", 1, 2, passed=False)
    take_up(store, arithmetic)

    known = all_progress(store)[arithmetic.name]
    assert (known.done, known.total, known.passed, known.digest) == (1, 2, None, None)
    assert known.checked is not None


def test_what_has_passed_once_has_passed(store: Connection, arithmetic: Exercise) -> None:
    record(store, arithmetic, "good", 2, 2, passed=True)
    first = all_progress(store)[arithmetic.name].passed
    record(store, arithmetic, "better", 2, 2, passed=True)
    record(store, arithmetic, "broken", 1, 2, passed=False)

    known = all_progress(store)[arithmetic.name]
    assert known.passed == first is not None
    assert (known.done, known.digest) == (1, digest("better"))


def test_a_new_beginning_forgets(store: Connection, arithmetic: Exercise) -> None:
    record(store, arithmetic, "good", 2, 2, passed=True)
    take_up(store, arithmetic, anew=True)

    known = all_progress(store)[arithmetic.name]
    assert (known.done, known.checked, known.passed, known.digest) == (0, None, None, None)


def test_the_next_exercise_is_the_first_after_this_that_has_not_passed(
    store: Connection, exercises: list[Exercise]
) -> None:
    first, second = exercises

    assert next_along_the_path(exercises, {}, None) is first
    assert next_along_the_path(exercises, {}, "gone.py") is first
    assert next_along_the_path(exercises, {}, first.name) is second
    assert next_along_the_path(exercises, {}, second.name) is first
    record(store, first, "", 1, 1, passed=True)
    record(store, second, "", 1, 2, passed=False)
    assert next_along_the_path(exercises, all_progress(store), second.name) is second
    record(store, second, "", 2, 2, passed=True)
    assert next_along_the_path(exercises, all_progress(store), None) is None


def test_versions_of_a_source_have_different_digests() -> None:
    assert digest("a") == digest("a") != digest("b")
