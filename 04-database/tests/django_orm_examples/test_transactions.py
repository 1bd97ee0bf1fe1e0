from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.transaction import TransactionManagementError

from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import connected, statements
from django_orm_examples.transactions import (
    SoldOutError,
    book_each,
    book_each_carelessly,
    book_party,
    cancel,
    charge,
    main,
)


def codes(alias: str, **conditions: object) -> list[str]:
    return list(Booking.objects.using(alias).filter(**conditions).order_by("code").values_list("code", flat=True))


def seats(alias: str) -> int:
    return Departure.objects.using(alias).get(pk=1).seats_left


def test_a_party_gets_all_its_seats(any_sales: str) -> None:
    book_party(any_sales, 1, ["A1", "A2", "A3"])
    assert (codes(any_sales), seats(any_sales)) == (["A1", "A2", "A3"], 7)


def test_or_none(any_sales: str) -> None:
    book_party(any_sales, 1, ["A1"])
    with pytest.raises(IntegrityError):
        book_party(any_sales, 1, ["A2", "A1"])
    with pytest.raises(SoldOutError, match=r"^no 10 seats left on 1$"):
        book_party(any_sales, 1, [f"B{number}" for number in range(10)])
    assert (codes(any_sales), seats(any_sales)) == (["A1"], 9)


def test_a_savepoint_loses_only_what_is_refused(any_sales: str) -> None:
    book_each(any_sales, 1, ["A1"])
    with statements(any_sales) as sent:
        assert book_each(any_sales, 1, ["B1", "A1", "B2"]) == ["A1"]
    assert codes(any_sales) == ["A1", "B1", "B2"]
    assert sum(statement.startswith("SAVEPOINT") for statement in sent) == 3


def test_without_one_the_transaction_is_broken(any_sales: str) -> None:
    book_each(any_sales, 1, ["A1"])
    with pytest.raises(TransactionManagementError):
        book_each_carelessly(any_sales, 1, ["B1", "A1", "B2"])
    assert codes(any_sales) == ["A1"]


def test_and_what_was_refused_last_takes_all_with_it_in_silence(any_sales: str) -> None:
    book_each(any_sales, 1, ["A1"])
    assert book_each_carelessly(any_sales, 1, ["B1", "B2", "A1"]) == ["A1"]
    assert codes(any_sales) == ["A1"]
    assert book_each_carelessly(any_sales, 1, ["B1", "B2"]) == []
    assert codes(any_sales) == ["A1", "B1", "B2"]


def test_passengers_are_told_after_the_commit(any_sales: str) -> None:
    book_party(any_sales, 1, ["A2", "A1"])
    book_party(any_sales, 2, ["B1"])
    told: list[str] = []

    def tell(code: str) -> None:
        assert not connections[any_sales].in_atomic_block
        told.append(code)

    with transaction.atomic(any_sales):
        assert cancel(any_sales, 1, tell) == 2
        assert told == []
    assert told == ["A1", "A2"]
    assert codes(any_sales, state="cancelled") == told
    assert cancel(any_sales, 1, tell) == 0
    assert told == ["A1", "A2"]


def test_a_booking_that_comes_meanwhile_is_neither_cancelled_nor_told(sales: str, sales_address: str) -> None:
    book_party(sales, 1, ["A1"])
    told: list[str] = []

    def meanwhile(execute: Any, statement: str, *arguments: Any) -> Any:
        if statement.startswith("UPDATE"):
            with connected("other", sales_address) as other:
                book_party(other, 1, ["A2"])
        return execute(statement, *arguments)

    with connections[sales].execute_wrapper(meanwhile):
        assert cancel(sales, 1, told.append) == 1
    assert (told, codes(sales, state="cancelled"), codes(sales, state="booked")) == (["A1"], ["A1"], ["A2"])


def test_or_never(any_sales: str) -> None:
    book_party(any_sales, 1, ["A1"])
    told: list[str] = []
    with transaction.atomic(any_sales):
        assert cancel(any_sales, 1, told.append) == 1
        transaction.set_rollback(True, using=any_sales)
    assert (told, codes(any_sales, state="cancelled")) == ([], [])


def test_what_is_paid_is_committed(any_sales: str) -> None:
    Booking.objects.using(any_sales).create(
        departure_id=1, code="A1", passenger="Ada", fare=900, fee=99, state="waiting"
    )
    asked: list[tuple[str, int]] = []

    def pay(code: str, cents: int) -> bool:
        asked.append((code, cents))
        return len(asked) > 1

    assert not charge(any_sales, "A1", pay)
    assert codes(any_sales, state="waiting") == ["A1"]
    assert charge(any_sales, "A1", pay)
    assert codes(any_sales, state="booked") == ["A1"]
    assert asked == [("A1", 999)] * 2
    with pytest.raises(Booking.DoesNotExist):
        charge(any_sales, "A1", pay)


def test_nothing_is_paid_inside_a_transaction(any_sales: str) -> None:
    asked: list[str] = []

    def pay(code: str, _: int) -> bool:
        asked.append(code)
        return True

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic(any_sales):
        charge(any_sales, "A1", pay)
    assert asked == []


def test_the_row_is_locked_while_it_is_paid(sales: str) -> None:
    Booking.objects.using(sales).create(departure_id=1, code="A1", passenger="Ada", state="waiting")
    with statements(sales) as sent:
        charge(sales, "A1", lambda *_: True)
    assert "FOR UPDATE" in sent[0]


@pytest.mark.usefixtures("story_address")
def test_main_tells_of_each(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "party ['B1', 'B2']: SoldOutError: no 2 seats left on 1; seats left: 1" in said
    assert "nobody was told\n  mail to A1" in said
    assert said.endswith("charge outside: True\n")
