"""Counting paths: the published cases of change, brute force on all small inputs, and work that grows with the line."""

import re
from collections.abc import Callable, Collection, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.counting_paths import (
    count_readings,
    count_readings_brute_force,
    fewest_coins,
    fewest_coins_brute_force,
    largest_sum_apart,
    largest_sum_apart_brute_force,
    main,
    ways_to_climb,
    ways_to_climb_brute_force,
)
from tests.live_coding.canonical import cases, refusals

IDS = ["better", "brute_force"]
climbs = pytest.mark.parametrize("solve", [ways_to_climb, ways_to_climb_brute_force], ids=IDS)
reads = pytest.mark.parametrize("solve", [count_readings, count_readings_brute_force], ids=IDS)
chooses = pytest.mark.parametrize("solve", [largest_sum_apart, largest_sum_apart_brute_force], ids=IDS)
pays = pytest.mark.parametrize("solve", [fewest_coins, fewest_coins_brute_force], ids=IDS)


@climbs
def test_steps_of_one_and_two_are_fibonacci(solve: Callable[[int], int]) -> None:
    assert [solve(height) for height in range(9)] == [1, 1, 2, 3, 5, 8, 13, 21, 34]


@climbs
@pytest.mark.parametrize(
    ("height", "strides", "expected"),
    [(0, [], 1), (3, [], 0), (3, [2, 2], 0), (4, [2, 2], 1), (5, [5], 1), (4, [9], 0), (6, [3, 1, 2], 24)],
    ids=["nothing", "no_strides", "odd", "repeated", "one_stride", "too_long", "unsorted"],
)
def test_climbs_on_the_edges(
    solve: Callable[[int, Collection[int]], int], height: int, strides: list[int], expected: int
) -> None:
    assert solve(height, strides) == expected


@climbs
def test_climbs_that_make_no_sense_are_refused(solve: Callable[[int, Collection[int]], int]) -> None:
    with pytest.raises(ValueError, match=r"^height must be 0 or more, not -1$"):
        solve(-1, [1])
    with pytest.raises(ValueError, match=r"^strides must be positive, not 0$"):
        solve(3, [1, 0])
    with pytest.raises(ValueError, match=r"^strides must be positive, not -2$"):
        solve(0, [1, -2])


@given(st.integers(0, 12), st.lists(st.integers(1, 6), max_size=3))
@settings(max_examples=40)
def test_climbs_agree_with_walking_every_way(height: int, strides: list[int]) -> None:
    assert ways_to_climb(height, strides) == ways_to_climb_brute_force(height, strides)


@reads
@pytest.mark.parametrize(
    ("digits", "expected"),
    [("", 1), ("0", 0), ("9", 1), ("26", 2), ("27", 1), ("06", 0), ("100", 0), ("2101", 1), ("1111", 5), ("110", 1)],
    ids=["none", "zero", "one", "twice", "above", "leading_zero", "two_zeros", "bound", "ones", "ends_in_zero"],
)
def test_readings_on_the_edges(solve: Callable[[str], int], digits: str, expected: int) -> None:
    assert solve(digits) == expected


@reads
@pytest.mark.parametrize("digits", ["1a", "-1", "1 2", "1.5", "²", "٣"], ids=range(6))
def test_what_is_no_row_of_digits_is_refused(solve: Callable[[str], int], digits: str) -> None:
    with pytest.raises(ValueError, match=f"^not a row of digits: {re.escape(repr(digits))}$"):
        solve(digits)


def test_readings_agree_on_all_small_inputs() -> None:
    for size in range(5):
        for digits in map("".join, product("01267", repeat=size)):
            assert count_readings(digits) == count_readings_brute_force(digits)


@chooses
@pytest.mark.parametrize(
    ("amounts", "expected"),
    [([], 0), ([5], 5), ([-5], 0), ([-1, -2, -3], 0), ([4, 4, 4, 4], 8), ([2, 1, 1, 2], 4), ([3, 9, 3], 9)],
    ids=["none", "one", "negative", "all_negative", "equal", "skip_two", "middle"],
)
def test_sums_apart_on_the_edges(solve: Callable[[Sequence[int]], int], amounts: list[int], expected: int) -> None:
    assert solve(amounts) == expected


def test_sums_apart_agree_on_all_small_inputs() -> None:
    for size in range(6):
        for amounts in product((-1, 0, 2, 3), repeat=size):
            assert largest_sum_apart(amounts) == largest_sum_apart_brute_force(amounts)


@pays
@pytest.mark.parametrize(("asked", "expected"), cases("change", "findFewestCoins"))
def test_published_change(
    solve: Callable[[Collection[int], int], list[int]], asked: dict[str, Any], expected: list[int]
) -> None:
    assert solve(asked["coins"], asked["target"]) == expected


@pays
@pytest.mark.parametrize(("asked", "published"), refusals("change", "findFewestCoins"))
def test_published_change_that_is_refused(
    solve: Callable[[Collection[int], int], list[int]], asked: dict[str, Any], published: str
) -> None:
    ours = {
        "target can't be negative": f"target must be 0 or more, not {asked['target']}",
        "can't make target with given coins": f"cannot make {asked['target']} from coins {asked['coins']}",
    }

    with pytest.raises(ValueError, match=f"^{re.escape(ours[published])}$"):
        solve(asked["coins"], asked["target"])


@pays
def test_coins_on_the_edges(solve: Callable[[Collection[int], int], list[int]]) -> None:
    assert solve([], 0) == []
    assert solve([7, 6, 3, 1, 6], 13) == [6, 7]
    assert solve([7, 6, 4, 3, 1], 8) == [1, 7]
    assert solve([1, 3, 6, 7], 15) == [1, 7, 7]
    with pytest.raises(ValueError, match=r"^cannot make 1 from coins \[\]$"):
        solve([], 1)
    with pytest.raises(ValueError, match=r"^cannot make 1 from coins \[2, 3\]$"):
        solve([3, 2, 3], 1)
    with pytest.raises(ValueError, match=r"^coins must be positive, not 0$"):
        solve([1, 0], 0)


def test_coins_agree_on_all_small_sets() -> None:
    for coins in product(range(1, 6), repeat=2):
        for target in range(12):
            everything = {1, *coins}
            assert fewest_coins(everything, target) == fewest_coins_brute_force(everything, target)


@given(st.sets(st.integers(1, 30), min_size=1, max_size=5), st.integers(0, 60))
@settings(max_examples=40)
def test_coins_are_refused_or_make_the_target_with_ones_to_fill(coins: set[int], target: int) -> None:
    assert sum(fewest_coins(coins | {1}, target)) == target
    assert len(fewest_coins(coins | {1}, target)) <= len(fewest_coins({1}, target))


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: ways_to_climb(n), id="ways_to_climb"),
        pytest.param(lambda n: count_readings("1" * n), id="count_readings"),
        pytest.param(lambda n: largest_sum_apart(range(n)), id="largest_sum_apart"),
        pytest.param(lambda n: fewest_coins([3, 7, 1], n), id="fewest_coins"),
    ],
)
def test_twice_the_line_takes_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(300))
    twice = count_steps(lambda: use(600))

    assert 1.8 * once <= twice <= 2.2 * once + 50


def test_main_counts_chooses_and_pays(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Ways up 10 steps: 89" in out
    assert "worth 120" in out
    assert "Refused: cannot make 94 from coins [5, 10]" in out
