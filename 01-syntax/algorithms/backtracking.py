"""Backtracking: build a solution choice by choice, and undo the last choice when it leads nowhere.

It is a depth-first search of a tree whose nodes are partial solutions. Three steps in a loop: choose, explore, undo.
What makes it better than trying everything is pruning: a partial solution that already breaks a rule is not built
further. The classic bugs are a choice that is not undone, and collecting the one list that is being changed instead of
a copy of it: then all solutions look alike.

Cost: O(n) memory for the solution under construction. Time grows with the nodes visited: n! * n for permutations,
2**n * n for subsets, C(n, k) * k for combinations; for n queens far fewer than n**n, as most are pruned early.
Use it for: puzzles, timetables, seating, configurations with rules, where any or all solutions are wanted.
Not for: counting or optimising when subproblems repeat (dynamic programming), or what ``itertools`` has already.
For large scheduling problems a solver (OR-Tools) prunes far better than we do by hand.
Asked: all permutations of distinct or repeated items; all subsets; n queens; what do you prune, and what do you undo?
Source: Knuth, The Art of Computer Programming 4B, section 7.2.2.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol


class Comparable(Protocol):
    """Anything that ``sorted`` can put in order."""

    def __lt__(self, other: Any, /) -> bool: ...


def permutations_recursive[T](items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield all orders of the items, as ``itertools.permutations`` and in its sequence: the form for a whiteboard.

    >>> ["".join(each) for each in permutations_recursive("abc")]
    ['abc', 'acb', 'bac', 'bca', 'cab', 'cba']

    As deep as there are items: raises ValueError, at the first ``next``, ``at most 200 items, not N``.
    """
    pool = list(items)
    if len(pool) > 200:
        raise ValueError(f"at most 200 items, not {len(pool)}")
    chosen: list[T] = []
    used = [False] * len(pool)

    def extend() -> Iterator[tuple[T, ...]]:
        if len(chosen) == len(pool):
            yield tuple(chosen)  # a copy: the list itself goes on changing
            return
        for place, item in enumerate(pool):
            if not used[place]:
                chosen.append(item)  # choose
                used[place] = True
                yield from extend()  # explore
                chosen.pop()  # undo
                used[place] = False

    yield from extend()


def permutations[T](items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield the same from a loop, for any number of items: a stack holds, for each place, the choices still open.

    Equal items count as different, as in itertools: "aa" has two permutations. O(n) memory, O(n²) for a solution at
    worst. No items have one permutation, ``()``.
    """
    pool = list(items)
    chosen: list[int] = []
    used = [False] * len(pool)
    open_choices = [iter(range(len(pool)))]
    while open_choices:
        if len(chosen) == len(pool):
            yield tuple(pool[place] for place in chosen)
        for place in open_choices[-1]:
            if not used[place]:
                chosen.append(place)
                used[place] = True
                open_choices.append(iter(range(len(pool))))
                break
        else:
            open_choices.pop()
            if chosen:
                used[chosen.pop()] = False


def distinct_permutations[T: Comparable](items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield every order once, ascending, however often items repeat: "aab" has three, not six.

    >>> ["".join(each) for each in distinct_permutations("aba")]
    ['aab', 'aba', 'baa']

    Sorted, then from each the next larger one (Narayana, 14th century): O(n) for each, as for the copy that is handed
    out. No pruning is needed where no choice can lead astray. Raises TypeError when the items cannot be compared.
    """
    row = sorted(items)
    while True:
        yield tuple(row)
        pivot = len(row) - 2
        while pivot >= 0 and not row[pivot] < row[pivot + 1]:
            pivot -= 1
        if pivot < 0:
            return
        successor = len(row) - 1
        while not row[pivot] < row[successor]:
            successor -= 1
        row[pivot], row[successor] = row[successor], row[pivot]
        row[pivot + 1 :] = row[:pivot:-1]


def subsets[T](items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield all 2**n subsets, each in the order of the items, beginning with the empty one, then depth first.

    >>> ["".join(each) for each in subsets("abc")]
    ['', 'a', 'ab', 'abc', 'ac', 'b', 'bc', 'c']

    Every node of the search is a solution here, and a step goes to an item further right only, so none comes twice.
    """
    pool = list(items)
    chosen: list[int] = []
    place = 0  # the next item to try
    yield ()
    while place < len(pool) or chosen:
        if place < len(pool):
            chosen.append(place)
            yield tuple(pool[each] for each in chosen)
            place += 1
        else:
            place = chosen.pop() + 1


def combinations[T](items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Yield all subsets of ``size`` items, as ``itertools.combinations`` and in its sequence.

    >>> ["".join(each) for each in combinations("abcd", 2)]
    ['ab', 'ac', 'ad', 'bc', 'bd', 'cd']

    Pruned: a choice after which too few items are left is not made. More than there are: nothing is yielded.
    Raises ValueError, at the first ``next``, ``size must be at least 0, not N``.
    """
    if size < 0:
        raise ValueError(f"size must be at least 0, not {size}")
    pool = list(items)
    chosen: list[int] = []
    place = 0
    while True:
        missing = size - len(chosen)
        if missing == 0:
            yield tuple(pool[each] for each in chosen)
        if missing and place <= len(pool) - missing:
            chosen.append(place)
            place += 1
        elif chosen:
            place = chosen.pop() + 1
        else:
            return


def queens(n: int) -> Iterator[tuple[int, ...]]:
    """Yield all ways to put n queens on an n by n board, none attacking another: the column for each row, ascending.

    >>> list(queens(4))
    [(1, 3, 0, 2), (2, 0, 3, 1)]

    One board per solution, each a tuple of its own. On a falling diagonal row - column is the same everywhere, on a
    rising one row + column, so three sets tell in O(1) whether a square is attacked. 0 queens stand in one way, ``()``.
    Raises ValueError, at the first ``next``, ``n must be at least 0, not N``.
    """
    if n < 0:
        raise ValueError(f"n must be at least 0, not {n}")
    board: list[int] = []  # board[row] is a column: two queens cannot share a row
    columns, falling, rising = set[int](), set[int](), set[int]()
    column = 0  # the next to try in the first row without a queen
    while True:
        row = len(board)
        if row == n:
            yield tuple(board)
            column = n
        while column < n and (column in columns or row - column in falling or row + column in rising):
            column += 1
        if column < n:
            board.append(column)
            columns.add(column)
            falling.add(row - column)
            rising.add(row + column)
            column = 0
        elif board:
            row, column = row - 1, board.pop()
            columns.remove(column)
            falling.remove(row - column)
            rising.remove(row + column)
            column += 1
        else:
            return


def queens_bitmask(n: int) -> Iterator[tuple[int, ...]]:
    """Yield the same, faster: the three sets are ints, with a bit for each column that is attacked in this row.

    What buys the speed: the free columns of a row are one expression, and ``free & -free`` is the next of them, so
    that attacked columns are never looked at. Raises the same ValueError as ``queens``.
    """
    if n < 0:
        raise ValueError(f"n must be at least 0, not {n}")
    everywhere = (1 << n) - 1
    board: list[int] = []
    attacks = [(0, 0, 0)]  # for each row: columns, falling and rising diagonals taken from above
    frees = [everywhere]
    while True:
        if len(board) == n:
            yield tuple(board)
        if free := frees[-1]:
            queen = free & -free
            frees[-1] = free ^ queen
            board.append(queen.bit_length() - 1)
            columns, falling, rising = attacks[-1]
            columns, falling, rising = columns | queen, (falling | queen) << 1 & everywhere, (rising | queen) >> 1
            attacks.append((columns, falling, rising))
            frees.append(everywhere & ~(columns | falling | rising))
        elif board:
            board.pop()
            attacks.pop()
            frees.pop()
        else:
            return


def main() -> None:
    """Print all orders and choices of a few items, and a board of queens."""
    print("Orders of abc:", *("".join(each) for each in permutations("abc")))
    print("Orders of aab, each once:", *("".join(each) for each in distinct_permutations("aab")))
    print("Subsets of abc:", *("".join(each) or "-" for each in subsets("abc")))
    print("Two of abcd:", *("".join(each) for each in combinations("abcd", 2)))

    print("\nn queens:", {n: sum(1 for _ in queens_bitmask(n)) for n in range(1, 9)})
    print("Boards for 8, and how many of them are distinct:", len(list(queens(8))), len(set(queens(8))))
    print("The first:")
    for column in next(queens(8)):
        print("  " + " ".join("Q" if each == column else "." for each in range(8)))


if __name__ == "__main__":
    main()
