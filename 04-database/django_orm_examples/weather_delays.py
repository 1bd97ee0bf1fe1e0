"""Joins without a foreign key in Django: a relation that no constraint stands for.

Django joins along relations and nothing else. Flights and weather share a place and an hour, and no foreign key could
hold them together, since some hours were never measured. ``ForeignObject`` is what a foreign key is made of, without
the column and the constraint: ``Flight.weather`` in models.py joins on two columns. ``weather__visib`` is then a LEFT
JOIN where NULL can matter, and an INNER JOIN where a filter rules NULL out: Django decides by the conditions.

The documented way around is ``FilteredRelation``: along a relation that exists, ``origin__weather``, with more in the
ON clause. It goes by the airports, which hand-written SQL does not, and PostgreSQL misjudges how many rows come out of
that detour. A condition on one row needs no join at all: ``Exists`` with ``OuterRef`` names any columns.

A group of groups is one level too deep for the ORM. Two ways around it stand here: begin from the table whose rows are
the inner groups already, and fetch the inner groups, which are few, to sum them up in Python.

Cost: the SQL is that of the hand; ForeignObject is an internal class, shown in the documentation and promised nowhere.
Not for: relations that a constraint can hold; a ForeignKey is checked, a ForeignObject believes.
Asked: how do you join on something that is no foreign key? (Exists, FilteredRelation, ForeignObject, a subquery.)
Source: https://docs.djangoproject.com/en/6.1/topics/composite-primary-key/#composite-primary-keys-and-relations,
https://docs.djangoproject.com/en/6.1/ref/models/querysets/#filteredrelation-objects
"""

from collections import defaultdict
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    Aggregate,
    Avg,
    Case,
    Count,
    Exists,
    FloatField,
    Max,
    Min,
    OuterRef,
    Sum,
    Value,
    When,
)
from django.db.models.functions import ExtractMonth, TruncDate
from django.db.models.sql.compiler import SQLCompiler

from django_orm_examples.database import loaded
from django_orm_examples.models import Flight, Weather
from django_orm_examples.printing import Row, show

NEW_YORK = ZoneInfo("America/New_York")


class Correlation(Aggregate):
    """Pearson's correlation of two columns, -1 to 1; on PostgreSQL ``corr``, which SQLite lacks."""

    function = "corr"
    arity = 2
    output_field = FloatField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return it written out: the covariance divided by the root of both variances."""
        (x, x_values), (y, y_values) = (compiler.compile(each) for each in self.get_source_expressions()[:2])
        covariance = f"avg({x} * {y}) - avg({x}) * avg({y})"
        variances = " * ".join(f"(avg({each} * {each}) - avg({each}) * avg({each}))" for each in (x, y))
        return f"(({covariance}) / sqrt({variances}))", (*2 * (*x_values, *y_values), *4 * x_values, *4 * y_values)


def delays_by_condition(using: str = "default") -> list[Row]:
    """Return the flights that flew (``dep_time`` is known) by the condition of their hour at their origin.

    The first that applies: 'unknown' without a weather row, 'low visibility' (``visib`` below 3 miles), 'heavy rain'
    (``precip`` of at least 0.1 inches), 'strong wind' (``wind_speed`` of at least 25 miles per hour), 'calm'.

    Columns: condition, flights, mean_dep_delay (minutes). Highest mean first.
    """
    condition = Case(
        When(weather__visib=None, then=Value("unknown")),  # known in each row, so there is no row
        When(weather__visib__lt=3, then=Value("low visibility")),
        When(weather__precip__gte=0.1, then=Value("heavy rain")),
        When(weather__wind_speed__gte=25, then=Value("strong wind")),
        default=Value("calm"),
    )
    return list(
        Flight.objects.using(using)
        .filter(dep_time__isnull=False)
        .annotate(condition=condition)
        .values_list("condition")
        .annotate(flights=Count("*"), mean_dep_delay=Avg("dep_delay"))
        .order_by("-mean_dep_delay", "condition")
    )


def worst_days(using: str = "default") -> list[Row]:
    """Return the ten dates with the highest mean departure delay, and their weather.

    The weather of a date: the lowest ``visib`` and the sum of ``precip`` over the hours of its scheduled departures, at
    all origins, each origin and hour once however many flights left in it; NULL when none of them was measured.

    To group hours that were made distinct before is a level too deep for the ORM. So there are two statements: the ten
    dates, then their hours, from the side of the weather, whose rows are distinct; a date is that of New York.

    Columns: flight_date, mean_dep_delay, lowest_visib, total_precip. Worst first, then by date.
    """
    worst = (
        Flight.objects.using(using)
        .filter(dep_delay__isnull=False)
        .values_list("flight_date")
        .annotate(mean_dep_delay=Avg("dep_delay"))
        .order_by("-mean_dep_delay", "flight_date")[:10]
    )
    means = dict(worst)
    scheduled = Flight.objects.filter(origin=OuterRef("origin"), time_hour=OuterRef("time_hour"))
    weather = (
        Weather.objects.using(using)
        .annotate(local_date=TruncDate("time_hour", tzinfo=NEW_YORK))
        .filter(Exists(scheduled), local_date__in=list(means))
        .values_list("local_date")
        .annotate(lowest_visib=Min("visib"), total_precip=Sum("precip"))
    )
    measured = {day: values for day, *values in weather}
    return [(day, mean, *measured.get(day, (None, None))) for day, mean in means.items()]


def flights_without_weather(using: str = "default") -> list[Row]:
    """Return how many flights have no weather row for their origin and hour.

    Columns: origin, month (1 to 12, of ``flight_date``), flights. By origin, month.
    """
    measured = Weather.objects.filter(origin=OuterRef("origin"), time_hour=OuterRef("time_hour"))
    return list(
        Flight.objects.using(using)
        .filter(~Exists(measured))
        .annotate(month=ExtractMonth("flight_date"))
        .values_list("origin", "month")
        .annotate(flights=Count("*"))
        .order_by("origin", "month")
    )


def wind_and_delay(using: str = "default") -> list[Row]:
    """Return Pearson's correlation of wind speed and departure delay for each origin.

    Over the flights for which both are known. SQLite has no ``corr``: there ``Correlation`` writes it out.

    Columns: origin, flights, correlation (-1 to 1). By origin.
    """
    return list(
        Flight.objects.using(using)
        .filter(weather__wind_speed__isnull=False, dep_delay__isnull=False)
        .values_list("origin")
        .annotate(flights=Count("*"), correlation=Correlation("weather__wind_speed", "dep_delay"))
        .order_by("origin")
    )


def rain_and_cancellations(using: str = "default") -> list[Row]:
    """Return what share of flights was cancelled (no ``dep_time``) on rainy and on dry dates of each origin.

    A date is 'rainy' when ``precip`` is above 0 in an hour of a scheduled departure from the origin, 'dry' when it is
    not; a date without any measured hour is neither and left out.

    The ORM groups once, to dates: that is the statement. To group these 1,092 rows again is left to Python.

    Columns: origin, kind ('dry' or 'rainy'), dates, flights, share (0 to 1). By origin; dry first.
    """
    dates = (
        Flight.objects.using(using)
        .values_list("origin", "flight_date")
        .annotate(most_precip=Max("weather__precip"), flights=Count("*"), cancelled=Count("*") - Count("dep_time"))
        .filter(most_precip__isnull=False)
    )
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for origin, _, most_precip, flights, cancelled in dates:
        group = sums[origin, "rainy" if most_precip > 0 else "dry"]
        for place, value in enumerate((1, flights, cancelled)):
            group[place] += value
    return [
        (origin, kind, days, flights, cancelled / flights)
        for (origin, kind), (days, flights, cancelled) in sorted(sums.items())
    ]


def main() -> None:
    """Show what weather goes with which delays."""
    with loaded() as alias:
        show(
            "Do flights leave later in bad weather?",
            ("condition", "flights", "mean_dep_delay"),
            delays_by_condition(alias),
        )
        show(
            "Was the weather bad on the worst days?",
            ("flight_date", "mean_dep_delay", "lowest_visib", "total_precip"),
            worst_days(alias),
        )
        show(
            "For how many flights do we not know the weather?",
            ("origin", "month", "flights"),
            flights_without_weather(alias),
        )
        show("Does wind delay flights?", ("origin", "flights", "correlation"), wind_and_delay(alias))
        show(
            "Are flights cancelled when it rains?",
            ("origin", "kind", "dates", "flights", "share"),
            rain_and_cancellations(alias),
            limit=6,
        )


if __name__ == "__main__":
    main()
