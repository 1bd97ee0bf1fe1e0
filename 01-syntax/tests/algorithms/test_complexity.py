"""Tests of complexity.py."""

import gc
import itertools
import math
import random
import sys
import threading
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms import complexity
from algorithms.complexity import (
    Counted,
    Counts,
    count_comparisons,
    count_steps,
    fit_growth,
    has_duplicates_by_hashing,
    has_duplicates_by_pairs,
    has_duplicates_by_sorting,
)

WAYS = pytest.mark.parametrize(
    "way",
    [has_duplicates_by_pairs, has_duplicates_by_sorting, has_duplicates_by_hashing],
    ids=["pairs", "sorting", "hashing"],
)
SIZES = [1_000, 3_000, 10_000, 100_000, 1_000_000]


@WAYS
@pytest.mark.parametrize("length", range(5))
def test_every_small_input_has_its_duplicates_found(way: Callable[[Sequence[int]], bool], length: int) -> None:
    for items in itertools.product(range(3), repeat=length):
        assert way(items) == (len(set(items)) < len(items))


@pytest.mark.parametrize(
    ("way", "growth"),
    [
        (has_duplicates_by_pairs, "O(n²)"),
        (has_duplicates_by_sorting, "O(n log n)"),
        (has_duplicates_by_hashing, "O(n)"),
    ],
    ids=["pairs", "sorting", "hashing"],
)
def test_counts_grow_as_the_docstrings_say(way: Callable[[Sequence[object]], bool], growth: str) -> None:
    shuffled = random.Random(1)
    sizes = [32, 64, 128, 256, 512]
    counts = [count_comparisons(shuffled.sample(range(n), n), way) for n in sizes]
    assert fit_growth(sizes, [each.comparisons + each.hashed for each in counts]) == growth


@given(st.integers(), st.integers())
def test_a_counted_key_orders_and_hashes_as_its_value(left: int, right: int) -> None:
    counts = Counts()
    one, other = Counted(left, counts), Counted(right, counts)
    assert (one < other, one <= other, one > other, one >= other) == (
        left < right,
        left <= right,
        left > right,
        left >= right,
    )
    assert (one == other) == (left == right)
    assert hash(one) == hash(left)
    assert counts == Counts(ordered=4, equal=1, hashed=1)
    assert counts.comparisons == 5


def test_a_counted_key_equals_no_bare_value_and_shows_its_own() -> None:
    counts = Counts()
    assert Counted(1, counts) != 1
    assert repr(Counted("a", counts)) == "Counted('a')"
    assert counts == Counts()


@pytest.mark.parametrize("length", [1, 2, 10, 100])
def test_the_smallest_of_n_takes_n_minus_1_comparisons(length: int) -> None:
    assert count_comparisons(range(length), min) == Counts(ordered=length - 1)


def test_steps_are_counted_in_loops_in_functions_and_in_comprehensions() -> None:
    def triangle(n: int) -> int:
        total = 0
        for i in range(n):
            total += i
        return total

    steps = [count_steps(lambda n=n: triangle(n)) for n in (0, 10, 1_000)]  # type: ignore[misc]  # a default in a lambda
    assert steps[1] - steps[0] == pytest.approx((steps[2] - steps[0]) / 100, rel=0.1)
    assert steps[2] > 2_000
    assert count_steps(lambda: [n + 1 for n in range(1_000)]) >= 1_000
    assert count_steps(lambda: sum(range(1_000))) == 0


def test_counting_ends_with_the_call_also_when_it_fails() -> None:
    with pytest.raises(ZeroDivisionError):
        count_steps(lambda: 1 / 0)
    assert sys.monitoring.get_tool(sys.monitoring.PROFILER_ID) is None
    assert count_steps(lambda: None) == 0


def test_neither_the_collector_nor_another_thread_is_counted() -> None:
    def work() -> None:
        for _ in range(1_000):
            pass

    def collected(*_: object) -> None:
        work()

    def busy() -> None:
        while not done.is_set():
            work()

    alone = count_steps(work)
    done = threading.Event()
    other = threading.Thread(target=busy)
    gc.callbacks.append(collected)
    other.start()
    try:
        with_cycles = count_steps(lambda: [[] for _ in range(5_000)])
        beside = count_steps(work)
    finally:
        done.set()
        other.join()
        gc.callbacks.remove(collected)

    assert beside == alone
    assert with_cycles <= 5_002
    assert gc.isenabled()


def test_two_counts_at_once_are_refused_and_the_first_goes_on() -> None:
    def nested() -> None:
        with pytest.raises(RuntimeError, match=r"^steps are being counted already, or a profiler runs$"):
            count_steps(lambda: None)
        for _ in range(1_000):
            pass

    assert count_steps(nested) > 1_000


@pytest.mark.parametrize("growth", list(complexity.GROWTHS))
@pytest.mark.parametrize(("factor", "constant"), [(1, 5), (0.3, 2), (12, 3)])
def test_a_growth_is_recognised_under_factor_constant_and_noise(growth: str, factor: float, constant: float) -> None:
    noise = random.Random(7)
    costs = [(factor * complexity.GROWTHS[growth](size) + constant) * noise.uniform(0.99, 1.01) for size in SIZES]
    assert fit_growth(SIZES, costs) == growth


def test_of_two_that_fit_alike_the_slower_is_returned() -> None:
    assert fit_growth(SIZES, [math.sqrt(1.0 + 1e-9 * size) for size in SIZES]) == "O(1)"


@pytest.mark.parametrize(
    ("sizes", "costs", "message"),
    [
        ([10, 20, 30, 40], [1, 2, 3], "expected a cost for each size, not 3 for 4"),
        ([10, 20, 30], [1, 2, 3], "expected at least 4 sizes, not 3"),
        ([1, 20, 30, 40], [1, 2, 3, 4], "expected sizes of at least 2, and costs above 0"),
        ([10, 20, 30, 40], [0, 2, 3, 4], "expected sizes of at least 2, and costs above 0"),
        ([10, 20, 30, 40], [1, 2, 3, math.nan], "expected sizes of at least 2, and costs above 0"),
    ],
)
def test_costs_that_tell_nothing_are_refused(sizes: list[int], costs: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        fit_growth(sizes, costs)


def test_main_tells_three_growths(capsys: pytest.CaptureFixture[str]) -> None:
    complexity.main()
    printed = capsys.readouterr().out
    assert [line.split()[-1] for line in printed.splitlines()[1:4]] == ["O(n²)", "n)", "O(n)"]
    assert "lines run for the last input:" in printed
