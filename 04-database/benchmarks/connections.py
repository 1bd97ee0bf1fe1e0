"""What a pool, threads, tasks, a pipeline and a cursor on the server save, each against its plain form."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from functools import partial
from statistics import median

from progress import tell
from psycopg_pool import AsyncConnectionPool, ConnectionPool
from timing import interleaved, ratio

from flights import databases
from raw_sql_examples.async_and_sync import Load, in_a_pipeline, one_by_one, with_tasks, with_threads
from raw_sql_examples.connection_pool import with_pool_or_not
from raw_sql_examples.streaming import WAYS, memory_taken

CONNECTIONS = 10
ASKERS = 50


def measure(quick: bool) -> list[str]:
    """Return the tables of time and of memory."""
    rounds = 1 if quick else 7
    lines = ["| what | plain | instead | as long as plain |", "|---|---|---|---:|"]
    with databases.postgresql() as address:
        lines += [pool(address, 20 if quick else 200, rounds)]
        lines += loads(address, 20 if quick else 300, rounds)
        lines += [pipeline(address, 20 if quick else 365, rounds)]
        return [*lines, "", *memory(address, 5_000 if quick else 336_776)]


def pool(address: str, requests: int, rounds: int) -> str:
    """Return the row on a connection for each request against a pool of one, which is opened and closed as well."""
    tell("connections: pool")
    seconds = interleaved(with_pool_or_not(address, requests), rounds)
    return row(f"{requests} requests, one after the other", seconds)


def loads(address: str, questions: int, rounds: int) -> list[str]:
    """Return the rows on threads against tasks, for quick questions and for slow ones."""
    lines = []
    with asyncio.Runner() as runner:
        tasks_pool = AsyncConnectionPool(address, min_size=CONNECTIONS, open=False, timeout=60)
        runner.run(tasks_pool.open(wait=True))
        try:
            with ConnectionPool(address, min_size=CONNECTIONS, open=True, timeout=60) as threads_pool:
                threads_pool.wait()
                for count, wait, how in ((questions, 0.0, "quick"), (questions // 3, 0.05, "50 ms on the server")):
                    tell(f"connections: threads and tasks, {how}")
                    load = Load(count, ASKERS, CONNECTIONS, wait)
                    ways: dict[str, Callable[[], object]] = {
                        f"{ASKERS} threads": partial(with_threads, threads_pool, load),
                        f"{ASKERS} tasks": partial(ask_by_tasks, runner, tasks_pool, load),
                    }
                    what = f"{count} questions over {CONNECTIONS} connections, {how}"
                    lines.append(row(what, interleaved(ways, rounds)))
        finally:
            runner.run(tasks_pool.close())
    return lines


def ask_by_tasks(runner: asyncio.Runner, tasks_pool: AsyncConnectionPool, load: Load) -> None:
    """Run the load in the event loop in which the pool was opened."""
    runner.run(with_tasks(tasks_pool, load))


def pipeline(address: str, questions: int, rounds: int) -> str:
    """Return the row on questions one by one against all of them in a pipeline, over one connection."""
    tell("connections: pipeline")
    load = Load(questions, askers=1, connections=1)
    with closing(databases.connect(address)) as connection:
        ways: dict[str, Callable[[], object]] = {
            "one by one": partial(one_by_one, connection, load),
            "in a pipeline": partial(in_a_pipeline, connection, load),
        }
        return row(f"{questions} questions over one connection", interleaved(ways, rounds))


def row(what: str, seconds: dict[str, list[float]]) -> str:
    """Return a row of the table of time: the plain way is the first, the other the second."""
    plain, instead = seconds
    taken = " | ".join(f"{name}: {median(seconds[name]) * 1000:,.0f} ms" for name in (plain, instead))
    return f"| {what} | {taken} | {ratio(seconds, instead, to=plain):.2f} |"


def memory(address: str, rows: int) -> list[str]:
    """Return the table of memory: what a process takes while it reads so many flights."""
    lines = [f"| {rows:,} flights read by | memory of the client, MB |", "|---|---:|"]
    for way in WAYS:
        tell(f"connections: memory of {way}")
        lines.append(f"| {way} | {memory_taken(address, way, rows) / 1e6:.1f} |")
    return lines
