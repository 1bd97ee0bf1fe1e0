"""Joins: rows of two tables side by side, where their keys are equal.

==============  =================================================================  ===================================
INNER           pairs that match; rows without a partner are gone                  destinations_without_details
self            a table with itself under two names                                competitors
LEFT            pairs, and each row of the left table without a partner, with      seats_flown in outer_joins.py
                NULLs in place of one
RIGHT           the same with the tables exchanged; hardly ever written            seats_flown, from its last table
FULL            LEFT and RIGHT at once                                             routes_opened_and_closed, there
anti            rows that have no partner: NOT EXISTS, no word of its own          airports_never_served, there
semi            rows that have one, each once however many there are: EXISTS, IN   flights_to_top_destinations in
                                                                                   subqueries.py
CROSS           every row with every row, such as all dates with all routes        days_without_flights in
                                                                                   recursion.py
==============  =================================================================  ===================================

A join multiplies: a row with three partners is there three times, and a sum counts it three times. Where one side is
only counted or summed, do that first and join the few rows that are left. PostgreSQL 18 does not do so by itself.

Cost: a hash table of the smaller side and one pass over the larger; an index and few rows, one look-up for each.
Not for: asking whether a partner exists: EXISTS stops at the first one and multiplies nothing.
Asked: which rows does ``NULL = NULL`` join? (None: it is unknown, not true. A flight without tail number has no plane.)
Source: https://www.postgresql.org/docs/18/queries-table-expressions.html#QUERIES-JOIN
"""

from contextlib import closing

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, Row, rows
from raw_sql_examples.printing import show


def flights_by_airline_and_manufacturer(connection: Connection) -> list[Row]:
    """Count the flights that each airline scheduled on planes of each manufacturer, where that is known.

    Columns: airline_name, manufacturer, flights (an integer: the sum of counts is numeric on PostgreSQL until it is
    cast). The twenty largest, most flights first, then by airline_name, manufacturer.
    """
    return rows(
        connection,
        """
        WITH flights_of_planes AS (
            SELECT carrier, tailnum, count(*) AS flights
            FROM flights
            GROUP BY carrier, tailnum
        )
        SELECT
            airlines.name AS airline_name,
            plane_models.manufacturer,
            CAST(sum(flights_of_planes.flights) AS bigint) AS flights
        FROM flights_of_planes
        JOIN airlines ON airlines.carrier = flights_of_planes.carrier
        JOIN planes ON planes.tailnum = flights_of_planes.tailnum
        JOIN plane_models ON plane_models.id = planes.model_id
        GROUP BY airlines.name, plane_models.manufacturer
        ORDER BY flights DESC, airline_name, manufacturer
        LIMIT 20
        """,
    )


def destinations_without_details(connection: Connection) -> list[Row]:
    """Count the flights to each destination that is known by its code alone (the airport's name is NULL).

    Columns: dest, flights. Most flights first, then by dest.
    """
    return rows(
        connection,
        """
        SELECT flights.dest, count(*) AS flights
        FROM flights
        JOIN airports ON airports.faa = flights.dest
        WHERE airports.name IS NULL
        GROUP BY flights.dest
        ORDER BY flights DESC, flights.dest
        """,
    )


def planes_of_two_carriers(connection: Connection) -> list[Row]:
    """Find the planes that more than one carrier scheduled.

    Columns: tailnum, first_carrier and last_carrier by the alphabet, flights (of all carriers). By tailnum. No join of
    the table with itself is needed: whoever has two carriers has a first and a last one that differ. This is much
    cheaper than ``count(DISTINCT carrier) > 1``, which sorts each group.
    """
    return rows(
        connection,
        """
        SELECT
            tailnum,
            min(carrier) AS first_carrier,
            max(carrier) AS last_carrier,
            count(*) AS flights
        FROM flights
        WHERE tailnum IS NOT NULL
        GROUP BY tailnum
        HAVING min(carrier) <> max(carrier)
        ORDER BY tailnum
        """,
    )


def competitors(connection: Connection) -> list[Row]:
    """Find the two carriers that meet on most routes (origin and destination).

    Columns: carrier, other_carrier (each pair once, the first before the second by the alphabet), routes. The ten pairs
    with most routes, most first, then by carrier, other_carrier.
    """
    return rows(
        connection,
        """
        WITH routes AS (
            SELECT DISTINCT carrier, origin, dest
            FROM flights
        )
        SELECT one.carrier, other.carrier AS other_carrier, count(*) AS routes
        FROM routes AS one
        JOIN routes AS other
            ON other.origin = one.origin
            AND other.dest = one.dest
            AND other.carrier > one.carrier
        GROUP BY one.carrier, other.carrier
        ORDER BY routes DESC, one.carrier, other.carrier
        LIMIT 10
        """,
    )


def speed_by_time_zone(connection: Connection) -> list[Row]:
    """Tell how fast flights got to each time zone.

    Columns: tz (hours from UTC of the destination, NULL where it is unknown), flights (with a known air_time),
    mean_speed (miles per hour: the mean over the flights of distance / (air_time / 60)). By tz, NULL last. The mean of
    means would be another number; sums can be added up, so the speeds are summed by destination first.
    """
    return rows(
        connection,
        """
        WITH speeds AS (
            SELECT
                dest,
                count(*) AS flights,
                sum(distance / (CAST(air_time AS double precision) / 60)) AS total
            FROM flights
            WHERE air_time IS NOT NULL
            GROUP BY dest
        )
        SELECT
            airports.tz,
            CAST(sum(speeds.flights) AS bigint) AS flights,
            sum(speeds.total) / sum(speeds.flights) AS mean_speed
        FROM speeds
        JOIN airports ON airports.faa = speeds.dest
        GROUP BY airports.tz
        ORDER BY airports.tz NULLS LAST
        """,
    )


def main() -> None:
    """Answer the five questions on PostgreSQL."""
    with databases.postgresql() as address, closing(psycopg.connect(address)) as connection:
        show(
            "8. How many flights did each airline schedule on planes of each manufacturer?",
            ["airline_name", "manufacturer", "flights"],
            flights_by_airline_and_manufacturer(connection),
        )
        show(
            "9. Which destinations are known by their code alone?",
            ["dest", "flights"],
            destinations_without_details(connection),
        )
        show(
            "10. Which planes were scheduled by more than one carrier?",
            ["tailnum", "first_carrier", "last_carrier", "flights"],
            planes_of_two_carriers(connection),
        )
        show("11. Who competes with whom?", ["carrier", "other_carrier", "routes"], competitors(connection))
        show(
            "12. How fast do flights get to each time zone?",
            ["tz", "flights", "mean_speed"],
            speed_by_time_zone(connection),
        )


if __name__ == "__main__":
    main()
