"""N+1: found by counting, cured in four ways, kept out by a guard.

One query gives N flights; each ``flight.plane.model`` then sends another one or two. With ten rows in the test nobody
sees it, with a thousand in production everybody does. The cure is to say, with the query, what will be needed:

- ``joinedload``: the same statement, by JOIN. For a reference to one. A collection would repeat the row of its owner.
- ``selectinload``: a second statement with the keys of the first, ``IN (...)``, 500 at a time. For collections.
- ``contains_eager``: the JOIN is in the query anyway, to filter or sort by it; take the objects from there.
- columns: no objects at all, one statement that fetches or counts what the page shows.

The guard is ``raiseload("*")``: what was not loaded raises instead of being loaded.

Cost: joined: wider rows; selectin: a round trip for each relationship; columns: no objects, so no methods of them.
Not for: loading all that there might be, by ``lazy="joined"`` in the model. Each query knows what it needs.
Asked: two joined collections in one query, what comes back? (Their product: see ``rows_for``.)
Source: https://docs.sqlalchemy.org/en/21/orm/queryguide/relationships.html
"""

from collections.abc import Callable, Iterable
from datetime import date

from psycopg import Cursor
from sqlalchemy import Connection, Engine, event, func, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    contains_eager,
    joinedload,
    raiseload,
    relationship,
    selectinload,
)
from sqlalchemy.orm.interfaces import ORMOption

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Airline, Flight, Plane, PlaneModel
from sqlalchemy_examples.recording import recording

type Line = tuple[str, int, str | None]
"""A line of the page: name of the airline, number of the flight, model of the plane where it is known."""

SMALL = "757-324"
"""A model with few planes, for the story."""
PAGE = select(Flight).where(Flight.origin == "JFK").order_by(Flight.id)


def lines(flights: Iterable[Flight]) -> list[Line]:
    """Return the page's lines, from objects, the way a template would: it loads what is not loaded yet."""
    return [
        (flight.airline.name, flight.number, flight.plane.model.model if flight.plane and flight.plane.model else None)
        for flight in flights
    ]


def lazily(session: Session, day: date) -> list[Line]:
    """Return the lines of a date's flights from JFK, by id: one statement, and then as many as it takes."""
    return lines(session.scalars(PAGE.where(Flight.flight_date == day)))


def by_join(session: Session, day: date) -> list[Line]:
    """Return the same with one statement: ``joinedload`` along both ways."""
    options = joinedload(Flight.airline), joinedload(Flight.plane).joinedload(Plane.model)
    return lines(session.scalars(PAGE.where(Flight.flight_date == day).options(*options)))


def by_keys(session: Session, day: date) -> list[Line]:
    """Return the same with four statements, however many flights: ``selectinload`` along both ways."""
    options = selectinload(Flight.airline), selectinload(Flight.plane).selectinload(Plane.model)
    return lines(session.scalars(PAGE.where(Flight.flight_date == day).options(*options)))


def by_join_of_ours(session: Session, day: date, manufacturer: str) -> list[Line]:
    """Return the lines of flights on planes of one manufacturer with one statement, by its own JOIN."""
    query = (
        PAGE.join(Flight.airline)
        .join(Flight.plane)
        .join(Plane.model)
        .where(Flight.flight_date == day, PlaneModel.manufacturer == manufacturer)
        .options(contains_eager(Flight.airline), contains_eager(Flight.plane).contains_eager(Plane.model))
    )
    return lines(session.scalars(query))


def by_columns(session: Session, day: date) -> list[Line]:
    """Return the same as ``lazily`` with one statement that fetches three columns and makes no object."""
    query = (
        select(Airline.name, Flight.number, PlaneModel.model)
        .join(Flight.airline)
        .outerjoin(Flight.plane)
        .outerjoin(Plane.model)
        .where(Flight.origin == "JFK", Flight.flight_date == day)
        .order_by(Flight.id)
    )
    return [(name, number, model) for name, number, model in session.execute(query)]


def guarded(session: Session, day: date) -> list[Line]:
    """Try ``lazily`` with the guard on.

    Raise SQLAlchemy's InvalidRequestError, ``'Flight.airline' is not available due to lazy='raise'``.
    """
    return lines(session.scalars(PAGE.where(Flight.flight_date == day).options(raiseload("*"))))


def flights_of_airlines_lazily(session: Session) -> dict[str, int]:
    """Return the number of flights by carrier, the way that loads all of them to count them."""
    return {airline.carrier: len(airline.flights) for airline in session.scalars(select(Airline))}


def flights_of_airlines(session: Session) -> dict[str, int]:
    """Return the number of flights by carrier with one statement that counts in the database, 0 for none."""
    query = select(Airline.carrier, func.count(Flight.id)).outerjoin(Airline.flights).group_by(Airline.carrier)
    return dict(session.execute(query).all())


class Base(DeclarativeBase):
    """Mappings of this example alone."""


class Fleet(Base):
    """A model again, over the same table, with two collections: its planes and all flights of these."""

    __table__ = PlaneModel.__table__

    model: Mapped[str]
    planes: Mapped[list[Plane]] = relationship(Plane, viewonly=True)
    flights: Mapped[list[Flight]] = relationship(Flight, secondary=Plane.__table__, viewonly=True)


def rows_for(session: Session, model: str, *options: ORMOption) -> tuple[int, int, int]:
    """Load a model with its planes and flights as the options say; return planes, flights, and rows that were sent.

    The rows are what psycopg says of each statement; SQLite's driver does not tell.
    """
    counts: list[int] = []
    bind = session.get_bind()

    def count(_: Connection, cursor: Cursor, *__: object) -> None:
        counts.append(cursor.rowcount)

    event.listen(bind, "after_cursor_execute", count)
    try:
        query = select(Fleet).where(Fleet.model == model).options(*options)
        fleet = session.scalars(query).unique().one()
        planes, flights = len(fleet.planes), len(fleet.flights)
    finally:
        event.remove(bind, "after_cursor_execute", count)
    return planes, flights, sum(counts)


def main() -> None:
    """Count the statements and rows of each way, on a loaded PostgreSQL."""
    day = date(2013, 2, 3)
    ways: dict[str, Callable[[Session], list[Line]]] = {
        "lazily": lambda session: lazily(session, day),
        "by join": lambda session: by_join(session, day),
        "by keys": lambda session: by_keys(session, day),
        "by columns": lambda session: by_columns(session, day),
        "by a join of ours, of Airbus alone": lambda session: by_join_of_ours(session, day, "AIRBUS"),
    }
    with loaded() as engine:
        print(f"The flights from JFK on {day}, with airline and model:")
        for name, way in ways.items():
            statements, found = _count(engine, way)
            print(f"  {statements:>4} statements for {found} lines {name}")
        with Session(engine) as session:
            try:
                guarded(session, day)
            except InvalidRequestError as error:
                print(f"  guarded: {error}")
        with Session(engine) as session, recording(session) as sent:
            print(f"\n{flights_of_airlines(session)['OO']} flights of OO, counted with {len(sent)} statement")
        for way_in, loader in {"two joins": joinedload, "two selectin": selectinload}.items():
            with Session(engine) as session:
                planes, flights, rows = rows_for(session, SMALL, loader(Fleet.planes), loader(Fleet.flights))
            print(f"{planes} planes and {flights} flights of a model by {way_in}: {rows} rows sent")


def _count(engine: Engine, way: Callable[[Session], list[Line]]) -> tuple[int, int]:
    with Session(engine) as session, recording(session) as sent:
        found = way(session)
    return len(sent), len(found)


if __name__ == "__main__":
    main()
