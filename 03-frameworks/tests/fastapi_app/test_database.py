import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from fastapi_app.database import POOL_SIZE, Database, database_url, open_database
from fastapi_app.settings import Settings

pytestmark = pytest.mark.anyio

INSERT = text("INSERT INTO todos (title, completed) VALUES (:title, false)")


async def count(database: Database) -> int:
    async with database.connect() as connection:
        number: int = (await connection.execute(text("SELECT count(*) FROM todos"))).scalar_one()
        return number


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:////tmp/x.db", "sqlite+aiosqlite:////tmp/x.db"),
        ("sqlite+pysqlite:////tmp/x.db", "sqlite+aiosqlite:////tmp/x.db"),
        ("postgresql://u:p@db:1/x?sslmode=require", "postgresql+psycopg://u:p@db:1/x?sslmode=require"),
        ("postgresql+asyncpg://db/x", "postgresql+psycopg://db/x"),
    ],
)
async def test_the_driver_is_ours(given: str, used: str) -> None:
    assert database_url(Settings(database_url=given)) == make_url(used)


async def test_the_default_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert database_url(Settings(data=tmp_path)).database == str(tmp_path / "todos.sqlite3")


async def test_the_folder_is_made(tmp_path: Path) -> None:
    async with open_database(Settings(data=tmp_path / "a" / "b")) as database:
        assert await count(database) == 0
    assert (tmp_path / "a" / "b" / "todos.sqlite3").exists()


async def test_a_transaction_is_committed_at_its_end(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(INSERT, {"title": "a"})
    assert await count(database) == 1


async def test_a_transaction_is_rolled_back_by_an_exception(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await session.execute(INSERT, {"title": "a"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await count(database) == 0


async def test_a_connection_for_reading_keeps_nothing(database: Database) -> None:
    async with database.connect() as connection:
        await connection.execute(INSERT, {"title": "a"})
    assert await count(database) == 0


@pytest.mark.parametrize("title", ["", "x" * 201])
async def test_the_database_itself_refuses_a_bad_title(database: Database, title: str) -> None:
    with pytest.raises(DBAPIError, match=r"title_length|too long"):
        async with database.transaction() as session:
            await session.execute(INSERT, {"title": title})


async def test_data_outlives_the_pool(database_settings: Settings) -> None:
    async with open_database(database_settings) as first, first.transaction() as session:
        await session.execute(INSERT, {"title": "a"})
    async with open_database(database_settings) as second:
        assert await count(second) == 1


async def test_several_processes_may_create_the_tables_at_once(database_settings: Settings) -> None:
    databases = [Database(database_url(database_settings)) for _ in range(5)]  # each with a pool, like a process
    try:
        await asyncio.gather(*(database.create_tables() for database in databases))
        assert await count(databases[0]) == 0
    finally:
        for database in databases:
            await database.close()


async def test_the_pool_is_closed_when_the_block_fails(database_settings: Settings) -> None:
    kept: list[Database] = []

    async def fail() -> None:
        async with open_database(database_settings) as database:
            await count(database)
            assert "Connections in pool: 1" in database.engine.pool.status()
            kept.append(database)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert "Connections in pool: 0" in kept[0].engine.pool.status()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 1), ("busy_timeout", 5000), ("foreign_keys", 1)]
)
async def test_sqlite_is_set_up_on_each_connection(settings: Settings, pragma: str, value: object) -> None:
    async with open_database(settings) as database, database.connect() as one, database.connect() as other:
        for connection in (one, other):
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value


async def test_a_reader_does_not_wait_for_the_writer(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(INSERT, {"title": "a"})
        assert await count(database) == 0  # read by another connection, while the transaction is open
    assert await count(database) == 1


async def test_who_waits_for_its_turn_to_write_holds_no_connection(settings: Settings) -> None:
    async with open_database(settings) as database:

        async def write(title: str) -> None:
            async with database.transaction() as session:
                await session.execute(INSERT, {"title": title})

        async with database.transaction() as session:
            await session.execute(INSERT, {"title": "first"})
            waiting = [asyncio.create_task(write(str(number))) for number in range(30)]
            assert await count(database) == 0  # meanwhile all of them have begun to wait
            assert "Current Checked out connections: 1" in database.engine.pool.status()
        await asyncio.gather(*waiting)
        assert await count(database) == 31


async def test_writers_are_served_in_the_order_of_their_coming(settings: Settings) -> None:
    async with open_database(settings) as database:

        async def write(number: int) -> int:
            async with database.transaction() as session:
                result = await session.execute(INSERT, {"title": str(number)})
                return int(result.lastrowid)  # type: ignore[attr-defined]  # of a cursor result

        ids = await asyncio.gather(*(write(number) for number in range(10)))
        assert ids == sorted(ids)


async def test_a_pool_has_an_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.engine.pool, "_timeout", 0.01)
    async with AsyncExitStack() as stack:
        for _ in range(POOL_SIZE):
            await stack.enter_async_context(database.connect())
        with pytest.raises(PoolTimeout):
            await stack.enter_async_context(database.connect())
    assert await count(database) == 0
