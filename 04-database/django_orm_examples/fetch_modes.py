"""Fetch modes: what happens when somebody touches what was not loaded. And how much is loaded at once.

A related object or a deferred column that is not there has to come from somewhere. ``FETCH_ONE`` asks for it alone:
that is N+1. ``FETCH_PEERS`` asks for it for every object that came with this one: N+1 becomes 1+1, without naming the
relation beforehand. ``FETCH_RAISE`` refuses with FieldFetchBlocked: the mode for code that must not query behind its
own back, such as a serializer or a template. It does not see managers: ``airline.flights.all()`` asks in every mode.

``only`` and ``defer`` leave columns out. That pays for a wide text or a JSON document; of a column that is needed after
all it makes N+1.

``iterator`` keeps no result: PostgreSQL holds a cursor, and rows come in chunks. Without it a QuerySet reads all rows,
makes all objects and keeps them, for whoever loops a second time.

Cost: FETCH_PEERS holds weak references to the peers; a chunk is one more round trip.
Not for: FETCH_PEERS in place of ``select_related`` where a relation is always needed; it is one statement more each.
  ``iterator`` behind a pooler in transaction mode: a cursor outlives the statement that opened it, so
  DISABLE_SERVER_SIDE_CURSORS is set there, and all rows are in the client's memory again.
Asked: how do you make sure that a template sends no queries? (FETCH_RAISE, and a test that counts.) How do you go
  through ten million rows?
Source: https://docs.djangoproject.com/en/6.1/topics/db/fetch-modes/
"""

from collections.abc import Generator
from datetime import date

from django.db import connections
from django.db.models import FETCH_ONE, FETCH_PEERS, FETCH_RAISE
from django.db.models.fetch_modes import FetchMode

from django_orm_examples.database import loaded, statements
from django_orm_examples.models import Airline, Flight


def airlines_to(alias: str, day: date, dest: str, mode: FetchMode) -> list[tuple[int, str]]:
    """Return number and airline's name of each flight of a day to a destination, by id, from objects of a fetch mode.

    FETCH_ONE sends a statement for each flight, FETCH_PEERS one for all. Raise FieldFetchBlocked with FETCH_RAISE.
    """
    flights = Flight.objects.using(alias).on(day).filter(dest=dest).order_by("pk").fetch_mode(mode)
    return [(flight.number, flight.airline.name) for flight in flights]


def names_left_out(alias: str, mode: FetchMode) -> list[str]:
    """Return the names of all airlines, by code, although the query left the names out."""
    airlines = Airline.objects.using(alias).only("carrier").order_by("carrier").fetch_mode(mode)
    return [airline.name for airline in airlines]


def in_chunks(alias: str, chunk_size: int) -> Generator[Flight, None, None]:
    """Yield all flights by id; at any time at most ``chunk_size`` rows have been read and not yet given on.

    Raise ValueError ``chunk_size must be at least 1, not 0`` for less than one, before the first flight.
    """
    if chunk_size < 1:
        raise ValueError(f"chunk_size must be at least 1, not {chunk_size}")
    yield from Flight.objects.using(alias).order_by("pk").iterator(chunk_size=chunk_size)


def open_cursors(alias: str) -> int:
    """Return how many cursors the server holds for this connection; PostgreSQL only."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '_django_curs%%'", [])
        found: int = cursor.fetchone()[0]
    return found


def main() -> None:
    """Count statements by fetch mode, then go through a table without reading it."""
    day = date(2013, 2, 8)
    with loaded() as alias:
        for mode in (FETCH_ONE, FETCH_PEERS):
            with statements(alias) as sent:
                lines = airlines_to(alias, day, "BOS", mode)
            print(f"{type(mode).__name__:10} {len(lines)} flights with their airline: {len(sent):2} statements")
            with statements(alias) as sent:
                names = names_left_out(alias, mode)
            print(f"{'':10} {len(names)} names that only() left out: {len(sent):5} statements")
        try:
            airlines_to(alias, day, "BOS", FETCH_RAISE)
        except Exception as error:
            print(f"FetchRaise {type(error).__name__}: {error}")

        print("\nOf all flights, in chunks of 500:")
        flights = in_chunks(alias, 500)
        first = next(flights)
        print(f"  {first}: cursors open on the server: {open_cursors(alias)}")
        flights.close()
        print(f"  stopped after the first: {open_cursors(alias)}")


if __name__ == "__main__":
    main()
