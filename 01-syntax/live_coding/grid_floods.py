"""Floods: which cells of a grid hang together, and how far a spread has come.

Signal: "islands", "regions", "territory", "how long until all": neighbours of the same kind, or a wave that starts in
many places at once.
Template: for each cell not seen yet, flood its region with a stack and look at what borders it. For a wave: a list of
the cells of this round, all sources in the first; their new neighbours are the next round.
Cost: O(cells) time and memory; each cell enters once, if it is marked when it is put in.
Not for: cells that are joined one after the other with questions between (disjoint_sets.py), or steps of different
cost (Dijkstra on the grid).
Asked: number of islands; whose territory; when has the fault reached every machine? Why one search from all sources
and not one from each?
Source: Cormen et al., Introduction to Algorithms, chapter 20; Exercism, go-counting.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

type Place = tuple[int, int]


class Territory(NamedTuple):
    """Who owns a region: "BLACK", "WHITE" or "NONE"; and its places as (x, y), in ascending order."""

    owner: str
    places: list[Place]


def territory(board: Sequence[str], x: int, y: int) -> Territory:
    """Return the region of empty places around column x and row y of a Go board, counted from 0 at the upper left.

    ``B`` and ``W`` are stones, a space is empty. A region is all empty places that hang together along rows and
    columns. One player owns it when it touches stones, and only of that player. Where a stone lies there is no region:
    nobody owns no places. Up to 1,000 by 1,000 places.

    >>> territory(["  B", " BW"], 0, 1)
    Territory(owner='BLACK', places=[(0, 0), (0, 1), (1, 0)])

    Raises ValueError ``no place (3, 0) on a board of 3 by 2``, ``rows must be equally long``, and ``a board has B, W
    and spaces, not '?'``.
    """
    # Aloud: Flood from the place with a stack; whatever is no space is not entered but noted, and in the end the notes
    # tell the owner: exactly one kind of stone.
    # Brute force: sweep over the board and add every empty place next to the region, until none is added, O(places²).
    # Better: O(r log r) for a region of r places, as it comes back sorted, after a check of the board, O(places).
    # Follow-ups: all regions (territories); the stones that have no empty place left (flood a colour, note the spaces).
    _check_board(board)
    if not (0 <= y < len(board) and 0 <= x < len(board[0])):
        raise ValueError(f"no place ({x}, {y}) on a board of {len(board[0]) if board else 0} by {len(board)}")
    if board[y][x] != " ":
        return Territory("NONE", [])
    region, touched = _flooded(board, (x, y))
    return Territory(_owner(touched), sorted(region))


def territory_brute_force(board: Sequence[str], x: int, y: int) -> Territory:
    """Return the same, and refuse the same, by sweeping over the board until nothing is added: O(places²)."""
    _check_board(board)
    if not (0 <= y < len(board) and 0 <= x < len(board[0])):
        raise ValueError(f"no place ({x}, {y}) on a board of {len(board[0]) if board else 0} by {len(board)}")
    places = [(column, row) for row, line in enumerate(board) for column in range(len(line))]
    region = {(x, y)} if board[y][x] == " " else set()
    size = -1
    while size < len(region):
        size = len(region)
        region |= {each for each in places if board[each[1]][each[0]] == " " and region & set(_beside(board, each))}
    touched = {board[row][column] for each in region for column, row in _beside(board, each)} - {" "}
    return Territory(_owner(touched), sorted(region))


def territories(board: Sequence[str]) -> dict[str, list[Place]]:
    """Return the places that "BLACK", "WHITE" and "NONE" own, in this order, as (x, y) and ascending.

    Board, regions and refusals are as in ``territory``; stones belong to nobody's list. All of a board of 1,000 by
    1,000 places shall not take longer than a few looks at each place.

    >>> territories([" BW "])
    {'BLACK': [(0, 0)], 'WHITE': [(3, 0)], 'NONE': []}
    """
    # Aloud: The same flood from each empty place that no flood has reached yet, so every place is entered once.
    # Brute force: ask for the region of every place, O(places²) if there is one large region. Better: O(places)
    # to flood, O(n log n) to sort the n that are returned.
    # Follow-ups: the score of a game; a board that does not fit in memory (row by row, with union-find).
    _check_board(board)
    owned: dict[str, list[Place]] = {"BLACK": [], "WHITE": [], "NONE": []}
    seen: set[Place] = set()
    for y, line in enumerate(board):
        for x, sign in enumerate(line):
            if sign == " " and (x, y) not in seen:
                region, touched = _flooded(board, (x, y))
                seen |= region
                owned[_owner(touched)] += region
    return {owner: sorted(places) for owner, places in owned.items()}


def territories_brute_force(board: Sequence[str]) -> dict[str, list[Place]]:
    """Return the same, and refuse the same, by asking for the region of every place: O(places²) and more."""
    _check_board(board)
    owned: dict[str, list[Place]] = {"BLACK": [], "WHITE": [], "NONE": []}
    for x in range(len(board[0]) if board else 0):
        for y in range(len(board)):
            if board[y][x] == " ":
                owned[territory_brute_force(board, x, y).owner].append((x, y))
    return owned


def _check_board(board: Sequence[str]) -> None:
    for line in board:
        if len(line) != len(board[0]):
            raise ValueError("rows must be equally long")
        for sign in line:
            if sign not in {"B", "W", " "}:
                raise ValueError(f"a board has B, W and spaces, not {sign!r}")


def _beside(board: Sequence[Sequence[object]], place: Place) -> Iterator[Place]:
    x, y = place
    for column, row in ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)):
        if 0 <= row < len(board) and 0 <= column < len(board[row]):
            yield column, row


def _flooded(board: Sequence[str], start: Place) -> tuple[set[Place], set[str]]:
    """Return the empty places that hang together with this one, and the kinds of stones that they touch."""
    region, touched, stack = {start}, set(), [start]
    while stack:
        for x, y in _beside(board, stack.pop()):
            if board[y][x] != " ":
                touched.add(board[y][x])
            elif (x, y) not in region:
                region.add((x, y))
                stack.append((x, y))
    return region, touched


def _owner(touched: set[str]) -> str:
    return {"B": "BLACK", "W": "WHITE"}[touched.pop()] if len(touched) == 1 else "NONE"


def count_islands(grid: Sequence[str]) -> int:
    """Return how many islands a map has: land (``#``) that hangs together along rows and columns; all else is water.

    Up to 1,000 by 1,000 cells, and an island may be a snake over half of them. Rows may differ in length.

    >>> count_islands(["##.", "..#", "#.#"])
    3
    """
    # Aloud: Each land cell that no flood has reached yet is a new island: count it and flood it. With a stack, as the
    # snake would be as many calls deep as it is long.
    # Brute force: give each land cell a number of its own, let neighbours take the smaller one until nothing changes,
    # count the numbers left: O(cells²) for a snake. Better: O(cells) time and memory.
    # Follow-ups: the largest; lakes; land that rises from the sea one cell at a time (union-find); a map of gigabytes.
    unseen = {(x, y) for y, line in enumerate(grid) for x, sign in enumerate(line) if sign == "#"}
    count = 0
    while unseen:
        count += 1
        stack = [unseen.pop()]
        while stack:
            for place in _beside(grid, stack.pop()):
                if place in unseen:
                    unseen.remove(place)
                    stack.append(place)
    return count


def count_islands_brute_force(grid: Sequence[str]) -> int:
    """Return the same by letting neighbours take the smaller of their numbers until nothing changes: O(cells²)."""
    land = [(x, y) for y, line in enumerate(grid) for x, sign in enumerate(line) if sign == "#"]
    numbers = {place: number for number, place in enumerate(land)}
    changed = True
    while changed:
        changed = False
        for place in land:
            smallest = min(numbers.get(other, numbers[place]) for other in (place, *_beside(grid, place)))
            changed |= smallest < numbers[place]
            numbers[place] = smallest
    return len(set(numbers.values()))


def minutes_to_reach_all(grid: Sequence[str]) -> int | None:
    """Return after how many minutes a fault has reached every machine of a hall, or None if it never does.

    ``!`` is a machine with the fault, ``o`` one without, anything else is floor. Each minute it passes to the machines
    left, right, above and below of those that have it. Up to 1,000 by 1,000 places, with any number of faults at first.
    0 if there is no machine without it. Rows may differ in length.

    >>> minutes_to_reach_all(["!o.", ".oo", "..o"]), minutes_to_reach_all(["!.o"])
    (4, None)
    """
    # Aloud: All machines with the fault are the first round; their neighbours without it are the next. One search from
    # all sources at once, since a machine is reached from the nearest.
    # Brute force: look over the whole hall every minute, O(cells * minutes). Better: O(cells) time and memory.
    # Follow-ups: which one is reached last; how far each is from the nearest source; repairs meanwhile.
    healthy = {(x, y) for y, line in enumerate(grid) for x, sign in enumerate(line) if sign == "o"}
    round_ = [(x, y) for y, line in enumerate(grid) for x, sign in enumerate(line) if sign == "!"]
    minutes = 0
    while healthy and round_:
        minutes += 1
        reached = {place for source in round_ for place in _beside(grid, source)} & healthy
        healthy -= reached
        round_ = list(reached)
    return None if healthy else minutes


def minutes_to_reach_all_brute_force(grid: Sequence[str]) -> int | None:
    """Return the same by looking over the whole hall every minute: O(cells * minutes) time."""
    hall = [list(line) for line in grid]
    minutes = 0
    while any("o" in line for line in hall):
        before = [line.copy() for line in hall]
        for y, line in enumerate(before):
            for x, sign in enumerate(line):
                if sign == "o" and any(before[row][column] == "!" for column, row in _beside(before, (x, y))):
                    hall[y][x] = "!"
        if hall == before:
            return None
        minutes += 1
    return minutes


def main() -> None:
    """Count territories, islands, and minutes."""
    board = ["  B  ", " B B ", "B W B", " W W ", "  W  "]
    print("Around (0, 1):", territory(board, 0, 1))
    print("All territories:", territories(board))
    print("Islands:", count_islands(["##..#", "#..##", "..#.."]))
    print("Minutes:", minutes_to_reach_all(["!ooo", "...o", "!..o"]), "- cut off:", minutes_to_reach_all(["!.o"]))


if __name__ == "__main__":
    main()
