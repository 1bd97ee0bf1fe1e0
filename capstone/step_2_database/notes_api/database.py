"""Connections: two pools, one for single reads and one for transactions, and what happens when there is no database.

A read is one statement; in a transaction of its own it would cost two more trips to the server (BEGIN and ROLLBACK),
so the reading pool is in autocommit mode and resets nothing on return. The two must not be mixed on one pool: each
change of mode is a trip as well, and the slowest requests become twenty times slower.

SQLAlchemy's pool lets a newcomer overtake those who wait. A semaphore in front, which is first come, first served,
keeps the slowest request close to the typical one.

Cost: connections are memory on the server (about 10 MB each): pools times processes must stay below max_connections.
When not: behind PgBouncer in transaction mode, which is a pool already; then NullPool here.
Asked: what happens when the pool is empty? When the database restarts? Who notices a hanging query?
Source: https://docs.sqlalchemy.org/en/21/core/pooling.html, https://www.postgresql.org/docs/18/libpq-connect.html
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from notes_api.migrations import alembic_config
from notes_api.settings import Settings


class DatabaseUnavailableError(Exception):
    """There is no database to work with at the moment; the message says why, for a person who runs the service."""


class Database:
    """The connections of one service. Each context below raises DatabaseUnavailableError when none is free in time."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = driver_url(url)
        self._wait_seconds = settings.pool_seconds
        self._read_turns = asyncio.Semaphore(settings.read_connections)
        self._write_turns = asyncio.Semaphore(settings.write_connections)
        common: dict[str, Any] = {"max_overflow": 0, "connect_args": connect_args(settings)}
        self._readers: AsyncEngine = create_async_engine(
            self.url,
            pool_size=settings.read_connections,
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,
            **common,
        )
        self._writers: AsyncEngine = create_async_engine(self.url, pool_size=settings.write_connections, **common)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection on which each statement is its own transaction."""
        async with self._turn(self._read_turns), self._readers.connect() as connection:
            yield connection

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Lend a connection inside a transaction: committed at the end of the block, rolled back on an exception."""
        async with self._turn(self._write_turns), self._writers.begin() as connection:
            yield connection

    @asynccontextmanager
    async def _turn(self, turns: asyncio.Semaphore) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._wait_seconds):
                await turns.acquire()
        except TimeoutError:
            raise DatabaseUnavailableError(f"No database connection was free for {self._wait_seconds:g} s.") from None
        try:
            yield
        finally:
            turns.release()

    async def check(self) -> None:
        """Raise DatabaseUnavailableError unless the database answers and has the newest migration."""
        head = ScriptDirectory.from_config(alembic_config()).get_current_head()
        try:
            async with self.reading() as connection:
                current = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
        except OperationalError as error:
            raise DatabaseUnavailableError(f"The database {safe_url(self.url)} is away: {reason(error)}") from error
        except ProgrammingError as error:  # there is no such table
            raise DatabaseUnavailableError("The database has no migrations yet: run `notes migrate`.") from error
        if current != head:
            raise DatabaseUnavailableError(f"The database is at migration {current}, not {head}: run `notes migrate`.")

    async def close(self) -> None:
        """Close all connections."""
        await self._readers.dispose()
        await self._writers.dispose()


def driver_url(url: str) -> URL:
    """Return the address for SQLAlchemy with psycopg 3, whatever driver it names or none."""
    return make_url(url).set(drivername="postgresql+psycopg")


def safe_url(url: URL) -> str:
    """Return the address for people: without the driver, and with *** for the password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def reason(error: OperationalError) -> str:
    """Return what the driver says of the failure, in one line."""
    return " ".join(str(error.orig).split())


def connect_args(settings: Settings) -> dict[str, Any]:
    """Return libpq's parameters: nothing may hang for ever, neither connecting, nor a statement, nor a dead network."""
    milliseconds = int(settings.statement_seconds * 1000)
    return {
        "connect_timeout": settings.connect_seconds,
        "tcp_user_timeout": milliseconds * 2,
        "options": f"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout={milliseconds * 2}",
    }
