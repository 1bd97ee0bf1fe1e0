"""Window functions in SQLAlchemy: ``.over(...)`` behind a function.

``func.rank().over(partition_by=..., order_by=...)`` is an expression like any other. The frame is ``rows=(-6, 0)``,
``range_=`` or ``groups=``, where None is unbounded. To filter by a window, make the query a ``.cte()`` and select from
that, as in SQL.

A window over a group's count, ``func.sum(func.count()).over(...)``, needs no query around it: GROUP BY comes before.

What is sent: nearly the SQL of raw_sql_examples/windows.py, one statement each. ``extract`` and the sum of
counts are ``numeric`` on PostgreSQL, and so Decimal in Python: cast what should be an int.

Cost: as in SQL; what is computed in Python instead would first have to be fetched.
Not for: sums over rows that the program has in memory anyway: ``itertools.accumulate``.
Asked: how is ``row_number() <= 3`` written? (As a condition on the columns of a CTE or subquery, ``.c.place <= 3``.)
Source: https://docs.sqlalchemy.org/en/21/tutorial/data_select.html#using-window-functions
"""

import sqlparse
from sqlalchemy import Integer, case, cast, extract, func, select
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Flight
from sqlalchemy_examples.printing import Row, show
from sqlalchemy_examples.recording import recording


def worst_hours(session: Session) -> list[Row]:
    """Return the hours of scheduled departure whose mean departure delay has rank 1 to 3 at their origin (RANK).

    Hours in which nothing flew have no mean and no rank. Columns: origin, hour (0 to 23), mean_dep_delay, rank.
    By origin, rank, hour.
    """
    hour = (Flight.sched_dep_time // 60).label("hour")
    mean = func.avg(Flight.dep_delay)
    ranked = (
        select(
            Flight.origin,
            hour,
            mean.label("mean_dep_delay"),
            func.rank().over(partition_by=Flight.origin, order_by=mean.desc()).label("rank"),
        )
        .where(Flight.dep_delay.is_not(None))
        .group_by(Flight.origin, hour)
        .cte("ranked")
    )
    query = select(ranked).where(ranked.c.rank <= 3).order_by(ranked.c.origin, ranked.c.rank, ranked.c.hour)
    return [tuple(row) for row in session.execute(query)]


def running_totals(session: Session) -> list[Row]:
    """Return the flights of each origin by month, with their total over the year up to that month.

    Columns: origin, month, flights, running_total (an integer). By origin, month.
    """
    by_month = (
        select(
            Flight.origin,
            cast(extract("month", Flight.flight_date), Integer).label("month"),
            func.count().label("flights"),
        )
        .group_by(Flight.origin, "month")
        .cte("by_month")
    )
    total = func.sum(by_month.c.flights).over(partition_by=by_month.c.origin, order_by=by_month.c.month)
    query = select(by_month, cast(total, Integer).label("running_total")).order_by(by_month.c.origin, by_month.c.month)
    return [tuple(row) for row in session.execute(query)]


def moving_average(session: Session) -> list[Row]:
    """Return for each date the mean departure delay, and the mean of these over it and up to six dates before.

    Columns: flight_date, mean_dep_delay, moving_average. By date.
    """
    mean = func.avg(Flight.dep_delay)
    week = func.avg(mean).over(order_by=Flight.flight_date, rows=(-6, 0))
    query = (
        select(Flight.flight_date, mean.label("mean_dep_delay"), week.label("moving_average"))
        .group_by(Flight.flight_date)
        .order_by(Flight.flight_date)
    )
    return [tuple(row) for row in session.execute(query)]


def changes_by_month(session: Session) -> list[Row]:
    """Return the flights of each carrier by month, and how many more they are than in its previous month with flights.

    Columns: carrier, month, flights, change (NULL for the first). By carrier, month.
    """
    by_month = (
        select(
            Flight.carrier,
            cast(extract("month", Flight.flight_date), Integer).label("month"),
            func.count().label("flights"),
        )
        .group_by(Flight.carrier, "month")
        .cte("by_month")
    )
    before = func.lag(by_month.c.flights).over(partition_by=by_month.c.carrier, order_by=by_month.c.month)
    query = select(by_month, (by_month.c.flights - before).label("change")).order_by(
        by_month.c.carrier, by_month.c.month
    )
    return [tuple(row) for row in session.execute(query)]


def delay_percentiles(session: Session) -> list[Row]:
    """Return the median and the 90th percentile of each carrier's departure delays, by nearest rank.

    That is the smallest delay that at least that share of the carrier's delays does not exceed. On PostgreSQL alone
    ``func.percentile_disc(0.5).within_group(Flight.dep_delay)`` says it, and sorts every delay.

    Columns: carrier, median, ninetieth. By carrier.
    """
    flights = func.count()
    running = (
        select(
            Flight.carrier,
            Flight.dep_delay,
            func.sum(flights).over(partition_by=Flight.carrier, order_by=Flight.dep_delay).label("up_to_here"),
            func.sum(flights).over(partition_by=Flight.carrier).label("total"),
        )
        .where(Flight.dep_delay.is_not(None))
        .group_by(Flight.carrier, Flight.dep_delay)
        .cte("running")
    )
    delay = func.min(running.c.dep_delay)
    query = (
        select(
            running.c.carrier,
            delay.filter(2 * running.c.up_to_here >= running.c.total).label("median"),
            delay.filter(10 * running.c.up_to_here >= 9 * running.c.total).label("ninetieth"),
        )
        .group_by(running.c.carrier)
        .order_by(running.c.carrier)
    )
    return [tuple(row) for row in session.execute(query)]


def late_planes(session: Session) -> list[Row]:
    """Return how late a plane departs by how late its previous flight on the same date arrived.

    Only flights that flew count, in the order of sched_dep_time, then number. ``previous`` is ``'on time'`` for at most
    0 minutes late, ``'late'`` for 1 to 29, ``'very late'`` for 30 and more. Left out is a flight without a previous one
    on its date, or whose previous one has no arr_delay (it was diverted).

    Columns: previous, flights, mean_dep_delay. On time, late, very late.
    """
    previous_delay = func.lag(Flight.arr_delay).over(
        partition_by=[Flight.tailnum, Flight.flight_date], order_by=[Flight.sched_dep_time, Flight.number]
    )
    flown = (
        select(Flight.dep_delay, previous_delay.label("previous_delay"))
        .where(Flight.dep_time.is_not(None), Flight.tailnum.is_not(None))
        .cte("flown")
    )
    delay = flown.c.previous_delay
    previous = case((delay <= 0, "on time"), (delay < 30, "late"), else_="very late").label("previous")
    query = (
        select(previous, func.count().label("flights"), func.avg(flown.c.dep_delay).label("mean_dep_delay"))
        .where(delay.is_not(None))
        .group_by("previous")
        .order_by(func.min(delay))
    )
    return [tuple(row) for row in session.execute(query)]


def top_routes_of_carriers(session: Session) -> list[Row]:
    """Return the three routes with most flights of each carrier (ROW_NUMBER; of equal ones the first by origin, dest).

    Columns: carrier, place (1 to 3), origin, dest, flights. By carrier, place.
    """
    flights = func.count()
    place = func.row_number().over(partition_by=Flight.carrier, order_by=[flights.desc(), Flight.origin, Flight.dest])
    routes = (
        select(Flight.carrier, place.label("place"), Flight.origin, Flight.dest, flights.label("flights"))
        .group_by(Flight.carrier, Flight.origin, Flight.dest)
        .cte("routes")
    )
    query = select(routes).where(routes.c.place <= 3).order_by(routes.c.carrier, routes.c.place)
    return [tuple(row) for row in session.execute(query)]


def main() -> None:
    """Show the first rows of each answer, and what was sent for one."""
    questions = {
        worst_hours: ("23. Which three hours are the worst at each origin?", "origin hour mean_dep_delay rank"),
        running_totals: ("24. How do an origin's flights add up?", "origin month flights running_total"),
        moving_average: ("25. How late is a week?", "flight_date mean_dep_delay moving_average"),
        changes_by_month: ("26. Who flies more, who less than the month before?", "carrier month flights change"),
        delay_percentiles: ("27. How late are half, and nine of ten?", "carrier median ninetieth"),
        late_planes: ("28. Does a late plane stay late?", "previous flights mean_dep_delay"),
        top_routes_of_carriers: ("29. Where does each carrier fly most?", "carrier place origin dest flights"),
    }
    with loaded() as engine, Session(engine) as session:
        for ask, (question, columns) in questions.items():
            show(question, columns.split(), ask(session), limit=3)
        with recording(session) as sent:
            worst_hours(session)
    print(f"worst_hours sent {len(sent)} statement:")
    print(sqlparse.format(sent[0], reindent=True))


if __name__ == "__main__":
    main()
