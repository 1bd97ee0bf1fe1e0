from collections.abc import Callable
from itertools import pairwise
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.lists import (
    Order,
    by_customer,
    by_customer_in_two_passes,
    by_payment,
    edit,
    index_error,
    key_calls,
    last,
    last_wrong,
    main,
    page,
    page_wrong,
    seats,
    seats_wrong,
    sort_error,
    sort_wrong,
    still_shared,
    turned,
)

texts = st.lists(st.text(max_size=3))
all_orders = st.lists(
    st.builds(Order, st.sampled_from(["ada", "bob", "eve"]), st.integers(0, 20), st.none() | st.integers(0, 5))
)


@given(texts, st.integers(1, 5))
def test_all_pages_together_are_all_rows(rows: list[str], size: int) -> None:
    count = len(rows) // size + 1

    pages = [page(rows, number, size) for number in range(1, count + 1)]

    assert [row for each in pages for row in each] == rows
    assert all(len(each) == size for each in pages[:-1])
    assert page(rows, count + 1, size) == []


@pytest.mark.parametrize(("number", "size"), [(0, 2), (-1, 2), (1, 0), (1, -1)])
def test_there_is_no_page_below_one(number: int, size: int) -> None:
    with pytest.raises(ValueError, match=rf"^no page {number} of size {size}$"):
        page(["a"], number, size)


def test_an_unchecked_page_counts_from_the_end() -> None:
    rows = ["a", "b", "c", "d", "e"]

    assert page_wrong(rows, 2, 2) == page(rows, 2, 2) == ["c", "d"]
    assert page_wrong(rows, -1, 2) == ["b", "c"]


@given(texts, st.integers(0, 9))
def test_the_last_rows_are_the_first_of_the_reversed(rows: list[str], count: int) -> None:
    assert last(rows, count) == rows[::-1][:count][::-1]


@given(texts, st.integers(1, 9))
def test_a_negative_start_is_right_for_all_counts_but_zero(rows: list[str], count: int) -> None:
    assert last_wrong(rows, count) == last(rows, count)
    assert last_wrong(rows, 0) == rows


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^cannot take -1 rows$"):
        last(["a"], -1)


@pytest.mark.parametrize(("place", "message"), [(0, ""), (-2, ""), (2, "list index out of range")])
def test_an_index_outside_is_an_error(place: int, message: str) -> None:
    assert index_error(["a", "b"], place) == message


def test_slices_change_the_list_that_the_caller_holds() -> None:
    rows = ["a", "b", "c", "d", "e"]
    alias = rows

    assert edit(rows) is alias
    assert alias == ["e", "new", "d", "c"]


def test_repeating_a_row_repeats_the_reference() -> None:
    hall = seats_wrong(3, 2)

    hall[1][0] = "x"

    assert hall == [["x", "-"]] * 3


def test_rows_of_their_own_change_alone() -> None:
    hall = seats(3, 2)

    hall[1][0] = "x"

    assert hall == [["-", "-"], ["x", "-"], ["-", "-"]]


@given(st.integers(1, 5), st.integers(1, 5))
def test_turning_swaps_places_and_twice_gives_the_hall_back(rows: int, columns: int) -> None:
    hall = [[f"{row}/{column}" for column in range(columns)] for row in range(rows)]

    assert turned(hall)[columns - 1][0] == f"0/{columns - 1}"
    assert turned(turned(hall)) == hall


def test_a_hall_with_a_short_row_is_refused() -> None:
    with pytest.raises(ValueError, match=r"zip\(\) argument 2 is shorter than argument 1"):
        turned([["a", "b"], ["c"]])


def test_a_shallow_copy_shares_its_rows() -> None:
    assert still_shared([["-"]]) == {
        "hall": True,
        "hall[:]": True,
        "hall.copy()": True,
        "rows copied": False,
        "deepcopy": False,
    }


def test_sort_returns_none_and_sorts_in_place() -> None:
    orders = [Order("bob", 5), Order("ada", 7)]

    assert sort_wrong(orders) is None
    assert orders == [Order("ada", 7), Order("bob", 5)]


@pytest.mark.parametrize("sort", [by_customer, by_customer_in_two_passes])
@given(orders=all_orders)
def test_customers_ascend_and_their_cents_descend(
    sort: Callable[[list[Order]], list[Order]], orders: list[Order]
) -> None:
    ranked = sort(orders)

    assert sorted(ranked, key=repr) == sorted(orders, key=repr)
    for one, two in pairwise(ranked):
        assert one.customer < two.customer or (one.customer == two.customer and one.cents >= two.cents)


@given(all_orders)
def test_one_key_and_two_stable_passes_agree(orders: list[Order]) -> None:
    assert by_customer(orders) == by_customer_in_two_passes(orders)


def test_none_does_not_compare() -> None:
    orders = [Order("ada", 1, 3), Order("bob", 2)]

    assert sort_error(orders) == "'<' not supported between instances of 'NoneType' and 'int'"
    assert sort_error(orders[:1] * 2) == ""


@given(all_orders)
def test_unpaid_orders_come_last_and_ties_keep_their_order(orders: list[Order]) -> None:
    paid = [order for order in orders if order.paid is not None]
    unpaid = [order for order in orders if order.paid is None]

    assert by_payment(orders) == sorted(paid, key=attrgetter("paid")) + unpaid


@given(all_orders)
def test_the_key_is_called_once_an_order(orders: list[Order]) -> None:
    assert key_calls(orders, lambda order: order.cents) == len(orders)


def test_main_shows_the_slice_of_zero_and_the_shared_row(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "The last 0 rows by rows[-0:]: ['a', 'b', 'c', 'd', 'e'] - by length: []" in out
    assert "seats_wrong: [['-', 'x', '-'], ['-', 'x', '-']]" in out
    assert "Unpaid last: [1, 3, None, None]" in out
