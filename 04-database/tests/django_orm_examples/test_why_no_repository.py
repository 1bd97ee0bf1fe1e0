from threading import Thread

import psycopg
import pytest
from django.db import connections

from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import statements
from django_orm_examples.why_no_repository import (
    Ticket,
    TicketRepository,
    main,
    rebook,
    rebook_by_repository,
    two_changes,
    waiting_on,
)
from tests.django_orm_examples.sql import wait_for

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def alias(any_sales: str) -> str:
    """Twelve bookings wait on departure 1, one is booked; departure 2 has ten seats."""
    bookings = Booking.objects.using(any_sales)
    bookings.create(departure_id=1, code="B0", passenger="Eve", seat="9C")
    bookings.bulk_create(
        Booking(departure_id=1, code=f"W{number}", passenger="Ada", state="waiting") for number in range(12)
    )
    bookings.create(departure_id=3, code="X0", passenger="Bob", state="waiting")
    return any_sales


def on_target(alias: str) -> list[str]:
    return list(
        Booking.objects.using(alias).filter(departure=2, state="rebooked").order_by("pk").values_list("code", flat=True)
    )


def test_a_repository_is_a_collection_of_plain_values(alias: str) -> None:
    repository = TicketRepository(alias)
    assert repository.get("B0") == Ticket("B0", 1, "booked")
    repository.save(Ticket("B0", 2, "cancelled"))
    assert repository.get("B0") == Ticket("B0", 2, "cancelled")
    assert Booking.objects.using(alias).get(code="B0").seat == "9C"
    assert [ticket.code for ticket in repository.waiting(1)] == [f"W{number}" for number in range(12)]
    with pytest.raises(KeyError, match="Q9"):
        repository.get("Q9")
    with pytest.raises(KeyError, match="Q9"):
        repository.save(Ticket("Q9", 1, "booked"))


def test_a_repository_writes_row_by_row(alias: str) -> None:
    with statements(alias) as sent:
        assert rebook_by_repository(alias, 1, 2, 5) == 5
    assert sum(statement.startswith("UPDATE") for statement in sent) == 5
    assert on_target(alias) == ["W0", "W1", "W2", "W3", "W4"]
    assert Departure.objects.using(alias).get(pk=2).seats_left == 10
    assert rebook_by_repository(alias, 1, 2, 50) == 7


def test_a_service_moves_as_many_as_have_seats(alias: str) -> None:
    with statements(alias) as sent:
        assert rebook(alias=alias, source=1, target=2) == 10
    assert sum(statement.startswith(("SELECT", "UPDATE")) for statement in sent) == 3
    if connections[alias].vendor == "postgresql":
        assert "FOR UPDATE" in sent[0]
    assert on_target(alias) == [f"W{number}" for number in range(10)]
    assert Departure.objects.using(alias).get(pk=2).seats_left == 0
    assert rebook(alias=alias, source=1, target=2) == 0
    assert set(waiting_on(alias, 1).values_list("code", flat=True)) == {"W10", "W11"}
    with pytest.raises(Departure.DoesNotExist):
        rebook(alias=alias, source=1, target=99)


def test_a_booking_that_is_cancelled_at_this_moment_is_not_moved(sales: str, sales_address: str) -> None:
    for code in ("W0", "W1"):
        Booking.objects.using(sales).create(departure_id=1, code=code, passenger="Ada", state="waiting")
    moved: list[int] = []

    def work() -> None:
        try:
            moved.append(rebook(alias=sales, source=1, target=2))
        finally:
            connections[sales].close()

    with psycopg.connect(sales_address) as other:
        other.execute("UPDATE bookings SET state = 'cancelled' WHERE code = 'W0'")
        thread = Thread(target=work)
        thread.start()
        wait_for(sales_address, WAITING, 1)
    thread.join(timeout=10)
    assert (moved, on_target(sales)) == ([1], ["W1"])
    assert Departure.objects.using(sales).get(pk=2).seats_left == 9


def test_a_question_is_asked_only_as_far_as_one_wants_to_know(alias: str) -> None:
    with statements(alias) as sent:
        question = waiting_on(alias, 1)
        assert sent == []
        assert question.count() == 12
        assert [booking.code for booking in question[:2]] == ["W0", "W1"]
    assert "LIMIT 2" in sent[1]


def test_the_second_save_brings_the_old_value_back(alias: str) -> None:
    assert two_changes(alias, "W0", own_fields_only=False) == (None, "Grace")
    assert two_changes(alias, "W1", own_fields_only=True) == ("1A", "Grace")


@pytest.mark.usefixtures("story_address")
def test_main_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "repository moved 20 of 200 by 21 statements; seats left on the target: 20" in said
    assert "service    moved 20 of 200 by  3 statements; seats left on the target: 0" in said
    assert said.endswith("update_fields True: ('1A', 'Grace')\n")
