"""Core: SQL as Python values, for both engines.

``select(Flight.carrier)`` is not a query but a value that describes one. It is put together step by step, handed on,
compiled for the engine it meets, and its values travel beside the text. That is what it has over text: a filter that is
not asked for is simply not there, and no branch ever glues strings.

Statements return rows, not objects. What the database did to many rows is one statement: ``UPDATE ... RETURNING``.

Cost: building and compiling, once; a cache holds the compiled text by the shape of the statement.
Not for: a query that reads better as SQL, such as a report of a hundred lines. ``text()`` takes it, with its values
bound.
Asked: when Core and when ORM? (Rows in bulk and reports against objects with rules; one transaction can do both.) What
is an upsert, and what is wrong with SELECT and then INSERT? (Two do it at once, and one fails or both are there.)
Source: https://docs.sqlalchemy.org/en/21/tutorial/data.html
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Dialect, Row, Select, delete, insert, literal, make_url, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Airline, Flight

SCHEDULE = (
    *(Flight.carrier, Flight.number, Flight.origin, Flight.dest, Flight.tailnum),
    *(Flight.sched_dep_time, Flight.sched_arr_time, Flight.distance, Flight.time_hour),
)


def departures(
    *, origin: str | None = None, carrier: str | None = None, later_than: int | None = None
) -> Select[date, str, int, int | None]:
    """Return a statement for date, carrier, number and departure delay of flights, by date, carrier and number.

    Only the filters that are given are in it; ``later_than`` are minutes of delay, and leaves out cancelled flights.
    """
    statement = select(Flight.flight_date, Flight.carrier, Flight.number, Flight.dep_delay)
    if origin is not None:
        statement = statement.where(Flight.origin == origin)
    if carrier is not None:
        statement = statement.where(Flight.carrier == carrier)
    if later_than is not None:
        statement = statement.where(Flight.dep_delay > later_than)
    return statement.order_by(Flight.flight_date, Flight.carrier, Flight.number)


def text_of(statement: Select[*tuple[object, ...]], dialect: Dialect) -> str:
    """Return the text that an engine of the dialect would get, its values as placeholders, on one line."""
    return " ".join(str(statement.compile(dialect=dialect)).split())


def repeat_flight(connection: Connection, flight_id: int, day: date) -> int:
    """Copy a flight to another date, not yet departed, and return the id of the copy.

    It keeps carrier, number, route, plane, scheduled times, distance and ``time_hour``. The row never travels here:
    INSERT takes it from SELECT, and RETURNING tells the number that the database gave it.
    """
    source = select(literal(day), *SCHEDULE).where(Flight.id == flight_id)
    names = ["flight_date", *(column.key for column in SCHEDULE)]
    return connection.execute(insert(Flight).from_select(names, source).returning(Flight.id)).scalar_one()


def cancel(connection: Connection, carrier: str, day: date) -> list[int]:
    """Cancel all flights of a carrier on a date that departed, and return their numbers, sorted.

    Their times and delays become NULL; flights that were cancelled before are not touched and not returned.
    """
    gone = dict.fromkeys(("dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"))
    statement = (
        update(Flight)
        .where(Flight.carrier == carrier, Flight.flight_date == day, Flight.dep_time.is_not(None))
        .values(gone)
        .returning(Flight.number)
    )
    return sorted(connection.scalars(statement))


def remove_cancelled(connection: Connection, carrier: str) -> int:
    """Delete the cancelled flights of a carrier and return how many there were."""
    statement = delete(Flight).where(Flight.carrier == carrier, Flight.dep_time.is_(None))
    return connection.execute(statement).rowcount


def upsert_airlines(connection: Connection, names: dict[str, str]) -> Sequence[Row[str, str]]:
    """Add airlines, or give those that are there their new name; return carrier and name of what changed, sorted.

    An airline that has this name already is not written again, and not returned. No names send nothing.
    """
    if not names:
        return []
    # Both engines have ON CONFLICT, the standard has not: so it stands with the dialect.
    into = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = into(Airline).values([{"carrier": carrier, "name": name} for carrier, name in names.items()])
    statement = new.on_conflict_do_update(
        index_elements=[Airline.carrier],
        set_={"name": new.excluded.name},
        where=Airline.name != new.excluded.name,  # an UPDATE to the same value would still write a row version
    ).returning(Airline.carrier, Airline.name)
    return sorted(connection.execute(statement).all())


def main() -> None:
    """Show one statement in two dialects, and four ways to change rows."""
    filtered = departures(origin="JFK", later_than=900)
    here, there = (make_url(f"{name}://").get_dialect()() for name in ("postgresql", "sqlite"))
    for dialect in (here, there):
        print(f"{dialect.name}:\n  {text_of(filtered, dialect)}")
    print(f"without filters:\n  {text_of(departures(), there)}\n")
    with loaded() as engine, engine.connect() as connection:
        for row in connection.execute(filtered):
            print(f"{row.flight_date} {row.carrier} {row.number}: {row.dep_delay} minutes late")
        print("\ncopied to the end of the year, with id", repeat_flight(connection, 1, date(2013, 12, 31)))
        print("cancelled:", cancel(connection, "HA", date(2013, 1, 1)))
        print("removed:", remove_cancelled(connection, "HA"))
        names = {"HA": "Hawaiian", "UA": "United Air Lines Inc.", "LH": "Lufthansa"}
        print("upserted:", upsert_airlines(connection, names))


if __name__ == "__main__":
    main()
