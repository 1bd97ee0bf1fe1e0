"""The same load by threads and by asyncio: what each is good for, and what neither can do.

A query is mostly waiting: for the network, for the server, for a lock. While one waits, another can be asked. Threads
wait each in its own stack, tasks all in one thread; the database sees no difference, as either has at most so many
questions open as there are connections in the pool. With slow queries the size of the pool decides. With quick ones
the work of the driver does, which is Python: one thread at a time does it, and handing over costs either way, between
threads by the interpreter's lock, between tasks by the event loop. Which costs less has to be measured: the README's
table shows one machine.

So async makes no query quicker. It makes a thousand waiting clients cheap, where a thousand threads would not be.

A third way saves the waiting itself: a pipeline sends all questions of one connection before the first answer has come.

Cost: with asyncio, one call that blocks (a driver that is not async, a long loop) stops every task of the process.
Not for: making a slow database faster. More questions at once than it has cores and disks for only queue elsewhere.
Asked: our service is slow; should we go async? (What does it wait for, and how many wait at once?)
Source: https://www.psycopg.org/psycopg3/docs/advanced/async.html, .../advanced/pipeline.html
"""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from flights import databases

# As many flights as there are on the day, and a wait on the server, such as a slow disk's.
QUERY = """
SELECT count(*),
       pg_sleep(%s)
  FROM flights
 WHERE flight_date = date '2013-01-01' + %s::integer
   AND carrier = 'HA'
"""


@dataclass(frozen=True)
class Load:
    """``questions`` about one day each, by so many ``askers`` over a pool of ``connections``.

    The server waits ``wait`` seconds in each.
    """

    questions: int
    askers: int
    connections: int
    wait: float = 0.0


def with_threads(pool: ConnectionPool, load: Load) -> list[int]:
    """Return the number of flights of each day, asked by ``load.askers`` threads; the pool is open.

    The days are the first ``load.questions`` of the year, in order.
    """

    def ask(day: int) -> int:
        with pool.connection() as connection:
            return _number(connection.execute(QUERY, [load.wait, day]).fetchone())

    with ThreadPoolExecutor(load.askers) as executor:
        return list(executor.map(ask, range(load.questions)))


async def with_tasks(pool: AsyncConnectionPool, load: Load) -> list[int]:
    """Return the same, asked by ``load.askers`` tasks of one thread; the pool is open."""
    days = iter(range(load.questions))
    found = [0] * load.questions

    async def ask_until_done() -> None:
        for day in days:  # all tasks share the iterator, each takes the next
            async with pool.connection() as connection:
                cursor = await connection.execute(QUERY, [load.wait, day])
                found[day] = _number(await cursor.fetchone())

    async with asyncio.TaskGroup() as group:
        for _ in range(load.askers):
            group.create_task(ask_until_done())
    return found


def one_by_one(connection: psycopg.Connection, load: Load) -> list[int]:
    """Return the same over one connection, a question after the answer to the one before."""
    return [_number(connection.execute(QUERY, [load.wait, day]).fetchone()) for day in range(load.questions)]


def in_a_pipeline(connection: psycopg.Connection, load: Load) -> list[int]:
    """Return the same over one connection, all questions sent before the answers are read.

    The server works one by one; what is saved is a round trip for each. An error fails those that come after it.
    """
    with connection.pipeline():
        cursors = [connection.execute(QUERY, [load.wait, day]) for day in range(load.questions)]
        return [_number(cursor.fetchone()) for cursor in cursors]


def most_at_once(address: str, load: Load, *, tasks: bool) -> int:
    """Put a load on the database by threads or by tasks, and return the most of its questions seen at work at once.

    More askers than connections make a queue before the pool, and not more work on the server.
    """
    with _watching(address) as seen:
        if tasks:
            asyncio.run(_with_own_pool(address, load))
        else:
            with ConnectionPool(
                address, min_size=load.connections, max_size=load.connections, timeout=60, open=False
            ) as pool:
                pool.wait(30)
                with_threads(pool, load)
    return max(seen, default=0)


async def _with_own_pool(address: str, load: Load) -> list[int]:
    async with AsyncConnectionPool(
        address, min_size=load.connections, max_size=load.connections, timeout=60, open=False
    ) as pool:
        await pool.wait(30)
        return await with_tasks(pool, load)


@contextmanager
def _watching(address: str) -> Iterator[list[int]]:
    seen: list[int] = []
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
    with closing(databases.connect(address)) as connection, ThreadPoolExecutor(1) as executor:
        done = False

        def look() -> None:
            while not done:
                seen.append(_number(connection.execute(query).fetchone()))
                time.sleep(0.002)

        looking = executor.submit(look)
        try:
            yield seen
        finally:
            done = True
            looking.result()


def _number(row: tuple[Any, ...] | None) -> int:
    assert row is not None  # noqa: S101  # count gives one row
    return int(row[0])


def main() -> None:
    """Put the same load on the database by threads and by tasks, then count round trips."""
    load = Load(questions=60, askers=30, connections=5, wait=0.01)
    print(f"{load.questions} questions of {load.askers} askers over {load.connections} connections")
    with databases.postgresql() as address:
        for name, tasks in (("threads", False), ("tasks", True)):
            print(f"  {name:8} at most {most_at_once(address, load, tasks=tasks)} at work at once")
        with closing(databases.connect(address)) as connection:
            quick = Load(questions=365, askers=1, connections=1)
            same = one_by_one(connection, quick) == in_a_pipeline(connection, quick)
            print(f"one connection, {quick.questions} questions in a pipeline: the same answers:", same)


if __name__ == "__main__":
    main()
