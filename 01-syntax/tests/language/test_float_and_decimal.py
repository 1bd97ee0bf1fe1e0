import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.float_and_decimal import (
    amount_from_json,
    amount_from_json_wrong,
    best_total,
    exact,
    main,
    may_withdraw,
    may_withdraw_wrong,
    mix_error,
    round_cents,
    round_cents_wrong,
    running_total,
    same_measurement,
    split_cents,
    survives_as_double,
)

finite = st.floats(allow_nan=False, allow_infinity=False)
small = st.floats(min_value=-1e6, max_value=1e6)


@given(finite)
def test_exact_digits_are_the_number_itself(number: float) -> None:
    assert Fraction(exact(number)) == Fraction(number)


def test_a_running_total_rounds_at_every_step() -> None:
    assert running_total([0.1] * 10) == 0.9999999999999999 < sum([0.1] * 10)
    assert running_total([]) == 0.0
    assert running_total([1e16, 1.0, -1e16]) == 0.0


@given(st.lists(small, max_size=30))
def test_the_best_total_is_the_exact_one_rounded_once(prices: list[float]) -> None:
    assert best_total(prices) == float(sum(map(Fraction, prices), Fraction(0)))


@given(small)
def test_a_measurement_stays_the_same_after_rounding(number: float) -> None:
    assert same_measurement(number, math.nextafter(number, math.inf))
    assert not same_measurement(number, number + 1)


def test_close_to_zero_needs_an_absolute_tolerance() -> None:
    assert same_measurement(1e-12, 0.0)
    assert not same_measurement(1e-12, 0.0, smallest=1e-15)


@given(st.integers(min_value=-(2**53), max_value=2**53))
def test_ids_up_to_53_bits_survive_a_double(number: int) -> None:
    assert survives_as_double(number)


@given(st.integers(min_value=2**52, max_value=2**62))
def test_odd_ids_above_do_not(half: int) -> None:
    assert not survives_as_double(2 * half + 1)


def test_a_double_holds_some_numbers_of_309_digits_and_none_of_400() -> None:
    assert survives_as_double(2**1023)
    with pytest.raises(OverflowError):
        survives_as_double(10**400)


@given(st.floats(), st.floats(min_value=0, max_value=1e9))
def test_both_checks_agree_on_all_but_nan(amount: float, balance: float) -> None:
    assert may_withdraw_wrong(amount, balance) is (math.isnan(amount) or may_withdraw(amount, balance))


@pytest.mark.parametrize(
    ("amount", "allowed"),
    [(0.0, False), (-1.0, False), (0.01, True), (100.0, True), (100.01, False), (math.nan, False)],
)
def test_a_withdrawal_is_positive_and_covered(amount: float, allowed: bool) -> None:
    assert may_withdraw(amount, 100.0) is allowed


def test_pythons_json_reader_takes_nan() -> None:
    assert math.isnan(amount_from_json_wrong('{"amount": NaN}'))
    assert amount_from_json_wrong('{"amount": 1.5}') == 1.5


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_an_amount_keeps_all_its_digits(amount: Decimal) -> None:
    assert str(amount_from_json(f'{{"amount": {amount}}}')) == str(amount)


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_the_strict_reader_refuses_what_json_does_not_have(name: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name} is not a number of JSON$"):
        amount_from_json(f'{{"amount": 1, "other": [{name}]}}')


def test_an_amount_in_quotes_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^an amount is a number, not '10.10'$"):
        amount_from_json('{"amount": "10.10"}')


def test_round_sees_the_float_and_not_what_was_typed() -> None:
    typed = 2.675

    assert round_cents_wrong(typed) == 2.67
    assert round_cents(Decimal("2.675")) == Decimal("2.68")
    assert round_cents(Decimal(typed)) == Decimal("2.67")


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_halves_go_away_from_zero_or_to_the_even_cent(cents: int) -> None:
    half = (Decimal(cents) + Decimal("0.5")).scaleb(-2)

    up = cents + 1 if cents >= 0 else cents
    even = cents if cents % 2 == 0 else cents + 1
    assert round_cents(half) == Decimal(up).scaleb(-2)
    assert round_cents(half, half_even=True) == Decimal(even).scaleb(-2)


def test_a_decimal_does_not_mix_with_a_float() -> None:
    assert mix_error(Decimal("9.99"), 1.19) == ("unsupported operand type(s) for *: 'decimal.Decimal' and 'float'")


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=1, max_value=100))
def test_shares_add_up_and_differ_by_a_cent_at_most(total: int, shares: int) -> None:
    parts = split_cents(total, shares)

    assert len(parts) == shares
    assert sum(parts) == total
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


@pytest.mark.parametrize(("total", "shares"), [(100, 0), (100, -1), (-1, 2)])
def test_what_cannot_be_split_is_refused(total: int, shares: int) -> None:
    with pytest.raises(ValueError, match=rf"^cannot split {total} cents into {shares} shares$"):
        split_cents(total, shares)


def test_main_shows_what_nan_does_to_a_check(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "not refused: True - allowed: False" in out
    assert "NaN is not a number of JSON" in out
    assert "in a loop: 0.9999999999999999 - rounded once: 1.0" in out
