"""Intervals: brute force on all small inputs, a clock as oracle, and ends that do not belong."""

from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.interval_problems import (
    Interval,
    busiest_moment,
    busiest_moment_brute_force,
    main,
    rooms_needed,
    rooms_needed_brute_force,
    united,
    united_brute_force,
    with_booking,
    with_booking_brute_force,
)

type Unite = Callable[[Sequence[Interval]], list[Interval]]
type Book = Callable[[Sequence[Interval], Interval], list[Interval]]
type Busiest = Callable[[Sequence[Interval]], tuple[int, int] | None]

IDS = ["better", "brute_force"]
unites = pytest.mark.parametrize("solve", [united, united_brute_force], ids=IDS)
bookings = pytest.mark.parametrize("solve", [with_booking, with_booking_brute_force], ids=IDS)
rooms = pytest.mark.parametrize("solve", [rooms_needed, rooms_needed_brute_force], ids=IDS)
busiest = pytest.mark.parametrize("solve", [busiest_moment, busiest_moment_brute_force], ids=IDS)

ALL = [(start, end) for start in range(4) for end in range(start + 1, 5)]
SMALL = [chosen for length in range(4) for chosen in combinations_with_replacement(ALL, length)]
INTERVALS = st.lists(
    st.tuples(st.integers(-20, 20), st.integers(1, 8)).map(lambda each: (each[0], each[0] + each[1])), max_size=15
)


def hours(intervals: Sequence[Interval]) -> list[int]:
    return [hour for start, end in intervals for hour in range(start, end)]


@unites
@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ([], []),
        ([(1, 2)], [(1, 2)]),
        ([(3, 4), (1, 2)], [(1, 2), (3, 4)]),
        ([(2, 3), (1, 2)], [(1, 3)]),
        ([(1, 9), (2, 3), (4, 5)], [(1, 9)]),
        ([(1, 2), (1, 2)], [(1, 2)]),
    ],
    ids=["none", "one", "apart", "touching", "inside", "equal"],
)
def test_united_on_the_edges(solve: Unite, intervals: list[Interval], expected: list[Interval]) -> None:
    before = intervals.copy()

    assert solve(intervals) == expected
    assert intervals == before


def test_united_agrees_on_all_small_inputs_and_covers_the_same_hours() -> None:
    for intervals in SMALL:
        answer = united(intervals)
        assert answer == united_brute_force(intervals)
        assert hours(answer) == sorted(set(hours(intervals)))


@given(INTERVALS)
@settings(max_examples=40)
def test_united_agrees_with_uniting_two_at_a_time(intervals: list[Interval]) -> None:
    assert united(intervals) == united_brute_force(intervals)


@bookings
@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ((0, 1), [(0, 1), (2, 4), (6, 8)]),
        ((9, 10), [(2, 4), (6, 8), (9, 10)]),
        ((0, 2), [(0, 4), (6, 8)]),
        ((4, 6), [(2, 8)]),
        ((0, 10), [(0, 10)]),
        ((3, 4), [(2, 4), (6, 8)]),
        ((8, 9), [(2, 4), (6, 9)]),
    ],
    ids=["first", "last", "touches_the_first", "joins_two", "swallows_all", "swallowed", "touches_the_last"],
)
def test_bookings_on_the_edges(solve: Book, new: Interval, expected: list[Interval]) -> None:
    before = [(2, 4), (6, 8)]

    assert solve(before, new) == expected
    assert before == [(2, 4), (6, 8)]


@bookings
def test_the_first_booking_stands_alone(solve: Book) -> None:
    assert solve([], (1, 2)) == [(1, 2)]


@given(INTERVALS, st.integers(-25, 25), st.integers(1, 30))
@settings(max_examples=40)
def test_a_booking_is_united_with_what_it_meets(intervals: list[Interval], start: int, length: int) -> None:
    before = united_brute_force(intervals)
    new = (start, start + length)

    answer = with_booking(before, new)

    assert answer == with_booking_brute_force(before, new) == united_brute_force([*before, new])


@rooms
@pytest.mark.parametrize(
    ("meetings", "expected"),
    [([], 0), ([(1, 2)], 1), ([(1, 2), (2, 3)], 1), ([(1, 3), (1, 3), (1, 3)], 3), ([(1, 9), (2, 3), (3, 4)], 2)],
    ids=["none", "one", "one_after_another", "equal", "room_used_again"],
)
def test_rooms_on_the_edges(
    solve: Callable[[Sequence[Interval]], int], meetings: list[Interval], expected: int
) -> None:
    before = meetings.copy()

    assert solve(meetings) == expected
    assert meetings == before


@busiest
@pytest.mark.parametrize(
    ("sessions", "expected"),
    [
        ([], None),
        ([(1, 2)], (1, 1)),
        ([(2, 3), (1, 2)], (1, 1)),
        ([(1, 5), (4, 6), (2, 3)], (2, 2)),
        ([(0, 2)] * 3, (0, 3)),
    ],
    ids=["none", "one", "one_after_another", "first_of_two", "equal"],
)
def test_busiest_moment_on_the_edges(
    solve: Busiest, sessions: list[Interval], expected: tuple[int, int] | None
) -> None:
    assert solve(sessions) == expected


def test_counts_agree_with_a_clock_on_all_small_inputs() -> None:
    for intervals in SMALL:
        open_at = [(hour, hours(intervals).count(hour)) for hour in range(5)]
        most = max(count for _, count in open_at)
        first = next(each for each in open_at if each[1] == most) if intervals else None

        assert rooms_needed(intervals) == rooms_needed_brute_force(intervals) == most
        assert busiest_moment(intervals) == busiest_moment_brute_force(intervals) == first


@given(INTERVALS)
@settings(max_examples=40)
def test_counts_agree_with_counting_at_each_start(intervals: list[Interval]) -> None:
    assert rooms_needed(intervals) == rooms_needed_brute_force(intervals)
    assert busiest_moment(intervals) == busiest_moment_brute_force(intervals)


@pytest.mark.parametrize(
    "solve",
    [
        united,
        united_brute_force,
        rooms_needed,
        rooms_needed_brute_force,
        busiest_moment,
        busiest_moment_brute_force,
        pytest.param(lambda intervals: with_booking([(0, 1)], intervals[1]), id="with_booking"),
        pytest.param(lambda intervals: with_booking_brute_force([(0, 1)], intervals[1]), id="with_booking_brute_force"),
    ],
)
@pytest.mark.parametrize("wrong", [(3, 1), (2, 2)])
def test_an_interval_that_ends_before_it_starts_is_refused(
    solve: Callable[[Sequence[Interval]], object], wrong: Interval
) -> None:
    with pytest.raises(ValueError, match=rf"^an interval must start before it ends, not \({wrong[0]}, {wrong[1]}\)$"):
        solve([(1, 2), wrong])


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: united([(2 * place, 2 * place + 1) for place in range(n)]), id="united"),
        pytest.param(
            lambda n: with_booking([(2 * place, 2 * place + 1) for place in range(n)], (1, 2 * n)), id="booking"
        ),
        pytest.param(lambda n: rooms_needed([(place, place + n) for place in range(n)]), id="rooms_needed"),
        pytest.param(lambda n: busiest_moment([(place, place + n) for place in range(n)]), id="busiest_moment"),
    ],
)
def test_twice_the_input_takes_no_more_than_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(300))
    twice = count_steps(lambda: use(600))

    assert twice <= 2.2 * once + 50


def test_main_shows_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Busy: [(9, 12), (13, 16)] - rooms needed: 2 - busiest: (9, 2)" in out
    assert out.endswith("With one more from 12 to 13: [(9, 16)]\n")
