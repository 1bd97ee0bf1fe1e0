"""Searches: against bisect and list.index on all short sequences, and with the few looks that they promise."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import product
from typing import overload

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import Counted, count_comparisons
from algorithms.searching import (
    binary_search,
    exponential_search,
    find_peak,
    first_true,
    first_true_real,
    interpolation_search,
    linear_search,
    lower_bound,
    main,
    rotated_search,
    upper_bound,
)

SHORT = [sorted(numbers) for length in range(6) for numbers in product(range(4), repeat=length)]
BOUNDS = pytest.mark.parametrize(
    ("bound", "oracle"), [(lower_bound, bisect_left), (upper_bound, bisect_right)], ids=["lower_bound", "upper_bound"]
)
FIRST = pytest.mark.parametrize(
    "search", [linear_search, binary_search, exponential_search], ids=["linear", "binary", "exponential"]
)
ANY = pytest.mark.parametrize("search", [interpolation_search, rotated_search], ids=["interpolation", "rotated"])
type Search = Callable[[Sequence[int], int], int | None]


class Watched(Sequence[float]):
    """Numbers that count how often one is looked at."""

    def __init__(self, numbers: Sequence[float]) -> None:
        self.numbers = numbers
        self.looks = 0

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> float: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[float]: ...
    def __getitem__(self, index: int | slice) -> float | Sequence[float]:
        self.looks += 1
        return self.numbers[index]


def index(items: Sequence[int], target: int) -> int | None:
    return items.index(target) if target in items else None


@FIRST
def test_the_first_of_equal_items_is_found(search: Search) -> None:
    for items in SHORT:
        for target in range(-1, 5):
            assert search(items, target) == index(items, target)


@ANY
def test_one_of_equal_items_is_found(search: Search) -> None:
    for items in SHORT:
        for target in range(-1, 5):
            place = search(items, target)
            assert (None if place is None else items[place]) == (target if target in items else None)


def test_linear_search_needs_no_order_and_finds_the_same_object() -> None:
    nan = float("nan")

    assert linear_search([3, 1, 2, 1], 1) == 1
    assert linear_search([1.0, nan], nan) == 1
    assert linear_search([1.0, nan], float("nan")) is None


@BOUNDS
def test_bounds_are_those_of_bisect_with_all_limits(bound: Callable[..., int], oracle: Callable[..., int]) -> None:
    for items in SHORT:
        for target in range(-1, 5):
            assert bound(items, target) == oracle(items, target)
            for low in range(len(items) + 1):
                for high in range(low, len(items) + 1):
                    assert bound(items, target, low, high) == oracle(items, target, low, high)


@BOUNDS
@settings(max_examples=25)
@given(words=st.lists(st.text(max_size=4)), length=st.integers(0, 5))
def test_a_key_is_applied_to_items_not_to_the_target(
    bound: Callable[..., int], oracle: Callable[..., int], words: list[str], length: int
) -> None:
    words.sort(key=len)

    assert bound(words, length, key=len) == oracle(words, length, key=len)
    found = binary_search(words, length, key=len)
    assert found == index([len(word) for word in words], length)


@BOUNDS
@pytest.mark.parametrize("target", [0, 1, 499_999, 500_000, 999_999, 10**6, -1])
def test_a_million_takes_twenty_looks(bound: Callable[..., int], oracle: Callable[..., int], target: int) -> None:
    numbers = Watched(range(10**6))

    assert bound(numbers, target) == oracle(range(10**6), target)
    assert numbers.looks <= 20


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 1000])
def test_bounds_compare_once_a_halving(size: int) -> None:
    def use(bound: Callable[..., int | None]) -> Callable[[list[Counted[int]]], int | None]:
        return lambda items: bound(items[:-1], items[-1])

    for target in range(-1, size + 1, max(1, size // 50)):
        bounds: list[tuple[Callable[..., int | None], int]] = [(lower_bound, 0), (upper_bound, 0), (binary_search, 1)]
        for bound, extra in bounds:
            counts = count_comparisons([*range(size), target], use(bound))
            assert counts.ordered <= math.ceil(math.log2(size + 1)) + extra
            assert counts.equal == 0


@BOUNDS
def test_a_negative_low_is_refused_as_by_bisect(bound: Callable[..., int], oracle: Callable[..., int]) -> None:
    with pytest.raises(ValueError, match=r"^low must not be negative, got -1$"):
        bound([1], 1, -1)
    with pytest.raises(ValueError, match="lo must be non-negative"):
        oracle([1], 1, -1)


@FIRST
def test_what_does_not_compare_is_a_type_error_where_there_is_order(search: Callable[..., int | None]) -> None:
    items = [1, 2, 3]

    if search is linear_search:
        assert search(items, "2") is None
    else:
        with pytest.raises(TypeError, match="not supported between instances of"):
            search(items, "2")


@pytest.mark.parametrize("place", [0, 1, 2, 3, 10, 500, 99_999])
def test_exponential_search_costs_by_the_place_not_by_the_length(place: int) -> None:
    numbers = Watched(range(100_000))

    assert exponential_search(numbers, place) == place
    assert numbers.looks <= 2 * math.log2(place + 1) + 3


def test_interpolation_looks_a_few_times_at_even_numbers_and_at_all_of_uneven_ones() -> None:
    even = Watched(range(0, 10**7, 10))
    uneven = Watched([2.0**power for power in range(200)])

    assert interpolation_search(even, 3_333_330) == 333_333
    assert interpolation_search(uneven, 2.0**100) == 100
    assert even.looks < 10
    assert uneven.looks > 200


@settings(max_examples=25)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)), st.data())
def test_interpolation_finds_any_finite_float(numbers: list[float], data: st.DataObject) -> None:
    numbers.sort()
    target = data.draw(st.sampled_from([*numbers, 0.5, 1.7e308, -1.7e308]))

    place = interpolation_search(numbers, target)

    assert (place is None) == (target not in numbers)
    assert place is None or numbers[place] == target


def test_interpolation_between_floats_that_are_too_far_apart_to_subtract() -> None:
    numbers = [-1.7e308, -5.0, 0.0, 7.0, 1.7e308]

    assert [interpolation_search(numbers, number) for number in numbers] == [0, 1, 2, 3, 4]


def test_rotated_search_finds_everything_however_it_was_cut() -> None:
    for items in SHORT:
        for cut in range(len(items) + 1):
            rotated = items[cut:] + items[:cut]
            for target in range(-1, 5):
                place = rotated_search(rotated, target)
                assert (place is None) == (target not in rotated)
                assert place is None or rotated[place] == target


def test_rotated_search_of_distinct_items_is_logarithmic() -> None:
    for cut in (0, 1, 500, 999):
        numbers = Watched([*range(cut, 1000), *range(cut)])
        for target in range(0, 1000, 37):
            numbers.looks = 0
            assert rotated_search(numbers, target) == (target - cut) % 1000
            assert numbers.looks <= 4 * 10


def test_a_peak_is_below_neither_neighbour() -> None:
    for length in range(1, 6):
        for items in product(range(4), repeat=length):
            place = find_peak(items)
            assert items[place] >= max(items[max(0, place - 1) : place + 2])


def test_a_peak_is_found_by_halving() -> None:
    numbers = Watched([*range(5000), *range(5000, 0, -1)])

    assert find_peak(numbers) == 5000
    assert numbers.looks <= 2 * 14


def test_there_is_no_peak_in_nothing() -> None:
    with pytest.raises(ValueError, match=r"^no peak in an empty sequence$"):
        find_peak([])


def test_the_first_true_is_found_with_few_questions() -> None:
    for low in range(-3, 3):
        for high in range(low, low + 9):
            for border in range(low, high + 1):
                asked: list[int] = []

                def holds(each: int, border: int = border, asked: list[int] = asked) -> bool:
                    asked.append(each)
                    return each >= border

                assert first_true(holds, low, high) == border
                assert len(asked) <= math.ceil(math.log2(high - low + 1))
                assert all(low <= each < high for each in asked)


@settings(max_examples=25)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=3, max_size=3).map(sorted))
def test_the_first_true_float_is_exact(numbers: list[float]) -> None:
    low, border, high = numbers

    assert first_true_real(lambda each: each >= border, low, high) == border


def test_a_border_beyond_is_the_upper_end() -> None:
    assert first_true_real(lambda each: False, 0, 1e300) == 1e300
    assert first_true_real(lambda each: False, 1, 1) == 1


def test_the_middle_of_large_floats_is_finite() -> None:
    assert first_true_real(lambda each: each >= 1.6e308, 1.5e308, 1.7e308) == 1.6e308


@pytest.mark.parametrize("end", [math.inf, math.nan], ids=repr)
def test_there_is_no_middle_of_what_is_not_finite(end: float) -> None:
    with pytest.raises(ValueError, match=f"^low and high must be finite, got 0 and {end}$"):
        first_true_real(lambda each: True, 0, end)


def test_main_finds_the_hour_and_the_release(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "117 to 125, 13:00 to 13:56" in out
    assert "First bad release: 700" in out
    assert "1.4142135623730951" in out
