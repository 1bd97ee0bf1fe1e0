"""Floats are binary and money is decimal: where digits get lost, and which type keeps them.

A float is a double: 53 bits, so 15 to 17 decimal digits, and only fractions of powers of two are exact. 0.1
is not. Errors add up in running totals, comparisons with ``==`` fail, large ids lose their last digit in a
client that reads JSON numbers as doubles, and NaN is neither below, above nor equal to anything, so a check that
is written as "refuse when above the limit" lets it through. Money belongs into ``int`` cents or ``Decimal``, made from
text and never from a float, and rounded once, at a place that the tax law names.

Cost: float arithmetic is one machine instruction and a new object; ``Decimal`` is slower by a small factor and takes
104 bytes instead of 24 (``sys.getsizeof``); int cents cost what ints cost.
Use floats for: measurements, coordinates, scores, anything that carries an error of its own already.
Not for: money, counters above 2**53, keys of a dict, equality.
Asked: why is ``0.1 + 0.2 != 0.3``? How would you store a price? What does ``round(2.5)`` return?
Source: https://docs.python.org/3/tutorial/floatingpoint.html, IEEE 754, https://docs.python.org/3/library/decimal.html
"""

import json
import math
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def exact(number: float) -> str:
    """Return all decimal digits of what a float really holds.

    >>> exact(0.5), exact(0.1)
    ('0.5', '0.1000000000000000055511151231257827021181583404541015625')
    """
    return str(Decimal(number))


def running_total(prices: Sequence[float]) -> float:
    """Return the sum as a loop makes it: each ``+`` rounds, and the errors add up.

    The built-in ``sum`` hides this since 3.12, as it carries the error along for floats.

    >>> running_total([0.1] * 10)
    0.9999999999999999
    """
    total = 0.0
    for price in prices:
        total += price
    return total


def best_total(prices: Sequence[float]) -> float:
    """Return the float nearest to the exact sum of the floats, rounded once at the end.

    >>> best_total([0.1] * 10), best_total([1e16, 1.0, -1e16])
    (1.0, 1.0)
    """
    return math.fsum(prices)


def same_measurement(first: float, second: float, *, smallest: float = 1e-9) -> bool:
    """Say whether two measurements differ by rounding only: by a billionth of the larger, or by ``smallest``.

    A relative tolerance alone calls nothing close to 0, as a billionth of almost nothing is nothing.

    >>> 0.1 + 0.2 == 0.3, same_measurement(0.1 + 0.2, 0.3), same_measurement(1e-12, 0.0)
    (False, True, True)
    """
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=smallest)


def survives_as_double(number: int) -> bool:
    """Say whether an id is still the same after a JSON client has read it as a double, as JavaScript does.

    >>> survives_as_double(2**53), survives_as_double(2**53 + 1)
    (True, False)

    Raises OverflowError for a number above about 1.8e308, more than any double holds.
    """
    return int(float(number)) == number


def may_withdraw_wrong(amount: float, balance: float) -> bool:
    """Say whether a withdrawal is allowed, as "not refused": positive amounts up to the balance, and NaN.

    >>> may_withdraw_wrong(float("nan"), 100.0)
    True
    """
    return not (amount <= 0 or amount > balance)


def may_withdraw(amount: float, balance: float) -> bool:
    """Say whether a withdrawal is allowed: a positive amount up to the balance. NaN fails both comparisons.

    >>> may_withdraw(100.0, 100.0), may_withdraw(float("nan"), 100.0)
    (True, False)
    """
    return 0 < amount <= balance


def amount_from_json_wrong(document: str) -> float:
    """Return the member "amount"; Python's reader takes ``NaN`` and ``Infinity``, which JSON does not have.

    >>> amount_from_json_wrong('{"amount": NaN}')
    nan
    """
    return float(json.loads(document)["amount"])


def amount_from_json(document: str) -> Decimal:
    """Return the member "amount" with exactly the digits that stood in the document.

    >>> amount_from_json('{"amount": 10.10}')
    Decimal('10.10')

    Raises ValueError for ``NaN``, ``Infinity`` and ``-Infinity`` anywhere in the document (``NaN is not a number of
    JSON``), and for another type (``an amount is a number, not '10.10'``).
    """

    def refuse(name: str) -> object:
        raise ValueError(f"{name} is not a number of JSON")

    amount = json.loads(document, parse_float=Decimal, parse_int=Decimal, parse_constant=refuse)["amount"]
    if not isinstance(amount, Decimal):
        raise ValueError(f"an amount is a number, not {amount!r}")
    return amount


def round_cents_wrong(amount: float) -> float:
    """Return the amount rounded to two places by ``round``, which sees the float, not what was typed.

    2.675 is held as 2.67499999..., so it goes down; exact halves go to the even neighbour.

    >>> round_cents_wrong(2.675), round(0.5), round(1.5), round(2.5)
    (2.67, 0, 2, 2)
    """
    return round(amount, 2)


def round_cents(amount: Decimal, *, half_even: bool = False) -> Decimal:
    """Return the amount rounded to cents; halves away from zero as on an invoice, or to the even cent.

    >>> round_cents(Decimal("2.675")), round_cents(Decimal("2.665"), half_even=True)
    (Decimal('2.68'), Decimal('2.66'))
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN if half_even else ROUND_HALF_UP)


def mix_error(price: Decimal, factor: float) -> str:
    """Multiply a price with a float and return the message of the TypeError: the types refuse to mix."""
    try:
        return str(price * factor)  # type: ignore[operator]  # the error is the lesson
    except TypeError as error:
        return str(error)


def split_cents(total: int, shares: int) -> list[int]:
    """Return ``total`` cents, 0 or more, as that many shares that add up to it and differ by one cent at most.

    Larger shares come first.

    >>> split_cents(1000, 3)
    [334, 333, 333]

    Raises ValueError ``cannot split 100 cents into 0 shares`` for less than one share, or less than 0 cents.
    """
    if shares < 1 or total < 0:
        raise ValueError(f"cannot split {total} cents into {shares} shares")
    share, rest = divmod(total, shares)
    return [share + 1] * rest + [share] * (shares - rest)


def main() -> None:
    """Print where digits get lost, and what keeps them."""
    print("0.1 is", exact(0.1))
    print("0.1 + 0.2 == 0.3:", 0.1 + 0.2 == 0.3, "- close enough:", same_measurement(0.1 + 0.2, 0.3))
    prices = [0.1] * 10
    print("Ten times 0.1 in a loop:", running_total(prices), "- rounded once:", best_total(prices))

    for number in (2**53, 2**53 + 1):
        print(f"The id {number} survives a JSON client:", survives_as_double(number))

    nan = amount_from_json_wrong('{"amount": NaN}')
    print("nan == nan:", nan == float("nan"), "- a balance of 100 and a withdrawal of nan:")
    print("  not refused:", may_withdraw_wrong(nan, 100.0), "- allowed:", may_withdraw(nan, 100.0))
    try:
        amount_from_json('{"amount": NaN}')
    except ValueError as error:
        print("  the strict reader:", error)

    print("2.675 to cents: round", round_cents_wrong(2.675), "- Decimal", round_cents(Decimal("2.675")))
    made_from_float = Decimal(2.675)  # noqa: RUF032 - the linter knows the mistake
    print(
        "Decimal(2.675) instead of Decimal('2.675'):", round_cents(made_from_float), "- too late, the digits are lost"
    )
    print("Decimal * float:", mix_error(Decimal("9.99"), 1.19))
    print("10 euros for three:", split_cents(1000, 3), "- three times 3.33 is", 3 * Decimal("3.33"))


if __name__ == "__main__":
    main()
