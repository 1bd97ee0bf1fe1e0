"""Depth first: published games and dominoes, all small ones, and orders that graphlib and the plain way confirm."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import combinations_with_replacement, pairwise, product
from random import Random
from typing import Any

import pytest

from live_coding.depth_first import (
    Domino,
    connect_winner,
    connect_winner_brute_force,
    course_order,
    course_order_brute_force,
    domino_chain,
    domino_chain_brute_force,
    main,
)
from tests.live_coding.canonical import cases

type Chain = Callable[[Sequence[Domino]], list[Domino] | None]
type Order = Callable[[Mapping[str, Sequence[str]]], list[str]]

IDS = ["better", "brute_force"]
games = pytest.mark.parametrize("solve", [connect_winner, connect_winner_brute_force], ids=IDS)
chains = pytest.mark.parametrize("solve", [domino_chain, domino_chain_brute_force], ids=IDS)
orders = pytest.mark.parametrize("solve", [course_order, course_order_brute_force], ids=IDS)


@games
@pytest.mark.parametrize(("given", "expected"), cases("connect", "winner"))
def test_published_connect(solve: Callable[[Sequence[str]], str], given: dict[str, Any], expected: str) -> None:
    assert solve(given["board"]) == expected


def test_games_agree_on_all_full_and_half_full_small_boards() -> None:
    winners = Counter[tuple[str, bool]]()
    for signs in product("XO.", repeat=6):
        board = ["".join(signs[:3]), "".join(signs[3:])]
        winner = connect_winner(board)
        assert winner == connect_winner_brute_force(board)
        winners[winner, "." in signs] += 1
    assert winners["", False] == 0  # a full board of this game has a winner
    assert len(winners) == 5


@games
def test_boards_of_the_edges(solve: Callable[[Sequence[str]], str]) -> None:
    assert solve([]) == solve([""]) == solve(["."]) == ""
    assert solve([". X", " X O"]) == "X"
    with pytest.raises(ValueError, match=r"^a board has fields of X, O and \. only, not '\?'$"):
        solve(["X ?"])
    with pytest.raises(ValueError, match=r"^rows must be equally long$"):
        solve(["X .", " X"])


def check_chain(dominoes: Sequence[Domino], row: list[Domino] | None) -> None:
    assert row is not None
    assert Counter(tuple(sorted(piece)) for piece in row) == Counter(tuple(sorted(piece)) for piece in dominoes)
    assert all(one[1] == other[0] for one, other in pairwise([*row, *row[:1]]))


@chains
@pytest.mark.parametrize(("given", "expected"), cases("dominoes", "canChain"))
def test_published_dominoes(solve: Chain, given: dict[str, Any], expected: bool) -> None:
    dominoes = [(one, other) for one, other in given["dominoes"]]

    row = solve(dominoes)

    assert (row is not None) == expected
    if expected:
        check_chain(dominoes, row)


def test_dominoes_agree_on_all_small_sets() -> None:
    pieces = [(2, 1), (1, 3), (3, 2), (1, 1), (3, 3), (4, 3)]
    for size in range(5):
        for dominoes in combinations_with_replacement(pieces, size):
            better, brute = domino_chain(dominoes), domino_chain_brute_force(dominoes)
            assert (better is None) == (brute is None)
            if better is not None:
                check_chain(dominoes, better)
                check_chain(dominoes, brute)


def test_a_long_ring_is_found_without_recursion() -> None:
    ring = [(number, (number + 1) % 5_000) for number in range(5_000)]
    Random(1).shuffle(ring)

    check_chain(ring, domino_chain(ring))
    assert domino_chain(ring[1:]) is None


def check_order(requirements: Mapping[str, Sequence[str]], order: list[str]) -> None:
    place = {course: at for at, course in enumerate(order)}
    assert len(place) == len(order)
    assert set(order) == {*requirements, *(each for required in requirements.values() for each in required)}
    assert all(place[each] < place[course] for course, required in requirements.items() for each in required)


def test_courses_agree_with_graphlib_on_random_requirements() -> None:
    rng = Random(3)
    refused = 0
    for _ in range(120):
        requirements = {course: rng.choices("abcde", k=rng.randrange(3)) for course in rng.sample("abcde", 4)}
        try:
            TopologicalSorter(requirements).prepare()
        except CycleError:
            refused += 1
            with pytest.raises(ValueError, match=r"^courses require each other$"):
                course_order_brute_force(requirements)
            with pytest.raises(ValueError, match=r"^courses require each other: ") as caught:
                course_order(requirements)
            circle = str(caught.value).partition(": ")[2].split(" -> ")
            assert circle[0] == circle[-1]
            assert len(set(circle)) == len(circle) - 1
            assert all(required in requirements[course] for course, required in pairwise(circle))
        else:
            check_order(requirements, course_order(requirements))
            check_order(requirements, course_order_brute_force(requirements))
    assert 20 < refused < 100


@orders
def test_courses_of_the_edges(solve: Order) -> None:
    assert solve({}) == []
    assert solve({"": ["a"], "b": []}) in [["a", "", "b"], ["a", "b", ""], ["b", "a", ""]]
    assert solve({"b": ["a", "a"]}) == ["a", "b"]
    with pytest.raises(ValueError, match=r"^courses require each other"):
        solve({"a": ["a"]})


def test_a_circle_through_an_empty_name_is_named() -> None:
    with pytest.raises(ValueError, match=r"^courses require each other: (a ->  -> a| -> a -> )$"):
        course_order({"a": [""], "": ["a"]})


def test_a_chain_of_requirements_of_any_length() -> None:
    requirements = {str(number): [str(number + 1)] for number in range(10_000)}

    check_order(requirements, course_order(requirements))


def test_main_names_the_circle(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Winner: X" in out
    assert "Two rings that do not touch: None" in out
    assert "courses require each other: web -> python -> deploy -> web" in out
