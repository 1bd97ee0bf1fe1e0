import math
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_comparisons, count_steps
from algorithms.monotonic import (
    Rectangle,
    largest_rectangle,
    main,
    next_greater,
    next_greater_in_circle,
    window_maximum,
    window_maximum_fast,
)

type Maxima = Callable[..., Iterable[Any]]

both_windows = pytest.mark.parametrize("maxima", [window_maximum, window_maximum_fast], ids=["plain", "fast"])
numbers = st.lists(st.integers(0, 6), max_size=30)
SMALL = [row for length in range(7) for row in product(range(3), repeat=length)]
SHAPES = [range(1_000), range(1_000, 0, -1), [7] * 1_000, [place * 7919 % 1009 for place in range(1_000)]]


def greater_after(items: Sequence[int], places: Iterable[int], item: int) -> int | None:
    return next((place for place in places if items[place] > item), None)


def test_the_next_greater_is_found_as_by_looking_at_all_that_follow() -> None:
    for items in SMALL:
        rest = [range(place + 1, len(items)) for place in range(len(items))]

        assert next_greater(items) == [greater_after(items, rest[place], item) for place, item in enumerate(items)]


def test_in_a_circle_all_others_follow() -> None:
    for items in SMALL:
        rest = [[*range(place + 1, len(items)), *range(place)] for place in range(len(items))]

        assert next_greater_in_circle(items) == [greater_after(items, rest[i], item) for i, item in enumerate(items)]


def test_a_key_is_called_once_an_item() -> None:
    calls: list[str] = []

    def length(text: str) -> int:
        calls.append(text)
        return len(text)

    words = ["bb", "a", "ccc", "dd"]

    assert next_greater(words, key=length) == [2, 2, None, None]
    assert list(window_maximum(words, 2, key=length)) == ["bb", "ccc", "ccc"]
    assert calls == words * 2


@pytest.mark.parametrize("items", SHAPES, ids=["ascending", "descending", "equal", "mixed"])
def test_each_item_comes_in_once_and_leaves_once(items: Sequence[int]) -> None:
    n = len(items)

    assert count_comparisons(items, next_greater).comparisons <= 2 * n
    assert count_comparisons(items, next_greater_in_circle).comparisons <= 4 * n
    assert count_steps(lambda: largest_rectangle(items)) < 20 * n


@pytest.mark.parametrize("items", SHAPES, ids=["ascending", "descending", "equal", "mixed"])
@pytest.mark.parametrize("window", [1, 2, 100, 1_000])
def test_a_window_of_any_width_takes_two_comparisons_an_item(items: Sequence[int], window: int) -> None:
    counts = count_comparisons(items, lambda keys: list(window_maximum(keys, window)))

    assert counts.comparisons <= 2 * len(items)


def test_nan_blocks_who_waits_below_it() -> None:
    assert next_greater([1, math.nan, 2]) == [None, None, None]
    assert next_greater([math.nan, 1, 2]) == [None, 2, None]


@both_windows
def test_nan_in_a_window_gives_some_item_for_each_window(maxima: Maxima) -> None:
    for items in [[1, math.nan, 3, 1, 2, 1, 3], [math.nan] * 7, [3, math.nan, 1, math.nan, 3, 2, 3]]:
        found = list(maxima(items, 4))

        assert len(found) == 4
        assert all(any(item is each for each in items) for item in found)


def test_what_cannot_be_compared_is_an_error() -> None:
    items: list[Any] = [1, "a"]

    for use in (next_greater, next_greater_in_circle, lambda items: list(window_maximum(items, 2))):
        with pytest.raises(TypeError, match="not supported between"):
            use(items)
    with pytest.raises(TypeError, match="not supported between"):
        window_maximum_fast(items, 2)
    assert items == [1, "a"]


def areas(heights: Sequence[int]) -> Iterable[int]:
    for start in range(len(heights)):
        for stop in range(start + 1, len(heights) + 1):
            yield min(heights[start:stop]) * (stop - start)


def check_rectangle(heights: Sequence[int]) -> None:
    rectangle = largest_rectangle(heights)
    covered = [heights[place] for place in rectangle.columns]

    assert rectangle.area == max(areas(heights), default=0)
    assert rectangle.area == rectangle.height * len(covered)
    assert all(height >= rectangle.height for height in covered)


def test_every_small_skyline_has_the_largest_of_all_rectangles() -> None:
    for heights in SMALL:
        check_rectangle(heights)


@settings(max_examples=50)
@given(numbers)
def test_random_skylines_have_the_largest_of_all_rectangles(heights: list[int]) -> None:
    check_rectangle(heights)


def test_skylines_on_the_edges() -> None:
    assert largest_rectangle([0, 0]) == largest_rectangle([]) == Rectangle(0, 0, range(0))
    assert largest_rectangle(range(20_001)).area == 10_000 * 10_001
    assert largest_rectangle([0.5] * 4) == Rectangle(2.0, 0.5, range(4))
    for height in (-1, math.nan):
        with pytest.raises(ValueError, match=f"^height must be at least 0, not {height}$"):
            largest_rectangle([3, height])


@both_windows
def test_every_small_window_has_its_maximum(maxima: Maxima) -> None:
    for items in SMALL:
        for window in range(1, 9):
            expected = [max(items[start : start + window]) for start in range(len(items) - window + 1)]

            assert list(maxima(items, window)) == expected


@both_windows
@settings(max_examples=50)
@given(items=numbers, window=st.integers(1, 31))
def test_random_windows_have_their_maximum(maxima: Maxima, items: list[int], window: int) -> None:
    before = items.copy()

    assert list(maxima(items, window)) == [
        max(items[start : start + window]) for start in range(len(items) - window + 1)
    ]
    assert items == before


@both_windows
def test_of_equal_items_the_first_is_the_maximum(maxima: Maxima) -> None:
    assert [type(item) for item in maxima([1, 1.0, True, 0], 2)] == [int, float, bool]
    assert list(maxima(range(10_000), 100)) == list(range(99, 10_000))
    assert list(maxima(range(10_000, 0, -1), 100)) == list(range(10_000, 99, -1))


@both_windows
def test_a_window_holds_at_least_one(maxima: Maxima) -> None:
    for window in (0, -1):
        with pytest.raises(ValueError, match=f"^window must be at least 1, not {window}$"):
            list(maxima([1, 2], window))
    assert list(maxima([1, 2], 3)) == list(maxima([], 1)) == []


def test_main_shows_waits_and_peaks(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Days until it is warmer: [1, 4, 3, 1, 1, None, None]" in out
    assert "Escalates to: ['cyd', 'cyd', None, 'ada']" in out
    assert "Peaks of the last three: [90, 90, 90, 35, 33, 44]" in out
