"""Two tables that meet in an hour: a join on two columns, and what it may and may not say.

Flights and weather share no foreign key. They meet in a place and an hour: ``USING (origin, time_hour)``. The hour is
an instant, the same moment for everybody, kept in UTC; by local date and hour, the hour from 1 to 2 that comes twice in
an autumn night would match twice. ``flight_date`` is a local date: late evening in New York is tomorrow in UTC, so a
date made from the instant would be wrong for one flight in nine.

Not every hour was measured. LEFT JOIN keeps the flights of such an hour, with NULL for the weather, and every condition
on NULL is unknown: ``ELSE 'calm'`` would call it calm. So the missing row is asked for first, and by name.

A mean that differs between rain and sun is no cause. Storms come on summer evenings, when delays have piled up all day
anyhow; the hour confounds both. A query compares; what would have happened without rain it does not know.

Cost: the weather is small, so it is hashed once and each flight looks its hour up: O(flights + hours).
Not for: instants that do not fall on the same grid; "the last measurement before" is a LATERAL join with LIMIT 1.
Asked: timestamp or timestamptz? (timestamptz for moments that have happened, it stores no zone but an instant; a local
time with the name of its zone for what is planned by the clock on the wall.)
Source: https://www.postgresql.org/docs/18/datatype-datetime.html,
https://www.postgresql.org/docs/18/functions-aggregate.html
"""

from contextlib import closing

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, Row, rows, spelled
from raw_sql_examples.printing import show


def delays_by_condition(connection: Connection) -> list[Row]:
    """Return the flights that flew (``dep_time`` is known) by the condition of their hour at their origin.

    The first that applies: 'unknown' without a weather row, 'low visibility' (``visib`` below 3 miles), 'heavy rain'
    (``precip`` of at least 0.1 inches), 'strong wind' (``wind_speed`` of at least 25 miles per hour), 'calm'.

    Columns: condition, flights, mean_dep_delay (minutes). Highest mean first.
    """
    return rows(
        connection,
        """
        SELECT CASE WHEN weather.origin IS NULL THEN 'unknown'
                    WHEN visib < 3              THEN 'low visibility'
                    WHEN precip >= 0.1          THEN 'heavy rain'
                    WHEN wind_speed >= 25       THEN 'strong wind'
                    ELSE                             'calm'
               END            AS condition,
               count(*)       AS flights,
               avg(dep_delay) AS mean_dep_delay
        FROM flights
             LEFT JOIN weather USING (origin, time_hour)
        WHERE dep_time IS NOT NULL
        GROUP BY condition
        ORDER BY mean_dep_delay DESC, condition
        """,
    )


def worst_days(connection: Connection) -> list[Row]:
    """Return the ten dates with the highest mean departure delay, and their weather.

    The weather of a date: the lowest ``visib`` and the sum of ``precip`` over the hours of its scheduled departures, at
    all origins, each origin and hour once however many flights left in it; NULL when none of them was measured.

    Columns: flight_date, mean_dep_delay, lowest_visib, total_precip. Worst first, then by date.
    """
    # The ten are found first: only their hours meet the weather. Joined before the mean, each hour's rain would count
    # once for each flight.
    return rows(
        connection,
        """
        WITH worst AS (
            SELECT flight_date, avg(dep_delay) AS mean_dep_delay
            FROM flights
            WHERE dep_delay IS NOT NULL
            GROUP BY flight_date
            ORDER BY mean_dep_delay DESC, flight_date
            LIMIT 10
        ),
        hours AS (
            SELECT DISTINCT flight_date, mean_dep_delay, origin, time_hour
            FROM worst
                 JOIN flights USING (flight_date)
        )
        SELECT flight_date, mean_dep_delay, min(visib) AS lowest_visib, sum(precip) AS total_precip
        FROM hours
             LEFT JOIN weather USING (origin, time_hour)
        GROUP BY flight_date, mean_dep_delay
        ORDER BY mean_dep_delay DESC, flight_date
        """,
    )


def flights_without_weather(connection: Connection) -> list[Row]:
    """Return how many flights have no weather row for their origin and hour.

    Columns: origin, month (1 to 12, of ``flight_date``), flights. By origin, month.
    """
    month = spelled(connection, "month", "flight_date")
    return rows(
        connection,
        f"""
        SELECT origin, {month} AS month, count(*) AS flights
        FROM flights
        WHERE NOT EXISTS (
            SELECT 1
            FROM weather
            WHERE weather.origin = flights.origin
              AND weather.time_hour = flights.time_hour
        )
        GROUP BY origin, month
        ORDER BY origin, month
        """,  # noqa: S608  # an expression of database.py
    )


def wind_and_delay(connection: Connection) -> list[Row]:
    """Return Pearson's correlation of wind speed and departure delay for each origin.

    Over the flights for which both are known. SQLite has no ``corr``: there it is written out, the covariance divided
    by the root of both variances.

    Columns: origin, flights, correlation (-1 to 1). By origin.
    """
    correlation = spelled(connection, "correlation", "wind_speed", "dep_delay")
    return rows(
        connection,
        f"""
        SELECT origin, count(*) AS flights, {correlation} AS correlation
        FROM flights
             JOIN weather USING (origin, time_hour)
        WHERE wind_speed IS NOT NULL
          AND dep_delay IS NOT NULL
        GROUP BY origin
        ORDER BY origin
        """,  # noqa: S608  # an expression of database.py
    )


def rain_and_cancellations(connection: Connection) -> list[Row]:
    """Return what share of flights was cancelled (no ``dep_time``) on rainy and on dry dates of each origin.

    A date is 'rainy' when ``precip`` is above 0 in an hour of a scheduled departure from the origin, 'dry' when it is
    not; a date without any measured hour is neither and left out.

    Columns: origin, kind ('dry' or 'rainy'), dates, flights, share (0 to 1). By origin; dry first.
    """
    # max() and count(*) of flights are right although each hour stands there once for each of its flights; sum() of the
    # rain would not be.
    return rows(
        connection,
        """
        WITH dates AS (
            SELECT origin, flight_date,
                   CASE WHEN max(precip) > 0 THEN 'rainy' ELSE 'dry' END AS kind,
                   count(*)                   AS flights,
                   count(*) - count(dep_time) AS cancelled
            FROM flights
                 LEFT JOIN weather USING (origin, time_hour)
            GROUP BY origin, flight_date
            HAVING count(precip) > 0
        )
        SELECT origin, kind,
               count(*)                            AS dates,
               CAST(sum(flights) AS integer)       AS flights,
               1.0 * sum(cancelled) / sum(flights) AS share
        FROM dates
        GROUP BY origin, kind
        ORDER BY origin, kind
        """,
    )


def main() -> None:
    """Show what weather goes with which delays."""
    with databases.postgresql() as address, closing(psycopg.connect(address)) as connection:
        show(
            "Do flights leave later in bad weather?",
            ("condition", "flights", "mean_dep_delay"),
            delays_by_condition(connection),
        )
        show(
            "Was the weather bad on the worst days? (On some it was fine: the cause lay elsewhere.)",
            ("flight_date", "mean_dep_delay", "lowest_visib", "total_precip"),
            worst_days(connection),
            limit=10,
        )
        show(
            "For how many flights do we not know the weather?",
            ("origin", "month", "flights"),
            flights_without_weather(connection),
        )
        show(
            "Does wind delay flights? (A correlation near 0: hardly, if a straight line is what one looks for.)",
            ("origin", "flights", "correlation"),
            wind_and_delay(connection),
        )
        show(
            "Are flights cancelled when it rains?",
            ("origin", "kind", "dates", "flights", "share"),
            rain_and_cancellations(connection),
            limit=6,
        )


if __name__ == "__main__":
    main()
