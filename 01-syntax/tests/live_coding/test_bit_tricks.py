"""Bit tricks: the published quantities, there and back, and all small inputs against counting."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.bit_tricks import (
    bit_counts,
    bit_counts_brute_force,
    decoded,
    decoded_brute_force,
    encoded,
    encoded_brute_force,
    main,
    missing_number,
    missing_number_brute_force,
    single_number,
    single_number_brute_force,
)
from tests.live_coding.canonical import cases, refusals

IDS = ["better", "brute_force"]
encodes = pytest.mark.parametrize("solve", [encoded, encoded_brute_force], ids=IDS)
decodes = pytest.mark.parametrize("solve", [decoded, decoded_brute_force], ids=IDS)
singles = pytest.mark.parametrize("solve", [single_number, single_number_brute_force], ids=IDS)
misses = pytest.mark.parametrize("solve", [missing_number, missing_number_brute_force], ids=IDS)
counts = pytest.mark.parametrize("solve", [bit_counts, bit_counts_brute_force], ids=IDS)


@encodes
@pytest.mark.parametrize(("asked", "expected"), cases("variable-length-quantity", "encode"))
def test_published_encodings(
    solve: Callable[[Iterable[int]], bytes], asked: dict[str, Any], expected: list[int]
) -> None:
    assert solve(asked["integers"]) == bytes(expected)


@decodes
@pytest.mark.parametrize(("asked", "expected"), cases("variable-length-quantity", "decode"))
def test_published_decodings(solve: Callable[[bytes], list[int]], asked: dict[str, Any], expected: list[int]) -> None:
    assert solve(bytes(asked["integers"])) == expected


@decodes
@pytest.mark.parametrize(("asked", "published"), refusals("variable-length-quantity", "decode"))
def test_published_data_that_end_too_early(
    solve: Callable[[bytes], list[int]], asked: dict[str, Any], published: str
) -> None:
    assert published == "incomplete sequence"
    with pytest.raises(ValueError, match=f"^incomplete: the last byte is {asked['integers'][-1]:#04x}$"):
        solve(bytes(asked["integers"]))


@encodes
def test_encoding_nothing_and_less_than_nothing(solve: Callable[[Iterable[int]], bytes]) -> None:
    assert solve([]) == solve(iter([])) == b""
    with pytest.raises(ValueError, match=r"^numbers must be 0 or more, not -1$"):
        solve([3, -1])


@decodes
def test_decoding_nothing_and_more_bytes_than_needed(solve: Callable[[bytes], list[int]]) -> None:
    assert solve(b"") == []
    assert solve(bytes([0x80, 0x80, 0x05, 0x80, 0x00])) == [5, 0]
    with pytest.raises(ValueError, match=r"^incomplete: the last byte is 0x80$"):
        solve(bytes([0x05, 0x80]))


@given(st.lists(st.integers(0, 300) | st.integers(0, 1 << 80), max_size=8))
@settings(max_examples=60)
def test_numbers_come_back_and_take_as_few_bytes_as_possible(numbers: list[int]) -> None:
    data = encoded(numbers)

    assert data == encoded_brute_force(numbers)
    assert decoded(data) == decoded_brute_force(data) == numbers
    assert len(data) == sum(max(1, -(-number.bit_length() // 7)) for number in numbers)


@given(st.binary(max_size=8))
@settings(max_examples=60)
def test_any_data_are_read_alike(data: bytes) -> None:
    complete = data + b"\x01"

    assert decoded(complete) == decoded_brute_force(complete)


@singles
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([0], 0), ([-7], -7), ([0, 0, 5], 5), ([3, 0, 3], 0), ([-1, 2, -1], 2), ([1 << 70, 4, 1 << 70], 4)],
    ids=["zero", "one", "zeros", "zero_is_single", "negative", "large"],
)
def test_single_numbers_on_the_edges(solve: Callable[[Sequence[int]], int], numbers: list[int], expected: int) -> None:
    assert solve(numbers) == expected


@singles
@pytest.mark.parametrize("numbers", [[], [1, 1]], ids=["none", "pair"])
def test_pairs_only_are_refused(solve: Callable[[Sequence[int]], int], numbers: list[int]) -> None:
    with pytest.raises(ValueError, match=f"^expected an odd number of numbers, not {len(numbers)}$"):
        solve(numbers)


@given(st.sets(st.integers(), min_size=1, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_single_number_is_found_in_any_order(different: set[int], random: Random) -> None:
    single, *others = sorted(different, key=abs)
    numbers = [single, *others, *others]
    random.shuffle(numbers)

    assert single_number(numbers) == single_number_brute_force(numbers) == single


@misses
def test_every_missing_number_is_found_in_every_order(solve: Callable[[Sequence[int]], int]) -> None:
    for last in range(6):
        for missing in range(last + 1):
            present = [number for number in range(last + 1) if number != missing]
            for numbers in permutations(present):
                assert solve(numbers) == missing


@misses
@pytest.mark.parametrize(
    ("numbers", "message"),
    [([0, 9], "expected numbers from 0 to 2, not 9"), ([-1, 5], "expected numbers from 0 to 2, not -1")],
    ids=["above", "below"],
)
def test_numbers_out_of_range_are_refused(
    solve: Callable[[Sequence[int]], int], numbers: list[int], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        solve(numbers)


@counts
@pytest.mark.parametrize("limit", [0, 1, 2, 7, 8, 200])
def test_bit_counts_are_those_of_the_language(solve: Callable[[int], list[int]], limit: int) -> None:
    assert solve(limit) == [number.bit_count() for number in range(limit + 1)]


@counts
def test_a_limit_below_nothing_is_refused(solve: Callable[[int], list[int]]) -> None:
    with pytest.raises(ValueError, match=r"^limit must be 0 or more, not -1$"):
        solve(-1)


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: encoded([1 << 40] * n), id="encoded"),
        pytest.param(lambda n: decoded(b"\x81\x01" * n), id="decoded"),
        pytest.param(lambda n: single_number([*range(n), *range(n), -1]), id="single_number"),
        pytest.param(lambda n: missing_number(range(n)), id="missing_number"),
        pytest.param(lambda n: bit_counts(n), id="bit_counts"),
    ],
)
def test_twice_the_input_takes_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(300))
    twice = count_steps(lambda: use(600))

    assert 1.8 * once <= twice <= 2.1 * once + 50


def test_main_packs_and_finds(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "in 7 bytes: 05 7f 81 00 c8 e8 56" in out
    assert "One byte is lost: incomplete: the last byte is 0xe8" in out
    assert "badge 31" in out
