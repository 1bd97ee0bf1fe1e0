"""Grids: counting around each cell, without falling off the edge.

Signal: a board of cells whose next state, number or validity depends on the cells around, or on row and column.
Template: a list of the eight (or four) steps to a neighbour, one function that says what is inside, and a second board
for the result: who writes into the board that is still being read counts new values as old ones.
Cost: O(cells), each looks at a fixed number of neighbours. Where few cells live, let those speak and skip the rest.
Not for: whole regions that hang together (grid_floods.py) or lines across the board (grid_scans.py). Large numeric
boards at work: a convolution in NumPy or SciPy.
Asked: game of life, first as it is, then in place, then on a board without end; is this sudoku valid so far?
Source: Gardner, Mathematical Games (Scientific American, October 1970); Exercism, flower-field and game-of-life.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, product

_AROUND = tuple(step for step in product((-1, 0, 1), repeat=2) if step != (0, 0))


def annotated_garden(garden: Sequence[str]) -> list[str]:
    """Return the garden with the number of flowers around it in each empty place that has any.

    A flower is a ``*``, an empty place a space; around are the up to eight places that touch, also at a corner. Flowers
    and places without flowers around stay as they are. Up to 1,000 by 1,000 places.

    >>> annotated_garden([" * ", "  *"])
    ['1*2', '12*']

    Raises ValueError ``a garden has flowers (*) and spaces, not '#'`` and ``row 2 has 1 places, not 3``, for the
    first row, from 1, that is not as long as row 1.
    """
    # Aloud: Either each empty place looks around, or each flower tells its neighbours. With few flowers the second does
    # less, and what lies outside of the garden is told, but never asked for: no test of borders.
    # Brute force: each place looks at all flowers, O(places * flowers). Better: O(places), 8 steps a flower.
    # Follow-ups: flowers are planted one by one (update 8 numbers); the board is endless (the Counter is all there is).
    _check_garden(garden)
    flowers = [(row, column) for row, line in enumerate(garden) for column, sign in enumerate(line) if sign == "*"]
    around = Counter((row + down, column + right) for row, column in flowers for down, right in _AROUND)
    return [
        "".join(
            str(around[row, column]) if sign == " " and around[row, column] else sign
            for column, sign in enumerate(line)
        )
        for row, line in enumerate(garden)
    ]


def annotated_garden_brute_force(garden: Sequence[str]) -> list[str]:
    """Return the same, and refuse the same, as each place looks at all flowers: O(places * flowers) time."""
    _check_garden(garden)
    flowers = [(row, column) for row, line in enumerate(garden) for column, sign in enumerate(line) if sign == "*"]
    annotated = []
    for row, line in enumerate(garden):
        text = ""
        for column, sign in enumerate(line):
            count = sum(abs(row - down) <= 1 and abs(column - right) <= 1 for down, right in flowers)
            text += str(count) if sign == " " and count else sign
        annotated.append(text)
    return annotated


def _check_garden(garden: Sequence[str]) -> None:
    for number, line in enumerate(garden, start=1):
        if len(line) != len(garden[0]):
            raise ValueError(f"row {number} has {len(line)} places, not {len(garden[0])}")
        for sign in line:
            if sign not in {"*", " "}:
                raise ValueError(f"a garden has flowers (*) and spaces, not {sign!r}")


def next_generation(cells: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the next generation of a board of living (1) and dead (0) cells; outside of it all is dead.

    All cells change at once: one that lives and has two or three living cells around it goes on, a dead one with
    exactly three comes to life, any other one is dead. Around are the up to eight cells that touch, also at a corner.
    Up to 1,000 by 1,000 cells, of which most are dead. The board that was given stays as it is.

    >>> next_generation([[0, 1, 0], [0, 1, 0], [0, 1, 0]])
    [[0, 0, 0], [1, 1, 1], [0, 0, 0]]

    Raises ValueError ``row 2 has 1 cells, not 3``, for the first row, from 1, that is not as long as row 1.
    """
    # Aloud: Only cells near a living one can be alive next. Each living cell adds one to its eight neighbours; three
    # makes life, two keeps it.
    # Brute force: each cell asks its eight neighbours, with a test for the borders, O(8 * cells), dead or not.
    # Better: O(8 * living) to count, O(cells) to write the board; a set of living cells needs no board at all.
    # Follow-ups: in place (keep old and new state in two bits of a cell); a board without end (the set); a million
    # generations (states repeat: find the circle).
    _check_cells(cells)
    living = {(row, column) for row, line in enumerate(cells) for column, cell in enumerate(line) if cell}
    around = Counter((row + down, column + right) for row, column in living for down, right in _AROUND)
    return [
        [
            int(around[row, column] == 3 or (around[row, column] == 2 and (row, column) in living))
            for column in range(len(line))
        ]
        for row, line in enumerate(cells)
    ]


def next_generation_brute_force(cells: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the same, and refuse the same, as every cell asks its neighbours: O(8 * cells) time."""
    _check_cells(cells)
    after = []
    for row, line in enumerate(cells):
        new = []
        for column, cell in enumerate(line):
            around = 0
            for down, right in _AROUND:
                if 0 <= row + down < len(cells) and 0 <= column + right < len(line):
                    around += cells[row + down][column + right]
            new.append(1 if around == 3 or (around == 2 and cell) else 0)
        after.append(new)
    return after


def _check_cells(cells: Sequence[Sequence[int]]) -> None:
    for number, line in enumerate(cells, start=1):
        if len(line) != len(cells[0]):
            raise ValueError(f"row {number} has {len(line)} cells, not {len(cells[0])}")


def is_valid_sudoku(board: Sequence[str]) -> bool:
    """Return whether no digit stands twice in a row, a column or a box of a sudoku that is filled in part.

    Nine rows of nine: digits 1 to 9, and dots for what is empty; the nine boxes are 3 by 3. Whether it can be solved is
    not asked. The form of an app sends it at every key, so one pass shall do.

    >>> is_valid_sudoku(["53......."] + ["........."] * 8), is_valid_sudoku(["5.......5"] + ["........."] * 8)
    (True, False)

    Raises ValueError ``a sudoku has 9 rows of 9 digits or dots``.
    """
    # Aloud: Three facts for each digit: it is in this row, in this column, in this box, box number row // 3 and
    # column // 3. If one of them was noted before, it stands twice.
    # Brute force: all pairs of filled cells, 81 * 80 / 2. Better: one pass, three look-ups a cell, at most 243 facts.
    # For n by n: O(n^4) against O(n²).
    # Follow-ups: which cells conflict (a dict from fact to place); solve it (backtracking over the same facts); bits
    # instead of a set.
    _check_sudoku(board)
    seen: set[tuple[str, int, str]] = set()
    for row, line in enumerate(board):
        for column, digit in enumerate(line):
            if digit != ".":
                facts = {("row", row, digit), ("column", column, digit), ("box", row // 3 * 3 + column // 3, digit)}
                if facts & seen:
                    return False
                seen |= facts
    return True


def is_valid_sudoku_brute_force(board: Sequence[str]) -> bool:
    """Return the same, and refuse the same, by comparing all pairs of filled cells: O(cells²)."""
    _check_sudoku(board)
    filled = [(row, column) for row in range(9) for column in range(9) if board[row][column] != "."]
    return not any(
        board[one[0]][one[1]] == board[two[0]][two[1]]
        and (one[0] == two[0] or one[1] == two[1] or (one[0] // 3 == two[0] // 3 and one[1] // 3 == two[1] // 3))
        for one, two in combinations(filled, 2)
    )


def _check_sudoku(board: Sequence[str]) -> None:
    if len(board) != 9 or any(len(row) != 9 or set(row) - set("123456789.") for row in board):
        raise ValueError("a sudoku has 9 rows of 9 digits or dots")


def main() -> None:
    """Count flowers, let a glider fly, and check a sudoku."""
    print("Garden:", annotated_garden([" * * ", "  *  ", "     "]))
    cells = [[0, 1, 0, 0], [0, 0, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]]
    for generation in range(3):
        print(f"Generation {generation}:", ["".join(".#"[cell] for cell in line) for line in cells])
        cells = next_generation(cells)
    board = ["53..7....", "6..195...", ".98....6.", "8...6...3", "4..8.3..1", "7...2...6", ".6....28.", "...419..5"]
    print(
        "Valid so far:",
        is_valid_sudoku([*board, "....8..79"]),
        "- with a second 8:",
        is_valid_sudoku([*board, "8......79"]),
    )


if __name__ == "__main__":
    main()
