"""Connections that run out, hang, break or were never there."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from clusters import plain, running
from processes import wait_until
from sqlalchemy import URL, Select, func, literal_column, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from notes_api.database import (
    Database,
    DatabaseUnavailableError,
    compile_once,
    connect_args,
    driver_url,
    reason,
    safe_url,
)
from notes_api.migrations import downgrade
from notes_api.settings import Settings
from notes_api.tables import NoteRow

pytestmark = pytest.mark.anyio

ONE: Select[Any] = select(literal_column("1").label("one"))
WAIT_FOR_LOCK = select(func.pg_advisory_xact_lock(literal_column("1")))
SLEEP = select(func.pg_sleep(literal_column("60")))
SECRET = "s3cret-pass"


@pytest.fixture
def settings() -> Settings:
    return Settings(read_connections=1, write_connections=1, pool_seconds=0.3, statement_seconds=2)


async def until_waiting(sql: psycopg.Connection) -> None:
    """Wait until a connection waits for a lock."""
    query = "SELECT FROM pg_locks WHERE NOT granted"
    await asyncio.to_thread(wait_until, lambda: sql.execute(query).fetchone() is not None, "a connection to wait")


@pytest.fixture
async def busy(database: Database, sql: psycopg.Connection) -> AsyncIterator[asyncio.Task[list[object]]]:
    """A query that keeps the only connection for reads until the lock is given back."""
    sql.execute("SELECT pg_advisory_lock(1)")
    task = asyncio.create_task(database.fetch(WAIT_FOR_LOCK))
    await until_waiting(sql)
    yield task
    sql.execute("SELECT pg_advisory_unlock_all()")
    await asyncio.wait([task])


async def test_rows_have_names(database: Database) -> None:
    (row,) = await database.fetch(ONE)

    assert row._asdict() == {"one": 1}


async def test_a_read_is_no_transaction_of_several_statements(database: Database) -> None:
    began_with_itself: Select[Any] = select((func.now() == func.statement_timestamp()).label("is_alone"))

    assert [row.is_alone for row in await database.fetch(began_with_itself)] == [True]


async def test_a_read_without_a_free_connection_fails_in_time(
    database: Database, busy: asyncio.Task[list[object]]
) -> None:
    started = time.monotonic()

    with pytest.raises(DatabaseUnavailableError):
        await database.fetch(ONE)

    assert 0.3 <= time.monotonic() - started < 1.5
    assert not busy.done()


async def test_a_transaction_without_a_free_connection_fails_in_time(database: Database) -> None:
    async with database.transaction():
        started = time.monotonic()
        with pytest.raises(PoolTimeoutError):
            async with database.transaction():
                pass

    assert 0.3 <= time.monotonic() - started < 1.5


async def test_reads_and_writes_do_not_take_each_other_s_connections(
    database: Database, busy: asyncio.Task[list[object]]
) -> None:
    async with database.transaction() as connection:
        assert (await connection.execute(ONE)).scalar_one() == 1
    assert not busy.done()


async def test_reads_wait_in_turn(url: URL, sql: psycopg.Connection) -> None:
    order: list[int] = []

    async def read(number: int) -> None:
        await database.fetch(ONE)
        order.append(number)

    async with running(Database(plain(url), Settings(read_connections=1))) as database:
        sql.execute("SELECT pg_advisory_lock(1)")
        first = asyncio.create_task(database.fetch(WAIT_FOR_LOCK))
        await until_waiting(sql)
        others = [asyncio.create_task(read(number)) for number in range(20)]
        await asyncio.sleep(0)
        sql.execute("SELECT pg_advisory_unlock(1)")
        await asyncio.gather(first, *others)

    assert order == list(range(20))


@pytest.mark.parametrize("kind", ["read", "write"])
async def test_a_statement_that_takes_too_long_is_cut_off(url: URL, kind: str) -> None:
    impatient = Settings(read_connections=1, write_connections=1, statement_seconds=0.2)
    started = time.monotonic()

    async with running(Database(plain(url), impatient)) as database:
        if kind == "read":
            with pytest.raises(DatabaseUnavailableError, match="statement timeout"):
                await database.fetch(SLEEP)
        else:
            with pytest.raises(OperationalError, match="statement timeout"):
                async with database.transaction() as connection:
                    await connection.execute(SLEEP)

    assert time.monotonic() - started < 5


async def test_a_transaction_is_all_or_nothing(database: Database, sql: psycopg.Connection) -> None:
    sql.execute("CREATE TABLE numbers (number int)")

    async def insert(number: int, divisor: int) -> float:
        async with database.transaction() as connection:
            await connection.exec_driver_sql(f"INSERT INTO numbers VALUES ({number})")
            return number / divisor

    with pytest.raises(ZeroDivisionError):
        await insert(1, 0)
    await insert(2, 1)

    assert sql.execute("SELECT number FROM numbers").fetchall() == [(2,)]


async def test_an_error_does_not_repeat_what_was_written(database: Database) -> None:
    with pytest.raises(DBAPIError) as failure:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT :title || 1 / 0"), {"title": SECRET})

    assert "division by zero" in str(failure.value)
    assert SECRET not in str(failure.value)


async def test_after_an_outage_one_request_at_most_finds_a_broken_connection(url: URL, sql: psycopg.Connection) -> None:
    async with running(Database(plain(url), Settings(read_connections=5, write_connections=5))) as database:
        await asyncio.gather(*(database.fetch(select(func.pg_sleep(literal_column("0.05")))) for _ in range(5)))
        sql.execute("""
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
        """)

        failed = 0
        for _ in range(10):
            try:
                await database.fetch(ONE)
            except DatabaseUnavailableError:
                failed += 1

    assert failed <= 1


async def test_check_passes_with_all_migrations(database: Database) -> None:
    await database.check()


async def test_check_names_the_command_for_missing_migrations(database: Database, url: URL) -> None:
    downgrade(url, "0003")

    with pytest.raises(DatabaseUnavailableError, match="0003, not 0005: run `notes migrate`"):
        await database.check()


async def test_check_names_the_command_for_an_empty_database(empty_url: URL, settings: Settings) -> None:
    async with running(Database(plain(empty_url), settings)) as database:
        with pytest.raises(DatabaseUnavailableError, match="run `notes migrate`"):
            await database.check()
        with pytest.raises(DatabaseUnavailableError, match="run `notes migrate`"):
            await database.fetch(select(NoteRow.id))


async def test_a_password_is_never_shown(server: URL, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    wrong = server.set(database="no_such_database", password=SECRET)

    with caplog.at_level(logging.DEBUG):
        async with running(Database(plain(wrong), settings)) as database:
            with pytest.raises(DatabaseUnavailableError) as in_check:
                await database.check()
            with pytest.raises(DatabaseUnavailableError) as in_read:
                await database.fetch(ONE)

    assert "no_such_database" in str(in_check.value)
    assert "\n" not in str(in_check.value)
    assert SECRET not in f"{in_check.value} {in_read.value} {caplog.text}"


def test_addresses_name_our_driver() -> None:
    assert driver_url("postgres://user:pass@host:1/notes").render_as_string(False) == (
        "postgresql+psycopg://user:pass@host:1/notes"
    )


def test_an_address_is_shown_without_its_password() -> None:
    assert safe_url(driver_url(f"postgresql://user:{SECRET}@host/notes")) == "postgresql://user:***@host/notes"


def test_a_reason_is_one_line() -> None:
    assert reason(OperationalError("SELECT", {}, Exception("no route\n\tto host"))) == "no route to host"


def test_nothing_hangs_for_ever() -> None:
    arguments = connect_args(Settings(connect_seconds=3, statement_seconds=1.5))

    assert (arguments["connect_timeout"], arguments["tcp_user_timeout"]) == (3, 3000)
    assert "statement_timeout=1500" in arguments["options"]
    assert "idle_in_transaction_session_timeout=3000" in arguments["options"]


def test_a_statement_is_built_once() -> None:
    assert compile_once(ONE) is compile_once(ONE)
