"""Draw four searches on one map, side by side: in breadth, in depth, Dijkstra and A*.

What is drawn are the real algorithms. They get a graph that notes every cell whose neighbours they ask for
(``a_star.Watched``), and the notes are played one by one. So the pictures show what differs: the order in which cells
are looked at, how many, and what the path weighs that comes out.

Cost: one run of each search, then one frame for each cell of the longest.
Not for: measuring; a clock would count the drawing.
Asked: which of them finds the shortest path, which the one of the fewest steps, and which neither?
Source: https://www.redblobgames.com/pathfinding/a-star/introduction.html
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.columns import Columns
from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text

from algorithms.a_star import WALL, Cell, Grid, Watched, a_star, distance
from algorithms.graph_algorithms import any_path, fewest_edges
from drawings.screen import play

MAP = [
    ".....99.55555.99.",
    "7S77#9######5.99.",
    "7777#...55555.99#",
    "....#..####...99.",
    "....#............",
    "....#..#.........",
    "....#..#.........",
    ".......#.......G.",
]


class Search(NamedTuple):
    """What a search did: the cells that it looked at, in order, and the path that it found, none if empty."""

    name: str
    looked_at: list[Cell]
    path: list[Cell]


def searches(grid: Grid) -> list[Search]:
    """Return what the four searches do from S to G, as "breadth", "depth", "Dijkstra" and "A*".

    ValueError ``no 'S' on this map``, or 'G', when the map lacks one.
    """
    start, goal = grid.find("S"), grid.find("G")
    found: list[Search] = []
    for name in ("breadth", "depth", "Dijkstra", "A*"):
        watched = Watched(grid)
        if name == "breadth":
            path = fewest_edges(watched, start, goal)
        elif name == "depth":
            path = any_path(watched, start, goal)
        else:
            result = a_star(watched, start, goal, lambda cell: distance(cell, goal) if name == "A*" else 0)  # noqa: B023
            path = result.nodes if result else None
        found.append(Search(name, watched.looked_at, path or []))
    return found


def weight(grid: Grid, path: Sequence[Cell]) -> float:
    """Return what it weighs to walk along a path, 0 for one of fewer than two cells."""
    return sum(grid[cell][following] for cell, following in pairwise(path))


def picture(grid: Grid, search: Search, steps: int) -> Panel:
    """Return the map after the first ``steps`` cells that a search has looked at, in a frame with name and count.

    Cells looked at are on blue, the last one on white; cells found beside them, which wait for their turn, on yellow.
    Once all have been looked at the path is on green and of stars. A wall is two blocks wide, any other cell a letter
    and a space. Below stands ``looked at   3``, in the end with ``path weighs 2`` or ``no path`` after two spaces.
    """
    looked_at = search.looked_at[:steps]
    done = steps >= len(search.looked_at)
    styles: dict[Cell, str] = {}
    for cell in looked_at:
        styles |= dict.fromkeys(grid[cell].keys() - styles.keys(), "black on yellow")
        styles[cell] = "white on blue"
    if done:
        styles |= dict.fromkeys(search.path, "bold black on green")
    elif looked_at:
        styles[looked_at[-1]] = "bold black on white"
    text = Text()
    for row, letters in enumerate(grid.rows()):
        for column, letter in enumerate(letters):
            on_path = done and letter not in "SG" and (row, column) in search.path
            shown = "██" if letter == WALL else "* " if on_path else f"{letter} "
            text.append(shown, styles.get((row, column), "dim"))
        text.append("\n")
    outcome = f"path weighs {weight(grid, search.path)}" if search.path else "no path"
    text.append(f"looked at {len(looked_at):>3}  {outcome if done else ''}")
    return Panel(text, title=search.name, expand=False)


def frames(rows: list[str]) -> Iterator[RenderableType]:
    """Yield the four pictures side by side: before the first cell, then after each, until the last search is done."""
    grid = Grid(rows)
    found = searches(grid)
    for steps in range(max(len(search.looked_at) for search in found) + 1):
        yield Columns([picture(grid, search, steps) for search in found])


def draw(rows: list[str] | None = None) -> None:
    """Play the four searches in the terminal, on ``MAP`` or on rows like those of ``Grid`` with an S and a G."""
    play(frames(rows or MAP), pause=0.06)


def main() -> None:
    """Play them."""
    draw()


if __name__ == "__main__":
    main()
