"""Outer joins: rows without a partner stay, with NULL in place of what the partner would have given.

Reports lie by what they leave out: an inner join of airlines with flights shows no airline that had none. LEFT JOIN
keeps the rows of the table named first, RIGHT JOIN those of the second, FULL JOIN both. The anti join asks for nothing
but the rows without a partner, and is written as NOT EXISTS.

A condition on the table that may be missing belongs into ON. In WHERE it is asked after the join, of a row with NULLs,
where it is not true: the row is dropped, and the outer join was an inner one. ``WHERE airlines.carrier = 'UA'``, on the
table that stays, is right where it is.

Cost: as an inner join; FULL JOIN wants ``=`` between columns, as it is done by hash or merge.
Not for: keys that always have a partner (a foreign key that is NOT NULL): an inner join gives the same rows, and leaves
the planner more orders to choose from. Nor is NOT IN an anti join: it finds nothing once its list holds a NULL.
Asked: how many rows has a LEFT JOIN at least? (As many as the left table; more, when a row has several partners.)
Source: https://www.postgresql.org/docs/18/queries-table-expressions.html#QUERIES-JOIN,
https://www.sqlite.org/releaselog/3_39_0.html (RIGHT and FULL JOIN)
"""

from contextlib import closing

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, Row, rows
from raw_sql_examples.printing import show


def airports_never_served(connection: Connection) -> list[Row]:
    """Count the airports that have a name and get no flight from New York, by time zone.

    Columns: tzone (NULL where it is unknown), airports. Most airports first, then by tzone, NULL last.
    """
    return rows(
        connection,
        """
        SELECT tzone, count(*) AS airports
        FROM airports
        WHERE name IS NOT NULL
          AND NOT EXISTS (
              SELECT 1
              FROM flights
              WHERE flights.dest = airports.faa
          )
        GROUP BY tzone
        ORDER BY airports DESC, tzone NULLS LAST
        """,
    )


def routes_opened_and_closed(connection: Connection) -> list[Row]:
    """Find the routes that had flights in January 2013 or in December 2013, but not in both (FULL JOIN).

    Columns: origin, dest, january, december (flights scheduled in each month, NULL for none). By origin, dest.
    """
    return rows(
        connection,
        """
        WITH in_january AS (
            SELECT origin, dest, count(*) AS flights
            FROM flights
            WHERE flight_date BETWEEN '2013-01-01' AND '2013-01-31'
            GROUP BY origin, dest
        ),
        in_december AS (
            SELECT origin, dest, count(*) AS flights
            FROM flights
            WHERE flight_date BETWEEN '2013-12-01' AND '2013-12-31'
            GROUP BY origin, dest
        )
        SELECT
            coalesce(in_january.origin, in_december.origin) AS origin,
            coalesce(in_january.dest, in_december.dest) AS dest,
            in_january.flights AS january,
            in_december.flights AS december
        FROM in_january
        FULL JOIN in_december
            ON in_december.origin = in_january.origin
            AND in_december.dest = in_january.dest
        WHERE in_january.flights IS NULL
          OR in_december.flights IS NULL
        ORDER BY origin, dest
        """,
    )


def seats_flown(connection: Connection) -> list[Row]:
    """Count the seats that each airline flew.

    Columns: airline_name, flew (flights that flew), with_seats (how many of these on planes whose seats are known),
    seats (the seats of these in all); 0 for none. All three are integers, although the sum of counts is numeric on
    PostgreSQL. Most seats first, then by airline_name.
    """
    return rows(
        connection,
        """
        WITH flown AS (
            SELECT carrier, tailnum, count(*) AS flights
            FROM flights
            WHERE dep_time IS NOT NULL
            GROUP BY carrier, tailnum
        )
        SELECT
            airlines.name AS airline_name,
            CAST(coalesce(sum(flown.flights), 0) AS bigint) AS flew,
            CAST(coalesce(sum(flown.flights) FILTER (WHERE plane_models.seats IS NOT NULL), 0) AS bigint) AS with_seats,
            CAST(coalesce(sum(flown.flights * plane_models.seats), 0) AS bigint) AS seats
        FROM airlines
        LEFT JOIN flown ON flown.carrier = airlines.carrier
        LEFT JOIN planes ON planes.tailnum = flown.tailnum
        LEFT JOIN plane_models ON plane_models.id = planes.model_id
        GROUP BY airlines.carrier, airlines.name
        ORDER BY seats DESC, airline_name
        """,
    )


def main() -> None:
    """Answer the three questions on PostgreSQL."""
    with databases.postgresql() as address, closing(psycopg.connect(address)) as connection:
        show(
            "13. How many airports get no flight from New York?",
            ["tzone", "airports"],
            airports_never_served(connection),
        )
        show(
            "14. Which routes had flights in January or in December, but not in both?",
            ["origin", "dest", "january", "december"],
            routes_opened_and_closed(connection),
        )
        show(
            "15. How many seats did each airline fly?",
            ["airline_name", "flew", "with_seats", "seats"],
            seats_flown(connection),
        )


if __name__ == "__main__":
    main()
