"""Row locks through the ORM: wait, do not wait, or take another row; and the lock that is none.

``select_for_update`` locks the rows that a query returns until the transaction ends. It belongs where a decision rests
on what was read. A rule over many rows ("no more bookings than seats") has no row to lock but the parent: whoever
locks it first goes first. Then three ways to meet a lock: wait (the default), fail at once (``nowait``), or look for
another row (``skip_locked``), which makes a table a queue.

The optimistic way locks nothing: each change asks for the version that it has read, and finds no row when somebody was
faster. It is for changes with a person thinking in between.

Cost: a locked row makes others wait; a version costs one column and a second try for whoever lost.
Not for: SQLite, which has no row locks: ``select_for_update`` is ignored there without a word, and what keeps writers
  apart is that only one transaction can write (``transaction_mode`` IMMEDIATE in OPTIONS).
Asked: how do ten workers share a table of jobs? (SKIP LOCKED; a worker that dies gives its row back by dying.) What
  does ``select_for_update`` lock in a query with ``select_related``? (Rows of all its tables; ``of=("self",)`` not.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/querysets/#select-for-update
"""

from collections.abc import Callable

from django.db import OperationalError, transaction
from django.db.models import F
from psycopg.errors import LockNotAvailable

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import connected, statements
from flights import databases


class BusyError(Exception):
    """Somebody else holds the row."""


def book_within(alias: str, departure: int, code: str, limit: int) -> bool:
    """Add a booking unless the departure has ``limit`` bookings that are not cancelled; return whether it was added.

    The departure's row is locked while bookings are counted, so two callers count one after the other. Raise
    Departure.DoesNotExist for an unknown departure.
    """
    with transaction.atomic(alias):
        parent = Departure.objects.using(alias).select_for_update().get(pk=departure)
        if parent.bookings.exclude(state=Booking.State.CANCELLED).count() >= limit:
            return False
        parent.bookings.create(code=code, passenger=code)
    return True


def close_sale(alias: str, departure: int) -> int:
    """Set the seats left of a departure to 0 and return how many there were.

    Raise BusyError ``departure 1 is being changed by somebody else`` at once when its row is locked; any other error of
    the database is raised as it is.
    """
    with transaction.atomic(alias):
        try:
            found = Departure.objects.using(alias).select_for_update(nowait=True).get(pk=departure)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            raise BusyError(f"departure {departure} is being changed by somebody else") from error
        before, found.seats_left = found.seats_left, 0
        found.save(update_fields=["seats_left"])
    return before


def rebook_next(alias: str, departure: int, meanwhile: Callable[[Booking], object] = lambda _: None) -> str | None:
    """Move the longest waiting booking that nobody else works on to a departure; return its code, None without one.

    The first by key that is WAITING and not locked. It becomes REBOOKED and loses its seat. ``meanwhile`` is called
    with it before; when that raises, or the worker dies, the booking waits again. The statement that locks it brings
    its departure along, unlocked.
    """
    with transaction.atomic(alias):
        waiting = Booking.objects.using(alias).filter(state=Booking.State.WAITING).order_by("pk")
        # of: the join brings the departure for meanwhile, and leaves it unlocked.
        queue = waiting.select_related("departure").select_for_update(skip_locked=True, of=("self",))
        booking = queue.first()
        if booking is None:
            return None
        meanwhile(booking)
        booking.departure_id, booking.seat, booking.state = departure, None, Booking.State.REBOOKED
        booking.save(update_fields=["departure", "seat", "state"])
    return booking.code


def save_if_unchanged(departure: Departure) -> bool:
    """Write the seats left of a departure unless it was changed since it was read; return whether it was written.

    One UPDATE that asks for the version read; the object gets the next version. When it returns False, nothing was
    written and the object is as it was: read again, and let the user decide again.
    """
    same = Departure.objects.using(departure._state.db).filter(pk=departure.pk, version=departure.version)
    written = same.update(seats_left=departure.seats_left, version=F("version") + 1) == 1
    if written:
        departure.version += 1
    return written


def main() -> None:
    """Let two connections meet at one row in each of these ways."""
    with databases.postgresql() as address, connected("default", address) as alias, selling(alias):
        Departure.objects.bulk_create([Departure(flight_id=key, seats_left=10) for key in (1, 2)])
        with connected("other", address) as other:
            print("limit of 2 bookings:", [book_within(alias, 1, code, 2) for code in ("A1", "A2", "A3")])
            with transaction.atomic(alias):
                Departure.objects.select_for_update().get(pk=1)
                try:
                    close_sale(other, 1)
                except BusyError as error:
                    print("nowait:", error)
            print("nowait, once it is free:", close_sale(other, 1), "seats were left")

            Booking.objects.update(state=Booking.State.WAITING)
            with statements(alias) as sent:
                second: list[str | None] = []
                first = rebook_next(alias, 2, meanwhile=lambda _: second.append(rebook_next(other, 2)))
            print(f"skip locked: one worker has {first}, the other took {second[0]}, and then {rebook_next(other, 2)}")
            print("  ..." + sent[0].rpartition(" WHERE ")[2])

            mine, theirs = Departure.objects.get(pk=2), Departure.objects.using(other).get(pk=2)
            mine.seats_left, theirs.seats_left = 4, 6
            print("optimistic:", save_if_unchanged(theirs), "for the first,", save_if_unchanged(mine), "for the second")


if __name__ == "__main__":
    main()
