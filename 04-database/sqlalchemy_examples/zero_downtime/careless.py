"""The careless way: one ALTER TABLE, and everything stands.

RENAME COLUMN is a line in the catalog and takes a millisecond. But it needs ACCESS EXCLUSIVE, so it waits for every
transaction that has read the table, and a report may take minutes. Locks are given out in order: whoever comes after
the ALTER waits behind it, though the report alone would not disturb him. When the ALTER is through, the old program
fails, as its column is gone.

With a ``lock_timeout`` the ALTER gives up instead, and the queue behind it moves on. That mends the queue, not the
rename.

Asked: is DDL in a transaction safe on PostgreSQL? (It is atomic. That says nothing of what it blocks until COMMIT.)
Source: https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-LOCK-TIMEOUT
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from flights import databases
from sqlalchemy_examples import migrate
from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.zero_downtime import bookings
from sqlalchemy_examples.zero_downtime.locks import waiting
from sqlalchemy_examples.zero_downtime.steps import FOLDER

SECONDS = 20
RENAME = "ALTER TABLE bookings RENAME passenger TO passenger_name"
BOOK = "INSERT INTO bookings (passenger, route) VALUES ('Ada', 'JFK-LAX')"


@dataclass(frozen=True)
class Queue:
    """What happened to a rename behind a report, and to a booking that came after."""

    rename_waited_for_report: bool
    booking_waited_for_rename: bool
    rename: str
    """How it ended: ``done``, or the database's words."""
    booking: str


def rename_behind_a_report(engine: Engine) -> Queue:
    """Rename a column while a report reads the table, book meanwhile, end the report, and tell what each waited for.

    The booking comes when the rename waits, and the report ends when the booking waits.
    """
    # The report ends before the threads are waited for, also when something fails.
    with ThreadPoolExecutor(2) as threads, engine.connect() as report, engine.connect() as watch:
        report.execute(text("SELECT count(*) FROM bookings"))
        reporter = report.execute(text("SELECT pg_backend_pid()")).scalar_one()
        rename = threads.submit(_run, engine, RENAME)
        renamer, of_rename = _first_waiting(watch, set())
        booking = threads.submit(_run, engine, BOOK)
        _, of_booking = _first_waiting(watch, {renamer})
        report.commit()
        return Queue(of_rename == [reporter], of_booking == [renamer], rename.result(SECONDS), booking.result(SECONDS))


def rename_that_gives_up(engine: Engine) -> tuple[str, str]:
    """Do the same with a ``lock_timeout`` of 100 milliseconds, then book; return how rename and booking ended.

    The report goes on all the time.
    """
    with engine.connect() as report:
        report.execute(text("SELECT count(*) FROM bookings"))
        rename = _run(engine, "SET LOCAL lock_timeout = 100", RENAME)
        return rename, _run(engine, BOOK)


def _run(engine: Engine, *statements: str) -> str:
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    except DBAPIError as error:
        return str(error.orig).partition("\n")[0]
    return "done"


def _first_waiting(connection: Connection, known: set[int]) -> tuple[int, list[int]]:
    """Wait for a process that waits, other than those that are known; return it, and for whom it waits."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        found = {pid: blockers for pid, blockers in waiting(connection).items() if pid not in known}
        connection.rollback()
        if found:
            return found.popitem()
    raise TimeoutError(f"nobody waited within {SECONDS} s")


def main() -> None:
    """Rename a column behind a report, twice."""
    with databases.postgresql() as loaded, databases.empty_postgresql(loaded) as address:
        migrate.upgrade(address, "0001", FOLDER)
        engine = engine_for(address)
        with engine.connect() as connection:
            bookings.fill(connection, 100)
        rename, booking = rename_that_gives_up(engine)
        print("With a lock_timeout, while the report goes on:")
        print(f"  the rename: {rename}")
        print(f"  the booking: {booking}")
        queue = rename_behind_a_report(engine)
        print("Without:")
        print(f"  the rename waits for the report: {queue.rename_waited_for_report}")
        print(f"  the booking waits for the rename: {queue.booking_waited_for_rename}")
        print("and when the report is done:")
        print(f"  the rename: {queue.rename}")
        print(f"  the booking of the old program: {queue.booking}")
        engine.dispose()


if __name__ == "__main__":
    main()
