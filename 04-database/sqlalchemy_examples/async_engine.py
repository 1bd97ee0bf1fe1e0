"""Asynchronous: the same engine and session, where a statement is awaited.

``await session.execute(...)`` lets others run while the database works. What does not become asynchronous is attribute
access: ``flight.airline`` cannot await, so a lazy load raises ``MissingGreenlet``. Load it with the query, or ask for
it by ``await flight.awaitable_attrs.airline``. The same goes for attributes that a commit has expired.

A session is one conversation with one connection. Tasks that share one are refused, or wait for each other, by chance;
and one task's commit commits the half of the other's work that is there. One session for each task; and with more tasks
than the pool has connections, they queue.

psycopg is asynchronous by itself. aiosqlite is not: each call goes to a thread.

Cost: more work for the processor in each statement than the synchronous way; the gain is in waiting.
Not for: faster queries. One query takes as long as before; and code that computes blocks all other tasks.
Asked: ``asyncio.gather`` over one AsyncSession, what happens? What is MissingGreenlet telling you?
Source: https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import event, func, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import MissingGreenlet, StatementError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import joinedload

from flights import databases
from sqlalchemy_examples.database import url_of
from sqlalchemy_examples.models import Airline, Flight


@asynccontextmanager
async def engine_for(address: str | Path, size: int = 5) -> AsyncIterator[AsyncEngine]:
    """Yield an asynchronous engine for a PostgreSQL address or a SQLite file, with at most ``size`` connections.

    psycopg does both, so its URL stays; for a file the driver is aiosqlite, which begins transactions in the old way of
    ``sqlite3``. Made and disposed of in one event loop.
    """
    url = url_of(address)
    if isinstance(address, Path):
        engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), pool_size=size, max_overflow=0)
        event.listen(engine.sync_engine, "connect", _check_foreign_keys)
    else:
        engine = create_async_engine(url, pool_size=size, max_overflow=0)
    try:
        yield engine
    finally:
        await engine.dispose()


async def airline_lazily(session: AsyncSession, flight_id: int) -> str:
    """Return the name of a flight's airline the synchronous way, or ``MissingGreenlet`` when that cannot be."""
    flight = await session.get_one(Flight, flight_id)
    try:
        return flight.airline.name
    except (MissingGreenlet, StatementError) as error:  # the second is around the first when a connection is there
        return type(error.orig if isinstance(error, StatementError) else error).__name__


async def airline_awaited(session: AsyncSession, flight_id: int) -> str:
    """Return it by a second statement that is awaited."""
    flight = await session.get_one(Flight, flight_id)
    airline: Airline = await flight.awaitable_attrs.airline
    return airline.name


async def airline_joined(session: AsyncSession, flight_id: int) -> str:
    """Return it from the statement that loads the flight."""
    flight = await session.get_one(Flight, flight_id, options=[joinedload(Flight.airline)])
    return flight.airline.name


async def count_by_day(engine: AsyncEngine, days: Sequence[date]) -> list[int]:
    """Return the number of flights of each date, counted side by side, each in a session of its own."""

    async def count(day: date) -> int:
        async with AsyncSession(engine) as session:
            query = select(func.count()).select_from(Flight).where(Flight.flight_date == day)
            return (await session.scalars(query)).one()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(count(day)) for day in days]
    return [task.result() for task in tasks]


async def share_one_session(engine: AsyncEngine, *, connected: bool) -> list[str]:
    """Let three tasks send a statement through one session at once, and return how each ended, in their order.

    ``answered``, or the error up to the semicolon. A session that has to wait for a new connection (the pool is emptied
    before, and ``connected`` is False) refuses all but the first task. One that is connected lets the others wait.
    """

    async def ask(session: AsyncSession) -> str:
        await session.execute(text("SELECT 1"))
        return "answered"

    await engine.dispose()  # it goes on with a new, empty pool
    async with AsyncSession(engine) as session:
        if connected:
            await ask(session)
        results = await asyncio.gather(*(ask(session) for _ in range(3)), return_exceptions=True)
    return [str(result).partition(";")[0] for result in results]


async def stream_numbers(engine: AsyncEngine, carrier: str, batch: int) -> AsyncIterator[list[int]]:
    """Yield the numbers of a carrier's flights, by id, ``batch`` at a time; only one batch is in memory."""
    query = (
        select(Flight.number).where(Flight.carrier == carrier).order_by(Flight.id).execution_options(yield_per=batch)
    )
    async with engine.connect() as connection:
        result = await connection.stream_scalars(query)
        async for numbers in result.partitions():
            yield list(numbers)


def _check_foreign_keys(connection: DBAPIConnection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


async def _story(address: str) -> None:
    async with engine_for(address) as engine:
        async with AsyncSession(engine) as session:
            for way in (airline_lazily, airline_awaited, airline_joined):
                print(f"{way.__name__}: {await way(session, 1)}")
                session.expunge_all()
        days = [date(2013, 1, day) for day in range(1, 8)]
        print("flights a day, counted side by side:", await count_by_day(engine, days))
        for connected in (False, True):
            ended = await share_one_session(engine, connected=connected)
            print(f"three tasks, one session, {connected=}:", *ended, sep="\n  ")
        sizes = [len(numbers) async for numbers in stream_numbers(engine, "UA", 20_000)]
        print("flights of UA, streamed:", sizes)


def main() -> None:
    """Load, count and stream, on a loaded PostgreSQL."""
    with databases.postgresql() as address:
        asyncio.run(_story(address))


if __name__ == "__main__":
    main()
