"""Monotonic stacks: brute force on all small inputs, and inner loops that stay linear."""

from collections.abc import Callable, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.monotonic_stacks import (
    days_until_warmer,
    days_until_warmer_brute_force,
    largest_rectangle,
    largest_rectangle_brute_force,
    main,
    price_spans,
    price_spans_brute_force,
    trapped_rain,
    trapped_rain_brute_force,
)

type PerDay = Callable[[Sequence[float]], list[int]]
type Total = Callable[[Sequence[int]], int]

IDS = ["better", "brute_force"]
SMALL = [heights for length in range(7) for heights in product(range(3), repeat=length)]
HEIGHTS = st.lists(st.integers(0, 9), max_size=25)


@pytest.mark.parametrize("solve", [days_until_warmer, days_until_warmer_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("temperatures", "expected"),
    [
        ([], []),
        ([5], [0]),
        ([5, 5], [0, 0]),
        ([1, 2, 3], [1, 1, 0]),
        ([3, 2, 1], [0, 0, 0]),
        ([2, 1, -1, 3.5], [3, 2, 1, 0]),
    ],
    ids=["none", "one", "equal", "rising", "falling", "all_at_once"],
)
def test_warmer_days_on_the_edges(solve: PerDay, temperatures: list[float], expected: list[int]) -> None:
    assert solve(temperatures) == expected


@pytest.mark.parametrize("solve", [price_spans, price_spans_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ([], []),
        ([5], [1]),
        ([5, 5], [1, 2]),
        ([1, 2, 3], [1, 2, 3]),
        ([3, 2, 1], [1, 1, 1]),
        ([3, 1, 2, 3], [1, 1, 2, 4]),
    ],
    ids=["none", "one", "equal", "rising", "falling", "back_to_equal"],
)
def test_price_spans_on_the_edges(solve: PerDay, prices: list[float], expected: list[int]) -> None:
    assert solve(prices) == expected


@pytest.mark.parametrize("solve", [largest_rectangle, largest_rectangle_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("heights", "expected"),
    [([], 0), ([0], 0), ([5], 5), ([3, 3], 6), ([1, 2, 3], 4), ([3, 2, 1], 4), ([2, 0, 2], 2), ([2, 1, 2], 3)],
    ids=["none", "flat", "one", "equal", "rising", "falling", "gap", "under_both"],
)
def test_rectangles_on_the_edges(solve: Total, heights: list[int], expected: int) -> None:
    before = heights.copy()

    assert solve(heights) == expected
    assert heights == before


@pytest.mark.parametrize("solve", [trapped_rain, trapped_rain_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("heights", "expected"),
    [([], 0), ([5], 0), ([5, 5], 0), ([1, 2, 3], 0), ([3, 2, 1], 0), ([3, 0, 3], 3), ([3, 0, 0, 2, 0, 4], 10)],
    ids=["none", "one", "equal", "rising", "falling", "hollow", "hollow_in_a_hollow"],
)
def test_rain_on_the_edges(solve: Total, heights: list[int], expected: int) -> None:
    assert solve(heights) == expected


@pytest.mark.parametrize(
    "solve",
    [largest_rectangle, largest_rectangle_brute_force, trapped_rain, trapped_rain_brute_force],
    ids=["rectangle", "rectangle_brute_force", "rain", "rain_brute_force"],
)
def test_a_height_below_the_ground_is_refused(solve: Total) -> None:
    with pytest.raises(ValueError, match=r"^heights must not be negative, not -1$"):
        solve([2, -1, -5])


def test_all_agree_on_all_small_inputs() -> None:
    for heights in SMALL:
        assert days_until_warmer(heights) == days_until_warmer_brute_force(heights)
        assert price_spans(heights) == price_spans_brute_force(heights)
        assert largest_rectangle(heights) == largest_rectangle_brute_force(heights)
        assert trapped_rain(heights) == trapped_rain_brute_force(heights)


@given(HEIGHTS)
@settings(max_examples=30)
def test_what_is_looked_for_to_a_side_agrees_with_walking_there(values: list[int]) -> None:
    assert days_until_warmer(values) == days_until_warmer_brute_force(values)
    assert price_spans(values) == price_spans_brute_force(values)


@given(HEIGHTS)
@settings(max_examples=30)
def test_areas_agree_with_the_brute_force_and_with_their_mirror_image(heights: list[int]) -> None:
    assert largest_rectangle(heights) == largest_rectangle_brute_force(heights) == largest_rectangle(heights[::-1])
    assert trapped_rain(heights) == trapped_rain_brute_force(heights) == trapped_rain(heights[::-1])


@pytest.mark.parametrize("order", ["rising", "falling", "equal"])
@pytest.mark.parametrize("solve", [days_until_warmer, price_spans, largest_rectangle, trapped_rain])
def test_twice_the_input_takes_no_more_than_twice_the_steps(
    solve: Callable[[Sequence[int]], object], order: str
) -> None:
    inputs: dict[str, Callable[[int], Sequence[int]]] = {
        "rising": range,
        "falling": lambda n: range(n, 0, -1),
        "equal": lambda n: [1] * n,
    }
    once = count_steps(lambda: solve(inputs[order](300)))
    twice = count_steps(lambda: solve(inputs[order](600)))

    assert twice <= 2.2 * once + 50


def test_main_draws_the_skyline(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Days until it is warmer: [1, 3, 2, 1, 0, 0, 0]" in out
    assert "  ..##..\n" in out
    assert "Largest rectangle: 10 - rain that stays: 2" in out
