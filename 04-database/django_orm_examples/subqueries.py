"""Subqueries in Django: a queryset inside a queryset.

``dest__in=queryset`` is IN, ``Exists(queryset)`` is EXISTS, ``Subquery(queryset)`` is an expression, and
``OuterRef("pk")`` in it names the row outside. A queryset that is used like this is not run: it becomes a part of the
other's statement.

What Django cannot say is FROM a subquery: there is no CTE and no derived table, so no group of groups. Three ways round
it stand here. A window over the groups looks at them without a second GROUP BY (``daily_services``, ``market_shares``).
IN picks one row of each group by its key, and those rows are grouped again (``fleet_ages``). IN takes one column: where
SQL compares pairs, take the rows that may be meant and let a window choose (``most_delayed_flight_of_each_carrier``).

What is sent is one statement each; ``statements`` of database.py shows it.

Cost: building the SQL at each call (nothing is kept); ``values_list`` makes tuples and no objects.
Not for: several levels of groups: a view with an unmanaged model, or ``connection.cursor()``, says that plainly.
Asked: Exists or a join and ``distinct``? (Exists stops at the first row and cannot multiply rows.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/expressions/#subquery-expressions
"""

import sqlparse
from django.db.models import Avg, Count, F, Func, IntegerField, Max, Min, Subquery, Value, Window
from django.db.models.functions import DenseRank, RowNumber

from django_orm_examples.database import loaded, statements
from django_orm_examples.models import Flight, Plane
from django_orm_examples.printing import Row, show


class WindowSum(Func):
    """SUM for ``Window`` over an aggregate; Django's own ``Sum`` refuses what is an aggregate already."""

    function = "SUM"
    window_compatible = True


def most_delayed_flight_of_each_carrier(using: str = "default") -> list[Row]:
    """Return each carrier's flight with the greatest departure delay; of several, the first by date, number, origin.

    Django documents no IN for pairs of columns. So IN finds the flights whose delay is the greatest of some carrier, a
    few, and ROW_NUMBER among these chooses.

    Columns: carrier, flight_date, number, origin, dest, dep_delay. By carrier.
    """
    greatest = Flight.objects.values("airline").annotate(greatest=Max("dep_delay")).values("greatest")
    order = ["-dep_delay", "flight_date", "number", "origin"]
    return list(
        Flight.objects.using(using)
        .filter(dep_delay__in=greatest)
        .annotate(place=Window(RowNumber(), partition_by="airline", order_by=order))
        .filter(place=1)
        .order_by("airline")
        .values_list("airline", "flight_date", "number", "origin", "dest", "dep_delay")
    )


def routes_twice_as_late(using: str = "default") -> list[Row]:
    """Return the routes with at least 365 flights whose mean arrival delay is above twice that of all flights together.

    ``aggregate`` would ask at once, in a statement of its own. Grouped by a constant, the mean of all is a queryset.

    Columns: origin, dest, flights, mean_arr_delay. Latest first, then by origin, destination.
    """
    mean_of_all = Flight.objects.values(one=Value(1)).annotate(mean=Avg("arr_delay")).values("mean")
    return list(
        Flight.objects.using(using)
        .values("origin", "dest")
        .annotate(flights=Count("*"), mean_arr_delay=Avg("arr_delay"))
        .filter(flights__gte=365, mean_arr_delay__gt=2 * Subquery(mean_of_all))
        .order_by("-mean_arr_delay", "origin", "dest")
        .values_list("origin", "dest", "flights", "mean_arr_delay")
    )


def daily_services(using: str = "default") -> list[Row]:
    """Return the carriers that had a flight from an origin on every date that has flights at all, with their flights.

    The groups are those of origin, carrier and date, and windows over them do the rest: on the last date of all, its
    place among the dates is the number of dates. ``Count("flight_date", distinct=True)`` is shorter, and sorts all
    flights.

    Columns: origin, carrier, flights. By origin, carrier.
    """
    service = ["origin", "airline"]
    return list(
        Flight.objects.using(using)
        .values("origin", "airline", "flight_date")
        .annotate(on_date=Count("*"))
        .annotate(
            flights=Window(WindowSum("on_date", output_field=IntegerField()), partition_by=service),
            dates=Window(Count("*"), partition_by=service),
            place=Window(DenseRank(), order_by="flight_date"),
            place_from_last=Window(DenseRank(), order_by="-flight_date"),
        )
        .filter(place_from_last=1, place=F("dates"))
        .order_by("origin", "airline")
        .values_list("origin", "airline", "flights")
    )


def flights_to_top_destinations(using: str = "default") -> list[Row]:
    """Return the flights by month to the ten destinations with most flights (of equal ones the first by code).

    Columns: dest, month, flights. By destination, month.
    """
    top = Flight.objects.values("dest").annotate(flights=Count("*")).order_by("-flights", "dest").values("dest")[:10]
    return list(
        Flight.objects.using(using)
        .filter(dest__in=top)
        .values("dest", "flight_date__month")
        .annotate(flights=Count("*"))
        .order_by("dest", "flight_date__month")
        .values_list("dest", "flight_date__month", "flights")
    )


def planes_that_flew_once(using: str = "default") -> list[Row]:
    """Return by manufacturer how many planes had exactly one flight that flew; NULL for planes known by tail number.

    Columns: manufacturer, planes. Most first, then by manufacturer, NULL last.
    """
    flew_once = (
        Flight.objects.filter(dep_time__isnull=False)
        .values("plane")
        .annotate(flights=Count("*"))
        .filter(flights=1)
        .values("plane")
    )
    return list(
        Plane.objects.using(using)
        .filter(tailnum__in=flew_once)
        .values("model__manufacturer")
        .annotate(planes=Count("*"))
        .order_by("-planes", F("model__manufacturer").asc(nulls_last=True))
        .values_list("model__manufacturer", "planes")
    )


def market_shares(using: str = "default") -> list[Row]:
    """Return each carrier's share of the flights of each origin, 0 to 1.

    Columns: origin, carrier, flights, share. By origin, then largest share first, then carrier.
    """
    of_origin = Window(WindowSum("flights", output_field=IntegerField()), partition_by="origin")
    return list(
        Flight.objects.using(using)
        .values("origin", "airline")
        .annotate(flights=Count("*"), share=F("flights") * 1.0 / of_origin)
        .order_by("origin", "-share", "airline")
        .values_list("origin", "airline", "flights", "share")
    )


def fleet_ages(using: str = "default") -> list[Row]:
    """Return for each carrier the planes of its flights, flown or not, whose year is known, and how old they are.

    Each plane of a carrier counts once, however often it flew: of the flights of a carrier with a plane only the first
    by key is looked at. Columns: carrier, planes, oldest and newest (years of building), mean_age (in 2013). Oldest
    fleet (mean) first, then by carrier.
    """
    one_of_each = Flight.objects.values("airline", "plane").annotate(first=Min("pk")).values("first")
    return list(
        Flight.objects.using(using)
        .filter(pk__in=one_of_each, plane__year__isnull=False)
        .values("airline")
        .annotate(
            planes=Count("*"),
            oldest=Min("plane__year"),
            newest=Max("plane__year"),
            mean_age=Avg(2013 - F("plane__year")),
        )
        .order_by("-mean_age", "airline")
        .values_list("airline", "planes", "oldest", "newest", "mean_age")
    )


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
    with loaded() as alias:
        for ask, (question, columns) in questions.items():
            show(question, columns.split(), ask(alias), limit=3)
        with statements(alias) as sent:
            fleet_ages(alias)
    print(f"fleet_ages sent {len(sent)} statement:")
    print(sqlparse.format(sent[0], reindent=True))


if __name__ == "__main__":
    main()
