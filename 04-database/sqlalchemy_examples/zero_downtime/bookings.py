"""A program that goes on writing while its table is changed: the old version, the new version, or both at once.

During a deployment both run. That is why a column cannot simply be renamed: for a while one program asks for the old
name and the other for the new one. A schema must serve the version before and the version after.

``writing`` runs a version in a thread: it books, renames a passenger, reads back, again and again, and notes errors and
what it wrote, so that afterwards every row can be accounted for.

Not for: load tests. It writes one row at a time and checks each.
Asked: why must a migration work with the code before *and* after it? (Servers are not replaced at one moment, and a
rollback of the code must find a schema that it knows.)
Source: Sadalage and Fowler, https://martinfowler.com/articles/evodb.html
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from flights import databases
from sqlalchemy_examples import migrate
from sqlalchemy_examples.database import engine_for

SECONDS = 30
"""How long to wait for a writer before something is taken to be broken."""


@dataclass(frozen=True)
class Program:
    """The statements of a version, with ``:passenger``, ``:origin``, ``:dest`` and ``:id`` for their values."""

    name: str
    book: str
    rename: str
    read: str


OLD = Program(
    name="old",
    book="INSERT INTO bookings (passenger, route) VALUES (:passenger, :origin || '-' || :dest) RETURNING id",
    rename="UPDATE bookings SET passenger = :passenger WHERE id = :id",
    read="SELECT id, passenger, split_part(route, '-', 1), split_part(route, '-', 2) FROM bookings",
)
NEW = Program(
    name="new",
    book="INSERT INTO bookings (passenger_name, origin, dest) VALUES (:passenger, :origin, :dest) RETURNING id",
    rename="UPDATE bookings SET passenger_name = :passenger WHERE id = :id",
    read="SELECT id, passenger_name, origin, dest FROM bookings",
)


class Writer:
    """A thread that writes as a program does, until it is told to stop or fails."""

    def __init__(self, engine: Engine, program: Program) -> None:
        self.program = program
        self.written: dict[int, tuple[str, str, str]] = {}
        """What each row that it booked holds: passenger, origin, destination."""
        self.error: str | None = None
        """The database's words, when it refused a statement; the writer has stopped then."""
        self.longest = 0.0
        """Seconds that the slowest booking took."""
        self._engine = engine
        self._progress = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"{program.name} writer")

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Let it finish what it does, and wait for its end."""
        self._stopping = True
        self._thread.join()

    def wait_for(self, bookings: int) -> None:
        """Return when it has booked so many more from now on.

        Raise RuntimeError with its error (``old program: ...``) when it has stopped, or TimeoutError after SECONDS.
        """
        wanted = len(self.written) + bookings
        with self._progress:
            if not self._progress.wait_for(lambda: self.error or len(self.written) >= wanted, SECONDS):
                raise TimeoutError(f"{self.program.name} program: no booking for {SECONDS} s")
        if self.error:
            raise RuntimeError(f"{self.program.name} program: {self.error}")

    def _run(self) -> None:
        number = 0
        while not self._stopping and self.error is None:
            number += 1
            started = time.monotonic()
            try:
                with self._engine.begin() as connection:
                    row = self._book(connection, number)
                self.written |= row
            except DBAPIError as error:
                self.error = " ".join(str(error.orig).partition("\n")[0].split())
            self.longest = max(self.longest, time.monotonic() - started)
            with self._progress:
                self._progress.notify_all()

    def _book(self, connection: Connection, number: int) -> dict[int, tuple[str, str, str]]:
        wish = {"passenger": f"Waiting {number}", "origin": "JFK", "dest": f"D{number % 100:02}"}
        booked = connection.execute(text(self.program.book), wish).scalar_one()
        named = wish | {"passenger": f"{self.program.name} {number}"}
        connection.execute(text(self.program.rename), {"id": booked, "passenger": named["passenger"]})
        found = connection.execute(text(f"{self.program.read} WHERE id = :id"), {"id": booked}).one()
        expected = (named["passenger"], named["origin"], named["dest"])
        if tuple(found)[1:] != expected:
            self.error = f"wrote {expected} and read {tuple(found)[1:]}"
        return {booked: expected}


@contextmanager
def writing(address: str, program: Program) -> Iterator[Writer]:
    """Let a program write to a database while the block runs, on a connection of its own."""
    engine = engine_for(address)
    writer = Writer(engine, program)
    writer.start()
    try:
        yield writer
    finally:
        writer.stop()
        engine.dispose()


def lost(connection: Connection, program: Program, writer: Writer) -> list[int]:
    """Return the ids of rows that a program does not read as a writer wrote them, sorted; none is what one wants."""
    written = dict(writer.written)  # it may go on
    found = {booked: tuple(row) for booked, *row in connection.execute(text(program.read))}
    return sorted(booked for booked, expected in written.items() if found.get(booked) != expected)


def fill(connection: Connection, count: int) -> None:
    """Add bookings as the old program left them: passengers ``Early 1`` and so on, half of them without a payment."""
    statement = """
        INSERT INTO bookings (passenger, route, paid_cents)
        SELECT 'Early ' || number, 'LGA-ORD', CASE WHEN number % 2 = 0 THEN 100 END
        FROM generate_series(1, :count) AS number
    """
    connection.execute(text(statement), {"count": count})
    connection.commit()


def main() -> None:
    """Let the old program write, and see how the new one fails on the table of the old one."""
    from sqlalchemy_examples.zero_downtime.steps import FOLDER

    with databases.postgresql() as loaded, databases.empty_postgresql(loaded) as address:
        migrate.upgrade(address, "0001", FOLDER)
        with writing(address, OLD) as old:
            old.wait_for(20)
            with writing(address, NEW) as new:
                try:
                    new.wait_for(1)
                except RuntimeError as error:
                    print(error)
            old.wait_for(20)
        print(f"old program: {'no error' if old.error is None else old.error}, and more than 40 bookings meanwhile")


if __name__ == "__main__":
    main()
