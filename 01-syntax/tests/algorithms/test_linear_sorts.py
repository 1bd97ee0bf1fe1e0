"""Sorts without comparisons: against sorted, stable in both directions, and unharmed lists where keys are refused."""

import math
import random
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from algorithms.linear_sorts import WIDEST, bucket_sort, counting_sort, main, radix_sort

SORTS: dict[str, Callable[..., None]] = {
    "counting_sort": counting_sort,
    "radix_sort": radix_sort,
    "bucket_sort": bucket_sort,
}
every_sort = pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
integer_sorts = pytest.mark.parametrize("sort", [counting_sort, radix_sort], ids=["counting_sort", "radix_sort"])


@every_sort
def test_every_short_list_is_sorted(sort: Callable[..., None]) -> None:
    for length in range(6):
        for numbers in product((-300, -1, 0, 2), repeat=length):
            items = list(numbers)
            sort(items)
            assert items == sorted(numbers)


@every_sort
@settings(max_examples=25)
@given(rows=st.lists(st.tuples(st.integers(-1000, 1000), st.integers())), reverse=st.booleans())
def test_key_and_reverse_give_what_sorted_gives_equal_items_included(
    sort: Callable[..., None], rows: list[tuple[int, int]], reverse: bool
) -> None:
    items = alias = rows.copy()

    sort(items, key=lambda row: row[0], reverse=reverse)

    assert items is alias
    assert items == sorted(rows, key=lambda row: row[0], reverse=reverse)


@settings(max_examples=25)
@given(st.lists(st.integers()), st.booleans())
def test_radix_sort_takes_integers_of_any_size(numbers: list[int], reverse: bool) -> None:
    items = numbers.copy()

    radix_sort(items, reverse=reverse)

    assert items == sorted(numbers, reverse=reverse)


@settings(max_examples=25)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)), st.booleans())
def test_bucket_sort_takes_all_finite_floats(numbers: list[float], reverse: bool) -> None:
    items = numbers.copy()

    bucket_sort(items, reverse=reverse)

    assert list(map(repr, items)) == list(map(repr, sorted(numbers, reverse=reverse)))


@pytest.mark.parametrize(
    "numbers",
    [[1.7e308, -1.7e308, 0.0], [5e-324, 0.0, -5e-324], [0.0, -0.0], [1e-300, 2.0, 1e300]],
    ids=["widest", "narrowest", "zeros", "crowded"],
)
def test_bucket_sort_on_the_edges_of_floats(numbers: list[float]) -> None:
    items = numbers.copy()

    bucket_sort(items)

    assert items == sorted(numbers)


@integer_sorts
@pytest.mark.parametrize("wrong", [1.5, "1", None], ids=repr)
def test_a_key_that_is_no_integer_is_refused_as_range_does(sort: Callable[..., None], wrong: object) -> None:
    items = [3, wrong, 1]

    with pytest.raises(TypeError, match=f"'{type(wrong).__name__}' object cannot be interpreted as an integer"):
        sort(items)

    assert items == [3, wrong, 1]


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf], ids=repr)
def test_bucket_sort_refuses_what_has_no_place(wrong: float) -> None:
    items = [3.0, wrong, 1.0]

    with pytest.raises(ValueError, match=f"^cannot place {wrong} in a bucket$"):
        bucket_sort(items)

    assert items == [3.0, wrong, 1.0]


def test_bucket_sort_refuses_what_is_no_number() -> None:
    items = ["b", "a"]

    with pytest.raises(TypeError, match="must be real number, not str"):
        SORTS["bucket_sort"](items)

    assert items == ["b", "a"]


def test_counting_sort_refuses_to_take_all_memory() -> None:
    items = [0, WIDEST, 5]

    with pytest.raises(ValueError, match=r"^keys span 10000001 values, at most 10000000 can be counted$"):
        counting_sort(items)

    assert items == [0, WIDEST, 5]


@every_sort
def test_the_key_is_called_once_an_item(sort: Callable[..., None]) -> None:
    calls: list[int] = []

    def key(number: int) -> int:
        calls.append(number)
        return -number

    items = [2, 0, 1]
    sort(items, key=key)

    assert items == [2, 1, 0]
    assert sorted(calls) == [0, 1, 2]


@every_sort
def test_steps_grow_with_the_items_alone(sort: Callable[..., None]) -> None:
    def steps(size: int) -> int:
        numbers = [number * 7 % 256 for number in range(size)]
        return count_steps(lambda: sort(numbers))

    small, large = steps(512), steps(4096)

    assert large <= 8.5 * small


def test_counting_sort_pays_for_the_span_and_radix_sort_for_its_bytes() -> None:
    numbers = random.sample(range(256), 50)
    wide = [number << 7 for number in numbers]

    def steps(sort: Callable[[list[int]], None], items: list[int]) -> int:
        return count_steps(lambda: sort(items.copy()))

    assert steps(counting_sort, wide) > 32 * steps(counting_sort, numbers)
    assert steps(radix_sort, wide) < 3 * steps(radix_sort, numbers)


def test_main_sorts_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "[('GET /', 200), ('PUT /', 200), ('GET /x', 404), ('GET /y', 404), ('POST /', 500)]" in out
    assert "[-90, -45, 2, 24, 66, 75, 170, 802]" in out
    assert "cannot place nan in a bucket" in out
