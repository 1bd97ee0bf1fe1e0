"""GROUP BY: one row for each group, and what an aggregate counts.

A query is worked off in another order than it is written: FROM finds rows, WHERE drops some, GROUP BY puts the rest
into groups, aggregates make one row of each group, HAVING drops groups, SELECT computes columns, ORDER BY sorts, LIMIT
cuts. So WHERE cannot ask for ``count(*)``, and HAVING should not ask what WHERE could: a row dropped early needs no
group.

========================  =====================================================================================
``count(*)``              rows of the group
``count(dep_time)``       rows whose dep_time is known; all other aggregates pass over NULL in the same way
``count(DISTINCT dest)``  different values; each group is sorted for it, so look for a cheaper way on large tables
``... FILTER (WHERE x)``  the same over those rows of the group for which x is true: several counts in one pass
========================  =====================================================================================

``avg`` of integers is exact ``numeric`` on PostgreSQL, which the driver gives as Decimal, and a float on SQLite.

Cost: each row is read once; the groups are kept in a hash table. Where all rows count no index spares reading them, but
one that holds all columns asked for is smaller to read than the table.
Not for: totals that a page shows on each request: count once and keep the result (a materialized view, a counter).
Asked: WHERE or HAVING? (WHERE chooses rows before they are grouped, HAVING groups afterwards.)
Source: https://www.postgresql.org/docs/18/queries-table-expressions.html,
https://www.postgresql.org/docs/18/functions-aggregate.html
"""

from contextlib import closing

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, Row, rows, spelled
from raw_sql_examples.printing import show


def flights_by_carrier(connection: Connection) -> list[Row]:
    """Count the flights that each carrier scheduled.

    Columns: carrier, flights. Most flights first, then by carrier.
    """
    return rows(
        connection,
        """
        SELECT carrier, count(*) AS flights
        FROM flights
        GROUP BY carrier
        ORDER BY flights DESC, carrier
        """,
    )


def flights_by_month(connection: Connection) -> list[Row]:
    """Count the flights of each month, and those of them that were cancelled (dep_time is NULL).

    Columns: month (1 to 12), flights, cancelled. By month. The month of a date is spelled differently on each engine:
    ``spelled(connection, "month", "flight_date")``.
    """
    month = spelled(connection, "month", "flight_date")
    return rows(
        connection,
        f"""
        SELECT
            {month} AS month,
            count(*) AS flights,
            count(*) FILTER (WHERE dep_time IS NULL) AS cancelled
        FROM flights
        GROUP BY month
        ORDER BY month
        """,  # noqa: S608  # the expression is a constant of database.py
    )


def flights_by_destination(connection: Connection) -> list[Row]:
    """Count the flights to each destination, and tell how far they went and how late they arrived on average.

    Columns: dest, flights, mean_distance (miles), mean_arr_delay (minutes; NULL where no flight arrived). Most flights
    first, then by dest.
    """
    return rows(
        connection,
        """
        SELECT
            dest,
            count(*) AS flights,
            avg(distance) AS mean_distance,
            avg(arr_delay) AS mean_arr_delay
        FROM flights
        GROUP BY dest
        ORDER BY flights DESC, dest
        """,
    )


def delays_by_hour(connection: Connection) -> list[Row]:
    """Tell how late flights left, for each origin and hour of the scheduled departure.

    Only flights that flew (dep_time is known). Columns: origin, hour (0 to 23; sched_dep_time is in minutes, and an
    integer divided by an integer is one), flew (flights), mean_dep_delay (minutes), an_hour_late (flights with a delay
    of 60 minutes or more). By origin, hour.
    """
    return rows(
        connection,
        """
        SELECT
            origin,
            sched_dep_time / 60 AS hour,
            count(*) AS flew,
            avg(dep_delay) AS mean_dep_delay,
            count(*) FILTER (WHERE dep_delay >= 60) AS an_hour_late
        FROM flights
        WHERE dep_time IS NOT NULL
        GROUP BY origin, hour
        ORDER BY origin, hour
        """,
    )


def cancellation_rates(connection: Connection) -> list[Row]:
    """Tell which share of its flights each carrier with 1000 flights or more cancelled (dep_time is NULL).

    Columns: carrier, flights, share (0 to 1). Highest share first, then by carrier. Count divided by count would be a
    whole number, 0: one of them has to be made a fraction first.
    """
    return rows(
        connection,
        """
        SELECT
            carrier,
            count(*) AS flights,
            1.0 * count(*) FILTER (WHERE dep_time IS NULL) / count(*) AS share
        FROM flights
        GROUP BY carrier
        HAVING count(*) >= 1000
        ORDER BY share DESC, carrier
        """,
    )


def delay_classes(connection: Connection) -> list[Row]:
    """Count the flights in each class of departure delay.

    The classes, in this order: 'cancelled' (dep_time is NULL), 'early' (delay below 0 minutes), 'on time' (0 to 14),
    'late' (15 to 59), 'very late' (60 to 179), 'extremely late' (180 and more). Columns: class, flights.
    """
    return rows(
        connection,
        """
        SELECT
            CASE
                WHEN dep_time IS NULL THEN 'cancelled'
                WHEN dep_delay < 0 THEN 'early'
                WHEN dep_delay < 15 THEN 'on time'
                WHEN dep_delay < 60 THEN 'late'
                WHEN dep_delay < 180 THEN 'very late'
                ELSE 'extremely late'
            END AS class,
            count(*) AS flights
        FROM flights
        GROUP BY class
        ORDER BY min(dep_delay) NULLS FIRST
        """,
    )


def busiest_days(connection: Connection) -> list[Row]:
    """Find the ten dates with most flights, and their weekdays.

    Columns: flight_date, weekday (1 is Monday, 7 Sunday), flights. Most flights first, then by date. The weekday is
    spelled differently on each engine: ``spelled(connection, "weekday", "flight_date")``.
    """
    weekday = spelled(connection, "weekday", "flight_date")
    return rows(
        connection,
        f"""
        SELECT flight_date, {weekday} AS weekday, count(*) AS flights
        FROM flights
        GROUP BY flight_date
        ORDER BY flights DESC, flight_date
        LIMIT 10
        """,  # noqa: S608  # the expression is a constant of database.py
    )


def main() -> None:
    """Answer the seven questions on PostgreSQL."""
    with databases.postgresql() as address, closing(psycopg.connect(address)) as connection:
        show("1. How many flights did each carrier schedule?", ["carrier", "flights"], flights_by_carrier(connection))
        show(
            "2. How many flights were there each month, and how many were cancelled?",
            ["month", "flights", "cancelled"],
            flights_by_month(connection),
        )
        show(
            "3. How many flights went to each destination, how far, and how late did they arrive on average?",
            ["dest", "flights", "mean_distance", "mean_arr_delay"],
            flights_by_destination(connection),
        )
        show(
            "4. How late do flights leave, for each origin and hour?",
            ["origin", "hour", "flew", "mean_dep_delay", "an_hour_late"],
            delays_by_hour(connection),
        )
        show(
            "5. Which share of its flights did each carrier with at least 1000 flights cancel?",
            ["carrier", "flights", "share"],
            cancellation_rates(connection),
        )
        show("6. How many flights were how late?", ["class", "flights"], delay_classes(connection), limit=6)
        show(
            "7. Which dates had most flights? (1 is Monday)",
            ["flight_date", "weekday", "flights"],
            busiest_days(connection),
        )


if __name__ == "__main__":
    main()
