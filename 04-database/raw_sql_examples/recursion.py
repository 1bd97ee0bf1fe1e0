"""Recursion: a query that asks itself, for paths, trees and calendars.

``WITH RECURSIVE`` has two halves. The first gives the rows to begin with. The second sees, each time, only the rows
that were new the last time, and what it gives is the next such portion. When a portion is empty, all portions together
are the result. It is a loop with a queue, a breadth-first search that the database runs by itself.

What ends it? In a graph with cycles nothing does, unless the query says so. ``UNION`` drops a row that was there
before, so a bare set of airports comes to an end: there are only so many. A count of hops makes every row new, and
UNION cannot help: then the count itself must have a limit. ``UNION ALL`` never looks back; it is right for a calendar,
and endless in a circle. PostgreSQL has ``CYCLE airport SET looped USING path`` as well, SQLite has not.

The recursive name may stand only once in the second half, not under an aggregate, not in a subquery and not where an
outer join may make it NULL: the best so far cannot be asked for within. So all short trips are made, and the minimum is
taken after. That is fine for three hops, and hopeless for thirty.

Cost: rows of all portions together, which a graph multiplies with each hop. The graph is made once, before: 224 routes.
Not for: shortest paths in large networks (Dijkstra in the application, pgRouting), deep trees that are read all the
time (a materialized path or a closure table). In PostgreSQL ``generate_series`` makes a calendar shorter.
Asked: UNION or UNION ALL in a recursive query? (UNION when a row may come again and must not be followed again.)
Source: https://www.postgresql.org/docs/18/queries-with.html, https://www.sqlite.org/lang_with.html
"""

from contextlib import closing

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, Row, rows, spelled
from raw_sql_examples.printing import show


def reachable_in_two_hops(connection: Connection) -> list[Row]:
    """Return the airports that are at most two hops from Anchorage (ANC), and the least number of hops.

    Every route that has flights is flown in both directions: from its destination to its origin as well. ANC itself is
    left out.

    Columns: airport, hops (1 or 2). By hops, airport.
    """
    return rows(
        connection,
        """
        WITH RECURSIVE routes AS (
            SELECT DISTINCT origin, dest
            FROM flights
        ),
        hops_between (here, there) AS (
            SELECT origin, dest FROM routes
            UNION ALL
            SELECT dest, origin FROM routes
        ),
        reached (airport, hops) AS (
            SELECT CAST('ANC' AS varchar), 0
            UNION
            SELECT there, hops + 1
            FROM reached
                 JOIN hops_between ON here = airport
            WHERE hops < 2
        )
        SELECT airport, min(hops) AS hops
        FROM reached
        WHERE airport <> 'ANC'
        GROUP BY airport
        ORDER BY hops, airport
        """,
    )


def days_without_flights(connection: Connection) -> list[Row]:
    """Return the dates of 2013 on which a route had no flights, for routes that had some on at least 300 dates.

    What is not there cannot be selected: the days of the year have to be made first, here by recursion.

    Columns: origin, dest, missing. By origin, dest, missing.
    """
    tomorrow = spelled(connection, "days_after", "day", "1")
    return rows(
        connection,
        f"""
        WITH RECURSIVE calendar (day) AS (
            SELECT date('2013-01-01')
            UNION ALL
            SELECT {tomorrow}
            FROM calendar
            WHERE day < '2013-12-31'
        ),
        flown AS (
            SELECT DISTINCT flight_date, origin, dest
            FROM flights
        ),
        regular_routes AS (
            SELECT origin, dest
            FROM flown
            GROUP BY origin, dest
            HAVING count(*) >= 300
        )
        SELECT origin, dest, day AS missing
        FROM regular_routes
             CROSS JOIN calendar
        EXCEPT
        SELECT origin, dest, flight_date
        FROM flown
        ORDER BY origin, dest, missing
        """,  # noqa: S608  # an expression of database.py
    )


def shortest_trips(connection: Connection) -> list[Row]:
    """Return the length of the shortest trip from Anchorage (ANC) to each other airport, in at most three hops.

    Every route that has flights is flown in both directions, and is as long as the least ``distance`` of its flights.

    Columns: airport, miles. By miles, airport.
    """
    return rows(
        connection,
        """
        WITH RECURSIVE routes AS (
            SELECT origin, dest, min(distance) AS miles
            FROM flights
            GROUP BY origin, dest
        ),
        hops_between (here, there, miles) AS (
            SELECT origin, dest, miles FROM routes
            UNION ALL
            SELECT dest, origin, miles FROM routes
        ),
        trips (airport, hops, miles) AS (
            SELECT CAST('ANC' AS varchar), 0, 0
            UNION
            SELECT there, hops + 1, trips.miles + hops_between.miles
            FROM trips
                 JOIN hops_between ON here = airport
            WHERE hops < 3
        )
        SELECT airport, min(miles) AS miles
        FROM trips
        WHERE airport <> 'ANC'
        GROUP BY airport
        ORDER BY miles, airport
        """,
    )


def main() -> None:
    """Show where one can go from Anchorage, and which routes have holes in their calendar."""
    with databases.postgresql() as address, closing(psycopg.connect(address)) as connection:
        show(
            "Which airports are at most two hops from Anchorage?",
            ("airport", "hops"),
            reachable_in_two_hops(connection),
        )
        show(
            "On which dates did a route with flights on at least 300 dates have none?",
            ("origin", "dest", "missing"),
            days_without_flights(connection),
        )
        show(
            "How far is the shortest trip from Anchorage in at most three hops?",
            ("airport", "miles"),
            shortest_trips(connection),
        )


if __name__ == "__main__":
    main()
