"""Two heaps: the median against the standard library, plans against all orders, and few steps for each item."""

import statistics
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.two_heaps import (
    RunningMedian,
    RunningMedianBruteForce,
    fewest_ticks,
    fewest_ticks_brute_force,
    largest_capital,
    largest_capital_brute_force,
    main,
)

IDS = ["better", "brute_force"]
medians = pytest.mark.parametrize("design", [RunningMedian, RunningMedianBruteForce], ids=IDS)
plans = pytest.mark.parametrize("solve", [fewest_ticks, fewest_ticks_brute_force], ids=IDS)
grows = pytest.mark.parametrize("solve", [largest_capital, largest_capital_brute_force], ids=IDS)


@medians
def test_the_median_moves_with_every_number(design: type[RunningMedian | RunningMedianBruteForce]) -> None:
    running = design()
    seen = []
    for number in [5, 2, -1, 8, 9.5, 9]:
        running.add(number)
        seen.append(running.median())

    assert seen == [5, 3.5, 2, 3.5, 5, 6.5]
    assert running.median() == 6.5


@medians
@pytest.mark.parametrize("numbers", [range(9), range(9, 0, -1), [3] * 8], ids=["rising", "falling", "equal"])
def test_the_median_in_any_order(design: type[RunningMedian | RunningMedianBruteForce], numbers: Sequence[int]) -> None:
    running = design()
    for length, number in enumerate(numbers, start=1):
        running.add(number)
        assert running.median() == statistics.median(numbers[:length])


@medians
def test_no_numbers_have_no_median_and_nan_is_refused(
    design: type[RunningMedian | RunningMedianBruteForce],
) -> None:
    running = design()

    with pytest.raises(ValueError, match=r"^no numbers yet$"):
        running.median()
    with pytest.raises(ValueError, match=r"^not a number: nan$"):
        running.add(float("nan"))
    running.add(4)
    with pytest.raises(ValueError, match=r"^not a number: nan$"):
        running.add(float("nan"))
    assert running.median() == 4


@medians
def test_an_int_beyond_floats_is_a_number(design: type[RunningMedian | RunningMedianBruteForce]) -> None:
    running = design()
    for number in (-(10**400), 10**400, 7):
        running.add(number)

    assert running.median() == 7


@given(st.lists(st.integers(-20, 20) | st.floats(-20, 20), min_size=1, max_size=30))
@settings(max_examples=40)
def test_the_median_agrees_with_the_standard_library(numbers: list[float]) -> None:
    running, plain = RunningMedian(), RunningMedianBruteForce()
    for length, number in enumerate(numbers, start=1):
        running.add(number)
        plain.add(number)
        assert running.median() == plain.median() == statistics.median(numbers[:length])


@plans
@pytest.mark.parametrize(
    ("tasks", "pause", "expected"),
    [
        ("", 5, 0),
        ("A", 5, 1),
        ("AA", 0, 2),
        ("AA", 5, 7),
        ("AAABBB", 2, 8),
        ("AAABBB", 0, 6),
        ("ABCD", 9, 4),
        ("AAABBC", 2, 7),
        ("AABBCC", 1, 6),
        ("BAAA", 1, 5),
    ],
    ids=range(10),
)
def test_plans_on_the_edges(solve: Callable[[Sequence[str], int], int], tasks: str, pause: int, expected: int) -> None:
    assert solve(tasks, pause) == expected


@plans
def test_plans_take_any_kind_and_refuse_less_than_no_pause(solve: Callable[[Sequence[Hashable], int], int]) -> None:
    assert solve([None, (1, 2), None], 10**6) == 10**6 + 2
    with pytest.raises(ValueError, match=r"^pause must be 0 or more, not -1$"):
        solve([], -1)


def test_plans_agree_on_all_small_inputs() -> None:
    for size in range(6):
        for tasks in combinations_with_replacement("ABC", size):
            for pause in range(4):
                assert fewest_ticks(tasks, pause) == fewest_ticks_brute_force(tasks, pause)


@given(st.text("ABCDE", min_size=1, max_size=60), st.integers(0, 8))
@settings(max_examples=40)
def test_plans_agree_with_the_formula(tasks: str, pause: int) -> None:
    counts = [tasks.count(kind) for kind in set(tasks)]

    ticks = (max(counts) - 1) * (pause + 1) + counts.count(max(counts))

    assert fewest_ticks(tasks, pause) == max(ticks, len(tasks))


@grows
@pytest.mark.parametrize(
    ("capital", "projects", "limit", "expected"),
    [
        (3, [], 2, 3),
        (3, [(0, 5)], 0, 3),
        (0, [(1, 9)], 5, 0),
        (0, [(0, -5)], 1, 0),
        (0, [(0, 0), (0, -1), (0, 2)], 3, 2),
        (1, [(1, 1), (2, 2), (4, 4)], 3, 8),
        (0, [(0, 1), (0, 1), (1, 3), (9, 90)], 2, 4),
        (-2, [(-2, 1), (-1, 5)], 2, 4),
    ],
    ids=["none", "no_limit", "too_dear", "loss", "stop", "chain", "best_first", "debt"],
)
def test_capital_on_the_edges(
    solve: Callable[[int, Iterable[tuple[int, int]], int], int],
    capital: int,
    projects: list[tuple[int, int]],
    limit: int,
    expected: int,
) -> None:
    assert solve(capital, projects, limit) == solve(capital, iter(projects), limit) == expected


@grows
def test_a_limit_below_nothing_is_refused(solve: Callable[[int, Iterable[tuple[int, int]], int], int]) -> None:
    with pytest.raises(ValueError, match=r"^limit must be 0 or more, not -1$"):
        solve(0, [], -1)


@given(
    st.integers(0, 4),
    st.lists(st.tuples(st.integers(0, 9), st.integers(-2, 5)), max_size=5),
    st.integers(0, 6),
)
@settings(max_examples=60)
def test_capital_agrees_with_all_orders(capital: int, projects: list[tuple[int, int]], limit: int) -> None:
    assert largest_capital(capital, projects, limit) == largest_capital_brute_force(capital, projects, limit)


def medians_of(length: int) -> None:
    running = RunningMedian()
    for number in range(length):
        running.add(number)
        running.median()


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(medians_of, id="medians"),
        pytest.param(lambda n: fewest_ticks("ABBCCC" * n, 3), id="fewest_ticks"),
        pytest.param(lambda n: largest_capital(0, [(place, 1) for place in range(n)], n), id="largest_capital"),
    ],
)
def test_twice_the_items_take_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(200))
    twice = count_steps(lambda: use(400))

    assert 1.8 * once <= twice <= 2.2 * once + 50


def test_main_watches_plans_and_grows(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "after  20 ms: median 25.0" in out
    assert "take 8 ticks" in out
    assert "[1, 4, 6]" in out
