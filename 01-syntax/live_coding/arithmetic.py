"""Arithmetic: digits, remainders, and one equation less to search through.

Signal: digits in some base, check digits, "all a, b, c such that", sizes up to 10^9 or more, so that not even O(n) is
meant.
Template: digits come from ``divmod`` by the base, lowest first, and go back by "times the base plus the next" (Horner).
In a search for numbers that fulfil equations, choose as few of them as possible and compute the others: each equation
saves one loop. Stay with ints: ``//`` and ``%`` are exact at any size, ``/`` and ``math.sqrt`` are not (``isqrt`` is).

Cost: d digits O(d) divisions, each O(1) while numbers fit a machine word; for thousands of digits O(d²) in all.
Use it for: ids in base 62, check digits of cards and invoices, sharing out by remainders.
Not for: money with fractions (``decimal``), real cryptography (a reviewed library), texts in a base up to 36 that
``int(text, base)`` reads anyway.
Asked: convert a base, Luhn, Pythagorean triples. What happens with 0, with leading zeros, with a negative base?
Source: Knuth, The Art of Computer Programming 2, section 4.4; ISO/IEC 7812-1, annex B, for the check digit.
"""

from collections.abc import Sequence


def rebased(digits: Sequence[int], base: int, new_base: int) -> list[int]:
    """Return the digits, most significant first, of the same number in another base.

    Zero is ``[0]``, and so are no digits at all; leading zeros may come in, and none go out. Bases are 2 or more, also
    above 10, since digits are ints. Up to 1,000 digits.

    >>> rebased([4, 2], 10, 2), rebased([0, 2, 10], 16, 3), rebased([], 2, 10)
    ([1, 0, 1, 0, 1, 0], [1, 1, 2, 0], [0])

    Raises ValueError ``base must be at least 2, not 1``, ``new_base must be at least 2, not 0``, and ``digits must be
    from 0 to 1, not 2`` for the first digit that the base does not have; checked in this order.
    """
    # Aloud: Two halves that have nothing to do with each other. In: times the base plus the next digit, from the left.
    # Out: divmod by the new base gives the lowest digit and the rest, so the digits come out backwards. Zero has no
    # digits in that loop, so I always take out one. Then I ask about the errors: is 1 a base, is a digit too large?
    # Brute force: count up in the new base like a mileage counter, O(value). Better: O(d²) for d digits, as the value
    # itself has d digits; O(d) while it fits a machine word.
    # Follow-ups: a million digits (split in halves, and fast multiplication); fractions; base -2; ids in base 62.
    _check_digits(digits, base, new_base)
    value = 0
    for digit in digits:
        value = value * base + digit
    value, lowest = divmod(value, new_base)
    backwards = [lowest]
    while value:
        value, digit = divmod(value, new_base)
        backwards.append(digit)
    return backwards[::-1]


def rebased_brute_force(digits: Sequence[int], base: int, new_base: int) -> list[int]:
    """The same, and the same refusals, by counting up one at a time in the new base: O(value) time."""
    _check_digits(digits, base, new_base)
    counter = [0]
    for _ in range(sum(digit * base**place for place, digit in enumerate(reversed(digits)))):
        place = 0
        while place < len(counter) and counter[place] == new_base - 1:
            counter[place] = 0
            place += 1
        if place == len(counter):
            counter.append(0)
        counter[place] += 1
    return counter[::-1]


def _check_digits(digits: Sequence[int], base: int, new_base: int) -> None:
    if base < 2:
        raise ValueError(f"base must be at least 2, not {base}")
    if new_base < 2:
        raise ValueError(f"new_base must be at least 2, not {new_base}")
    for digit in digits:
        if not 0 <= digit < base:
            raise ValueError(f"digits must be from 0 to {base - 1}, not {digit}")


def has_valid_check_digit(text: str) -> bool:
    """Return whether a card number passes the Luhn check.

    From the right every second digit is doubled, and 9 is taken off what exceeds 9; the sum of all must be divisible by
    10. Spaces are left out. Anything else but the digits 0 to 9, or fewer than two digits, is not valid: False, no
    error. Any length.

    >>> has_valid_check_digit("055 444 285"), has_valid_check_digit("055 444 286"), has_valid_check_digit("0")
    (True, False, False)
    """
    # Aloud: First what counts: strip the spaces, then insist on ASCII digits; isdigit alone lets "²" through, on which
    # int fails. I walk from the right, so that the length does not matter, and double at odd places. The digits of a
    # doubled one add up to itself minus 9, if it exceeds 9.
    # Brute force: none worth saying, there is one walk; the plain version writes the doubled ones out and adds up their
    # digits. O(n) time, O(n) memory for the text without spaces.
    # Follow-ups: compute the check digit (append 0; what is missing to the next ten); what it finds (any one wrong
    # digit, most swapped neighbours, not 09 and 90); is it security (no: anyone can compute it).
    digits = text.replace(" ", "")
    if len(digits) < 2 or not (digits.isascii() and digits.isdigit()):
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def has_valid_check_digit_brute_force(text: str) -> bool:
    """The same by writing the doubled digits out, and adding up all digits of that: O(n) time and memory."""
    digits = [char for char in text if char != " "]
    if len(digits) < 2 or any(char not in "0123456789" for char in digits):
        return False
    for place in range(len(digits) - 2, -1, -2):
        digits[place] = str(2 * int(digits[place]))
    return sum(map(int, "".join(digits))) % 10 == 0


def triplets_with_sum(total: int) -> list[tuple[int, int, int]]:
    """Return all (a, b, c) with 0 < a < b < c, a² + b² = c² and a + b + c = ``total``, in ascending order.

    Totals up to 1,000,000, of which most have none; a total below 12 has none.

    >>> triplets_with_sum(90), triplets_with_sum(7)
    ([(9, 40, 41), (15, 36, 39)], [])
    """
    # Aloud: Three unknowns and two equations: one loop is enough. With n for the sum, c = n - a - b into the other one
    # gives b = n (n - 2a) / 2 (n - a). So for each a I compute b, if it divides evenly, and c is the rest. a is the
    # smallest, so below n / 3, and I stop as soon as b is no longer larger than a. All in ints, no square root.
    # Brute force: all a and b, O(n²); all three, O(n³). Better: O(n) time, O(1) memory.
    # Follow-ups: n up to 10^12 (Euclid: a triple is k times (p² - q², 2pq, p² + q²), so look at divisors of n / 2);
    # all triples with c up to n (generate from p and q); count only.
    found = []
    for a in range(1, total // 3):
        b, remainder = divmod(total * (total - 2 * a), 2 * (total - a))
        if b <= a:
            break
        if remainder == 0:
            found.append((a, b, total - a - b))
    return found


def triplets_with_sum_brute_force(total: int) -> list[tuple[int, int, int]]:
    """The same by trying all a and b: O(n²) time."""
    found = []
    for a in range(1, total):
        for b in range(a + 1, (total - a + 1) // 2):
            c = total - a - b
            if a * a + b * b == c * c:
                found.append((a, b, c))
    return found


def main() -> None:
    """Write an id in base 62, check card numbers, and look for right angles."""
    print("Id 1234567 in base 62 has the digits", rebased([1, 2, 3, 4, 5, 6, 7], 10, 62))
    print("and back:", rebased([5, 11, 10, 23], 62, 10))
    for text in ["055 444 285", "055 444 258", "055-444-285"]:
        print(f"{text}: {'fine' if has_valid_check_digit(text) else 'not valid'}")
    for total in [12, 90, 1001]:
        print(f"Right-angled, {total} around:", triplets_with_sum(total))
    try:
        rebased([1, 2], 2, 10)
    except ValueError as error:
        print("Refused:", error)


if __name__ == "__main__":
    main()
