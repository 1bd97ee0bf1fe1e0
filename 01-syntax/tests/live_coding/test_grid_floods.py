"""Floods: published Go boards, all small maps and halls, and a snake as long as recursion is not."""

from collections.abc import Callable, Sequence
from itertools import product
from random import Random
from typing import Any

import networkx as nx
import pytest

from live_coding.grid_floods import (
    Territory,
    count_islands,
    count_islands_brute_force,
    main,
    minutes_to_reach_all,
    minutes_to_reach_all_brute_force,
    territories,
    territories_brute_force,
    territory,
    territory_brute_force,
)
from tests.live_coding.canonical import cases, refusals

type One = Callable[[Sequence[str], int, int], Territory]
type All = Callable[[Sequence[str]], dict[str, list[tuple[int, int]]]]

IDS = ["better", "brute_force"]
ones = pytest.mark.parametrize("solve", [territory, territory_brute_force], ids=IDS)
alls = pytest.mark.parametrize("solve", [territories, territories_brute_force], ids=IDS)
islands = pytest.mark.parametrize("solve", [count_islands, count_islands_brute_force], ids=IDS)
spreads = pytest.mark.parametrize("solve", [minutes_to_reach_all, minutes_to_reach_all_brute_force], ids=IDS)


@ones
@pytest.mark.parametrize(("given", "expected"), cases("go-counting", "territory"))
def test_published_territory(solve: One, given: dict[str, Any], expected: dict[str, Any]) -> None:
    owner, places = solve(given["board"], given["x"], given["y"])

    assert owner == expected["owner"]
    assert [list(place) for place in places] == expected["territory"]


@ones
@pytest.mark.parametrize(("given", "message"), refusals("go-counting", "territory"))
def test_published_territory_refusals(solve: One, given: dict[str, Any], message: str) -> None:
    assert message == "Invalid coordinate"

    with pytest.raises(ValueError, match=rf"^no place \({given['x']}, {given['y']}\) on a board of 5 by 5$"):
        solve(given["board"], given["x"], given["y"])


@alls
@pytest.mark.parametrize(("given", "expected"), cases("go-counting", "territories"))
def test_published_territories(solve: All, given: dict[str, Any], expected: dict[str, Any]) -> None:
    owned = solve(given["board"])

    assert list(owned) == ["BLACK", "WHITE", "NONE"]
    assert {f"territory{owner.title()}": [list(place) for place in owned[owner]] for owner in owned} == expected


def test_territories_agree_on_random_boards() -> None:
    rng = Random(1)
    for _ in range(40):
        board = ["".join(rng.choices("  BW", k=4)) for _ in range(3)]
        assert territories(board) == territories_brute_force(board)
        for x, y in product(range(4), range(3)):
            assert territory(board, x, y) == territory_brute_force(board, x, y)


@ones
def test_boards_of_the_edges(solve: One) -> None:
    with pytest.raises(ValueError, match=r"^no place \(0, 0\) on a board of 0 by 0$"):
        solve([], 0, 0)
    with pytest.raises(ValueError, match=r"^no place \(3, 0\) on a board of 3 by 2$"):
        solve(["   ", "   "], 3, 0)
    with pytest.raises(ValueError, match=r"^rows must be equally long$"):
        solve(["  ", " "], 0, 0)
    with pytest.raises(ValueError, match=r"^a board has B, W and spaces, not '\?'$"):
        solve([" ?"], 0, 0)


@alls
def test_all_territories_of_the_edges(solve: All) -> None:
    assert solve([]) == {"BLACK": [], "WHITE": [], "NONE": []}
    with pytest.raises(ValueError, match=r"^rows must be equally long$"):
        solve(["  ", " "])
    with pytest.raises(ValueError, match=r"^a board has B, W and spaces, not 'b'$"):
        solve([" b"])


@islands
def test_islands_of_the_edges(solve: Callable[[Sequence[str]], int]) -> None:
    assert solve([]) == solve([""]) == solve(["..."]) == 0
    assert solve(["##.", "..#", "#.#"]) == 3
    assert solve(["#", "##", "#.#"]) == 2


def test_islands_agree_with_networkx_on_all_small_maps() -> None:
    for signs in product("#.", repeat=6):
        grid = ["".join(signs[:3]), "".join(signs[3:])]
        graph = nx.grid_2d_graph(3, 2)
        graph.remove_nodes_from([(x, y) for x, y in list(graph) if grid[y][x] != "#"])
        assert count_islands(grid) == count_islands_brute_force(grid) == nx.number_connected_components(graph)


def test_a_snake_is_one_island() -> None:
    rows = ["#" * 120 if row % 2 == 0 else "." * 119 + "#" if row % 4 == 1 else "#" + "." * 119 for row in range(40)]

    assert count_islands(rows) == 1
    assert count_islands(["#" * 120, "." * 120] * 15) == 15


@spreads
def test_spreads_of_the_edges(solve: Callable[[Sequence[str]], int | None]) -> None:
    assert solve([]) == solve(["..."]) == solve(["!!"]) == 0
    assert solve(["o"]) is None
    assert solve(["!.o"]) is None
    assert solve(["!o.", ".oo", "..o"]) == 4
    assert solve(["!oooo!", "o"]) == 2


def test_spreads_agree_on_all_small_halls() -> None:
    for signs in product("!o.", repeat=6):
        grid = ["".join(signs[:3]), "".join(signs[3:])]
        assert minutes_to_reach_all(grid) == minutes_to_reach_all_brute_force(grid)


def test_main_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Territory(owner='BLACK', places=[(0, 0), (0, 1), (1, 0)])" in out
    assert "Islands: 3" in out
    assert "- cut off: None" in out
