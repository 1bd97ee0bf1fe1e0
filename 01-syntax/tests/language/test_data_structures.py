import math
import random
from collections import deque
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.data_structures import (
    Counted,
    bytes_an_item,
    comparisons_of,
    is_known,
    last_lines,
    list_growths,
    main,
    most_expensive,
    names_of_orders,
    names_of_orders_wrong,
    search_costs,
    unique,
    unique_wrong,
)


def counted(numbers: Iterable[int]) -> list[Counted]:
    return [Counted(number) for number in numbers]


@given(st.integers(), st.integers())
def test_counted_orders_compare_as_their_numbers(first: int, second: int) -> None:
    assert (Counted(first) == Counted(second)) is (first == second)
    assert (Counted(first) < Counted(second)) is (first < second)
    assert (hash(Counted(first)) == hash(Counted(second))) is (hash(first) == hash(second))


def test_a_counted_order_is_equal_to_nothing_else() -> None:
    assert Counted(7) != 7


def test_each_comparison_and_hash_is_counted() -> None:
    one, two = counted([1, 2])
    hashes = Counted.hashes

    assert comparisons_of(lambda: (one == two, one < two, hash(one))) == 2
    assert Counted.hashes == hashes + 1


@given(st.lists(st.integers(0, 50)).map(sorted), st.integers(-1, 51))
def test_halving_finds_what_in_finds(numbers: list[int], wanted: int) -> None:
    assert is_known(counted(numbers), Counted(wanted)) is (wanted in numbers)


@pytest.mark.parametrize("count", [10, 100, 1000, 10_000])
def test_a_list_compares_with_all_a_sorted_one_with_few_and_a_set_with_none(count: int) -> None:
    costs = search_costs(count)

    assert costs["list"] == count
    assert 1 <= costs["sorted list"] <= math.log2(count) + 2
    assert costs["set"] == 0


@pytest.mark.parametrize("remove", [unique, unique_wrong])
@given(numbers=st.lists(st.integers(0, 9)))
def test_duplicates_go_and_the_order_stays(remove: Callable[[list[int]], list[int]], numbers: list[int]) -> None:
    expected = sorted(set(numbers), key=numbers.index)

    assert remove(numbers) == expected


def test_removing_duplicates_by_a_list_is_quadratic_and_by_a_dict_is_not() -> None:
    orders = counted(range(200))

    assert comparisons_of(lambda: unique_wrong(orders)) == 200 * 199 // 2
    assert comparisons_of(lambda: unique(orders)) == 0


small_ids = st.integers(0, 9)


@given(st.lists(st.tuples(st.integers(), small_ids)), st.lists(st.tuples(small_ids, st.text(min_size=1))))
def test_both_joins_give_the_same_names(orders: list[tuple[int, int]], users: list[tuple[int, str]]) -> None:
    first_names = dict(reversed(users))
    expected = [first_names.get(user, "") for _, user in orders]

    assert names_of_orders_wrong(orders, users)[0] == expected
    assert names_of_orders(orders, users) == (expected, len(users))


def test_the_nested_join_looks_at_every_pair_when_nothing_is_found() -> None:
    orders = [(number, -1) for number in range(20)]
    users = [(number, "ada") for number in range(30)]

    assert names_of_orders_wrong(orders, users) == ([""] * 20, 600)
    assert names_of_orders_wrong([(1, 4)], users) == (["ada"], 5)


@given(st.lists(st.text()), st.integers(0, 9))
def test_the_last_lines_are_a_slice_from_the_end(lines: list[str], count: int) -> None:
    assert last_lines(iter(lines), count) == lines[max(0, len(lines) - count) :]


@given(st.lists(st.integers()), st.integers(0, 9))
def test_the_most_expensive_are_the_head_of_the_sorted(prices: list[int], count: int) -> None:
    assert most_expensive(prices, count) == sorted(prices, reverse=True)[:count]


def test_ten_of_many_take_fewer_comparisons_by_a_heap_than_by_sorting() -> None:
    prices = counted(range(5000))
    random.Random(1).shuffle(prices)

    by_heap = comparisons_of(lambda: most_expensive(prices, 10))
    by_sorting = comparisons_of(lambda: sorted(prices))

    assert 5000 - 10 <= by_heap < 2 * 5000
    assert by_sorting > 5 * by_heap


def test_a_list_grows_rarely_and_ever_more_rarely() -> None:
    assert list_growths(0) == 0
    assert list_growths(1) == 1
    assert list_growths(100_000) - list_growths(50_000) < 12
    assert list_growths(100_000) < 120


@pytest.mark.parametrize("make", [list, tuple, deque])
def test_a_sequence_takes_little_more_than_a_reference_an_item(make: Callable[[range], object]) -> None:
    assert 8 <= bytes_an_item(make, 10_000) < 9.5


@pytest.mark.parametrize("make", [set, dict.fromkeys])
def test_a_hash_table_takes_several_times_as_much(make: Callable[[range], object]) -> None:
    assert 24 <= bytes_an_item(make, 10_000) < 110


def test_main_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "among  10000: {'list': 10000, 'sorted list': " in out
    assert "of   1000: with a list  499500, with a dict 0" in out
    assert "same names: True" in out
    assert "['line 99998', 'line 99999']" in out
