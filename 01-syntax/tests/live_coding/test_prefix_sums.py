"""Prefix sums: brute force on all small inputs, and steps that do not square."""

from collections.abc import Callable, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.prefix_sums import (
    RangeSums,
    main,
    pivot_index,
    pivot_index_brute_force,
    products_of_others,
    products_of_others_brute_force,
    range_sum_brute_force,
    subarrays_with_sum,
    subarrays_with_sum_brute_force,
)

IDS = ["better", "brute_force"]
SMALL = [numbers for length in range(6) for numbers in product(range(-1, 3), repeat=length)]
INTEGERS = st.lists(st.integers(-9, 9), max_size=25)
TABLES = st.integers(0, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(-9, 9), min_size=width, max_size=width), max_size=4)
)


@pytest.mark.parametrize("solve", [subarrays_with_sum, subarrays_with_sum_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("numbers", "target", "expected"),
    [([], 0, 0), ([5], 5, 1), ([5], 0, 0), ([0, 0, 0], 0, 6), ([1, -1, 1, -1], 0, 4), ([2, 3], 5, 1)],
    ids=["none", "one", "no_empty_stretch", "zeros", "negatives", "from_the_front"],
)
def test_stretches_on_the_edges(
    solve: Callable[[Sequence[int], int], int], numbers: list[int], target: int, expected: int
) -> None:
    assert solve(numbers, target) == expected


def test_stretches_agree_on_all_small_inputs() -> None:
    for numbers in SMALL:
        for target in (-1, 0, 3):
            assert subarrays_with_sum(numbers, target) == subarrays_with_sum_brute_force(numbers, target)


@given(INTEGERS, st.integers(-20, 20))
@settings(max_examples=30)
def test_stretches_agree_with_all_pairs_of_ends(numbers: list[int], target: int) -> None:
    assert subarrays_with_sum(numbers, target) == subarrays_with_sum_brute_force(numbers, target)


@pytest.mark.parametrize("solve", [products_of_others, products_of_others_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([], []), ([7], [1]), ([0], [1]), ([2, 3], [3, 2]), ([0, 4, 0], [0, 0, 0]), ([0, -4, 2], [-8, 0, 0])],
    ids=["none", "one", "one_zero", "two", "two_zeros", "zero_and_others"],
)
def test_products_on_the_edges(
    solve: Callable[[Sequence[int]], list[int]], numbers: list[int], expected: list[int]
) -> None:
    before = numbers.copy()

    assert solve(numbers) == expected
    assert numbers == before


@given(INTEGERS)
@settings(max_examples=30)
def test_products_agree_with_multiplying_anew(numbers: list[int]) -> None:
    assert products_of_others(numbers) == products_of_others_brute_force(numbers)


@pytest.mark.parametrize("solve", [pivot_index, pivot_index_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([], None), ([7], 0), ([1, 1], None), ([0, 0], 0), ([1, -1, 4], 2), ([4, 1, -1], 0), ([2, 9, 2], 1)],
    ids=["none", "one", "two", "zeros", "last", "first", "middle"],
)
def test_pivots_on_the_edges(
    solve: Callable[[Sequence[int]], int | None], numbers: list[int], expected: int | None
) -> None:
    assert solve(numbers) == expected


def test_pivots_agree_on_all_small_inputs() -> None:
    for numbers in SMALL:
        assert pivot_index(numbers) == pivot_index_brute_force(numbers)


@given(INTEGERS)
@settings(max_examples=30)
def test_pivots_agree_with_adding_up_both_sides(numbers: list[int]) -> None:
    assert pivot_index(numbers) == pivot_index_brute_force(numbers)


@given(TABLES)
@settings(max_examples=30)
def test_every_rectangle_is_the_sum_of_its_cells(rows: list[list[int]]) -> None:
    sums = RangeSums(rows)

    height, width = len(rows), len(rows[0]) if rows else 0
    for top, left in product(range(height + 1), range(width + 1)):
        for bottom, right in product(range(top, height + 1), range(left, width + 1)):
            place = (top, left, bottom, right)
            assert sums.total(*place) == range_sum_brute_force(rows, *place)


def test_adding_up_cells_by_hand() -> None:
    assert range_sum_brute_force([[1, 2, 3], [4, 5, 6]], 0, 1, 2, 3) == 2 + 3 + 5 + 6


def test_later_changes_of_the_rows_do_not_matter() -> None:
    rows = [[1, 2], [3, 4]]
    sums = RangeSums(rows)

    rows[0][0] = 99
    rows.append([5, 6])

    assert sums.total(0, 0, 2, 2) == 10


@pytest.mark.parametrize(
    "place", [(0, 0, 3, 1), (0, 0, 1, 4), (-1, 0, 1, 1), (0, -1, 1, 1), (2, 0, 1, 1), (0, 2, 1, 1)]
)
def test_a_rectangle_outside_is_refused(place: tuple[int, int, int, int]) -> None:
    sums = RangeSums([[1, 2, 3], [4, 5, 6]])
    top, left, bottom, right = place

    with pytest.raises(IndexError, match=rf"^no rows {top}:{bottom} and columns {left}:{right} in a table of 2 by 3$"):
        sums.total(*place)

    assert sums.total(0, 0, 2, 3) == 21


def test_a_table_without_rows_has_no_columns() -> None:
    sums = RangeSums([])

    assert sums.total(0, 0, 0, 0) == 0
    with pytest.raises(IndexError, match=r"^no rows 0:0 and columns 0:1 in a table of 0 by 0$"):
        sums.total(0, 0, 0, 1)


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^row 1 has 2 numbers, not 3 as the first$"):
        RangeSums([[1, 2, 3], [4, 5], [6]])


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: subarrays_with_sum(range(n), -1), id="subarrays_with_sum"),
        pytest.param(lambda n: products_of_others(range(n)), id="products_of_others"),
        pytest.param(lambda n: pivot_index(range(1, n)), id="pivot_index"),
        pytest.param(lambda n: RangeSums([range(n)]).total(0, 0, 1, n), id="one_row"),
    ],
)
def test_twice_the_input_takes_no_more_than_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(500))
    twice = count_steps(lambda: use(1_000))

    assert twice <= 2.2 * once + 50


def test_a_query_costs_the_same_for_a_large_rectangle() -> None:
    sums = RangeSums([[1] * 100] * 100)

    assert count_steps(lambda: sums.total(0, 0, 100, 100)) == count_steps(lambda: sums.total(0, 0, 1, 1))


def test_main_answers_its_questions(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Stretches that change nothing: 3" in out
    assert "columns 1 and 2: 23" in out
