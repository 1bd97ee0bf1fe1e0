"""Subqueries: a query inside a query, and where it may stand.

It gives one value (scalar) where an expression may stand, a set to be IN, a question of existence for EXISTS, or a
table to read FROM. A table on the way is named before the query: WITH, a common table expression.

An uncorrelated subquery names nothing of the query around it and is computed once. A correlated one does, and in its
meaning it runs for each row outside; EXISTS and IN the planner turns into a join (semi join, anti join), a correlated
count or max it does not. So group first, then join or compare: ``most_delayed_flight_of_each_carrier`` does that.

NOT IN a set that holds one NULL is never true: ``x <> NULL`` is unknown. NOT EXISTS has no such trap.

Cost: a CTE that is read once becomes a part of the query; one that is read twice PostgreSQL computes once and keeps.
Not for: a value of each row's own group beside the row: a window (windows.py) reads the table once for that.
Asked: why did NOT IN return no row? (A NULL in the list.) When is a subquery slow? (When it is correlated, cannot
become a join, and its index is missing: it runs once for each row outside.)
Source: https://www.postgresql.org/docs/18/functions-subquery.html, https://www.postgresql.org/docs/18/queries-with.html
"""

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, Row, rows, spelled
from raw_sql_examples.printing import show


def most_delayed_flight_of_each_carrier(connection: Connection) -> list[Row]:
    """Return each carrier's flight with the greatest departure delay; of several, the first by date, number, origin.

    Columns: carrier, flight_date, number, origin, dest, dep_delay. By carrier.
    """
    return rows(
        connection,
        """
        WITH latest AS (
            SELECT carrier, flight_date, number, origin, dest, dep_delay
            FROM flights
            WHERE (carrier, dep_delay) IN (
                SELECT carrier, max(dep_delay)
                FROM flights
                GROUP BY carrier
            )
        )
        SELECT carrier, flight_date, number, origin, dest, dep_delay
        FROM latest
        WHERE NOT EXISTS (
            SELECT 1
            FROM latest AS earlier
            WHERE earlier.carrier = latest.carrier
              AND (earlier.flight_date, earlier.number, earlier.origin)
                < (latest.flight_date, latest.number, latest.origin)
        )
        ORDER BY carrier
        """,
    )


def routes_twice_as_late(connection: Connection) -> list[Row]:
    """Return the routes with at least 365 flights whose mean arrival delay is above twice that of all flights together.

    Columns: origin, dest, flights, mean_arr_delay. Latest first, then by origin, destination.
    """
    return rows(
        connection,
        """
        SELECT origin, dest, count(*) AS flights, avg(arr_delay) AS mean_arr_delay
        FROM flights
        GROUP BY origin, dest
        HAVING count(*) >= 365
          AND avg(arr_delay) > 2 * (SELECT avg(arr_delay) FROM flights)
        ORDER BY mean_arr_delay DESC, origin, dest
        """,
    )


def daily_services(connection: Connection) -> list[Row]:
    """Return the carriers that had a flight from an origin on every date that has flights at all, with their flights.

    "For every" is relational division: count what there is, and compare with the count of all. Columns: origin,
    carrier, flights. By origin, carrier.
    """
    return rows(
        connection,
        """
        WITH daily AS (
            SELECT origin, carrier, flight_date, count(*) AS flights
            FROM flights
            GROUP BY origin, carrier, flight_date
        )
        SELECT origin, carrier, CAST(sum(flights) AS integer) AS flights
        FROM daily
        GROUP BY origin, carrier
        HAVING count(*) = (SELECT count(DISTINCT flight_date) FROM daily)
        ORDER BY origin, carrier
        """,
    )


def flights_to_top_destinations(connection: Connection) -> list[Row]:
    """Return the flights by month to the ten destinations with most flights (of equal ones the first by code).

    Columns: dest, month, flights. By destination, month.
    """
    month = spelled(connection, "month", "flight_date")
    return rows(
        connection,
        f"""
        SELECT dest, {month} AS month, count(*) AS flights
        FROM flights
        WHERE dest IN (
            SELECT dest
            FROM flights
            GROUP BY dest
            ORDER BY count(*) DESC, dest
            LIMIT 10
        )
        GROUP BY dest, month
        ORDER BY dest, month
        """,  # noqa: S608  # the engine's spelling of a month, no input
    )


def planes_that_flew_once(connection: Connection) -> list[Row]:
    """Return by manufacturer how many planes had exactly one flight that flew; NULL for planes known by tail number.

    Columns: manufacturer, planes. Most first, then by manufacturer, NULL last.
    """
    return rows(
        connection,
        """
        WITH flew_once AS (
            SELECT tailnum
            FROM flights
            WHERE dep_time IS NOT NULL
              AND tailnum IS NOT NULL
            GROUP BY tailnum
            HAVING count(*) = 1
        )
        SELECT plane_models.manufacturer, count(*) AS planes
        FROM flew_once
        JOIN planes ON planes.tailnum = flew_once.tailnum
        LEFT JOIN plane_models ON plane_models.id = planes.model_id
        GROUP BY plane_models.manufacturer
        ORDER BY planes DESC, plane_models.manufacturer NULLS LAST
        """,
    )


def market_shares(connection: Connection) -> list[Row]:
    """Return each carrier's share of the flights of each origin, 0 to 1.

    Columns: origin, carrier, flights, share. By origin, then largest share first, then carrier.
    """
    return rows(
        connection,
        """
        WITH by_carrier AS (
            SELECT origin, carrier, count(*) AS flights
            FROM flights
            GROUP BY origin, carrier
        ),
        by_origin AS (
            SELECT origin, sum(flights) AS flights
            FROM by_carrier
            GROUP BY origin
        )
        SELECT
            by_carrier.origin,
            by_carrier.carrier,
            by_carrier.flights,
            by_carrier.flights * 1.0 / by_origin.flights AS share
        FROM by_carrier
        JOIN by_origin ON by_origin.origin = by_carrier.origin
        ORDER BY by_carrier.origin, share DESC, by_carrier.carrier
        """,
    )


def fleet_ages(connection: Connection) -> list[Row]:
    """Return for each carrier the planes of its flights, flown or not, whose year is known, and how old they are.

    Each plane of a carrier counts once, however often it flew. Columns: carrier, planes, oldest and newest (years of
    building), mean_age (in 2013). Oldest fleet (mean) first, then by carrier.
    """
    return rows(
        connection,
        """
        WITH fleets AS (
            SELECT DISTINCT carrier, tailnum
            FROM flights
        )
        SELECT
            fleets.carrier,
            count(*) AS planes,
            min(planes.year) AS oldest,
            max(planes.year) AS newest,
            avg(2013 - planes.year) AS mean_age
        FROM fleets
        JOIN planes ON planes.tailnum = fleets.tailnum
        WHERE planes.year IS NOT NULL
        GROUP BY fleets.carrier
        ORDER BY mean_age DESC, fleets.carrier
        """,
    )


def main() -> None:
    """Show the first rows of each answer."""
    questions = {
        most_delayed_flight_of_each_carrier: (
            "16. Which flight of each carrier departed latest? (IN a set of pairs; NOT EXISTS an earlier one.)",
            "carrier flight_date number origin dest dep_delay",
        ),
        routes_twice_as_late: (
            "17. Which routes arrive more than twice as late as all flights? (A scalar subquery in HAVING.)",
            "origin dest flights mean_arr_delay",
        ),
        daily_services: (
            "18. Which carriers fly from an origin every day? (Division: as many dates as there are at all.)",
            "origin carrier flights",
        ),
        flights_to_top_destinations: (
            "19. How many flights go to the ten greatest destinations each month? (IN a sorted, limited set.)",
            "dest month flights",
        ),
        planes_that_flew_once: (
            "20. Who made the planes that flew once? (Groups of one, joined to what is known of them.)",
            "manufacturer planes",
        ),
        market_shares: (
            "21. Which share of its origin's flights has each carrier? (Groups, and groups of groups.)",
            "origin carrier flights share",
        ),
        fleet_ages: (
            "22. How old are the fleets? (DISTINCT first: a plane with many flights would count often.)",
            "carrier planes oldest newest mean_age",
        ),
    }
    with databases.postgresql() as address, psycopg.connect(address) as connection:
        for ask, (question, columns) in questions.items():
            show(question, columns.split(), ask(connection))


if __name__ == "__main__":
    main()
