"""Outer joins in SQLAlchemy: ``outerjoin``, ``full=True``, and EXISTS for rows without a partner.

``select(...).outerjoin(target, condition)`` is LEFT JOIN, and ``full=True`` makes it FULL JOIN. There is no right join:
exchange the tables. ``select_from`` says which table is the left one; the order of the columns should not decide it.

``exists().where(...)`` is correlated by itself: a table that the outer query has after FROM is left out of the inner
one. On a relationship ``Airline.flights.any()`` writes the same EXISTS.

Cost: that of the SQL. Columns of a table without a partner are None, whatever their ``Mapped`` annotation says, and no
type checker sees it.
Not for: objects with collections that may be empty: ``selectinload`` gives an empty list and no doubled parents.
Asked: where does the condition on the joined table go? (Into ``outerjoin``; in ``where`` it makes an inner join of it.)
Source: https://docs.sqlalchemy.org/en/21/tutorial/data_select.html#outer-and-full-join
"""

from datetime import date

from sqlalchemy import BigInteger, Subquery, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Airline, Airport, Flight, Plane, PlaneModel
from sqlalchemy_examples.printing import Row, show


def airports_never_served(session: Session) -> list[Row]:
    """Count the airports that have a name and get no flight from New York, by time zone.

    Columns: tzone (NULL where it is unknown), airports. Most airports first, then by tzone, NULL last.
    """
    airports = func.count().label("airports")
    query = (
        select(Airport.tzone, airports)
        .where(Airport.name.is_not(None), ~exists().where(Flight.dest == Airport.faa))
        .group_by(Airport.tzone)
        .order_by(airports.desc(), Airport.tzone.nulls_last())
    )
    return [tuple(row) for row in session.execute(query)]


def routes_opened_and_closed(session: Session) -> list[Row]:
    """Find the routes that had flights in January 2013 or in December 2013, but not in both (FULL JOIN).

    Columns: origin, dest, january, december (flights scheduled in each month, NULL for none). By origin, dest.
    """
    january = _routes_of(date(2013, 1, 1), date(2013, 1, 31), "january")
    december = _routes_of(date(2013, 12, 1), date(2013, 12, 31), "december")
    origin = func.coalesce(january.c.origin, december.c.origin).label("origin")
    dest = func.coalesce(january.c.dest, december.c.dest).label("dest")
    query = (
        select(origin, dest, january.c.flights.label("january"), december.c.flights.label("december"))
        .select_from(january)
        .outerjoin(
            december,
            (december.c.origin == january.c.origin) & (december.c.dest == january.c.dest),
            full=True,
        )
        .where(or_(january.c.flights.is_(None), december.c.flights.is_(None)))
        .order_by(origin, dest)
    )
    return [tuple(row) for row in session.execute(query)]


def _routes_of(first: date, last: date, name: str) -> Subquery:
    """The routes between two dates, with their flights."""
    return (
        select(Flight.origin, Flight.dest, func.count().label("flights"))
        .where(Flight.flight_date.between(first, last))
        .group_by(Flight.origin, Flight.dest)
        .subquery(name)
    )


def seats_flown(session: Session) -> list[Row]:
    """Count the seats that each airline flew.

    Columns: airline_name, flew (flights that flew), with_seats (how many of these on planes whose seats are known),
    seats (the seats of these in all); 0 for none. All three are integers, although the sum of counts is numeric on
    PostgreSQL. Most seats first, then by airline_name.
    """
    flown = (
        select(Flight.carrier, Flight.tailnum, func.count().label("flights"))
        .where(Flight.dep_time.is_not(None))
        .group_by(Flight.carrier, Flight.tailnum)
        .cte("flown")
    )
    flew = func.sum(flown.c.flights)
    with_seats = flew.filter(PlaneModel.seats.is_not(None))
    seats = cast(func.coalesce(func.sum(flown.c.flights * PlaneModel.seats), 0), BigInteger).label("seats")
    query = (
        select(
            Airline.name,
            cast(func.coalesce(flew, 0), BigInteger).label("flew"),
            cast(func.coalesce(with_seats, 0), BigInteger).label("with_seats"),
            seats,
        )
        .select_from(Airline)
        .outerjoin(flown, flown.c.carrier == Airline.carrier)
        .outerjoin(Plane, Plane.tailnum == flown.c.tailnum)
        .outerjoin(Plane.model)
        .group_by(Airline.carrier, Airline.name)
        .order_by(seats.desc(), Airline.name)
    )
    return [tuple(row) for row in session.execute(query)]


def main() -> None:
    """Answer the three questions on PostgreSQL."""
    with loaded() as engine, Session(engine) as session:
        show(
            "13. How many airports get no flight from New York?",
            ["tzone", "airports"],
            airports_never_served(session),
        )
        show(
            "14. Which routes had flights in January or in December, but not in both?",
            ["origin", "dest", "january", "december"],
            routes_opened_and_closed(session),
        )
        show(
            "15. How many seats did each airline fly?",
            ["airline_name", "flew", "with_seats", "seats"],
            seats_flown(session),
        )


if __name__ == "__main__":
    main()
