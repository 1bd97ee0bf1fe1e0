"""Gaps and islands: runs of consecutive days, and the holes between them.

SQL has no loop that remembers the row before, and needs none. Number the days of a route that were bad: 1, 2, 3. As
long as the days follow one another, the day minus its number stays the same date. After a hole the day is further ahead
than its number, and the difference is a new date. So ``flight_date - row_number()`` is the name of a run, an island,
and ``GROUP BY`` that name counts its days. The gaps are simpler: ``lead()`` fetches the next date beside this one.

A backend asks this of its own data: the longest outage, sessions of a user (a hole of 30 minutes ends one), streaks of
log-ins, invoice numbers that are missing, prices that did not change.

Each day must come once before it is numbered: two rows of one day get two numbers, and the run breaks. Hence GROUP BY
first, the window over the groups, then GROUP BY once more.

Cost: one sort of the rows by group and day, O(n log n), or an index that has this order; a self-join on "the day
before" compares each day with others and tells where a run begins, but not how long it is.
Not for: data that changes while it streams in; there, keep the current run in a row of its own and extend it.
Asked: find the longest streak of each user in one query. (Day minus row number is constant within a streak.)
Source: Itzik Ben-Gan, "Gaps and Islands", in SQL Server MVP Deep Dives, 2009;
https://www.postgresql.org/docs/18/tutorial-window.html
"""

from contextlib import closing

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, Row, rows, spelled
from raw_sql_examples.printing import show


def longest_delayed_runs(connection: Connection) -> list[Row]:
    """Return the longest run of delayed days of each route: the twenty longest.

    A route is origin and destination. A day is delayed when flights of the route arrived on it and their mean
    ``arr_delay`` is above 15 minutes; a run is consecutive dates of the calendar. If several runs of a route are
    equally long, the first counts.

    Columns: origin, dest, first_day, days. Longest first, then by origin, dest.
    """
    run = spelled(connection, "days_after", "flight_date", "-number")
    return rows(
        connection,
        f"""
        WITH delayed_days AS (
            SELECT origin, dest, flight_date
            FROM flights
            WHERE arr_delay IS NOT NULL
            GROUP BY flight_date, origin, dest
            HAVING avg(arr_delay) > 15
        ),
        numbered_days AS (
            SELECT origin, dest, flight_date,
                   row_number() OVER (PARTITION BY origin, dest ORDER BY flight_date) AS number
            FROM delayed_days
        ),
        runs AS (
            SELECT origin, dest, min(flight_date) AS first_day, count(*) AS days,
                   row_number() OVER (PARTITION BY origin, dest
                                      ORDER BY count(*) DESC, min(flight_date)) AS place
            FROM numbered_days
            GROUP BY origin, dest, {run}
        )
        SELECT origin, dest, first_day, days
        FROM runs
        WHERE place = 1
        ORDER BY days DESC, origin, dest
        LIMIT 20
        """,  # noqa: S608  # an expression of this module
    )


def longest_idle_planes(connection: Connection) -> list[Row]:
    """Return the ten longest stops on the ground: days between successive flight dates of one plane.

    Only planes with at least 100 flights (scheduled is enough) count.

    Columns: tailnum, last_before, next_after, days. Longest first, then by tailnum, last_before.
    """
    days = spelled(connection, "days_between", "last_before", "next_after")
    # Several flights on one date need not be made one: between them lie 0 days, which are never among the longest.
    return rows(
        connection,
        f"""
        WITH regular_planes AS (
            SELECT tailnum
            FROM flights
            GROUP BY tailnum
            HAVING count(*) >= 100
        ),
        stops AS (
            SELECT tailnum,
                   flight_date AS last_before,
                   lead(flight_date) OVER (PARTITION BY tailnum ORDER BY flight_date) AS next_after
            FROM flights
            WHERE tailnum IN (SELECT tailnum FROM regular_planes)
        )
        SELECT tailnum, last_before, next_after, {days} AS days
        FROM stops
        WHERE next_after IS NOT NULL
        ORDER BY days DESC, tailnum, last_before
        LIMIT 10
        """,  # noqa: S608  # an expression of this module
    )


def runs_without_cancellation(connection: Connection) -> list[Row]:
    """Return each carrier's longest run of consecutive dates with flights, none of them cancelled.

    A date without flights of the carrier ends a run. A carrier without such a date is left out; if several runs are
    equally long, the first counts.

    Columns: carrier, first_day, days. Longest first, then by carrier.
    """
    run = spelled(connection, "days_after", "flight_date", "-number")
    return rows(
        connection,
        f"""
        WITH complete_days AS (
            SELECT carrier, flight_date
            FROM flights
            GROUP BY flight_date, carrier
            HAVING count(*) = count(dep_time)
        ),
        numbered_days AS (
            SELECT carrier, flight_date,
                   row_number() OVER (PARTITION BY carrier ORDER BY flight_date) AS number
            FROM complete_days
        ),
        runs AS (
            SELECT carrier, min(flight_date) AS first_day, count(*) AS days,
                   row_number() OVER (PARTITION BY carrier
                                      ORDER BY count(*) DESC, min(flight_date)) AS place
            FROM numbered_days
            GROUP BY carrier, {run}
        )
        SELECT carrier, first_day, days
        FROM runs
        WHERE place = 1
        ORDER BY days DESC, carrier
        """,  # noqa: S608  # an expression of this module
    )


def main() -> None:
    """Show the longest runs and the longest holes of 2013."""
    with databases.postgresql() as address, closing(psycopg.connect(address)) as connection:
        show(
            "On which routes was the mean arrival more than 15 minutes late, day after day?",
            ("origin", "dest", "first_day", "days"),
            longest_delayed_runs(connection),
        )
        show(
            "Which planes stood on the ground for longest (or flew elsewhere: the data is New York's)?",
            ("tailnum", "last_before", "next_after", "days"),
            longest_idle_planes(connection),
        )
        show(
            "For how many days on end did a carrier cancel nothing?",
            ("carrier", "first_day", "days"),
            runs_without_cancellation(connection),
        )


if __name__ == "__main__":
    main()
