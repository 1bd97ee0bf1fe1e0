"""Primes: the published cases, products that come back, and no more divisions than the root allows."""

from collections.abc import Callable
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.primes import (
    main,
    nth_prime,
    nth_prime_brute_force,
    prime_factors,
    prime_factors_brute_force,
    primes_up_to,
    primes_up_to_brute_force,
)
from tests.live_coding.canonical import cases, refusals

IDS = ["better", "brute_force"]
takes_apart = pytest.mark.parametrize("solve", [prime_factors, prime_factors_brute_force], ids=IDS)
lists = pytest.mark.parametrize("solve", [primes_up_to, primes_up_to_brute_force], ids=IDS)
counts = pytest.mark.parametrize("solve", [nth_prime, nth_prime_brute_force], ids=IDS)


@takes_apart
@pytest.mark.parametrize(("asked", "expected"), cases("prime-factors", "factors"))
def test_published_factors(solve: Callable[[int], list[int]], asked: dict[str, Any], expected: list[int]) -> None:
    assert solve(asked["value"]) == expected


@takes_apart
@pytest.mark.parametrize("number", [0, -6])
def test_numbers_without_factors_are_refused(solve: Callable[[int], list[int]], number: int) -> None:
    with pytest.raises(ValueError, match=f"^expected a number of at least 1, not {number}$"):
        solve(number)


def test_factors_of_all_small_numbers_are_prime_and_multiply_to_them() -> None:
    primes = set(primes_up_to_brute_force(500))
    for number in range(1, 500):
        factors = prime_factors(number)
        assert factors == prime_factors_brute_force(number) == sorted(factors)
        assert prod(factors) == number
        assert set(factors) <= primes


@given(st.lists(st.sampled_from([2, 3, 5, 7, 11, 13, 97, 199, 997]), max_size=10))
@settings(max_examples=40)
def test_factors_come_back_from_their_product(factors: list[int]) -> None:
    assert prime_factors(prod(factors)) == sorted(factors)


@lists
@pytest.mark.parametrize(("asked", "expected"), cases("sieve", "primes"))
def test_published_primes(solve: Callable[[int], list[int]], asked: dict[str, Any], expected: list[int]) -> None:
    assert solve(asked["limit"]) == expected


@lists
def test_there_are_no_primes_below_two(solve: Callable[[int], list[int]]) -> None:
    assert solve(0) == solve(-5) == []


def test_primes_agree_for_all_small_limits() -> None:
    for limit in range(130):
        assert primes_up_to(limit) == primes_up_to_brute_force(limit)


@counts
@pytest.mark.parametrize(("asked", "expected"), cases("nth-prime", "prime"))
def test_published_places(solve: Callable[[int], int], asked: dict[str, Any], expected: int) -> None:
    assert solve(asked["number"]) == expected


@counts
@pytest.mark.parametrize(("asked", "published"), refusals("nth-prime", "prime"))
def test_published_places_that_are_refused(solve: Callable[[int], int], asked: dict[str, Any], published: str) -> None:
    assert published == "there is no zeroth prime"
    with pytest.raises(ValueError, match=f"^expected a place of at least 1, not {asked['number']}$"):
        solve(asked["number"])


@counts
def test_a_negative_place_is_refused(solve: Callable[[int], int]) -> None:
    with pytest.raises(ValueError, match=r"^expected a place of at least 1, not -1$"):
        solve(-1)


def test_the_bound_is_large_enough_for_every_small_place() -> None:
    primes = primes_up_to(8_000)

    assert [nth_prime(place) for place in range(1, 300)] == primes[:299]
    assert nth_prime(1_000) == primes[999]
    assert [nth_prime_brute_force(place) for place in range(1, 50)] == primes[:49]


def test_one_number_takes_steps_up_to_its_root() -> None:
    smaller, larger = 1_000_003, 4_000_037
    assert len(prime_factors(smaller)) == len(prime_factors(larger)) == 1

    once = count_steps(lambda: prime_factors(smaller))
    twice = count_steps(lambda: prime_factors(larger))

    assert twice <= 2.1 * once
    assert once <= 5 * 1_000


def test_dividing_out_shrinks_the_root() -> None:
    assert count_steps(lambda: prime_factors(2**40)) <= 200


def test_the_sieve_takes_steps_in_line_with_the_limit() -> None:
    once = count_steps(lambda: primes_up_to(2_000))
    twice = count_steps(lambda: primes_up_to(4_000))

    assert twice <= 2.1 * once


def test_main_takes_apart_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "901255 = 5 * 17 * 23 * 461" in out
    assert "10,000 there are 1,229" in out
    assert "The 1,000th is 7919" in out
