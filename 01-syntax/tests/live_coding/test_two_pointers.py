"""Two pointers: published sublists, brute force on all small inputs, and steps that do not square."""

from collections.abc import Callable, Sequence
from itertools import groupby, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.two_pointers import (
    Relation,
    main,
    most_water,
    most_water_brute_force,
    relation,
    relation_brute_force,
    remove_repeats,
    remove_repeats_brute_force,
    three_sum,
    three_sum_brute_force,
)
from tests.live_coding.canonical import cases

IDS = ["better", "brute_force"]
BITS = [items for length in range(6) for items in product(range(2), repeat=length)]
NUMBERS = [items for length in range(6) for items in product(range(-2, 3), repeat=length)]


@pytest.mark.parametrize("solve", [three_sum, three_sum_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("numbers", "target", "expected"),
    [
        ([], 0, []),
        ([0, 0], 0, []),
        ([0, 0, 0, 0, 0], 0, [(0, 0, 0)]),
        ([3, 2, 1], 6, [(1, 2, 3)]),
        ([1, 2, 3], 7, []),
        ([-2, 0, 0, 2, 2], 0, [(-2, 0, 2)]),
        ([-4, 1, 1, 3, 3, 2, 2], 0, [(-4, 1, 3), (-4, 2, 2)]),
    ],
    ids=["none", "two", "zeros", "falling", "no_hit", "repeats", "several"],
)
def test_three_sum_on_the_edges(
    solve: Callable[[Sequence[int], int], list[tuple[int, int, int]]],
    numbers: list[int],
    target: int,
    expected: list[tuple[int, int, int]],
) -> None:
    before = numbers.copy()

    assert solve(numbers, target) == expected
    assert numbers == before


def test_three_sum_agrees_on_all_small_inputs() -> None:
    for numbers in NUMBERS:
        assert three_sum(numbers) == three_sum_brute_force(numbers)


@given(st.lists(st.integers(-9, 9), max_size=15), st.integers(-9, 9))
@settings(max_examples=30)
def test_three_sum_agrees_with_all_triples(numbers: list[int], target: int) -> None:
    assert three_sum(numbers, target) == three_sum_brute_force(numbers, target)


@pytest.mark.parametrize("solve", [most_water, most_water_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("heights", "expected"),
    [([], 0), ([4], 0), ([4, 4], 4), ([0, 9, 0], 0), ([1, 2, 3, 4], 4), ([4, 3, 2, 1], 4), ([1, 9, 9, 1], 9)],
    ids=["none", "one", "two", "no_partner", "rising", "falling", "inside"],
)
def test_most_water_on_the_edges(solve: Callable[[Sequence[int]], int], heights: list[int], expected: int) -> None:
    assert solve(heights) == expected


@pytest.mark.parametrize("solve", [most_water, most_water_brute_force], ids=IDS)
def test_a_wall_below_the_ground_is_refused(solve: Callable[[Sequence[int]], int]) -> None:
    with pytest.raises(ValueError, match=r"^heights must not be negative, not -1$"):
        solve([3, -1, -2])


@given(st.lists(st.integers(0, 20), max_size=30))
@settings(max_examples=100)
def test_most_water_agrees_with_all_pairs(heights: list[int]) -> None:
    assert most_water(heights) == most_water_brute_force(heights)


@pytest.mark.parametrize("solve", [remove_repeats, remove_repeats_brute_force], ids=IDS)
def test_repeats_go_from_the_list_itself(solve: Callable[[list[int]], int]) -> None:
    for items in BITS:
        changed = list(items)

        removed = solve(changed)

        assert changed == [value for value, _ in groupby(items)]
        assert removed == len(items) - len(changed)


@given(st.lists(st.integers(0, 5)).map(sorted))
@settings(max_examples=30)
def test_sorted_items_are_left_once_each(items: list[int]) -> None:
    expected = sorted(set(items))

    better, brute_force = items.copy(), items.copy()
    counts = remove_repeats(better), remove_repeats_brute_force(brute_force)

    assert better == brute_force == expected
    assert counts == (len(items) - len(expected),) * 2


@pytest.mark.parametrize("solve", [relation, relation_brute_force], ids=IDS)
@pytest.mark.parametrize(("asked", "expected"), cases("sublist", "sublist"))
def test_published_relations(
    solve: Callable[[Sequence[int], Sequence[int]], Relation], asked: dict[str, Any], expected: Relation
) -> None:
    assert solve(asked["listOne"], asked["listTwo"]) == expected


def test_relation_agrees_on_all_pairs_of_small_lists() -> None:
    for one, two in product(BITS, repeat=2):
        assert relation(one, two) == relation_brute_force(one, two)


def test_relation_agrees_where_a_match_breaks_off_late_and_begins_within_itself() -> None:
    for pattern in (bits for length in range(1, 9) for bits in product(range(2), repeat=length)):
        for length in range(len(pattern)):
            for text in (pattern[:length] + pattern, pattern[:length] + pattern[:-1] + (1 - pattern[-1],)):
                assert relation(pattern, text) == relation_brute_force(pattern, text)


@given(st.lists(st.integers(0, 1), min_size=1, max_size=25), st.data())
@settings(max_examples=30)
def test_a_stretch_of_a_list_is_its_sublist(items: list[int], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(items) - 1))
    end = data.draw(st.integers(start + 1, len(items)))
    stretch = items[start:end]

    whole = len(stretch) == len(items)
    assert relation(stretch, items) == ("equal" if whole else "sublist")
    assert relation(items, stretch) == ("equal" if whole else "superlist")


@pytest.mark.parametrize(
    ("use", "factor"),
    [
        pytest.param(lambda n: most_water(range(n)), 2, id="most_water"),
        pytest.param(lambda n: remove_repeats([0] * n), 2, id="remove_repeats"),
        pytest.param(lambda n: relation([0] * (n // 2) + [1], [0] * n), 2, id="relation"),
        pytest.param(lambda n: three_sum(range(n // 8), n // 4), 4, id="three_sum"),
    ],
)
def test_steps_grow_with_the_input_and_those_of_triples_with_its_square(
    use: Callable[[int], object], factor: int
) -> None:
    once = count_steps(lambda: use(400))
    twice = count_steps(lambda: use(800))

    assert twice <= 1.1 * factor * once + 50


def test_main_shows_all_three_kinds_of_pointers(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "[(-1, -1, 2), (-1, 0, 1)]" in out
    assert "Removed in place: 3 - left: [3, 5, 7, 9]" in out
    assert "[1, 2] to [2]: superlist" in out
