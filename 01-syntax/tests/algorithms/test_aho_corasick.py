"""Aho-Corasick: against str.startswith at every place, for all small sets of words and all short texts."""

import copy
import pickle
from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorithms.aho_corasick import AhoCorasick, main
from algorithms.complexity import count_steps

WORDS = ["".join(letters) for length in range(4) for letters in product("ab", repeat=length)]
TEXTS = ["".join(letters) for length in range(7) for letters in product("ab", repeat=length)]
SOME = ["", "a", "b", "abab", "aabab", "bbabba", "aaaaaaaa", "babaabbabab"]


def occurrences(words: list[str], text: str) -> list[tuple[int, str]]:
    found = [(at, word) for word in set(words) for at in range(len(text) + 1) if text.startswith(word, at)]
    return sorted(found, key=lambda each: (each[0] + len(each[1]), -len(each[1])))


def covered(words: list[str], text: str) -> str:
    places = {place for start, word in occurrences(words, text) for place in range(start, start + len(word))}
    return "".join("*" if place in places else character for place, character in enumerate(text))


def test_up_to_three_words_in_some_texts() -> None:
    for length in range(4):
        for words in combinations(WORDS, length):
            finder = AhoCorasick(words)
            for text in SOME:
                assert list(finder.find_all(text)) == occurrences(list(words), text)


@pytest.mark.parametrize(
    "words", [["a"], ["ab", "b"], ["aab", "ab", "b", "ba"], ["aba", "bab", "abba"], WORDS], ids=str
)
def test_all_short_texts(words: list[str]) -> None:
    finder = AhoCorasick(words)

    for text in TEXTS:
        assert list(finder.find_all(text)) == occurrences(words, text)
        assert finder.redact(text) == covered(words, text)


@given(st.lists(st.text("abc", max_size=5), max_size=8), st.text("abcd", max_size=40))
def test_any_words_in_any_text(words: list[str], text: str) -> None:
    finder = AhoCorasick(iter(words))

    assert list(finder.find_all(text)) == occurrences(words, text)
    assert finder.redact(text) == covered(words, text)
    assert len(finder) == len(set(words))
    for word in [*words, text, *(word[:-1] for word in words)]:
        assert (word in finder) == (word in words)


def test_a_word_that_ends_inside_a_longer_one_that_fails() -> None:
    assert list(AhoCorasick(["abcd", "bc"]).find_all("abce")) == [(1, "bc")]
    assert list(AhoCorasick(["xabcy", "abc", "c"]).find_all("xabcx")) == [(1, "abc"), (3, "c")]


def test_nothing_sought_is_found_nowhere_and_the_empty_word_everywhere() -> None:
    assert list(AhoCorasick([]).find_all("abc")) == []
    assert len(AhoCorasick([])) == 0
    assert "" not in AhoCorasick(["a"])
    assert list(AhoCorasick([""]).find_all("ab")) == [(0, ""), (1, ""), (2, "")]
    assert AhoCorasick([""]).redact("ab") == "ab"


def test_what_is_no_text_is_not_in_it() -> None:
    assert 7 not in AhoCorasick(["7"])
    assert b"7" not in AhoCorasick(["7"])


def test_the_mask_is_chosen_and_stands_for_one_character() -> None:
    assert AhoCorasick(["abc", "cd"]).redact("xabcdx", "#") == "x####x"
    assert AhoCorasick(["ab"]).redact("abxab", "") == "x"


def test_a_stream_is_read_no_further_than_needed() -> None:
    read: list[str] = []

    def stream() -> Iterator[str]:
        for character in "xabab":
            read.append(character)
            yield character

    found = AhoCorasick(["ab"]).find_all(stream())

    assert next(found) == (1, "ab")
    assert "".join(read) == "xab"
    assert list(found) == [(3, "ab")]


def test_one_text_is_not_taken_for_its_letters() -> None:
    with pytest.raises(TypeError, match=r"^expected several words, got the text 'abc'$"):
        AhoCorasick("abc")


@pytest.mark.parametrize("word", [7, None, b"a"], ids=repr)
def test_what_is_no_text_is_refused(word: object) -> None:
    words: list[object] = ["a", word]
    with pytest.raises(TypeError, match=f"^expected words, got {word!r}$"):
        AhoCorasick(words)  # type: ignore[arg-type] # the mistake


def test_copies_find_the_same() -> None:
    finder = AhoCorasick(["he", "she"])

    for other in (copy.copy(finder), copy.deepcopy(finder), pickle.loads(pickle.dumps(finder))):
        assert list(other.find_all("she")) == [(0, "she"), (1, "he")]


def test_steps_grow_with_the_text_and_not_with_the_number_of_words() -> None:
    text = "ab" * 500

    def steps(words: list[str]) -> int:
        finder = AhoCorasick(words)
        return count_steps(lambda: list(finder.find_all(text)))

    few = steps(["abc"])
    assert steps([f"ab{number}" for number in range(300)]) <= 1.1 * few
    assert steps(["ab" * 100 + "c"]) <= 2 * few


def test_a_text_that_falls_back_all_the_time_costs_two_moves_a_character() -> None:
    finder = AhoCorasick(["a" * 100 + "b"])

    all_fail = count_steps(lambda: list(finder.find_all(("a" * 100 + "c") * 10)))
    none_fail = count_steps(lambda: list(finder.find_all("a" * 100)))

    assert all_fail <= 10 * 2 * none_fail


def test_a_word_as_long_as_a_book_needs_no_recursion() -> None:
    word = "ab" * 10_000

    finder = AhoCorasick([word])

    assert list(finder.find_all(word + "ab")) == [(0, word), (2, word)]
    assert word in finder


def test_main_scans_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert "line 1: clean\nline 2: ['../ at 21', '../ at 24', '/etc/passwd at 26']" in out
    assert "['user7', 'user7', 'user70', 'user7', 'user70', 'user700']" in out
    assert "redacted: password=**************;" in out
