"""Grids: published gardens and generations, all small boards, and what is no board."""

from collections.abc import Callable, Sequence
from itertools import product
from random import Random
from typing import Any

import pytest

from live_coding.grids import (
    annotated_garden,
    annotated_garden_brute_force,
    is_valid_sudoku,
    is_valid_sudoku_brute_force,
    main,
    next_generation,
    next_generation_brute_force,
)
from tests.live_coding.canonical import cases

type Garden = Callable[[Sequence[str]], list[str]]
type Life = Callable[[Sequence[Sequence[int]]], list[list[int]]]
type Judge = Callable[[Sequence[str]], bool]

IDS = ["better", "brute_force"]
gardens = pytest.mark.parametrize("solve", [annotated_garden, annotated_garden_brute_force], ids=IDS)
lives = pytest.mark.parametrize("solve", [next_generation, next_generation_brute_force], ids=IDS)
sudokus = pytest.mark.parametrize("solve", [is_valid_sudoku, is_valid_sudoku_brute_force], ids=IDS)
SOLVED = [
    "534678912", "672195348", "198342567", "859761423", "426853791", "713924856", "961537284", "287419635", "345286179"
]  # fmt: skip


@gardens
@pytest.mark.parametrize(("given", "expected"), cases("flower-field", "annotate"))
def test_published_flower_field(solve: Garden, given: dict[str, Any], expected: list[str]) -> None:
    assert solve(given["garden"]) == expected


def test_gardens_agree_on_all_small_ones() -> None:
    for rows, columns in [(1, 4), (2, 3), (3, 2), (4, 1)]:
        for signs in product(" *", repeat=rows * columns):
            garden = ["".join(signs[row * columns : (row + 1) * columns]) for row in range(rows)]
            assert annotated_garden(garden) == annotated_garden_brute_force(garden)


@gardens
def test_what_is_no_garden_is_refused(solve: Garden) -> None:
    with pytest.raises(ValueError, match=r"^a garden has flowers \(\*\) and spaces, not '1'$"):
        solve([" *", "1*"])
    with pytest.raises(ValueError, match=r"^row 2 has 1 places, not 3$"):
        solve(["   ", " ", "*"])


@lives
@pytest.mark.parametrize(("given", "expected"), cases("game-of-life", "tick"))
def test_published_game_of_life(solve: Life, given: dict[str, Any], expected: list[list[int]]) -> None:
    before = [row.copy() for row in given["matrix"]]

    assert solve(given["matrix"]) == expected
    assert given["matrix"] == before


def test_generations_agree_on_all_small_boards() -> None:
    for rows, columns in [(1, 3), (2, 2), (2, 4), (3, 3)]:
        for signs in product([0, 1], repeat=rows * columns):
            cells = [list(signs[row * columns : (row + 1) * columns]) for row in range(rows)]
            assert next_generation(cells) == next_generation_brute_force(cells)


def test_a_glider_comes_back_one_further_after_four_generations() -> None:
    cells = [[0] * 6 for _ in range(6)]
    for row, column in [(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)]:
        cells[row][column] = 1

    after = cells
    for _ in range(4):
        after = next_generation(after)

    assert after == [[0] * 6, *([0, *row[:-1]] for row in cells[:-1])]


@lives
def test_a_board_with_a_short_row_is_refused(solve: Life) -> None:
    with pytest.raises(ValueError, match=r"^row 2 has 1 cells, not 3$"):
        solve([[0, 0, 0], [1]])


@sudokus
def test_sudokus_that_are_full_or_empty(solve: Judge) -> None:
    assert solve(SOLVED)
    assert solve(["........."] * 9)


@sudokus
@pytest.mark.parametrize("places", [((0, 0), (0, 8)), ((0, 4), (8, 4)), ((3, 3), (5, 5)), ((6, 8), (8, 7))])
def test_a_digit_twice_in_row_column_or_box(solve: Judge, places: tuple[tuple[int, int], tuple[int, int]]) -> None:
    rows = [["."] * 9 for _ in range(9)]
    for row, column in places:
        rows[row][column] = "5"

    assert not solve(["".join(row) for row in rows])


def test_sudokus_agree_after_random_changes() -> None:
    rng = Random(9)
    verdicts = set()
    for _ in range(40):
        rows = [[digit if rng.random() < 0.2 else "." for digit in row] for row in SOLVED]
        rows[rng.randrange(9)][rng.randrange(9)] = rng.choice("123456789")
        board = ["".join(row) for row in rows]
        verdict = is_valid_sudoku(board)
        assert verdict == is_valid_sudoku_brute_force(board)
        verdicts.add(verdict)
    assert verdicts == {True, False}


@sudokus
@pytest.mark.parametrize(
    "board", [[], SOLVED[:8], [*SOLVED[:8], "34528617"], [*SOLVED[:8], "345286170"], [*SOLVED, SOLVED[0]]],
    ids=["empty", "eight rows", "short row", "zero", "ten rows"],
)  # fmt: skip
def test_what_is_no_sudoku_is_refused(solve: Judge, board: list[str]) -> None:
    with pytest.raises(ValueError, match=r"^a sudoku has 9 rows of 9 digits or dots$"):
        solve(board)


def test_main_lets_a_glider_fly(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Generation 1: ['....', '#.#.', '.##.', '.#..']" in out
    assert "Valid so far: True - with a second 8: False" in out
