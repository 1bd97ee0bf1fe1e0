"""Sliding windows: the published cases, brute force on all small texts, and ends that never go back."""

from collections import Counter
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.sliding_window import (
    largest_product,
    largest_product_brute_force,
    longest_unique,
    longest_unique_brute_force,
    main,
    slices,
    slices_brute_force,
    smallest_cover,
    smallest_cover_brute_force,
)
from tests.live_coding.canonical import cases, refusals

IDS = ["better", "brute_force"]
TEXTS = ["".join(letters) for length in range(6) for letters in product("abc", repeat=length)]


@pytest.mark.parametrize("solve", [slices, slices_brute_force], ids=IDS)
@pytest.mark.parametrize(("asked", "expected"), cases("series", "slices"))
def test_published_slices(solve: Callable[[str, int], list[str]], asked: dict[str, Any], expected: list[str]) -> None:
    assert solve(asked["series"], asked["sliceLength"]) == expected


@pytest.mark.parametrize("solve", [slices, slices_brute_force], ids=IDS)
@pytest.mark.parametrize(("asked", "published"), refusals("series", "slices"))
def test_published_refusals_of_slices(
    solve: Callable[[str, int], list[str]], asked: dict[str, Any], published: str
) -> None:
    series, length = asked["series"], asked["sliceLength"]
    too_short = "zero" in published or "negative" in published
    limit = "at least 1" if too_short else f"at most {len(series)}, that of the series"

    with pytest.raises(ValueError, match=rf"^length must be {limit}, not {length}$"):
        solve(series, length)


@given(st.text("01", min_size=1, max_size=15), st.data())
@settings(max_examples=30)
def test_slices_agree_and_overlap_in_all_but_one(series: str, data: st.DataObject) -> None:
    length = data.draw(st.integers(1, len(series)))

    found = slices(series, length)

    assert found == slices_brute_force(series, length)
    assert found[0] + "".join(each[-1] for each in found[1:]) == series


@pytest.mark.parametrize("solve", [largest_product, largest_product_brute_force], ids=IDS)
@pytest.mark.parametrize(("asked", "expected"), cases("largest-series-product", "largestProduct"))
def test_published_products(solve: Callable[[str, int], int], asked: dict[str, Any], expected: int) -> None:
    assert solve(asked["digits"], asked["span"]) == expected


@pytest.mark.parametrize("solve", [largest_product, largest_product_brute_force], ids=IDS)
@pytest.mark.parametrize(("asked", "published"), refusals("largest-series-product", "largestProduct"))
def test_published_refusals_of_products(
    solve: Callable[[str, int], int], asked: dict[str, Any], published: str
) -> None:
    digits, span = asked["digits"], asked["span"]
    messages = {
        "span must not exceed string length": rf"span must be at most {len(digits)}, the number of digits, not {span}",
        "span must not be negative": rf"span must not be negative, not {span}",
        "digits input must only contain digits": r"expected digits only, not 'a'",
    }

    with pytest.raises(ValueError, match=rf"^{messages[published]}$"):
        solve(digits, span)


@pytest.mark.parametrize("solve", [largest_product, largest_product_brute_force], ids=IDS)
def test_digits_of_other_scripts_are_refused(solve: Callable[[str, int], int]) -> None:
    with pytest.raises(ValueError, match=r"^expected digits only, not '²'$"):
        solve("1²", 1)


def test_products_agree_on_all_small_inputs() -> None:
    for length in range(6):
        for digits in map("".join, product("0123", repeat=length)):
            span = (length + 1) // 2
            assert largest_product(digits, span) == largest_product_brute_force(digits, span)


@given(st.text("0123456789", max_size=20), st.data())
@settings(max_examples=30)
def test_products_agree_for_every_span(digits: str, data: st.DataObject) -> None:
    span = data.draw(st.integers(0, len(digits)))

    assert largest_product(digits, span) == largest_product_brute_force(digits, span)


@pytest.mark.parametrize("solve", [longest_unique, longest_unique_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("a", "a"), ("aaaa", "a"), ("abcd", "abcd"), ("abba", "ab"), ("tmmzuxt", "mzuxt"), ("aab ", "ab ")],
    ids=["empty", "one", "equal", "all", "back_before_the_start", "first_again", "space"],
)
def test_longest_unique_on_the_edges(solve: Callable[[str], str], text: str, expected: str) -> None:
    assert solve(text) == expected


def test_longest_unique_agrees_on_all_small_texts() -> None:
    for text in TEXTS:
        assert longest_unique(text) == longest_unique_brute_force(text)


@given(st.text("abcdef", max_size=40))
@settings(max_examples=30)
def test_longest_unique_agrees_on_longer_texts(text: str) -> None:
    assert longest_unique(text) == longest_unique_brute_force(text)


@pytest.mark.parametrize("solve", [smallest_cover, smallest_cover_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("text", "needed", "expected"),
    [
        ("", "", ""),
        ("abc", "", ""),
        ("", "a", ""),
        ("ab", "aa", ""),
        ("aab", "aa", "aa"),
        ("abc", "abc", "abc"),
        ("ab_ba", "ab", "ab"),
        ("ADOBECODEBANC", "ABC", "BANC"),
    ],
    ids=["nothing", "nothing_needed", "empty", "too_few", "repeats", "all", "first_of_two", "classic"],
)
def test_smallest_cover_on_the_edges(solve: Callable[[str, str], str], text: str, needed: str, expected: str) -> None:
    assert solve(text, needed) == expected


def test_smallest_cover_agrees_on_all_small_texts() -> None:
    for text in TEXTS:
        for needed in ("b", "ab", "aab"):
            assert smallest_cover(text, needed) == smallest_cover_brute_force(text, needed)


@given(st.text("abcd", max_size=20), st.text("abc", max_size=4))
@settings(max_examples=30)
def test_smallest_cover_agrees_and_covers(text: str, needed: str) -> None:
    found = smallest_cover(text, needed)

    assert found == smallest_cover_brute_force(text, needed)
    assert found == "" or Counter(needed) <= Counter(found)


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: largest_product("7" * n, n // 2), id="largest_product"),
        pytest.param(lambda n: longest_unique("".join(map(chr, range(n)))), id="longest_unique"),
        pytest.param(lambda n: smallest_cover("a" * n, "a" * (n // 2)), id="smallest_cover"),
    ],
)
def test_twice_the_input_takes_no_more_than_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(500))
    twice = count_steps(lambda: use(1_000))

    assert twice <= 2.2 * once + 50


def test_main_shows_fixed_and_growing_windows(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Stretches of three: ['491', '914', '142']" in out
    assert "Longest without a repeat in 'abba': 'ab'" in out
    assert out.endswith("with all of a, b and c: 'cba'\n")
