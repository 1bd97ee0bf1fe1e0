"""After the session: expired, detached, merged.

COMMIT expires every object of the session: the next access loads it anew, since others may have changed the row. And an
object whose session is closed is detached: what is loaded can be read, what is not raises ``DetachedInstanceError``.
The two meet in the classic failure, a function that returns an object after ``with Session(...)``.

Three ways out. Load what is needed before the session ends, and let it not expire (``expire_on_commit=False``). Return
a value of your own, not an object of the session: the caller then cannot load by accident. Or keep the session open as
long as the request, and know that a template can now send statements.

``merge`` goes the other way: it copies what came from outside onto the object of the session, loaded by its key.

Cost: expiring: a SELECT for each object that is read after a commit. Merging: a SELECT, and what is set outside wins.
Not for: merge as "save whatever the client sent". It overwrites what the client never saw; see the versions in
transactions.py.
Asked: what does DetachedInstanceError tell you? (A lazy load without a session: something was not loaded in time.)
Source: https://docs.sqlalchemy.org/en/21/errors.html#error-bhk3
"""

from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.exc import DetachedInstanceError

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Airline, Flight
from sqlalchemy_examples.recording import recording


@dataclass(frozen=True)
class Departure:
    """A flight as a value: nothing in it can load anything."""

    number: int
    airline: str


def after_commit(engine: Engine, *, expire: bool) -> int:
    """Load all airlines, commit, read their names, and return how many statements the reading sent.

    ``expire`` is the session's ``expire_on_commit``.
    """
    with Session(engine, expire_on_commit=expire) as session:
        airlines = session.scalars(select(Airline)).all()
        session.commit()
        with recording(session) as sent:
            for airline in airlines:
                _ = airline.name
    return len(sent)


def flight_of(engine: Engine, flight_id: int) -> Flight:
    """Return a flight, loaded in a session that is closed: its columns can be read, its airline cannot."""
    with Session(engine) as session:
        return session.get_one(Flight, flight_id)


def airline_of(flight: Flight) -> str:
    """Return the name of a flight's airline, or the text ``not loaded, and no session to load it``."""
    try:
        return flight.airline.name
    except DetachedInstanceError:
        return "not loaded, and no session to load it"


def flight_with_airline(engine: Engine, flight_id: int) -> Flight:
    """Return a flight whose airline is loaded by the same statement, so that it can be read after the session."""
    with Session(engine) as session:
        return session.get_one(Flight, flight_id, options=[joinedload(Flight.airline)])


def departure_of(engine: Engine, flight_id: int) -> Departure:
    """Return a flight as a value, from the two columns that it needs."""
    query = select(Flight.number, Airline.name).join(Flight.airline).where(Flight.id == flight_id)
    with Session(engine) as session:
        return Departure(*session.execute(query).one())


def save(session: Session, outside: Airline) -> Airline:
    """Copy an airline from outside onto the row with its key, or into a new one; return the session's object.

    The one from outside stays outside.
    """
    return session.merge(outside)


def main() -> None:
    """Read objects after their session, on a loaded PostgreSQL."""
    with loaded() as engine:
        for expire in (True, False):
            print(f"expire_on_commit={expire}: reading 16 airlines sends {after_commit(engine, expire=expire)}")
        flight = flight_of(engine, 1)
        print(f"\nflight {flight.number}: its airline is {airline_of(flight)}")
        print(f"loaded in time: {airline_of(flight_with_airline(engine, 1))}")
        print(f"as a value: {departure_of(engine, 1)}\n")
        with Session(engine) as session:
            sent_back = Airline(carrier="UA", name="United")
            with recording(session) as sent:
                saved = save(session, sent_back)
                session.flush()
            print("merged:", " then ".join(statement.split()[0] for statement in sent))
            print(f"the session's object: {saved.name!r}; the one from outside is in it: {sent_back in session}")


if __name__ == "__main__":
    main()
