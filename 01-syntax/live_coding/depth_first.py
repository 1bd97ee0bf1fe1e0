"""Depth first: follow one way to its end before trying the next.

Signal: "is there a connection", "in which order", "use every piece once": any path will do, or what counts is known
when all behind a node is finished.
Template: a stack of what is to be visited and a set of what was seen. For "finished" (orders, circles) the stack holds
half-read neighbours, and a node has three states: not seen, open, done. Meeting an open one is a circle.
Cost: O(nodes + edges) time, O(nodes) memory.
Not for: the fewest steps (breadth first). Depth may be the number of nodes, so a stack of your own, not recursion.
Asked: who has won this game? Course schedule. A path over every edge. Why are two colours, seen and not seen, not
enough to find a circle?
Source: Cormen et al., Introduction to Algorithms, chapters 20.3 and 20.4; Hierholzer (1873) for the dominoes;
Exercism, connect and dominoes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

type Domino = tuple[int, int]

_AROUND = ((0, -1), (0, 1), (-1, 0), (1, 0), (-1, 1), (1, -1))


def connect_winner(board: Sequence[str]) -> str:
    """Return "X", "O" or "", for the player who has joined both of their sides on a board of hexagons.

    X joins left and right, O top and bottom. Each row is written half a hexagon further to the right than the one
    above; blanks do not count, and a dot is a free field. A field touches two in its row, two in the row above (the
    one above it and the next to the right), two in the row below (the one below it and the one to the left). Up to
    1,000 by 1,000 fields. At most one player has joined; an empty board has no winner.

    >>> connect_winner([". X", " X O"])
    'X'

    Raises ValueError ``a board has fields of X, O and . only, not '?'`` and ``rows must be equally long``.
    """
    # Aloud: For X, start from all X in the first column and walk over X fields; X has won if the last column is
    # reached. For O the same with rows: I turn the board and ask again.
    # Brute force: mark the start fields, then sweep over the board until no mark is added, O(fields²) at worst.
    # Better: O(fields) time and memory, each visited once.
    # Follow-ups: after every move of a game (union-find with two virtual sides per player); the shortest such path
    # (breadth first); can both win (no, Hex has exactly one winner on a full board)?
    fields = _fields(board)
    turned = [list(column) for column in zip(*fields, strict=True)]
    for player, rows in (("X", fields), ("O", turned)):
        stack = [(row, 0) for row in range(len(rows)) if rows[row][0] == player]
        seen = set(stack)
        while stack:
            row, column = stack.pop()
            if column == len(rows[0]) - 1:
                return player
            for down, right in _AROUND:
                place = row + down, column + right
                if 0 <= place[0] < len(rows) and 0 <= place[1] < len(rows[0]) and place not in seen:
                    seen.add(place)
                    if rows[place[0]][place[1]] == player:
                        stack.append(place)
    return ""


def connect_winner_brute_force(board: Sequence[str]) -> str:
    """Return the same, and refuse the same, by sweeping over the board until no mark is added: O(fields²)."""
    fields = _fields(board)
    places = [(row, column) for row, line in enumerate(fields) for column in range(len(line))]
    for player, axis, last in (("X", 1, len(fields[0]) - 1 if fields else 0), ("O", 0, len(fields) - 1)):
        mine = {place for place in places if fields[place[0]][place[1]] == player}
        marked = {place for place in mine if place[axis] == 0}
        before = -1
        while before < len(marked):
            before = len(marked)
            marked |= {place for place in mine if any((place[0] + d, place[1] + r) in marked for d, r in _AROUND)}
        if any(place[axis] == last for place in marked):
            return player
    return ""


def _fields(board: Sequence[str]) -> list[list[str]]:
    fields = [list(row.replace(" ", "")) for row in board if row.strip()]
    for row in fields:
        if len(row) != len(fields[0]):
            raise ValueError("rows must be equally long")
        for sign in row:
            if sign not in {"X", "O", "."}:
                raise ValueError(f"a board has fields of X, O and . only, not {sign!r}")
    return fields


def domino_chain(dominoes: Sequence[Domino]) -> list[Domino] | None:
    """Return the dominoes in a closed row, or None when there is none.

    All are used once, each may be turned; each begins with the number with which the one before ends, and the first
    with that of the last. Up to 100,000 dominoes; any such row will do. No dominoes make an empty row.

    >>> domino_chain([(4, 4)]), domino_chain([(1, 1), (2, 2)])
    ([(4, 4)], None)
    """
    # Aloud: Numbers are nodes and dominoes edges: this asks for a walk over every edge that comes home, Euler's walk.
    # There is one if every number occurs an even number of times and all hang together. To find it: walk until
    # stuck, which can only be at home; then go back, and at each number with edges left put another round trip in.
    # Brute force: try every fitting piece at the end and take it back, O(n!) at worst. Better: O(n) time and memory.
    # Follow-ups: an open row (two numbers may be odd); which pieces are missing; one-way pieces (in and out degrees).
    counts = Counter(number for domino in dominoes for number in domino)
    if any(count % 2 for count in counts.values()):
        return None
    edges_at: dict[int, list[int]] = {number: [] for number in counts}
    for at, (one, other) in enumerate(dominoes):
        edges_at[one].append(at)
        edges_at[other].append(at)
    used = [False] * len(dominoes)
    stack, walk = list(dominoes[0][:1]) if dominoes else [], []
    while stack:
        edges = edges_at[stack[-1]]
        while edges and used[edges[-1]]:
            edges.pop()
        if edges:
            at = edges.pop()
            used[at] = True
            one, other = dominoes[at]
            stack.append(other if stack[-1] == one else one)
        else:
            walk.append(stack.pop())
    return list(pairwise(walk)) if all(used) else None


def domino_chain_brute_force(dominoes: Sequence[Domino]) -> list[Domino] | None:
    """Return the same, or another closed row, by trying every fitting piece at the end: O(n!) at worst."""
    if not dominoes:
        return []

    def extended(row: list[Domino], rest: list[Domino]) -> list[Domino] | None:
        if not rest:
            return row if row[0][0] == row[-1][1] else None
        for at, (one, other) in enumerate(rest):
            for piece in {(one, other), (other, one)}:
                if piece[0] == row[-1][1]:
                    found = extended([*row, piece], rest[:at] + rest[at + 1 :])
                    if found:
                        return found
        return None

    return extended([dominoes[0]], list(dominoes[1:]))


def course_order(requirements: Mapping[str, Sequence[str]]) -> list[str]:
    """Return all courses in an order in which each comes after all that it requires.

    ``requirements`` names for each course what it requires; what is only required is a course too. Up to 100,000
    courses and requirements, chains of any length. Any such order will do.

    >>> course_order({"sql": ["python"], "web": ["python", "sql"]})
    ['python', 'sql', 'web']

    Raises ValueError ``courses require each other: a -> b -> a`` for a circle: a course, one that it requires, and so
    on, until the first comes again. Any circle may be named.
    """
    # Aloud: A course is ready when all that it requires is. So I go down to what it requires first, and write a
    # course down when I leave it. Meeting a course that is still open means that I came round: a circle, and the
    # open ones from there on are it.
    # Brute force: again and again look for a course whose requirements are written down, O(n²).
    # Better: O(courses + requirements) time and memory.
    # Follow-ups: in how few terms (Kahn's algorithm, level by level); the alphabetically first order (a heap);
    # graphlib.TopologicalSorter at work, which also hands out what can run in parallel.
    done: dict[str, bool] = {}
    order: list[str] = []
    stack: list[tuple[str, Iterator[str]]] = [("", iter(requirements))]  # at the bottom: what requires all courses
    while stack:
        course, rest = stack[-1]
        for required in rest:
            if required not in done:
                done[required] = False
                stack.append((required, iter(requirements.get(required, ()))))
                break
            if not done[required]:
                names = [name for name, _ in stack[1:]]
                circle = [*names[names.index(required) :], required]
                raise ValueError(f"courses require each other: {' -> '.join(circle)}")
        else:
            stack.pop()
            done[course] = True
            order.append(course)
    return order[:-1]


def course_order_brute_force(requirements: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the same, or another order, by looking again and again for a course that is ready: O(n²).

    Raises ValueError ``courses require each other`` for a circle, without naming it.
    """
    courses = dict.fromkeys([*requirements, *(each for required in requirements.values() for each in required)])
    order: list[str] = []
    while len(order) < len(courses):
        ready = [name for name in courses if name not in order and set(requirements.get(name, ())) <= set(order)]
        if not ready:
            raise ValueError("courses require each other")
        order.append(ready[0])
    return order


def main() -> None:
    """Judge a game, lay dominoes in a ring, and plan a course of study."""
    print("Winner:", connect_winner([". O . .", " O X X X", "  O X O .", "   X X O X", "    . O X ."]))
    pieces = [(1, 2), (2, 3), (3, 1), (2, 4), (2, 4)]
    print("Ring of", pieces, "->", domino_chain(pieces))
    print("Two rings that do not touch:", domino_chain([(1, 1), (2, 2)]))
    courses = {"web": ["python", "sql"], "sql": ["python"], "deploy": ["web", "linux"]}
    print("Order:", ", ".join(course_order(courses)))
    try:
        course_order(courses | {"python": ["deploy"]})
    except ValueError as error:
        print("With python after deploy:", error)


if __name__ == "__main__":
    main()
