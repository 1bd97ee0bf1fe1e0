"""Sudoku: backtracking that asks for the most constrained choice first.

Rows, columns and boxes hold every digit once. The search puts a digit into an empty cell, goes on, and takes it back
when some cell has no candidate left. Which cell it fills next decides everything: the cell with the fewest candidates
fails early, near the root of the search, and a cell with one candidate is no choice at all. The same rule (fewest
remaining values) speeds up every constraint search: seating, timetables, allocation of machines.

Cost: exponential in the empty cells in the worst case; with the rule a usual puzzle needs hardly more placements than
it has empty cells. O(cells) memory and, as one cell is filled a level, at most 256 frames: recursion is safe here.
Use it for: problems with hard rules, few hundred choices, and rules that can be checked on a part of the solution.
Not for: large or optimising problems. A SAT or CP solver (OR-Tools) learns from its failures; ours only forgets them.
Asked: solve a sudoku. How do you choose the next cell, and how do you show that the puzzle has one solution only?
Source: Russell and Norvig, Artificial Intelligence, chapter on constraint satisfaction; https://norvig.com/sudoku.html
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from math import isqrt
from typing import NamedTuple

type Grid = Sequence[Sequence[int]]
type Cell = tuple[int, int]
type Candidates = dict[Cell, set[int]]  # for each empty cell the digits that its row, column and box leave


class Solved(NamedTuple):
    """A full grid, and how many digits the search has put down to find it, those taken back included."""

    grid: list[list[int]]
    placements: int


def parse(text: str) -> list[list[int]]:
    """Return the rows of a puzzle written as lines of digits, a dot or 0 for an empty cell.

    >>> parse("12 3. 4...")
    [[1, 2], [3, 0], [4, 0, 0, 0]]

    Any white space parts rows. Raises ValueError ``expected a digit or a dot, not 'x'``. ``solve`` checks the sizes.
    """
    for mark in "".join(text.split()):
        if mark not in ".0123456789":
            raise ValueError(f"expected a digit or a dot, not {mark!r}")
    return [[0 if mark == "." else int(mark) for mark in row] for row in text.split()]


def fewest_candidates(candidates: Candidates) -> Cell:
    """Return the empty cell (row, column) with the fewest candidates, the first of equals: the rule to use."""
    return min(candidates, key=lambda cell: (len(candidates[cell]), cell))


def first_empty(candidates: Candidates) -> Cell:
    """Return the first empty cell, row by row: the rule that most people write first, for comparison."""
    return min(candidates)


def solutions(grid: Grid, choose: Callable[[Candidates], Cell] = fewest_candidates) -> Iterator[Solved]:
    """Yield every solution once, with the placements until then; ``choose`` says which empty cell is filled next.

    The grid, of 4, 9 or 16 rows with 0 for an empty cell, is left as it is, and each result is a grid of its own.
    Nothing is yielded for a puzzle without solution. Raises ValueError, at the first ``next``, for a grid that is none
    (rows and columns count from 1): ``expected 4, 9 or 16 rows, not 5``, ``row 2: expected 9 cells, not 8``,
    ``row 2, column 3: expected 0 to 9, not 12``, ``row 2: 5 stands twice``, the same with ``column 2`` and ``box 2``.
    """
    _check(grid)
    size = len(grid)
    rows = [list(row) for row in grid]
    peers = _peers(size)
    candidates: Candidates = {
        cell: set(range(1, size + 1)) - {rows[row][column] for row, column in peers[cell]}
        for cell in peers
        if rows[cell[0]][cell[1]] == 0
    }
    placements = 0

    def fill() -> Iterator[Solved]:
        nonlocal placements
        if not candidates:
            yield Solved([row.copy() for row in rows], placements)
            return
        cell = choose(candidates)
        row, column = cell
        fitting = candidates.pop(cell)
        for digit in sorted(fitting):
            rows[row][column] = digit
            placements += 1
            changed = [peer for peer in peers[cell] if digit in candidates.get(peer, ())]
            for peer in changed:
                candidates[peer].remove(digit)
            if all(candidates[peer] for peer in changed):  # else a cell has no candidate left: do not look further
                yield from fill()
            for peer in changed:
                candidates[peer].add(digit)
        rows[row][column] = 0
        candidates[cell] = fitting

    yield from fill()


def solve(grid: Grid, choose: Callable[[Candidates], Cell] = fewest_candidates) -> Solved:
    """Return the first solution, as ``solutions`` finds it; raises ValueError ``no solution``, and its others."""
    for solved in solutions(grid, choose):
        return solved
    raise ValueError("no solution")


def has_one_solution(grid: Grid) -> bool:
    """Return whether the puzzle is a proper one: it has a solution, and no second. Errors as ``solutions``."""
    return len(list(islice(solutions(grid), 2))) == 1


def _units(size: int) -> Iterator[tuple[str, list[Cell]]]:
    """Yield the name and the cells of each row, column and box."""
    box = isqrt(size)
    for number in range(size):
        yield f"row {number + 1}", [(number, column) for column in range(size)]
        yield f"column {number + 1}", [(row, number) for row in range(size)]
        top, left = number // box * box, number % box * box
        yield f"box {number + 1}", [(top + step // box, left + step % box) for step in range(size)]


def _peers(size: int) -> dict[Cell, set[Cell]]:
    """Return for each cell those that may not hold the same digit."""
    peers: dict[Cell, set[Cell]] = {}
    for _, cells in _units(size):
        for cell in cells:
            peers.setdefault(cell, set()).update(each for each in cells if each != cell)
    return peers


def _check(grid: Grid) -> None:
    size = len(grid)
    if size not in (4, 9, 16):
        raise ValueError(f"expected 4, 9 or 16 rows, not {size}")
    for number, row in enumerate(grid, start=1):
        if len(row) != size:
            raise ValueError(f"row {number}: expected {size} cells, not {len(row)}")
        for column, digit in enumerate(row, start=1):
            if digit not in range(size + 1):
                raise ValueError(f"row {number}, column {column}: expected 0 to {size}, not {digit!r}")
    for name, cells in _units(size):
        digits = [grid[row][column] for row, column in cells if grid[row][column]]
        for digit in digits:
            if digits.count(digit) > 1:
                raise ValueError(f"{name}: {digit} stands twice")


def main() -> None:
    """Solve a puzzle, and compare two rules for the next cell."""
    puzzle = parse("""
        53..7.... 6..195... .98....6.
        8...6...3 4..8.3..1 7...2...6
        .6....28. ...419..5 ....8..79
    """)
    empty = sum(row.count(0) for row in puzzle)
    for rule in (fewest_candidates, first_empty):
        print(f"{empty} empty cells, {rule.__name__}: {solve(puzzle, rule).placements} digits put down")
    for row in solve(puzzle).grid:
        print("  " + " ".join(map(str, row)))

    print("One solution:", has_one_solution(puzzle))
    puzzle[0][0] = 0
    puzzle[0][1] = 0
    print("Without its first two digits:", has_one_solution(puzzle))
    print("Full grids of four by four:", sum(1 for _ in solutions([[0] * 4 for _ in range(4)])))
    try:
        solve(parse("1..1 .... .... ...."))
    except ValueError as error:
        print("1..1:", error)


if __name__ == "__main__":
    main()
