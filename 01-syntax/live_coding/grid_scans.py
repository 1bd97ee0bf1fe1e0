"""Scans: lines across a grid, in two, four or eight directions.

Signal: words in a letter grid, what a queen, a guard or a camera sees, rectangles drawn with lines: what counts lies
along a straight line from a cell.
Template: a direction is a pair (down, right); walk in it until the edge or an obstacle. To answer it for all cells at
once, sweep each row and column once and carry along what was met last, instead of walking from every cell.
Cost: a walk from each cell O(cells * length); a sweep O(cells).
Not for: ways that bend (grid_floods.py, backtracking).
Asked: word search, can the queens attack each other, how many cells does no guard see, how many rectangles?
Source: Exercism, word-search, rectangles and queen-attack.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

type Place = tuple[int, int]

DIRECTIONS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))


def word_places(grid: Sequence[str], words: Iterable[str]) -> dict[str, tuple[Place, Place] | None]:
    """Return for each word where its first and last letter stand, or None when it is not in the grid.

    A word runs straight, in any of the eight ``DIRECTIONS``. A place is (column, row), both from 1. Of several, the one
    with the topmost first letter counts, then the leftmost, then the earliest direction. Up to 100 by 100 letters and
    1,000 words of up to 20 letters.

    >>> word_places(["cat", "xox", "xxg"], ["cat", "tox", "god"])
    {'cat': ((1, 1), (3, 1)), 'tox': ((3, 1), (1, 3)), 'god': None}

    Raises ValueError ``an empty word stands everywhere`` and ``rows must be equally long``.
    """
    # Aloud: From a first letter, eight directions: where the word would end tells at once whether it fits in, and the
    # first wrong letter ends the try. For many words I note once where each letter stands.
    # Brute force: each word, each cell, each direction, all letters cut out: O(words * cells * 8 * length).
    # Better: only cells with the right first letter, and mostly one or two letters of each try.
    # Follow-ups: words that bend (backtracking with a trie); a thousand words of like beginnings (a trie, walked from
    # each cell); the same grid asked again and again (a dict of all lines).
    starts: dict[str, list[Place]] = {}
    for row, line in enumerate(grid):
        if len(line) != len(grid[0]):
            raise ValueError("rows must be equally long")
        for column, letter in enumerate(line):
            starts.setdefault(letter, []).append((row, column))
    return {word: _place(grid, word, starts) for word in words}


def _place(grid: Sequence[str], word: str, starts: dict[str, list[Place]]) -> tuple[Place, Place] | None:
    if not word:
        raise ValueError("an empty word stands everywhere")
    reach = len(word) - 1
    for row, column in starts.get(word[0], []):
        for down, right in DIRECTIONS:
            last_row, last_column = row + down * reach, column + right * reach
            if (
                0 <= last_row < len(grid)
                and 0 <= last_column < len(grid[0])
                and all(grid[row + down * step][column + right * step] == word[step] for step in range(1, len(word)))
            ):
                return (column + 1, row + 1), (last_column + 1, last_row + 1)
    return None


def word_places_brute_force(grid: Sequence[str], words: Iterable[str]) -> dict[str, tuple[Place, Place] | None]:
    """Return the same, and refuse the same, by cutting out a text from every cell in every direction."""
    if any(len(line) != len(grid[0]) for line in grid):
        raise ValueError("rows must be equally long")
    found: dict[str, tuple[Place, Place] | None] = {}
    for word in words:
        if not word:
            raise ValueError("an empty word stands everywhere")
        found[word] = None
        for row in range(len(grid)):
            for column in range(len(grid[0])):
                for down, right in DIRECTIONS:
                    cells = [(row + down * step, column + right * step) for step in range(len(word))]
                    inside = [(y, x) for y, x in cells if 0 <= y < len(grid) and 0 <= x < len(grid[0])]
                    if found[word] is None and "".join(grid[y][x] for y, x in inside) == word:
                        found[word] = (column + 1, row + 1), (cells[-1][1] + 1, cells[-1][0] + 1)
    return found


def count_rectangles(lines: Sequence[str]) -> int:
    """Return how many rectangles are drawn with ``+`` for corners, ``-`` and ``|`` for sides.

    All four corners must be ``+``; a side may pass through further ``+``. Lines may differ in length, other signs are
    background. Up to 100 lines of 100 signs: all pairs of corners are 5 * 10^7, before a side is looked at.

    >>> count_rectangles(["+-+-+", "| | |", "+-+-+"])
    3
    """
    # Aloud: Choose the left and right column, then go down: each row in which both are corners and joined closes a
    # rectangle with every such row above, as long as both columns went on without a gap. So I count open tops.
    # Brute force: each pair of opposite corners, then all four sides, O(cells² * sides).
    # Better: O(columns² * rows), with how far each line reaches to the left known beforehand.
    # Follow-ups: list them (keep the rows of the tops); squares only; the largest.
    width = max(map(len, lines), default=0)
    padded = [line.ljust(width) for line in lines]
    joined_from: list[list[int]] = []  # the leftmost column from which an unbroken line leads here
    for line in padded:
        joined_from.append([])
        for column, sign in enumerate(line):
            goes_on = column > 0 and sign in "+-" and line[column - 1] in "+-"
            joined_from[-1].append(joined_from[-1][-1] if goes_on else column)
    count = 0
    for left, right in combinations(range(width), 2):
        tops = 0
        for row, line in enumerate(padded):
            if line[left] not in "+|" or line[right] not in "+|":
                tops = 0
            elif line[left] == line[right] == "+" and joined_from[row][right] <= left:
                count += tops
                tops += 1
    return count


def count_rectangles_brute_force(lines: Sequence[str]) -> int:
    """Return the same by looking at all four sides for each pair of opposite corners: O(cells² * sides)."""
    corners = [(row, column) for row, line in enumerate(lines) for column, sign in enumerate(line) if sign == "+"]
    count = 0
    for top, left in corners:
        for bottom, right in corners:
            if top < bottom and left < right:
                sides = [lines[row][left : right + 1] for row in (top, bottom)]
                across = all(len(side) == right - left + 1 and set(side) <= set("+-") for side in sides)
                ends = [lines[row][column : column + 1] for row in range(top, bottom + 1) for column in (left, right)]
                joined = (top, right) in corners and (bottom, left) in corners
                count += across and joined and all(end in {"+", "|"} for end in ends)
    return count


@dataclass(frozen=True)
class Queen:
    """A queen on a chessboard: row and column from 0 to 7.

    Raises ValueError ``row must be from 0 to 7, not 8``, and the same for the column.
    """

    row: int
    column: int

    def __post_init__(self) -> None:
        """Refuse places off the board."""
        for name, number in (("row", self.row), ("column", self.column)):
            if not 0 <= number <= 7:
                raise ValueError(f"{name} must be from 0 to 7, not {number}")


def can_attack(white: Queen, black: Queen) -> bool:
    """Return whether two queens, alone on the board, stand in one row, one column, or one diagonal.

    >>> can_attack(Queen(2, 3), Queen(5, 6)), can_attack(Queen(2, 3), Queen(4, 4))
    (True, False)

    Raises ValueError ``two queens cannot stand on one place``.
    """
    # Aloud: On a diagonal, both coordinates differ by the same amount; no walking is needed.
    # Brute force: walk from one in all eight directions to the edge. Better: O(1), whatever the board.
    # Follow-ups: do any two of n queens attack each other (sets of rows, columns, sums and differences: O(n)); pieces
    # in between (then walk); place n of them (backtracking).
    if white == black:
        raise ValueError("two queens cannot stand on one place")
    down, right = abs(white.row - black.row), abs(white.column - black.column)
    return down == 0 or right == 0 or down == right


def can_attack_brute_force(white: Queen, black: Queen) -> bool:
    """Return the same, and refuse the same, by walking in all eight directions to the edge of the board."""
    if white == black:
        raise ValueError("two queens cannot stand on one place")
    target = (black.row, black.column)
    return any(
        (white.row + down * step, white.column + right * step) == target
        for down, right in DIRECTIONS
        for step in range(8)
    )


def count_unseen(rows: int, columns: int, guards: Collection[Place], walls: Collection[Place]) -> int:
    """Return how many cells of a hall no guard sees, guards and walls not counted.

    A guard looks along its row and column, up, down, left and right, up to the next wall or guard. Places are (row,
    column) from 0, inside of the hall, and no two are the same. Up to 100,000 cells in all, in a single row if need be:
    looking along row and column from every free cell may then be 10^10 steps.

    >>> count_unseen(3, 3, guards=[(0, 0)], walls=[(0, 1)])
    5
    """
    # Aloud: I sweep over each row from left to right and remember who was met last: behind a guard a cell is seen,
    # behind a wall it is not. Then from right to left, and the same with columns. Four sweeps, whoever is there.
    # Brute force: from each free cell look in four directions, O(cells * (rows + columns)).
    # Better: O(cells) time and memory. (Walking from each guard to the next obstacle is O(cells), too, as guards stop
    # each other's view: worth saying.)
    # Follow-ups: diagonals; guards that move (sorted obstacles per row, and bisect); the fewest guards that see all.
    guarding, blocked = set(guards), {*guards, *walls}
    down = [[(row, column) for row in range(rows)] for column in range(columns)]
    across = [[(row, column) for column in range(columns)] for row in range(rows)]
    seen: set[Place] = set()
    for line in [*across, *down]:
        for direction in (line, line[::-1]):
            watched = False
            for place in direction:
                if place in blocked:
                    watched = place in guarding
                elif watched:
                    seen.add(place)
    return rows * columns - len(blocked) - len(seen)


def count_unseen_brute_force(rows: int, columns: int, guards: Collection[Place], walls: Collection[Place]) -> int:
    """Return the same by looking from each free cell in four directions: O(cells * (rows + columns)) time."""
    guarding, blocked = set(guards), {*guards, *walls}
    unseen = 0
    for place in ((row, column) for row in range(rows) for column in range(columns)):
        met = []
        for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            row, column = place[0] + down, place[1] + right
            while 0 <= row < rows and 0 <= column < columns and (row, column) not in blocked:
                row, column = row + down, column + right
            met.append((row, column))
        unseen += place not in blocked and not guarding.intersection(met)
    return unseen


def main() -> None:
    """Find words, rectangles, and blind spots."""
    print("Words:", word_places(["jefblp", "rustyj", "maepva", "onavaj"], ["rust", "java", "lisp"]))
    print("Rectangles:", count_rectangles(["  +-+", "  | |", "+-+-+", "| | |", "+-+-+"]))
    print("Queens (2, 3) and (5, 6):", can_attack(Queen(2, 3), Queen(5, 6)))
    print("Unseen:", count_unseen(4, 6, guards=[(0, 0), (1, 1), (2, 3)], walls=[(0, 1), (2, 2), (1, 4)]))


if __name__ == "__main__":
    main()
