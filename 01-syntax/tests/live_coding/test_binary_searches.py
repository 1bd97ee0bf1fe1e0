"""Binary searches: published cases, brute force on all small inputs, and questions counted."""

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement
from typing import Any, overload

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_coding.binary_searches import (
    first_failing_build,
    first_failing_build_brute_force,
    index_in_rotated,
    index_in_rotated_brute_force,
    index_of,
    index_of_brute_force,
    integer_root,
    integer_root_brute_force,
    main,
    smallest_capacity,
    smallest_capacity_brute_force,
)
from tests.live_coding.canonical import cases, refusals

type Search = Callable[[Sequence[int], int], int]
type Builds = Callable[[int, Callable[[int], bool]], int | None]

IDS = ["better", "brute_force"]
searches = pytest.mark.parametrize("solve", [index_of, index_of_brute_force], ids=IDS)
builds = pytest.mark.parametrize("solve", [first_failing_build, first_failing_build_brute_force], ids=IDS)
rotations = pytest.mark.parametrize("solve", [index_in_rotated, index_in_rotated_brute_force], ids=IDS)
capacities = pytest.mark.parametrize("solve", [smallest_capacity, smallest_capacity_brute_force], ids=IDS)
roots = pytest.mark.parametrize("solve", [integer_root, integer_root_brute_force], ids=IDS)


class Watched(Sequence[int]):
    """A sequence that counts how often an item is looked at."""

    def __init__(self, items: Sequence[int]) -> None:
        self.items, self.looks = items, 0

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...
    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        self.looks += 1
        return self.items[place]

    def __len__(self) -> int:
        return len(self.items)


@searches
@pytest.mark.parametrize(("asked", "expected"), cases("binary-search", "find"))
def test_published_searches(solve: Search, asked: dict[str, Any], expected: int) -> None:
    assert solve(asked["array"], asked["value"]) == expected


@searches
@pytest.mark.parametrize(("asked", "published"), refusals("binary-search", "find"))
def test_published_values_that_are_not_there(solve: Search, asked: dict[str, Any], published: str) -> None:
    assert published == "value not in array"

    with pytest.raises(ValueError, match=rf"^{asked['value']} is not in the sequence$"):
        solve(asked["array"], asked["value"])


@searches
def test_the_first_of_equal_items_is_found_in_all_small_sequences(solve: Search) -> None:
    for length in range(6):
        for items in combinations_with_replacement(range(4), length):
            for value in set(items):
                assert solve(items, value) == items.index(value)


@given(st.lists(st.integers(0, 20)).map(sorted), st.integers(-1, 21))
@settings(max_examples=30)
def test_searches_agree_with_bisect(items: list[int], value: int) -> None:
    if value in items:
        assert index_of(items, value) == index_of_brute_force(items, value) == bisect_left(items, value)
    else:
        for solve in (index_of, index_of_brute_force):
            with pytest.raises(ValueError, match="is not in the sequence"):
                solve(items, value)


@pytest.mark.parametrize("size", [1, 2, 3, 1_000, 1_023, 1_024, 10**6])
def test_few_items_are_looked_at(size: int) -> None:
    for value in (0, size // 3, size // 2, size - 1):
        items = Watched(range(size))

        assert index_of(items, value) == value
        assert items.looks <= math.ceil(math.log2(size + 1)) + 1


@builds
def test_every_first_failure_is_found_with_few_runs(solve: Builds) -> None:
    for count in range(20):
        for first in range(1, count + 2):
            asked: list[int] = []

            def fails(build: int, first: int = first, asked: list[int] = asked) -> bool:
                asked.append(build)
                return build >= first

            assert solve(count, fails) == (first if first <= count else None)
            assert all(1 <= build <= count for build in asked)
            assert solve is first_failing_build_brute_force or len(asked) <= math.ceil(math.log2(count + 1))


def test_the_last_of_a_billion_builds_takes_thirty_runs() -> None:
    asked = []

    def fails(build: int) -> bool:
        asked.append(build)
        return build == 10**9

    assert first_failing_build(10**9, fails) == 10**9
    assert len(asked) <= 30


@builds
def test_a_negative_number_of_builds_is_refused(solve: Builds) -> None:
    with pytest.raises(ValueError, match=r"^count must not be negative, not -1$"):
        solve(-1, bool)


@rotations
def test_every_value_is_found_in_every_rotation_and_no_other(solve: Callable[[Sequence[int], int], int | None]) -> None:
    for size in range(8):
        for cut in range(max(size, 1)):
            numbers = [2 * ((place + cut) % size) for place in range(size)]
            for value in range(-1, 2 * size + 1):
                assert solve(numbers, value) == (numbers.index(value) if value in numbers else None)


@given(st.lists(st.integers(), unique=True, max_size=20).map(sorted), st.data())
@settings(max_examples=30)
def test_rotations_agree_with_looking_at_all(numbers: list[int], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(numbers)))
    rotated = numbers[cut:] + numbers[:cut]
    value = data.draw(st.sampled_from([*numbers, 0]))

    assert index_in_rotated(rotated, value) == index_in_rotated_brute_force(rotated, value)


def test_few_items_of_a_rotation_are_looked_at() -> None:
    items = Watched([*range(700, 1_000), *range(700)])

    assert index_in_rotated(items, 699) == 999
    assert items.looks <= 60


@capacities
@pytest.mark.parametrize(
    ("weights", "days", "expected"),
    [
        ([], 1, 0),
        ([5], 1, 5),
        ([5], 9, 5),
        ([0, 0], 1, 0),
        ([4, 4, 4], 2, 8),
        ([1, 2, 3, 1, 1], 4, 3),
        ([9, 1, 1], 2, 9),
    ],
    ids=["none", "one", "more_days", "weightless", "equal", "even", "heaviest"],
)
def test_capacities_on_the_edges(
    solve: Callable[[Sequence[int], int], int], weights: list[int], days: int, expected: int
) -> None:
    assert solve(weights, days) == expected


@capacities
@pytest.mark.parametrize(
    ("weights", "days", "message"),
    [([1], 0, "days must be at least 1, not 0"), ([2, -1, -3], 1, "weights must not be negative, not -1")],
)
def test_impossible_shipments_are_refused(
    solve: Callable[[Sequence[int], int], int], weights: list[int], days: int, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        solve(weights, days)


@given(st.lists(st.integers(0, 12), max_size=12), st.integers(1, 6))
@settings(max_examples=40)
def test_capacities_agree_with_trying_each(weights: list[int], days: int) -> None:
    assert smallest_capacity(weights, days) == smallest_capacity_brute_force(weights, days)


def test_a_large_sum_of_weights_is_no_hindrance() -> None:
    assert smallest_capacity([10**6] * 1_000, 10) == 10**8


@roots
def test_roots_of_all_small_numbers(solve: Callable[[int], int]) -> None:
    assert [solve(number) for number in range(2_000)] == [math.isqrt(number) for number in range(2_000)]


@roots
def test_a_negative_number_has_no_root(solve: Callable[[int], int]) -> None:
    with pytest.raises(ValueError, match=r"^number must not be negative, not -1$"):
        solve(-1)


@given(st.integers(0, 10**100))
@settings(max_examples=30)
def test_roots_of_large_numbers_are_exact(number: int) -> None:
    assert integer_root(number) == math.isqrt(number)
    assert integer_root(number * number) == number


def test_main_counts_its_questions(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "stands at 50000000000000000" in out
    assert "First failing build: 618 - builds run: [501, 751, 626, 564, 595, 611, 619, 615, 617, 618]" in out
    assert "in 2 days: 28" in out
