"""Window functions: a value computed over other rows, and each row stays.

GROUP BY makes one row of many. ``f(...) OVER (PARTITION BY ... ORDER BY ...)`` keeps them all and lets each look at the
others of its partition: at its rank, at the row before (``lag``), at the sum so far. Windows are computed after WHERE,
GROUP BY and HAVING, so they may look at counts and means of groups; and to filter by one takes a query around it.

The frame says which rows a sum looks at. With ORDER BY and no frame it is RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT
ROW: up to the current row and all its equals. So ``last_value`` returns the current row's value or an equal's,
and a running total jumps by all equals at once. ROWS counts rows; RANGE and GROUPS count values.

Of equal rows RANK gives 1, 1, 3, DENSE_RANK 1, 1, 2, and ROW_NUMBER 1, 2, 3 in whatever order, unless the order says.

Cost: a sort by partition and order, unless groups made the rows few or an index gives them sorted.
Not for: one row for each group: GROUP BY is shorter and needs no sort.
Asked: the three best of each group? (``row_number`` in a subquery, ``<= 3`` outside: WHERE comes before windows.)
Source: https://www.postgresql.org/docs/18/tutorial-window.html, https://www.sqlite.org/windowfunctions.html
"""

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, Row, rows, spelled
from raw_sql_examples.printing import show


def worst_hours(connection: Connection) -> list[Row]:
    """Return the hours of scheduled departure whose mean departure delay has rank 1 to 3 at their origin (RANK).

    Hours in which nothing flew have no mean and no rank. Columns: origin, hour (0 to 23), mean_dep_delay, rank.
    By origin, rank, hour.
    """
    return rows(
        connection,
        """
        WITH ranked AS (
            SELECT
                origin,
                sched_dep_time / 60 AS hour,
                avg(dep_delay) AS mean_dep_delay,
                rank() OVER (PARTITION BY origin ORDER BY avg(dep_delay) DESC) AS rank
            FROM flights
            WHERE dep_delay IS NOT NULL
            GROUP BY origin, hour
        )
        SELECT origin, hour, mean_dep_delay, rank
        FROM ranked
        WHERE rank <= 3
        ORDER BY origin, rank, hour
        """,
    )


def running_totals(connection: Connection) -> list[Row]:
    """Return the flights of each origin by month, with their total over the year up to that month.

    Columns: origin, month, flights, running_total (an integer). By origin, month.
    """
    month = spelled(connection, "month", "flight_date")
    return rows(
        connection,
        f"""
        WITH by_month AS (
            SELECT origin, {month} AS month, count(*) AS flights
            FROM flights
            GROUP BY origin, month
        )
        SELECT
            origin,
            month,
            flights,
            CAST(sum(flights) OVER (PARTITION BY origin ORDER BY month) AS integer) AS running_total
        FROM by_month
        ORDER BY origin, month
        """,  # noqa: S608  # the engine's spelling of a month, no input
    )


def moving_average(connection: Connection) -> list[Row]:
    """Return for each date the mean departure delay, and the mean of these over it and up to six dates before.

    Columns: flight_date, mean_dep_delay, moving_average. By date.
    """
    return rows(
        connection,
        """
        WITH by_date AS (
            SELECT flight_date, avg(dep_delay) AS mean_dep_delay
            FROM flights
            GROUP BY flight_date
        )
        SELECT
            flight_date,
            mean_dep_delay,
            avg(mean_dep_delay) OVER (
                ORDER BY flight_date
                ROWS BETWEEN 6 PRECEDING AND CURRENT ROW
            ) AS moving_average
        FROM by_date
        ORDER BY flight_date
        """,
    )


def changes_by_month(connection: Connection) -> list[Row]:
    """Return the flights of each carrier by month, and how many more they are than in its previous month with flights.

    Columns: carrier, month, flights, change (NULL for the first). By carrier, month.
    """
    month = spelled(connection, "month", "flight_date")
    return rows(
        connection,
        f"""
        WITH by_month AS (
            SELECT carrier, {month} AS month, count(*) AS flights
            FROM flights
            GROUP BY carrier, month
        )
        SELECT
            carrier,
            month,
            flights,
            flights - lag(flights) OVER (PARTITION BY carrier ORDER BY month) AS change
        FROM by_month
        ORDER BY carrier, month
        """,  # noqa: S608  # the engine's spelling of a month, no input
    )


def delay_percentiles(connection: Connection) -> list[Row]:
    """Return the median and the 90th percentile of each carrier's departure delays, by nearest rank.

    That is the smallest delay that at least that share of the carrier's delays does not exceed. PostgreSQL has
    ``percentile_disc(0.5) WITHIN GROUP (ORDER BY dep_delay)``, which sorts every delay. Delays repeat, so here they are
    counted first, and the sort sees a few hundred of each carrier; SQLite can do that too.

    Columns: carrier, median, ninetieth. By carrier.
    """
    return rows(
        connection,
        """
        WITH delays AS (
            SELECT carrier, dep_delay, count(*) AS flights
            FROM flights
            WHERE dep_delay IS NOT NULL
            GROUP BY carrier, dep_delay
        ),
        running AS (
            SELECT
                carrier,
                dep_delay,
                sum(flights) OVER (PARTITION BY carrier ORDER BY dep_delay) AS up_to_here,
                sum(flights) OVER (PARTITION BY carrier) AS total
            FROM delays
        )
        SELECT
            carrier,
            min(dep_delay) FILTER (WHERE 2 * up_to_here >= total) AS median,
            min(dep_delay) FILTER (WHERE 10 * up_to_here >= 9 * total) AS ninetieth
        FROM running
        GROUP BY carrier
        ORDER BY carrier
        """,
    )


def late_planes(connection: Connection) -> list[Row]:
    """Return how late a plane departs by how late its previous flight on the same date arrived.

    Only flights that flew count, in the order of sched_dep_time, then number. ``previous`` is ``'on time'`` for at most
    0 minutes late, ``'late'`` for 1 to 29, ``'very late'`` for 30 and more. Left out is a flight without a previous one
    on its date, or whose previous one has no arr_delay (it was diverted).

    Columns: previous, flights, mean_dep_delay. On time, late, very late.
    """
    return rows(
        connection,
        """
        WITH flown AS (
            SELECT
                dep_delay,
                lag(arr_delay) OVER (
                    PARTITION BY tailnum, flight_date
                    ORDER BY sched_dep_time, number
                ) AS previous_delay
            FROM flights
            WHERE dep_time IS NOT NULL
              AND tailnum IS NOT NULL
        )
        SELECT
            CASE
                WHEN previous_delay <= 0 THEN 'on time'
                WHEN previous_delay < 30 THEN 'late'
                ELSE 'very late'
            END AS previous,
            count(*) AS flights,
            avg(dep_delay) AS mean_dep_delay
        FROM flown
        WHERE previous_delay IS NOT NULL
        GROUP BY previous
        ORDER BY min(previous_delay)
        """,
    )


def top_routes_of_carriers(connection: Connection) -> list[Row]:
    """Return the three routes with most flights of each carrier (ROW_NUMBER; of equal ones the first by origin, dest).

    Columns: carrier, place (1 to 3), origin, dest, flights. By carrier, place.
    """
    return rows(
        connection,
        """
        WITH routes AS (
            SELECT
                carrier,
                row_number() OVER (PARTITION BY carrier ORDER BY count(*) DESC, origin, dest) AS place,
                origin,
                dest,
                count(*) AS flights
            FROM flights
            GROUP BY carrier, origin, dest
        )
        SELECT carrier, place, origin, dest, flights
        FROM routes
        WHERE place <= 3
        ORDER BY carrier, place
        """,
    )


def main() -> None:
    """Show the first rows of each answer."""
    questions = {
        worst_hours: ("23. Which three hours are the worst at each origin?", "origin hour mean_dep_delay rank"),
        running_totals: ("24. How do an origin's flights add up?", "origin month flights running_total"),
        moving_average: ("25. How late is a week?", "flight_date mean_dep_delay moving_average"),
        changes_by_month: ("26. Who flies more, who less than the month before?", "carrier month flights change"),
        delay_percentiles: ("27. How late are half, and nine of ten?", "carrier median ninetieth"),
        late_planes: ("28. Does a late plane stay late?", "previous flights mean_dep_delay"),
        top_routes_of_carriers: ("29. Where does each carrier fly most?", "carrier place origin dest flights"),
    }
    with databases.postgresql() as address, psycopg.connect(address) as connection:
        for ask, (question, columns) in questions.items():
            show(question, columns.split(), ask(connection))


if __name__ == "__main__":
    main()
