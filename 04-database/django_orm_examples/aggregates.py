"""Four ways in which ``annotate`` counts something else than you asked, and what to write instead.

1. Two to-many relations in one query: each flight of the day meets each hour of weather, and both are counted in the
   product. ``distinct=True`` mends counts and only counts; sums need a subquery each.
2. ``filter`` after ``annotate`` on the same to-many relation joins it a second time. Before, it restricts what is
   counted. (``Count(..., filter=...)`` says it without an order to remember.)
3. ``values`` groups by everything it names, and ``order_by`` names more: each new column splits the groups.
4. ``aggregate`` of nothing is NULL, and so is a Sum; only Count is 0.

Nothing fails and nothing warns: the numbers are only too large. Test each report once against SQL written by hand.

Cost: the product of two relations is built before it is counted: 300 flights and 24 hours are 7,200 rows.
Not for: deep reports; from three relations on a view or SQL by hand is what the next reader understands.
Asked: you count two relations in one annotate and both counts are the same. Why? Where does HAVING come from in Django?
Source: https://docs.djangoproject.com/en/6.1/topics/db/aggregation/
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, FloatField, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from django_orm_examples.database import loaded
from django_orm_examples.models import Airport, Flight, PlaneModel, Weather

type Day = tuple[str, int, int, float]  # origin, flights, hours of weather, inches of rain


def origins_multiplied(alias: str, day: date) -> list[Day]:
    """Return flights, hours and rain of a day (in UTC) at each origin, both counts multiplied with each other."""
    origins = _origins(alias, day).annotate(
        flights=Count("departures"), hours=Count("weather"), rain=Sum("weather__precip")
    )
    return list(origins.values_list("faa", "flights", "hours", "rain"))


def origins_distinct(alias: str, day: date) -> list[Day]:
    """Return the same with ``distinct=True``: right counts, and a rain that adds up each amount once."""
    origins = _origins(alias, day).annotate(
        flights=Count("departures", distinct=True),
        hours=Count("weather__time_hour", distinct=True),
        rain=Sum("weather__precip", distinct=True),
    )
    return list(origins.values_list("faa", "flights", "hours", "rain"))


def origins_by_subqueries(alias: str, day: date) -> list[Day]:
    """Return the same, each number by a subquery of its own: all three right. Origins without a flight are left out."""
    begin, end = _hours(day)
    flights = Flight.objects.filter(origin=OuterRef("pk"), time_hour__gte=begin, time_hour__lt=end)
    weather = Weather.objects.filter(origin=OuterRef("pk"), time_hour__gte=begin, time_hour__lt=end)
    origins = Airport.objects.using(alias).annotate(
        # values() before annotate() is GROUP BY: one group for each origin, so one value.
        flights=Subquery(flights.values("origin").values(count=Count("pk")), output_field=IntegerField()),
        hours=Subquery(weather.values("origin").values(count=Count("time_hour")), output_field=IntegerField()),
        rain=Subquery(weather.values("origin").values(sum=Sum("precip")), output_field=FloatField()),
    )
    found = origins.filter(flights__gt=0, hours__gt=0).order_by("faa")
    return list(found.values_list("faa", "flights", "hours", "rain"))


def young_planes(alias: str, year: int) -> list[tuple[str, int]]:
    """Return each model of Boeing that has planes built in the year or later, and how many; most first, then name."""
    models = PlaneModel.objects.using(alias).filter(manufacturer="BOEING", planes__year__gte=year)
    return list(models.annotate(found=Count("planes")).order_by("-found", "model").values_list("model", "found"))


def young_planes_filtered_late(alias: str, year: int) -> list[tuple[str, int]]:
    """Return the same models with all their planes, counted once for each young one: the filter came too late."""
    models = PlaneModel.objects.using(alias).filter(manufacturer="BOEING").annotate(found=Count("planes"))
    return list(models.filter(planes__year__gte=year).order_by("-found", "model").values_list("model", "found"))


def young_planes_and_all(alias: str, year: int) -> list[tuple[str, int, int]]:
    """Return model, young planes and all planes, by model, for each Boeing with a young one: HAVING from a filter."""
    models = PlaneModel.objects.using(alias).filter(manufacturer="BOEING")
    counted = models.annotate(young=Count("planes", filter=Q(planes__year__gte=year)), planes_in_all=Count("planes"))
    return list(counted.filter(young__gt=0).order_by("model").values_list("model", "young", "planes_in_all"))


def groups(alias: str, day: date, order: Sequence[str]) -> int:
    """Return how many groups a count by carrier makes when it is ordered by fields: more columns, more groups."""
    flights = Flight.objects.using(alias).on(day).order_by(*order)
    return len(flights.values("airline").annotate(flights=Count("pk")))


def miles_to(alias: str, dest: str) -> tuple[int | None, int]:
    """Return the miles flown to a destination, as Sum says and with a 0 for nothing."""
    flights = Flight.objects.using(alias).filter(dest=dest).flown()
    found = flights.aggregate(sum=Sum("distance"), known=Coalesce(Sum("distance"), 0))
    return found["sum"], found["known"]


def _origins(alias: str, day: date) -> QuerySet[Airport]:
    begin, end = _hours(day)
    return (
        Airport.objects.using(alias)
        .filter(departures__time_hour__gte=begin, departures__time_hour__lt=end)
        .filter(weather__time_hour__gte=begin, weather__time_hour__lt=end)
        .order_by("faa")
    )


def _hours(day: date) -> tuple[datetime, datetime]:
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return begin, begin + timedelta(days=1)


def main() -> None:
    """Show each trap beside what is right."""
    day = date(2013, 6, 7)
    with loaded() as alias:
        print(f"{day} at the origins: flights, hours of weather, inches of rain")
        for way in (origins_multiplied, origins_distinct, origins_by_subqueries):
            lines = ", ".join(f"{faa} {flights} {hours} {rain:.2f}" for faa, flights, hours, rain in way(alias, day))
            print(f"  {way.__name__:21} {lines}")

        print("\nBoeings built in 2013, by model")
        print("  filter, then annotate:", young_planes(alias, 2013))
        print("  annotate, then filter:", young_planes_filtered_late(alias, 2013))
        print("  Count with a filter:  ", young_planes_and_all(alias, 2013))

        print("\nGroups of a count by carrier:", groups(alias, day, ["airline"]))
        print("  ordered by departure as well:", groups(alias, day, ["airline", "sched_dep_time"]))
        print(
            "\nMiles flown to ANC and to LGA, with Sum alone and with a 0:",
            miles_to(alias, "ANC"),
            miles_to(alias, "LGA"),
        )


if __name__ == "__main__":
    main()
