"""Backtracking: everything that fits, once, in order, against all that could be written down."""

from collections.abc import Callable, Collection, Sequence
from itertools import combinations, product
from math import comb
from typing import Any

import pytest

from live_coding.backtracking_problems import (
    KEYS,
    cage_combinations,
    cage_combinations_brute_force,
    combination_sums,
    combination_sums_brute_force,
    main,
    parentheses,
    parentheses_brute_force,
    phone_texts,
    phone_texts_brute_force,
)
from tests.live_coding.canonical import cases

type Cage = Callable[[int, int, Collection[int]], list[list[int]]]
type Sums = Callable[[Sequence[int], int], list[list[int]]]

IDS = ["better", "brute_force"]
cages = pytest.mark.parametrize("solve", [cage_combinations, cage_combinations_brute_force], ids=IDS)
sums = pytest.mark.parametrize("solve", [combination_sums, combination_sums_brute_force], ids=IDS)
brackets = pytest.mark.parametrize("solve", [parentheses, parentheses_brute_force], ids=IDS)
phones = pytest.mark.parametrize("solve", [phone_texts, phone_texts_brute_force], ids=IDS)


@cages
@pytest.mark.parametrize(("given", "expected"), cases("killer-sudoku-helper", "combinations"))
def test_published_killer_sudoku_helper(solve: Cage, given: dict[str, Any], expected: list[list[int]]) -> None:
    cage = given["cage"]

    assert solve(cage["sum"], cage["size"], cage["exclude"]) == expected


def test_cages_of_all_sums_and_sizes_agree() -> None:
    for size, total in product(range(1, 10), range(-1, 47)):
        assert cage_combinations(total, size) == cage_combinations_brute_force(total, size)
        assert cage_combinations(total, size, {1, 5, 8}) == cage_combinations_brute_force(total, size, {1, 5, 8})


@cages
@pytest.mark.parametrize("size", [0, 10, -1])
def test_a_cage_without_cells_is_refused(solve: Cage, size: int) -> None:
    with pytest.raises(ValueError, match=rf"^a cage has 1 to 9 cells, not {size}$"):
        solve(5, size, ())


def test_all_ways_to_pay_agree_on_small_prices() -> None:
    for prices in (each for count in range(4) for each in combinations(range(1, 6), count)):
        for budget in range(8):
            assert combination_sums(prices[::-1], budget) == combination_sums_brute_force(prices, budget)


@sums
def test_ways_to_pay_at_the_edges(solve: Sums) -> None:
    assert solve([5], 0) == [[]]
    assert solve([], 5) == []
    assert solve([2, 4], 7) == []
    assert solve([2, 2, 3, 2], 4) == [[2, 2]]
    assert solve([3], -1) == []


@sums
@pytest.mark.parametrize("price", [0, -4])
def test_a_price_of_nothing_is_refused(solve: Sums, price: int) -> None:
    with pytest.raises(ValueError, match=rf"^a price must be positive, not {price}$"):
        solve([3, price], 6)


@brackets
def test_no_pairs_make_the_empty_text(solve: Callable[[int], list[str]]) -> None:
    assert solve(0) == [""]
    with pytest.raises(ValueError, match=r"^pairs must not be negative, not -1$"):
        solve(-1)


@pytest.mark.parametrize("pairs", range(1, 7))
def test_brackets_agree_and_are_counted_by_catalan(pairs: int) -> None:
    texts = parentheses(pairs)

    assert texts == parentheses_brute_force(pairs)
    assert len(texts) == comb(2 * pairs, pairs) // (pairs + 1)


@phones
def test_no_digits_have_no_text(solve: Callable[[str], list[str]]) -> None:
    assert solve("") == []


def test_phone_texts_agree_on_all_pairs_of_keys() -> None:
    for first, second in product(KEYS, repeat=2):
        assert phone_texts(first) == phone_texts_brute_force(first) == list(KEYS[first])
        assert phone_texts(first + second) == phone_texts_brute_force(first + second)


@phones
@pytest.mark.parametrize("key", ["1", "0", "a", "²"])
def test_a_key_without_letters_is_refused(solve: Callable[[str], list[str]], key: str) -> None:
    with pytest.raises(ValueError, match=rf"^no letters on key '{key}'$"):
        solve("2" + key)


def test_main_shows_what_was_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "[[2, 8], [3, 7], [4, 6]]" in out
    assert "Texts of 6 pairs: 132 out of 4096" in out
