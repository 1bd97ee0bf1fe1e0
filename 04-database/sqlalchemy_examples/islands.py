"""Gaps and islands with SQLAlchemy: one CTE after the other, each a Python name.

What is a tower of subqueries in SQL is a row of variables here. ``cte("runs")`` names a query within a query, ``.c``
are its columns, and what two questions share becomes a function that takes a query and returns the next one. That is
what Core is for: SQL as values that can be passed on, put together and tested.

It sends the CTEs as written, with a bound parameter for each constant. A window is ``func.row_number().over(...)``, and
the aggregate of a group may stand in the ORDER BY of a window, as in SQL.

Cost: the statement is built and hashed for each call and compiled once; the database does the same as for raw SQL.
Not for: queries that nobody composes; a text of SQL that people know by heart reads better than ten variables.
Asked: CTE or subquery? (``.cte()`` and ``.subquery()`` differ in the text; PostgreSQL folds a CTE that is used once.)
Source: https://docs.sqlalchemy.org/en/21/tutorial/data_select.html#common-table-expressions-ctes
"""

from typing import Any

from sqlalchemy import CTE, Select, func, select
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.functions import days_after, days_between
from sqlalchemy_examples.models import Flight
from sqlalchemy_examples.printing import Row, show


def longest_delayed_runs(session: Session) -> list[Row]:
    """Return the longest run of delayed days of each route: the twenty longest.

    A route is origin and destination. A day is delayed when flights of the route arrived on it and their mean
    ``arr_delay`` is above 15 minutes; a run is consecutive dates of the calendar. If several runs of a route are
    equally long, the first counts.

    Columns: origin, dest, first_day, days. Longest first, then by origin, dest.
    """
    delayed_days = (
        select(Flight.origin, Flight.dest, Flight.flight_date)
        .where(Flight.arr_delay.is_not(None))
        .group_by(Flight.flight_date, Flight.origin, Flight.dest)
        .having(func.avg(Flight.arr_delay) > 15)
        .cte("delayed_days")
    )
    longest = longest_runs(delayed_days, "origin", "dest")
    return [tuple(row) for row in session.execute(longest.limit(20))]


def longest_idle_planes(session: Session) -> list[Row]:
    """Return the ten longest stops on the ground: days between successive flight dates of one plane.

    Only planes with at least 100 flights (scheduled is enough) count.

    Columns: tailnum, last_before, next_after, days. Longest first, then by tailnum, last_before.
    """
    regular_planes = select(Flight.tailnum).group_by(Flight.tailnum).having(func.count() >= 100)
    next_date = func.lead(Flight.flight_date).over(partition_by=Flight.tailnum, order_by=Flight.flight_date)
    stops = (
        select(Flight.tailnum, Flight.flight_date.label("last_before"), next_date.label("next_after"))
        .where(Flight.tailnum.in_(regular_planes))
        .cte("stops")
    )
    days = days_between(stops.c.last_before, stops.c.next_after).label("days")
    query = (
        select(stops, days)
        .where(stops.c.next_after.is_not(None))
        .order_by(days.desc(), stops.c.tailnum, stops.c.last_before)
        .limit(10)
    )
    return [tuple(row) for row in session.execute(query)]


def runs_without_cancellation(session: Session) -> list[Row]:
    """Return each carrier's longest run of consecutive dates with flights, none of them cancelled.

    A date without flights of the carrier ends a run. A carrier without such a date is left out; if several runs are
    equally long, the first counts.

    Columns: carrier, first_day, days. Longest first, then by carrier.
    """
    complete_days = (
        select(Flight.carrier, Flight.flight_date)
        .group_by(Flight.flight_date, Flight.carrier)
        .having(func.count() == func.count(Flight.dep_time))
        .cte("complete_days")
    )
    return [tuple(row) for row in session.execute(longest_runs(complete_days, "carrier"))]


def longest_runs(dates: CTE, *group: str) -> Select[*tuple[Any, ...]]:
    """Return a query for the longest run of consecutive dates of each group, its first day, and its length in days.

    ``dates`` has the columns of the group and ``flight_date``, each combination once. Of equally long runs the first
    counts. Longest first, then by the group.
    """
    number = func.row_number().over(partition_by=[dates.c[name] for name in group], order_by=dates.c.flight_date)
    # As long as dates follow one another, date minus number is one and the same date: the name of the run.
    named = select(dates, days_after(dates.c.flight_date, -number).label("run")).cte("named_dates")
    columns = [named.c[name] for name in group]
    first_day, days = func.min(named.c.flight_date), func.count()
    place = func.row_number().over(partition_by=columns, order_by=[days.desc(), first_day])
    runs = (
        select(*columns, first_day.label("first_day"), days.label("days"), place.label("place"))
        .group_by(*columns, named.c.run)
        .cte("runs")
    )
    columns = [runs.c[name] for name in group]
    return (
        select(*columns, runs.c.first_day, runs.c.days).where(runs.c.place == 1).order_by(runs.c.days.desc(), *columns)
    )


def main() -> None:
    """Show the longest runs and the longest holes of 2013."""
    with loaded() as engine, Session(engine) as session:
        show(
            "On which routes was the mean arrival more than 15 minutes late, day after day?",
            ("origin", "dest", "first_day", "days"),
            longest_delayed_runs(session),
        )
        show(
            "Which planes stood on the ground for longest (or flew elsewhere: the data is New York's)?",
            ("tailnum", "last_before", "next_after", "days"),
            longest_idle_planes(session),
        )
        show(
            "For how many days on end did a carrier cancel nothing?",
            ("carrier", "first_day", "days"),
            runs_without_cancellation(session),
        )


if __name__ == "__main__":
    main()
