import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from flights.databases import connect
from raw_sql_examples import async_and_sync
from raw_sql_examples.async_and_sync import Load, in_a_pipeline, one_by_one

LOAD = Load(questions=20, askers=6, connections=2)


@pytest.fixture
def expected(postgresql: psycopg.Connection) -> list[int]:
    """Flights of a carrier on each of the first days of the year, counted here."""
    days = Counter(day for (day,) in postgresql.execute("SELECT flight_date FROM flights WHERE carrier = 'HA'"))
    return [days[date(2013, 1, 1) + timedelta(number)] for number in range(LOAD.questions)]


def test_threads(postgresql_address: str, expected: list[int]) -> None:
    with ConnectionPool(postgresql_address, min_size=2, max_size=2, open=True) as pool:
        assert async_and_sync.with_threads(pool, LOAD) == expected


def test_tasks(postgresql_address: str, expected: list[int]) -> None:
    async def ask() -> list[int]:
        async with AsyncConnectionPool(postgresql_address, min_size=2, max_size=2, open=False) as pool:
            return await async_and_sync.with_tasks(pool, LOAD)

    assert asyncio.run(ask()) == expected


def test_one_by_one_and_in_a_pipeline(postgresql: psycopg.Connection, expected: list[int]) -> None:
    assert one_by_one(postgresql, LOAD) == in_a_pipeline(postgresql, LOAD) == expected


@pytest.mark.parametrize(("ask", "sent_before_an_answer"), [(one_by_one, 1), (in_a_pipeline, LOAD.questions)])
def test_a_pipeline_sends_before_it_reads(
    ask: Callable[[psycopg.Connection, Load], list[int]],
    sent_before_an_answer: int,
    postgresql_address: str,
    tmp_path: Path,
) -> None:
    with closing(connect(postgresql_address)) as connection, (tmp_path / "trace").open("w+") as trace:
        connection.pgconn.trace(trace.fileno())
        ask(connection, LOAD)
        connection.pgconn.untrace()
        before, _, _ = (tmp_path / "trace").read_text().partition("DataRow")
    assert before.count("\tExecute\t") == sent_before_an_answer


@pytest.mark.parametrize("tasks", [False, True])
def test_no_more_questions_at_work_than_connections(tasks: bool, postgresql_address: str) -> None:
    load = Load(questions=24, askers=12, connections=3, wait=0.04)
    assert async_and_sync.most_at_once(postgresql_address, load, tasks=tasks) == 3


def test_and_no_more_than_askers(postgresql_address: str) -> None:
    load = Load(questions=8, askers=2, connections=3, wait=0.04)
    assert async_and_sync.most_at_once(postgresql_address, load, tasks=True) == 2


def test_main_gives_both_the_same_load(loaded_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    async_and_sync.main()
    told = capsys.readouterr().out
    assert "threads  at most 5 at work" in told
    assert "tasks    at most 5 at work" in told
    assert told.endswith("the same answers: True\n")
