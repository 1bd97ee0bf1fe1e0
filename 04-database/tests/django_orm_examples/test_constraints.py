from typing import Any

import pytest
from django.db import IntegrityError, transaction

from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.constraints import RefusedError, book, main, mistakes, sentence_of
from django_orm_examples.database import connected

TAKEN = "There is a booking with this code already."
SEAT = "This seat is taken."
NEGATIVE = "A fare is not negative."


def booking(**values: Any) -> Booking:
    return Booking(**{"departure_id": 1, "code": "A1", "passenger": "Ada"} | values)


def test_the_database_fills_in_what_it_knows(any_sales: str) -> None:
    saved = book(booking(code=" a1 ", fare=19_900, fee=500), any_sales)
    assert (saved.code, saved.total, saved.state, saved.seat) == ("A1", 20_400, "booked", None)
    again = Booking.objects.using(any_sales).get(pk=saved.pk)
    assert (again.booked_at, again.total) == (saved.booked_at, 20_400)
    again.fee = 0
    again.save()
    assert again.total == 19_900


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"code": "a1", "seat": "2B"}, TAKEN),
        ({"code": "A2", "seat": "1A"}, SEAT),
        ({"code": "A2", "fare": -1}, NEGATIVE),
    ],
)
def test_both_refuse_with_the_same_sentence(any_sales: str, values: dict[str, Any], sentence: str) -> None:
    book(booking(seat="1A"), any_sales)
    wrong = booking(**values)
    wrong._state.db = any_sales
    assert mistakes(wrong) == [sentence]
    with pytest.raises(IntegrityError) as refused, transaction.atomic(any_sales):
        wrong.save(using=any_sales)
    assert sentence_of(refused.value, Booking) == sentence


def test_mistakes_are_told_in_order(any_sales: str) -> None:
    book(booking(seat="1A"), any_sales)
    wrong = booking(code="a1", seat="1A", fare=-1)
    wrong._state.db = any_sales
    assert mistakes(wrong) == [NEGATIVE, TAKEN, SEAT]
    with pytest.raises(RefusedError, match=f"^{NEGATIVE} {TAKEN} {SEAT}$"):
        book(wrong, any_sales)


def test_fields_are_checked_too(any_sales: str) -> None:
    wrong = booking(departure_id=99, code="TOOLONG")
    wrong._state.db = any_sales
    found = mistakes(wrong)
    assert found == [
        "Ensure this value has at most 6 characters (it has 7).",
        "departure instance with flight 99 is not a valid choice.",
    ]


def test_between_check_and_insert_the_database_decides(sales: str, sales_address: str) -> None:
    with connected("other", sales_address) as other:
        bob = booking(code="B1", seat="1A")
        with pytest.raises(RefusedError, match=f"^{SEAT}$") as refused:
            book(booking(code="A1", seat="1A"), sales, meanwhile=lambda: book(bob, other))
    assert isinstance(refused.value.__cause__, IntegrityError)
    assert list(Booking.objects.using(sales).values_list("code", flat=True)) == ["B1"]


def test_a_cancelled_booking_gives_its_seat_free(any_sales: str) -> None:
    first = book(booking(seat="1A"), any_sales)
    first.state = Booking.State.CANCELLED
    first.save()
    second = book(booking(code="A2", seat="1A"), any_sales)
    assert second.pk != first.pk
    assert str(second) == "A2: Ada"


def test_bookings_without_a_seat_do_not_collide(any_sales: str) -> None:
    assert {book(booking(code=code), any_sales).seat for code in ("A1", "A2")} == {None}


def test_what_is_no_rule_of_bookings_stays_as_it_is(any_sales: str) -> None:
    saved = book(booking(), any_sales)
    same_key = booking(pk=saved.pk, code="A2")
    with pytest.raises(IntegrityError) as refused, transaction.atomic(any_sales):
        same_key.save(using=any_sales, force_insert=True)
    assert sentence_of(refused.value, Booking) is None
    assert sentence_of(refused.value, Departure) is None

    def take_the_departure() -> None:
        Departure.objects.using(any_sales).filter(pk=2).delete()

    with pytest.raises(IntegrityError), transaction.atomic(any_sales):
        book(booking(departure_id=2, code="A3"), any_sales, meanwhile=take_the_departure)


def test_a_departure_takes_its_bookings_along(any_sales: str) -> None:
    book(booking(), any_sales)
    book(booking(departure_id=2, code="A2"), any_sales)
    Departure.objects.using(any_sales).get(pk=1).delete()
    assert list(Booking.objects.using(any_sales).values_list("code", flat=True)) == ["A2"]
    assert str(Departure.objects.using(any_sales).get(pk=2)) == "2: 10 left"


@pytest.mark.usefixtures("story_address")
def test_main_breaks_each_rule(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "This seat is taken. (IntegrityError from the database)" in said
    assert said.endswith("C1: Cyd gets 12A once Ada cancelled\n")
