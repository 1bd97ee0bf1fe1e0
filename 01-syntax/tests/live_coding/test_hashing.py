"""Hashing: the published cases, the brute force on all small inputs, and steps that grow with the input only."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_steps
from live_coding.hashing import (
    anagrams,
    anagrams_brute_force,
    grouped_anagrams,
    grouped_anagrams_brute_force,
    is_isogram,
    is_isogram_brute_force,
    longest_run,
    longest_run_brute_force,
    main,
    two_sum,
    two_sum_brute_force,
    word_counts,
    word_counts_brute_force,
)
from tests.live_coding.canonical import cases

IDS = ["better", "brute_force"]
SMALL = [numbers for length in range(6) for numbers in product(range(-1, 3), repeat=length)]


@pytest.mark.parametrize("solve", [anagrams, anagrams_brute_force], ids=IDS)
@pytest.mark.parametrize(("asked", "expected"), cases("anagram", "findAnagrams"))
def test_published_anagrams(
    solve: Callable[[str, Sequence[str]], list[str]], asked: dict[str, Any], expected: list[str]
) -> None:
    assert solve(asked["subject"], asked["candidates"]) == expected


@pytest.mark.parametrize("solve", [anagrams, anagrams_brute_force], ids=IDS)
def test_anagrams_keep_repeats_and_count_every_character(solve: Callable[[str, Sequence[str]], list[str]]) -> None:
    assert solve("a b", ["b a", "ab", "ba ", "b a"]) == ["b a", "ba ", "b a"]
    assert solve("", ["", " "]) == []


@given(st.text("aAbß", max_size=4), st.lists(st.text("aAbß", max_size=4), max_size=6))
@settings(max_examples=30)
def test_anagrams_agree_with_crossing_off(subject: str, candidates: list[str]) -> None:
    assert anagrams(subject, candidates) == anagrams_brute_force(subject, candidates)


@pytest.mark.parametrize("solve", [is_isogram, is_isogram_brute_force], ids=IDS)
@pytest.mark.parametrize(("asked", "expected"), cases("isogram", "isIsogram"))
def test_published_isograms(solve: Callable[[str], bool], asked: dict[str, Any], expected: bool) -> None:
    assert solve(asked["phrase"]) is expected


@given(st.text("aAbc- 1é", max_size=6))
@settings(max_examples=30)
def test_an_isogram_has_as_many_letters_as_different_ones(phrase: str) -> None:
    letters = [char for char in phrase.lower() if char.isalpha()]

    assert is_isogram(phrase) is is_isogram_brute_force(phrase) is (len(letters) == len(set(letters)))


@pytest.mark.parametrize("solve", [word_counts, word_counts_brute_force], ids=IDS)
@pytest.mark.parametrize(("asked", "expected"), cases("word-count", "countWords"))
def test_published_word_counts(
    solve: Callable[[str], dict[str, int]], asked: dict[str, Any], expected: dict[str, int]
) -> None:
    assert solve(asked["sentence"]) == expected


@pytest.mark.parametrize("solve", [word_counts, word_counts_brute_force], ids=IDS)
def test_words_stand_in_order_and_underscores_separate(solve: Callable[[str], dict[str, int]]) -> None:
    assert list(solve("zoo_ant Zoo 'n' ''it'''s").items()) == [("zoo", 2), ("ant", 1), ("n", 1), ("it", 1), ("s", 1)]
    assert solve("") == solve("'' - '") == {}


@given(st.text("aB'_ ,é1", max_size=8))
@settings(max_examples=100)
def test_word_counts_agree_with_splitting(sentence: str) -> None:
    counts = word_counts(sentence)

    assert list(counts.items()) == list(word_counts_brute_force(sentence).items())


@pytest.mark.parametrize("solve", [two_sum, two_sum_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("numbers", "target", "expected"),
    [
        ([], 0, None),
        ([5], 10, None),
        ([5, 5], 10, (0, 1)),
        ([0, 0, 0], 0, (0, 1)),
        ([1, 9, 1, 1, 9], 10, (0, 1)),
        ([9, 9, 4, 1], 10, (0, 3)),
        ([-3, 4, 3, 90], 0, (0, 2)),
    ],
    ids=["none", "one", "twins", "zeros", "repeats", "equal_partners", "negative"],
)
def test_two_sum_on_the_edges(
    solve: Callable[[Sequence[int], int], tuple[int, int] | None],
    numbers: list[int],
    target: int,
    expected: tuple[int, int] | None,
) -> None:
    assert solve(numbers, target) == expected


def test_two_sum_agrees_on_all_small_inputs() -> None:
    for numbers in SMALL:
        for target in (-1, 0, 2):
            assert two_sum(numbers, target) == two_sum_brute_force(numbers, target)


@given(st.lists(st.integers(-50, 50)), st.integers(-100, 100))
@settings(max_examples=30)
def test_two_sum_agrees_with_all_pairs(numbers: list[int], target: int) -> None:
    assert two_sum(numbers, target) == two_sum_brute_force(numbers, target)


@pytest.mark.parametrize("solve", [grouped_anagrams, grouped_anagrams_brute_force], ids=IDS)
def test_groups_keep_order_case_and_repeats(solve: Callable[[Sequence[str]], list[list[str]]]) -> None:
    assert solve(["tea", "Tea", "ate", "", "tea", ""]) == [["tea", "ate", "tea"], ["Tea"], ["", ""]]
    assert solve(["ad", "bc"]) == [["ad"], ["bc"]]
    assert solve([]) == []


@given(st.lists(st.text("abc", max_size=3), max_size=10))
@settings(max_examples=30)
def test_groups_agree_and_hold_the_same_letters(words: list[str]) -> None:
    groups = grouped_anagrams(words)

    assert groups == grouped_anagrams_brute_force(words)
    assert Counter(word for group in groups for word in group) == Counter(words)
    assert len({"".join(sorted(group[0])) for group in groups}) == len(groups)


@pytest.mark.parametrize("solve", [longest_run, longest_run_brute_force], ids=IDS)
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([], 0), ([7], 1), ([7, 7, 7], 1), ([5, 3, 1], 1), ([2, 1, 0, -1, -2], 5), ([10**9, -(10**9), 10**9 - 1], 2)],
    ids=["none", "one", "equal", "gaps", "falling", "far"],
)
def test_longest_run_on_the_edges(solve: Callable[[Sequence[int]], int], numbers: list[int], expected: int) -> None:
    assert solve(numbers) == expected


@given(st.lists(st.integers(-15, 15)))
@settings(max_examples=30)
def test_longest_run_agrees_with_walking_up_from_everywhere(numbers: list[int]) -> None:
    assert longest_run(numbers) == longest_run_brute_force(numbers)


@pytest.mark.parametrize(
    "use",
    [
        pytest.param(lambda n: two_sum(range(n), -1), id="two_sum"),
        pytest.param(lambda n: longest_run(range(n)), id="longest_run"),
        pytest.param(lambda n: grouped_anagrams([f"{word}" for word in range(n)]), id="grouped_anagrams"),
        pytest.param(lambda n: word_counts(" ".join(map(str, range(n)))), id="word_counts"),
    ],
)
def test_twice_the_input_takes_no_more_than_twice_the_steps(use: Callable[[int], object]) -> None:
    once = count_steps(lambda: use(500))
    twice = count_steps(lambda: use(1_000))

    assert twice <= 2.2 * once + 50


def test_main_answers_about_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "'timeout': 2" in out
    assert "stand at (2, 3)" in out
    assert "Longest run of days with an order: 4" in out
