"""Joins in Django: follow a relation with two underscores, and the join is there.

``plane__model__manufacturer`` joins flights, planes and plane_models. Django picks the kind: INNER where the foreign
key is never NULL or a filter drops the NULLs, LEFT otherwise. All conditions of one ``filter`` on a collection speak of
the same related row; those of a second ``filter`` may speak of another one, by a second join.

What it does not join is what no relation connects: a subquery, a table with itself. So nothing can be counted first and
joined afterwards, and one question here ends in Python.

Cost: joins that nobody sees: each ``__`` may be one. Look at ``str(query)`` of what is asked often.
Not for: collections of collections: two joins to many multiply each other, and their sums are wrong; use Subquery.
Asked: ``select_related`` or ``__`` in values? (Objects with their related objects; columns, of as many tables.)
Source: https://docs.djangoproject.com/en/6.1/topics/db/queries/#lookups-that-span-relationships
"""

from collections import Counter, defaultdict
from itertools import combinations

from django.db.models import Avg, Count, F, FloatField, Max, Min
from django.db.models.functions import Cast

from django_orm_examples.database import loaded
from django_orm_examples.models import Flight
from django_orm_examples.printing import Row, show


def flights_by_airline_and_manufacturer(using: str = "default") -> list[Row]:
    """Count the flights that each airline scheduled on planes of each manufacturer, where that is known.

    Columns: airline_name, manufacturer, flights. The twenty largest, most flights first, then by airline_name,
    manufacturer. All flights are joined, where SQL by hand counts by plane first and joins some thousand rows. Django
    cannot, and takes longer: the benchmark says by how much.
    """
    return list(
        Flight.objects.using(using)
        .filter(plane__model__isnull=False)
        .values("airline__name", "plane__model__manufacturer")
        .annotate(flights=Count("*"))
        .order_by("-flights", "airline__name", "plane__model__manufacturer")
        .values_list("airline__name", "plane__model__manufacturer", "flights")[:20]
    )


def destinations_without_details(using: str = "default") -> list[Row]:
    """Count the flights to each destination that is known by its code alone (the airport's name is NULL).

    Columns: dest, flights. Most flights first, then by dest.
    """
    return list(
        Flight.objects.using(using)
        .filter(dest__name__isnull=True)
        .values("dest_id")
        .annotate(flights=Count("*"))
        .order_by("-flights", "dest_id")
        .values_list("dest_id", "flights")
    )


def planes_of_two_carriers(using: str = "default") -> list[Row]:
    """Find the planes that more than one carrier scheduled.

    Columns: tailnum, first_carrier and last_carrier by the alphabet, flights (of all carriers). By tailnum. A first and
    a last carrier that differ are much cheaper to find than ``Count("airline", distinct=True)``: that sorts each group.
    """
    return list(
        Flight.objects.using(using)
        .filter(plane__isnull=False)
        .values("plane_id")
        .annotate(first_carrier=Min("airline_id"), last_carrier=Max("airline_id"), flights=Count("*"))
        .exclude(first_carrier=F("last_carrier"))
        .order_by("plane_id")
        .values_list("plane_id", "first_carrier", "last_carrier", "flights")
    )


def competitors(using: str = "default") -> list[Row]:
    """Find the two carriers that meet on most routes (origin and destination).

    Columns: carrier, other_carrier (each pair once, the first before the second by the alphabet), routes. The ten pairs
    with most routes, most first, then by carrier, other_carrier. Django cannot join a query with itself: one statement
    asks for the routes of each carrier, some hundred rows, and Python makes the pairs.
    """
    carriers = defaultdict(list)
    routes = Flight.objects.using(using).values_list("origin_id", "dest_id", "airline_id").distinct()
    for origin, dest, carrier in routes:
        carriers[origin, dest].append(carrier)
    pairs = Counter(pair for found in carriers.values() for pair in combinations(sorted(found), 2))
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [(*pair, count) for pair, count in ordered[:10]]


def speed_by_time_zone(using: str = "default") -> list[Row]:
    """Tell how fast flights got to each time zone.

    Columns: tz (hours from UTC of the destination, NULL where it is unknown), flights (with a known air_time),
    mean_speed (miles per hour: the mean over the flights of distance / (air_time / 60)). By tz, NULL last. All flights
    are joined, where SQL by hand sums by destination first and joins a hundred rows. Django cannot, and takes longer.
    """
    speed = F("distance") / (Cast("air_time", FloatField()) / 60.0)
    return list(
        Flight.objects.using(using)
        .filter(air_time__isnull=False)
        .values("dest__tz")
        .annotate(flights=Count("*"), mean_speed=Avg(speed, output_field=FloatField()))
        .order_by(F("dest__tz").asc(nulls_last=True))
        .values_list("dest__tz", "flights", "mean_speed")
    )


def main() -> None:
    """Answer the five questions on PostgreSQL."""
    with loaded() as using:
        show(
            "8. How many flights did each airline schedule on planes of each manufacturer?",
            ["airline_name", "manufacturer", "flights"],
            flights_by_airline_and_manufacturer(using),
        )
        show(
            "9. Which destinations are known by their code alone?",
            ["dest", "flights"],
            destinations_without_details(using),
        )
        show(
            "10. Which planes were scheduled by more than one carrier?",
            ["tailnum", "first_carrier", "last_carrier", "flights"],
            planes_of_two_carriers(using),
        )
        show("11. Who competes with whom?", ["carrier", "other_carrier", "routes"], competitors(using))
        show(
            "12. How fast do flights get to each time zone?",
            ["tz", "flights", "mean_speed"],
            speed_by_time_zone(using),
        )


if __name__ == "__main__":
    main()
