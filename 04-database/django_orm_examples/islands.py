"""Gaps and islands in Django: how far a window goes, and what to do beyond.

A window function is an expression: ``annotate(next_after=Window(Lead("flight_date"), ...))``, and it can be sorted by.
For gaps that is enough. SQL does not let WHERE see it, so for a filter Django puts the query into another one by
itself, ``SELECT ... FROM (...) "qualify" WHERE ...``, ORDER BY inside and outside: for a few of many rows that sorts
them all.

Islands need one more: number the days, then group by the difference of day and number. ``values()`` after a window
would have to group the query that has the window, and Django groups only the table. There are two ways on. Send the SQL
by a cursor: everything stays in the database, one statement, and the reader has to know SQL anyway; what is lost is the
model's names, the checks on them, and the engine's dialect. Or fetch what the ORM can group and walk it in Python:
short, the same on all engines, and it costs the rows on the way, 17,700 for twenty that are wanted, and 3,820 for
sixteen. Here the long one is sent as SQL, the short one is walked.

Cost: of a cursor none; of the walk the rows, as tuples.
Not for: SQL by a cursor in ten places. A view in a migration and an unmanaged model over it brings the ORM back.
Asked: when do you leave the ORM? (When it cannot say the query, or says a worse one, and the plan shows it.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/expressions/#window-functions,
https://docs.djangoproject.com/en/6.1/topics/db/sql/#executing-custom-sql-directly
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, F, Func, IntegerField, Window
from django.db.models.functions import Lead
from django.db.models.sql.compiler import SQLCompiler

from django_orm_examples.database import loaded
from django_orm_examples.models import Flight
from django_orm_examples.printing import Row, show

# A date moved back by its number among the dates of its route: the same for all days of a run.
RUN = {
    "postgresql": "flight_date - CAST(number AS integer)",
    "sqlite": "date(flight_date, -number || ' days')",
}


class DaysBetween(Func):
    """The days from a date to a later one, as a number: ``DaysBetween(F("later"), F("earlier"))``.

    Django's own difference of two dates is a ``timedelta``, by way of an interval.
    """

    arity = 2
    arg_joiner = " - "
    template = "(%(expressions)s)"
    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """Return it for SQLite, whose dates are text: the difference of two day numbers (``julianday``)."""
        numbers = self.copy()
        numbers.set_source_expressions([Func(each, function="julianday") for each in self.get_source_expressions()])
        return super(DaysBetween, numbers).as_sql(
            compiler, connection, template="CAST(%(expressions)s AS integer)", **context
        )


def longest_delayed_runs(using: str = "default") -> list[Row]:
    """Return the longest run of delayed days of each route: the twenty longest.

    A route is origin and destination. A day is delayed when flights of the route arrived on it and their mean
    ``arr_delay`` is above 15 minutes; a run is consecutive dates of the calendar. If several runs of a route are
    equally long, the first counts.

    The ORM cannot group by what a window gives: this is SQL by a cursor, in one statement.

    Columns: origin, dest, first_day, days. Longest first, then by origin, dest.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH delayed_days AS (
                SELECT origin, dest, flight_date
                FROM flights
                WHERE arr_delay IS NOT NULL
                GROUP BY flight_date, origin, dest
                HAVING avg(arr_delay) > %s
            ),
            numbered_days AS (
                SELECT origin, dest, flight_date,
                       row_number() OVER (PARTITION BY origin, dest ORDER BY flight_date) AS number
                FROM delayed_days
            ),
            runs AS (
                SELECT origin, dest, min(flight_date) AS first_day, count(*) AS days,
                       row_number() OVER (PARTITION BY origin, dest
                                          ORDER BY count(*) DESC, min(flight_date)) AS place
                FROM numbered_days
                GROUP BY origin, dest, {RUN[connection.vendor]}
            )
            SELECT origin, dest, first_day, days
            FROM runs
            WHERE place = 1
            ORDER BY days DESC, origin, dest
            LIMIT 20
            """,  # noqa: S608  # an expression of this module
            [15],
        )
        found: list[Row] = cursor.fetchall()
    return found


def longest_idle_planes(using: str = "default") -> list[Row]:
    """Return the ten longest stops on the ground: days between successive flight dates of one plane.

    Only planes with at least 100 flights (scheduled is enough) count.

    Columns: tailnum, last_before, next_after, days. Longest first, then by tailnum, last_before.
    """
    flights = Flight.objects.using(using)
    regular_planes = flights.values("plane").annotate(flights=Count("*")).filter(flights__gte=100).values("plane")
    stops = flights.filter(plane__in=regular_planes).annotate(
        next_after=Window(Lead("flight_date"), partition_by="plane", order_by="flight_date"),
        days=DaysBetween(F("next_after"), F("flight_date")),
    )
    # A plane's last flight has no next one. Filtered by the window, the query would be wrapped, and all stops sorted
    # within it before ten are taken; so NULL is sorted last instead.
    longest = stops.order_by(F("days").desc(nulls_last=True), "plane", "flight_date")
    rows = longest.values_list("plane", "flight_date", "next_after", "days")[:10]
    return [row for row in rows if row[2]]


def runs_without_cancellation(using: str = "default") -> list[Row]:
    """Return each carrier's longest run of consecutive dates with flights, none of them cancelled.

    A date without flights of the carrier ends a run. A carrier without such a date is left out; if several runs are
    equally long, the first counts.

    The ORM groups the flights to dates; ``runs`` finds what follows one another in Python.

    Columns: carrier, first_day, days. Longest first, then by carrier.
    """
    complete_days = (
        Flight.objects.using(using)
        .values("flight_date", "airline")
        .annotate(cancelled=Count("*") - Count("dep_time"))
        .filter(cancelled=0)
        .order_by("airline", "flight_date")
        .values_list("airline", "flight_date")
    )
    longest = []
    for carrier, days in groupby(complete_days, key=lambda row: row[0]):
        # max() keeps the first of several equals.
        first_day, length = max(runs(day for _, day in days), key=lambda run: run[1])
        longest.append((carrier, first_day, length))
    return sorted(longest, key=lambda row: (-row[2], row[0]))


def runs(dates: Iterable[date]) -> Iterator[tuple[date, int]]:
    """Yield each run of consecutive dates, its first day and its length in days; the dates ascend.

    >>> [(str(first), days) for first, days in runs([date(2013, 2, 27), date(2013, 2, 28), date(2013, 3, 2)])]
    [('2013-02-27', 2), ('2013-03-02', 1)]
    """
    first, length = None, 0
    for day in dates:
        if first is not None and day == first + timedelta(days=length):
            length += 1
            continue
        if first is not None:
            yield first, length
        first, length = day, 1
    if first is not None:
        yield first, length


def main() -> None:
    """Show the longest runs and the longest holes of 2013."""
    with loaded() as alias:
        show(
            "On which routes was the mean arrival more than 15 minutes late, day after day?",
            ("origin", "dest", "first_day", "days"),
            longest_delayed_runs(alias),
        )
        show(
            "Which planes stood on the ground for longest (or flew elsewhere: the data is New York's)?",
            ("tailnum", "last_before", "next_after", "days"),
            longest_idle_planes(alias),
        )
        show(
            "For how many days on end did a carrier cancel nothing?",
            ("carrier", "first_day", "days"),
            runs_without_cancellation(alias),
        )


if __name__ == "__main__":
    main()
