"""Arithmetic: the published bases, card numbers and triplets, and all small inputs against counting."""

import re
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.arithmetic import (
    has_valid_check_digit,
    has_valid_check_digit_brute_force,
    main,
    rebased,
    rebased_brute_force,
    triplets_with_sum,
    triplets_with_sum_brute_force,
)
from tests.live_coding.canonical import cases, refusals

IDS = ["better", "brute_force"]
converts = pytest.mark.parametrize("solve", [rebased, rebased_brute_force], ids=IDS)
checks = pytest.mark.parametrize("solve", [has_valid_check_digit, has_valid_check_digit_brute_force], ids=IDS)
SMALL_ENOUGH = 2_000


@converts
@pytest.mark.parametrize(("asked", "expected"), cases("all-your-base", "rebase"))
def test_published_bases(
    solve: Callable[[Sequence[int], int, int], list[int]], asked: dict[str, Any], expected: list[int]
) -> None:
    assert solve(asked["digits"], asked["inputBase"], asked["outputBase"]) == expected


@converts
@pytest.mark.parametrize(("asked", "published"), refusals("all-your-base", "rebase"))
def test_published_bases_that_are_refused(
    solve: Callable[[Sequence[int], int, int], list[int]], asked: dict[str, Any], published: str
) -> None:
    digits, base, new_base = asked["digits"], asked["inputBase"], asked["outputBase"]
    wrong = next((digit for digit in digits if not 0 <= digit < base), None)
    ours = {
        "input base must be >= 2": f"base must be at least 2, not {base}",
        "output base must be >= 2": f"new_base must be at least 2, not {new_base}",
        "all digits must satisfy 0 <= d < input base": f"digits must be from 0 to {base - 1}, not {wrong}",
    }

    with pytest.raises(ValueError, match=f"^{re.escape(ours[published])}$"):
        solve(digits, base, new_base)


@converts
def test_refusals_come_in_the_order_of_the_arguments(
    solve: Callable[[Sequence[int], int, int], list[int]],
) -> None:
    with pytest.raises(ValueError, match=r"^base must be at least 2, not 0$"):
        solve([7, -7], 0, 1)
    with pytest.raises(ValueError, match=r"^new_base must be at least 2, not 1$"):
        solve([7, -7], 2, 1)
    with pytest.raises(ValueError, match=r"^digits must be from 0 to 1, not 7$"):
        solve([7, -7], 2, 2)


def test_bases_agree_on_all_small_numbers() -> None:
    for base, new_base in product(range(2, 5), repeat=2):
        for digits in product(range(base), repeat=3):
            assert rebased(digits, base, new_base) == rebased_brute_force(digits, base, new_base)


@given(st.integers(0, 1 << 200), st.integers(2, 200))
@settings(max_examples=40)
def test_digits_come_back_from_any_base(number: int, base: int) -> None:
    digits = [int(digit) for digit in str(number)]

    changed = rebased(digits, 10, base)

    assert rebased(changed, base, 10) == digits
    assert sum(digit * base**place for place, digit in enumerate(reversed(changed))) == number


@checks
@pytest.mark.parametrize(("asked", "expected"), cases("luhn", "valid"))
def test_published_card_numbers(solve: Callable[[str], bool], asked: dict[str, Any], expected: bool) -> None:
    assert solve(asked["value"]) is expected


@checks
@pytest.mark.parametrize("text", ["", "  ", "²0", "\u0660\u0660", "00\n", "-00", "0\t0"], ids=range(7))
def test_what_is_no_card_number_is_not_valid(solve: Callable[[str], bool], text: str) -> None:
    assert solve(text) is False


def test_card_numbers_agree_on_all_small_texts() -> None:
    for text in map("".join, product("0159 x", repeat=4)):
        assert has_valid_check_digit(text) is has_valid_check_digit_brute_force(text)


@given(st.text("0123456789", min_size=1, max_size=20))
@settings(max_examples=40)
def test_exactly_one_check_digit_fits_and_a_wrong_digit_is_found(text: str) -> None:
    valid = [digit for digit in "0123456789" if has_valid_check_digit(text + digit)]

    assert len(valid) == 1
    wrong = str((int(text[0]) + 1) % 10) + text[1:] + valid[0]
    assert not has_valid_check_digit(wrong)


@pytest.mark.parametrize(("asked", "expected"), cases("pythagorean-triplet", "tripletsWithSum"))
def test_published_triplets(asked: dict[str, Any], expected: list[list[int]]) -> None:
    total = asked["n"]

    triplets = triplets_with_sum(total)

    assert [list(each) for each in triplets] == expected
    assert total > SMALL_ENOUGH or triplets_with_sum_brute_force(total) == triplets


def test_triplets_agree_on_all_small_totals() -> None:
    for total in range(-3, 130):
        assert triplets_with_sum(total) == triplets_with_sum_brute_force(total)


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: rebased([1] * n, 2, 3), id="rebased"),
        pytest.param(lambda n: has_valid_check_digit("7" * n), id="has_valid_check_digit"),
        pytest.param(triplets_with_sum, id="triplets_with_sum"),
    ],
)
def test_twice_the_input_takes_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(600))
    twice = count_steps(lambda: use(1_200))

    assert 1.8 * once <= twice <= 2.1 * once + 50


def test_main_converts_and_checks(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "and back: [1, 2, 3, 4, 5, 6, 7]" in out
    assert "055 444 258: not valid" in out
    assert "Refused: digits must be from 0 to 1, not 2" in out
