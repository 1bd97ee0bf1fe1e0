from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.answer_search import days_needed, first_true, main, smallest_capacity, widest_spacing

loads = st.lists(st.integers(1, 9), max_size=7)


@pytest.mark.parametrize("size", range(1, 12))
def test_the_border_is_found_wherever_it_is(size: int) -> None:
    for low in (-3, 0, 5):
        for border in range(low, low + size):
            assert first_true(low, low + size - 1, border.__le__) == border


def test_the_search_agrees_with_bisect_and_takes_few_guesses() -> None:
    squares = [number * number for number in range(1_000)]
    for wanted in (0, 1, 2, 500_000, 998_001, 10**9):
        tried: list[int] = []

        def works(place: int, tried: list[int] = tried, wanted: int = wanted) -> bool:
            tried.append(place)
            return squares[place] >= wanted

        assert first_true(0, len(squares), works) == bisect_left(squares, wanted)
        assert len(tried) <= log2(len(squares)) + 1
        assert all(0 <= place < len(squares) for place in tried)  # the upper bound itself is never tried


def test_bounds_in_the_wrong_order_are_refused() -> None:
    assert first_true(7, 7, lambda number: False) == 7
    with pytest.raises(ValueError, match=r"^low must not be above high, not 5 and 3$"):
        first_true(5, 3, lambda number: True)


def cuts(weights: Sequence[int], parts: int) -> Iterator[list[Sequence[int]]]:
    """Every way to cut the list into so many parts, none empty."""
    for inner in combinations(range(1, len(weights)), parts - 1):
        yield [weights[start:stop] for start, stop in pairwise([0, *inner, len(weights)])]


@settings(max_examples=50)
@given(loads, st.integers(9, 40))
def test_as_few_days_are_needed_as_any_cut_takes(weights: list[int], capacity: int) -> None:
    fitting = (
        parts
        for parts in range(1, len(weights) + 1)
        for cut in cuts(weights, parts)
        if all(sum(part) <= capacity for part in cut)
    )

    assert days_needed(weights, capacity) == (next(fitting) if weights else 0)


@settings(max_examples=50)
@given(loads.filter(bool), st.integers(1, 8))
def test_the_capacity_is_the_least_largest_sum_of_all_cuts(weights: list[int], days: int) -> None:
    all_cuts = (cut for parts in range(1, days + 1) for cut in cuts(weights, parts))
    capacity = smallest_capacity(weights, days)

    assert capacity == min(max(map(sum, cut)) for cut in all_cuts)
    assert days_needed(weights, capacity) <= days


def test_loads_on_the_edges() -> None:
    assert smallest_capacity([], 3) == 0
    assert smallest_capacity([7], 1) == smallest_capacity([7], 9) == 7
    assert smallest_capacity(range(1, 1_001), 1_000) == 1_000
    with pytest.raises(ValueError, match=r"^load of 7 is above the capacity of 6$"):
        days_needed([3, 7], 6)
    for load in (0, -2):
        with pytest.raises(ValueError, match=f"^load must be above 0, not {load}$"):
            days_needed([3, load], 6)
        with pytest.raises(ValueError, match=f"^load must be above 0, not {load}$"):
            smallest_capacity([3, load], 2)
    with pytest.raises(ValueError, match=r"^days must be at least 1, not 0$"):
        smallest_capacity([3], 0)


@settings(max_examples=50)
@given(st.lists(st.integers(-20, 20), min_size=2, max_size=8), st.data())
def test_the_spacing_is_the_widest_of_all_choices(places: list[int], data: st.DataObject) -> None:
    count = data.draw(st.integers(2, len(places)))
    choices = combinations(sorted(places), count)
    before = places.copy()

    assert widest_spacing(places, count) == max(min(two - one for one, two in pairwise(chosen)) for chosen in choices)
    assert places == before


def test_places_on_the_edges() -> None:
    assert widest_spacing([4, 4, 4], 2) == 0
    assert widest_spacing([0, 10**12], 2) == 10**12
    for count in (1, 4):
        with pytest.raises(ValueError, match=f"^count must be 2 to 3, not {count}$"):
            widest_spacing([1, 2, 3], count)
    with pytest.raises(ValueError, match=r"^expected at least 2 places, not 1$"):
        widest_spacing([1], 2)


def test_main_counts_the_guesses(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "First broken build of 100,000: 73219 after" in out
    assert "within 3 days: capacity 9, needs 3" in out
    assert "3 replicas can keep 7 apart" in out
