"""Constraint puzzles: the published ones, and small ones against everything that could be tried."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from random import Random
from typing import Any

import pytest

from live_coding.constraint_puzzles import (
    NEXT_TO,
    RIGHT_OF,
    SAME,
    ZEBRA_CLUES,
    ZEBRA_FIXED,
    ZEBRA_GROUPS,
    Clue,
    alphametic_solution,
    alphametic_solution_brute_force,
    arrangement,
    arrangement_brute_force,
    main,
)
from tests.live_coding.canonical import cases

type Arrange = Callable[[Sequence[Sequence[str]], Sequence[Clue], Mapping[str, int]], dict[str, int]]

alphametics = pytest.mark.parametrize(
    "solve", [alphametic_solution, alphametic_solution_brute_force], ids=["better", "brute_force"]
)
arranges = pytest.mark.parametrize("solve", [arrangement, arrangement_brute_force], ids=["better", "brute_force"])


def is_solution(puzzle: str, digits: Mapping[str, int]) -> bool:
    letters = sorted(set(puzzle) & set("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    numbers = ["".join(str(digits.get(sign, sign)) for sign in word) for word in puzzle.replace("==", "+").split("+")]
    values = [int(number) for number in numbers]
    return (
        sorted(digits) == letters
        and len(set(digits.values())) == len(letters)
        and all(str(value) == number.strip() for value, number in zip(values, numbers, strict=True))
        and sum(values[:-1]) == values[-1]
    )


@pytest.mark.parametrize(("given", "expected"), cases("alphametics", "solve"))
def test_published_alphametics(given: dict[str, Any], expected: dict[str, int] | None) -> None:
    assert alphametic_solution(given["puzzle"]) == expected

    if len(set(given["puzzle"])) <= 7:
        assert alphametic_solution_brute_force(given["puzzle"]) == expected


def test_alphametics_agree_on_random_puzzles() -> None:
    rng = Random(5)
    solved = 0
    for _ in range(60):
        words = ["".join(rng.choices("ABC", k=rng.randint(1, 3))) for _ in range(3)]
        puzzle = f"{words[0]} + {words[1]} == {words[2]}"
        better, brute = alphametic_solution(puzzle), alphametic_solution_brute_force(puzzle)
        assert (better is None) == (brute is None)
        if better is not None and brute is not None:
            assert is_solution(puzzle, better)
            assert is_solution(puzzle, brute)
            solved += 1
    assert 0 < solved < 60


@alphametics
def test_one_word_may_be_zero_and_eleven_letters_have_no_digits(
    solve: Callable[[str], dict[str, int] | None],
) -> None:
    assert solve("A + B == B") in [{"A": 0, "B": digit} for digit in range(1, 10)]
    assert solve("ABCDEF == GHIJK") is None
    assert solve("A==A") is not None


@alphametics
@pytest.mark.parametrize(
    "puzzle", ["A + 1 == B", "", "A + B", "A == B == C", "a == a", "A + == A", "Ä == Ä", "A B == C"]
)
def test_what_is_no_sum_of_words_is_refused(solve: Callable[[str], dict[str, int] | None], puzzle: str) -> None:
    with pytest.raises(ValueError, match=f"^no sum of words: '{puzzle.replace('+', '[+]')}'$"):
        solve(puzzle)


@pytest.mark.parametrize(
    ("asked", "value"), [("drinksWater", "water"), ("ownsZebra", "zebra")], ids=["drinksWater", "ownsZebra"]
)
def test_published_zebra_puzzle(asked: str, value: str) -> None:
    (case,) = cases("zebra-puzzle", asked)

    houses = arrangement(ZEBRA_GROUPS, ZEBRA_CLUES, ZEBRA_FIXED)

    assert [name for name in ZEBRA_GROUPS[1] if houses[name] == houses[value]] == [case.values[1]]
    assert all(sorted(houses[each] for each in group) == [0, 1, 2, 3, 4] for group in ZEBRA_GROUPS)
    assert all(houses[other] - houses[one] in gaps for one, other, gaps in ZEBRA_CLUES)


def test_arrangements_agree_on_random_clues() -> None:
    groups = [["a", "b", "c"], ["x", "y", "z"], ["1", "2", "3"]]
    pairs = list(combinations("abcxyz123", 2))
    rng = Random(8)
    failed = 0
    for _ in range(80):
        clues = [Clue(*rng.choice(pairs), rng.choice([SAME, NEXT_TO, RIGHT_OF])) for _ in range(rng.randint(0, 5))]
        fixed = {rng.choice("abc"): rng.randrange(3)}
        try:
            expected = arrangement_brute_force(groups, clues, fixed)
        except ValueError:
            failed += 1
            with pytest.raises(ValueError, match=r"^no arrangement fits all clues$"):
                arrangement(groups, clues, fixed)
            continue
        for houses in (expected, arrangement(groups, clues, fixed)):
            assert all(sorted(houses[each] for each in group) == [0, 1, 2] for group in groups)
            assert all(houses[other] - houses[one] in gaps for one, other, gaps in clues)
            assert fixed.items() <= houses.items()
    assert 0 < failed < 80


@arranges
def test_arrangements_of_the_edges(solve: Arrange) -> None:
    assert solve([], [], {}) == {}
    assert solve([["a"], ["b"]], [Clue("a", "b", SAME), Clue("a", "a", SAME)], {"a": 0}) == {"a": 0, "b": 0}


@arranges
@pytest.mark.parametrize(
    ("groups", "clues", "fixed", "message"),
    [
        ([["a", "b"]], [Clue("a", "a", RIGHT_OF)], {}, "no arrangement fits all clues"),
        ([["a", "b"]], [], {"a": 2}, "no arrangement fits all clues"),
        ([["a", "b"]], [], {"a": 1, "b": 1}, "no arrangement fits all clues"),
        ([["a", "b"], ["c"]], [], {}, "groups must have the same size"),
        ([["a", "b"]], [Clue("a", "mice", SAME)], {}, "'mice' is in no group"),
        ([["a", "b"]], [], {"mice": 1}, "'mice' is in no group"),
        ([["a", "tea"], ["tea", "b"]], [], {}, "'tea' stands twice in the groups"),
    ],
    ids=["no own neighbour", "no such house", "two in one", "sizes", "clue", "fixed", "twice"],
)
def test_what_cannot_be_arranged_is_refused(
    solve: Arrange, groups: list[list[str]], clues: list[Clue], fixed: dict[str, int], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        solve(groups, clues, fixed)


def test_main_names_the_zebras_owner(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "MONEY  10652" in out
    assert "green, Japanese, zebra" in out
