import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import psycopg
import pytest
from psycopg import Connection

from raw_sql_examples.blocking import waiting
from raw_sql_examples.job_queue import (
    ATTEMPTS,
    TABLES,
    Job,
    add,
    given_up,
    main,
    take,
    wait_until_at_work,
    work_off,
    work_off_one,
    worker,
)


@pytest.fixture
def connection(module_address: str) -> Iterator[Connection]:
    with closing(psycopg.connect(module_address, autocommit=True, options="-c lock_timeout=10s")) as opened:
        opened.execute(TABLES)
        yield opened


@pytest.fixture
def other(module_address: str) -> Iterator[Connection]:
    with closing(psycopg.connect(module_address, autocommit=True, options="-c lock_timeout=10s")) as opened:
        yield opened


def file(connection: Connection, job: Job) -> None:
    connection.execute("INSERT INTO done VALUES (%s, %s, 'test')", [job.id, job.task])


def fail(connection: Connection, job: Job) -> None:
    file(connection, job)
    raise ValueError("no such gate")


def die(connection: Connection, job: Job) -> None:
    """What the server sees of a worker that is killed at work."""
    file(connection, job)
    connection.close()
    raise ConnectionError


def jobs(connection: Connection) -> list[tuple[str, int, str | None]]:
    return connection.execute("SELECT task, attempts, error FROM jobs ORDER BY id").fetchall()


def done(connection: Connection) -> list[str]:
    return [task for (task,) in connection.execute("SELECT task FROM done ORDER BY job_id")]


def take_in_the_end(connection: Connection) -> Job | None:
    """A job, as soon as the server has seen that its worker is gone."""
    deadline = time.monotonic() + 10
    while (job := work_off_one(connection, file)) is None and time.monotonic() < deadline:
        time.sleep(0.002)
    return job


def test_a_job_is_added_by_the_transaction_of_its_cause(connection: Connection, module_address: str) -> None:
    with closing(psycopg.connect(module_address)) as cause:
        add(cause, "never")
        assert take(connection) is None
        cause.rollback()
        assert add(cause, "mail") == 2  # an identity leaves a gap
        cause.commit()

    assert jobs(connection) == [("mail", 0, None)]


def test_take_counts_and_commits(connection: Connection, other: Connection) -> None:
    add(connection, "one")
    add(connection, "two")

    assert take(connection) == Job(1, "one", 1)
    assert jobs(other) == [("one", 1, None), ("two", 0, None)]
    assert [take(connection) for _ in range(ATTEMPTS)][-1] == Job(2, "two", 1)


def test_a_job_that_is_done_is_gone_with_the_same_commit(connection: Connection, other: Connection) -> None:
    add(connection, "one")

    def look(inside: Connection, job: Job) -> None:
        file(inside, job)
        assert (done(other), len(jobs(other))) == ([], 1)

    assert work_off_one(connection, look) == Job(1, "one", 1)
    assert (done(other), jobs(other)) == (["one"], [])
    assert work_off_one(connection, file) is None


def test_a_second_worker_passes_over_the_job_in_hand(connection: Connection, other: Connection) -> None:
    for task in ("one", "two"):
        add(connection, task)
    second: list[Job | None] = []

    def overlap(inside: Connection, job: Job) -> None:
        second.extend(work_off_one(other, file) for _ in range(2))
        file(inside, job)

    assert work_off_one(connection, overlap) == Job(1, "one", 1)
    assert second == [Job(2, "two", 1), None]
    assert jobs(connection) == []


def test_who_was_overtaken_between_counting_and_locking_looks_further(
    connection: Connection, other: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for task in ("one", "two"):
        add(connection, task)
    taken = iter([Job(1, "one", 1), Job(2, "two", 1), None])
    connection.execute("UPDATE jobs SET attempts = 2 WHERE id = 1")
    connection.execute("UPDATE jobs SET attempts = 1 WHERE id = 2")
    monkeypatch.setattr("raw_sql_examples.job_queue.take", lambda _: next(taken))

    assert work_off_one(connection, file) == Job(2, "two", 1)
    assert jobs(other) == [("one", 2, None)]


def test_a_failing_job_is_undone_noted_and_given_up_in_the_end(connection: Connection) -> None:
    add(connection, "fail")
    add(connection, "one")

    assert work_off_one(connection, fail) == Job(1, "fail", 1)
    assert jobs(connection) == [("fail", 1, "ValueError: no such gate"), ("one", 0, None)]
    assert given_up(connection) == []
    assert [work_off_one(connection, fail) for _ in range(2)] == [Job(1, "fail", 2), Job(1, "fail", 3)]

    assert work_off(connection, file) == 1
    assert done(connection) == ["one"]
    assert given_up(connection) == [("fail", "ValueError: no such gate")]


def test_a_handler_that_goes_on_after_an_error_has_failed(connection: Connection) -> None:
    add(connection, "one")

    def swallow(inside: Connection, job: Job) -> None:
        file(inside, job)
        with suppress(psycopg.Error):
            inside.execute("SELECT 1 / 0")

    assert work_off_one(connection, swallow) == Job(1, "one", 1)
    assert done(connection) == []
    assert jobs(connection) == [("one", 1, "InFailedSqlTransaction: the handler went on after an error")]


def test_a_job_that_kills_its_workers_is_given_up(connection: Connection, module_address: str) -> None:
    add(connection, "poison")
    for attempt in range(1, ATTEMPTS + 1):
        with closing(psycopg.connect(module_address, autocommit=True)) as victim, suppress(ConnectionError):
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:  # until the server has noticed that the one before is dead
                work_off_one(victim, die)
        assert jobs(connection) == [("poison", attempt, None)]

    assert work_off(connection, file) == 0
    deadline = time.monotonic() + 10
    while not (found := given_up(connection)) and time.monotonic() < deadline:
        time.sleep(0.002)
    assert (found, done(connection)) == ([("poison", None)], [])


def test_a_job_in_its_last_attempt_is_not_given_up(connection: Connection, other: Connection) -> None:
    add(connection, "one")
    connection.execute("UPDATE jobs SET attempts = %s", [ATTEMPTS - 1])
    found: list[list[tuple[str, str | None]]] = []

    work_off_one(connection, lambda inside, job: found.append(given_up(other)))

    assert found == [[]]


def test_a_lock_held_for_a_moment_does_not_lose_the_last_attempt(
    connection: Connection, other: Connection, module_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(connection, "one")
    connection.execute("UPDATE jobs SET attempts = %s", [ATTEMPTS])
    taken = iter([Job(1, "one", ATTEMPTS), None])
    monkeypatch.setattr("raw_sql_examples.job_queue.take", lambda _: next(taken))
    with closing(psycopg.connect(module_address)) as overtaken:
        overtaken.execute("SELECT id FROM jobs FOR UPDATE")
        with waiting(connection, other, lambda: work_off_one(other, file)) as job:
            overtaken.rollback()

    assert (job.result(), done(connection)) == (Job(1, "one", ATTEMPTS), ["one"])


def test_many_workers_do_each_job_once(connection: Connection, module_address: str) -> None:
    for number in range(40):
        add(connection, str(number))

    def one_worker(_: int) -> int:
        with closing(psycopg.connect(module_address, autocommit=True)) as own:
            return work_off(own, file)

    with ThreadPoolExecutor(4) as pool:
        attempts = sum(pool.map(one_worker, range(4)))

    assert (sorted(map(int, done(connection))), attempts) == (list(range(40)), 40)
    assert jobs(connection) == []


def test_the_job_of_a_killed_process_is_taken_again(connection: Connection, module_address: str) -> None:
    add(connection, "hang")
    add(connection, "one")
    process = multiprocessing.get_context("spawn").Process(target=worker, args=(module_address, "victim"))
    process.start()
    try:
        wait_until_at_work(connection, "victim")
        assert (work_off(connection, file), done(connection)) == (1, ["one"])
    finally:
        process.kill()
        process.join()

    assert take_in_the_end(connection) == Job(1, "hang", 2)
    assert done(connection) == ["hang", "one"]


def test_worker_signs_what_it_has_done(connection: Connection, module_address: str) -> None:
    for task in ("one", "fail"):
        add(connection, task)

    worker(module_address, "A")

    assert connection.execute("SELECT task, worker FROM done").fetchall() == [("one", "A")]
    assert jobs(connection) == [("fail", ATTEMPTS, "ValueError: no such gate")]


def test_a_worker_is_at_work_while_its_transaction_is_open(connection: Connection, module_address: str) -> None:
    with closing(psycopg.connect(module_address, application_name="A")) as own:
        file(own, Job(1, "one", 1))
        wait_until_at_work(connection, "A")
        with pytest.raises(TimeoutError, match=r"^no job hangs in worker B after 0.01 s$"):
            wait_until_at_work(connection, "B", 0.01)
        own.rollback()
        own.autocommit = True
        file(own, Job(1, "one", 1))
        with pytest.raises(TimeoutError, match=r"^no job hangs in worker A after 0.01 s$"):
            wait_until_at_work(connection, "A", 0.01)


@pytest.mark.usefixtures("story_address")
def test_main_tells_of_the_killed_worker(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert "do the rest: one, two, three, four" in shown
    assert "Given up after 3 attempts: fail (ValueError: no such gate)" in shown
