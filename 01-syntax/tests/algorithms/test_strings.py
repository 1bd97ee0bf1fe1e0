"""Text searches: against str.startswith on all short texts, in a stream, and with the few comparisons they promise."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import Counted, count_comparisons, count_steps
from algorithms.strings import (
    failure_function,
    find_all,
    kmp_search,
    kmp_search_by_automaton,
    main,
    naive_search,
    rabin_karp_search,
    smallest_unit,
    z_function,
    z_search,
)

type Search = Callable[[str, str], Iterator[int]]
SEARCHES: list[Search] = [
    find_all,
    naive_search,
    kmp_search,
    kmp_search_by_automaton,
    rabin_karp_search,
    z_search,
]
EACH = pytest.mark.parametrize("search", SEARCHES, ids=["find_all", "naive", "kmp", "automaton", "rabin_karp", "z"])
STREAMED = pytest.mark.parametrize("search", [kmp_search, kmp_search_by_automaton], ids=["kmp", "automaton"])
SHORT = ["".join(letters) for length in range(7) for letters in product("ab", repeat=length)]
PATTERNS = [text for text in SHORT if len(text) <= 4]
BAD = [("a" * 300, "a" * 30), ("a" * 300, "a" * 30 + "b"), ("ab" * 150, "abab" * 5 + "b"), ("b" * 300, "a" * 30)]


def places(text: str, pattern: str) -> list[int]:
    return [place for place in range(len(text) + 1) if text.startswith(pattern, place)]


@EACH
def test_all_short_texts_and_patterns(search: Search) -> None:
    for text in SHORT:
        for pattern in PATTERNS:
            assert list(search(text, pattern)) == places(text, pattern)


@EACH
@settings(max_examples=20)
@given(text=st.text(max_size=30), pattern=st.text(max_size=2), cut=st.slices(30))
def test_any_text_and_a_piece_of_it(search: Search, text: str, pattern: str, cut: slice) -> None:
    for each in (pattern, text[cut]):
        assert list(search(text, each)) == places(text, each)


@EACH
def test_known_traps(search: Search) -> None:
    assert list(search("aa", "a")) == [0, 1]
    assert list(search("a#b", "#")) == [1]
    assert list(search("a\0b", "\0")) == [1]
    assert list(search("abc", "")) == [0, 1, 2, 3]
    assert list(search("", "")) == [0]
    assert list(search("", "a")) == []
    assert list(search("aabaaabaaac", "aabaaac")) == [4]


def test_the_naive_search_compares_by_the_product() -> None:
    def use(items: list[Counted[str]]) -> None:
        assert list(naive_search(items[:300], items[300:])) == []

    assert count_comparisons("a" * 300 + "a" * 30 + "b", use).comparisons == (300 - 30) * 31


@pytest.mark.parametrize(("text", "pattern"), BAD)
def test_kmp_compares_each_item_of_the_text_twice_at_most(text: str, pattern: str) -> None:
    def use(items: list[Counted[str]]) -> None:
        assert list(kmp_search(items[: len(text)], items[len(text) :])) == places(text, pattern)

    counts = count_comparisons(text + pattern, use)

    assert counts.comparisons <= 2 * (len(text) + len(pattern))
    assert counts.ordered == counts.hashed == 0


@pytest.mark.parametrize(("text", "pattern"), BAD)
def test_both_tables_compare_each_item_twice_at_most(text: str, pattern: str) -> None:
    for function in (failure_function, z_function):
        assert count_comparisons(pattern + text, function).comparisons <= 2 * len(pattern + text)


def test_steps_grow_with_the_text_not_with_the_pattern() -> None:
    def steps(search: Search, pattern: str) -> int:
        return count_steps(lambda: list(search("a" * 1000, pattern)))

    for search in (kmp_search, kmp_search_by_automaton, rabin_karp_search, z_search):
        assert steps(search, "a" * 200 + "b") <= 1.5 * steps(search, "a" * 4 + "b")
    assert steps(naive_search, "a" * 200 + "b") > 10 * steps(naive_search, "a" * 4 + "b")


@STREAMED
def test_a_stream_is_read_no_further_than_needed(search: Callable[..., Iterator[int]]) -> None:
    read: list[int] = []

    def stream() -> Iterator[int]:
        for number in [1, 2, 1, 2, 1, 3]:
            read.append(number)
            yield number

    found = search(stream(), [1, 2, 1])

    assert next(found) == 0
    assert read == [1, 2, 1]
    assert next(found) == 2
    assert read == [1, 2, 1, 2, 1]
    assert list(found) == []
    assert list(search(stream(), [])) == [0, 1, 2, 3, 4, 5, 6]


def test_sequences_of_anything_that_is_equal() -> None:
    requests = [("GET", 200), ("GET", 500), ("GET", 500)]

    assert list(kmp_search(requests, [("GET", 500)])) == [1, 2]
    assert list(naive_search(requests, [("GET", 500)])) == [1, 2]
    assert list(kmp_search(b"banana", b"ana")) == [1, 3]


def test_a_long_pattern_in_a_long_text() -> None:
    assert list(kmp_search("ab" * 50_000, "ab" * 49_999)) == [0, 2]
    assert list(kmp_search_by_automaton("ab" * 50_000, "ab" * 49_999)) == [0, 2]


def test_the_automaton_looks_up_each_item_once() -> None:
    def use(items: list[Counted[str]]) -> None:
        assert list(kmp_search_by_automaton(items[:1000], items[1000:])) == []

    counts = count_comparisons("a" * 1000 + "a" * 30 + "b", use)

    assert counts.hashed <= 1000 + 10 * 31


def test_the_automaton_needs_items_with_a_hash() -> None:
    with pytest.raises(TypeError, match="unhashable type"):
        next(kmp_search_by_automaton([[1]], [[1]]))  # type: ignore[type-var] # the mistake


def test_the_failure_function_is_the_longest_proper_border() -> None:
    for text in SHORT:
        assert failure_function(text) == [
            max(border for border in range(end) if text[:end].endswith(text[:border]))
            for end in range(1, len(text) + 1)
        ]


def test_the_z_function_is_the_longest_common_prefix() -> None:
    for text in SHORT:
        assert z_function(text) == [
            max(length for length in range(len(text) - place + 1) if text.startswith(text[place : place + length]))
            for place in range(len(text))
        ]


def test_the_smallest_unit_repeated_is_the_text() -> None:
    for text in SHORT:
        units = (text[:length] for length in range(1, len(text) + 1) if len(text) % length == 0)
        assert smallest_unit(text) == next((unit for unit in units if unit * (len(text) // len(unit)) == text), "")


@pytest.mark.parametrize("modulus", [1, 2, 3, 7])
@pytest.mark.parametrize("base", [0, 1, 2, 10])
def test_equal_hashes_are_verified(base: int, modulus: int) -> None:
    for text in SHORT:
        for pattern in ("", "a", "ab", "ba", "abb"):
            assert list(rabin_karp_search(text, pattern, base=base, modulus=modulus)) == places(text, pattern)


def test_a_window_with_the_same_digits_in_another_order_is_no_match() -> None:
    assert list(rabin_karp_search("ba" * 10, "ab", base=1)) == places("ba" * 10, "ab")


def test_the_hash_needs_a_modulus() -> None:
    with pytest.raises(ValueError, match=r"^modulus must be at least 1, got 0$"):
        next(rabin_karp_search("a", "a", modulus=0))


@pytest.mark.parametrize("search", [find_all, rabin_karp_search, z_search], ids=["find_all", "rabin_karp", "z"])
def test_bytes_in_a_text_are_a_type_error(search: Callable[[str, object], Iterator[int]]) -> None:
    with pytest.raises(TypeError):
        next(search("abc", b"a"))


def test_main_tells_where(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "Three 503 in a row begin at 4 5\n" in out
    assert "banana contains ana at 1 3 and str.count says 1\n" in out
    assert out.count(" 9 35 61 87\n") == 6
