"""A repository: departures as if they were a collection in memory.

The service says ``departures.get("UA 1545 2013-01-01 EWR")`` and knows nothing of SQL. What the collection needs is
written down as a protocol; one that keeps a dictionary serves the tests of all rules in no time, and the same tests,
run against this one, show that the two are alike.

The classes of ``rebooking.py`` are mapped from outside ("imperative mapping"): they import nothing of SQLAlchemy. The
version counter stands in the mapping as well: two transactions that change the same departure cannot both commit.

Cost: a method for each way to ask. Loading options, bulk statements, windows and paging all have to be passed on or
hidden.
Not for: lists and reports. Ask the session for columns there; a repository is for aggregates that will be changed.
Asked: why hide the session, when SQLAlchemy hides the database already? (To test rules without it. If the tests run on
a database in milliseconds, and these do, that argument is gone, and the layer may go as well.)
Source: Percival and Gregory, Architecture Patterns with Python, chapter 2; Fowler, PoEAA, Repository
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Engine,
    ForeignKey,
    Integer,
    String,
    Table,
    create_engine,
    select,
)
from sqlalchemy.orm import Session, configure_mappers, registry, relationship

from sqlalchemy_examples.models import UtcDateTime
from sqlalchemy_examples.rebooking import PATIENCE, Booking, Departure

MAPPERS = registry()
DEPARTURES = Table(
    "departures",
    MAPPERS.metadata,
    Column("key", String(40), primary_key=True),
    Column("origin", String(3), nullable=False),
    Column("dest", String(3), nullable=False),
    Column("leaves", UtcDateTime, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("taken BETWEEN 0 AND seats", name="departures_not_overbooked"),
)
BOOKINGS = Table(
    "departure_bookings",
    MAPPERS.metadata,
    Column("reference", String(10), primary_key=True),
    Column("passenger", String(100), nullable=False),
    Column("departure", ForeignKey(DEPARTURES.c.key), nullable=False, index=True),
)


class Departures(Protocol):
    """What the use cases need of a collection of departures."""

    def add(self, departure: Departure) -> None:
        """Keep a departure that is new."""

    def get(self, key: str) -> Departure:
        """Return a departure, or raise UnknownDepartureError, ``no departure UA 1``."""

    def after(self, departure: Departure) -> Sequence[Departure]:
        """Return departures on the same route with a free seat that leave later, by at most PATIENCE, by time."""


class UnknownDepartureError(LookupError):
    """There is no departure with this key."""


def map_classes() -> None:
    """Map the classes of the domain to the tables, once for the process; a second call does nothing.

    ``version`` becomes an attribute of a departure: 1 when it is new, one more with each change that is written.
    """
    if MAPPERS.mappers:
        return
    MAPPERS.map_imperatively(Booking, BOOKINGS)
    properties = {"bookings": relationship(Booking, order_by=BOOKINGS.c.reference)}
    MAPPERS.map_imperatively(Departure, DEPARTURES, properties=properties, version_id_col=DEPARTURES.c.version)
    configure_mappers()


def make_tables(engine: Engine) -> None:
    """Make the tables of departures and bookings where they are missing, and map the classes."""
    map_classes()
    MAPPERS.metadata.create_all(engine)


class SqlDepartures:
    """Departures in the database of a session; what is loaded from it is written by the session's commit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, departure: Departure) -> None:
        """Keep a departure that is new."""
        self._session.add(departure)

    def get(self, key: str) -> Departure:
        """Return a departure, or raise UnknownDepartureError, ``no departure UA 1``."""
        departure = self._session.get(Departure, key)
        if departure is None:
            raise UnknownDepartureError(f"no departure {key}")
        return departure

    def after(self, departure: Departure) -> Sequence[Departure]:
        """Return departures on the same route with a free seat that leave later, by at most PATIENCE, by time.

        The condition is in SQL as well as in the rules of the domain: the database picks candidates, so that not all
        departures are loaded, and the domain decides.
        """
        columns = DEPARTURES.c
        query = select(Departure).where(
            columns.origin == departure.origin,
            columns.dest == departure.dest,
            columns.leaves > departure.leaves,
            columns.leaves <= departure.leaves + PATIENCE,
            columns.cancelled.is_(False),
            columns.taken < columns.seats,
        )
        return self._session.scalars(query.order_by(columns.leaves, columns.key)).all()


def main() -> None:
    """Put departures into a database in memory and get them back by another session."""
    engine = create_engine("sqlite://")
    make_tables(engine)
    hour = datetime(2013, 2, 8, 12, tzinfo=UTC)
    with Session(engine) as session:
        departures: Departures = SqlDepartures(session)
        for number in range(3):
            departures.add(Departure(f"UA {number}", "EWR", "ORD", hour.replace(hour=12 + number), seats=2))
        departures.get("UA 1").book(Booking("R1", "Ada"))
        session.commit()
    with Session(engine) as session:
        departures = SqlDepartures(session)
        first = departures.get("UA 0")
        for departure in departures.after(first):
            names = [booking.passenger for booking in departure.bookings]
            print(f"{departure.key} at {departure.leaves:%H:%M}: {departure.free()} free, booked by {names}")
        try:
            departures.get("UA 99")
        except UnknownDepartureError as error:
            print(error)
    engine.dispose()


if __name__ == "__main__":
    main()
