"""Breadth first: the published buckets, and all small ones, ladders and lines beside the plain ways."""

from collections.abc import Callable, Sequence
from itertools import pairwise, product
from random import Random
from typing import Any

import pytest

from live_coding.breadth_first import (
    Measured,
    fewest_rides,
    fewest_rides_brute_force,
    main,
    measured,
    measured_brute_force,
    word_ladder,
    word_ladder_brute_force,
)
from tests.live_coding.canonical import cases, refusals

type Measure = Callable[[int, int, int, Any], Measured]
type Ladder = Callable[[str, str, Sequence[str]], list[str]]
type Rides = Callable[[Sequence[Sequence[str]], str, str], int | None]

IDS = ["better", "brute_force"]
buckets = pytest.mark.parametrize("solve", [measured, measured_brute_force], ids=IDS)
ladders = pytest.mark.parametrize("solve", [word_ladder, word_ladder_brute_force], ids=IDS)
networks = pytest.mark.parametrize("solve", [fewest_rides, fewest_rides_brute_force], ids=IDS)


def arguments(given: dict[str, Any]) -> tuple[int, int, int, Any]:
    return given["bucketOne"], given["bucketTwo"], given["goal"], given["startBucket"]


@buckets
@pytest.mark.parametrize(("given", "expected"), cases("two-bucket", "measure"))
def test_published_two_bucket(solve: Measure, given: dict[str, Any], expected: dict[str, Any]) -> None:
    result = solve(*arguments(given))

    assert result == (expected["moves"], expected["goalBucket"], expected["otherBucket"])


@buckets
@pytest.mark.parametrize(("given", "message"), refusals("two-bucket", "measure"))
def test_published_two_bucket_refusals(solve: Measure, given: dict[str, Any], message: str) -> None:
    one, two, goal, start = arguments(given)

    with pytest.raises(ValueError, match=f"^{message} to measure {goal} with buckets of {one} and {two}$"):
        solve(one, two, goal, start)


def test_small_buckets_agree() -> None:
    for one, two, goal, start in product(range(1, 6), range(1, 6), range(7), ["one", "two"]):
        results = []
        for solve in (measured, measured_brute_force):
            try:
                found = solve(one, two, goal, start)  # type: ignore[arg-type]  # "one" or "two"
            except ValueError:
                results.append(0)
            else:
                results.append(found.moves)
                assert 0 <= found.other <= (two if found.bucket == "one" else one)
        assert results[0] == results[1]


@buckets
def test_buckets_of_nothing_are_refused(solve: Measure) -> None:
    with pytest.raises(ValueError, match=r"^a bucket must hold at least 1, not 0$"):
        solve(3, 0, 1, "one")
    with pytest.raises(ValueError, match=r"^impossible to measure 0 with buckets of 3 and 5$"):
        solve(3, 5, 0, "one")


@buckets
def test_of_two_buckets_with_the_goal_the_first_counts(solve: Measure) -> None:
    assert solve(2, 2, 2, "one") == Measured(1, "one", 0)
    assert solve(2, 2, 2, "two") == Measured(1, "two", 0)


def check_ladder(row: list[str], first: str, last: str, words: Sequence[str]) -> None:
    assert (row[0], row[-1]) == (first, last)
    assert set(row[1:]) <= set(words)
    for one, other in pairwise(row):
        assert sum(a != b for a, b in zip(one, other, strict=True)) == 1


def test_ladders_agree_in_length() -> None:
    rng = Random(1)
    letters = ["".join(word) for word in product("ab_", repeat=3)]
    lengths = set()
    for _ in range(100):
        words = [*rng.sample(letters, 9), "ab", "abab", ""]
        first, last = rng.choice(letters), rng.choice(words[:9])
        better, brute = word_ladder(first, last, words), word_ladder_brute_force(first, last, words)
        assert len(better) == len(brute)
        lengths.add(len(better))
        for row in (better, brute):
            if row:
                check_ladder(row, first, last, words)
    assert {0, 1, 2, 4} <= lengths


@ladders
def test_ladders_of_the_edges(solve: Ladder) -> None:
    words = ["cord", "card", "ward", "warm", "word"]

    check_ladder(solve("cold", "warm", words), "cold", "warm", words)
    assert len(solve("cold", "warm", words)) == 5
    assert solve("cold", "cold", []) == ["cold"]
    assert solve("cold", "cord", []) == []
    assert solve("cold", "gold", ["cord"]) == []
    assert solve("cold", "colder", ["colder"]) == []
    assert words == ["cord", "card", "ward", "warm", "word"]


def test_rides_agree_on_random_networks() -> None:
    rng = Random(2)
    found = set()
    for _ in range(100):
        lines = [rng.choices("abcdefgh", k=rng.randint(1, 3)) for _ in range(rng.randint(0, 6))]
        start, goal = rng.choices("abcdefgh", k=2)
        rides = fewest_rides(lines, start, goal)
        assert rides == fewest_rides_brute_force(lines, start, goal)
        found.add(rides)
    assert {None, 0, 1, 2} <= found


@networks
def test_rides_of_the_edges(solve: Rides) -> None:
    assert solve([["a", "b", "c"], ["c", "d"], ["x", "y"]], "a", "d") == 2
    assert solve([], "a", "a") == 0
    assert solve([], "a", "b") is None
    assert solve([["a", "b", "a"]], "b", "a") == 1


def test_a_long_line_is_ridden_once() -> None:
    stops = [str(number) for number in range(3_000)]

    assert fewest_rides([stops, stops[::-1], ["2999", "x"]], "0", "x") == 2
    assert fewest_rides([stops] * 5, "0", "x") is None


def test_main_measures(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Measured(moves=4, bucket='one', other=5)" in out
    assert "5 litres with 6 and 15: impossible" in out
    assert "cold cord card ward warm" in out
