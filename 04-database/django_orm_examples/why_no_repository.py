"""Why Django resists a repository and a unit of work, shown by building them, and what to write instead.

A repository is a collection that hides the database; a unit of work remembers what was changed and writes it at the
end. SQLAlchemy has the second built in (the session) and so carries the first. Django's models are active records: a
row that saves itself. Two ``get`` of one row are two objects, nobody remembers what was changed, and ``save`` writes
every field, also those that somebody else has changed since.

So a repository over Django must copy rows into objects of its own. Then it is a boundary, and what was behind it is
lost: lazy queries, so that a caller who needs a count or a page gets everything; F expressions, locks and bulk updates,
or a method for each; forms, admin, serializers and paging, which all want a QuerySet.

Instead: questions with names on a QuerySet (managers.py), changes as functions with ``atomic`` that stand in a module
of services, and tests against a real database, rolled back.

Cost: of the repository, the code below and one statement a row; of the service, being tied to Django, which one is.
Not for: rules that deserve to be tested without any database: write those as pure functions of plain values, and let
  the service fetch the values. Only an application of many such rules and little CRUD earns a repository, and it is
  easier on SQLAlchemy (sqlalchemy_examples/repository.py).
Asked: where does business logic live in a Django project? Would you put a repository in front of Django's ORM?
Source: Percival, Gregory, "Architecture Patterns with Python", appendix D; Fowler, "Patterns of Enterprise Application
  Architecture", Active Record, Repository, Unit of Work
"""

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F, QuerySet

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import loaded, statements


@dataclass(frozen=True)
class Ticket:
    """A booking as the domain sees it, with no database behind it."""

    code: str
    departure: int
    state: str


class TicketRepository:
    """Tickets as a collection, kept in the bookings of an alias; what is not a ticket's stays as it is."""

    def __init__(self, alias: str) -> None:
        self._bookings = Booking.objects.using(alias)

    def get(self, code: str) -> Ticket:
        """Return the ticket of a code, or raise KeyError with it."""
        booking = self._bookings.filter(code=code).first()
        if booking is None:
            raise KeyError(code)
        return _ticket(booking)

    def waiting(self, departure: int) -> list[Ticket]:
        """Return all tickets that wait on a departure, in the order of their booking: all, for it knows no other."""
        found = self._bookings.filter(departure=departure, state=Booking.State.WAITING).order_by("pk")
        return [_ticket(booking) for booking in found]

    def save(self, ticket: Ticket) -> None:
        """Write a ticket that is there, by its code, or raise KeyError with that."""
        changed = self._bookings.filter(code=ticket.code).update(departure=ticket.departure, state=ticket.state)
        if not changed:
            raise KeyError(ticket.code)


def rebook_by_repository(alias: str, source: int, target: int, seats: int) -> int:
    """Move so many of the tickets waiting on one departure to another, first come first served; return how many.

    Loads all that wait, changes the first, writes each. Seats left are no ticket's matter, so they are not taken.
    """
    repository = TicketRepository(alias)
    with transaction.atomic(alias):
        chosen = repository.waiting(source)[:seats]
        for ticket in chosen:
            repository.save(replace(ticket, departure=target, state=Booking.State.REBOOKED))
    return len(chosen)


def waiting_on(alias: str, departure: int) -> QuerySet[Booking]:
    """Return the bookings that wait on a departure, in the order of their booking: a question, not yet asked."""
    return Booking.objects.using(alias).filter(departure=departure, state=Booking.State.WAITING).order_by("pk")


def rebook(*, alias: str, source: int, target: int) -> int:
    """Move as many as have seats of the bookings waiting on one departure to another; return how many.

    The service, three statements in all: lock the target, so that its seats are not sold meanwhile, move the rows, take
    the seats. First come, first served. Raise Departure.DoesNotExist for a target that does not exist.
    """
    with transaction.atomic(alias):
        departure = Departure.objects.using(alias).select_for_update().get(pk=target)
        first = waiting_on(alias, source).values_list("pk", flat=True)[: departure.seats_left]
        # Asked again from outside: a booking that is cancelled at this moment is not moved.
        chosen = waiting_on(alias, source).filter(pk__in=first)
        moved = chosen.update(departure=departure, state=Booking.State.REBOOKED)
        Departure.objects.using(alias).filter(pk=target).update(seats_left=F("seats_left") - moved)
    return moved


def two_changes(alias: str, code: str, *, own_fields_only: bool) -> tuple[str | None, str]:
    """Let two parts of a program change one booking, each its own field; return seat and passenger of the row then.

    Each fetches the booking, as if the other did not exist: two objects. One sets the seat to ``1A`` and saves, the
    other the passenger to ``Grace``. Without ``update_fields`` the second save brings the old seat back.
    """
    one, other = (Booking.objects.using(alias).get(code=code) for _ in range(2))
    one.seat, other.passenger = "1A", "Grace"
    one.save(update_fields=["seat"] if own_fields_only else None)
    other.save(update_fields=["passenger"] if own_fields_only else None)
    return Booking.objects.using(alias).values_list("seat", "passenger").get(code=code)


def _ticket(booking: Booking) -> Ticket:
    return Ticket(booking.code, booking.departure_id, booking.state)


def main() -> None:
    """Rebook in both ways and count; then lose a change."""
    with loaded() as alias, selling(alias):
        Departure.objects.bulk_create([Departure(flight_id=key, seats_left=20) for key in (1, 2)])
        for way in ("repository", "service"):
            Booking.objects.all().delete()
            Booking.objects.bulk_create(
                Booking(departure_id=1, code=f"W{number}", passenger="Ada", state=Booking.State.WAITING)
                for number in range(200)
            )
            with statements(alias) as sent:
                if way == "repository":
                    moved = rebook_by_repository(alias, 1, 2, 20)
                else:
                    moved = rebook(alias=alias, source=1, target=2)
            left = Departure.objects.get(pk=2).seats_left
            print(f"{way:10} moved {moved} of 200 by {len(sent):2} statements; seats left on the target: {left}")
        with statements(alias) as sent:
            print("a count through the repository loads", len(TicketRepository(alias).waiting(1)), "rows,", end=" ")
            print(f"a QuerySet 1: {waiting_on(alias, 1).count()}")
        for own in (False, True):
            Booking.objects.filter(code="W1").update(seat=None, passenger="Ada")
            print(f"two changes of one row, update_fields {own}:", two_changes(alias, "W1", own_fields_only=own))


if __name__ == "__main__":
    main()
