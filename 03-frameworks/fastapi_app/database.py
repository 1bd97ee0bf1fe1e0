"""The database: one engine a process, and two ways to borrow a connection from its pool.

The engine is made when the application starts (lifespan), because it belongs to the event loop it runs in, and
disposed when it stops. What is borrowed must come back soon: with 20 connections and 100 requests, those that hold one
while they wait for something else decide how long all wait.

- ``connect()``: a connection for reading; ``transaction()``: a session whose changes are committed at the end, or
  rolled back when an exception leaves the block. The handlers open both *themselves*, around the statements and
  nothing else.
- A dependency with ``yield`` would do it too, and is what most tutorials show. But its end runs, unless you say
  ``scope="function"``, after the answer was sent: the client reads 201, and then the commit fails. And the connection
  is held while a slow client takes its answer. ``dependencies.py`` shows how it is done well.

Cost: SQLite is a library that blocks, so aiosqlite moves every call to a thread: 0.4 ms of processor time for a list
of 20, where SQLAlchemy on the synchronous driver takes 0.1. It is the price for a loop that stays free; psycopg on
PostgreSQL needs no thread.
Not for: SQLite when several machines serve (there is one file), or many writers (it takes one at a time).
Asked: what does a pool of 20 do under 100 requests? What happens to an AsyncSession that two tasks share?
Source: https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html, https://www.sqlite.org/wal.html
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from fastapi_app.settings import Settings
from fastapi_app.tables import Base

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
POOL_SIZE = 20
"""Connections a worker keeps; who finds none waits. More for a moment (overflow) would be opened and closed again."""
POOL_SECONDS = 5
"""How long they wait; then SQLAlchemy raises TimeoutError, and ``problems.py`` answers 503."""
CREATE_LOCK = 7205_1001
"""The number of the advisory lock that keeps two processes from creating the same tables; any number would do."""
PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers and the one writer do not block each other
    "PRAGMA synchronous = NORMAL",  # with WAL no crash of ours loses a commit; a power cut may lose the last
    "PRAGMA busy_timeout = 5000",  # wait for the other writer instead of failing at once
    "PRAGMA foreign_keys = ON",  # off by default, for the sake of files from before 2009
)
SWITCH_SECONDS = 5
"""How long a connection tries to switch a new file to its write-ahead log while others do so too."""


def database_url(settings: Settings) -> URL:
    """Return the address with the driver that this service uses.

    Without ``settings.database_url`` that is the file ``todos.sqlite3`` in ``settings.data``. ``sqlite`` becomes
    ``sqlite+aiosqlite`` and ``postgresql`` becomes ``postgresql+psycopg``, whichever driver the address named.
    """
    if settings.database_url is None:
        return URL.create(DRIVERS["sqlite"], database=str(settings.data / "todos.sqlite3"))
    url = make_url(settings.database_url)
    return url.set(drivername=DRIVERS[url.get_backend_name()])


class Database:
    """A pool of connections. Make it inside a running event loop, and ``close`` it there."""

    def __init__(self, url: URL) -> None:
        """Prepare the pool; nothing is connected yet. The folder of a SQLite file is made when it is not there."""
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            url, pool_size=POOL_SIZE, max_overflow=0, pool_timeout=POOL_SECONDS
        )
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._turn: AbstractAsyncContextManager[None] = nullcontext()
        if url.get_backend_name() == "sqlite":
            if url.database:
                Path(url.database).parent.mkdir(parents=True, exist_ok=True)
            event.listen(self.engine.sync_engine, "connect", _set_pragmas)
            # SQLite takes one writer at a time, and lets the others sleep in growing steps, holding their connections.
            # A queue in front is fair and holds none: a 99th percentile of 0.1 s instead of 0.6 s at 32 connections.
            self._turn = asyncio.Lock()

    def connect(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Return a context with a connection for reading; what it changed is rolled back at the end."""
        return self.engine.connect()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Yield a session: committed at the end, rolled back when an exception leaves the block.

        On SQLite a task waits here for its turn to write; so a task must not open a second one inside the first.
        """
        async with self._turn, self.sessions.begin() as session:
            yield session

    async def create_tables(self) -> None:
        """Create the tables that are missing; several processes may do so at once. At work Alembic does it."""
        async with self.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CREATE_LOCK})
            await connection.run_sync(Base.metadata.create_all)

    async def close(self) -> None:
        """Close all connections of the pool."""
        await self.engine.dispose()


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Yield a database that has its tables; close it at the end, also when the block fails."""
    database = Database(database_url(settings))
    try:
        await database.create_tables()
        yield database
    finally:
        await database.close()


def _set_pragmas(connection: "DBAPIConnection", _entry: "ConnectionPoolEntry") -> None:
    cursor = connection.cursor()
    deadline = time.monotonic() + SWITCH_SECONDS
    for pragma in PRAGMAS:
        while True:
            try:
                cursor.execute(pragma)
                break
            except sqlite3.OperationalError as error:
                # Two that switch a new file to its write-ahead log at once: the timeout above does not wait for that.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
    cursor.close()
