from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection

import pytest
from made_questions import make_question, make_topics, three_wrong

from study.drawing import Form, Item, draw
from study.questions import Kind
from study.quiz_runs import TABLES, Runs
from study.store import open_store


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with open_store(tmp_path / "practice", TABLES, print) as opened:
        yield opened


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    (topic,) = make_topics(tmp_path, ["01-basics"])
    concepts = [make_question(topic, name, wrong=three_wrong(name)) for name in ("a", "b")]
    return draw([*concepts, make_question(topic, "t", kind=Kind.TRACE)], [], 1, 3)


def test_a_run_is_stored_with_its_questions_before_the_first_answer(connection: Connection, items: list[Item]) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    Runs(connection).start("phase-1", 7, 3, items, checkpoint=True)

    (run,) = Runs(connection).latest()

    assert (run.what, run.seed, run.count, run.checkpoint, run.right, run.passed) == ("phase-1", 7, 3, True, 0, False)
    assert [(each.question, each.form) for each in run.open] == [(item.question.id, item.form) for item in items]
    assert {each.form for each in run.drawn} == {Form.CHOICE, Form.TRACE}
    assert before <= run.started <= datetime.now(UTC)


def test_an_answer_is_there_for_whoever_opens_the_store_next(tmp_path: Path, items: list[Item]) -> None:
    with open_store(tmp_path, TABLES, print) as first:
        runs = Runs(first)
        run = runs.start("phase-1", 7, 3, items, checkpoint=True)
        runs.answer(run, run.drawn[1], "b \N{SNOWMAN} \0", right=True)
        with open_store(tmp_path, TABLES, print) as second:
            again = Runs(second).reload(run)

    assert [each.is_right for each in again.drawn] == [None, True, None]
    assert (again.right, len(again.open)) == (1, 2)


def test_a_run_is_passed_when_it_is_a_checkpoint_and_all_is_right(connection: Connection, items: list[Item]) -> None:
    runs = Runs(connection)
    passed = []
    for checkpoint, last in [(True, True), (True, False), (False, True)]:
        run = runs.start("phase-1", 7, 3, items, checkpoint=checkpoint)
        for drawn in run.drawn:
            runs.answer(run, drawn, "x", right=last or drawn is not run.drawn[-1])
        passed.append(runs.reload(run).passed)

    assert passed == [True, False, False]


def test_the_latest_unfinished_run_that_was_not_given_up_is_continued(
    connection: Connection, items: list[Item]
) -> None:
    runs = Runs(connection)
    assert runs.unfinished() is None
    left = runs.start("left", 1, 3, items, checkpoint=False)
    given_up = runs.start("given up", 2, 3, items, checkpoint=False)
    runs.give_up(given_up)
    finished = runs.start("finished", 3, 1, items[:1], checkpoint=False)
    runs.answer(finished, finished.drawn[0], "x", right=False)

    unfinished = runs.unfinished()

    assert unfinished is not None
    assert unfinished.id == left.id


def test_the_latest_run_with_an_answer_is_repeated(connection: Connection, items: list[Item]) -> None:
    runs = Runs(connection)
    run = runs.start("answered", 1, 3, items, checkpoint=False)
    assert runs.answered() is None
    runs.answer(run, run.drawn[0], "x", right=False)
    runs.start("not answered", 2, 3, items, checkpoint=False)

    answered = runs.answered()

    assert answered is not None
    assert answered.id == run.id


def test_a_question_that_is_forgotten_is_not_asked(connection: Connection, items: list[Item]) -> None:
    runs = Runs(connection)
    run = runs.start("phase-1", 1, 3, items, checkpoint=False)

    runs.forget(run, run.drawn[0])

    assert runs.reload(run).drawn == run.drawn[1:]
