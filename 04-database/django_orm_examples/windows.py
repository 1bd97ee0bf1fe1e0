"""Window functions in Django: ``Window(function, partition_by=..., order_by=..., frame=...)`` in ``annotate``.

``filter(place__lte=3)`` may name a window: Django puts the query into a subquery and the condition round it.
``RowRange(start=-6, end=0)`` is the frame of ROWS, ``ValueRange`` that of RANGE, None is unbounded.

Over groups there are three rules. Annotate the counts first and the windows in a second ``annotate``: in the same one
they would be grouped by, which the database refuses. ``Sum`` and ``Avg`` take no annotation that is an aggregate; a
``Func`` of one's own that is ``window_compatible`` does. And rows with a window cannot be grouped: there is no GROUP BY
over a subquery, only ``aggregate``, one row of all (``late_planes``); or Python does it (``delay_percentiles``).

What is sent is one statement each: the window in a subquery, and the filter outside, as one would write it.

Cost: as in SQL. ``ExtractMonth`` on SQLite is a function in Python, called for each row.
Not for: groups of windows: ``connection.cursor()``, or a view with an unmanaged model.
Asked: what did Django send? (``str(queryset.query)`` shows it without quotes round values; log or capture it instead.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/expressions/#window-functions
"""

from itertools import groupby
from operator import itemgetter

import sqlparse
from django.db.models import Avg, Count, F, FloatField, Func, IntegerField, Q, RowRange, Window
from django.db.models.functions import ExtractMonth, Lag, Rank, RowNumber

from django_orm_examples.database import loaded, statements
from django_orm_examples.models import Flight
from django_orm_examples.printing import Row, show


class WindowSum(Func):
    """SUM for ``Window`` over an aggregate; Django's own ``Sum`` refuses what is an aggregate already."""

    function = "SUM"
    window_compatible = True


class WindowAvg(Func):
    """AVG for ``Window`` over an aggregate."""

    function = "AVG"
    window_compatible = True


def worst_hours(using: str = "default") -> list[Row]:
    """Return the hours of scheduled departure whose mean departure delay has rank 1 to 3 at their origin (RANK).

    Hours in which nothing flew have no mean and no rank. Columns: origin, hour (0 to 23), mean_dep_delay, rank.
    By origin, rank, hour.
    """
    return list(
        Flight.objects.using(using)
        .filter(dep_delay__isnull=False)
        .values("origin", hour=F("sched_dep_time") / 60)
        .annotate(mean_dep_delay=Avg("dep_delay"))
        .annotate(rank=Window(Rank(), partition_by="origin", order_by="-mean_dep_delay"))
        .filter(rank__lte=3)
        .order_by("origin", "rank", "hour")
        .values_list("origin", "hour", "mean_dep_delay", "rank")
    )


def running_totals(using: str = "default") -> list[Row]:
    """Return the flights of each origin by month, with their total over the year up to that month.

    Columns: origin, month, flights, running_total (an integer). By origin, month.
    """
    total = WindowSum("flights", output_field=IntegerField())
    return list(
        Flight.objects.using(using)
        .values("origin", month=ExtractMonth("flight_date"))
        .annotate(flights=Count("*"))
        .annotate(running_total=Window(total, partition_by="origin", order_by="month"))
        .order_by("origin", "month")
        .values_list("origin", "month", "flights", "running_total")
    )


def moving_average(using: str = "default") -> list[Row]:
    """Return for each date the mean departure delay, and the mean of these over it and up to six dates before.

    Columns: flight_date, mean_dep_delay, moving_average. By date.
    """
    mean = WindowAvg("mean_dep_delay", output_field=FloatField())
    return list(
        Flight.objects.using(using)
        .values("flight_date")
        .annotate(mean_dep_delay=Avg("dep_delay"))
        .annotate(moving_average=Window(mean, order_by="flight_date", frame=RowRange(start=-6, end=0)))
        .order_by("flight_date")
        .values_list("flight_date", "mean_dep_delay", "moving_average")
    )


def changes_by_month(using: str = "default") -> list[Row]:
    """Return the flights of each carrier by month, and how many more they are than in its previous month with flights.

    Columns: carrier, month, flights, change (NULL for the first). By carrier, month.
    """
    before = Window(Lag("flights"), partition_by="airline", order_by="month")
    return list(
        Flight.objects.using(using)
        .values("airline", month=ExtractMonth("flight_date"))
        .annotate(flights=Count("*"))
        .annotate(change=F("flights") - before)
        .order_by("airline", "month")
        .values_list("airline", "month", "flights", "change")
    )


def delay_percentiles(using: str = "default") -> list[Row]:
    """Return the median and the 90th percentile of each carrier's departure delays, by nearest rank.

    That is the smallest delay that at least that share of the carrier's delays does not exceed. The delays are counted,
    and windows sum the counts up from both ends: the median is where at least half lie up to here and more than half
    from here on. That leaves one or two rows of a carrier. To make one of two Django cannot; Python does.

    Columns: carrier, median, ninetieth. By carrier.
    """
    # In tenths, so that all sums are whole numbers.
    tenths = WindowSum(10 * F("flights"), output_field=IntegerField())
    of_all = {
        name: Window(WindowSum(share * F("flights"), output_field=IntegerField()), partition_by="airline")
        for name, share in {"tenth": 1, "half": 5, "most": 9}.items()
    }
    reached = (
        Flight.objects.using(using)
        .filter(dep_delay__isnull=False)
        .values("airline", "dep_delay")
        .annotate(flights=Count("*"))
        .annotate(
            up_to_here=Window(tenths, partition_by="airline", order_by="dep_delay"),
            from_here=Window(tenths, partition_by="airline", order_by="-dep_delay"),
            **of_all,
        )
        .filter(
            Q(up_to_here__gte=F("half"), from_here__gt=F("half"))
            | Q(up_to_here__gte=F("most"), from_here__gt=F("tenth"))
        )
        .order_by("airline", "dep_delay")
        .values_list("airline", "dep_delay")
    )
    found = []
    for carrier, group in groupby(reached, key=itemgetter(0)):
        delays = [delay for _, delay in group]
        found.append((carrier, delays[0], delays[-1]))
    return found


def late_planes(using: str = "default") -> list[Row]:
    """Return how late a plane departs by how late its previous flight on the same date arrived.

    Only flights that flew count, in the order of sched_dep_time, then number. ``previous`` is ``'on time'`` for at most
    0 minutes late, ``'late'`` for 1 to 29, ``'very late'`` for 30 and more. Left out is a flight without a previous one
    on its date, or whose previous one has no arr_delay (it was diverted).

    Django cannot group by a window, but ``aggregate`` reads from a subquery with it: one row with a count and a mean of
    each class, which Python makes three. That reads the subquery's rows once, and looks at each for every class.

    Columns: previous, flights, mean_dep_delay. On time, late, very late.
    """
    previous = Window(Lag("arr_delay"), partition_by=["plane", "flight_date"], order_by=["sched_dep_time", "number"])
    classes = {
        "on time": Q(previous__lte=0),
        "late": Q(previous__gt=0, previous__lt=30),
        "very late": Q(previous__gte=30),
    }
    counts = {f"count{place}": Count("dep_delay", filter=previous) for place, previous in enumerate(classes.values())}
    means = {f"mean{place}": Avg("dep_delay", filter=previous) for place, previous in enumerate(classes.values())}
    found = (
        Flight.objects.using(using)
        .filter(dep_time__isnull=False, plane__isnull=False)
        .annotate(previous=previous)
        .aggregate(**counts, **means)
    )
    return [(name, found[f"count{place}"], found[f"mean{place}"]) for place, name in enumerate(classes)]


def top_routes_of_carriers(using: str = "default") -> list[Row]:
    """Return the three routes with most flights of each carrier (ROW_NUMBER; of equal ones the first by origin, dest).

    Columns: carrier, place (1 to 3), origin, dest, flights. By carrier, place.
    """
    place = Window(RowNumber(), partition_by="airline", order_by=["-flights", "origin", "dest"])
    return list(
        Flight.objects.using(using)
        .values("airline", "origin", "dest")
        .annotate(flights=Count("*"))
        .annotate(place=place)
        .filter(place__lte=3)
        .order_by("airline", "place")
        .values_list("airline", "place", "origin", "dest", "flights")
    )


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
    with loaded() as alias:
        for ask, (question, columns) in questions.items():
            show(question, columns.split(), ask(alias), limit=3)
        with statements(alias) as sent:
            top_routes_of_carriers(alias)
    print(f"top_routes_of_carriers sent {len(sent)} statement:")
    print(sqlparse.format(sent[0], reindent=True))


if __name__ == "__main__":
    main()
