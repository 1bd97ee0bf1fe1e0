"""Numbers: against math and pow, and by trial division for all small numbers."""

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from algorithms.numbers import (
    PROVED_BELOW,
    extended_gcd,
    factorise,
    gcd,
    inverse_mod,
    is_prime,
    lcm,
    main,
    power_mod,
    primes_below,
    primes_between,
)

SMALL = list(product(range(-12, 13), repeat=2))
PRIMES = [number for number in range(2, 2000) if all(number % divisor for divisor in range(2, math.isqrt(number) + 1))]
CARMICHAEL = [561, 1105, 1729, 2465, 2821, 6601, 8911, 10585, 15841, 29341]
# The least composites that the first 1, 2, ... 12 prime bases take for primes (OEIS A014233).
STRONG_PSEUDOPRIMES = [
    2047,
    1373653,
    25326001,
    3215031751,
    2152302898747,
    3474749660383,
    341550071728321,
    3825123056546413051,
    318665857834031151167461,
]


def test_gcd_and_lcm_of_small_numbers() -> None:
    for a, b in SMALL:
        assert gcd(a, b) == math.gcd(a, b)
        assert lcm(a, b) == math.lcm(a, b)


@given(st.integers(), st.integers(), st.integers())
def test_gcd_and_lcm_of_large_numbers(a: int, b: int, shared: int) -> None:
    assert gcd(a * shared, b * shared) == math.gcd(a * shared, b * shared)
    assert lcm(a * shared, b * shared) == math.lcm(a * shared, b * shared)


def test_gcd_takes_few_steps_even_for_neighbours_in_the_fibonacci_sequence() -> None:
    a, b = 1, 1
    for _ in range(1000):
        a, b = b, a + b

    assert gcd(a, b) == 1
    assert count_steps(lambda: gcd(a, b)) <= 3 * 1000 + 10


@pytest.mark.parametrize("number", [1.5, 2.0, math.nan, "2"], ids=str)
@pytest.mark.parametrize("function", [gcd, lcm, extended_gcd, inverse_mod], ids=["gcd", "lcm", "extended", "inverse"])
def test_only_integers_have_divisors(function: Callable[..., object], number: object) -> None:
    with pytest.raises(TypeError):
        function(number, 3)
    with pytest.raises(TypeError):
        function(3, number)


@pytest.mark.parametrize("number", [1.5, 2.0, math.nan, "2"], ids=str)
def test_only_integers_have_powers_modulo_one_another_and_are_primes(number: Any) -> None:
    for numbers in ((number, 2, 7), (3, number, 7), (3, 2, number)):
        with pytest.raises(TypeError):
            power_mod(*numbers)
    with pytest.raises(TypeError):
        is_prime(number)


def test_the_extended_gcd_is_a_sum_of_multiples() -> None:
    for a, b in SMALL:
        divisor, x, y = extended_gcd(a, b)
        assert divisor == math.gcd(a, b) == a * x + b * y


@given(st.integers(), st.integers())
def test_the_extended_gcd_of_large_numbers(a: int, b: int) -> None:
    divisor, x, y = extended_gcd(a, b)

    assert divisor == math.gcd(a, b) == a * x + b * y


def test_inverses_are_those_of_pow_and_exist_where_those_do() -> None:
    for number, modulus in product(range(-12, 13), range(1, 13)):
        divisor = math.gcd(number, modulus)
        if divisor == 1:
            assert inverse_mod(number, modulus) == pow(number, -1, modulus)
        else:
            message = f"^{number} has no inverse modulo {modulus}: both are multiples of {divisor}$"
            with pytest.raises(ValueError, match=message):
                inverse_mod(number, modulus)
            with pytest.raises(ValueError, match=message):
                power_mod(number, -1, modulus)


def test_powers_are_those_of_pow() -> None:
    for base, exponent, modulus in product(range(-6, 7), range(-6, 12), range(1, 9)):
        if exponent >= 0 or math.gcd(base, modulus) == 1:
            assert power_mod(base, exponent, modulus) == pow(base, exponent, modulus)


@given(st.integers(), st.integers(min_value=0), st.integers(min_value=1))
def test_powers_of_large_numbers_are_those_of_pow(base: int, exponent: int, modulus: int) -> None:
    assert power_mod(base, exponent, modulus) == pow(base, exponent, modulus)


def test_a_power_takes_steps_by_the_bits_of_the_exponent() -> None:
    assert count_steps(lambda: power_mod(3, 2**1000 - 1, 10**9 + 7)) <= 6 * 1000 + 10


@pytest.mark.parametrize("modulus", [0, -7])
def test_a_modulus_below_one_is_refused(modulus: int) -> None:
    message = f"^modulus must be at least 1, got {modulus}$"
    with pytest.raises(ValueError, match=message):
        inverse_mod(1, modulus)
    with pytest.raises(ValueError, match=message):
        power_mod(1, 1, modulus)
    with pytest.raises(ValueError, match=message):
        power_mod(1, -1, modulus)


def test_the_sieve_stops_below_each_limit() -> None:
    for limit in range(-2, 400):
        assert primes_below(limit) == [prime for prime in PRIMES if prime < limit]


def test_the_sieve_of_a_million_has_the_known_count() -> None:
    assert len(primes_below(10**6)) == 78_498


def test_every_segment_is_a_piece_of_the_sieve() -> None:
    for low in range(-2, 60):
        for high in range(low - 1, 130, 3):
            assert primes_between(low, high) == [prime for prime in PRIMES if low <= prime < high]


def test_a_segment_far_out() -> None:
    segment = range(10**10, 10**10 + 300)

    assert primes_between(segment.start, segment.stop) == [number for number in segment if is_prime(number)]


def test_is_prime_for_all_small_numbers() -> None:
    assert [number for number in range(-5, 2000) if is_prime(number)] == PRIMES


@pytest.mark.parametrize("number", [*CARMICHAEL, *STRONG_PSEUDOPRIMES, (2**31 - 1) ** 2, PROVED_BELOW - 1])
def test_composites_that_fool_weaker_tests(number: int) -> None:
    assert not is_prime(number)


@pytest.mark.parametrize("number", [2**31 - 1, 2**61 - 1, 10**9 + 7, 10**18 + 9, 41, 43])
def test_known_primes(number: int) -> None:
    assert is_prime(number)
    assert factorise(number) == {number: 1}


def test_what_is_not_proved_is_refused() -> None:
    with pytest.raises(ValueError, match=rf"^expected a number below {PROVED_BELOW}, got {PROVED_BELOW}$"):
        is_prime(PROVED_BELOW)


@pytest.mark.parametrize("number", [0, -12, PROVED_BELOW])
def test_only_positive_numbers_have_factors(number: int) -> None:
    with pytest.raises(ValueError, match=f"^expected a number from 1 to {PROVED_BELOW - 1}, got {number}$"):
        factorise(number)


def test_factors_of_all_small_numbers() -> None:
    for number in range(1, 2500):
        check_factors(number)


@given(st.integers(1, 10**12))
@example((10**6 + 3) ** 2)
@example(43**7)
@example(2**81)
@example(47 * 53 * 59 * 61 * 67)
def test_factors_are_primes_whose_product_is_the_number(number: int) -> None:
    check_factors(number)


def check_factors(number: int) -> None:
    factors = factorise(number)
    assert list(factors) == sorted(factors)
    assert all(is_prime(prime) for prime in factors)
    assert math.prod(prime**times for prime, times in factors.items()) == number


def test_factors_of_a_product_of_two_primes_take_about_the_fourth_root() -> None:
    number = 1_000_003 * 999_983

    assert factorise(number) == {999_983: 1, 1_000_003: 1}
    assert count_steps(lambda: factorise(number)) <= 200 * math.sqrt(10**6)


def test_main_shares_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    keys = next(line for line in out.splitlines() if line.startswith("Diffie")).split()[-2:]
    assert keys[0] == keys[1] == str(pow(3, 271_828_182_845 * 314_159_265_358, 2**61 - 1))
    assert "4294967297 = 641 * 6700417" in out
    assert "561 passes Fermat's test for 2: True but is_prime says False" in out
