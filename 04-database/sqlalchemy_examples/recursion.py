"""Recursive queries in SQLAlchemy: a CTE that is named before it is complete.

``cte(recursive=True)`` makes the first half and a name for the whole. The second half is written with that name, and
``union`` or ``union_all`` puts the two together: the result is a new CTE, which the last query reads. The types of the
columns are those of the first half. ``literal(value)`` takes its type from Python and sends it along to PostgreSQL, as
in ``%(param_1)s::VARCHAR``; a bare parameter would be text there, and the halves would not fit.

A CTE comes into FROM as soon as one of its columns is named. Without a condition between it and the rest that is every
row with every row; SQLAlchemy warns of it, and ``join(calendar, true())`` says that it is meant.

Cost: that of raw SQL; the statement is the same.
Not for: trees of objects; ``relationship(join_depth=3)`` loads a known depth, a recursive CTE any depth as rows.
Asked: how do you load a tree of comments in one query? (A recursive CTE; then put the tree together in Python.)
Source: https://docs.sqlalchemy.org/en/21/core/selectable.html#sqlalchemy.sql.expression.Select.cte
"""

from datetime import date

from sqlalchemy import except_, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.functions import days_after
from sqlalchemy_examples.models import Flight
from sqlalchemy_examples.printing import Row, show


def reachable_in_two_hops(session: Session) -> list[Row]:
    """Return the airports that are at most two hops from Anchorage (ANC), and the least number of hops.

    Every route that has flights is flown in both directions: from its destination to its origin as well. ANC itself is
    left out.

    Columns: airport, hops (1 or 2). By hops, airport.
    """
    routes = select(Flight.origin, Flight.dest).distinct().cte("routes")
    hops_between = union_all(
        select(routes.c.origin.label("here"), routes.c.dest.label("there")), select(routes.c.dest, routes.c.origin)
    ).cte("hops_between")
    start = select(literal("ANC").label("airport"), literal(0).label("hops"))
    reached = start.cte("reached", recursive=True)
    reached = reached.union(
        select(hops_between.c.there, reached.c.hops + 1)
        .join(reached, reached.c.airport == hops_between.c.here)
        .where(reached.c.hops < 2)
    )
    hops = func.min(reached.c.hops).label("hops")
    query = (
        select(reached.c.airport, hops)
        .where(reached.c.airport != "ANC")
        .group_by(reached.c.airport)
        .order_by(hops, reached.c.airport)
    )
    return [tuple(row) for row in session.execute(query)]


def days_without_flights(session: Session) -> list[Row]:
    """Return the dates of 2013 on which a route had no flights, for routes that had some on at least 300 dates.

    What is not there cannot be selected: the days of the year have to be made first, here by recursion.

    Columns: origin, dest, missing. By origin, dest, missing.
    """
    calendar = select(literal(date(2013, 1, 1)).label("day")).cte("calendar", recursive=True)
    calendar = calendar.union_all(select(days_after(calendar.c.day, 1)).where(calendar.c.day < date(2013, 12, 31)))
    flown = select(Flight.flight_date, Flight.origin, Flight.dest).distinct().cte("flown")
    regular_routes = (
        select(flown.c.origin, flown.c.dest)
        .group_by(flown.c.origin, flown.c.dest)
        .having(func.count() >= 300)
        .cte("regular_routes")
    )
    scheduled = select(regular_routes, calendar.c.day.label("missing")).join(calendar, true())
    query = except_(scheduled, select(flown.c.origin, flown.c.dest, flown.c.flight_date))
    return [tuple(row) for row in session.execute(query.order_by("origin", "dest", "missing"))]


def shortest_trips(session: Session) -> list[Row]:
    """Return the length of the shortest trip from Anchorage (ANC) to each other airport, in at most three hops.

    Every route that has flights is flown in both directions, and is as long as the least ``distance`` of its flights.

    Columns: airport, miles. By miles, airport.
    """
    routes = (
        select(Flight.origin, Flight.dest, func.min(Flight.distance).label("miles"))
        .group_by(Flight.origin, Flight.dest)
        .cte("routes")
    )
    hops_between = union_all(
        select(routes.c.origin.label("here"), routes.c.dest.label("there"), routes.c.miles),
        select(routes.c.dest, routes.c.origin, routes.c.miles),
    ).cte("hops_between")
    start = select(literal("ANC").label("airport"), literal(0).label("hops"), literal(0).label("miles"))
    trips = start.cte("trips", recursive=True)
    trips = trips.union(
        select(hops_between.c.there, trips.c.hops + 1, trips.c.miles + hops_between.c.miles)
        .join(trips, trips.c.airport == hops_between.c.here)
        .where(trips.c.hops < 3)
    )
    miles = func.min(trips.c.miles).label("miles")
    query = (
        select(trips.c.airport, miles)
        .where(trips.c.airport != "ANC")
        .group_by(trips.c.airport)
        .order_by(miles, trips.c.airport)
    )
    return [tuple(row) for row in session.execute(query)]


def main() -> None:
    """Show where one can go from Anchorage, and which routes have holes in their calendar."""
    with loaded() as engine, Session(engine) as session:
        show("Which airports are at most two hops from Anchorage?", ("airport", "hops"), reachable_in_two_hops(session))
        show(
            "On which dates did a route with flights on at least 300 dates have none?",
            ("origin", "dest", "missing"),
            days_without_flights(session),
        )
        show(
            "How far is the shortest trip from Anchorage in at most three hops?",
            ("airport", "miles"),
            shortest_trips(session),
        )


if __name__ == "__main__":
    main()
