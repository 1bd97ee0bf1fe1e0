"""A*: the shortest path to one goal, guided by an estimate of what is left.

Dijkstra takes the node with the shortest way behind it, and so searches a circle around the start. A* adds an estimate
of the way ahead, and takes the node with the smallest sum: it looks into the direction of the goal first. While the
estimate is never more than the true rest, the path found is a shortest one. With an estimate of 0 it is Dijkstra.

Cost: O((V + E) log V) time and O(V + E) memory with an estimate that never drops by more than the edge weighs, as
distances on a map or a grid do; one that is only never too large may take a node up again and again. A good estimate
saves most of it: see how many cells each estimate of ``main`` looks at.
Use it for: routes on maps and grids, puzzles; anything with a distance "as the crow flies".
Not for: all goals at once (shortest_paths.py), no idea of what is left; graphs that do not fit in memory (iterative
deepening). At work: routing engines prepare the graph beforehand (contraction hierarchies).
Asked: what must the estimate promise, and what happens when it promises too much?
Source: Hart, Nilsson, Raphael, A formal basis for the heuristic determination of minimum cost paths, 1968; Russell,
Norvig, Artificial Intelligence: A Modern Approach, section 3.5
"""

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

type Graph[Node: Hashable] = Mapping[Node, Mapping[Node, float]]
type Cell = tuple[int, int]

WALL = "#"


class Path[Node: Hashable](NamedTuple):
    """A path: the sum of its weights, and its nodes, both ends included."""

    weight: float
    nodes: list[Node]


def a_star[Node: Hashable](
    graph: Graph[Node], start: Node, goal: Node, estimate: Callable[[Node], float]
) -> Path[Node] | None:
    """Return a shortest path, or None when there is none.

    ``estimate(node)`` guesses the weight from the node to the goal: 0 or more, and at most the true one, or the path
    may be longer than needed. It is called once for a node that is found. Infinity says that there is no way from it.
    Of nodes with equal sums the one with less left is taken first.

    >>> grid = Grid(["..#.", "..#.", "...."])
    >>> a_star(grid, (0, 0), (0, 3), lambda cell: distance(cell, (0, 3)))
    Path(weight=7, nodes=[(0, 0), (0, 1), (1, 1), (2, 1), (2, 2), (2, 3), (1, 3), (0, 3)])

    Raises KeyError with the node when ``start`` or ``goal`` is no node of the graph; ValueError ``edge 'a' -> 'b'
    weighs -1, not 0 or more`` for such an edge or nan, when it is reached; ValueError ``estimate for 'a' is nan, not 0
    or more``.
    """
    for node in (start, goal):
        if node not in graph:
            raise KeyError(node)
    guesses: dict[Node, float] = {}

    def guess(node: Node) -> float:
        if node not in guesses:
            guesses[node] = estimate(node)
            if not guesses[node] >= 0:
                raise ValueError(f"estimate for {node!r} is {guesses[node]}, not 0 or more")
        return guesses[node]

    best: dict[Node, float] = {start: 0}
    previous: dict[Node, Node] = {}
    # Of equal sums the one with less left comes first: it is nearer to the goal. Then the order of finding decides, as
    # nodes need not compare.
    waiting = [(guess(start), guess(start), 0, 0.0, start)]
    pushed = 0
    while waiting:
        total, _, _, behind, node = heappop(waiting)
        if behind > best[node] or total == math.inf:
            continue
        if node == goal:
            nodes = [goal]
            while nodes[-1] != start:
                nodes.append(previous[nodes[-1]])
            return Path(best[goal], nodes[::-1])
        for neighbour, weight in graph[node].items():
            if not weight >= 0:
                raise ValueError(f"edge {node!r} -> {neighbour!r} weighs {weight}, not 0 or more")
            beyond = best[node] + weight
            if beyond < best.get(neighbour, math.inf):
                best[neighbour] = beyond
                previous[neighbour] = node
                pushed += 1
                heappush(waiting, (beyond + guess(neighbour), guess(neighbour), pushed, beyond, neighbour))
    return None


class Grid(Mapping[Cell, Mapping[Cell, float]]):
    """A map of letters as a graph: its cells are the nodes, and the four beside a cell its neighbours.

    A digit from 1 to 9 is what it weighs to step onto the cell, ``#`` is a wall, anything else weighs 1. A cell is
    (row, column), counted from 0 at the top left. Neighbours are made when they are asked for: no edge is stored.

    >>> grid = Grid(["S9", "#G"])
    >>> dict(grid[0, 0]), (1, 0) in grid, grid.find("G")
    ({(0, 1): 9}, False, (1, 1))

    Raises ValueError ``row 2 has 3 cells, not 4`` for rows of different lengths, counted from 0. A wall, and whatever
    is outside, is no node: KeyError with the cell.
    """

    def __init__(self, rows: list[str]) -> None:
        for number, row in enumerate(rows):
            if len(row) != len(rows[0]):
                raise ValueError(f"row {number} has {len(row)} cells, not {len(rows[0])}")
        self._rows = list(rows)

    def __getitem__(self, cell: Cell) -> Mapping[Cell, float]:
        """Return the neighbours that are no walls, above, right, below and left, with what they weigh: O(1)."""
        if cell not in self:
            raise KeyError(cell)
        row, column = cell
        beside = ((row - 1, column), (row, column + 1), (row + 1, column), (row, column - 1))
        return {each: self._weight(each) for each in beside if each in self}

    def __contains__(self, cell: object) -> bool:
        """Return whether it is a cell inside, and no wall: O(1)."""
        match cell:
            case (int(row), int(column)):
                inside = 0 <= row < len(self._rows) and 0 <= column < len(self._rows[0])
                return inside and self._rows[row][column] != WALL
        return False

    def __iter__(self) -> Iterator[Cell]:
        """Loop over the cells that are no walls, row by row."""
        cells = ((row, column) for row, letters in enumerate(self._rows) for column in range(len(letters)))
        return (cell for cell in cells if cell in self)

    def __len__(self) -> int:
        """Return how many cells are no walls: O(cells)."""
        return sum(len(row) - row.count(WALL) for row in self._rows)

    def find(self, letter: str) -> Cell:
        """Return the first cell with that letter. ValueError ``no 'G' on this map`` when there is none."""
        for row, letters in enumerate(self._rows):
            if letter in letters:
                return row, letters.index(letter)
        raise ValueError(f"no {letter!r} on this map")

    def rows(self) -> list[str]:
        """Return the map as it was given."""
        return list(self._rows)

    def _weight(self, cell: Cell) -> int:
        letter = self._rows[cell[0]][cell[1]]
        return int(letter) if letter in "123456789" else 1


def distance(cell: Cell, goal: Cell) -> int:
    """Return how many steps two cells are apart without walls: never more than the way weighs, as a step weighs 1."""
    return abs(cell[0] - goal[0]) + abs(cell[1] - goal[1])


class Watched[Node: Hashable](Mapping[Node, Mapping[Node, float]]):
    """A graph that lists in ``looked_at`` each node whose neighbours are asked for, in order, and else is the graph.

    >>> watched = Watched({"a": {"b": 1}, "b": {}})
    >>> watched["a"], watched.looked_at
    ({'b': 1}, ['a'])
    """

    def __init__(self, graph: Graph[Node]) -> None:
        self._graph = graph
        self.looked_at: list[Node] = []

    def __getitem__(self, node: Node) -> Mapping[Node, float]:
        """Return the neighbours, and note the node."""
        neighbours = self._graph[node]
        self.looked_at.append(node)
        return neighbours

    def __contains__(self, node: object) -> bool:
        """Return whether it is a node of the graph, and note nothing."""
        return node in self._graph

    def __iter__(self) -> Iterator[Node]:
        """Loop over the nodes of the graph."""
        return iter(self._graph)

    def __len__(self) -> int:
        """Return how many nodes the graph has."""
        return len(self._graph)


def main() -> None:
    """Cross a map with three estimates: none, a good one, and one that promises too much."""
    rows = ["S##.9#...", ".9.#.....", "9#..999..", ".9#9..#..", "......#.#", "...##9..G"]
    grid = Grid(rows)
    start, goal = grid.find("S"), grid.find("G")
    print("\n".join(rows))
    for name, estimate in {
        "0 (Dijkstra)": lambda cell: 0,
        "steps": lambda cell: distance(cell, goal),
        "steps * 9": lambda cell: 9 * distance(cell, goal),
    }.items():
        watched = Watched(grid)
        path = a_star(watched, start, goal, estimate)
        if path:
            print(f"{name:13} weight {path.weight:>2}, {len(watched.looked_at):>2} of {len(grid)} cells looked at")


if __name__ == "__main__":
    main()
