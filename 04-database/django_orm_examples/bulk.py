"""Bulk: many rows in few statements, past ``save`` and its signals.

| call | statements | calls ``save``, sends signals |
|---|---|---|
| ``save`` in a loop | one a row | yes |
| ``bulk_create`` | one a batch | no |
| ``bulk_create(update_conflicts=True)`` | one a batch, INSERT ... ON CONFLICT DO UPDATE | no |
| ``bulk_update`` | one a batch, CASE WHEN for every row and field | no |
| ``QuerySet.update`` with F | one in all | no |

So a rule that lives in ``save`` does not hold for rows that came in bulk: here codes are tidied there, and a bulk row
brings its code as it is. What the database keeps, it keeps for all: the unique index over ``upper(code)`` refuses it.

Cost: one batch in memory; on SQLite a batch holds as many values as a statement may. On PostgreSQL ``bulk_create``
  sends a column as one array where it can (``set_seats``). Bookings go value by value: the key that their foreign key
  names is a foreign key itself, and of that Django makes no array.
Not for: millions of rows: COPY is faster by a multiple (raw_sql_examples/bulk_load.py). Nor for ``ignore_conflicts``
  where somebody needs to know which rows were left out: the objects come back without keys, all of them.
Asked: why did the search index not notice the import? (It listened to ``post_save``.) ``update_or_create`` in a loop
  or ``bulk_create`` with ``update_conflicts``? (The first locks, reads and writes row by row; the second is one
  statement a batch, and the database resolves the conflict.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/querysets/#bulk-create
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Upper
from django.db.models.signals import post_save

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import loaded, statements


def book_one_by_one(alias: str, departure: int, codes: Sequence[str]) -> list[Booking]:
    """Add a booking for each code by ``save``, in one transaction, and return them; the passenger is the code."""
    with transaction.atomic(alias):
        return [
            Booking.objects.using(alias).create(departure_id=departure, code=code, passenger=code) for code in codes
        ]


def book_in_bulk(alias: str, departure: int, codes: Sequence[str], batch_size: int | None = None) -> list[Booking]:
    """Add the same by ``bulk_create``, codes as they are, and return them with the keys that the database gave."""
    bookings = [Booking(departure_id=departure, code=code, passenger=code) for code in codes]
    return Booking.objects.using(alias).bulk_create(bookings, batch_size=batch_size)


def set_seats(alias: str, seats: Mapping[int, int]) -> None:
    """Set the seats left of departures by key in one statement; those that are missing are added."""
    departures = [Departure(flight_id=key, seats_left=left) for key, left in seats.items()]
    Departure.objects.using(alias).bulk_create(
        departures, update_conflicts=True, unique_fields=["flight"], update_fields=["seats_left"]
    )


def rename(alias: str, names: Mapping[str, str]) -> int:
    """Give bookings by code the names of passengers, by one SELECT and one UPDATE; return how many were found.

    Each row gets a value of its own, so this is ``bulk_update``. Codes are the same in capitals and small letters; one
    that does not exist is passed over. The SELECT asks for ``upper(code)``, since that is what the index holds.
    """
    wanted = {code.upper(): name for code, name in names.items()}
    bookings = list(Booking.objects.using(alias).alias(capitals=Upper("code")).filter(capitals__in=wanted))
    for booking in bookings:
        booking.passenger = wanted[booking.code.upper()]
    return Booking.objects.using(alias).bulk_update(bookings, ["passenger"])


def raise_fares(alias: str, departure: int, percent: int) -> int:
    """Raise all fares of a departure by one statement, cut to whole cents; return how many bookings there are.

    Each row's new value follows from its old one, so no row has to come to Python.
    """
    bookings = Booking.objects.using(alias).filter(departure=departure)
    return bookings.update(fare=F("fare") + F("fare") * percent / 100)


def departures_of(alias: str, keys: Sequence[int]) -> dict[int, Departure]:
    """Return the departures of flights by key, in one statement; those that do not exist are left out."""
    return Departure.objects.using(alias).in_bulk(keys)


def main() -> None:
    """Count statements and signals of the same rows, added in two ways."""
    codes = [f"ab{number:03}" for number in range(1, 201)]
    signals = []

    def noted(sender: type[Booking], instance: Booking, **_: object) -> None:
        signals.append(instance.code)

    post_save.connect(noted, sender=Booking)
    try:
        with loaded() as alias, selling(alias):
            set_seats(alias, {1: 100, 2: 50})
            for way in (book_one_by_one, book_in_bulk):
                Booking.objects.all().delete()
                signals.clear()
                with statements(alias) as sent:
                    bookings = way(alias, 1, codes)
                print(
                    f"{way.__name__:15} {len(bookings)} bookings, {len(sent):3} statements, {len(signals):3} signals,"
                    f" the first code: {bookings[0].code}"
                )
            with statements(alias) as sent:
                set_seats(alias, {2: 49, 3: 80})
            print("\nupsert:", sent[0][:60], "...", sent[0].partition("ON CONFLICT")[2].strip())
            print("seats:", dict(Departure.objects.order_by("pk").values_list("pk", "seats_left")))
            with statements(alias) as sent:
                print("renamed:", rename(alias, {"ab001": "Ada", "ab002": "Grace"}))
            print(f"  {len(sent)} statements; the second: {sent[1][:66]} ...")
    finally:
        post_save.disconnect(noted, sender=Booking)


if __name__ == "__main__":
    main()
