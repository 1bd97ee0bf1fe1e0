"""Views: a query with a name, and materialized views: its answer, kept.

A view is text: each query that names it is planned as if the text stood there, so it costs what its query costs and is
never out of date. A materialized view is a table that was true when it was last refreshed. CONCURRENTLY lets readers go
on meanwhile, for a unique index and more work.

Cost: a view none of its own; a materialized view its space, and the whole query again at each refresh.
Not for: layers of views over views: the planner sees one huge query, and nobody sees what it does.
Asked: view, materialized view, table filled by a job, cache: how do you choose? (By how old an answer may be.)
Source: https://www.postgresql.org/docs/18/rules-materializedviews.html
"""

import psycopg

from flights import databases
from raw_sql_examples.database import Row, rows

VIEWS = """
CREATE VIEW hawaiian AS
    SELECT id, flight_date, carrier, number, origin, dest, dep_time, dep_delay
    FROM flights
    WHERE carrier = 'HA'
    WITH CHECK OPTION;

CREATE MATERIALIZED VIEW punctuality AS
    SELECT carrier,
           count(*)                                AS flights,
           count(*) FILTER (WHERE dep_delay < 15)  AS on_time
    FROM flights
    GROUP BY carrier;

CREATE UNIQUE INDEX punctuality_carrier ON punctuality (carrier);
"""


def create(connection: psycopg.Connection) -> None:
    """Make the view ``hawaiian`` and the materialized view ``punctuality``, with the index that CONCURRENTLY needs."""
    connection.execute(VIEWS)


def flights_late_by(connection: psycopg.Connection, minutes: int) -> int:
    """Return how many of Hawaiian's flights departed at least so many minutes late, asked of the view."""
    ((found,),) = rows(connection, "SELECT count(*) FROM hawaiian WHERE dep_delay >= :minutes", minutes=minutes)
    return int(found)


def is_planned_as_its_text(connection: psycopg.Connection) -> bool:
    """Return whether a query of the view ``hawaiian`` has the plan of the same query of the table."""
    of_view = "EXPLAIN (COSTS OFF) SELECT dep_delay FROM hawaiian WHERE dep_delay > 60"
    of_table = "EXPLAIN (COSTS OFF) SELECT dep_delay FROM flights WHERE carrier = 'HA' AND dep_delay > 60"
    return rows(connection, of_view) == rows(connection, of_table)


def correct_delays(connection: psycopg.Connection, minutes: int) -> int:
    """Add minutes to the departure delays of Hawaiian's flights, through the view; return how many were changed."""
    statement = "UPDATE hawaiian SET dep_delay = dep_delay + %s WHERE dep_delay IS NOT NULL"
    return connection.execute(statement, [minutes]).rowcount


def hand_over(connection: psycopg.Connection, carrier: str) -> int:
    """Give Hawaiian's flights of the first of January to a carrier, through the view; return how many were changed.

    CHECK OPTION refuses what would leave the view: raise psycopg's WithCheckOptionViolation for a carrier but HA.
    """
    return connection.execute("UPDATE hawaiian SET carrier = %s WHERE flight_date = '2013-01-01'", [carrier]).rowcount


def punctuality(connection: psycopg.Connection, carrier: str) -> Row:
    """Return (flights, on_time) of a carrier as they were at the last refresh."""
    (found,) = rows(connection, "SELECT flights, on_time FROM punctuality WHERE carrier = :carrier", carrier=carrier)
    return found


def refresh(connection: psycopg.Connection) -> None:
    """Bring ``punctuality`` up to date while others read it."""
    connection.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY punctuality")


def main() -> None:
    """Ask a view, write through it, and let a materialized view grow old."""
    with databases.postgresql() as address, databases.connect(address) as connection:
        create(connection)
        print("Hawaiian, an hour late:", flights_late_by(connection, 60))
        print("planned as its text:", is_planned_as_its_text(connection))
        print("corrected through the view:", correct_delays(connection, 10))
        print("an hour late now:", flights_late_by(connection, 60))
        try:
            with connection.transaction():
                hand_over(connection, "UA")
        except psycopg.errors.WithCheckOptionViolation as error:
            print("refused:", error.diag.message_primary)
        print("kept answer:", punctuality(connection, "HA"))
        connection.execute("UPDATE flights SET dep_delay = 60 WHERE carrier = 'HA' AND dep_delay IS NOT NULL")
        print("after an update:", punctuality(connection, "HA"))
        refresh(connection)
        print("after a refresh:", punctuality(connection, "HA"))


if __name__ == "__main__":
    main()
