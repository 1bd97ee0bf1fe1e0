"""Drawings of searches: the real algorithms are drawn, and a frame shows what they have looked at."""

import io
import sys

import pytest
from rich.console import Console, RenderableType

from algorithms.a_star import Grid, a_star
from algorithms.graph_algorithms import any_path, fewest_edges
from algorithms.graph_algorithms import main as main_of_graph_algorithms
from drawings import grids
from drawings.grids import MAP, Search, draw, frames, main, picture, searches, weight

SMALL = ["S9G", "...", "#.#"]


def shown(frame: RenderableType, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, _environ={})
    console.print(frame)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def coloured(frame: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system="standard", _environ={})
    console.print(frame)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_four_searches_find_the_paths_of_the_algorithms() -> None:
    grid = Grid(MAP)
    start, goal = grid.find("S"), grid.find("G")

    breadth, depth, dijkstra, guided = searches(grid)

    assert [search.name for search in (breadth, depth, dijkstra, guided)] == ["breadth", "depth", "Dijkstra", "A*"]
    assert breadth.path == fewest_edges(grid, start, goal)
    assert depth.path == any_path(grid, start, goal)
    shortest = a_star(grid, start, goal, lambda cell: 0)
    assert shortest is not None
    assert weight(grid, dijkstra.path) == weight(grid, guided.path) == shortest.weight
    assert weight(grid, breadth.path) > shortest.weight  # fewest steps, over dear cells
    assert len(guided.looked_at) < len(dijkstra.looked_at)
    assert all(search.looked_at[0] == start for search in (breadth, depth, dijkstra, guided))


def test_a_map_needs_both_ends() -> None:
    with pytest.raises(ValueError, match=r"^no 'G' on this map$"):
        searches(Grid(["S."]))


def test_weight_counts_cells_stepped_on() -> None:
    grid = Grid(SMALL)

    assert weight(grid, [(0, 0), (0, 1), (0, 2)]) == 10
    assert weight(grid, [(0, 0)]) == weight(grid, []) == 0


def test_a_picture_shows_what_was_looked_at_what_waits_and_the_path() -> None:
    grid = Grid(SMALL)
    search = Search("test", [(0, 0), (1, 0), (1, 1)], [(0, 0), (1, 0), (1, 1)])
    white, blue, yellow, green = ";47m", ";44m", ";43m", ";42m"  # backgrounds

    none, first, second, last = (coloured(picture(grid, search, steps)) for steps in range(4))

    assert [none.count(style) for style in (white, blue, yellow, green)] == [0, 0, 0, 0]
    assert [first.count(style) for style in (white, blue, yellow, green)] == [1, 0, 2, 0]
    assert [second.count(style) for style in (white, blue, yellow, green)] == [1, 1, 2, 0]
    assert [last.count(style) for style in (white, blue, green)] == [0, 0, 3]
    plain = shown(picture(grid, search, 3))
    assert "S 9 G" in plain
    assert "* * ." in plain
    assert "██. ██" in plain
    assert "test" in plain
    assert "looked at   3  path weighs 2" in plain
    assert "weighs" not in shown(picture(grid, search, 2))


def test_a_search_without_a_path_says_so() -> None:
    last = list(frames(["S#G"]))[-1]

    assert shown(last, width=120).count("looked at   1  no path") == 4


def test_there_is_a_frame_for_each_cell_of_the_longest_search() -> None:
    found = searches(Grid(SMALL))

    pictures = [shown(frame, width=120) for frame in frames(SMALL)]

    assert len(pictures) == max(len(search.looked_at) for search in found) + 1
    assert pictures[0].count("looked at   0") == 4
    for search in found:
        assert f"looked at {len(search.looked_at):>3}  path weighs" in pictures[-1]
    assert pictures[-1].count("path weighs 10") == 2  # breadth and depth go straight on, over the 9
    assert pictures[-1].count("path weighs 4") == 2


def test_the_map_fits_a_terminal_of_80_by_24() -> None:
    lines = shown(next(iter(frames(MAP)))).splitlines()

    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80


def test_drawing_ends_in_the_last_frame(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    draw(["S.G"])
    assert capsys.readouterr().out.count("path weighs 2") == 4
    outputs = []
    monkeypatch.setattr(grids, "MAP", SMALL)
    monkeypatch.setattr(sys, "argv", ["graph_algorithms.py", "--draw"])
    monkeypatch.setattr(sys, "path", ["here", *sys.path])

    for call in (main, draw, main_of_graph_algorithms):
        call()
        outputs.append(capsys.readouterr().out)

    assert outputs[0] == outputs[1] == outputs[2]
    assert outputs[0].count("path weighs 10") == 2
