"""Expressions: SQL that is put together from Python objects, and computed where the rows are.

``F("dep_delay")`` is the column, not a value; arithmetic on it is arithmetic in SQL. ``Q`` is a condition that can be
kept, negated and combined. ``Case`` and ``When`` are CASE WHEN; ``Func`` calls a function of the database; ``Value`` is
a constant; an aggregate takes ``filter=`` and counts only some of its group, so that one pass answers five questions.

``update`` with F is the point where this stops being taste. ``seats_left = F("seats_left") - 1`` is one statement, and
the database does one after the other. Reading the value into Python, subtracting and saving it is two, and what
somebody else did between them is overwritten: the lost update.

Cost: building the SQL in Python for each call; what it saves is rows on the wire.
Not for: what only one engine has, unless you mean it: the custom aggregate here refuses SQLite in words.
Asked: ``save()`` or ``update()`` for a counter? What is the value of ``departure.seats_left`` after
  ``departure.seats_left = F("seats_left") - 1; departure.save()``? (Since Django 6.0 the new number, where the engine
  has RETURNING; before that the expression itself, which a second ``save`` applied again.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/expressions/
"""

from collections.abc import Callable
from datetime import date

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Case, CharField, Count, F, FloatField, Q, Value, When
from django.db.models.functions import Cast, Concat, LPad
from django.db.models.sql.compiler import SQLCompiler

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Departure
from django_orm_examples.database import connected
from django_orm_examples.models import Flight
from flights import databases

LATE = Q(arr_delay__gte=15)
NIGHT, MORNING, NOON, EVENING = 5 * 60, 11 * 60, 17 * 60, 22 * 60  # where parts of the day begin or end


class Median(Aggregate):
    """The middle value of a group, as PostgreSQL computes it (between two, their mean); NULL of nothing."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s) %(filter)s"
    output_field = FloatField()
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: object
    ) -> tuple[str, tuple[str | int, ...]]:
        """Raise NotSupportedError ``SQLite has no median: compute it in Python, or ask PostgreSQL``."""
        raise NotSupportedError("SQLite has no median: compute it in Python, or ask PostgreSQL")


def arrivals(alias: str, day: date) -> list[tuple[str, int, int, int, float]]:
    """Return what one pass over a day knows of each carrier that arrived at all, by carrier.

    Carrier, flights scheduled, cancelled, arrived 15 minutes late or later, and the share of the latter in those whose
    arrival delay is known.
    """
    groups = (
        Flight.objects.using(alias)
        .on(day)
        .values("airline")
        .annotate(
            flights=Count("pk"),
            cancelled=Count("pk", filter=Q(dep_time__isnull=True)),
            late=Count("pk", filter=LATE),
            known=Count("arr_delay"),  # of a column, COUNT leaves NULL out
        )
    )
    share = Cast("late", FloatField()) / F("known")
    arrived = groups.filter(known__gt=0).annotate(share=share).order_by("airline")
    return list(arrived.values_list("airline", "flights", "cancelled", "late", "share"))


def parts_of_day(alias: str, day: date) -> dict[str, int]:
    """Return how many flights of a day are scheduled in each part of it: night, morning, afternoon, evening.

    Morning begins at 5:00, afternoon at 11:00, evening at 17:00, night at 22:00. A part without flights is left out.
    """
    part = Case(
        When(Q(sched_dep_time__lt=NIGHT) | Q(sched_dep_time__gte=EVENING), then=Value("night")),
        When(sched_dep_time__lt=MORNING, then=Value("morning")),
        When(sched_dep_time__lt=NOON, then=Value("afternoon")),
        default=Value("evening"),
    )
    parts = Flight.objects.using(alias).on(day).values(part=part).annotate(flights=Count("pk")).order_by("part")
    return dict(parts.values_list("part", "flights"))


def clock_times(alias: str, day: date, dest: str) -> list[tuple[str, str]]:
    """Return carrier with number and scheduled departure (``UA 1545``, ``05:15``) of a day's flights to a destination.

    By departure, then by id. The database formats: two functions that both engines have, put together from parts.
    """
    flight = Concat("airline_id", Value(" "), Cast("number", CharField()), output_field=CharField())
    hour, minute = (Cast(part, CharField()) for part in (F("sched_dep_time") / 60, F("sched_dep_time") % 60))
    clock = Concat(LPad(hour, 2, Value("0")), Value(":"), LPad(minute, 2, Value("0")))
    flights = Flight.objects.using(alias).on(day).filter(dest=dest)
    return list(flights.order_by("sched_dep_time", "pk").values_list(flight, clock))


def median_delays(alias: str, day: date) -> list[tuple[str, float]]:
    """Return the median departure delay of each carrier that flew on a day, by carrier; PostgreSQL only."""
    groups = Flight.objects.using(alias).on(day).flown().values("airline").annotate(median=Median("dep_delay"))
    return list(groups.order_by("airline").values_list("airline", "median"))


def sell_by_reading(alias: str, key: int, seats: int, meanwhile: Callable[[], object] = lambda: None) -> int:
    """Take seats off a departure the wrong way, and return how many are left by this reckoning.

    Reads the number, calls ``meanwhile`` (what others do at this moment), subtracts in Python, writes the result.
    """
    departure = Departure.objects.using(alias).get(pk=key)
    meanwhile()
    departure.seats_left -= seats
    departure.save(update_fields=["seats_left"])
    return departure.seats_left


def sell(alias: str, key: int, seats: int) -> bool:
    """Take seats off a departure, if it has as many, in one statement; return whether it had."""
    enough = Departure.objects.using(alias).filter(pk=key, seats_left__gte=seats)
    return enough.update(seats_left=F("seats_left") - seats) == 1


def main() -> None:
    """Ask for a day in several ways; then sell the same seats twice, and once."""
    day = date(2013, 7, 4)
    with databases.postgresql() as address, connected("default", address) as alias:
        print(f"{day}: carrier, flights, cancelled, late, share late")
        for carrier, flights, cancelled, late, share in arrivals(alias, day)[:4]:
            print(f"  {carrier} {flights:3} {cancelled:2} {late:3} {share:.2f}")
        print("parts of the day:", parts_of_day(alias, day))
        print("to Honolulu:", clock_times(alias, day, "HNL"))
        print("median delays:", dict(median_delays(alias, day)[:4]))

        with selling(alias), connected("other", address) as other:
            departure = Departure.objects.using(alias).create(flight_id=1, seats_left=10)
            print("\n10 seats; two agents sell 3 and 4 at the same time.")
            sell_by_reading(alias, 1, 3, meanwhile=lambda: sell_by_reading(other, 1, 4))
            departure.refresh_from_db()
            print(f"  read, subtract, save: {departure.seats_left} left, and 4 passengers without a seat")
            departure.seats_left = 10
            departure.save()
            sold = [sell(alias, 1, 3), sell(other, 1, 4), sell(alias, 1, 5)]
            departure.refresh_from_db()
            print(f"  update with F: {departure.seats_left} left; sold 3, 4, and 5 more: {sold}")


if __name__ == "__main__":
    main()
