"""Heap problems: the k best against sorting, merging that reads no more than it must, and few comparisons."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import count, islice, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import Counted, count_comparisons
from live_coding.heap_problems import (
    kth_largest,
    kth_largest_brute_force,
    main,
    merged_streams,
    merged_streams_brute_force,
    most_frequent,
    most_frequent_brute_force,
)

IDS = ["better", "brute_force"]
ranks = pytest.mark.parametrize("solve", [kth_largest, kth_largest_brute_force], ids=IDS)
merges = pytest.mark.parametrize("solve", [merged_streams, merged_streams_brute_force], ids=IDS)
counts = pytest.mark.parametrize("solve", [most_frequent, most_frequent_brute_force], ids=IDS)


@ranks
@pytest.mark.parametrize(
    ("items", "k", "expected"),
    [([7], 1, 7), ([5, 5, 4], 2, 5), ([5, 5, 4], 3, 4), ([-1, -2], 2, -2), ([1, 2, 3, 4], 4, 1), ([4, 3, 2, 1], 1, 4)],
    ids=["one", "repeat", "last", "negative", "smallest", "falling"],
)
def test_ranks_on_the_edges(
    solve: Callable[[Iterable[int], int], int], items: list[int], k: int, expected: int
) -> None:
    before = items.copy()

    assert solve(items, k) == solve(iter(items), k) == expected
    assert items == before


@ranks
def test_ranks_that_do_not_exist_are_refused(solve: Callable[[Iterable[int], int], int]) -> None:
    endless = count()

    with pytest.raises(ValueError, match=r"^k must be at least 1, not 0$"):
        solve(endless, 0)
    with pytest.raises(ValueError, match=r"^only 2 items, not 3$"):
        solve([1, 2], 3)
    assert next(endless) == 0


def test_ranks_agree_on_all_small_inputs() -> None:
    for size in range(1, 6):
        for items in product(range(3), repeat=size):
            for k in range(1, size + 1):
                assert kth_largest(items, k) == kth_largest_brute_force(items, k) == sorted(items)[-k]


def test_most_items_of_a_stream_cost_one_comparison() -> None:
    shuffled = Random(7).sample(range(10_000), 10_000)

    compared = count_comparisons(shuffled, lambda items: kth_largest(items, 10)).ordered

    assert 9_990 <= compared <= 11_500


@merges
@pytest.mark.parametrize(
    ("streams", "expected"),
    [
        ([], []),
        ([[]], []),
        ([[], [1], []], [1]),
        ([[1, 1], [1]], [1, 1, 1]),
        ([[0, 0], [0, 2]], [0, 0, 0, 2]),
        ([[3, 9], [1, 2], [4]], [1, 2, 3, 4, 9]),
    ],
    ids=["no_streams", "empty", "some_empty", "equal", "falsy", "mixed"],
)
def test_merging_on_the_edges(
    solve: Callable[[Iterable[Iterable[int]]], Iterator[int]], streams: list[list[int]], expected: list[int]
) -> None:
    assert list(solve(streams)) == list(solve(iter(map(iter, streams)))) == expected


@merges
def test_equal_items_come_from_the_earlier_stream_first(
    solve: Callable[[Iterable[Iterable[float]]], Iterator[float]],
) -> None:
    merged = solve([[1.0, 2], [1, 2.0], [True]])

    assert [type(item) for item in merged] == [float, int, bool, int, float]


@merges
def test_merging_reads_no_more_than_it_must(solve: Callable[[Iterable[Iterable[int]]], Iterator[int]]) -> None:
    read: list[int] = []

    def stream(first: int) -> Iterator[int]:
        for number in count(first, 2):
            read.append(number)
            yield number

    merged = solve([stream(0), stream(1)])
    assert read == []
    assert [next(merged), sorted(read)] == [0, [0, 1]]
    assert [next(merged), sorted(read)] == [1, [0, 1, 2]]
    assert list(islice(merged, 50)) == list(range(2, 52))


@given(st.lists(st.lists(st.integers(0, 9), max_size=6).map(sorted), max_size=5))
@settings(max_examples=40)
def test_merging_agrees_with_the_library(streams: list[list[int]]) -> None:
    expected = list(merge(*streams))

    assert list(merged_streams(streams)) == list(merged_streams_brute_force(streams)) == expected


def test_merging_compares_by_the_logarithm_of_the_streams() -> None:
    def use(items: list[Counted[int]]) -> None:
        for _ in merged_streams([items[start::64] for start in range(64)]):
            pass

    compared = count_comparisons(range(6_400), use).ordered

    assert compared <= 6_400 * 7


@counts
@pytest.mark.parametrize(
    ("items", "k", "expected"),
    [
        ("", 3, []),
        ("abc", 0, []),
        ("abc", 2, ["a", "b"]),
        ("cbacb", 2, ["c", "b"]),
        ("abb", 1, ["b"]),
        ("aab", 9, ["a", "b"]),
        ("zzayya", 2, ["z", "a"]),
    ],
    ids=["none", "no_places", "ties", "first_wins", "later", "fewer", "twice"],
)
def test_top_lists_on_the_edges(
    solve: Callable[[Sequence[str], int], list[str]], items: str, k: int, expected: list[str]
) -> None:
    assert solve(items, k) == expected


@counts
def test_top_lists_need_no_order_and_refuse_less_than_none(
    solve: Callable[[Sequence[object], int], list[object]],
) -> None:
    assert solve([None, "a", 1, "a", (), 1, 1], 4) == [1, "a", None, ()]
    with pytest.raises(ValueError, match=r"^k must be at least 0, not -1$"):
        solve("ab", -1)


@given(st.lists(st.integers(0, 5), max_size=20), st.integers(0, 7))
@settings(max_examples=60)
def test_top_lists_agree_with_the_library(items: list[int], k: int) -> None:
    expected = [item for item, _ in Counter(items).most_common(k)]

    assert most_frequent(items, k) == most_frequent_brute_force(items, k) == expected


def test_main_ranks_merges_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Number 2 from the slowest: 90" in out
    assert "[3, 5, 6, 9, 10, 12, 15, 15, 18]" in out
    assert "Most frequent: ['GET', 'PUT']" in out
