"""Partitions: every item in one part, every part fit, against all ways to cut and to deal."""

from collections.abc import Callable, Sequence
from ipaddress import AddressValueError, IPv4Address
from itertools import chain, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_coding.partitions import (
    addresses,
    addresses_brute_force,
    equal_parts,
    equal_parts_brute_force,
    main,
    palindrome_partitions,
    palindrome_partitions_brute_force,
)

type Deal = Callable[[Sequence[int], int], list[list[int]] | None]

IDS = ["better", "brute_force"]
mirrors = pytest.mark.parametrize("solve", [palindrome_partitions, palindrome_partitions_brute_force], ids=IDS)
dotted = pytest.mark.parametrize("solve", [addresses, addresses_brute_force], ids=IDS)
deals = pytest.mark.parametrize("solve", [equal_parts, equal_parts_brute_force], ids=IDS)


@mirrors
@pytest.mark.parametrize(
    ("text", "ways"), [("", [[]]), ("a", [["a"]]), ("ab", [["a", "b"]]), ("aba", [["a", "b", "a"], ["aba"]])]
)
def test_palindromes_of_the_edges(solve: Callable[[str], list[list[str]]], text: str, ways: list[list[str]]) -> None:
    assert solve(text) == ways


def test_palindromes_agree_on_all_small_texts() -> None:
    for letters in chain.from_iterable(product("ab", repeat=length) for length in range(8)):
        text = "".join(letters)
        assert palindrome_partitions(text) == palindrome_partitions_brute_force(text)


def test_equal_letters_can_be_cut_anywhere() -> None:
    assert len(palindrome_partitions("a" * 10)) == 2**9


@dotted
@pytest.mark.parametrize(
    ("digits", "found"),
    [
        ("", []),
        ("123", []),
        ("0000", ["0.0.0.0"]),
        ("00000", []),
        ("255255255255", ["255.255.255.255"]),
        ("256256256256", []),
        ("1" * 13, []),
        ("101023", ["1.0.10.23", "1.0.102.3", "10.1.0.23", "10.10.2.3", "101.0.2.3"]),
    ],
)
def test_addresses_of_the_edges(solve: Callable[[str], list[str]], digits: str, found: list[str]) -> None:
    assert solve(digits) == found


@given(st.text("0125", max_size=12))
@settings(max_examples=30)
def test_addresses_agree_and_the_standard_library_reads_them(digits: str) -> None:
    found = addresses(digits)

    assert found == addresses_brute_force(digits)
    assert sorted(found, key=IPv4Address) == found
    assert all(each.replace(".", "") == digits for each in found)


def test_addresses_miss_none_that_the_standard_library_reads() -> None:
    for digits in map("".join, product("025", repeat=5)):
        readable = []
        for dots in product("#.", repeat=4):
            text = "".join(chain.from_iterable(zip(digits, [*dots, ""], strict=True))).replace("#", "")
            try:
                readable.append(str(IPv4Address(text)))
            except AddressValueError:
                continue
        assert sorted(addresses(digits)) == sorted(readable)


@dotted
@pytest.mark.parametrize("text", ["1a11", "1.1.1.1", "-111", "²111", " 1111"])
def test_anything_but_digits_is_refused(solve: Callable[[str], list[str]], text: str) -> None:
    with pytest.raises(ValueError, match=rf"^not a row of digits: '{text}'$"):
        solve(text)


def check_dealing(sizes: Sequence[int], count: int, groups: list[list[int]] | None) -> None:
    assert groups is not None
    assert len(groups) == count
    assert sorted(chain.from_iterable(groups)) == sorted(sizes)
    assert len(set(map(sum, groups))) == 1


def test_dealings_agree_on_all_small_sizes() -> None:
    for sizes in chain.from_iterable(product([1, 2, 3, 5], repeat=length) for length in range(5)):
        for count in (1, 2, 3):
            better, brute = equal_parts(sizes, count), equal_parts_brute_force(sizes, count)
            assert (better is None) == (brute is None)
            if better is not None:
                check_dealing(sizes, count, better)
                check_dealing(sizes, count, brute)


@deals
def test_dealings_of_the_edges(solve: Deal) -> None:
    sizes = [4, 3, 2, 3, 5, 2, 1]

    check_dealing(sizes, 4, solve(sizes, 4))
    assert sizes == [4, 3, 2, 3, 5, 2, 1]
    assert solve([], 2) == [[], []]
    assert solve([3], 2) is None
    assert solve([1, 1, 4], 2) is None


def test_sixteen_equal_jobs_for_fifteen_workers_are_given_up_at_once() -> None:
    assert equal_parts([15] * 16, 15) is None
    check_dealing([3, 3, 2, 2, 2] * 3, 6, equal_parts([3, 3, 2, 2, 2] * 3, 6))


@deals
def test_wrong_counts_and_sizes_are_refused(solve: Deal) -> None:
    with pytest.raises(ValueError, match=r"^count must be at least 1, not 0$"):
        solve([1], 0)
    with pytest.raises(ValueError, match=r"^a size must be positive, not -2$"):
        solve([1, -2], 1)


def test_main_cuts_and_deals(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "  noon o n\n" in out
    assert "for 4 workers: None" in out
