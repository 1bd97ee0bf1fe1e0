"""INSERT, UPDATE, DELETE and upsert: changes that say what they did.

A statement changes a set of rows, and tells how many: a change that should hit one row and hits none is a conflict or a
mistake, and only the count says so. RETURNING gives what was written, keys and defaults included, without a second
query. An upsert inserts or changes, in one statement, so that two clients that do it at once do not both insert.

Cost: one statement each; an upsert needs a unique index on what decides.
Not for: loading many rows (bulk_load.py). An UPDATE of a whole big table is done in batches (see the lessons on schema
change).
Asked: why is "SELECT, then INSERT if it is not there" wrong? (Between the two somebody else inserts.)
Source: https://www.postgresql.org/docs/18/sql-insert.html, https://www.sqlite.org/lang_upsert.html
"""

from datetime import date

from flights import databases
from raw_sql_examples.database import Connection, Row, rows, run

TABLE = """
CREATE TEMPORARY TABLE bookings (
    flight_id   integer NOT NULL,
    passenger   varchar(50) NOT NULL,
    seat        varchar(4),
    changes     integer NOT NULL DEFAULT 0,
    booked_on   date NOT NULL,
    PRIMARY KEY (flight_id, passenger),
    UNIQUE (flight_id, seat)
)
"""


class NotFoundError(Exception):
    """There is no row with the key."""


def create(connection: Connection) -> None:
    """Make the temporary table ``bookings``, which only this connection sees."""
    run(connection, TABLE)


def book(connection: Connection, flight_id: int, passenger: str, day: date, seat: str | None = None) -> Row:
    """Insert a booking and return (flight_id, passenger, seat, changes, booked_on) as it was written."""
    (written,) = rows(
        connection,
        """
        INSERT INTO bookings (flight_id, passenger, seat, booked_on)
        VALUES (:flight_id, :passenger, :seat, :day)
        RETURNING flight_id, passenger, seat, changes, CAST(booked_on AS varchar(10))
        """,
        flight_id=flight_id,
        passenger=passenger,
        seat=seat,
        day=day.isoformat(),
    )
    return written


def change_seat(connection: Connection, flight_id: int, passenger: str, seat: str) -> int:
    """Give a passenger another seat and return how often that was done.

    Raise NotFoundError when there is no such booking: ``no booking of PASSENGER on flight FLIGHT_ID``.
    """
    changed = rows(
        connection,
        """
        UPDATE bookings
        SET seat = :seat,
            changes = changes + 1
        WHERE flight_id = :flight_id
          AND passenger = :passenger
        RETURNING changes
        """,
        seat=seat,
        flight_id=flight_id,
        passenger=passenger,
    )
    if not changed:
        raise NotFoundError(f"no booking of {passenger} on flight {flight_id}")
    return int(changed[0][0])


def book_or_change(connection: Connection, flight_id: int, passenger: str, day: date, seat: str) -> int:
    """Book a seat, or change that of a booking that is there: an upsert. Return the number of changes, 0 for a new one.

    ``excluded`` is the row that could not be inserted.
    """
    ((changes,),) = rows(
        connection,
        """
        INSERT INTO bookings (flight_id, passenger, seat, booked_on)
        VALUES (:flight_id, :passenger, :seat, :day)
        ON CONFLICT (flight_id, passenger) DO UPDATE
        SET seat = excluded.seat,
            changes = bookings.changes + 1
        RETURNING changes
        """,
        flight_id=flight_id,
        passenger=passenger,
        seat=seat,
        day=day.isoformat(),
    )
    return int(changes)


def book_once(connection: Connection, flight_id: int, passenger: str, day: date) -> bool:
    """Book without a seat unless that is done, and return whether it was new: for a message that comes twice."""
    added = run(
        connection,
        """
        INSERT INTO bookings (flight_id, passenger, booked_on)
        VALUES (:flight_id, :passenger, :day)
        ON CONFLICT (flight_id, passenger) DO NOTHING
        """,
        flight_id=flight_id,
        passenger=passenger,
        day=day.isoformat(),
    )
    return added == 1


def cancel_departed(connection: Connection, day: date) -> list[Row]:
    """Delete the bookings of flights before a day, and return (flight_id, passenger) of each, in order.

    The condition is in another table: ``USING`` on PostgreSQL, a subquery on both engines.
    """
    deleted = rows(
        connection,
        """
        DELETE FROM bookings
        WHERE EXISTS (
            SELECT 1
            FROM flights
            WHERE flights.id = bookings.flight_id
              AND flights.flight_date < :day
        )
        RETURNING flight_id, passenger
        """,
        day=day.isoformat(),
    )
    return sorted(deleted)  # RETURNING has no ORDER BY


def move_all(connection: Connection, from_flight: int, to_flight: int) -> int:
    """Move all bookings of a flight to another, without their seats, and return how many were moved.

    ``INSERT ... SELECT`` then DELETE; a passenger who is booked on both keeps the booking of the other. When both
    flights are the same, the DELETE would lose all: raise ValueError, ``expected two flights, found 1 twice``.

    Only this connection sees the table. In a shared one, whoever books between the two statements would lose the
    booking: lock the flight first.
    """
    if from_flight == to_flight:
        raise ValueError(f"expected two flights, found {from_flight} twice")
    moved = run(
        connection,
        """
        INSERT INTO bookings (flight_id, passenger, changes, booked_on)
        SELECT :to_flight, passenger, changes + 1, booked_on
        FROM bookings
        WHERE flight_id = :from_flight
        ON CONFLICT (flight_id, passenger) DO NOTHING
        """,
        from_flight=from_flight,
        to_flight=to_flight,
    )
    run(connection, "DELETE FROM bookings WHERE flight_id = :from_flight", from_flight=from_flight)
    return moved


def main() -> None:
    """Book, change, upsert and move on a real PostgreSQL."""
    day = date(2013, 1, 1)
    with databases.postgresql() as address, databases.connect(address) as connection:
        create(connection)
        print("booked:       ", book(connection, 1, "Ada", day, "12A"))
        print("changed:      ", change_seat(connection, 1, "Ada", "14C"), "time")
        print("upsert, new:  ", book_or_change(connection, 1, "Grace", day, "12A"), "changes")
        print("upsert, again:", book_or_change(connection, 1, "Grace", day, "12B"), "change")
        print("twice:        ", book_once(connection, 2, "Alan", day), book_once(connection, 2, "Alan", day))
        try:
            change_seat(connection, 2, "Nobody", "1A")
        except NotFoundError as error:
            print("none:         ", error)
        print("moved:        ", move_all(connection, 1, 2))
        print("cancelled:    ", cancel_departed(connection, date(2013, 1, 2)))


if __name__ == "__main__":
    main()
