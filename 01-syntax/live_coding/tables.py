"""Dynamic programming over two lines: a table whose entry (i, j) answers for the first i and the first j.

Signal: two sequences to be compared, a grid walked in two directions, or items and a budget. "The fewest edits", "the
longest in common", "the most value that fits".
Template: say what entry (i, j) means, look at the last of the first i and the last of the first j, and say which
entries each choice leaves. The row and the column for "nothing" come first. Fill row by row; an entry reads only its
own row and the row above, so one row is enough, unless the choices themselves are asked for.

Cost: O(n m) time; O(n m) memory for the whole table, O(m) for one row.
Use it for: diffs, fuzzy search, merging of versions, packing under a budget.
Not for: two texts of a million characters each (10^12 entries; a real diff pays for the number of differences only),
budgets in the billions, shares of items (there greedy is right). At work: ``difflib``, or rapidfuzz.
Asked: edit distance, longest common subsequence, knapsack, paths through a grid. Then: in one row, please.
Source: Wagner and Fischer, The String-to-String Correction Problem (1974); Cormen and others, Introduction to
Algorithms, sections 14.4 and 15.2.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise


def most_value(capacity: int, items: Sequence[tuple[int, int]]) -> int:
    """Return the largest total value of items that together weigh at most ``capacity``; items are (weight, value).

    Each item is there once, and is taken whole or left. A weight of 0 is allowed, and an item may be worth nothing or
    less. No items have the value 0. Up to 200 items and a capacity of up to 10,000: 2^200 choices are far too many to
    try.

    >>> most_value(10, [(5, 10), (4, 40), (6, 30), (4, 50)])
    90

    Raises ValueError ``capacity must be 0 or more, not -1`` and ``weights must be 0 or more, not -2``.
    """
    # Aloud: By value per weight would be right if I could cut items; whole ones leave gaps. So for each capacity up to
    # the limit I keep the most value so far. A new item is left, or taken on top of what the smaller capacity holds
    # without it. In one row I must go from high to low capacities, else I read an entry that already has this item.
    # Brute force: all subsets, O(2^n). Better: O(n * capacity) time, O(capacity) memory. That is not polynomial: ten
    # times the capacity is one more digit of input, and ten times the work.
    # Follow-ups: which items (keep all rows, walk back); as many as you like of each (from low to high); a huge
    # capacity and small values (a row over values); halves allowed (greedy by value per weight).
    _check_items(capacity, items)
    best = [0] * (capacity + 1)
    for weight, value in items:
        for room in range(capacity, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[capacity]


def most_value_brute_force(capacity: int, items: Sequence[tuple[int, int]]) -> int:
    """The same, and the same refusals, from the sums of all subsets: O(2^n) time and memory."""
    _check_items(capacity, items)
    sums = [(0, 0)]
    for weight, value in items:
        sums += [(total + weight, worth + value) for total, worth in sums]
    return max(worth for total, worth in sums if total <= capacity)


def _check_items(capacity: int, items: Sequence[tuple[int, int]]) -> None:
    if capacity < 0:
        raise ValueError(f"capacity must be 0 or more, not {capacity}")
    lightest = min((weight for weight, _ in items), default=0)
    if lightest < 0:
        raise ValueError(f"weights must be 0 or more, not {lightest}")


def fewest_edits(source: str, target: str) -> int:
    """Return how many characters must at least be inserted, deleted or replaced to turn one text into the other.

    Up to 2,000 characters each, any Unicode; case matters. Two empty texts need no edit.

    >>> fewest_edits("kitten", "sitting"), fewest_edits("", "abc"), fewest_edits("ab", "ba")
    (3, 3, 2)
    """
    # Aloud: I look at the last characters. Equal: they cost nothing, the rest decides. Otherwise the last step was a
    # replacement, a deletion or an insertion, one more than the entry at the diagonal, above, or to the left. From or
    # to nothing costs the length, that is the border. I keep one row, and the new one grows beside it.
    # Brute force: try all three at each difference, O(3^(n+m)). Better: O(n m) time, O(m) memory.
    # Follow-ups: at most k edits (only the band of 2k + 1 around the diagonal, O(k n)); swapped neighbours count as
    # one (look two rows back); a dictionary of a million words (a trie, one row for each node); show the edits.
    row = list(range(len(target) + 1))
    for deleted, char in enumerate(source, start=1):
        fresh = [deleted]
        for place, wanted in enumerate(target):
            replaced = row[place] + (char != wanted)
            fresh.append(min(replaced, row[place + 1] + 1, fresh[place] + 1))
        row = fresh
    return row[-1]


def fewest_edits_brute_force(source: str, target: str) -> int:
    """The same by trying every kind of edit at the first characters: exponential time."""
    if not source or not target:
        return len(source) + len(target)
    replaced = fewest_edits_brute_force(source[1:], target[1:]) + (source[0] != target[0])
    deleted = fewest_edits_brute_force(source[1:], target) + 1
    inserted = fewest_edits_brute_force(source, target[1:]) + 1
    return min(replaced, deleted, inserted)


def count_ways_through(grid: Sequence[str]) -> int:
    """Return in how many ways one gets from the top left to the bottom right going right and down, on ``.`` only.

    ``#`` is a wall, also on the first or the last place, which leaves no way. A grid without places has no way, a
    single free place has one. Up to 500 by 500, so the answer may have hundreds of digits.

    >>> count_ways_through(["...", ".#.", "..."]), count_ways_through(["#"])
    (2, 0)

    Raises ValueError ``rows must be equally long: 3 and 2`` (the first row that differs from the one before it), and
    ``not a place: 'x'`` for the first character, row by row, that is neither; lengths are checked first.
    """
    # Aloud: The last step came from above or from the left, so the ways to a place are the sum of those two; a wall
    # has none. In one row: what stands there is the count from above, what I have just written the one from the left.
    # A 1 to the left of the first place starts it all, so the border needs no special case.
    # Brute force: walk all ways, O(2^(n+m)). Better: O(n m) time, O(m) memory.
    # Follow-ups: no walls (a binomial, no table); the cheapest way (min instead of sum); all four directions (then
    # there is no order to fill in: breadth first, or Dijkstra with costs); at most k walls may be broken (k + 1 rows).
    _check_grid(grid)
    ways: list[int] = []
    for number, line in enumerate(grid):
        above = ways or [0] * len(line)
        ways = []
        left = 1 if number == 0 else 0
        for place, from_above in zip(line, above, strict=True):
            left = left + from_above if place == "." else 0
            ways.append(left)
    return ways[-1] if ways else 0


def count_ways_through_brute_force(grid: Sequence[str]) -> int:
    """The same, and the same refusals, by walking every way: exponential time."""
    _check_grid(grid)
    goal = (len(grid) - 1, len(grid[0]) - 1) if grid else (-1, -1)
    arrived = 0
    waiting = [(0, 0)]
    while waiting:
        row, column = waiting.pop()
        if row <= goal[0] and column <= goal[1] and grid[row][column] == ".":
            arrived += (row, column) == goal
            waiting += [(row + 1, column), (row, column + 1)]
    return arrived


def _check_grid(grid: Sequence[str]) -> None:
    for one, other in pairwise(grid):
        if len(one) != len(other):
            raise ValueError(f"rows must be equally long: {len(one)} and {len(other)}")
    for place in "".join(grid):
        if place not in ".#":
            raise ValueError(f"not a place: {place!r}")


def longest_common[T](old: Sequence[T], new: Sequence[T]) -> list[T]:
    """Return a longest list of items that both sequences hold in this order, though not necessarily side by side.

    Of several longest ones any may be returned. Items need ``==`` only, they may be unhashable, and NaN has no equal.
    Nothing in common gives an empty list. Up to 2,000 items each, for instance the lines of two versions of a file.

    >>> longest_common(["import os", "x = 1", "print(x)"], ["import sys", "x = 1", "y = 2", "print(x)"])
    ['x = 1', 'print(x)']
    """
    # Aloud: Equal last items belong to a longest answer, one more than the entry at the diagonal. Different ones: one
    # of the two is not needed, so the larger of above and left. As the items are asked for, I keep the whole table and
    # fill it from the back; then the walk from the front collects items in order: equal, take it; else to the larger.
    # Brute force: all subsequences of one, O(2^n m). Better: O(n m) time and memory.
    # Follow-ups: only the length (one row); O(n + m) memory with the items (Hirschberg: split in the middle); few
    # differences (Myers, what git does); unique lines only (longest increasing subsequence, as in patience diff).
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            if old[i] == new[j]:
                lengths[i][j] = lengths[i + 1][j + 1] + 1
            else:
                lengths[i][j] = max(lengths[i + 1][j], lengths[i][j + 1])
    common = []
    i = j = 0
    while lengths[i][j]:
        if old[i] == new[j]:
            common.append(old[i])
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return common


def longest_common_brute_force[T](old: Sequence[T], new: Sequence[T]) -> list[T]:
    """The same by looking for every subsequence of ``old`` in ``new``, the longest first: O(2^n m) time."""
    lists = (list(chosen) for size in range(len(old), -1, -1) for chosen in combinations(old, size))
    return next(chosen for chosen in lists if _is_subsequence(chosen, new))


def _is_subsequence[T](chosen: Sequence[T], items: Sequence[T]) -> bool:
    rest = iter(items)
    return all(any(item == wanted for item in rest) for wanted in chosen)


def main() -> None:
    """Correct a name, compare two files, load a van, and count the ways through a hall."""
    names = ["settings", "sessions", "setting"]
    print("Did you mean", min(names, key=lambda name: fewest_edits("setings", name)), "for setings?")
    print("From kitten to sitting:", fewest_edits("kitten", "sitting"), "edits")

    old = ["import os", "x = 1", "print(x)"]
    new = ["import sys", "x = 1", "y = 2", "print(x)"]
    kept = longest_common(old, new)
    print(
        f"Of {len(old)} lines {len(kept)} stay: {kept}, so the diff has", len(old) + len(new) - 2 * len(kept), "lines"
    )

    parcels = [(5, 10), (4, 40), (6, 30), (4, 50)]
    print("A van for 10 kg carries", most_value(10, parcels), "euros, one for 9 kg", most_value(9, parcels))
    print("Ways through the hall:", count_ways_through(["....", ".##.", "....", "...."]))


if __name__ == "__main__":
    main()
