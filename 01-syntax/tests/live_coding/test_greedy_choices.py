"""Greedy choices: published numerals and baskets, and no regret against brute force on all small inputs."""

import re
from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.greedy_choices import (
    basket_price,
    basket_price_brute_force,
    fewest_jumps,
    fewest_jumps_brute_force,
    first_start,
    first_start_brute_force,
    main,
    most_assigned,
    most_assigned_brute_force,
    roman,
    roman_brute_force,
)
from tests.live_coding.canonical import cases

IDS = ["better", "brute_force"]
jumps = pytest.mark.parametrize("solve", [fewest_jumps, fewest_jumps_brute_force], ids=IDS)
drives = pytest.mark.parametrize("solve", [first_start, first_start_brute_force], ids=IDS)
assigns = pytest.mark.parametrize("solve", [most_assigned, most_assigned_brute_force], ids=IDS)
writes = pytest.mark.parametrize("solve", [roman, roman_brute_force], ids=IDS)
prices = pytest.mark.parametrize("solve", [basket_price, basket_price_brute_force], ids=IDS)


@jumps
@pytest.mark.parametrize(
    ("reaches", "expected"),
    [
        ([0], 0),
        ([9], 0),
        ([0, 1], None),
        ([1, 0], 1),
        ([9, 0, 0], 1),
        ([1, 1, 1, 1], 3),
        ([3, 2, 1, 0, 4], None),
        ([2, 1, 0, 1], None),
        ([4, 1, 1, 3, 1, 1, 1], 2),
    ],
    ids=["one", "one_far", "stuck", "step", "beyond", "equal", "trap", "just_short", "shorter_first"],
)
def test_jumps_on_the_edges(
    solve: Callable[[Sequence[int]], int | None], reaches: list[int], expected: int | None
) -> None:
    assert solve(reaches) == expected


@jumps
def test_rows_without_places_or_with_jumps_back_are_refused(solve: Callable[[Sequence[int]], int | None]) -> None:
    with pytest.raises(ValueError, match=r"^no places$"):
        solve([])
    with pytest.raises(ValueError, match=r"^reaches must be 0 or more, not -1$"):
        solve([2, -1])


def test_jumps_agree_on_all_small_rows() -> None:
    for size in range(1, 6):
        for reaches in product(range(4), repeat=size):
            assert fewest_jumps(reaches) == fewest_jumps_brute_force(reaches)


@drives
@pytest.mark.parametrize(
    ("gains", "costs", "expected"),
    [
        ([], [], None),
        ([1], [1], 0),
        ([1], [2], None),
        ([0, 0, 0], [0, 0, 0], 0),
        ([1, 2, 3, 4, 5], [3, 4, 5, 1, 2], 3),
        ([5, 0, 0], [0, 5, 0], 0),
        ([0, 5, 0, 5], [5, 0, 5, 0], 1),
        ([2, 3, 4], [3, 4, 3], None),
    ],
    ids=["none", "one", "one_short", "zeros", "late", "early", "first_of_two", "short"],
)
def test_starts_on_the_edges(
    solve: Callable[[Sequence[int], Sequence[int]], int | None],
    gains: list[int],
    costs: list[int],
    expected: int | None,
) -> None:
    assert solve(gains, costs) == expected


@drives
def test_rings_of_two_lengths_are_refused(solve: Callable[[Sequence[int], Sequence[int]], int | None]) -> None:
    with pytest.raises(ValueError, match=r"^gains and costs must be equally many, not 2 and 1$"):
        solve([1, 2], [1])


def test_starts_agree_on_all_small_rings() -> None:
    for size in range(6):
        for gains in product(range(-2, 3), repeat=size):
            costs = [0] * size
            assert first_start(gains, costs) == first_start_brute_force(gains, costs)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
@settings(max_examples=30)
def test_starts_agree_with_driving_from_everywhere(places: list[tuple[int, int]]) -> None:
    gains, costs = [gain for gain, _ in places], [cost for _, cost in places]

    assert first_start(gains, costs) == first_start_brute_force(gains, costs)


@assigns
@pytest.mark.parametrize(
    ("needs", "capacities", "expected"),
    [
        ([], [], 0),
        ([1], [], 0),
        ([], [1], 0),
        ([2], [2], 1),
        ([3], [2], 0),
        ([2, 2, 2], [2, 2], 2),
        ([4, 1, 3], [3, 2], 2),
        ([2, 1], [1, 9], 2),
        ([-3], [-3], 1),
    ],
    ids=["nothing", "no_machines", "no_jobs", "exact", "too_large", "equal", "unsorted", "small_first", "negative"],
)
def test_assignments_on_the_edges(
    solve: Callable[[Sequence[int], Sequence[int]], int], needs: list[int], capacities: list[int], expected: int
) -> None:
    assert solve(needs, capacities) == expected


def test_assignments_agree_on_all_small_inputs_and_harm_none() -> None:
    for needs in combinations_with_replacement(range(3, -1, -1), 3):
        for capacities in combinations_with_replacement(range(4), 3):
            jobs, machines = list(needs), list(reversed(capacities))
            assert most_assigned(jobs, machines) == most_assigned_brute_force(jobs, machines)
            assert (jobs, machines) == (list(needs), list(reversed(capacities)))


@writes
@pytest.mark.parametrize(("asked", "expected"), cases("roman-numerals", "roman"))
def test_published_numerals(solve: Callable[[int], str], asked: dict[str, Any], expected: str) -> None:
    assert solve(asked["number"]) == expected


@writes
@pytest.mark.parametrize("number", [0, -4, 4000])
def test_numbers_without_a_numeral_are_refused(solve: Callable[[int], str], number: int) -> None:
    with pytest.raises(ValueError, match=f"^expected a number from 1 to 3999, not {number}$"):
        solve(number)


def test_all_numerals_agree_and_differ() -> None:
    numerals = [roman(number) for number in range(1, 4000)]

    assert len(set(numerals)) == 3999
    assert numerals[::7] == [roman_brute_force(number) for number in range(1, 4000, 7)]


@prices
@pytest.mark.parametrize(("asked", "expected"), cases("book-store", "total"))
def test_published_baskets(solve: Callable[[Sequence[int]], int], asked: dict[str, Any], expected: int) -> None:
    assert solve(asked["basket"]) == expected


@prices
@pytest.mark.parametrize("volume", [0, 6, -1])
def test_volumes_that_do_not_exist_are_refused(solve: Callable[[Sequence[int]], int], volume: int) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(f'no such volume: {volume}')}$"):
        solve([1, volume, 9])


def test_the_repaired_greedy_is_right_for_all_small_baskets() -> None:
    for counts in combinations_with_replacement(range(4), 5):
        basket = [volume for volume, count in enumerate(counts, start=1) for _ in range(count)]
        assert basket_price(basket) == basket_price_brute_force(basket)


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: fewest_jumps([n] * n), id="fewest_jumps"),
        pytest.param(lambda n: first_start([1] * n, [1] * n), id="first_start"),
        pytest.param(lambda n: most_assigned(range(n), range(n)), id="most_assigned"),
        pytest.param(lambda n: basket_price([1, 2, 3, 4, 5] * n), id="basket_price"),
    ],
)
def test_twice_the_input_takes_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(300))
    twice = count_steps(lambda: use(600))

    assert 1.8 * once <= twice <= 2.2 * once + 50


def test_main_shows_where_the_first_idea_fails(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "The year 1994: MCMXCIV" in out
    assert "of three cost 5160" in out
    assert "two sets of four: 5120" in out
