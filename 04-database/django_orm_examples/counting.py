"""GROUP BY in Django: ``values`` before ``annotate`` are the groups.

``values("airline")`` asks for a column, and ``annotate(flights=Count("*"))`` after it counts for each of its values.
The order decides: ``annotate`` first would count for each flight. ``filter`` before the aggregate is WHERE, after it
HAVING; ``filter=Q(...)`` inside of it is FILTER.

What the last ``values_list`` names comes back, in that order. All of it that is no aggregate goes into GROUP BY, also
what the groups decide already, such as the weekday of a date.

Cost: a query is built and compiled anew each time it is asked, in Python, where SQLAlchemy keeps the text.
Not for: grouping the groups again, such as the mean of the days' counts by month. ``aggregate`` over all groups works,
``annotate`` over them does not.
Asked: ``annotate`` or ``aggregate``? (A value for each row or group of a query; one for the whole, asked at once.)
Source: https://docs.djangoproject.com/en/6.1/topics/db/aggregation/
"""

from django.db.models import Avg, Case, Count, F, Max, Min, Q, Value, When
from django.db.models.functions import ExtractIsoWeekDay, ExtractMonth

from django_orm_examples.database import loaded
from django_orm_examples.models import Flight
from django_orm_examples.printing import Row, show


def flights_by_carrier(using: str = "default") -> list[Row]:
    """Count the flights that each carrier scheduled.

    Columns: carrier, flights. Most flights first, then by carrier.
    """
    flights = Flight.objects.using(using)
    return list(flights.values_list("airline").annotate(flights=Count("*")).order_by("-flights", "airline_id"))


def flights_by_month(using: str = "default") -> list[Row]:
    """Count the flights of each month, and those of them that were cancelled (dep_time is NULL).

    Columns: month (1 to 12), flights, cancelled. By month. SQLite has no EXTRACT: Django gives it a function in Python,
    which is called for each row.
    """
    return list(
        Flight.objects.using(using)
        .values(month=ExtractMonth("flight_date"))
        .annotate(flights=Count("*"), cancelled=Count("pk", filter=Q(dep_time__isnull=True)))
        .order_by("month")
        .values_list("month", "flights", "cancelled")
    )


def flights_by_destination(using: str = "default") -> list[Row]:
    """Count the flights to each destination, and tell how far they went and how late they arrived on average.

    Columns: dest, flights, mean_distance (miles), mean_arr_delay (minutes; NULL where no flight arrived). Most flights
    first, then by dest.
    """
    return list(
        Flight.objects.using(using)
        .values_list("dest")
        .annotate(flights=Count("*"), mean_distance=Avg("distance"), mean_arr_delay=Avg("arr_delay"))
        .order_by("-flights", "dest_id")
    )


def delays_by_hour(using: str = "default") -> list[Row]:
    """Tell how late flights left, for each origin and hour of the scheduled departure.

    Only flights that flew (dep_time is known). Columns: origin, hour (0 to 23; sched_dep_time is in minutes), flew
    (flights), mean_dep_delay (minutes), an_hour_late (flights with a delay of 60 minutes or more). By origin, hour.
    """
    return list(
        Flight.objects.using(using)
        .filter(dep_time__isnull=False)
        .values("origin", hour=F("sched_dep_time") / 60)
        .annotate(
            flew=Count("*"),
            mean_dep_delay=Avg("dep_delay"),
            an_hour_late=Count("pk", filter=Q(dep_delay__gte=60)),
        )
        .order_by("origin_id", "hour")
        .values_list("origin_id", "hour", "flew", "mean_dep_delay", "an_hour_late")
    )


def cancellation_rates(using: str = "default") -> list[Row]:
    """Tell which share of its flights each carrier with 1000 flights or more cancelled (dep_time is NULL).

    Columns: carrier, flights, share (0 to 1). Highest share first, then by carrier.
    """
    return list(
        Flight.objects.using(using)
        .values_list("airline")
        .annotate(flights=Count("*"), share=1.0 * Count("pk", filter=Q(dep_time__isnull=True)) / Count("*"))
        .filter(flights__gte=1000)
        .order_by("-share", "airline_id")
    )


def delay_classes(using: str = "default") -> list[Row]:
    """Count the flights in each class of departure delay.

    The classes, in this order: 'cancelled' (dep_time is NULL), 'early' (delay below 0 minutes), 'on time' (0 to 14),
    'late' (15 to 59), 'very late' (60 to 179), 'extremely late' (180 and more). Columns: class, flights.
    """
    delay_class = Case(
        When(dep_time__isnull=True, then=Value("cancelled")),
        When(dep_delay__lt=0, then=Value("early")),
        When(dep_delay__lt=15, then=Value("on time")),
        When(dep_delay__lt=60, then=Value("late")),
        When(dep_delay__lt=180, then=Value("very late")),
        default=Value("extremely late"),
    )
    return list(
        Flight.objects.using(using)
        .values(delay_class=delay_class)
        .annotate(flights=Count("*"), least=Min("dep_delay"))
        .order_by(F("least").asc(nulls_first=True))
        .values_list("delay_class", "flights")
    )


def busiest_days(using: str = "default") -> list[Row]:
    """Find the ten dates with most flights, and their weekdays.

    Columns: flight_date, weekday (1 is Monday, 7 Sunday), flights. Most flights first, then by date. Of the date itself
    the weekday would be one of the groups, computed for each flight; of an aggregate it is computed for each date.
    """
    return list(
        Flight.objects.using(using)
        .values("flight_date")
        .annotate(weekday=ExtractIsoWeekDay(Max("flight_date")), flights=Count("*"))
        .order_by("-flights", "flight_date")
        .values_list("flight_date", "weekday", "flights")[:10]
    )


def main() -> None:
    """Answer the seven questions on PostgreSQL."""
    with loaded() as using:
        show("1. How many flights did each carrier schedule?", ["carrier", "flights"], flights_by_carrier(using))
        show(
            "2. How many flights were there each month, and how many were cancelled?",
            ["month", "flights", "cancelled"],
            flights_by_month(using),
        )
        show(
            "3. How many flights went to each destination, how far, and how late did they arrive on average?",
            ["dest", "flights", "mean_distance", "mean_arr_delay"],
            flights_by_destination(using),
        )
        show(
            "4. How late do flights leave, for each origin and hour?",
            ["origin", "hour", "flew", "mean_dep_delay", "an_hour_late"],
            delays_by_hour(using),
        )
        show(
            "5. Which share of its flights did each carrier with at least 1000 flights cancel?",
            ["carrier", "flights", "share"],
            cancellation_rates(using),
        )
        show("6. How many flights were how late?", ["class", "flights"], delay_classes(using), limit=6)
        show(
            "7. Which dates had most flights? (1 is Monday)",
            ["flight_date", "weekday", "flights"],
            busiest_days(using),
        )


if __name__ == "__main__":
    main()
