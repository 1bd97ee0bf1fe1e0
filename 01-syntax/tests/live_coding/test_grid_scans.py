"""Scans: published words, rectangles and queens, all small drawings, and halls with guards."""

from collections.abc import Callable, Collection, Sequence
from itertools import permutations, product
from random import Random
from typing import Any

import pytest

from live_coding.grid_scans import (
    DIRECTIONS,
    Queen,
    can_attack,
    can_attack_brute_force,
    count_rectangles,
    count_rectangles_brute_force,
    count_unseen,
    count_unseen_brute_force,
    main,
    word_places,
    word_places_brute_force,
)
from tests.live_coding.canonical import cases, refusals

type Place = tuple[int, int]
type Search = Callable[[Sequence[str], Sequence[str]], dict[str, tuple[Place, Place] | None]]
type Unseen = Callable[[int, int, Collection[Place], Collection[Place]], int]

IDS = ["better", "brute_force"]
searches = pytest.mark.parametrize("solve", [word_places, word_places_brute_force], ids=IDS)
drawings = pytest.mark.parametrize("solve", [count_rectangles, count_rectangles_brute_force], ids=IDS)
queens = pytest.mark.parametrize("solve", [can_attack, can_attack_brute_force], ids=IDS)
halls = pytest.mark.parametrize("solve", [count_unseen, count_unseen_brute_force], ids=IDS)


@searches
@pytest.mark.parametrize(("given", "expected"), cases("word-search", "search"))
def test_published_word_search(solve: Search, given: dict[str, Any], expected: dict[str, Any]) -> None:
    found = solve(given["grid"], given["wordsToSearchFor"])

    assert found == {
        word: ends and tuple((ends[end]["column"], ends[end]["row"]) for end in ("start", "end"))
        for word, ends in expected.items()
    }


def test_word_places_agree_on_random_grids() -> None:
    rng = Random(1)
    for _ in range(40):
        grid = ["".join(rng.choices("ab", k=4)) for _ in range(3)]
        words = ["".join(rng.choices("ab", k=rng.randint(1, 4))) for _ in range(4)]
        assert word_places(grid, words) == word_places_brute_force(grid, words)


@searches
def test_of_several_places_the_topmost_then_leftmost_then_first_direction_counts(solve: Search) -> None:
    assert solve(["aba", "bab"], ["ab", "a", "ba"]) == {
        "ab": ((1, 1), (2, 1)),
        "a": ((1, 1), (1, 1)),
        "ba": ((2, 1), (3, 1)),
    }
    assert DIRECTIONS[0] == (0, 1)
    assert len(set(DIRECTIONS)) == 8


@searches
def test_grids_of_the_edges(solve: Search) -> None:
    assert solve([], ["a"]) == {"a": None}
    assert solve(["a"], []) == {}
    with pytest.raises(ValueError, match=r"^an empty word stands everywhere$"):
        solve(["a"], ["a", ""])
    with pytest.raises(ValueError, match=r"^rows must be equally long$"):
        solve(["ab", "a"], ["a"])


@drawings
@pytest.mark.parametrize(("given", "expected"), cases("rectangles", "rectangles"))
def test_published_rectangles(solve: Callable[[Sequence[str]], int], given: dict[str, Any], expected: int) -> None:
    assert solve(given["strings"]) == expected


def test_rectangles_agree_on_random_drawings_of_any_width() -> None:
    rng = Random(3)
    counts = set()
    for _ in range(150):
        lines = ["".join(rng.choices("+-| ", [9, 1, 1, 1], k=rng.randint(3, 5))) for _ in range(4)]
        count = count_rectangles(lines)
        assert count == count_rectangles_brute_force(lines)
        counts.add(count)
    assert {0, 1, 2, 3} <= counts


@pytest.mark.parametrize(("given", "expected"), cases("queen-attack", "create"))
def test_published_queens(given: dict[str, Any], expected: int) -> None:
    place = given["queen"]["position"]

    queen = Queen(place["row"], place["column"])

    assert (queen.row, queen.column) == (place["row"], place["column"])
    assert expected == 0


@pytest.mark.parametrize(("given", "message"), refusals("queen-attack", "create"))
def test_published_queens_off_the_board(given: dict[str, Any], message: str) -> None:
    place = given["queen"]["position"]
    name = message.split()[0]

    with pytest.raises(ValueError, match=f"^{name} must be from 0 to 7, not {place[name]}$"):
        Queen(place["row"], place["column"])


@queens
@pytest.mark.parametrize(("given", "expected"), cases("queen-attack", "canAttack"))
def test_published_attacks(solve: Callable[[Queen, Queen], bool], given: dict[str, Any], expected: bool) -> None:
    white, black = (Queen(**given[name]["position"]) for name in ("white_queen", "black_queen"))

    assert solve(white, black) == solve(black, white) == expected


def test_attacks_agree_on_all_pairs_of_places() -> None:
    corner = [Queen(row, column) for row, column in product(range(0, 8, 2), range(1, 8, 3))]
    for white, black in permutations(corner, 2):
        assert can_attack(white, black) == can_attack_brute_force(white, black)


@queens
def test_two_queens_on_one_place_are_refused(solve: Callable[[Queen, Queen], bool]) -> None:
    with pytest.raises(ValueError, match=r"^two queens cannot stand on one place$"):
        solve(Queen(1, 2), Queen(1, 2))


def test_halls_agree_on_all_small_ones() -> None:
    for signs in product("GW.", repeat=6):
        places = {(at // 3, at % 3): sign for at, sign in enumerate(signs)}
        guards = [place for place, sign in places.items() if sign == "G"]
        walls = [place for place, sign in places.items() if sign == "W"]
        assert count_unseen(2, 3, guards, walls) == count_unseen_brute_force(2, 3, guards, walls)


@halls
def test_halls_of_the_edges(solve: Unseen) -> None:
    assert solve(0, 0, [], []) == 0
    assert solve(2, 3, [], []) == 6
    assert solve(2, 3, [], [(0, 0)]) == 5
    assert solve(1, 4, [(0, 3)], []) == 0
    assert solve(3, 3, [(0, 0)], [(0, 1)]) == 5


def test_a_long_corridor_is_swept() -> None:
    assert count_unseen(1, 10_000, [(0, 0)], [(0, 5_000)]) == 4_999


def test_main_finds(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "'rust': ((1, 2), (4, 2)), 'java': ((6, 4), (3, 4)), 'lisp': None" in out
    assert "Rectangles: 5" in out
