from collections.abc import Callable
from functools import partial

import pytest
from django.db import DataError, OperationalError, connections, transaction
from psycopg import IsolationLevel

from django_orm_examples.bookings.models import Departure
from django_orm_examples.isolation import connected_at, main, retried, sell_above_reserve
from tests.django_orm_examples.sql import rows

SALE = ([1, 2], 1, 8, 10)  # ten seats each at first: two such sales leave four of the ten that must stay


def left(alias: str) -> list[int]:
    return list(Departure.objects.using(alias).order_by("pk").values_list("seats_left", flat=True))


def test_an_alias_has_its_level(sales_address: str) -> None:
    for level, name in [
        (IsolationLevel.SERIALIZABLE, "serializable"),
        (IsolationLevel.REPEATABLE_READ, "repeatable read"),
    ]:
        with connected_at(level, "strict", sales_address) as alias, transaction.atomic(alias):
            assert rows(alias, "SHOW transaction_isolation") == [(name,)]


def test_a_reserve_is_kept(sales: str) -> None:
    assert sell_above_reserve(sales, *SALE)
    assert not sell_above_reserve(sales, *SALE)
    assert sell_above_reserve(sales, [1, 2], 2, 2, 10)
    assert left(sales) == [2, 8, 10]


@pytest.mark.parametrize("level", [IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ])
def test_two_at_once_do_not_see_each_other(sales: str, sales_address: str, level: IsolationLevel) -> None:
    with connected_at(level, "first", sales_address) as first, connected_at(level, "second", sales_address) as second:
        others = partial(sell_above_reserve, second, [1, 2], 2, 8, 10)
        assert sell_above_reserve(first, *SALE, meanwhile=others)
    assert left(sales) == [2, 2, 10]


def test_serializable_refuses_one_and_a_retry_sees_the_other(sales: str, sales_address: str) -> None:
    level = IsolationLevel.SERIALIZABLE
    with connected_at(level, "first", sales_address) as first, connected_at(level, "second", sales_address) as second:
        calls: list[bool] = []

        def meanwhile() -> None:
            if not calls:
                calls.append(sell_above_reserve(second, [1, 2], 2, 8, 10))

        with pytest.raises(OperationalError, match="could not serialize access"):
            sell_above_reserve(first, *SALE, meanwhile=meanwhile)
        assert not sell_above_reserve(first, *SALE, meanwhile=meanwhile)
        calls.clear()
        Departure.objects.using(sales).update(seats_left=10)
        assert retried(first, lambda: sell_above_reserve(first, *SALE, meanwhile=meanwhile)) is False
    assert left(sales) == [10, 2, 10]


def test_commit_may_refuse_as_well(sales: str, sales_address: str) -> None:
    level = IsolationLevel.SERIALIZABLE
    with connected_at(level, "first", sales_address) as first, connected_at(level, "second", sales_address) as second:
        calls: list[int] = []

        def work() -> int:
            seats = sum(left(first))
            Departure.objects.using(first).filter(pk=1).update(seats_left=seats)
            calls.append(seats)
            if len(calls) == 1:  # the other has read what is changed here, and changes what was read here
                assert sell_above_reserve(second, [1, 2], 2, 8, 10)
            return seats

        assert retried(first, work) == 22
    assert calls == [30, 22]
    assert left(sales) == [22, 2, 10]


def failing(alias: str, sqlstate: str, calls: list[int], times: int) -> Callable[[], str]:
    """Work that fails with an error of the server so many times, and then returns."""

    def work() -> str:
        assert connections[alias].in_atomic_block
        calls.append(len(calls))
        Departure.objects.using(alias).filter(pk=1).update(seats_left=len(calls))
        if len(calls) <= times:
            rows(alias, f"DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '{sqlstate}'; END $$")
        return "done"

    return work


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_all_of_it_is_run_again(sales: str, sqlstate: str) -> None:
    calls: list[int] = []
    assert retried(sales, failing(sales, sqlstate, calls, times=2), attempts=3) == "done"
    assert len(calls) == 3
    assert left(sales)[0] == 3


def test_not_for_ever(sales: str) -> None:
    calls: list[int] = []
    with pytest.raises(OperationalError, match="again"):
        retried(sales, failing(sales, "40001", calls, times=9), attempts=3)
    assert len(calls) == 3
    assert left(sales)[0] == 10


def test_other_errors_are_not_mended_by_repetition(sales: str) -> None:
    calls: list[int] = []
    with pytest.raises(DataError, match="again"):
        retried(sales, failing(sales, "22000", calls, times=9))
    with pytest.raises(OperationalError, match="again"):
        retried(sales, failing(sales, "55P03", calls, times=9))
    assert len(calls) == 2


def test_a_retry_stands_outside(sales: str) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic(sales):
        retried(sales, lambda: None)
    with pytest.raises(ValueError, match=r"^attempts must be at least 1, not 0$"):
        retried(sales, lambda: None, attempts=0)


@pytest.mark.usefixtures("story_address")
def test_main_shows_each_level(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "READ_COMMITTED: both sold: True; seats left [1, 1]" in said
    assert "REPEATABLE_READ: both sold: True; seats left [1, 1]" in said
    assert said.endswith("again: sold False; seats left [5, 1], to be kept 5\n")
