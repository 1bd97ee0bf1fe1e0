from collections.abc import Callable
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.sudoku import (
    fewest_candidates,
    first_empty,
    has_one_solution,
    main,
    parse,
    solutions,
    solve,
)

# https://en.wikipedia.org/wiki/Sudoku shows this puzzle and its solution.
PUZZLE = "53..7.... 6..195... .98....6. 8...6...3 4..8.3..1 7...2...6 .6....28. ...419..5 ....8..79"
SOLUTION = "534678912 672195348 198342567 859761423 426853791 713924856 961537284 287419635 345286179"
HARD = "1....7.9. .3..2...8 ..96..5.. ..53..9.. .1..8...2 6....4... 3......1. .4......7 ..7...3.."  # "AI Escargot"

type Choose = Callable[[dict[tuple[int, int], set[int]]], tuple[int, int]]

both_rules = pytest.mark.parametrize("choose", [fewest_candidates, first_empty], ids=["fewest", "first"])


def halves() -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Two rows of four that break no rule between them."""
    rows = list(permutations(range(1, 5)))
    return [
        (one, two)
        for one, two in product(rows, rows)
        if set(one[:2]).isdisjoint(two[:2]) and set(one[2:]).isdisjoint(two[2:])
    ]


FULL = {  # every full grid of four by four, by brute force; 288 is the published number
    top + bottom
    for top, bottom in product(halves(), halves())
    if all(len(set(column)) == 4 for column in zip(*top, *bottom, strict=True))
}


def as_tuples(grid: list[list[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in grid)


@both_rules
def test_the_empty_grid_of_four_has_all_288_solutions_each_once(choose: Choose) -> None:
    grids = [solved.grid for solved in solutions([[0] * 4] * 4, choose)]
    found = [as_tuples(grid) for grid in grids]  # when all are there: each must be a grid of its own

    assert len(found) == len(FULL) == 288
    assert set(found) == FULL


@settings(max_examples=50)
@given(st.sampled_from(sorted(FULL)), st.sets(st.integers(0, 15), max_size=16))
def test_every_puzzle_of_four_has_the_solutions_that_brute_force_finds(
    full: tuple[tuple[int, ...], ...], holes: set[int]
) -> None:
    puzzle = [[0 if row * 4 + column in holes else full[row][column] for column in range(4)] for row in range(4)]
    given_digits = [(row, column) for row in range(4) for column in range(4) if puzzle[row][column]]
    expected = {each for each in FULL if all(each[row][column] == full[row][column] for row, column in given_digits)}

    assert {as_tuples(solved.grid) for solved in solutions(puzzle)} == expected
    assert has_one_solution(puzzle) == (len(expected) == 1)
    assert as_tuples(solve(puzzle).grid) in expected


@both_rules
def test_a_published_puzzle_has_its_published_solution(choose: Choose) -> None:
    puzzle = parse(PUZZLE)

    solved = solve(puzzle, choose)

    assert solved.grid == parse(SOLUTION)
    assert puzzle == parse(PUZZLE)
    assert has_one_solution(puzzle)


def test_the_rule_decides_how_many_digits_are_put_down() -> None:
    puzzle = parse(PUZZLE)
    empty = sum(row.count(0) for row in puzzle)

    assert solve(puzzle).placements == empty  # not one was taken back
    assert solve(puzzle, first_empty).placements > 5 * empty


def test_a_hard_puzzle_needs_guesses_and_has_one_solution() -> None:
    puzzle = parse(HARD)

    assert solve(puzzle).placements > sum(row.count(0) for row in puzzle)
    assert has_one_solution(puzzle)


def test_sixteen_rows_are_solved_too() -> None:
    shifted = [[(row % 4 * 4 + row // 4 + column) % 16 + 1 for column in range(16)] for row in range(16)]
    puzzle = [
        [0 if (row + column) % 3 else digit for column, digit in enumerate(each)] for row, each in enumerate(shifted)
    ]

    grid = solve(puzzle).grid

    assert all(sorted(row) == list(range(1, 17)) for row in [*grid, *zip(*grid, strict=True)])
    assert all(
        grid[row][column] == digit for row, each in enumerate(puzzle) for column, digit in enumerate(each) if digit
    )


def test_a_full_grid_is_its_own_solution_and_a_copy() -> None:
    full = parse(SOLUTION)

    solved = solve(full)

    assert solved == (full, 0)
    solved.grid[0][0] = 0
    assert full[0][0] == 5


def test_the_rules_choose_as_they_say() -> None:
    candidates = {(2, 0): {1, 2}, (0, 3): {1, 2, 3}, (1, 1): {4, 5}}

    assert fewest_candidates(candidates) == (1, 1)
    assert first_empty(candidates) == (0, 3)


@pytest.mark.parametrize(
    "text",
    ["123. .... ...4 ....", "12.. ..3. .... ...3"],
    ids=["no digit for a cell", "no cell for a digit"],
)
def test_a_puzzle_without_solution_says_so(text: str) -> None:
    puzzle = parse(text)

    assert list(solutions(puzzle)) == []
    assert not has_one_solution(puzzle)
    with pytest.raises(ValueError, match=r"^no solution$"):
        solve(puzzle)


@pytest.mark.parametrize(
    ("grid", "message"),
    [
        ([], "expected 4, 9 or 16 rows, not 0"),
        ([[1]], "expected 4, 9 or 16 rows, not 1"),
        ([[0] * 4, [0] * 3, [0] * 4, [0] * 4], "row 2: expected 4 cells, not 3"),
        ([[0] * 4, [0, 0, 5, 0], [0] * 4, [0] * 4], "row 2, column 3: expected 0 to 4, not 5"),
        ([[0] * 4, [0, -1, 0, 0], [0] * 4, [0] * 4], "row 2, column 2: expected 0 to 4, not -1"),
        (parse("...1 .... 2.2. ...."), "row 3: 2 stands twice"),
        (parse("..3. .... .... ..3."), "column 3: 3 stands twice"),
        (parse(".... .... ..4. ...4"), "box 4: 4 stands twice"),
    ],
)
def test_a_grid_that_breaks_a_rule_is_refused(grid: list[list[int]], message: str) -> None:
    for use in (solve, has_one_solution, lambda grid: next(solutions(grid))):
        with pytest.raises(ValueError, match=f"^{message}$"):
            use(grid)


def test_only_digits_and_dots_are_read() -> None:
    assert parse(" 1.0\n\n2 9 ") == [[1, 0, 0], [2], [9]]
    assert parse("") == []
    for mark in ("x", "²"):
        with pytest.raises(ValueError, match=f"^expected a digit or a dot, not '{mark}'$"):
            parse(f"12{mark}")


def test_main_compares_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "51 empty cells, fewest_candidates: 51 digits put down" in out
    assert "  5 3 4 6 7 8 9 1 2\n" in out
    assert "1..1: row 1: 1 stands twice" in out
