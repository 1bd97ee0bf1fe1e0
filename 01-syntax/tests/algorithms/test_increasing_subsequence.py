from collections.abc import Callable, Sequence
from itertools import combinations, pairwise, product
from math import log2
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_comparisons
from algorithms.increasing_subsequence import (
    longest_increasing,
    longest_increasing_table,
    main,
    moves_to_sort,
    nested_boxes,
)

type Longest = Callable[..., list[Any]]

both = pytest.mark.parametrize("longest", [longest_increasing_table, longest_increasing], ids=["table", "search"])


def rises(items: Sequence[Any], strict: bool) -> bool:
    return all(one < two if strict else one <= two for one, two in pairwise(items))


def longest_length(items: Sequence[int], strict: bool) -> int:
    """The length by brute force: every subsequence, the longest first."""
    lengths = range(len(items), 0, -1)
    return next((size for size in lengths for each in combinations(items, size) if rises(each, strict)), 0)


def is_subsequence(part: Sequence[Any], whole: Sequence[Any]) -> bool:
    rest = iter(whole)
    return all(item in rest for item in part)


@both
@pytest.mark.parametrize("strict", [True, False])
def test_it_is_the_longest_of_all_subsequences_that_rise(longest: Longest, strict: bool) -> None:
    for items in (row for length in range(6) for row in product(range(4), repeat=length)):
        found = longest(items, strict=strict)

        assert rises(found, strict)
        assert is_subsequence(found, items)
        assert len(found) == longest_length(items, strict)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 30), max_size=60), st.booleans())
def test_table_and_search_find_equally_long_ones(items: list[int], strict: bool) -> None:
    by_search = longest_increasing(items, strict=strict)

    assert len(by_search) == len(longest_increasing_table(items, strict=strict))
    assert rises(by_search, strict)
    assert is_subsequence(by_search, items)


@both
def test_a_key_is_called_once_an_item_and_the_items_come_back(longest: Longest) -> None:
    calls: list[str] = []

    def number(text: str) -> int:
        calls.append(text)
        return int(text)

    texts = ["9", "10", "2", "30"]

    assert longest(texts, key=number) == ["9", "10", "30"]
    assert calls == texts == ["9", "10", "2", "30"]


@both
def test_what_cannot_be_compared_is_an_error(longest: Longest) -> None:
    items = [1, "a"]

    with pytest.raises(TypeError, match="not supported between"):
        longest(items)
    assert items == [1, "a"]


@pytest.mark.parametrize("size", [1, 2, 3, 100, 1_000])
def test_search_needs_few_comparisons_and_the_table_all_pairs(size: int) -> None:
    for items in (range(size), range(size, 0, -1), [7] * size, [place * 7919 % 1009 for place in range(size)]):
        assert count_comparisons(items, longest_increasing).comparisons <= size * (log2(size) + 1)
    if size <= 100:
        counts = count_comparisons(range(size), longest_increasing_table)
        assert counts.comparisons == size * (size - 1) // 2


def test_sorted_reversed_and_equal_items() -> None:
    assert longest_increasing(range(20_000)) == list(range(20_000))
    assert len(longest_increasing(range(20_000, 0, -1))) == 1
    assert longest_increasing([7] * 20_000) == [7]
    assert longest_increasing([7] * 20_000, strict=False) == [7] * 20_000


@settings(max_examples=50)
@given(st.lists(st.integers(0, 9), max_size=7))
def test_moving_what_is_named_sorts_and_nothing_less_does(items: list[int]) -> None:
    moved = moves_to_sort(items)

    assert is_subsequence(moved, items)
    assert len(moved) == len(items) - longest_length(items, strict=False)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6))
def test_boxes_fit_into_one_another_and_no_more_would(boxes: list[tuple[int, int]]) -> None:
    def fit(row: Sequence[tuple[int, int]]) -> bool:
        return all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(row))

    found = nested_boxes(boxes)
    ordered = sorted(boxes)

    assert fit(found)
    assert set(found) <= set(boxes)
    assert len(found) == max(
        len(row) for size in range(len(boxes) + 1) for row in combinations(ordered, size) if fit(row)
    )


def test_main_compares_versions_as_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "as numbers: ['1.2', '1.4', '1.11']" in out
    assert "by hand moves ['f', 'g']" in out
