"""Matrices: index arithmetic without going off by one.

Signal: "spiral", "rotate", "transpose", "in place", rows and columns that change roles.
Template: name the borders (first and last row, first and last column) and keep what is done outside of them; or say
for one cell where it goes, (row, column) -> (column, last - row), and follow that. Try 1 by 1, 1 by n, and 2 by 3.
Cost: O(cells), as each is touched a fixed number of times; O(1) memory when in place.
Not for: calculating with matrices at work (NumPy: transposing there moves nothing, it only changes the strides).
Asked: print in a spiral, rotate an image in place, transpose lines of different lengths; what does
``[[0] * n] * n`` do to you?
Source: Bentley, Programming Pearls, column 2 (rotation by reversals); Exercism, spiral-matrix, transpose,
saddle-points and pascals-triangle.
"""

from collections.abc import Sequence
from math import comb


def spiral(size: int) -> list[list[int]]:
    """Return a square whose numbers from 1 on run clockwise from the upper left corner to the middle.

    Up to a size of 1,000. Size 0 makes an empty list.

    >>> spiral(3)
    [[1, 2, 3], [8, 9, 4], [7, 6, 5]]

    Raises ValueError ``size must not be negative, not -1``.
    """
    # Aloud: A walker that turns right when the next cell is outside or taken. Turning (down, right) to the right makes
    # it (right, -down), so there are no four cases.
    # Brute force: from the inside out: turn the rest of the spiral and put a row on top, O(n³) for the turning.
    # Better: O(n²) time, which is the output.
    # Follow-ups: read a given matrix in this order (the same walk over rows and columns); the number at one cell
    # without the others (its ring, by the smallest distance to a border).
    if size < 0:
        raise ValueError(f"size must not be negative, not {size}")
    square = [[0] * size for _ in range(size)]
    row, column, down, right = 0, 0, 0, 1
    for number in range(1, size * size + 1):
        square[row][column] = number
        ahead = row + down, column + right
        if not (0 <= ahead[0] < size and 0 <= ahead[1] < size) or square[ahead[0]][ahead[1]]:
            down, right = right, -down
        row, column = row + down, column + right
    return square


def spiral_brute_force(size: int) -> list[list[int]]:
    """Return the same, and refuse the same, by turning what is done and putting the next row on top: O(n³)."""
    if size < 0:
        raise ValueError(f"size must not be negative, not {size}")
    square: list[list[int]] = []
    first = size * size + 1
    while first > 1:
        length = len(square) or 1
        first -= length
        turned = [list(row) for row in zip(*square[::-1], strict=True)]
        square = [list(range(first, first + length)), *turned]
    return square


def transposed_lines(lines: Sequence[str]) -> list[str]:
    """Return the columns of a text as lines.

    Lines may differ in length, up to 1,000 lines of 1,000 characters. Where a line is too short but a later one is not,
    a space stands for the missing character; no space is added at the end of a column. Spaces of the text stay.

    >>> transposed_lines(["ABC", "1"]), transposed_lines(["A", "123"])
    (['A1', 'B', 'C'], ['A1', ' 2', ' 3'])
    """
    # Aloud: A line needs spaces up to the longest line that comes after it, and no further. From the last line to the
    # first I keep that length and pad; then a column is all characters that are there.
    # Brute force: for each missing character look whether a later line reaches so far, O(lines² * width).
    # Better: O(lines * width) time and memory.
    # Follow-ups: why not pad all and strip the right (spaces of the text would go, too); a stream of lines.
    padded: list[str] = []
    width = 0
    for line in reversed(lines):
        width = max(width, len(line))
        padded.append(line.ljust(width))
    padded.reverse()
    return ["".join(line[column] for line in padded if column < len(line)) for column in range(width)]


def transposed_lines_brute_force(lines: Sequence[str]) -> list[str]:
    """Return the same by looking at all later lines for each missing character: O(lines² * width)."""
    columns = []
    for column in range(max(map(len, lines), default=0)):
        text = ""
        for row, line in enumerate(lines):
            if column < len(line):
                text += line[column]
            elif any(column < len(later) for later in lines[row:]):
                text += " "
        columns.append(text)
    return columns


def saddle_points(matrix: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return row and column, from 1, of all numbers that are greatest in their row and least in their column.

    Where to build a tree house: a tree that overlooks its row and is overlooked along its column. Ties count. By rows,
    then columns. Up to 1,000 by 1,000 numbers: a look along row and column for each is 2 * 10^9 steps. An empty matrix
    has none.

    >>> saddle_points([[9, 8, 7], [5, 3, 2], [6, 6, 7]])
    [(2, 1)]

    Raises ValueError ``row 2 has 1 numbers, not 3`` for the first row whose length is not that of row 1.
    """
    # Aloud: The greatest of a row is asked for by every number of that row, so find it once; so with the columns. zip
    # with a star turns the columns into rows.
    # Brute force: row and column of every number, O(rows * columns * (rows + columns)).
    # Better: O(rows * columns) time, O(rows + columns) memory.
    # Follow-ups: all saddle points are equal, why? A matrix too large for memory (two passes by rows).
    _check_rows(matrix)
    greatest = [max(row, default=0) for row in matrix]
    least = [min(column) for column in zip(*matrix, strict=True)]
    return [
        (row, column)
        for row, numbers in enumerate(matrix, start=1)
        for column, number in enumerate(numbers, start=1)
        if greatest[row - 1] == number == least[column - 1]
    ]


def saddle_points_brute_force(matrix: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return the same, and refuse the same, by all of row and column for each: O(cells * (rows + columns))."""
    _check_rows(matrix)
    return [
        (row + 1, column + 1)
        for row in range(len(matrix))
        for column in range(len(matrix[row]))
        if all(matrix[row][column] >= other for other in matrix[row])
        and all(matrix[row][column] <= other[column] for other in matrix)
    ]


def _check_rows(matrix: Sequence[Sequence[int]]) -> None:
    for number, row in enumerate(matrix, start=1):
        if len(row) != len(matrix[0]):
            raise ValueError(f"row {number} has {len(row)} numbers, not {len(matrix[0])}")


def pascals_triangle(count: int) -> list[list[int]]:
    """Return so many rows of the triangle in which each number is the sum of the one or two above it; the top is 1.

    Up to 1,000 rows, with numbers of up to 300 digits. No rows make an empty list.

    >>> pascals_triangle(4)
    [[1], [1, 1], [1, 2, 1], [1, 3, 3, 1]]

    Raises ValueError ``count must not be negative, not -1``.
    """
    # Aloud: A row, shifted by one and added to itself. With a 0 at both ends there are no special cases at the edges.
    # Brute force: each number by its formula, three factorials, O(n) multiplications each, O(n³) in all.
    # Better: one addition a number, O(n²).
    # Follow-ups: one row only (multiply along it); one number modulo a prime; what do the rows add up to?
    if count < 0:
        raise ValueError(f"count must not be negative, not {count}")
    rows: list[list[int]] = []
    row = [1]
    for _ in range(count):
        rows.append(row)
        row = [left + right for left, right in zip([0, *row], [*row, 0], strict=True)]
    return rows


def pascals_triangle_brute_force(count: int) -> list[list[int]]:
    """Return the same, and refuse the same, by the formula for each number: O(n) multiplications for each."""
    if count < 0:
        raise ValueError(f"count must not be negative, not {count}")
    return [[comb(row, place) for place in range(row + 1)] for row in range(count)]


def rotate[T](image: list[list[T]]) -> None:
    """Turn a square image by a quarter clockwise, in place: the rows stay the same lists, no second image is made.

    Up to 5,000 by 5,000 pixels, of which a copy would not fit.

    >>> image = [["a", "b"], ["c", "d"]]
    >>> rotate(image); image
    [['c', 'a'], ['d', 'b']]

    Raises ValueError ``row 1 has 3 pixels, not 2`` for the first row, from 1, whose length is not the number of rows;
    the image is then as it was.
    """
    # Aloud: A pixel goes from (row, column) to (column, last - row), and four steps lead back, so four pixels at a time
    # change places. Two mirrors do the same and are harder to get wrong: first upside down, then over the diagonal.
    # Brute force: build the turned image beside it and copy it back, O(n²) memory.
    # Better: O(n²) time, O(1) memory.
    # Follow-ups: the other way round (mirrors in the other order); by a half; an image that is not square.
    _check_square(image)
    image_rows = len(image)
    for upper in range(image_rows // 2):
        lower = image_rows - 1 - upper
        for column in range(image_rows):
            image[upper][column], image[lower][column] = image[lower][column], image[upper][column]
    for row in range(image_rows):
        for column in range(row):
            image[row][column], image[column][row] = image[column][row], image[row][column]


def rotate_brute_force[T](image: list[list[T]]) -> None:
    """Turn it, and refuse the same, by way of a second image: O(n²) memory."""
    _check_square(image)
    turned = [[image[row][column] for row in reversed(range(len(image)))] for column in range(len(image))]
    for row, pixels in zip(image, turned, strict=True):
        row[:] = pixels


def _check_square[T](image: Sequence[Sequence[T]]) -> None:
    for number, row in enumerate(image, start=1):
        if len(row) != len(image):
            raise ValueError(f"row {number} has {len(row)} pixels, not {len(image)}")


def main() -> None:
    """Wind a spiral, turn an image, and stand lines upright."""
    for row in spiral(4):
        print(" ".join(f"{number:2}" for number in row))
    image = [list("X.."), list("X.."), list("XXX")]
    rotate(image)
    print("L, turned:", ["".join(row) for row in image])
    print("Upright:", transposed_lines(["THE", "LINES", "END"]))
    print("Saddle points:", saddle_points([[9, 8, 7], [5, 3, 2], [6, 6, 7]]))
    print("Pascal's fifth row:", pascals_triangle(5)[-1])


if __name__ == "__main__":
    main()
