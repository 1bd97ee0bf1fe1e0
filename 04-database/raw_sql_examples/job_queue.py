"""A job queue in a table: SKIP LOCKED gives each worker another job, and a killed worker gives its job back.

A job is a row. A worker takes the oldest that nobody has locked (``FOR UPDATE SKIP LOCKED`` passes over locked rows
instead of waiting for them), does it while its transaction holds the lock, and deletes the row with the same commit.
When a worker is killed its connection ends, the server rolls back, and the job is free again at once: no lease to run
out, no process that looks for the dead. What a handler writes through the job's connection is done exactly once, as it
commits with the deletion. What it does elsewhere (mail, HTTP) is done *at least* once, so it has to bear repeating.

A job that kills its worker (memory, a crash in C) would be taken for ever, and its rolled-back transaction can have
counted nothing. So the attempt is counted and committed *before* the work, and a job out of attempts is left alone.

Cost: a connection and an open transaction for as long as a job takes; VACUUM cannot remove what died since then. A
machine that loses power closes no connection: the server misses it when TCP does (``tcp_keepalives_idle``, 2 hours).
Not for: jobs of an hour, or so many that dead rows pile up before the next free one. At work take procrastinate: it
marks a job as taken instead of holding a lock, with heartbeats for the dead, and brings retries, schedules,
LISTEN/NOTIFY and async.
Asked: why not ``SELECT ... LIMIT 1`` and then ``UPDATE ... SET taken``? (Two take the same. Why SKIP LOCKED and not
FOR UPDATE alone? All workers would wait for the same first row, one after the other.)
Source: https://www.postgresql.org/docs/18/sql-select.html (The Locking Clause), https://procrastinate.readthedocs.io/
"""

import multiprocessing
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import LiteralString

import psycopg
from psycopg import Connection
from psycopg.pq import TransactionStatus

from flights import databases

TABLES: LiteralString = """
    CREATE TABLE IF NOT EXISTS jobs (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        task text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        error text
    );
    CREATE TABLE IF NOT EXISTS done (job_id bigint PRIMARY KEY, task text NOT NULL, worker text NOT NULL);
    TRUNCATE jobs, done RESTART IDENTITY;
"""
ATTEMPTS = 3
PAUSE_SECONDS = 0.005


@dataclass(frozen=True)
class Job:
    """A job that a worker has taken; ``attempt`` counts from 1."""

    id: int
    task: str
    attempt: int


type Handler = Callable[[Connection, Job], None]


def add(connection: Connection, task: str) -> int:
    """Add a job in the transaction of the connection and return its id.

    With the order, the note, the payment that it belongs to: a job committed with its cause is neither lost nor early.
    """
    ((job_id,),) = connection.execute("INSERT INTO jobs (task) VALUES (%s) RETURNING id", [task]).fetchall()
    return int(job_id)


def take(connection: Connection) -> Job | None:
    """Count an attempt at the oldest job that is free and has attempts left, and commit; None when there is none.

    The lock ends with this commit. Who takes the same job before ``work_off_one`` locks it again counts on.
    """
    query = """
        UPDATE jobs
           SET attempts = attempts + 1
         WHERE id = (
               SELECT id
                 FROM jobs
                WHERE attempts < %s
                ORDER BY id
                LIMIT 1
                  FOR UPDATE SKIP LOCKED)
        RETURNING id, task, attempts
    """
    with connection.transaction():
        taken = connection.execute(query, [ATTEMPTS]).fetchone()
    return None if taken is None else Job(*taken)


def work_off_one(connection: Connection, handler: Handler) -> Job | None:
    """Take a job and do it in one transaction: lock it, call the handler, delete it. Return it, or None: none is free.

    A job from ``take`` whose row is locked is waited for; one whose count has changed was taken by another in between:
    look for the next. So a job runs once at a time, and who counted last runs it.

    When the handler raises, what it wrote is undone, ``jobs.error`` gets the error (``ValueError: no such gate``), and
    the job is free for its next attempt; so too when it swallows an error of PostgreSQL's
    (``InFailedSqlTransaction: the handler went on after an error``). When the connection is lost, raise.
    """
    # Without SKIP LOCKED: nobody else can be at work here, but one who was overtaken may hold the row for a moment.
    lock = "SELECT id FROM jobs WHERE id = %s AND attempts = %s FOR UPDATE"
    while (job := take(connection)) is not None:
        with connection.transaction():
            if connection.execute(lock, [job.id, job.attempt]).fetchone() is None:
                continue
            try:
                with connection.transaction():  # a savepoint: what the handler wrote goes, the lock stays
                    handler(connection, job)
                    if connection.info.transaction_status == TransactionStatus.INERROR:
                        raise psycopg.errors.InFailedSqlTransaction("the handler went on after an error")
            except Exception as error:
                if connection.closed:
                    raise
                text = f"{type(error).__name__}: {error}"
                connection.execute("UPDATE jobs SET error = %s WHERE id = %s", [text, job.id])
            else:
                connection.execute("DELETE FROM jobs WHERE id = %s", [job.id])
        return job
    return None


def work_off(connection: Connection, handler: Handler) -> int:
    """Work until no job is free, and return how many attempts it took."""
    attempts = 0
    while work_off_one(connection, handler) is not None:
        attempts += 1
    return attempts


def given_up(connection: Connection) -> list[tuple[str, str | None]]:
    """Return task and last error of the jobs that are out of attempts and not in hand, oldest first.

    No error: it was the worker that ended. A job whose last attempt is about to begin may be among them for a moment.
    """
    query = """
        SELECT task, error
          FROM jobs
         WHERE attempts >= %s
         ORDER BY id
           FOR KEY SHARE SKIP LOCKED
    """
    return connection.execute(query, [ATTEMPTS]).fetchall()


def worker(address: str, name: str) -> None:
    """Work off the queue on a connection with this ``application_name``, and file each job with the name in ``done``.

    Two tasks misbehave: ``fail`` raises ``ValueError: no such gate``; ``hang`` never ends in its first attempt.
    """

    def handle(connection: Connection, job: Job) -> None:
        connection.execute("INSERT INTO done VALUES (%s, %s, %s)", [job.id, job.task, name])
        if job.task == "fail":
            raise ValueError("no such gate")
        if job.task == "hang" and job.attempt == 1:
            Event().wait()

    with closing(psycopg.connect(address, autocommit=True, application_name=name)) as connection:
        work_off(connection, handle)


def wait_until_at_work(connection: Connection, name: str, seconds: float = 20.0) -> None:
    """Return as soon as the worker of a name has a job in hand that leaves the database idle, or raise TimeoutError.

    (``no job hangs in worker A after 20.0 s``.) Its session is "idle in transaction": a limit on that would end jobs.
    """
    query = """
        SELECT 1
          FROM pg_stat_activity
         WHERE datname = current_database()
           AND application_name = %s
           AND state = 'idle in transaction'
           AND query LIKE 'INSERT INTO done%%'
    """
    deadline = time.monotonic() + seconds
    while connection.execute(query, [name]).fetchone() is None:
        if time.monotonic() > deadline:
            raise TimeoutError(f"no job hangs in worker {name} after {seconds} s")
        time.sleep(PAUSE_SECONDS)


def main() -> None:
    """Show three worker processes, one of which is killed, and one job that cannot succeed."""
    start = partial(multiprocessing.get_context("spawn").Process, daemon=True)  # an error here ends the workers too
    with databases.postgresql() as address, closing(psycopg.connect(address, autocommit=True)) as connection:
        connection.execute(TABLES)
        for task in ("hang", "one", "two", "fail", "three", "four"):
            add(connection, task)
        print("Six jobs are waiting. Worker A takes the first, which hangs.")
        first = start(target=worker, args=(address, "A"))
        first.start()
        wait_until_at_work(connection, "A")

        others = [start(target=worker, args=(address, name)) for name in ("B", "C")]
        for process in others:
            process.start()
        for process in others:
            process.join(30)  # without SKIP LOCKED they would wait for A, and this for them
        print("Workers B and C pass over it and do the rest:", ", ".join(_done(connection)))

        first.kill()
        first.join()
        print("A is killed. Its connection ends, its job is free again, with what it had written undone.")
        deadline = time.monotonic() + 10
        while "hang" not in _done(connection) and time.monotonic() < deadline:
            worker(address, "D")
        ((name,),) = connection.execute("SELECT worker FROM done WHERE task = 'hang'").fetchall()
        print(f"Worker {name} takes it and does it, in the second attempt.")
        for task, error in given_up(connection):
            print(f"Given up after {ATTEMPTS} attempts: {task} ({error})")


def _done(connection: Connection) -> list[str]:
    return [task for (task,) in connection.execute("SELECT task FROM done ORDER BY job_id")]


if __name__ == "__main__":
    main()
