"""Who waits for whom: the question behind "the database hangs".

A statement that needs a lock which another transaction holds waits, silently and without limit. Whoever comes later and
needs a lock that conflicts with one of those *waiting* stands behind it in the queue. So one forgotten transaction that
only read, and one ALTER TABLE that waits for it, stop every query on that table; and the one to end is the first of the
queue, which is often idle: it waits for its client, not for a lock.

Cost: ``pg_blocking_pids`` holds the lock manager still for a moment. Ask when something hangs, not ten times a second.
Not for: watching for months; there ``log_lock_waits`` writes each wait that lasts longer than ``deadlock_timeout``.
Asked: all requests hang and the CPU is idle; what do you look at? (pg_stat_activity, for who waits and who is first.)
Source: https://www.postgresql.org/docs/18/functions-info.html (pg_blocking_pids), .../view-pg-locks.html
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial

import psycopg
from psycopg import Connection

from flights import databases

PAUSE_SECONDS = 0.002


@dataclass(frozen=True)
class Wait:
    """A backend that waits for a lock: its process id, those it waits for, and kind and mode of the lock.

    ``lock`` is the ``locktype`` of pg_locks: who waits for a row waits for the ``transactionid`` of the writer, since a
    lock on a row is kept in the row and not in the lock table; who comes next waits for the ``tuple``, which the first
    to wait holds; ALTER TABLE waits for a ``relation``.
    """

    pid: int
    blocked_by: tuple[int, ...]
    lock: str
    mode: str


@dataclass(frozen=True)
class Culprit:
    """A backend that blocks others and waits for no lock itself.

    ``state`` is that of pg_stat_activity (``idle in transaction`` for one whose client does something else, or has
    forgotten it), ``query`` its last statement, ``blocks`` how many wait for it, also in the second row.
    """

    pid: int
    state: str
    query: str
    blocks: int


def waits(connection: Connection) -> list[Wait]:
    """Return who waits for a lock in the database of the connection, in the order in which they began to wait."""
    query = """
        SELECT locks.pid, pg_blocking_pids(locks.pid), locks.locktype, locks.mode
          FROM pg_locks AS locks
          JOIN pg_stat_activity AS activity ON activity.pid = locks.pid
         WHERE NOT locks.granted
           AND activity.datname = current_database()
         ORDER BY locks.waitstart, locks.pid
    """
    return [Wait(pid, tuple(blocked_by), *lock) for pid, blocked_by, *lock in connection.execute(query)]


def culprits(connection: Connection) -> list[Culprit]:
    """Return who has to end so that the others go on, in the database of the connection; those who block most first.

    A prepared transaction (pid 0 among the blockers) has no backend to name and is left out.
    """
    query = """
        WITH RECURSIVE waiting AS (
            SELECT pid, unnest(pg_blocking_pids(pid)) AS blocked_by
              FROM pg_stat_activity
             WHERE datname = current_database()
               AND wait_event_type = 'Lock'
        ), behind AS (
            SELECT blocked_by AS culprit, pid
              FROM waiting
             WHERE blocked_by NOT IN (SELECT pid FROM waiting)
             UNION
            SELECT behind.culprit, waiting.pid
              FROM behind
              JOIN waiting ON waiting.blocked_by = behind.pid
        )
        SELECT activity.pid, activity.state, activity.query, count(*) AS blocks
          FROM behind
          JOIN pg_stat_activity AS activity ON activity.pid = behind.culprit
         GROUP BY activity.pid, activity.state, activity.query
         ORDER BY blocks DESC, activity.pid
    """
    return [Culprit(*row) for row in connection.execute(query)]


def wait_until_blocked(
    observer: Connection, pid: int, seconds: float = 10.0, ended: Callable[[], bool] = lambda: False
) -> tuple[int, ...]:
    """Return those for whom the backend ``pid`` waits, as soon as it waits for a lock.

    Raise TimeoutError (``backend 7 does not wait for a lock after 10.0 s``) when it does not within the seconds, and at
    once (``backend 7 ended without waiting for a lock``) when ``ended()`` says that there is nothing to wait for.
    """
    deadline = time.monotonic() + seconds
    while True:
        done = ended()
        ((blockers,),) = observer.execute("SELECT pg_blocking_pids(%s)", [pid]).fetchall()
        if blockers:
            return tuple(blockers)
        if done:
            raise TimeoutError(f"backend {pid} ended without waiting for a lock")
        if time.monotonic() > deadline:
            raise TimeoutError(f"backend {pid} does not wait for a lock after {seconds} s")
        time.sleep(PAUSE_SECONDS)  # between two looks, not instead of one


@contextmanager
def waiting[T](observer: Connection, connection: Connection, work: Callable[[], T]) -> Iterator[Future[T]]:
    """Do work on a connection in a thread, and enter the block when it waits for a lock; the block has to end the wait.

    Yield the future of the work, which is done when the block is left. When the block raises, what the connection runs
    is cancelled, as nobody would end its wait. Raise the error of work that fails before it waits, or the TimeoutError
    of ``wait_until_blocked``.
    """
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        try:
            try:
                wait_until_blocked(observer, connection.info.backend_pid, ended=future.done)
            except TimeoutError:
                if future.done():
                    future.result()
                raise
            yield future
        except BaseException:
            connection.cancel_safe()
            raise


def main() -> None:
    """Show a report that was left open, a change of the table behind it, and readers behind the change."""
    with databases.postgresql() as address, ExitStack() as stack:
        connections = [stack.enter_context(closing(psycopg.connect(address))) for _ in range(4)]
        report, change, reader, observer = connections
        observer.autocommit = True  # the statistics views stand still within a transaction
        names = dict(zip((c.info.backend_pid for c in connections), ("report", "change", "reader"), strict=False))
        look = "SELECT count(*) FROM carriers"
        report.execute("CREATE TABLE carriers (carrier text)")
        report.commit()

        report.execute(look)
        print("A report has read a table and forgot to end its transaction.")
        alter = partial(change.execute, "ALTER TABLE carriers ADD COLUMN founded integer")
        with waiting(observer, change, alter), waiting(observer, reader, partial(reader.execute, look)):
            print("A change of the table waits for it, and a reader behind the change:")
            for wait in waits(observer):
                behind = ", ".join(names[pid] for pid in wait.blocked_by)
                print(f"  {names[wait.pid]} waits for {behind}, to get {wait.mode} on a {wait.lock}")
            for culprit in culprits(observer):
                print(
                    f"  the one to end: {names[culprit.pid]}, {culprit.state}, blocks {culprit.blocks}: {culprit.query}"
                )
            report.rollback()
            change.rollback()
        print("The report is ended, the change was made, the reader has read.")


if __name__ == "__main__":
    main()
