"""Primes: stop at the square root, or cross off all multiples at once.

Signal: "prime", "factors", "divisible by", cycles that meet again, sizes up to 10^12 for one number or 10^7 for all.
Template: for one number try divisors up to its root, since of two factors one is no larger than that; divide each out
at once, then whatever divides next is prime by itself. For all numbers up to a limit turn it round, and cross off the
multiples of each prime (a sieve); begin at its square, as smaller multiples have a smaller factor.

Cost: one number O(√n) divisions; the sieve O(n log log n) time and n bytes.
Use it for: sizes of hash tables, choosing a modulus, periods that are to meet rarely.
Not for: numbers of cryptographic size (Miller-Rabin tests them, nobody can factor them fast); at work ``sympy``.
Asked: prime factors, the n-th prime, the sieve. Why up to the root, why from the square?
Source: Knuth, The Art of Computer Programming 2, section 4.5.4; Rosser and Schoenfeld, Approximate formulas for some
functions of prime numbers (1962), for the bound of the n-th prime.
"""

from itertools import count, islice
from math import isqrt, log


def prime_factors(number: int) -> list[int]:
    """Return the primes, in ascending order and with repeats, whose product is the number. Up to 10^12.

    1 is the product of none.

    >>> prime_factors(60), prime_factors(97), prime_factors(1)
    ([2, 2, 3, 5], [97], [])

    Raises ValueError ``expected a number of at least 1, not 0``.
    """
    # Aloud: I divide by 2 as often as it goes, then by 3, and so on. I need not ask whether the divisor is prime: its
    # own factors have been divided out before. And I stop when its square exceeds what is left; the rest is prime, or
    # 1. It is the rest that counts, not the number I began with: it shrinks, and with it the root.
    # Brute force: all divisors up to the number itself, O(n). Better: O(√n) time, at most log n factors.
    # Follow-ups: many numbers (a sieve that keeps the smallest factor of each); all divisors (from the exponents); 60
    # digits (Pollard's rho, then real software); halve the work (2, then odd ones only).
    _check_number(number)
    factors = []
    divisor = 2
    while divisor * divisor <= number:
        while number % divisor == 0:
            factors.append(divisor)
            number //= divisor
        divisor += 1
    return factors + [number] * (number > 1)


def prime_factors_brute_force(number: int) -> list[int]:
    """The same, and the same refusal, by every divisor until nothing is left: O(n) time for a prime."""
    _check_number(number)
    factors = []
    divisor = 2
    while number > 1:
        if number % divisor:
            divisor += 1
        else:
            factors.append(divisor)
            number //= divisor
    return factors


def _check_number(number: int) -> None:
    if number < 1:
        raise ValueError(f"expected a number of at least 1, not {number}")


def primes_up_to(limit: int) -> list[int]:
    """Return all primes up to and including the limit, in ascending order; none below 2. Up to ten million.

    >>> primes_up_to(13), primes_up_to(1)
    ([2, 3, 5, 7, 11, 13], [])
    """
    # Aloud: I write down all numbers, and cross off the multiples of each one that is still there. From its square on:
    # what is smaller has a smaller factor, and is gone. So I can stop at the root of the limit. A bytearray takes one
    # byte for each number, and a slice with a step crosses off a whole row in C.
    # Brute force: test each by division, O(n√n). Better: O(n log log n) time, n bytes.
    # Follow-ups: only odd numbers (half the memory); from a to b with b large (sieve in segments, primes up to √b);
    # without a limit (a dict from the next multiple to its prime); how many only (count the ones).
    if limit < 2:
        return []
    is_prime = bytearray([1]) * (limit + 1)
    is_prime[:2] = b"\0\0"
    for number in range(2, isqrt(limit) + 1):
        if is_prime[number]:
            is_prime[number * number :: number] = bytes(len(range(number * number, limit + 1, number)))
    return [number for number, prime in enumerate(is_prime) if prime]


def primes_up_to_brute_force(limit: int) -> list[int]:
    """The same by testing each number by division: O(n√n) time."""
    return [number for number in range(2, limit + 1) if _is_prime(number)]


def nth_prime(place: int) -> int:
    """Return the prime at a place, counted from 1: the first is 2. Places up to 500,000.

    >>> nth_prime(1), nth_prime(6)
    (2, 13)

    Raises ValueError ``expected a place of at least 1, not 0``.
    """
    # Aloud: A sieve needs a limit, and I do not know how large the n-th prime is. There is a bound I would look up:
    # from the sixth on it is below n (ln n + ln ln n). If I did not know it, I would double the limit until there are
    # enough primes; that costs a few times as much. Then it is the sieve, and I take the n-th that is left.
    # Brute force: test each of the m = n log n numbers by division, O(m√m). Better: O(m log log m) time, O(m) memory.
    # Follow-ups: many such questions (keep the list, and sieve on from its end); the 10^12-th (count primes without
    # listing them: Meissel and Lehmer).
    _check_place(place)
    limit = 13 if place < 6 else int(place * (log(place) + log(log(place)))) + 1
    return primes_up_to(limit)[place - 1]


def nth_prime_brute_force(place: int) -> int:
    """The same, and the same refusal, by testing every number up to the prime m by division: O(m√m) time."""
    _check_place(place)
    return next(islice(filter(_is_prime, count(2)), place - 1, None))


def _is_prime(number: int) -> bool:
    return all(number % divisor for divisor in range(2, isqrt(number) + 1))


def _check_place(place: int) -> None:
    if place < 1:
        raise ValueError(f"expected a place of at least 1, not {place}")


def main() -> None:
    """Take numbers apart, and list and count primes."""
    for number in [60, 97, 1024, 901_255]:
        print(f"{number} =", " * ".join(map(str, prime_factors(number))))
    print("Primes up to 40:", primes_up_to(40))
    for limit in [100, 1_000, 10_000]:
        print(f"Up to {limit:6,} there are {len(primes_up_to(limit)):5,}")
    print("The 1,000th is", nth_prime(1_000))
    shards = 12
    print(f"Every 8th id goes to {len({8 * place % shards for place in range(99)})} of {shards} shards,", end=" ")
    print(f"and to {len({8 * place % 13 for place in range(99)})} of 13: prime sizes forgive patterns")


if __name__ == "__main__":
    main()
