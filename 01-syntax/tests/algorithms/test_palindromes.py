"""Palindromes: against reversed slices, for all short texts, and with the few comparisons that Manacher promises."""

from collections.abc import Callable, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.complexity import count_comparisons, count_steps
from algorithms.palindromes import (
    count_palindromes,
    is_palindrome,
    lengths_by_growing,
    longest_palindrome,
    main,
    palindrome_lengths,
)

SHORT = ["".join(letters) for length in range(8) for letters in product("ab", repeat=length)]
SHORT += ["".join(letters) for length in range(6) for letters in product("abc", repeat=length)]
LONG = ["a" * 500, "ab" * 250, "a" * 250 + "b" + "a" * 249, "abacabad" * 60, "ab" * 100 + "ba" * 100, "abc" * 150]
BOTH = pytest.mark.parametrize("function", [lengths_by_growing, palindrome_lengths], ids=["growing", "manacher"])


def all_palindromes(text: str) -> list[str]:
    """All stretches that are palindromes, by start and then by length."""
    stretches = (text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1))
    return [stretch for stretch in stretches if stretch == stretch[::-1]]


def lengths(text: str) -> list[int]:
    found = [0] * (2 * len(text) + 1)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            if text[start:end] == text[start:end][::-1]:
                found[start + end] = max(found[start + end], end - start)
    return found


@BOTH
def test_lengths_around_all_middles_of_all_short_texts(function: Callable[[Sequence[str]], list[int]]) -> None:
    for text in SHORT:
        assert function(text) == lengths(text)


@given(st.text("ab", max_size=60))
def test_both_ways_agree_on_longer_texts(text: str) -> None:
    assert palindrome_lengths(text) == lengths_by_growing(text)
    assert palindrome_lengths(text + text[::-1]) == lengths_by_growing(text + text[::-1])


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_manacher_compares_no_more_than_twice_a_character(text: str) -> None:
    assert count_comparisons(text, palindrome_lengths).comparisons <= 2 * len(text) + 1
    assert palindrome_lengths(text) == lengths_by_growing(text)


def test_growing_compares_by_the_square() -> None:
    assert 500**2 / 3 < count_comparisons("a" * 500, lengths_by_growing).comparisons <= 500**2 / 2 + 500


def test_items_may_be_anything_that_is_equal() -> None:
    assert palindrome_lengths([200, 503, 503, 200]) == palindrome_lengths("abba")
    assert lengths_by_growing([[1], [2], [1]]) == palindrome_lengths([[1], [2], [1]]) == [0, 1, 0, 3, 0, 1, 0]
    assert count_palindromes([1.0, 1, True]) == 6


def test_the_longest_is_the_first_of_the_longest() -> None:
    for text in SHORT:
        found = all_palindromes(text)
        assert longest_palindrome(text) == max(found, key=len, default="")


def test_all_are_counted_by_place() -> None:
    for text in SHORT:
        assert count_palindromes(text) == len(all_palindromes(text))
    assert count_palindromes("a" * 2000) == 2000 * 2001 // 2


@given(st.text())
def test_letters_and_digits_in_any_case_decide(text: str) -> None:
    letters = [character.casefold() for character in text if character.isalnum()]

    assert is_palindrome(text) == (letters == letters[::-1])
    assert is_palindrome(text + text[::-1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", True), ("?!", True), ("a?", True), (".a,B;a", True), ("ab", False), ("0P", False), ("Été", True)],
)
def test_known_texts(text: str, expected: bool) -> None:
    assert is_palindrome(text) is expected


def test_a_check_is_one_walk_and_ends_at_the_first_difference() -> None:
    assert count_steps(lambda: is_palindrome("a" * 1000)) <= 7 * 500 + 10
    assert count_steps(lambda: is_palindrome("b" + "a" * 1000)) <= 10


def test_main_tells_the_longest(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "bananas: longest 'anana', 11 in all" in out
    assert "abacaba [0, 1, 0, 3, 0, 1, 0, 7, 0, 1, 0, 3, 0, 1, 0]" in out
    assert "of 100000 characters the longest has 99999" in out
