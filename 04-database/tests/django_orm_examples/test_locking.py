import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connections, transaction

from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import connected, statements
from django_orm_examples.locking import BusyError, book_within, close_sale, main, rebook_next, save_if_unchanged
from tests.django_orm_examples.sql import rows, wait_for

HERE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


@pytest.fixture
def other(sales_address: str) -> Iterator[str]:
    """A second connection to the same database."""
    with connected("other", sales_address) as alias:
        yield alias


def waiting(alias: str, *codes: str) -> None:
    for code in codes:
        Booking.objects.using(alias).create(departure_id=1, code=code, passenger=code, seat=code, state="waiting")


def test_a_limit_holds(any_sales: str) -> None:
    assert [book_within(any_sales, 1, code, limit=2) for code in ("A1", "A2", "A3")] == [True, True, False]
    assert book_within(any_sales, 2, "B1", limit=1)
    Booking.objects.using(any_sales).filter(code="A1").update(state="cancelled")
    assert book_within(any_sales, 1, "A4", limit=2)
    with pytest.raises(Departure.DoesNotExist):
        book_within(any_sales, 99, "C1", limit=2)


def test_a_limit_holds_while_others_book(sales: str, sales_address: str) -> None:
    added: list[bool] = []

    def book() -> None:
        try:
            added.append(book_within(sales, 1, "A2", limit=1))
        finally:
            connections[sales].close()

    with transaction.atomic(sales):
        assert book_within(sales, 1, "A1", limit=1)
        thread = threading.Thread(target=book)
        thread.start()
        wait_for(sales_address, f"{HERE} AND wait_event_type = 'Lock'", 1)
    thread.join(timeout=10)
    assert added == [False]


def test_a_locked_row_is_refused_at_once(sales: str, other: str) -> None:
    with transaction.atomic(sales):
        Departure.objects.using(sales).select_for_update().get(pk=1)
        with pytest.raises(BusyError, match=r"^departure 1 is being changed by somebody else$"):
            close_sale(other, 1)
        assert close_sale(other, 2) == 10
    assert close_sale(other, 1) == 10
    assert set(Departure.objects.using(sales).values_list("pk", "seats_left")) == {(1, 0), (2, 0), (3, 10)}


def test_a_lost_connection_is_not_a_busy_row(sales: str, other: str) -> None:
    rows(other, "SELECT 1")
    rows(sales, f"SELECT pg_terminate_backend({connections[other].connection.info.backend_pid}, 5000)")
    with pytest.raises(OperationalError):
        close_sale(other, 1)


def test_workers_share_a_queue(sales: str, other: str) -> None:
    waiting(sales, "A1", "A2", "A3")
    second: list[str | None] = []
    assert rebook_next(sales, 2, meanwhile=lambda _: second.append(rebook_next(other, 3))) == "A1"
    assert second == ["A2"]
    assert [rebook_next(sales, 2), rebook_next(sales, 2)] == ["A3", None]
    found = Booking.objects.using(sales).order_by("code").values_list("code", "departure", "seat", "state")
    assert list(found) == [("A1", 2, None, "rebooked"), ("A2", 3, None, "rebooked"), ("A3", 2, None, "rebooked")]


def test_a_worker_that_fails_gives_its_row_back(any_sales: str) -> None:
    waiting(any_sales, "A1")

    def fail(booking: Booking) -> None:
        raise RuntimeError(booking.departure)

    with pytest.raises(RuntimeError, match="1: 10 left"):
        rebook_next(any_sales, 2, meanwhile=fail)
    assert rebook_next(any_sales, 2) == "A1"


def test_a_worker_that_is_killed_gives_its_row_back(sales: str, other: str, sales_address: str) -> None:
    waiting(sales, "A1")

    def die(_: Booking) -> None:
        with psycopg.connect(sales_address, autocommit=True) as killer:
            killer.execute("SELECT pg_terminate_backend(%s)", [connections[other].connection.info.backend_pid])

    with pytest.raises(Exception, match="terminating connection"):
        rebook_next(other, 2, meanwhile=die)
    wait_for(sales_address, f"{HERE} AND state LIKE 'idle in transaction%'", 0)
    assert rebook_next(sales, 3) == "A1"


def test_the_join_stays_unlocked(sales: str, other: str) -> None:
    waiting(sales, "A1")
    with statements(sales) as sent:
        rebook_next(sales, 2, meanwhile=lambda booking: close_sale(other, booking.departure_id))
    assert 'FOR UPDATE OF "bookings" SKIP LOCKED' in sent[0]


def test_of_two_changes_the_second_is_refused(any_sales: str) -> None:
    first, second = (Departure.objects.using(any_sales).get(pk=1) for _ in range(2))
    first.seats_left, second.seats_left = 4, 6
    assert save_if_unchanged(second)
    assert not save_if_unchanged(first)
    assert (first.version, second.version) == (0, 1)
    second.seats_left = 5
    assert save_if_unchanged(second)
    assert Departure.objects.using(any_sales).values_list("seats_left", "version").get(pk=1) == (5, 2)
    assert Departure.objects.using(any_sales).get(pk=2).version == 0


def test_sqlite_ignores_row_locks(sales_path: Path) -> None:
    with connected("small", sales_path) as alias:
        Departure.objects.using(alias).update_or_create(flight_id=4, defaults={"seats_left": 10})
        with statements(alias) as sent:
            assert close_sale(alias, 4) == 10
        Departure.objects.using(alias).filter(pk=4).delete()
    assert "SELECT" in " ".join(sent)
    assert "FOR UPDATE" not in " ".join(sent)


@pytest.mark.usefixtures("story_address")
def test_main_lets_two_meet(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "limit of 2 bookings: [True, True, False]" in said
    assert "skip locked: one worker has A1, the other took A2, and then None" in said
    assert "optimistic: True for the first, False for the second" in said
