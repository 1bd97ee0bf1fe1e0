"""Transactions in Django: ``atomic``, savepoints, what runs after COMMIT, and what must be outermost.

Without ``atomic`` each statement is a transaction of its own. With it: BEGIN at the outermost block, a savepoint at
each inner one, COMMIT when the outermost ends well, ROLLBACK when an exception leaves it. So errors are caught *around*
a block. Caught inside, the transaction is broken already: the next query raises TransactionManagementError, and without
a next query the block ends in silence, with a ROLLBACK.

Mail, tasks and caches belong after the COMMIT: ``on_commit`` calls when it is there, and never when it is not. One
that raises keeps those after it from being called, unless it was given with ``robust=True``.

Cost: a savepoint is two more statements; a long transaction keeps locks and old rows alive.
Not for: ATOMIC_REQUESTS as a habit: a transaction around a view that waits for a payment service holds its locks as
  long as the service takes. ``durable=True`` says of such code that it must not be called inside another block.
Asked: you catch IntegrityError in an atomic block and the next query fails. Why? Why is a task that is sent inside a
  transaction sometimes faster than its row? (It reads before the COMMIT.)
Source: https://docs.djangoproject.com/en/6.1/topics/db/transactions/
"""

from collections.abc import Callable, Sequence
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.transaction import TransactionManagementError

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import loaded, statements


class SoldOutError(Exception):
    """There are not as many seats left as were asked for."""


def book_party(alias: str, departure: int, codes: Sequence[str]) -> None:
    """Take a seat for each code and add the bookings: all of them, or none.

    Raise SoldOutError ``no 3 seats left on 1`` when there are fewer, and IntegrityError for a code that is taken; then
    the seats are as they were.
    """
    with transaction.atomic(alias):
        enough = Departure.objects.using(alias).filter(pk=departure, seats_left__gte=len(codes))
        if not enough.update(seats_left=F("seats_left") - len(codes)):
            raise SoldOutError(f"no {len(codes)} seats left on {departure}")
        for code in codes:
            Booking.objects.using(alias).create(departure_id=departure, code=code, passenger=code)


def book_each(alias: str, departure: int, codes: Sequence[str]) -> list[str]:
    """Add a booking for each code in one transaction, and return the codes that were refused as taken.

    A savepoint around each: what is refused is rolled back alone.
    """
    refused = []
    with transaction.atomic(alias):
        for code in codes:
            try:
                with transaction.atomic(alias):
                    Booking.objects.using(alias).create(departure_id=departure, code=code, passenger=code)
            except IntegrityError:
                refused.append(code)
    return refused


def book_each_carelessly(alias: str, departure: int, codes: Sequence[str]) -> list[str]:
    """Do the same without savepoints.

    Raise TransactionManagementError at the first statement after a refused one. When the refused one is the last,
    return as if all were well. Either way nothing was added.
    """
    refused = []
    with transaction.atomic(alias):
        for code in codes:
            try:
                Booking.objects.using(alias).create(departure_id=departure, code=code, passenger=code)
            except IntegrityError:
                refused.append(code)
    return refused


def cancel(alias: str, departure: int, tell: Callable[[str], object]) -> int:
    """Cancel all bookings of a departure, tell each passenger once that is committed, and return how many.

    Within an outer transaction they are told after that one, or never. ``tell`` gets the code, by code. Whoever books
    between the SELECT and the UPDATE is neither cancelled nor told.
    """
    with transaction.atomic(alias):
        bookings = Booking.objects.using(alias).filter(departure=departure).exclude(state=Booking.State.CANCELLED)
        found = list(bookings.select_for_update().order_by("code").values_list("pk", "code"))
        bookings.filter(pk__in=[key for key, _ in found]).update(state=Booking.State.CANCELLED)
        for _, code in found:
            transaction.on_commit(partial(tell, code), using=alias)
    return len(found)


def charge(alias: str, code: str, pay: Callable[[str, int], bool]) -> bool:
    """Pay for a waiting booking: note it as booked when ``pay`` took the total, and return whether it did.

    The row is locked while ``pay`` runs, and the outcome is committed when this function returns, whoever calls. As
    COMMIT may fail after all, ``pay`` gets the code too: by it the service knows what it was paid already. Raise
    RuntimeError inside a transaction, before anything is paid, and Booking.DoesNotExist when no waiting booking has
    the code.
    """
    with transaction.atomic(alias, durable=True):
        waiting = Booking.objects.using(alias).select_for_update().filter(state=Booking.State.WAITING)
        booking = waiting.get(code=code)
        paid = pay(booking.code, booking.total)
        if paid:
            booking.state = Booking.State.BOOKED
            booking.save(update_fields=["state"])
    return paid


def main() -> None:
    """Book parties, import with and without savepoints, and cancel with mail after the COMMIT."""
    with loaded() as alias, selling(alias):
        departure = Departure.objects.create(flight_id=1, seats_left=3)
        book_party(alias, 1, ["A1", "A2"])
        for codes in (["B1", "B2"], ["A1"]):
            try:
                book_party(alias, 1, codes)
            except (SoldOutError, IntegrityError) as error:
                departure.refresh_from_db()
                message = str(error).splitlines()[0]
                print(f"party {codes}: {type(error).__name__}: {message}; seats left: {departure.seats_left}")

        for book, codes in (
            (book_each, ["C1", "A1", "C2"]),
            (book_each_carelessly, ["D1", "A1", "D2"]),
            (book_each_carelessly, ["D1", "D2", "A1"]),
        ):
            try:
                with statements(alias) as sent:
                    print(f"{book.__name__} {codes}: refused {book(alias, 1, codes)}, {len(sent)} statements")
            except TransactionManagementError as error:
                print(f"{book.__name__} {codes}: {str(error)[:47]} ...")
            print("  codes now:", *Booking.objects.order_by("code").values_list("code", flat=True))

        try:
            with transaction.atomic(alias):
                print("cancelled, then rolled back:", cancel(alias, 1, lambda code: print("  mail to", code)))
                raise SoldOutError("something else fails")
        except SoldOutError:
            print("  nobody was told")
        print("cancelled:", cancel(alias, 1, lambda code: print("  mail to", code)))

        Booking.objects.create(departure_id=1, code="W1", passenger="Ada", fare=9_900, state=Booking.State.WAITING)
        try:
            with transaction.atomic(alias):
                charge(alias, "W1", lambda *_: True)
        except RuntimeError as error:
            print("charge inside a transaction:", error)
        print("charge outside:", charge(alias, "W1", lambda _, cents: cents == 9_900))


if __name__ == "__main__":
    main()
