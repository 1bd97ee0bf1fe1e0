import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.backtracking import (
    combinations,
    distinct_permutations,
    main,
    permutations,
    permutations_recursive,
    queens,
    queens_bitmask,
    subsets,
)
from algorithms.complexity import count_steps

type Orders = Callable[[Iterable[object]], Iterator[tuple[object, ...]]]

both_permutations = pytest.mark.parametrize("orders", [permutations, permutations_recursive], ids=["loop", "recursive"])
both_queens = pytest.mark.parametrize("solve", [queens, queens_bitmask], ids=["plain", "bitmask"])


@both_permutations
@pytest.mark.parametrize("items", ["", "a", "aa", "ab", "aba", "abcd", "abcda", "abcdef"])
def test_permutations_are_those_of_itertools_in_its_order(orders: Orders, items: str) -> None:
    assert list(orders(iter(items))) == list(itertools.permutations(items))


def test_the_loop_begins_on_more_items_than_a_call_stack_holds() -> None:
    first = itertools.islice(permutations(range(1_200)), 2)

    assert [order[-2:] for order in first] == [(1198, 1199), (1199, 1198)]
    with pytest.raises(ValueError, match=r"^at most 200 items, not 1200$"):
        next(permutations_recursive(range(1_200)))


@pytest.mark.parametrize("length", range(7))
def test_repeated_items_give_every_order_once_and_ascending(length: int) -> None:
    for items in itertools.combinations_with_replacement("abc", length):
        assert list(distinct_permutations(reversed(items))) == sorted(set(itertools.permutations(items)))


def test_orders_of_what_cannot_be_compared_are_refused() -> None:
    unordered: list[Any] = [1, "a"]
    with pytest.raises(TypeError, match="not supported between"):
        next(distinct_permutations(unordered))


@pytest.mark.parametrize("length", range(9))
def test_subsets_are_all_combinations_depth_first(length: int) -> None:
    found = list(subsets(iter(range(length))))

    assert found == sorted(
        each for size in range(length + 1) for each in itertools.combinations(range(length), size)
    )  # the order of tuples is depth first: a prefix comes before what it begins


@settings(max_examples=50)
@given(st.lists(st.integers(0, 2), max_size=7), st.integers(0, 8))
def test_combinations_are_those_of_itertools_in_its_order(items: list[int], size: int) -> None:
    assert list(combinations(iter(items), size)) == list(itertools.combinations(items, size))


def test_no_set_has_a_negative_size() -> None:
    with pytest.raises(ValueError, match=r"^size must be at least 0, not -1$"):
        next(combinations("abc", -1))


def test_subsets_and_combinations_begin_on_many_items() -> None:
    *_, last = itertools.islice(subsets(range(1_500)), 1_501)

    assert last == tuple(range(1_500))
    assert next(combinations(range(1_500), 1_499)) == tuple(range(1_499))


def test_combinations_are_pruned_when_too_few_items_are_left() -> None:
    steps = count_steps(lambda: list(combinations(range(60), 59)))

    assert steps < 60 * 60 * 10  # 60 combinations; unpruned, the search visits 2**60 nodes


def attacks(board: tuple[int, ...]) -> bool:
    rows = range(len(board))
    return any(
        board[one] == board[two] or abs(board[one] - board[two]) == two - one
        for one, two in itertools.combinations(rows, 2)
    )


@both_queens
@pytest.mark.parametrize("n", range(7))
def test_queens_are_found_where_brute_force_finds_them(
    solve: Callable[[int], Iterator[tuple[int, ...]]], n: int
) -> None:
    everything = itertools.permutations(range(n))

    assert list(solve(n)) == [board for board in everything if not attacks(board)]


@both_queens
def test_eight_queens_stand_in_92_different_ways(solve: Callable[[int], Iterator[tuple[int, ...]]]) -> None:
    boards = list(solve(8))

    assert (
        len(boards) == len(set(boards)) == 92
    )  # published; a list that is collected uncopied gives one board, 92 times
    assert not any(map(attacks, boards))


@both_queens
def test_there_is_no_negative_board(solve: Callable[[int], Iterator[tuple[int, ...]]]) -> None:
    with pytest.raises(ValueError, match=r"^n must be at least 0, not -1$"):
        next(solve(-1))


def test_pruning_visits_few_of_all_arrangements_and_bits_take_fewer_steps() -> None:
    plain = count_steps(lambda: list(queens(6)))
    bits = count_steps(lambda: list(queens_bitmask(6)))

    assert bits < plain < 6**6


def test_main_shows_92_boards(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Orders of aab, each once: aab aba baa" in out
    assert "Boards for 8, and how many of them are distinct: 92 92" in out
    assert "  Q . . . . . . .\n" in out
