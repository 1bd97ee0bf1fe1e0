from collections.abc import Callable, Sequence

import pytest
from django.db import IntegrityError, transaction
from django.db.models.signals import post_save

from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.bulk import (
    book_in_bulk,
    book_one_by_one,
    departures_of,
    main,
    raise_fares,
    rename,
    set_seats,
)
from django_orm_examples.database import statements

CODES = ["ab1", "ab2", "ab3"]


def codes(alias: str) -> list[str]:
    return list(Booking.objects.using(alias).order_by("pk").values_list("code", flat=True))


@pytest.mark.parametrize(("book", "count"), [(book_one_by_one, 3), (book_in_bulk, 1)])
def test_rows_get_their_keys(
    any_sales: str, book: Callable[[str, int, Sequence[str]], list[Booking]], count: int
) -> None:
    with statements(any_sales) as sent:
        bookings = book(any_sales, 1, CODES)
    assert sum("INSERT" in statement for statement in sent) == count
    assert [booking.pk for booking in bookings] == list(
        Booking.objects.using(any_sales).filter(departure=1).order_by("pk").values_list("pk", flat=True)
    )
    assert [booking.passenger for booking in bookings] == CODES


def test_bulk_calls_neither_save_nor_signals(any_sales: str) -> None:
    told: list[str] = []

    def note(instance: Booking, **_: object) -> None:
        told.append(instance.code)

    post_save.connect(note, sender=Booking)
    try:
        book_in_bulk(any_sales, 1, CODES)
        assert (told, codes(any_sales)) == ([], CODES)
        Booking.objects.using(any_sales).all().delete()
        book_one_by_one(any_sales, 1, CODES)
        assert told == codes(any_sales) == ["AB1", "AB2", "AB3"]
    finally:
        post_save.disconnect(note, sender=Booking)


def test_the_database_keeps_its_rule_in_bulk_too(any_sales: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(any_sales):
        book_in_bulk(any_sales, 1, ["ab1", "AB1"])
    with pytest.raises(IntegrityError):
        book_one_by_one(any_sales, 1, ["ab1", "ab2", "ab1"])
    assert codes(any_sales) == []


def test_a_batch_is_a_statement(any_sales: str) -> None:
    with statements(any_sales) as sent:
        assert len(book_in_bulk(any_sales, 1, CODES, batch_size=2)) == 3
    assert sum("INSERT" in statement for statement in sent) == 2


def test_upsert_adds_and_changes_in_one_statement(any_sales: str) -> None:
    Departure.objects.using(any_sales).filter(pk=1).update(version=7)
    with statements(any_sales) as sent:
        set_seats(any_sales, {1: 3, 4: 5})
    assert sum("ON CONFLICT" in statement for statement in sent) == len(sent) == 1
    found = Departure.objects.using(any_sales).order_by("pk").values_list("pk", "seats_left", "version")
    assert list(found) == [(1, 3, 7), (2, 10, 0), (3, 10, 0), (4, 5, 0)]


def test_rename_gives_each_row_its_own_value(any_sales: str) -> None:
    book_in_bulk(any_sales, 1, CODES)
    with statements(any_sales) as sent:
        assert rename(any_sales, {"AB1": "Ada", "ab3": "Cyd", "none": "Nobody"}) == 2
    assert sum(statement.startswith(("SELECT", "UPDATE")) for statement in sent) == 2
    passengers = Booking.objects.using(any_sales).order_by("pk").values_list("passenger", flat=True)
    assert list(passengers) == ["Ada", "ab2", "Cyd"]


def test_fares_are_raised_in_the_database(any_sales: str) -> None:
    book_in_bulk(any_sales, 1, CODES)
    book_in_bulk(any_sales, 2, ["cd1"])
    Booking.objects.using(any_sales).update(fare=1_999, fee=100)
    with statements(any_sales) as sent:
        assert raise_fares(any_sales, 1, 10) == 3
    assert len(sent) == 1
    totals = Booking.objects.using(any_sales).order_by("pk").values_list("fare", "total")
    assert list(totals) == [(2_198, 2_298)] * 3 + [(1_999, 2_099)]


def test_departures_by_key_in_one_statement(any_sales: str) -> None:
    with statements(any_sales) as sent:
        found = departures_of(any_sales, [3, 1, 99])
    assert {key: departure.seats_left for key, departure in found.items()} == {1: 10, 3: 10}
    assert len(sent) == 1


@pytest.mark.usefixtures("story_address")
def test_main_counts_statements_and_signals(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "book_one_by_one 200 bookings, 200 statements, 200 signals, the first code: AB001" in said
    assert "book_in_bulk    200 bookings,   1 statements,   0 signals, the first code: ab001" in said
    assert "seats: {1: 100, 2: 49, 3: 80}" in said
