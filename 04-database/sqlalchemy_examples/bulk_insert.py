"""Many rows at once: what is one statement, what is a thousand, and which way tells the new ids.

A list of dictionaries is one ``executemany``: the driver sends it without waiting for each answer. As soon as ids are
wanted back, that does not work, as ``executemany`` is not made to return rows. SQLAlchemy then writes INSERTs of up to
a thousand rows with RETURNING ("insertmanyvalues"), and so does the session when it flushes new objects.

The order of rows that RETURNING gives back is not promised. Where ids have to meet the rows that they belong to, ask
for it: ``sort_by_parameter_order``. PostgreSQL can do that for a thousand rows at a time. On SQLite SQLAlchemy then
sends row by row, which costs no round trip there.

Cost: the objects. Rows as dictionaries cost neither identity map nor change tracking.
Not for: a hundred thousand rows into PostgreSQL; COPY is made for it (raw_sql_examples). Not for rows that are in the
database already: INSERT ... SELECT moves them without sending one.
Asked: why is a loop of ``session.add`` and ``commit`` slow? (A round trip and a transaction for each row.)
Source: https://docs.sqlalchemy.org/en/21/core/connections.html#insert-many-values-behavior-for-insert-statements
"""

from collections.abc import Sequence
from typing import TypedDict

from sqlalchemy import Connection, Engine, String, cast, insert, literal, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import BIG_ID, Flight
from sqlalchemy_examples.recording import recording, table_of


class Base(DeclarativeBase):
    """Tables of this example, apart from the schema that Alembic looks after."""


class Passenger(Base):
    """Somebody on a flight."""

    __tablename__ = "bulk_passengers"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    flight_id: Mapped[int]


class NewPassenger(TypedDict):
    """The columns of a passenger that the database does not give."""

    name: str
    flight_id: int


def one_by_one(connection: Connection, rows: Sequence[NewPassenger]) -> None:
    """Insert each row with a statement of its own, the careless way."""
    for row in rows:
        connection.execute(insert(Passenger).values(row))


def at_once(connection: Connection, rows: Sequence[NewPassenger]) -> None:
    """Insert all rows with one ``executemany``; no rows send nothing."""
    if rows:
        connection.execute(insert(Passenger), rows)


def with_ids(connection: Connection, rows: Sequence[NewPassenger]) -> list[int]:
    """Insert all rows and return their ids in the order of the rows; on PostgreSQL one statement a thousand rows."""
    if not rows:
        return []
    statement = insert(Passenger).returning(Passenger.id, sort_by_parameter_order=True)
    return list(connection.scalars(statement, rows))


def as_objects(session: Session, rows: Sequence[NewPassenger]) -> list[Passenger]:
    """Add an object for each row and flush once; each of the objects returned has its id."""
    passengers = [Passenger(**row) for row in rows]
    session.add_all(passengers)
    session.flush()
    return passengers


def crew_of_each_flight(connection: Connection, carrier: str) -> int:
    """Insert a passenger named ``crew of UA 1545`` for each flight of a carrier, and return how many.

    One statement, and no row leaves the database.
    """
    name = literal("crew of ") + Flight.carrier + " " + cast(Flight.number, String)
    source = select(name, Flight.id).where(Flight.carrier == carrier)
    statement = insert(Passenger).from_select(["name", "flight_id"], source)
    # The driver's count is kept for UPDATE and DELETE alone, unless asked for.
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def make_table(engine: Engine) -> None:
    """Make the table of this example, empty."""
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)


def main() -> None:
    """Insert 1,100 rows in four ways and count the statements."""
    rows: list[NewPassenger] = [{"name": f"Passenger {number}", "flight_id": number} for number in range(1_100)]
    with loaded() as engine:
        make_table(engine)
        with engine.begin() as connection:
            with recording(connection) as sent:
                one_by_one(connection, rows)
            print(f"one by one: {len(sent)} statements")
            with recording(connection) as sent:
                at_once(connection, rows)
            print(f"executemany: {len(sent)}")
            with recording(connection) as sent:
                ids = with_ids(connection, rows)
            print(f"with ids, {ids[0]} to {ids[-1]}: {len(sent)}")
        with Session(engine) as session, recording(session) as sent:
            passengers = as_objects(session, rows)
            print(f"as objects, the last is {passengers[-1].id}: {len(sent)}")
        with engine.begin() as connection, recording(connection) as sent:
            print(f"crew of each flight of HA: {crew_of_each_flight(connection, 'HA')} rows by {table_of(sent[0])}")


if __name__ == "__main__":
    main()
