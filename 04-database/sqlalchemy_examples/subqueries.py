"""Subqueries in SQLAlchemy: a ``select()`` is a value, and what it is made into says where it goes.

``.scalar_subquery()`` is an expression, ``column.in_(query)`` takes the query itself, ``.exists()`` asks,
``.subquery()`` and ``.cte("name")`` are tables whose columns hang on ``.c``. ``aliased(Flight)`` reads a table twice.

A scalar subquery or EXISTS that reads one table and names another, of the query around it, is correlated without being
told: the other leaves its FROM. To read the same table anew beside the outer row, alias it.

What is sent: nearly the SQL of raw_sql_examples/subqueries.py, one statement each, with parameters for numbers. The
text is put together once and kept in the engine's cache of compiled statements.

Cost: building the expression and looking it up in the cache, at each call; no objects, as only columns are asked for.
Not for: a query that nobody changes or puts together of parts, and that is clearer in SQL: ``text()`` may say it.
Asked: how does SQLAlchemy know that a subquery is correlated? (Besides a table of its own it names one of the other.)
Source: https://docs.sqlalchemy.org/en/21/tutorial/data_select.html#subqueries-and-ctes
"""

import sqlparse
from sqlalchemy import Integer, cast, distinct, extract, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Flight, Plane, PlaneModel
from sqlalchemy_examples.printing import Row, show
from sqlalchemy_examples.recording import recording


def most_delayed_flight_of_each_carrier(session: Session) -> list[Row]:
    """Return each carrier's flight with the greatest departure delay; of several, the first by date, number, origin.

    Columns: carrier, flight_date, number, origin, dest, dep_delay. By carrier.
    """
    greatest = select(Flight.carrier, func.max(Flight.dep_delay)).group_by(Flight.carrier)
    latest = (
        select(Flight.carrier, Flight.flight_date, Flight.number, Flight.origin, Flight.dest, Flight.dep_delay)
        .where(tuple_(Flight.carrier, Flight.dep_delay).in_(greatest))
        .cte("latest")
    )
    earlier = aliased(latest, name="earlier")
    is_earlier = tuple_(earlier.c.flight_date, earlier.c.number, earlier.c.origin) < tuple_(
        latest.c.flight_date, latest.c.number, latest.c.origin
    )
    query = (
        select(latest)
        .where(~select(earlier).where(earlier.c.carrier == latest.c.carrier, is_earlier).exists())
        .order_by(latest.c.carrier)
    )
    return [tuple(row) for row in session.execute(query)]


def routes_twice_as_late(session: Session) -> list[Row]:
    """Return the routes with at least 365 flights whose mean arrival delay is above twice that of all flights together.

    Columns: origin, dest, flights, mean_arr_delay. Latest first, then by origin, destination.
    """
    mean = func.avg(Flight.arr_delay)
    query = (
        select(Flight.origin, Flight.dest, func.count().label("flights"), mean.label("mean_arr_delay"))
        .group_by(Flight.origin, Flight.dest)
        .having(func.count() >= 365, mean > 2 * select(mean).scalar_subquery())
        .order_by(mean.desc(), Flight.origin, Flight.dest)
    )
    return [tuple(row) for row in session.execute(query)]


def daily_services(session: Session) -> list[Row]:
    """Return the carriers that had a flight from an origin on every date that has flights at all, with their flights.

    Columns: origin, carrier, flights. By origin, carrier.
    """
    daily = (
        select(Flight.origin, Flight.carrier, Flight.flight_date, func.count().label("flights"))
        .group_by(Flight.origin, Flight.carrier, Flight.flight_date)
        .cte("daily")
    )
    dates = select(func.count(distinct(daily.c.flight_date))).scalar_subquery()
    query = (
        select(daily.c.origin, daily.c.carrier, cast(func.sum(daily.c.flights), Integer).label("flights"))
        .group_by(daily.c.origin, daily.c.carrier)
        .having(func.count() == dates)
        .order_by(daily.c.origin, daily.c.carrier)
    )
    return [tuple(row) for row in session.execute(query)]


def flights_to_top_destinations(session: Session) -> list[Row]:
    """Return the flights by month to the ten destinations with most flights (of equal ones the first by code).

    Columns: dest, month, flights. By destination, month.
    """
    top = select(Flight.dest).group_by(Flight.dest).order_by(func.count().desc(), Flight.dest).limit(10)
    month = cast(extract("month", Flight.flight_date), Integer).label("month")
    query = (
        select(Flight.dest, month, func.count().label("flights"))
        .where(Flight.dest.in_(top))
        .group_by(Flight.dest, month)
        .order_by(Flight.dest, month)
    )
    return [tuple(row) for row in session.execute(query)]


def planes_that_flew_once(session: Session) -> list[Row]:
    """Return by manufacturer how many planes had exactly one flight that flew; NULL for planes known by tail number.

    Columns: manufacturer, planes. Most first, then by manufacturer, NULL last.
    """
    flew_once = (
        select(Flight.tailnum)
        .where(Flight.dep_time.is_not(None), Flight.tailnum.is_not(None))
        .group_by(Flight.tailnum)
        .having(func.count() == 1)
        .cte("flew_once")
    )
    planes = func.count().label("planes")
    query = (
        select(PlaneModel.manufacturer, planes)
        .select_from(Plane)
        .join(flew_once, flew_once.c.tailnum == Plane.tailnum)
        .outerjoin(Plane.model)
        .group_by(PlaneModel.manufacturer)
        .order_by(planes.desc(), PlaneModel.manufacturer.nulls_last())
    )
    return [tuple(row) for row in session.execute(query)]


def market_shares(session: Session) -> list[Row]:
    """Return each carrier's share of the flights of each origin, 0 to 1.

    Columns: origin, carrier, flights, share. By origin, then largest share first, then carrier.
    """
    by_carrier = (
        select(Flight.origin, Flight.carrier, func.count().label("flights"))
        .group_by(Flight.origin, Flight.carrier)
        .cte("by_carrier")
    )
    by_origin = (
        select(by_carrier.c.origin, func.sum(by_carrier.c.flights).label("flights"))
        .group_by(by_carrier.c.origin)
        .cte("by_origin")
    )
    # True division: SQLAlchemy casts one side to numeric, where SQL would divide whole numbers.
    share = (by_carrier.c.flights / by_origin.c.flights).label("share")
    query = (
        select(by_carrier.c.origin, by_carrier.c.carrier, by_carrier.c.flights, share)
        .join(by_origin, by_origin.c.origin == by_carrier.c.origin)
        .order_by(by_carrier.c.origin, share.desc(), by_carrier.c.carrier)
    )
    return [tuple(row) for row in session.execute(query)]


def fleet_ages(session: Session) -> list[Row]:
    """Return for each carrier the planes of its flights, flown or not, whose year is known, and how old they are.

    Each plane of a carrier counts once, however often it flew. Columns: carrier, planes, oldest and newest (years of
    building), mean_age (in 2013). Oldest fleet (mean) first, then by carrier.
    """
    fleets = select(Flight.carrier, Flight.tailnum).distinct().cte("fleets")
    mean_age = func.avg(2013 - Plane.year).label("mean_age")
    query = (
        select(
            fleets.c.carrier,
            func.count().label("planes"),
            func.min(Plane.year).label("oldest"),
            func.max(Plane.year).label("newest"),
            mean_age,
        )
        .join(Plane, Plane.tailnum == fleets.c.tailnum)
        .where(Plane.year.is_not(None))
        .group_by(fleets.c.carrier)
        .order_by(mean_age.desc(), fleets.c.carrier)
    )
    return [tuple(row) for row in session.execute(query)]


def main() -> None:
    """Show the first rows of each answer, and what was sent for one."""
    questions = {
        most_delayed_flight_of_each_carrier: (
            "16. Which flight of each carrier departed latest?",
            "carrier flight_date number origin dest dep_delay",
        ),
        routes_twice_as_late: (
            "17. Which routes arrive more than twice as late as all flights?",
            "origin dest flights mean_arr_delay",
        ),
        daily_services: ("18. Which carriers fly from an origin every day?", "origin carrier flights"),
        flights_to_top_destinations: (
            "19. How many flights go to the ten greatest destinations each month?",
            "dest month flights",
        ),
        planes_that_flew_once: ("20. Who made the planes that flew once?", "manufacturer planes"),
        market_shares: ("21. Which share of its origin's flights has each carrier?", "origin carrier flights share"),
        fleet_ages: ("22. How old are the fleets?", "carrier planes oldest newest mean_age"),
    }
    with loaded() as engine, Session(engine) as session:
        for ask, (question, columns) in questions.items():
            show(question, columns.split(), ask(session), limit=3)
        with recording(session) as sent:
            routes_twice_as_late(session)
    print(f"routes_twice_as_late sent {len(sent)} statement:")
    print(sqlparse.format(sent[0], reindent=True))


if __name__ == "__main__":
    main()
