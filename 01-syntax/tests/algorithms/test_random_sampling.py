"""Random sampling: fair by counting the outcomes of every answer the random source can give."""

import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from fractions import Fraction
from itertools import combinations, permutations
from math import comb

import pytest

from algorithms.complexity import count_steps
from algorithms.random_sampling import (
    AliasTable,
    PrefixSumChooser,
    below_from_bits,
    main,
    reservoir_sample,
    sample_range,
    shuffle,
    shuffle_wrong,
)

type Below = Callable[[int], int]
CHOOSERS = pytest.mark.parametrize("chooser", [PrefixSumChooser, AliasTable], ids=["prefix_sums", "alias"])
WEIGHTS = [[1], [7], [1, 1], [5, 0, 1], [0, 0, 3], [1, 2, 3, 4], [3, 3, 3], [0, 9, 1, 0, 2], [1, 100], [2, 2, 1, 1, 6]]


def chances[T: Hashable](use: Callable[[Below], T]) -> dict[T, Fraction]:
    """The exact probability of each outcome, if ``below(n)`` gives each number from 0 to n - 1 as likely.

    Each run follows prepared answers and takes 0 from there on; then the last answer that can be raised is raised.
    """
    found: dict[T, Fraction] = defaultdict(Fraction)
    answers: list[int] = []
    while True:
        limits: list[int] = []

        def below(limit: int, limits: list[int] = limits) -> int:
            assert limit >= 1
            limits.append(limit)
            if len(limits) > len(answers):
                answers.append(0)
            return answers[len(limits) - 1]

        outcome = use(below)
        chance = Fraction(1)
        for limit in limits:
            chance /= limit
        found[outcome] += chance
        while answers and answers[-1] + 1 == limits[len(answers) - 1]:
            answers.pop()
        if not answers:
            return dict(found)
        answers[-1] += 1


def test_the_counting_itself() -> None:
    assert chances(lambda below: below(2) + below(2)) == {0: Fraction(1, 4), 1: Fraction(1, 2), 2: Fraction(1, 4)}


@pytest.mark.parametrize("size", range(6))
def test_each_order_is_as_likely(size: int) -> None:
    def use(below: Below) -> tuple[int, ...]:
        items = list(range(size))
        shuffle(items, below=below)
        return tuple(items)

    expected = list(permutations(range(size)))
    assert chances(use) == {order: Fraction(1, len(expected)) for order in expected}


def test_the_wrong_shuffle_prefers_some_orders() -> None:
    def use(below: Below) -> str:
        items = list("abc")
        shuffle_wrong(items, below=below)
        return "".join(items)

    found = chances(use)

    assert [found[order] * 27 for order in ("abc", "acb", "bac", "bca", "cab", "cba")] == [4, 5, 5, 5, 4, 4]


@pytest.mark.parametrize("function", [shuffle, shuffle_wrong], ids=["right", "wrong"])
def test_a_shuffle_keeps_the_items_and_the_default_source_works(function: Callable[[list[int]], None]) -> None:
    items = list(range(1000))

    function(items)

    assert items != list(range(1000))
    assert sorted(items) == list(range(1000))


@pytest.mark.parametrize("size", range(6))
def test_each_sample_of_a_range_is_as_likely(size: int) -> None:
    for count in range(size + 1):

        def use(below: Below, count: int = count) -> frozenset[int]:
            return frozenset(sample_range(size, count, below=below))

        expected = Fraction(1, comb(size, count))
        assert chances(use) == {frozenset(each): expected for each in combinations(range(size), count)}


def test_a_sample_costs_by_its_size_not_by_the_range() -> None:
    below = random.Random(1).randrange

    assert count_steps(lambda: sample_range(10**30, 100, below=below)) <= 100 * 20


@pytest.mark.parametrize("count", [-1, 6])
def test_a_sample_larger_than_the_range_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=rf"^count must be from 0 to 5, got {count}$"):
        sample_range(5, count)


@pytest.mark.parametrize("size", range(7))
def test_each_sample_of_a_stream_is_as_likely(size: int) -> None:
    for count in range(4):

        def use(below: Below, count: int = count) -> frozenset[int]:
            kept = reservoir_sample(iter(range(size)), count, below=below)
            assert len(kept) == min(count, size)
            return frozenset(kept)

        expected = list(combinations(range(size), min(count, size)))
        assert chances(use) == {frozenset(each): Fraction(1, len(expected)) for each in expected}


def test_a_stream_is_read_once_and_not_kept() -> None:
    alive = 0
    most = 0

    class Line:
        def __init__(self) -> None:
            nonlocal alive, most
            alive += 1
            most = max(most, alive)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    assert len(reservoir_sample((Line() for _ in range(2000)), 10, below=random.Random(1).randrange)) == 10
    assert most <= 13


def test_a_negative_reservoir_is_refused_before_anything_is_read() -> None:
    stream = iter([1])

    with pytest.raises(ValueError, match=r"^count must not be negative, got -1$"):
        reservoir_sample(stream, -1)
    assert list(stream) == [1]


@CHOOSERS
@pytest.mark.parametrize("weights", WEIGHTS, ids=str)
def test_places_are_drawn_exactly_by_weight(chooser: type[PrefixSumChooser | AliasTable], weights: list[int]) -> None:
    ready = chooser(weights)

    assert chances(lambda below: ready.choose(below=below)) == {
        place: Fraction(weight, sum(weights)) for place, weight in enumerate(weights) if weight
    }


@CHOOSERS
@pytest.mark.parametrize(
    ("weights", "error", "message"),
    [
        ([], ValueError, "at least one weight must be above 0"),
        ([0, 0], ValueError, "at least one weight must be above 0"),
        ([3, -1], ValueError, "weights must not be negative, got -1"),
        ([1, 0.5], TypeError, "weights must be integers, got 0.5"),
        ([1, float("nan")], TypeError, "weights must be integers, got nan"),
    ],
)
def test_weights_that_mean_nothing_are_refused(
    chooser: Callable[[list[float]], object], weights: list[float], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}$"):
        chooser(weights)


def test_an_alias_is_drawn_in_steps_that_do_not_grow() -> None:
    def steps(chooser: PrefixSumChooser | AliasTable) -> int:
        return count_steps(lambda: chooser.choose(below=lambda limit: limit - 1))

    assert steps(AliasTable(range(1, 5000))) == steps(AliasTable([1, 2, 3]))
    assert count_steps(lambda: AliasTable(range(1, 5000))) <= 20 * 5000


@CHOOSERS
def test_the_default_source_and_a_secret_one_give_places(chooser: type[PrefixSumChooser | AliasTable]) -> None:
    ready = chooser([1, 2, 3])

    assert {ready.choose() for _ in range(200)} == {0, 1, 2}
    assert {ready.choose(below=secrets.randbelow) for _ in range(200)} == {0, 1, 2}


@pytest.mark.parametrize("limit", range(1, 20))
def test_bits_give_each_number_below_the_limit_once_a_round(limit: int) -> None:
    """Over all answers of one call of the source: each number once, and the others are asked again."""
    width = (limit - 1).bit_length()
    drawn: Counter[int] = Counter()
    for answer in range(2**width):
        answers = iter([answer, 0])

        def bits(count: int, answers: Iterator[int] = answers) -> int:
            assert count == width
            return next(answers)

        number = below_from_bits(limit, bits)
        drawn[number] += list(answers) == [0]

    assert +drawn == Counter(range(limit))
    assert 2**width < 2 * limit


def test_there_is_no_number_below_zero_to_draw() -> None:
    with pytest.raises(ValueError, match=r"^limit must be at least 1, got 0$"):
        below_from_bits(0, random.getrandbits)
    assert below_from_bits(10**30, random.getrandbits) < 10**30


def test_main_shows_the_bias(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "{'abc': 1, 'acb': 1, 'bac': 1, 'bca': 1, 'cab': 1, 'cba': 1}" in out
    assert "{'abc': 4, 'acb': 5, 'bac': 5, 'bca': 5, 'cab': 4, 'cba': 4}" in out
