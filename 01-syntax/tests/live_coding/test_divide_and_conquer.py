"""Divide and conquer: halves and their joining, against all pairs, all starts and the built-ins."""

import heapq
import tracemalloc
from collections.abc import Callable, Sequence
from itertools import chain, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_coding.divide_and_conquer import (
    inversions,
    inversions_brute_force,
    largest_total,
    largest_total_brute_force,
    largest_total_in_one_pass,
    main,
    merged_lists,
    merged_lists_brute_force,
)

type Total = Callable[[Sequence[int]], int]

both = pytest.mark.parametrize("solve", [inversions, inversions_brute_force], ids=["better", "brute_force"])
merges = pytest.mark.parametrize("solve", [merged_lists, merged_lists_brute_force], ids=["better", "brute_force"])
totals = pytest.mark.parametrize(
    "solve",
    [largest_total, largest_total_in_one_pass, largest_total_brute_force],
    ids=["better", "in_one_pass", "brute_force"],
)
SMALL = [items for length in range(6) for items in product(range(3), repeat=length)]


@both
@pytest.mark.parametrize(("items", "count"), [([], 0), ([7], 0), ([2, 2, 2], 0), ([1, 2, 3], 0), ([4, 3, 2, 1], 6)])
def test_inversions_of_the_edges(solve: Callable[[Sequence[int]], int], items: list[int], count: int) -> None:
    before = items.copy()

    assert solve(items) == count
    assert items == before


def test_inversions_agree_on_all_small_inputs() -> None:
    for items in SMALL:
        assert inversions(items) == inversions_brute_force(items)


def test_inversions_of_the_reversed_order_are_all_pairs() -> None:
    assert inversions(range(2_000, 0, -1)) == 2_000 * 1_999 // 2


class Card:
    """Compares by rank alone, so that equal ones can be told apart, and counts the comparisons."""

    compared = 0

    def __init__(self, rank: int, suit: int) -> None:
        self.rank, self.suit = rank, suit

    def __lt__(self, other: "Card") -> bool:
        Card.compared += 1
        return self.rank < other.rank


@merges
@given(lists=st.lists(st.lists(st.integers(0, 5), max_size=4).map(sorted), max_size=6))
@settings(max_examples=20)
def test_merging_gives_all_in_order_and_equals_in_the_order_of_their_lists(
    solve: Callable[[list[list[Card]]], list[Card]], lists: list[list[int]]
) -> None:
    cards = [[Card(rank, number) for rank in ranks] for number, ranks in enumerate(lists)]

    merged = solve(cards)

    assert merged == sorted(chain.from_iterable(cards), key=lambda card: card.rank)
    assert [card.rank for card in merged] == list(heapq.merge(*lists))
    assert [[card.rank for card in each] for each in cards] == lists


@merges
def test_merging_nothing_gives_nothing(solve: Callable[[list[list[int]]], list[int]]) -> None:
    assert solve([]) == solve([[], []]) == []


def test_merging_in_pairs_compares_an_item_once_a_round_at_most() -> None:
    rng = Random(1)
    cards = [sorted((Card(rng.randrange(1000), 0) for _ in range(8)), key=lambda card: card.rank) for _ in range(64)]

    Card.compared = 0
    merged_lists(cards)
    in_pairs = Card.compared
    Card.compared = 0
    merged_lists_brute_force(cards)

    assert in_pairs <= 64 * 8 * 6 * 2  # log2 of 64 lists, and at most two comparisons an item
    assert Card.compared > 3 * in_pairs


@totals
@pytest.mark.parametrize(
    ("changes", "total"),
    [([-3], -3), ([-3, -1, -2], -1), ([0, 0], 0), ([1, 2, 3], 6), ([5, -9, 5], 5), ([5, -4, 5], 6)],
)
def test_the_largest_total_of_the_edges(solve: Total, changes: list[int], total: int) -> None:
    assert solve(changes) == total


@totals
def test_no_changes_have_no_total(solve: Total) -> None:
    with pytest.raises(ValueError, match=r"^no changes: a period has at least one$"):
        solve([])


def test_the_largest_totals_agree_on_all_small_inputs() -> None:
    for changes in chain.from_iterable(product([-2, -1, 3], repeat=length) for length in range(1, 7)):
        assert largest_total(changes) == largest_total_brute_force(changes) == largest_total_in_one_pass(changes)


@pytest.mark.parametrize("solve", [largest_total_in_one_pass, largest_total_brute_force], ids=["in_one_pass", "brute"])
def test_no_copy_of_the_changes_is_made(solve: Total) -> None:
    changes = [-1] * 300

    tracemalloc.start()
    solve(changes)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 300 * 8  # a list needs 8 bytes an item


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60))
@settings(max_examples=20)
def test_the_largest_totals_agree(changes: list[int]) -> None:
    assert largest_total(changes) == largest_total_brute_force(changes) == largest_total_in_one_pass(changes)


def test_main_shows_the_three(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "1 pair of 10 out of order" in out
    assert "  09:05 c down\n  09:07 a down" in out
    assert "12, in one pass 12" in out
