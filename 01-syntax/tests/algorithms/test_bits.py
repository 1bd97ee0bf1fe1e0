"""Bits: against the digits of ``bin``, ``int.bit_count``, ctypes and itertools."""

import ctypes
from collections import Counter
from collections.abc import Callable
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.bits import (
    clear_bit,
    flip_bit,
    get_bit,
    gray_code,
    gray_place,
    is_power_of_two,
    lowest_set_bit,
    main,
    popcount,
    set_bit,
    single_number,
    submasks,
    subsets,
    to_signed,
    to_unsigned,
)
from algorithms.complexity import count_steps

LARGE = st.integers(-(2**130), 2**130)


def digits(number: int, width: int = 140) -> list[bool]:
    """The lowest bits in two's complement, the lowest first."""
    return [digit == "1" for digit in reversed(f"{number % 2**width:0{width}b}")]


@given(LARGE, st.integers(0, 135))
def test_one_bit_is_read_and_changed_and_no_other(number: int, place: int) -> None:
    before = digits(number)

    assert get_bit(number, place) is before[place]
    for function, bit in ((set_bit, True), (clear_bit, False), (flip_bit, not before[place])):
        assert digits(function(number, place)) == [*before[:place], bit, *before[place + 1 :]]
        assert (function(number, place) < 0) == (number < 0)


@pytest.mark.parametrize("function", [get_bit, set_bit, clear_bit, flip_bit], ids=["get", "set", "clear", "flip"])
def test_there_is_no_bit_at_a_negative_place(function: Callable[[int, int], int]) -> None:
    with pytest.raises(ValueError, match=r"^negative shift count$"):
        function(5, -1)
    with pytest.raises(TypeError):
        function(5, 1.0)  # type: ignore[arg-type] # the mistake


@given(st.integers(0, 2**130))
def test_popcount_is_bit_count(number: int) -> None:
    assert popcount(number) == number.bit_count()


def test_popcount_takes_a_step_a_set_bit() -> None:
    assert popcount(1 << 10_000) == 1
    assert count_steps(lambda: popcount(1 << 10_000)) <= 10
    assert popcount((1 << 500) - 1) == 500


def test_a_negative_number_has_no_count_of_ones() -> None:
    with pytest.raises(ValueError, match=r"^a negative number has no end of ones, got -7$"):
        popcount(-7)


@given(LARGE)
def test_the_lowest_set_bit_is_the_first_of_the_digits(number: int) -> None:
    expected = 1 << digits(number).index(True) if number else 0

    assert lowest_set_bit(number) == expected


def test_powers_of_two() -> None:
    assert [number for number in range(-70, 1025) if is_power_of_two(number)] == [2**power for power in range(11)]
    assert is_power_of_two(1 << 1000)
    assert not is_power_of_two((1 << 1000) + 1)
    assert not is_power_of_two(-(1 << 1000))


@given(LARGE)
def test_widths_are_those_of_c(number: int) -> None:
    assert to_unsigned(number, 8) == ctypes.c_uint8(number).value
    assert to_unsigned(number, 32) == ctypes.c_uint32(number).value
    assert to_signed(number, 8) == ctypes.c_int8(number).value
    assert to_signed(number, 32) == ctypes.c_int32(number).value
    assert to_signed(number, 64) == ctypes.c_int64(number).value


def test_the_narrowest_width_is_one_bit() -> None:
    assert [to_unsigned(number, 1) for number in (-2, -1, 0, 1)] == [0, 1, 0, 1]
    assert [to_signed(number, 1) for number in (-2, -1, 0, 1)] == [0, -1, 0, -1]


@pytest.mark.parametrize("width", [0, -8])
@pytest.mark.parametrize("function", [to_unsigned, to_signed], ids=["to_unsigned", "to_signed"])
def test_a_width_below_one_is_refused(function: Callable[[int, int], int], width: int) -> None:
    with pytest.raises(ValueError, match=f"^width must be at least 1, got {width}$"):
        function(5, width)


def test_neighbours_in_the_gray_code_differ_in_one_bit_and_all_numbers_occur() -> None:
    for bits in range(1, 9):
        codes = [gray_code(place) for place in range(1 << bits)]
        assert sorted(codes) == list(range(1 << bits))
        assert all((left ^ right).bit_count() == 1 for left, right in zip(codes, codes[1:] + codes[:1], strict=True))


@given(st.integers(0, 2**300))
def test_the_place_of_a_gray_code_is_found_again(place: int) -> None:
    assert gray_place(gray_code(place)) == place
    assert gray_code(gray_place(place)) == place


def test_a_place_is_found_in_few_steps() -> None:
    assert count_steps(lambda: gray_place((1 << 4096) - 1)) <= 4 * 12 + 5


def test_gray_codes_are_not_negative() -> None:
    with pytest.raises(ValueError, match=r"^place must not be negative, got -1$"):
        gray_code(-1)
    with pytest.raises(ValueError, match=r"^code must not be negative, got -1$"):
        gray_place(-1)


@pytest.mark.parametrize("items", ["", "a", "ab", "aab", "abcde"])
def test_subsets_are_the_combinations_of_all_lengths(items: str) -> None:
    expected = chain.from_iterable(combinations(items, length) for length in range(len(items) + 1))

    assert Counter(subsets(items)) == Counter(expected)


def test_subsets_come_in_the_order_of_their_numbers() -> None:
    assert [sum(1 << place for place in subset) for subset in subsets(range(6))] == list(range(64))


def test_submasks_are_all_numbers_within_the_mask() -> None:
    for mask in range(300):
        assert list(submasks(mask)) == [each for each in range(mask, -1, -1) if each | mask == mask]


def test_submasks_cost_by_their_number_not_by_the_mask() -> None:
    mask = 1 << 1000 | 1 << 500 | 1

    assert len(list(submasks(mask))) == 8


def test_a_negative_mask_has_no_end_of_submasks() -> None:
    with pytest.raises(ValueError, match=r"^mask must not be negative, got -1$"):
        next(submasks(-1))


def test_the_single_number_of_all_short_lists() -> None:
    for length in range(6):
        for numbers in product([-2, 0, 3], repeat=length):
            odd = [number for number, times in Counter(numbers).items() if times % 2]
            if len(odd) <= 1:
                assert single_number(iter(numbers)) == (odd[0] if odd else 0)


@given(st.lists(LARGE), LARGE)
def test_order_does_not_matter_for_the_single_number(pairs: list[int], single: int) -> None:
    numbers = [*pairs, single, *reversed(pairs)]

    assert single_number(numbers) == single_number(sorted(numbers)) == single


def test_main_tells_the_hash_of_java(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "mask 1001: ['read', 'admin']" in out
    assert f"hash in Java:   {ctypes.c_int32(2375523513007921180868219).value}\n" in out
    assert "teams of two: ada+bob ada+eve bob+eve" in out
    assert "101 is at place 6" in out
