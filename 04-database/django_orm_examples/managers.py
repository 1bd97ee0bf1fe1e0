"""Questions with names: a QuerySet of one's own, and the manager made of it.

``Flight.objects.delayed(60).on(day)`` reads as it is said, chains with every method of Django, and stays lazy: nothing
is asked until somebody looks. A rule such as "it flew when it has a departure" stands once and not in twenty filters.

A manager is the door (``Flight.objects``), a QuerySet what comes out of it. ``as_manager()`` makes the first from the
second, so that a method works at the door and in the middle of a chain.

Cost: none; the SQL is that of the filters inside.
Not for: a default manager that hides rows (``objects`` without the cancelled). Django uses it for ``dumpdata``, and
  colleagues count rows that are not there; give the hiding one a second name.
Asked: manager or QuerySet method? (QuerySet: a manager's method is gone after the first ``filter``.)
Source: https://docs.djangoproject.com/en/6.1/topics/db/managers/
"""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef

if TYPE_CHECKING:  # models.py imports this module
    from django_orm_examples.models import Flight  # noqa: F401  # the base class names it, in quotes


class FlightQuerySet(models.QuerySet["Flight"]):
    """What one asks of flights; each method returns another lazy QuerySet."""

    def flown(self) -> Self:
        """Those that departed; a diverted one did."""
        return self.filter(dep_time__isnull=False)

    def cancelled(self) -> Self:
        """Those that never departed."""
        return self.filter(dep_time__isnull=True)

    def arrived(self) -> Self:
        """Those whose arrival delay is known: neither cancelled nor diverted."""
        return self.filter(arr_delay__isnull=False)

    def delayed(self, minutes: int) -> Self:
        """Those that departed at least so many minutes late; a cancelled flight is not late, it is NULL.

        Raise ValueError ``minutes must be at least 0, not -5`` for a negative number.
        """
        if minutes < 0:
            raise ValueError(f"minutes must be at least 0, not {minutes}")
        return self.filter(dep_delay__gte=minutes)

    def on(self, day: date) -> Self:
        """Those of a date, as scheduled, local."""
        return self.filter(flight_date=day)

    def gained(self, minutes: int) -> Self:
        """Those that made up at least so many minutes on the way: two columns of one row, compared with ``F``."""
        return self.filter(arr_delay__lte=F("dep_delay") - minutes)

    def in_known_weather(self) -> Self:
        """Those with a weather row for their origin and hour: EXISTS, which multiplies no rows as a join would."""
        from django_orm_examples.models import Weather

        hour = Weather.objects.filter(origin=OuterRef("origin"), time_hour=OuterRef("time_hour"))
        return self.filter(Exists(hour))


def main() -> None:
    """Ask questions that chain, and show when the database is asked."""
    from django_orm_examples.database import loaded
    from django_orm_examples.models import Flight

    with loaded():
        day = date(2013, 2, 8)
        storm = Flight.objects.on(day)
        print(f"{day}, the day of a snow storm:")
        print(f"  {storm.count()} flights, {storm.cancelled().count()} of them cancelled")
        print(f"  {storm.flown().count()} flew, {storm.delayed(60).count()} an hour late or later")

        print("\nFrom JFK, late, and twenty minutes made up on the way:")
        best = storm.filter(origin="JFK").delayed(1).gained(20).order_by("pk")
        print("  (nothing has been asked so far; this is what will be)")
        print("  ..." + str(best.query).partition(" FROM ")[2])
        for flight in best:
            print(
                f"  {flight.airline_id} {flight.number} to {flight.dest_id}: {flight.dep_delay} -> {flight.arr_delay}"
            )

        unknown = Flight.objects.count() - Flight.objects.in_known_weather().count()
        print(f"\nIn the whole year {unknown:,} flights have no weather row for their hour.")


if __name__ == "__main__":
    main()
