import asyncio
from datetime import date

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import SynchronousOnlyOperation
from django.db import IntegrityError, connections

from django_orm_examples.async_queries import (
    airline_of,
    book,
    count_without_await,
    first_flights,
    flights_on,
    main,
    processes,
    processes_side_by_side,
)
from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import statements
from tests.django_orm_examples.sql import rows

DAYS = [date(2013, 2, day) for day in range(7, 11)]


def test_queries_by_gather(alias: str) -> None:
    query = "SELECT count(*) FROM flights WHERE flight_date BETWEEN '2013-02-07' AND '2013-02-10' GROUP BY flight_date"
    with statements(alias) as sent:
        found = async_to_sync(flights_on)(alias, DAYS)
    assert found == [count for (count,) in rows(alias, f"{query} ORDER BY flight_date")]
    assert len(sent) == 4


def test_an_asynchronous_loop(alias: str) -> None:
    query = """
        SELECT name, number
        FROM flights JOIN airlines USING (carrier)
        WHERE flight_date = '2013-02-07'
        ORDER BY sched_dep_time, id
        LIMIT 3
    """
    with statements(alias) as sent:
        assert async_to_sync(first_flights)(alias, DAYS[0], 3) == rows(alias, query)
    assert len(sent) == 2  # and the one by hand


def test_what_would_block_is_refused(alias: str) -> None:
    with pytest.raises(SynchronousOnlyOperation, match="You cannot call this from an async context"):
        async_to_sync(airline_of)(alias, 1)
    with pytest.raises(SynchronousOnlyOperation, match="You cannot call this from an async context"):
        async_to_sync(count_without_await)(alias)


def test_gather_has_one_connection(postgresql_alias: str) -> None:
    assert set(async_to_sync(processes)(postgresql_alias, 4)) == {
        connections[postgresql_alias].connection.info.backend_pid
    }


def test_threads_of_their_own_have_their_own(postgresql_alias: str) -> None:
    own = rows(postgresql_alias, "SELECT pg_backend_pid()")[0][0]
    found = async_to_sync(processes_side_by_side)(postgresql_alias, 4)
    assert len({*found, own}) == 5
    assert all(isinstance(number, int) for number in found)


def test_a_transaction_is_one_function(any_sales: str) -> None:
    Departure.objects.using(any_sales).filter(pk=1).update(seats_left=2)

    async def both() -> list[bool]:
        return await asyncio.gather(*(book(any_sales, 1, code) for code in ("A1", "A2", "A3")))

    assert sorted(async_to_sync(both)()) == [False, True, True]
    assert Booking.objects.using(any_sales).filter(departure=1).count() == 2
    assert Departure.objects.using(any_sales).get(pk=1).seats_left == 0


def test_a_transaction_that_fails_gives_the_seat_back(any_sales: str) -> None:
    assert async_to_sync(book)(any_sales, 1, "A1")
    with pytest.raises(IntegrityError):
        async_to_sync(book)(any_sales, 1, "A1")
    assert Departure.objects.using(any_sales).get(pk=1).seats_left == 9


@pytest.mark.usefixtures("story_address")
def test_main_counts_connections(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "connections of 4 queries by gather: 1\n" in said
    assert "connections of 4 queries in threads of their own: 4\n" in said
    assert said.endswith("one seat, two bookings at once: [False, True]\n")
