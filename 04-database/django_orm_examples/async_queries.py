"""Asynchronous queries in Django: the face is asynchronous, a thread behind it is not.

``await Flight.objects.acount()`` does not block the event loop, since ``sync_to_async`` runs the synchronous query in a
thread. In one thread for all that a request asks: by default such calls are *thread-sensitive*, as connections belong
to threads. So ``gather`` over ten queries sends them one after the other. What really runs at the same time is a
function of one's own in threads of its own, each with a connection that it must close itself.

A transaction has no asynchronous form: ``atomic`` binds statements to one thread's connection, and ``await`` inside
would let others in between. Put the whole piece of work into a synchronous function, and call that one. A query without
``await`` in a coroutine is refused with SynchronousOnlyOperation, lest it stop every other request.

Cost: a hand-over to a thread and back for each call.
Not for: getting a faster Django; an asynchronous view pays when it waits for other services. For a database that is
  asynchronous to the driver: SQLAlchemy's AsyncSession or psycopg's AsyncConnection (other files of this topic).
Asked: does ``aget`` make a view faster? Where does N+1 hide in asynchronous code? (Nowhere: ``flight.airline`` cannot
  be awaited, and is refused unless it was loaded before.)
Source: https://docs.djangoproject.com/en/6.1/topics/async/
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import partial
from threading import Barrier

from asgiref.sync import async_to_sync, sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connections, transaction
from django.db.models import F

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import loaded
from django_orm_examples.models import Flight


async def flights_on(alias: str, days: Sequence[date]) -> list[int]:
    """Return how many flights there were on each of some days, all asked for at once."""
    return await asyncio.gather(*(Flight.objects.using(alias).on(day).acount() for day in days))


async def first_flights(alias: str, day: date, count: int) -> list[tuple[str, int]]:
    """Return airline's name and number of the first flights of a day by departure, read by ``async for``.

    ``select_related`` is no luxury here: to touch a relation that is not loaded raises SynchronousOnlyOperation.
    """
    flights = Flight.objects.using(alias).on(day).select_related("airline").order_by("sched_dep_time", "pk")
    return [(flight.airline.name, flight.number) async for flight in flights[:count]]


async def airline_of(alias: str, key: int) -> str:
    """Return the airline's name of a flight, by touching a relation; raise SynchronousOnlyOperation."""
    flight = await Flight.objects.using(alias).aget(pk=key)
    return flight.airline.name


async def count_without_await(alias: str) -> int:
    """Ask without ``await``; raise SynchronousOnlyOperation."""
    return Flight.objects.using(alias).count()


async def processes(alias: str, count: int) -> list[int]:
    """Return the server's process that answered each of some queries, all sent by ``gather``: it is always the same."""
    ask = sync_to_async(partial(_process, alias))
    return await asyncio.gather(*(ask() for _ in range(count)))


async def processes_side_by_side(alias: str, count: int) -> list[int]:
    """Return the same with a thread for each query, all of them at work at the same time; up to four are.

    Each thread closes the connection that it opened: nobody else could.
    """
    together = Barrier(count)

    def ask() -> int:
        try:
            together.wait(timeout=10)
            number = _process(alias)
            together.wait(timeout=10)
            return number
        finally:
            connections[alias].close()

    side_by_side = sync_to_async(ask, thread_sensitive=False)
    return await asyncio.gather(*(side_by_side() for _ in range(count)))


async def book(alias: str, departure: int, code: str) -> bool:
    """Take a seat and add a booking in one transaction, from a coroutine; return whether there was a seat.

    The transaction is a synchronous function. Raise IntegrityError for a code that is taken; then the seat is free.
    """

    @sync_to_async
    def taken() -> bool:
        with transaction.atomic(alias):
            free = Departure.objects.using(alias).filter(pk=departure, seats_left__gt=0)
            if not free.update(seats_left=F("seats_left") - 1):
                return False
            Booking.objects.using(alias).create(departure_id=departure, code=code, passenger=code)
            return True

    return await taken()


def _process(alias: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number: int = cursor.fetchone()[0]
    return number


async def _story(alias: str) -> None:
    """Tell what ``main`` shows."""
    days = [date(2013, 2, day) for day in range(7, 11)]
    print("flights of four days at once:", await flights_on(alias, days))
    print("first flights:", await first_flights(alias, days[0], 2))
    for refused in (airline_of(alias, 1), count_without_await(alias)):
        try:
            await refused
        except SynchronousOnlyOperation as error:
            print(f"refused: {str(error)[:61]} ...")

    print("connections of 4 queries by gather:", len(set(await processes(alias, 4))))
    print("connections of 4 queries in threads of their own:", len(set(await processes_side_by_side(alias, 4))))

    await Departure.objects.acreate(flight_id=1, seats_left=1)
    print("one seat, two bookings at once:", sorted(await asyncio.gather(book(alias, 1, "A1"), book(alias, 1, "A2"))))


def main() -> None:
    """Query from coroutines, and see on how many connections."""
    with loaded() as alias, selling(alias):
        async_to_sync(_story)(alias)


if __name__ == "__main__":
    main()
