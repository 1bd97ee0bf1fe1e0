"""Matrices: published cases, all small shapes, and the borders."""

from collections.abc import Callable, Sequence
from itertools import chain, product
from random import Random
from typing import Any

import pytest

from live_coding.matrices import (
    main,
    pascals_triangle,
    pascals_triangle_brute_force,
    rotate,
    rotate_brute_force,
    saddle_points,
    saddle_points_brute_force,
    spiral,
    spiral_brute_force,
    transposed_lines,
    transposed_lines_brute_force,
)
from tests.live_coding.canonical import cases

type Rows = Callable[[int], list[list[int]]]
type Points = Callable[[Sequence[Sequence[int]]], list[tuple[int, int]]]

IDS = ["better", "brute_force"]
spirals = pytest.mark.parametrize("solve", [spiral, spiral_brute_force], ids=IDS)
texts = pytest.mark.parametrize("solve", [transposed_lines, transposed_lines_brute_force], ids=IDS)
saddles = pytest.mark.parametrize("solve", [saddle_points, saddle_points_brute_force], ids=IDS)
triangles = pytest.mark.parametrize("solve", [pascals_triangle, pascals_triangle_brute_force], ids=IDS)
turns = pytest.mark.parametrize("solve", [rotate, rotate_brute_force], ids=IDS)


@spirals
@pytest.mark.parametrize(("given", "expected"), cases("spiral-matrix", "spiralMatrix"))
def test_published_spiral_matrix(solve: Rows, given: dict[str, Any], expected: list[list[int]]) -> None:
    assert solve(given["size"]) == expected


def test_larger_spirals_agree() -> None:
    for size in range(6, 12):
        assert spiral(size) == spiral_brute_force(size)


@spirals
def test_a_negative_size_is_refused(solve: Rows) -> None:
    with pytest.raises(ValueError, match=r"^size must not be negative, not -1$"):
        solve(-1)


@texts
@pytest.mark.parametrize(("given", "expected"), cases("transpose", "transpose"))
def test_published_transpose(
    solve: Callable[[Sequence[str]], list[str]], given: dict[str, Any], expected: list[str]
) -> None:
    assert solve(given["lines"]) == expected


def test_columns_agree_on_all_small_texts() -> None:
    lines = ["", "a", " ", "bc", "d ", "  "]
    for text in chain.from_iterable(product(lines, repeat=count) for count in range(4)):
        assert transposed_lines(text) == transposed_lines_brute_force(text)


@saddles
@pytest.mark.parametrize(("given", "expected"), cases("saddle-points", "saddlePoints"))
def test_published_saddle_points(solve: Points, given: dict[str, Any], expected: list[dict[str, int]]) -> None:
    assert solve(given["matrix"]) == sorted((each["row"], each["column"]) for each in expected)


def test_saddle_points_agree_on_random_matrices() -> None:
    rng = Random(1)
    for rows, columns in product(range(5), repeat=2):
        for _ in range(8):
            matrix = [[rng.randint(-1, 1) for _ in range(columns)] for _ in range(rows)]
            assert saddle_points(matrix) == saddle_points_brute_force(matrix)


@saddles
def test_rows_of_different_length_are_refused(solve: Points) -> None:
    with pytest.raises(ValueError, match=r"^row 2 has 1 numbers, not 3$"):
        solve([[1, 2, 3], [1], [2]])


@triangles
@pytest.mark.parametrize(("given", "expected"), cases("pascals-triangle", "rows"))
def test_published_pascals_triangle(solve: Rows, given: dict[str, Any], expected: list[list[int]]) -> None:
    assert solve(given["count"]) == expected


@triangles
def test_rows_of_a_triangle_are_of_their_own_and_not_negative_in_number(solve: Rows) -> None:
    rows = solve(60)
    rows[-1][0] = 5

    assert rows[-2][0] == 1
    assert [sum(row) for row in rows[:-1]] == [2**row for row in range(59)]
    with pytest.raises(ValueError, match=r"^count must not be negative, not -1$"):
        solve(-1)


@turns
@pytest.mark.parametrize("size", range(6))
def test_an_image_is_turned_in_its_own_rows(solve: Callable[[list[list[int]]], None], size: int) -> None:
    image = [[row * size + column for column in range(size)] for row in range(size)]
    before = [row.copy() for row in image]
    rows = list(image)

    assert solve(image) is None  # type: ignore[func-returns-value]  # as list.sort does, it returns nothing

    assert image == [list(row) for row in zip(*before[::-1], strict=True)]
    assert all(mine is its for mine, its in zip(image, rows, strict=True))


@turns
@pytest.mark.parametrize(
    ("image", "message"),
    [
        ([[1, 2, 3], [4, 5, 6]], "row 1 has 3 pixels, not 2"),
        ([[1, 2], [3]], "row 2 has 1 pixels, not 2"),
        ([[]], "row 1 has 0 pixels, not 1"),
    ],
    ids=["wide", "ragged", "empty row"],
)
def test_what_is_no_square_stays_as_it_is(
    solve: Callable[[list[list[int]]], None], image: list[list[int]], message: str
) -> None:
    before = [row.copy() for row in image]

    with pytest.raises(ValueError, match=f"^{message}$"):
        solve(image)

    assert image == before


def test_main_turns_and_winds(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert " 1  2  3  4\n12 13 14  5\n" in out
    assert "L, turned: ['XXX', 'X..', 'X..']" in out
