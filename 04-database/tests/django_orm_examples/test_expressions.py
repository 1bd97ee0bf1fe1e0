import statistics
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import NotSupportedError
from django.db.models import F

from django_orm_examples.bookings.models import Departure
from django_orm_examples.database import connected, statements
from django_orm_examples.expressions import (
    arrivals,
    clock_times,
    main,
    median_delays,
    parts_of_day,
    sell,
    sell_by_reading,
)
from django_orm_examples.models import Flight
from tests.django_orm_examples.sql import rows

DAY = date(2013, 7, 4)
type Plain = tuple[str, int, str, int, int | None, int | None]  # carrier, number, dest, scheduled, both delays


@pytest.fixture
def flights(alias: str) -> list[Plain]:
    """All flights of the day, by id, for reckoning in Python."""
    return rows(
        alias,
        "SELECT carrier, number, dest, sched_dep_time, dep_delay, arr_delay FROM flights"
        f" WHERE flight_date = '{DAY}' ORDER BY id",
    )


def test_one_pass_answers_five_questions(alias: str, flights: list[Plain]) -> None:
    expected: list[tuple[Any, ...]] = []
    for carrier in sorted({flight[0] for flight in flights}):
        own = [flight for flight in flights if flight[0] == carrier]
        arrived = [flight[5] for flight in own if flight[5] is not None]
        late = sum(delay >= 15 for delay in arrived)
        cancelled = sum(flight[4] is None for flight in own)
        expected.append((carrier, len(own), cancelled, late, pytest.approx(late / len(arrived))))
    with statements(alias) as sent:
        assert arrivals(alias, DAY) == expected
    assert len(sent) == 1
    assert sum(row[2] for row in expected) > 0


def test_a_carrier_of_which_none_arrived_is_left_out(alias: str) -> None:
    day = date(2013, 9, 12)
    query = f"SELECT carrier, count(arr_delay) FROM flights WHERE flight_date = '{day}' GROUP BY carrier"
    arrived = dict(rows(alias, query))
    assert 0 in arrived.values()
    assert {row[0] for row in arrivals(alias, day)} == {carrier for carrier, count in arrived.items() if count}


def test_parts_of_the_day_begin_where_they_should(alias: str) -> None:
    day = date(2013, 1, 2)
    minutes = list(Flight.objects.using(alias).on(day).values_list("sched_dep_time", flat=True))
    assert {300, 660, 1020, 1320} <= set(minutes)  # so that < and <= differ
    bounds = {"night": (1320, 1739), "morning": (300, 659), "afternoon": (660, 1019), "evening": (1020, 1319)}
    expected = {
        part: sum(first <= minute + (1440 if minute < 300 else 0) <= last for minute in minutes)
        for part, (first, last) in bounds.items()
    }
    assert parts_of_day(alias, day) == expected
    assert sum(expected.values()) == len(minutes)


def test_clock_times_are_formatted_by_the_database(alias: str, flights: list[Plain]) -> None:
    chosen = sorted((f for f in flights if f[2] == "LAX"), key=lambda f: f[3])  # stable: by id within a minute
    expected = [
        (f"{carrier} {number}", f"{minute // 60:02}:{minute % 60:02}") for carrier, number, _, minute, *_ in chosen
    ]
    assert clock_times(alias, DAY, "LAX") == expected
    assert expected[0][1].startswith("0")


def test_medians_are_those_of_python(postgresql_alias: str) -> None:
    rows = Flight.objects.using(postgresql_alias).on(DAY).flown().values_list("airline_id", "dep_delay")
    delays: dict[str, list[int]] = {}
    for carrier, delay in rows:
        assert delay is not None
        delays.setdefault(carrier, []).append(delay)
    expected = [(carrier, float(statistics.median(delays[carrier]))) for carrier in sorted(delays)]
    assert median_delays(postgresql_alias, DAY) == expected


def test_sqlite_refuses_the_median_in_words(sqlite_path: Path) -> None:
    with (
        connected("default", sqlite_path) as alias,
        pytest.raises(NotSupportedError, match=r"^SQLite has no median: compute it in Python, or ask PostgreSQL$"),
    ):
        median_delays(alias, DAY)


def test_reading_first_loses_an_update(sales: str, sales_address: str) -> None:
    with connected("other", sales_address) as other:
        left = sell_by_reading(sales, 1, 3, meanwhile=lambda: sell_by_reading(other, 1, 4))
    assert left == 7
    assert Departure.objects.using(sales).get(pk=1).seats_left == 7  # of 10, although 7 were sold


def test_one_statement_loses_none(sales: str, sales_address: str) -> None:
    with connected("other", sales_address) as other:
        assert [sell(sales, 1, 3), sell(other, 1, 4), sell(sales, 1, 4)] == [True, True, False]
    assert Departure.objects.using(sales).get(pk=1).seats_left == 3


def test_sell_takes_from_one_departure_only(any_sales: str) -> None:
    with statements(any_sales) as sent:
        assert sell(any_sales, 1, 10)
        assert not sell(any_sales, 1, 1)
        assert not sell(any_sales, 99, 1)
    assert len(sent) == 3
    assert dict(Departure.objects.using(any_sales).values_list("pk", "seats_left")) == {1: 0, 2: 10, 3: 10}


def test_an_expression_that_was_saved_is_a_number_again(any_sales: str) -> None:
    departure = Departure.objects.using(any_sales).get(pk=1)
    departure.seats_left = F("seats_left") - 1
    departure.save()
    assert departure.seats_left == 9
    departure.save()
    departure.refresh_from_db()
    assert departure.seats_left == 9


@pytest.mark.usefixtures("story_address")
def test_main_sells_the_same_seats_twice(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "read, subtract, save: 7 left, and 4 passengers without a seat" in said
    assert "update with F: 3 left; sold 3, 4, and 5 more: [True, True, False]" in said
