"""Outer joins in Django: chosen by the relation, moved by a filter, and never FULL.

From an airline to its flights Django writes LEFT JOIN, as an airline may have none. A ``filter`` on the flights makes
it an inner join, as no row of NULLs could pass it. ``FilteredRelation`` puts the condition into ON, where the airline
stays. ``~Exists(...)`` with ``OuterRef`` is the anti join, and ``exclude`` over a collection writes the same.

There is no FULL JOIN. When both sides come from one table, counting each side with a filter says the same and reads the
table once.

Cost: that of the SQL. An outer join of a collection makes a row for each pair, before it groups.
Not for: ``filter(flights=None)`` to find what has none: it joins all flights in order to drop them.
Asked: why does ``Count("*")`` show 1 for an airline without flights? (The row of NULLs counts; ``Count("flights")`` is
0.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/querysets/#filteredrelation-objects
"""

from datetime import date

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Sum
from django.db.models.functions import NullIf

from django_orm_examples.database import loaded
from django_orm_examples.models import Airline, Airport, Flight
from django_orm_examples.printing import Row, show


def airports_never_served(using: str = "default") -> list[Row]:
    """Count the airports that have a name and get no flight from New York, by time zone.

    Columns: tzone (NULL where it is unknown), airports. Most airports first, then by tzone, NULL last.
    """
    return list(
        Airport.objects.using(using)
        .filter(~Exists(Flight.objects.filter(dest=OuterRef("pk"))), name__isnull=False)
        .values("tzone")
        .annotate(airports=Count("*"))
        .order_by("-airports", F("tzone").asc(nulls_last=True))
        .values_list("tzone", "airports")
    )


def routes_opened_and_closed(using: str = "default") -> list[Row]:
    """Find the routes that had flights in January 2013 or in December 2013, but not in both.

    Columns: origin, dest, january, december (flights scheduled in each month, NULL for none). By origin, dest. Without
    FULL JOIN: one pass over both months, and a count for each.
    """
    january = Q(flight_date__range=(date(2013, 1, 1), date(2013, 1, 31)))
    december = Q(flight_date__range=(date(2013, 12, 1), date(2013, 12, 31)))
    return list(
        Flight.objects.using(using)
        .filter(january | december)
        .values("origin_id", "dest_id")
        .annotate(
            january=NullIf(Count("pk", filter=january), 0),
            december=NullIf(Count("pk", filter=december), 0),
        )
        .filter(Q(january__isnull=True) | Q(december__isnull=True))
        .order_by("origin_id", "dest_id")
        .values_list("origin_id", "dest_id", "january", "december")
    )


def seats_flown(using: str = "default") -> list[Row]:
    """Count the seats that each airline flew.

    Columns: airline_name, flew (flights that flew), with_seats (how many of these on planes whose seats are known),
    seats (the seats of these in all); 0 for none. Most seats first, then by airline_name. All flights are joined, where
    SQL by hand counts by plane first. Django cannot, and takes longer.
    """
    seats = "flown__plane__model__seats"
    return list(
        Airline.objects.using(using)
        .annotate(flown=FilteredRelation("flights", condition=Q(flights__dep_time__isnull=False)))
        .annotate(flew=Count("flown"), with_seats=Count(seats), seats=Sum(seats, default=0))
        .order_by("-seats", "name")
        .values_list("name", "flew", "with_seats", "seats")
    )


def main() -> None:
    """Answer the three questions on PostgreSQL."""
    with loaded() as using:
        show(
            "13. How many airports get no flight from New York?",
            ["tzone", "airports"],
            airports_never_served(using),
        )
        show(
            "14. Which routes had flights in January or in December, but not in both?",
            ["origin", "dest", "january", "december"],
            routes_opened_and_closed(using),
        )
        show(
            "15. How many seats did each airline fly?",
            ["airline_name", "flew", "with_seats", "seats"],
            seats_flown(using),
        )


if __name__ == "__main__":
    main()
