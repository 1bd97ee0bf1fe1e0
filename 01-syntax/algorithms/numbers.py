"""Numbers: divisors, remainders and primes, as far as keys, hashes and schedules of a backend need them.

Everything stands on two ideas. Euclid: a common divisor of a and b divides a mod b too, so large numbers shrink to
small ones in a few steps; run backwards, the steps give the inverse modulo a number, which is a division of remainders.
Squaring: b to the power of e takes as many squarings as e has bits, and with a remainder taken at each step no number
grows; so a thousand-digit exponent is nothing. A prime test asks whether powers behave as modulo a prime they must.

Cost: gcd and inverse O(log n) divisions; power O(log e) multiplications; sieve O(n log log n) time and n bytes, by
segments O(sqrt n) memory; prime test 13 powers at most; factors about n to the power of 1/4 steps, which is hopeless
for the product of two large primes: RSA stands on that.
Use it for: when two periodic jobs meet (lcm), hash table sizes (primes), rolling hashes and counting modulo a prime.
Not for: work: ``math.gcd``, ``math.lcm``, ``pow(b, e, m)`` and ``pow(b, -1, m)`` are built in. Cryptography: these take
longer for some numbers than for others, and so tell secrets; use the cryptography package.
Asked: gcd in three lines; a power without ``**``; all primes below n, and why does the inner loop begin at the square?
Source: Knuth, The Art of Computer Programming 2, section 4.5; Cormen and others, chapter 31; Sorenson, Webster, Strong
Pseudoprimes to Twelve Prime Bases (2017); Pollard, A Monte Carlo Method for Factorization (1975)
"""

import math
from itertools import count
from operator import index

WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
PROVED_BELOW = 3_317_044_064_679_887_385_961_981  # the first composite that all witnesses take for a prime


def gcd(a: int, b: int) -> int:
    """Return the greatest common divisor, never negative; ``gcd(0, b)`` is ``abs(b)``. Euclid's algorithm.

    >>> gcd(48, -36), gcd(0, 5), gcd(0, 0)
    (12, 5, 0)

    O(log min(a, b)) divisions; neighbours in the Fibonacci sequence take the most. TypeError for what is no integer.
    """
    a, b = abs(index(a)), abs(index(b))
    while b:
        a, b = b, a % b
    return a


def lcm(a: int, b: int) -> int:
    """Return the least common multiple, never negative, and 0 if one of them is 0. TypeError as for ``gcd``.

    >>> lcm(4, 6), lcm(-3, 5), lcm(0, 7)
    (12, 15, 0)
    """
    divisor = gcd(a, b)
    return abs(a // divisor * b) if divisor else 0  # divided first, the number in between stays small


def extended_gcd(a: int, b: int) -> tuple[int, int, int]:
    """Return (g, x, y) with ``g == gcd(a, b) == a * x + b * y``; x and y may be negative, and are not the only ones.

    TypeError as for ``gcd``.

    >>> g, x, y = extended_gcd(240, 46)
    >>> g, 240 * x + 46 * y
    (2, 2)
    """
    g, following = index(a), index(b)
    x, next_x = 1, 0
    y, next_y = 0, 1
    while following:
        quotient = g // following
        g, following = following, g - quotient * following
        x, next_x = next_x, x - quotient * next_x
        y, next_y = next_y, y - quotient * next_y
    return (-g, -x, -y) if g < 0 else (g, x, y)


def inverse_mod(number: int, modulus: int) -> int:
    """Return the x in ``range(modulus)`` with ``number * x % modulus == 1 % modulus``: ``pow(number, -1, modulus)``.

    >>> inverse_mod(3, 7), inverse_mod(-3, 7)
    (5, 2)

    Raises ValueError ``modulus must be at least 1, got 0``, and where they share a divisor, ``4 has no inverse modulo
    6: both are multiples of 2``. TypeError as for ``gcd``.
    """
    if modulus < 1:
        raise ValueError(f"modulus must be at least 1, got {modulus}")
    divisor, x, _ = extended_gcd(number, modulus)
    if divisor != 1:
        raise ValueError(f"{number} has no inverse modulo {modulus}: both are multiples of {divisor}")
    return x % modulus


def power_mod(base: int, exponent: int, modulus: int) -> int:
    """Return ``base ** exponent % modulus`` by squaring, with no large number in between: ``pow`` of three.

    >>> power_mod(2, 10, 1000), power_mod(3, -1, 7), power_mod(5, 0, 1)
    (24, 5, 0)

    At most 2 multiplications a bit of the exponent. A negative exponent is a power of the inverse, with the errors of
    ``inverse_mod``; these are also raised for the modulus. TypeError for what is no integer.
    """
    base, exponent, modulus = index(base), index(exponent), index(modulus)
    if exponent < 0:
        base, exponent = inverse_mod(base, modulus), -exponent
    if modulus < 1:
        raise ValueError(f"modulus must be at least 1, got {modulus}")
    result = 1 % modulus  # modulo 1 everything is 0, also the empty product
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def primes_below(limit: int) -> list[int]:
    """Return the primes below a limit, ascending: the sieve of Eratosthenes, a byte a number.

    >>> primes_below(20), primes_below(2), primes_below(-5)
    ([2, 3, 5, 7, 11, 13, 17, 19], [], [])

    Multiples of a prime below its square have a smaller factor and are crossed out already. A slice crosses out all
    multiples in one go, in C: that is what makes it fast.
    """
    is_candidate = bytearray([1]) * max(limit, 0)
    is_candidate[:2] = bytes(len(is_candidate[:2]))
    for number in range(2, math.isqrt(max(limit - 1, 0)) + 1):
        if is_candidate[number]:
            multiples = range(number * number, limit, number)
            is_candidate[multiples.start :: number] = bytes(len(multiples))
    return [number for number, candidate in enumerate(is_candidate) if candidate]


def primes_between(low: int, high: int) -> list[int]:
    """Return the primes in ``range(low, high)``, ascending: a segment of the sieve, by the primes up to its root.

    >>> primes_between(10**12, 10**12 + 100)
    [1000000000039, 1000000000061, 1000000000063, 1000000000091]

    Memory O(high - low + sqrt high) instead of O(high).
    """
    low = max(low, 2)
    is_candidate = bytearray([1]) * max(high - low, 0)
    if not is_candidate:
        return []
    for prime in primes_below(math.isqrt(high - 1) + 1):
        first = max(prime * prime, -(-low // prime) * prime)  # the first multiple from low on, but not the prime itself
        multiples = range(first - low, high - low, prime)
        is_candidate[multiples.start :: prime] = bytes(len(multiples))
    return [low + offset for offset, candidate in enumerate(is_candidate) if candidate]


def is_prime(number: int) -> bool:
    """Return whether a number is a prime: Miller and Rabin's test with witnesses that are proved to be enough.

    >>> is_prime(2**61 - 1), is_prime(561), is_prime(1), is_prime(-7)
    (True, False, False, False)

    Modulo a prime, 1 has no square roots but 1 and -1; a witness of a composite finds another one. At most 13 powers.
    Raises ValueError ``expected a number below 3317044064679887385961981, got ...``: from there on nothing is proved.
    TypeError for what is no integer.
    """
    number = index(number)
    if number >= PROVED_BELOW:
        raise ValueError(f"expected a number below {PROVED_BELOW}, got {number}")
    if number < 2:
        return False
    for prime in WITNESSES:
        if number % prime == 0:
            return number == prime
    halvings = ((number - 1) & -(number - 1)).bit_length() - 1
    odd = (number - 1) >> halvings
    return not any(_is_witness(base, number, odd, halvings) for base in WITNESSES)


def _is_witness(base: int, number: int, odd: int, halvings: int) -> bool:
    """Return whether the base proves that the number, ``odd * 2**halvings + 1``, is composite."""
    power = pow(base, odd, number)
    if power in {1, number - 1}:
        return False
    for _ in range(halvings - 1):
        power = power * power % number
        if power == number - 1:
            return False
    return True


def factorise(number: int) -> dict[int, int]:
    """Return the prime factors, ascending, each with how often it occurs: ``{2: 3, 3: 2}`` for 72, ``{}`` for 1.

    >>> factorise(72), factorise(1_000_000_007 * 998_244_353)
    ({2: 3, 3: 2}, {998244353: 1, 1000000007: 1})

    Pollard's rho: a sequence modulo the number repeats itself much earlier modulo a factor, and the gcd of a difference
    shows it, after about as many steps as the root of the smallest factor. Raises ValueError ``expected a number from 1
    to 3317044064679887385961980, got 0``.
    """
    if not 1 <= number < PROVED_BELOW:
        raise ValueError(f"expected a number from 1 to {PROVED_BELOW - 1}, got {number}")
    primes: list[int] = []
    parts = [number]
    while parts:
        part = parts.pop()
        if is_prime(part):
            primes.append(part)
        elif part > 1:
            divisor = _some_divisor(part)
            parts += [divisor, part // divisor]
    return {prime: primes.count(prime) for prime in sorted(primes)}


def _some_divisor(composite: int) -> int:
    """Return a divisor but 1 and the number; with another step of the sequence whenever one finds only the number."""
    for prime in WITNESSES:
        if composite % prime == 0:
            return prime
    for step in count(1):
        slow = fast = 2
        divisor = 1
        while divisor == 1:  # the hare goes two steps for each of the tortoise's, and meets it on the cycle
            slow = (slow * slow + step) % composite
            fast = (fast * fast + step) % composite
            fast = (fast * fast + step) % composite
            divisor = math.gcd(slow - fast, composite)  # in C, as it is nearly all of the work
        if divisor != composite:
            return divisor
    raise AssertionError("count() has no end")


def main() -> None:
    """Let two jobs meet, share a key in public, sieve, and take a number apart."""
    print("Jobs every 12 and 18 minutes start together every", lcm(12, 18), "minutes; gcd", gcd(12, 18))
    print("240 and 46: g, x, y =", extended_gcd(240, 46), "and the inverse of 3 modulo 7 is", inverse_mod(3, 7))
    prime, generator, alice, bob = 2**61 - 1, 3, 271_828_182_845, 314_159_265_358
    to_bob, to_alice = power_mod(generator, alice, prime), power_mod(generator, bob, prime)
    print("Diffie and Hellman, both get:", power_mod(to_alice, alice, prime), power_mod(to_bob, bob, prime))
    print("Primes below 30:", *primes_below(30))
    print("Primes after 10**12:", *primes_between(10**12, 10**12 + 100))
    print("561 passes Fermat's test for 2:", power_mod(2, 560, 561) == 1, "but is_prime says", is_prime(561))
    for number in (360, 2**32 + 1, 10**18 + 1):
        print(number, "=", " * ".join(f"{p}^{n}" if n > 1 else str(p) for p, n in factorise(number).items()))


if __name__ == "__main__":
    main()
