"""Joins in SQLAlchemy: along a relationship, or ON whatever is said.

``join(Plane.model)`` finds the condition in the foreign key behind the relationship; ``join(routes, condition)`` takes
it as given. A subquery or CTE has its columns under ``.c`` and is joined like a table, and ``aliased`` or ``.alias()``
gives it a second name, so that it can be joined with itself.

Nothing is joined because an attribute of it was mentioned. Mention one without a join, and SQLAlchemy writes both
tables after FROM, which is a CROSS JOIN, and warns of a cartesian product.

Cost: that of the SQL; the longer the statement, the more the cache of compiled statements matters.
Not for: loading objects with what belongs to them; that is ``selectinload`` and ``joinedload``, in loading.py.
Asked: does ``join`` load the related objects as well? (No, it is only a condition; ``contains_eager`` would.)
Source: https://docs.sqlalchemy.org/en/21/orm/queryguide/select.html#joins
"""

from sqlalchemy import BigInteger, Double, cast, func, select
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Airline, Airport, Flight, Plane, PlaneModel
from sqlalchemy_examples.printing import Row, show


def flights_by_airline_and_manufacturer(session: Session) -> list[Row]:
    """Count the flights that each airline scheduled on planes of each manufacturer, where that is known.

    Columns: airline_name, manufacturer, flights (an integer: the sum of counts is numeric on PostgreSQL until it is
    cast). The twenty largest, most flights first, then by airline_name, manufacturer.
    """
    flights_of_planes = (
        select(Flight.carrier, Flight.tailnum, func.count().label("flights"))
        .group_by(Flight.carrier, Flight.tailnum)
        .cte("flights_of_planes")
    )
    flights = cast(func.sum(flights_of_planes.c.flights), BigInteger).label("flights")
    query = (
        select(Airline.name, PlaneModel.manufacturer, flights)
        .select_from(flights_of_planes)
        .join(Airline, Airline.carrier == flights_of_planes.c.carrier)
        .join(Plane, Plane.tailnum == flights_of_planes.c.tailnum)
        .join(Plane.model)
        .group_by(Airline.name, PlaneModel.manufacturer)
        .order_by(flights.desc(), Airline.name, PlaneModel.manufacturer)
        .limit(20)
    )
    return [tuple(row) for row in session.execute(query)]


def destinations_without_details(session: Session) -> list[Row]:
    """Count the flights to each destination that is known by its code alone (the airport's name is NULL).

    Columns: dest, flights. Most flights first, then by dest.
    """
    flights = func.count().label("flights")
    query = (
        select(Flight.dest, flights)
        .join(Flight.dest_airport)
        .where(Airport.name.is_(None))
        .group_by(Flight.dest)
        .order_by(flights.desc(), Flight.dest)
    )
    return [tuple(row) for row in session.execute(query)]


def planes_of_two_carriers(session: Session) -> list[Row]:
    """Find the planes that more than one carrier scheduled.

    Columns: tailnum, first_carrier and last_carrier by the alphabet, flights (of all carriers). By tailnum. A first and
    a last carrier that differ are much cheaper to find than ``count(DISTINCT carrier) > 1``, which sorts each group.
    """
    first, last = func.min(Flight.carrier), func.max(Flight.carrier)
    query = (
        select(
            Flight.tailnum,
            first.label("first_carrier"),
            last.label("last_carrier"),
            func.count().label("flights"),
        )
        .where(Flight.tailnum.is_not(None))
        .group_by(Flight.tailnum)
        .having(first != last)
        .order_by(Flight.tailnum)
    )
    return [tuple(row) for row in session.execute(query)]


def competitors(session: Session) -> list[Row]:
    """Find the two carriers that meet on most routes (origin and destination).

    Columns: carrier, other_carrier (each pair once, the first before the second by the alphabet), routes. The ten pairs
    with most routes, most first, then by carrier, other_carrier.
    """
    one = select(Flight.carrier, Flight.origin, Flight.dest).distinct().cte("routes")
    other = one.alias("other")
    routes = func.count().label("routes")
    query = (
        select(one.c.carrier, other.c.carrier.label("other_carrier"), routes)
        .join(
            other,
            (other.c.origin == one.c.origin) & (other.c.dest == one.c.dest) & (other.c.carrier > one.c.carrier),
        )
        .group_by(one.c.carrier, other.c.carrier)
        .order_by(routes.desc(), one.c.carrier, other.c.carrier)
        .limit(10)
    )
    return [tuple(row) for row in session.execute(query)]


def speed_by_time_zone(session: Session) -> list[Row]:
    """Tell how fast flights got to each time zone.

    Columns: tz (hours from UTC of the destination, NULL where it is unknown), flights (with a known air_time),
    mean_speed (miles per hour: the mean over the flights of distance / (air_time / 60)). By tz, NULL last. The mean of
    means would be another number; sums can be added up, so the speeds are summed by destination first.
    """
    speed = Flight.distance / (cast(Flight.air_time, Double) / 60.0)
    speeds = (
        select(Flight.dest, func.count().label("flights"), func.sum(speed).label("total"))
        .where(Flight.air_time.is_not(None))
        .group_by(Flight.dest)
        .cte("speeds")
    )
    query = (
        select(
            Airport.tz,
            cast(func.sum(speeds.c.flights), BigInteger).label("flights"),
            (func.sum(speeds.c.total) / func.sum(speeds.c.flights)).label("mean_speed"),
        )
        .join(speeds, speeds.c.dest == Airport.faa)
        .group_by(Airport.tz)
        .order_by(Airport.tz.nulls_last())
    )
    return [tuple(row) for row in session.execute(query)]


def main() -> None:
    """Answer the five questions on PostgreSQL."""
    with loaded() as engine, Session(engine) as session:
        show(
            "8. How many flights did each airline schedule on planes of each manufacturer?",
            ["airline_name", "manufacturer", "flights"],
            flights_by_airline_and_manufacturer(session),
        )
        show(
            "9. Which destinations are known by their code alone?",
            ["dest", "flights"],
            destinations_without_details(session),
        )
        show(
            "10. Which planes were scheduled by more than one carrier?",
            ["tailnum", "first_carrier", "last_carrier", "flights"],
            planes_of_two_carriers(session),
        )
        show("11. Who competes with whom?", ["carrier", "other_carrier", "routes"], competitors(session))
        show(
            "12. How fast do flights get to each time zone?",
            ["tz", "flights", "mean_speed"],
            speed_by_time_zone(session),
        )


if __name__ == "__main__":
    main()
