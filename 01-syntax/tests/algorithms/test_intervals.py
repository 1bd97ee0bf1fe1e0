import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import combinations, combinations_with_replacement, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_comparisons
from algorithms.intervals import Busiest, busiest, free, insert, intersect, main, merge, timeline

type Interval = tuple[int, int]

ALL = list(combinations(range(6), 2))  # every interval between 0 and 5
SMALL = [list(row) for size in range(4) for row in combinations_with_replacement(ALL, size)]
interval_lists = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=12
)


def cells(intervals: Iterable[Interval]) -> set[int]:
    """The unit cells that intervals cover: 3 stands for all from 3 to before 4."""
    return {cell for start, end in intervals for cell in range(start, end)}


def is_apart(intervals: Sequence[Interval]) -> bool:
    return all(one[1] < two[0] for one, two in pairwise(intervals))


def test_merging_every_small_list_covers_the_same_with_gaps_between() -> None:
    for intervals in SMALL:
        merged = merge(reversed(intervals))

        assert cells(merged) == cells(intervals)
        assert is_apart(merged)


@settings(max_examples=50)
@given(interval_lists)
def test_merging_is_idempotent_and_leaves_its_input(intervals: list[Interval]) -> None:
    before = intervals.copy()
    merged = merge(intervals)

    assert merge(merged) == merged
    assert cells(merged) == cells(intervals)
    assert is_apart(merged)
    assert intervals == before


def test_inserting_is_merging_with_one_more() -> None:
    for intervals in SMALL:
        merged = merge(intervals)
        before = merged.copy()
        for new in ALL:
            assert insert(merged, new) == merge([*merged, new])
        assert merged == before


def test_inserting_takes_few_comparisons() -> None:
    def use(keys: list[Any]) -> object:
        merged = list(zip(keys[::2], keys[1::2], strict=True))
        return insert(merged[:-1], merged[-1])

    assert count_comparisons([*range(2_000), 800, 1_200], use).comparisons <= 30


def open_at(intervals: Iterable[Interval], time: int) -> int:
    return sum(start <= time < end for start, end in intervals)


def check_sweep(intervals: list[Interval]) -> None:
    counts = [open_at(intervals, time) for time in range(-1, 50)]
    changes = [(time - 1, counts[time]) for time in range(1, 51) if counts[time] != counts[time - 1]]
    most = max(counts)
    peak = busiest(reversed(intervals))

    assert timeline(reversed(intervals)) == changes
    if peak is None:
        assert intervals == []
    else:
        assert (peak.most, peak.start) == (most, counts.index(most) - 1)
        assert all(open_at(intervals, time) == most for time in range(peak.start, peak.end))
        assert any(end == peak.end for _, end in intervals)


def test_the_sweep_over_every_small_list_counts_what_is_open() -> None:
    for intervals in SMALL:
        check_sweep(intervals)


@settings(max_examples=50)
@given(interval_lists)
def test_the_sweep_over_random_lists_counts_what_is_open(intervals: list[Interval]) -> None:
    check_sweep(intervals)


def test_what_touches_does_not_overlap() -> None:
    assert busiest([(1, 2), (2, 3)]) == Busiest(1, 1, 2)
    assert timeline([(1, 2), (2, 3)]) == [(1, 1), (3, 0)]
    assert intersect([(1, 2)], [(2, 3)]) == []
    assert merge([(1, 2), (2, 3)]) == [(1, 3)]


def test_free_is_the_rest_of_the_frame_for_every_small_list() -> None:
    for intervals in SMALL[: len(ALL) * 12]:
        for start, end in ALL:
            gaps = free(intervals, start, end)

            assert cells(gaps) == set(range(start, end)) - cells(intervals)
            assert is_apart(gaps)


@settings(max_examples=50)
@given(interval_lists, interval_lists)
def test_the_intersection_is_what_both_cover(one: list[Interval], two: list[Interval]) -> None:
    first, second = merge(one), merge(two)
    before = first.copy(), second.copy()
    common = intersect(first, second)

    assert cells(common) == cells(one) & cells(two)
    assert common == merge(common)
    assert (first, second) == before


def test_times_of_day_are_intervals_too() -> None:
    nine, ten, noon = (datetime(2024, 5, 1, hour) for hour in (9, 10, 12))  # noqa: DTZ001 - a wall clock without zone

    assert free([(nine, ten)], nine, noon) == [(ten, noon)]
    assert busiest([(nine, noon), (ten, noon)]) == Busiest(2, ten, noon)


def test_nothing_gives_nothing() -> None:
    assert merge([]) == timeline([]) == intersect([], [(1, 2)]) == []
    assert insert([], (1, 2)) == free([], 1, 2) == [(1, 2)]
    assert busiest([]) is None


@pytest.mark.parametrize(
    "use",
    [
        merge,
        busiest,
        timeline,
        lambda intervals: insert([], intervals[0]),
        lambda intervals: free(intervals, 0, 9),
        lambda intervals: free([], *intervals[0]),
        lambda intervals: intersect(intervals, [(1, 2)]),
        lambda intervals: intersect([(1, 2)], intervals),
    ],
    ids=["merge", "busiest", "timeline", "insert", "free", "frame", "first", "second"],
)
def test_empty_backward_and_unordered_intervals_are_refused(use: Callable[[list[Any]], object]) -> None:
    for interval in ((5, 5), (6, 5), (math.nan, 5), (5, math.nan)):
        with pytest.raises(ValueError, match=rf"^start must be before end, not \({interval[0]}, {interval[1]}\)$"):
            use([interval])
    with pytest.raises(TypeError, match="not supported between"):
        use([(1, "a")])


def test_ten_thousand_intervals_within_one_another() -> None:
    nested = [(place, 20_000 - place) for place in range(10_000)]

    assert merge(nested) == [(0, 20_000)]
    assert busiest(nested) == Busiest(10_000, 9_999, 10_001)


def test_main_plans_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Both are free: [(12, 13), (15, 16), (17, 18)]" in out
    assert "Rooms needed: Busiest(most=2, start=9, end=10)" in out
    assert "Refused: start must be before end, not (14, 13)" in out
