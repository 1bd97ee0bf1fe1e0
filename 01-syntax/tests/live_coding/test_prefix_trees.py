"""Prefix trees: autocomplete, cutting and roots, against looking at every word."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain, combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live_coding.prefix_trees import (
    Autocomplete,
    AutocompleteBruteForce,
    main,
    replaced_by_roots,
    replaced_by_roots_brute_force,
    split_into_words,
    split_into_words_brute_force,
)

type Split = Callable[[str, Iterable[str]], list[str] | None]
type Replace = Callable[[str, Iterable[str]], str]

IDS = ["better", "brute_force"]
completes = pytest.mark.parametrize("start", [Autocomplete, AutocompleteBruteForce], ids=IDS)
splits = pytest.mark.parametrize("solve", [split_into_words, split_into_words_brute_force], ids=IDS)
replaces = pytest.mark.parametrize("solve", [replaced_by_roots, replaced_by_roots_brute_force], ids=IDS)
PREFIXES = ["", "a", "b", "ab", "aa", "ba", "abc"]


@given(
    st.dictionaries(st.text("ab", max_size=3), st.integers(0, 3), max_size=6),
    st.lists(st.text("ab", max_size=3), max_size=6),
    st.integers(1, 3),
)
@settings(max_examples=30)
def test_suggestions_agree_after_every_record(counts: dict[str, int], records: list[str], limit: int) -> None:
    better, brute = Autocomplete(counts, limit), AutocompleteBruteForce(counts, limit)
    for text in [None, *records]:
        if text is not None:
            better.record(text)
            brute.record(text)
        for prefix in PREFIXES:
            assert better.suggestions(prefix) == brute.suggestions(prefix)


@completes
def test_suggestions_of_the_edges(start: Callable[..., Autocomplete | AutocompleteBruteForce]) -> None:
    counts = {"b": 2, "a": 2, "c": 2, "d": 9}
    searches = start(counts)

    assert searches.suggestions("") == ["d", "a", "b"]
    assert searches.suggestions("x") == searches.suggestions("aa") == []
    searches.suggestions("").clear()
    searches.record("e")
    assert searches.suggestions("") == ["d", "a", "b"]
    assert searches.suggestions("e") == ["e"]
    assert counts == {"b": 2, "a": 2, "c": 2, "d": 9}
    assert start({}).suggestions("") == []
    for limit in (0, -1):
        with pytest.raises(ValueError, match=f"^limit must be at least 1, not {limit}$"):
            start({}, limit)


def test_asking_looks_at_no_other_searches() -> None:
    class Watched(str):
        __slots__ = ()
        asked: list[str] = []  # noqa: RUF012  # shared on purpose, by all texts of this test

        def startswith(self, *_: object) -> bool:
            Watched.asked.append(self)
            return False

    counts: Mapping[str, int] = {Watched(f"a{number}"): number for number in range(50)}

    assert Autocomplete(counts, 2).suggestions("a") == ["a49", "a48"]
    assert Watched.asked == []


def test_cuts_agree_on_all_small_texts_and_dictionaries() -> None:
    texts = ["".join(letters) for length in range(6) for letters in product("ab", repeat=length)]
    for words in chain.from_iterable(combinations(["a", "ab", "ba", "bb", ""], size) for size in range(4)):
        for text in texts:
            for cut in (split_into_words(text, words), split_into_words_brute_force(text, words)):
                assert cut is None or ("".join(cut) == text and set(cut) <= set(words) - {""})
            assert (split_into_words(text, words) is None) == (split_into_words_brute_force(text, words) is None)


@splits
def test_cuts_of_the_edges(solve: Split) -> None:
    assert solve("", []) == solve("", [""]) == []
    assert solve("a", []) is solve("a", [""]) is None
    assert solve("catsandog", iter(["cat", "cats", "and", "sand", "dog"])) is None
    assert solve("aaa", ["a"]) == ["a", "a", "a"]


def test_a_text_of_a_thousand_equal_letters_is_cut_without_recursion() -> None:
    assert split_into_words("a" * 2_000 + "b", ["a", "aa", "aaa"]) is None
    assert len(split_into_words("a" * 2_000, ["a"]) or []) == 2_000


def test_roots_agree_on_random_sentences() -> None:
    rng = Random(4)
    for _ in range(100):
        roots = ["".join(rng.choices("abc", k=rng.randint(0, 3))) for _ in range(rng.randrange(5))]
        sentence = "".join(rng.choices("abc  ", k=rng.randrange(20)))
        assert replaced_by_roots(sentence, iter(roots)) == replaced_by_roots_brute_force(sentence, iter(roots))


@replaces
def test_roots_of_the_edges(solve: Replace) -> None:
    assert solve("", ["a"]) == ""
    assert solve("ab  ba ", ["a", "abc", ""]) == "a  ba "
    assert solve("cattle cat ca", ["cattle", "cat"]) == "cat cat ca"
    assert solve("any word", []) == "any word"


def test_main_suggests(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "'pyt'  -> ['pytest', 'python']" in out
    assert "'p'    -> ['pytest', 'pyenv'] after one more" in out
    assert "catsandog: None" in out
    assert "the cat was rat by the bat" in out
