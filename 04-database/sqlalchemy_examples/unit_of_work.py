"""A unit of work: the use case begins and ends a transaction, and says when it is done.

``with work:`` opens it, ``work.commit()`` ends it well, and whoever leaves without is rolled back: an early return or
an exception cannot half-save. What has to happen outside, here telling the passengers, is collected and done after the
commit; a mail cannot be rolled back.

The service knows the protocol alone. Its tests hand it a unit of work with a dictionary; here it gets a session. A
conflict, two that changed the same departure, is an answer of the protocol too: the use case runs again, from its
start.

Cost: a class more, and the discipline that nobody opens a session beside it.
Not for: handlers that write one row. ``with Session(engine) as session, session.begin():`` is a unit of work already.
Asked: where is the boundary of the transaction in your code? (One place for each use case: not in the repository, which
would commit halves, and not in the middleware, which commits too late to answer.) The mail is lost when the process
dies after the commit: then what? (Write it into a table in the same transaction, an outbox, and send from there.)
Source: Percival and Gregory, Architecture Patterns with Python, chapter 6; Fowler, PoEAA, Unit of Work
"""

from collections.abc import Callable
from datetime import date
from types import TracebackType
from typing import Protocol, Self

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Flight
from sqlalchemy_examples.rebooking import Booking, Departure, Rebooked, rebook
from sqlalchemy_examples.repository import Departures, SqlDepartures, make_tables


class ConflictError(Exception):
    """Somebody else changed meanwhile what this unit of work wanted to change; nothing of it was saved."""


class UnitOfWork(Protocol):
    """What a use case needs: a collection, a beginning and an end."""

    departures: Departures

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; what is not committed is rolled back."""

    def commit(self) -> None:
        """Keep all that was changed, or raise ConflictError and keep nothing."""


class SqlUnitOfWork:
    """A unit of work on an engine: a new session each time it is entered."""

    departures: Departures

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        """Begin: ``departures`` belongs to this session, and to no other thread."""
        # Nothing is sent before the commit: half way, a booking that moves belongs to no departure.
        self._session = Session(self._engine, autoflush=False)
        self.departures = SqlDepartures(self._session)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; what is not committed is rolled back, and the connection goes back to the pool."""
        try:
            # After a COMMIT that SQLite refused the transaction is open, and close() alone would leave it so.
            self._session.rollback()
        finally:
            self._session.close()

    def commit(self) -> None:
        """Keep all that was changed, or raise ConflictError (``changed meanwhile``) and keep nothing.

        SQLite lets nobody commit while others read: there it may be OperationalError, ``database is locked``, instead.
        """
        try:
            self._session.commit()
        except StaleDataError as error:
            self._session.rollback()
            raise ConflictError("changed meanwhile") from error


def cancel_and_rebook(
    work: UnitOfWork, key: str, tell: Callable[[str, str | None], None], attempts: int = 3
) -> Rebooked:
    """Cancel a departure, move its passengers, commit, and then tell each: ``tell(reference, key of the new one)``.

    Those who stay are told None. After a conflict all of it is done again, from reading on, up to ``attempts`` times;
    the last ConflictError is raised. Nobody is told what was not committed. A departure that was cancelled before is no
    error: whoever is left on it gets another chance. Raise ValueError for less than one attempt: ``attempts must be at
    least 1, not 0``.
    """
    if attempts < 1:
        raise ValueError(f"attempts must be at least 1, not {attempts}")
    for attempt in range(1, attempts + 1):
        with work:
            departure = work.departures.get(key)
            departure.cancelled = True
            result = rebook(departure, work.departures.after(departure))
            try:
                work.commit()
            except ConflictError:
                if attempt == attempts:
                    raise
                continue
        break
    for reference, target in result.moved.items():
        tell(reference, target)
    for reference in result.stranded:
        tell(reference, None)
    return result


def open_for_booking(engine: Engine, day: date, origin: str, dest: str, seats: int, booked: int) -> list[str]:
    """Make a departure of each scheduled flight of a route and date, with ``booked`` bookings; return the keys.

    In the order in which they leave; the references are the key's number and a counter, ``R1545-01``.
    """
    query = select(Flight).where(Flight.flight_date == day, Flight.origin == origin, Flight.dest == dest)
    keys = []
    with Session(engine) as session, session.begin():
        for flight in session.scalars(query.order_by(Flight.time_hour, Flight.sched_dep_time, Flight.id)):
            key = f"{flight.carrier} {flight.number} {day} {origin}"
            leaves = flight.time_hour.replace(minute=flight.sched_dep_time % 60)
            departure = Departure(key, origin, dest, leaves, seats)
            for number in range(1, booked + 1):
                departure.book(Booking(f"R{flight.number}-{number:02}", f"Passenger {number} of {flight.number}"))
            session.add(departure)
            keys.append(key)
    return keys


def main() -> None:
    """Cancel a flight of a stormy day, on a loaded PostgreSQL."""
    with loaded() as engine:
        make_tables(engine)
        keys = open_for_booking(engine, date(2013, 2, 8), "EWR", "ORD", seats=10, booked=8)
        print(f"{len(keys)} departures, 8 of 10 seats of each are booked")
        told: list[str] = []
        result = cancel_and_rebook(
            SqlUnitOfWork(engine), keys[0], lambda reference, key: told.append(f"{reference} -> {key}")
        )
        print(f"{keys[0]} is cancelled: {len(result.moved)} moved, {len(result.stranded)} stranded")
        print(*told, sep="\n")
        with SqlUnitOfWork(engine) as work:
            for key in dict.fromkeys(result.moved.values()):
                print(f"{key}: {work.departures.get(key).free()} free")
            work.departures.get(keys[-1]).cancelled = True  # never committed
        with SqlUnitOfWork(engine) as work:
            print(f"{keys[-1]} is cancelled: {work.departures.get(keys[-1]).cancelled}")


if __name__ == "__main__":
    main()
