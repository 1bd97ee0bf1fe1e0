"""Constraints: who refuses a wrong row, when, and in which words.

``full_clean`` runs validators and constraints in Python and with SELECTs, and raises ValidationError with sentences for
people. ``save`` does not call it; forms do. The database refuses on every way in, with IntegrityError and the name of a
constraint. Between the SELECT of the first and the INSERT somebody else may take the seat, so the second is needed even
where the first was asked, and its error has to become the same sentence: ``sentence_of`` does that.

The constraints that are meant here stand in bookings/models.py: a CHECK, a unique index over ``upper(code)``, a unique
index over the bookings that are not cancelled, a generated column, a default of the database.

Cost: ``full_clean`` sends a SELECT for each foreign key and each constraint; what the database checks, it checks with
  the INSERT.
Not for: rules that read other rows (no more bookings than seats): a CHECK sees one row. Lock the parent (locking.py).
Asked: is a unique check in the serializer enough? (Two requests check, both find it free, both insert.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/constraints/,
  https://docs.djangoproject.com/en/6.1/ref/models/instances/#validating-objects
"""

import re
from collections.abc import Callable

import psycopg
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import connected
from flights import databases


class RefusedError(Exception):
    """A row breaks a rule; the message is the constraint's own sentence."""


def mistakes(booking: Booking) -> list[str]:
    """Return the sentences with which Django refuses a booking, in the order of the alphabet; none when it is right.

    What ``full_clean`` says: fields, foreign keys and constraints, asked on the database that the booking is bound to.
    """
    try:
        booking.full_clean()
    except ValidationError as error:
        return sorted(error.messages)
    return []


def sentence_of(error: IntegrityError, model: type[models.Model]) -> str | None:
    """Return the sentence of the constraint of a model that a database reported, or None when it is none of these.

    PostgreSQL names the constraint in a field of its error. SQLite has only text: the name of a CHECK or of an index,
    and for a unique constraint over columns the columns (``UNIQUE constraint failed: bookings.seat``).
    """
    cause = error.__cause__
    if isinstance(cause, psycopg.Error):
        found = cause.diag.constraint_name
    else:
        match = re.search(r"(?:CHECK constraint failed: |index ')(\w+)", str(error))
        found = match[1] if match else _unique_over(str(error), model)
    for constraint in model._meta.constraints:
        if constraint.name == found:
            return str(constraint.get_violation_error_message())
    return None


def book(booking: Booking, alias: str, meanwhile: Callable[[], object] = lambda: None) -> Booking:
    """Check a booking, call ``meanwhile`` (what others do at this moment), save it on an alias, and return it.

    Raise RefusedError with all sentences of the check, joined by blanks, or with that of the database's constraint.
    An error of the database that belongs to no constraint of Booking is raised as it is.
    """
    booking._state.db = alias
    if found := mistakes(booking):
        raise RefusedError(" ".join(found))
    meanwhile()
    try:
        with transaction.atomic(alias):
            booking.save(using=alias)
    except IntegrityError as error:
        if (sentence := sentence_of(error, Booking)) is None:
            raise
        raise RefusedError(sentence) from error
    return booking


def _unique_over(said: str, model: type[models.Model]) -> str | None:
    columns = re.findall(rf"{model._meta.db_table}\.(\w+)", said)
    column_of = {field.name: field.column for field in model._meta.concrete_fields}
    unique = [each for each in model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    found = (each.name for each in unique if columns and [column_of[name] for name in each.fields] == columns)
    return next(found, None)


def main() -> None:
    """Break each rule once, then take a seat between another's check and INSERT."""
    with databases.postgresql() as address, connected("default", address) as alias, selling(alias):
        Departure.objects.create(flight_id=1, seats_left=10)
        ada = book(Booking(departure_id=1, code=" x7k2 ", passenger="Ada", seat="12A", fare=19_900, fee=500), alias)
        print(f"{ada}; total {ada.total} (generated), {ada.state} (default), at {type(ada.booked_at).__name__} (now())")

        print("\nRefused by full_clean:")
        for values in (
            {"code": "x7K2", "seat": "12B"},
            {"code": "Q1", "seat": "12A"},
            {"code": "Q2", "fare": -1},
            {"code": "MUCH TOO LONG"},
        ):
            booking = Booking(**{"departure_id": 1, "passenger": "Eve"} | values)
            print(f"  {values}: {' '.join(mistakes(booking))}")

        with connected("other", address) as other:
            print("\nEve checks seat 14C, Bob takes it, Eve saves:")
            bob = Booking(departure_id=1, code="B1", passenger="Bob", seat="14C")
            try:
                eve = Booking(departure_id=1, code="E1", passenger="Eve", seat="14C")
                book(eve, alias, meanwhile=lambda: book(bob, other))
            except RefusedError as error:
                print(f"  {error} ({type(error.__cause__).__name__} from the database)")
        ada.state = Booking.State.CANCELLED
        ada.save()
        print(
            book(Booking(departure_id=1, code="C1", passenger="Cyd", seat="12A"), alias), "gets 12A once Ada cancelled"
        )


if __name__ == "__main__":
    main()
