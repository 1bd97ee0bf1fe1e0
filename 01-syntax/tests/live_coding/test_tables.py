"""Tables: the published knapsacks, brute force on all small inputs, and as many steps as the table has entries."""

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import product
from math import comb, nan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.tables import (
    count_ways_through,
    count_ways_through_brute_force,
    fewest_edits,
    fewest_edits_brute_force,
    longest_common,
    longest_common_brute_force,
    main,
    most_value,
    most_value_brute_force,
)
from tests.live_coding.canonical import cases

IDS = ["better", "brute_force"]
packs = pytest.mark.parametrize("solve", [most_value, most_value_brute_force], ids=IDS)
edits = pytest.mark.parametrize("solve", [fewest_edits, fewest_edits_brute_force], ids=IDS)
walks = pytest.mark.parametrize("solve", [count_ways_through, count_ways_through_brute_force], ids=IDS)
compares = pytest.mark.parametrize("solve", [longest_common, longest_common_brute_force], ids=IDS)
texts = ["".join(chars) for size in range(4) for chars in product("abc", repeat=size)]


def is_subsequence(chosen: Sequence[object], items: Sequence[object]) -> bool:
    places = iter(items)
    return all(any(item == wanted for item in places) for wanted in chosen)


@packs
@pytest.mark.parametrize(("asked", "expected"), cases("knapsack", "maximumValue"))
def test_published_knapsacks(
    solve: Callable[[int, Sequence[tuple[int, int]]], int], asked: dict[str, Any], expected: int
) -> None:
    items = [(item["weight"], item["value"]) for item in asked["items"]]

    assert solve(asked["maximumWeight"], items) == expected


@packs
@pytest.mark.parametrize(
    ("capacity", "items", "expected"),
    [
        (0, [(1, 9)], 0),
        (0, [(0, 9), (0, 1)], 10),
        (5, [(5, 3)], 3),
        (9, [(3, 4)], 4),
        (4, [(2, -1), (3, 0)], 0),
        (5, [(3, 30), (3, 31), (2, 1)], 32),
    ],
    ids=["no_room", "weightless", "exact", "once_only", "worthless", "whole_items"],
)
def test_knapsacks_on_the_edges(
    solve: Callable[[int, Sequence[tuple[int, int]]], int], capacity: int, items: list[tuple[int, int]], expected: int
) -> None:
    assert solve(capacity, items) == expected


@packs
def test_knapsacks_below_nothing_are_refused(solve: Callable[[int, Sequence[tuple[int, int]]], int]) -> None:
    with pytest.raises(ValueError, match=r"^capacity must be 0 or more, not -1$"):
        solve(-1, [])
    with pytest.raises(ValueError, match=r"^weights must be 0 or more, not -2$"):
        solve(5, [(1, 1), (-2, 1)])


@given(st.integers(0, 20), st.lists(st.tuples(st.integers(0, 10), st.integers(-2, 9)), max_size=7))
@settings(max_examples=60)
def test_knapsacks_agree_with_all_subsets(capacity: int, items: list[tuple[int, int]]) -> None:
    assert most_value(capacity, items) == most_value_brute_force(capacity, items)


@edits
@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("", "abc", 3),
        ("kitten", "sitting", 3),
        ("ab", "ba", 2),
        ("A", "a", 1),
        ("é", "e", 1),
    ],
    ids=["nothing", "delete", "insert", "kitten", "swap", "case", "accent"],
)
def test_edits_on_the_edges(solve: Callable[[str, str], int], source: str, target: str, expected: int) -> None:
    assert solve(source, target) == solve(target, source) == expected


def test_edits_agree_on_all_small_texts() -> None:
    for source in texts:
        for target in texts:
            assert fewest_edits(source, target) == fewest_edits_brute_force(source, target)


@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.text("abc", max_size=8))
@settings(max_examples=30)
def test_edits_are_a_distance(one: str, two: str, three: str) -> None:
    assert fewest_edits(one, three) <= fewest_edits(one, two) + fewest_edits(two, three)
    assert abs(len(one) - len(two)) <= fewest_edits(one, two) <= max(len(one), len(two))


@walks
@pytest.mark.parametrize(
    ("grid", "expected"),
    [
        ([], 0),
        ([""], 0),
        (["", ""], 0),
        (["."], 1),
        (["#"], 0),
        (["#."], 0),
        ([".#"], 0),
        (["....."], 1),
        ([".", "#", "."], 0),
        ([".#", "#."], 0),
        (["..", "#."], 1),
        (["...", "...", "..."], 6),
        (["..", "#.", ".."], 1),
    ],
    ids=range(13),
)
def test_ways_on_the_edges(solve: Callable[[Sequence[str]], int], grid: list[str], expected: int) -> None:
    assert solve(grid) == expected


@walks
@pytest.mark.parametrize(
    ("grid", "message"),
    [
        (["...", ".."], "rows must be equally long: 3 and 2"),
        (["x", ".", ".."], "rows must be equally long: 1 and 2"),
        ([".#", "Sx"], "not a place: 'S'"),
    ],
    ids=["ragged", "ragged_first", "unknown"],
)
def test_grids_that_are_none_are_refused(solve: Callable[[Sequence[str]], int], grid: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        solve(grid)


def test_ways_agree_on_all_small_grids() -> None:
    for height, width in [(2, 2), (3, 3), (2, 4), (4, 2)]:
        for places in map("".join, product(".#", repeat=height * width)):
            grid = [places[start : start + width] for start in range(0, len(places), width)]
            assert count_ways_through(grid) == count_ways_through_brute_force(grid)


def test_ways_through_an_empty_hall_are_a_binomial() -> None:
    assert count_ways_through(["." * 40] * 30) == comb(68, 29)


@compares
def test_common_lines_on_the_edges(solve: Callable[[Sequence[object], Sequence[object]], list[object]]) -> None:
    assert solve([], []) == solve([1], []) == solve("", "a") == solve("ab", "cd") == []
    assert solve("aaa", "aa") == ["a", "a"]
    assert solve([nan, 1], [nan, 1]) == [1]
    assert solve([[1], {2: 3}, [4]], [[1], [4]]) == [[1], [4]]
    assert solve("programming", "gaming") == list("gaming")
    assert len(solve("ab", "ba")) == 1


def test_common_lines_agree_on_all_small_texts() -> None:
    for old in texts:
        for new in texts:
            common = longest_common(old, new)
            assert len(common) == len(longest_common_brute_force(old, new))
            assert is_subsequence(common, old)
            assert is_subsequence(common, new)


@given(st.lists(st.integers(0, 4), max_size=9), st.lists(st.integers(0, 4), max_size=12))
@settings(max_examples=40)
def test_common_lines_are_in_both_and_at_least_what_difflib_keeps(old: list[int], new: list[int]) -> None:
    common = longest_common(old, new)

    assert is_subsequence(common, old)
    assert is_subsequence(common, new)
    assert len(common) == len(longest_common_brute_force(old, new))
    assert len(common) >= sum(block.size for block in SequenceMatcher(None, old, new).get_matching_blocks())


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: most_value(n, [(1, 1)] * n), id="most_value"),
        pytest.param(lambda n: fewest_edits("ab" * n, "ba" * n), id="fewest_edits"),
        pytest.param(lambda n: count_ways_through(["." * n] * n), id="count_ways_through"),
        pytest.param(lambda n: longest_common(range(n), range(n, 0, -1)), id="longest_common"),
    ],
)
def test_twice_both_sides_take_four_times_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(30))
    twice = count_steps(lambda: use(60))

    assert 3 * once <= twice <= 4.2 * once


def test_main_corrects_compares_and_loads(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "From kitten to sitting: 3 edits" in out
    assert "so the diff has 3 lines" in out
    assert "A van for 10 kg carries 90 euros" in out
