"""A domain without a database: a flight is cancelled, its passengers need seats on others.

Rules first, in plain Python. A departure is the *aggregate*: what is inside it, its bookings and its seats, is changed
only by its methods, and they keep the rule that no more seats are taken than there are. Nothing here knows of tables;
``repository.py`` maps these very classes, and ``unit_of_work.py`` runs the use case.

Cost: a second description of what the tables are. It pays when the rules are many and the tables few.
Not for: forms over tables. Where a rule is a CHECK and a page is a SELECT, models of the ORM are the domain.
Asked: what is an aggregate? (What has to be consistent at the end of each transaction: the unit that is loaded, changed
and locked as a whole.)
Source: Percival and Gregory, Architecture Patterns with Python, chapters 1 and 7, https://www.cosmicpython.com
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

PATIENCE = timedelta(hours=24)
"""How much later than planned a passenger may leave."""


class FullError(Exception):
    """A departure has no seat left."""


@dataclass(eq=False)
class Booking:
    """A passenger's seat on a departure; it may move to another one."""

    reference: str
    passenger: str


@dataclass(eq=False)
class Departure:
    """A flight on a day, with its bookings. ``taken`` counts them, so that nobody has to load them to know."""

    key: str
    origin: str
    dest: str
    leaves: datetime
    seats: int
    cancelled: bool = False
    taken: int = 0
    bookings: list[Booking] = field(default_factory=list)

    def free(self) -> int:
        """Return how many seats can be booked: none of a departure that is cancelled."""
        return 0 if self.cancelled else self.seats - self.taken

    def book(self, booking: Booking) -> None:
        """Give a booking a seat, or raise FullError, ``UA 1: no seat left``, with the key of the departure."""
        if not self.free():
            raise FullError(f"{self.key}: no seat left")
        self.bookings.append(booking)
        self.taken += 1

    def release(self, booking: Booking) -> None:
        """Take the seat of one of its bookings back, or raise ValueError, ``UA 1: no booking R1``."""
        if booking not in self.bookings:
            raise ValueError(f"{self.key}: no booking {booking.reference}")
        self.bookings.remove(booking)
        self.taken -= 1


@dataclass
class Rebooked:
    """Who goes where: the key of the new departure by reference, and the references of those for whom there is none."""

    moved: dict[str, str] = field(default_factory=dict)
    stranded: list[str] = field(default_factory=list)


def rebook(cancelled: Departure, others: Iterable[Departure]) -> Rebooked:
    """Move the bookings of a cancelled departure to others, in the order of their references.

    Each goes to the departure with a free seat that leaves first, of those on the same route that leave after the
    cancelled one would have, and at most PATIENCE later. Who finds none stays where he is. Raise ValueError,
    ``UA 1: not cancelled``, when there is no reason to.
    """
    if not cancelled.cancelled:
        raise ValueError(f"{cancelled.key}: not cancelled")
    fitting = sorted(filter(lambda other: _fits(cancelled, other), others), key=lambda other: other.leaves)
    result = Rebooked()
    for booking in sorted(cancelled.bookings, key=lambda booking: booking.reference):
        target = next((other for other in fitting if other.free()), None)
        if target is None:
            result.stranded.append(booking.reference)
            continue
        cancelled.release(booking)
        target.book(booking)
        result.moved[booking.reference] = target.key
    return result


def _fits(cancelled: Departure, other: Departure) -> bool:
    same_route = (cancelled.origin, cancelled.dest) == (other.origin, other.dest)
    return same_route and cancelled.leaves < other.leaves <= cancelled.leaves + PATIENCE


def main() -> None:
    """Rebook three passengers on two later departures."""
    hour = datetime(2013, 2, 8, 12, tzinfo=UTC)
    first, second, third = (
        Departure(f"UA {number}", "EWR", "ORD", hour + timedelta(hours=number), seats=2) for number in range(1, 4)
    )
    for number, name in enumerate(("Ada", "Alan"), start=1):
        first.book(Booking(f"R{number}", name))
    second.book(Booking("R3", "Grace"))
    third.book(Booking("R4", "Edsger"))
    try:
        first.book(Booking("R5", "Barbara"))
    except FullError as error:
        print(error)
    first.cancelled = True
    print(rebook(first, [third, second]))
    print("free:", {departure.key: departure.free() for departure in (first, second, third)})


if __name__ == "__main__":
    main()
