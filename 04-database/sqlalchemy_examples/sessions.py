"""The session: an identity map and a unit of work.

Identity map: a row is one object in a session, however often it is asked for. Unit of work: what you change in objects
is sent later, in one go, in an order that the foreign keys allow, and only what changed.

The session flushes (sends) by itself before each query, so that the query sees it, and before COMMIT. Flushed is not
committed: ROLLBACK takes it back.

Cost: an object for each row, the old value of each attribute that you set, and bookkeeping for both.
Not for: rows in bulk (bulk_insert.py), reports, and a life longer than a request: it grows with what it loaded.
Asked: what are the states of an object? (Transient, pending, persistent, deleted, detached.) Why does a second SELECT
not change the object I have? (What is loaded is not overwritten, as it may hold changes of yours.)
Source: https://docs.sqlalchemy.org/en/21/orm/session_basics.html, Fowler, PoEAA, Unit of Work and Identity Map
"""

from sqlalchemy import func, inspect, select, update
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Airline, Plane, PlaneModel
from sqlalchemy_examples.recording import recording, table_of


def state_of(thing: object) -> str:
    """Return the state of a mapped object: transient, pending, persistent, deleted or detached."""
    state = inspect(thing, raiseerr=True)
    names = ("transient", "pending", "persistent", "deleted", "detached")
    return next(name for name in names if getattr(state, name))


def life_of(session: Session, airline: Airline) -> list[str]:
    """Return the states of a new airline: as it is, added, flushed, deleted and flushed, committed."""
    states = [state_of(airline)]
    session.add(airline)
    states.append(state_of(airline))
    session.flush()
    states.append(state_of(airline))
    session.delete(airline)
    session.flush()
    states.append(state_of(airline))
    session.commit()
    return [*states, state_of(airline)]


def ask_twice(session: Session, carrier: str) -> tuple[int, int, int]:
    """Ask for an airline twice in three ways, and return how many statements each sent.

    By ``get``, holding what it returned; by SELECT, holding that as well; by ``get`` without holding anything. The map
    saves a statement only where the key alone is asked for, and only as long as somebody holds the object: its
    references are weak. The session has not loaded the airline before.
    """
    with recording(session) as by_get:
        held = session.get_one(Airline, carrier)
        session.get_one(Airline, carrier)
    with recording(session) as by_select:
        session.scalars(select(Airline).where(Airline.carrier == carrier)).one()
        session.scalars(select(Airline).where(Airline.carrier == carrier)).one()
    del held
    with recording(session) as forgotten:
        session.get_one(Airline, carrier)
        session.get_one(Airline, carrier)
    return len(by_get), len(by_select), len(forgotten)


def add_in_any_order(session: Session, tailnum: str) -> list[str]:
    """Add a plane and its new model, plane first, flush, and return what was sent, as ``table_of`` shows it.

    The model is inserted first: its number is the plane's foreign key.
    """
    model = PlaneModel(manufacturer="Bauer", model=f"of {tailnum}", type="Glider", engines=1, seats=2)
    with recording(session) as sent:
        session.add(Plane(tailnum=tailnum, model=model))
        session.flush()
    return [table_of(statement) for statement in sent]


def rename(session: Session, carrier: str, name: str) -> list[str]:
    """Give an airline a name, flush, and return the statements that this sent, none when it has that name already.

    Of the UPDATE only the changed column is part.
    """
    airline = session.get_one(Airline, carrier)
    with recording(session) as sent:
        airline.name = name
        session.flush()
    return sent


def count_with_and_without_autoflush(session: Session) -> tuple[int, int]:
    """Add airlines ``Y1`` and ``Y2`` and count all: after the first without autoflush, after the second with it."""
    count = select(func.count()).select_from(Airline)
    with session.no_autoflush:
        session.add(Airline(carrier="Y1", name="Not seen"))
        without = session.scalars(count).one()
    session.add(Airline(carrier="Y2", name="Seen"))
    return without, session.scalars(count).one()


def read_behind_its_back(session: Session, carrier: str) -> tuple[str, str, str]:
    """Load an airline, rename it to ``New`` past the session, and return three names that the object then has.

    After a second SELECT: the old one. After one with ``populate_existing``, or ``session.refresh``: the new one. And
    after the session itself runs the UPDATE, to ``Newer``: the newest, as it then mends its objects.
    """
    airline = session.get_one(Airline, carrier)
    query = select(Airline).where(Airline.carrier == carrier)
    past = update(Airline).where(Airline.carrier == carrier).values(name="New")
    session.connection().execute(past)  # as another connection would, or SQL by hand
    session.scalars(query).one()
    after_select = airline.name
    session.scalars(query.execution_options(populate_existing=True)).one()
    after_populating = airline.name
    session.execute(past.values(name="Newer"))
    return after_select, after_populating, airline.name


def main() -> None:
    """Follow objects through a session on a loaded PostgreSQL."""
    with loaded() as engine, Session(engine) as session:
        print("a new airline is", ", ".join(life_of(session, Airline(carrier="ZZ", name="Short-lived"))))
        by_get, by_select, forgotten = ask_twice(session, "UA")
        print(f"asked twice: {by_get} statement by get, {by_select} by SELECT, {forgotten} by get when nobody holds it")
        print("plane added before its model:", ", ".join(add_in_any_order(session, "N0BAUE")))
        print("renamed:", *rename(session, "HA", "Hawaiian"))
        print("to the same name:", rename(session, "HA", "Hawaiian") or "nothing sent")
        without, with_it = count_with_and_without_autoflush(session)
        print(f"airlines counted: {without} without autoflush, {with_it} with it")
        stale, populated, own = read_behind_its_back(session, "UA")
        print(f"renamed past the session: {stale!r}, then {populated!r}, then {own!r}")
        session.rollback()
        print("after the rollback UA is", session.get_one(Airline, "UA").name)


if __name__ == "__main__":
    main()
