"""Connections: a pool of the driver's for reads, and SQLAlchemy's for transactions.

A read is one statement. In a transaction of its own it would cost two more trips to the server (BEGIN and ROLLBACK), so
the readers are in autocommit mode, and must not be mixed with the writers: each change of mode is a trip as well.
SQLAlchemy builds the statement, once; the driver runs it, which takes half the time of the way through SQLAlchemy's own
execution. The driver's pool serves whoever waits in turn, which keeps the slowest request close to the typical one.

Cost: connections are memory on the server (about 10 MB each): pools times processes must stay below max_connections.
When not: behind PgBouncer in transaction mode, which is a pool already: then NullPool, and no prepared statements.
Asked: what happens when the pool is empty? When the database restarts? Who notices a hanging query?
Source: https://www.psycopg.org/psycopg3/docs/advanced/pool.html, https://docs.sqlalchemy.org/en/21/core/pooling.html,
https://www.postgresql.org/docs/18/libpq-connect.html
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import psycopg
from alembic.script import ScriptDirectory
from psycopg import AsyncConnection, errors
from psycopg.rows import namedtuple_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy import URL, SelectBase, make_url, text
from sqlalchemy.dialects.postgresql import psycopg as dialects
from sqlalchemy.engine.interfaces import Compiled
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection as Transaction
from sqlalchemy.ext.asyncio import create_async_engine

from notes_api.migrations import alembic_config
from notes_api.settings import Settings

NOT_MIGRATED = "The database has no migrations yet, or not all: run `notes migrate`."


class DatabaseUnavailableError(Exception):
    """There is no database to work with at the moment; the message says why, for a person who runs the service."""


class Database:
    """The connections of one service; ``open`` before the first use, ``close`` after the last."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url = driver_url(url)
        _, parameters = dialects.dialect().create_connect_args(self.url)  # type: ignore[no-untyped-call]  # see below
        self._readers: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            kwargs={"autocommit": True, "row_factory": namedtuple_row, **parameters, **connect_args(settings)},
            min_size=settings.read_connections,
            max_size=settings.read_connections,
            timeout=settings.pool_seconds,
            reconnect_timeout=settings.pool_seconds,
            open=False,
        )
        self._writers = create_async_engine(
            self.url,
            pool_size=settings.write_connections,
            max_overflow=0,
            pool_timeout=settings.pool_seconds,
            hide_parameters=True,  # notes do not belong into the log
            connect_args=connect_args(settings),
        )

    async def open(self) -> None:
        """Start to connect; does not wait for it."""
        await self._readers.open()

    async def fetch(
        self, statement: SelectBase, parameters: dict[str, Any] | None = None, *, prepare: bool | None = None
    ) -> list[Any]:
        """Run a query that is built once (its values are parameters), and return its rows with names.

        The driver prepares a query that comes often: the server plans it once, for values that it does not know;
        ``prepare=False`` has it planned each time for the values at hand.

        Raise DatabaseUnavailableError when there is no connection in time, no answer in time, or no such table.
        """
        compiled = compile_once(statement)
        try:
            async with self._readers.connection() as connection:
                cursor = await connection.execute(
                    compiled.string, compiled.construct_params(parameters), prepare=prepare
                )
                return await cursor.fetchall()
        except PoolTimeout as error:
            raise DatabaseUnavailableError(str(error)) from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if connection.closed:  # so are the others, perhaps: the next request shall not find that out
                await self._readers.check()
            raise DatabaseUnavailableError(str(error)) from error
        except (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction) as error:
            raise DatabaseUnavailableError(NOT_MIGRATED) from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Lend a connection inside a transaction: committed at the end of the block, rolled back on an exception."""
        async with self._writers.begin() as connection:
            yield connection

    async def check(self) -> None:
        """Raise DatabaseUnavailableError unless the database answers and has the newest migration."""
        head = ScriptDirectory.from_config(alembic_config()).get_current_head()
        try:
            async with self.transaction() as connection:
                current = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
        except DBAPIError as error:
            if isinstance(error.orig, errors.UndefinedTable):
                raise DatabaseUnavailableError(NOT_MIGRATED) from error
            message = f"The database {safe_url(self.url)} cannot be used: {reason(error)}"
            raise DatabaseUnavailableError(message) from error
        if current != head:
            raise DatabaseUnavailableError(f"The database is at migration {current}, not {head}: run `notes migrate`.")

    async def close(self) -> None:
        """Close all connections."""
        await self._readers.close()
        await self._writers.dispose()


@lru_cache
def compile_once(statement: SelectBase) -> Compiled:
    """Return the statement as the driver takes it: text with %(name)s where a parameter goes."""
    return statement.compile(dialect=dialects.dialect())  # type: ignore[no-untyped-call]  # it has no annotations


def driver_url(url: str) -> URL:
    """Return the address for SQLAlchemy with psycopg 3, whatever driver it names or none."""
    return make_url(url).set(drivername="postgresql+psycopg")


def safe_url(url: URL) -> str:
    """Return the address for people: without the driver, and with *** for the password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def reason(error: DBAPIError) -> str:
    """Return what the driver says of the failure, in one line."""
    return " ".join(str(error.orig).split())


def connect_args(settings: Settings) -> dict[str, Any]:
    """Return libpq's parameters: nothing may hang for ever, neither connecting, nor a statement, nor a dead network."""
    milliseconds = int(settings.statement_seconds * 1000)
    return {
        "connect_timeout": settings.connect_seconds,
        "tcp_user_timeout": milliseconds * 2,
        "client_encoding": "utf8",
        # In another time zone than UTC, Python cannot hold the first or the last hours of the calendar. Compiling plans
        # to machine code pays for reports, not for queries of a millisecond. Discs without an arm read anywhere alike.
        "options": f"-c timezone=UTC -c statement_timeout={milliseconds}"
        f" -c idle_in_transaction_session_timeout={milliseconds * 2} -c jit=off -c random_page_cost=1.1",
    }
