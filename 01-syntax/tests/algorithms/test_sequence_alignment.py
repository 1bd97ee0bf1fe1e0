import math
from collections.abc import Callable, Sequence
from itertools import combinations, product

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.complexity import count_comparisons
from algorithms.sequence_alignment import (
    Delete,
    Edit,
    Insert,
    Keep,
    Replace,
    apply_script,
    common_length,
    edit_distance,
    edit_script,
    longest_common_subsequence,
    main,
)

WORDS = ["".join(row) for length in range(5) for row in product("ab", repeat=length)]
PAIRS = list(product(WORDS, WORDS))
lists = st.lists(st.integers(0, 4), max_size=20)


def subsequences(word: str) -> set[str]:
    return {"".join(row) for size in range(len(word) + 1) for row in combinations(word, size)}


def is_subsequence(part: Sequence[object], whole: Sequence[object]) -> bool:
    rest = iter(whole)
    return all(item in rest for item in part)


def test_the_common_subsequence_is_the_longest_of_all_on_every_pair_of_short_words() -> None:
    parts = {word: subsequences(word) for word in WORDS}

    for one, two in PAIRS:
        common = "".join(longest_common_subsequence(one, two))

        assert common in parts[one] & parts[two]
        assert len(common) == common_length(one, two) == max(map(len, parts[one] & parts[two]))


@settings(max_examples=50)
@given(lists, lists)
def test_long_lists_have_a_common_subsequence_of_the_length_that_two_rows_give(one: list[int], two: list[int]) -> None:
    common = longest_common_subsequence(one, two)

    assert is_subsequence(common, one)
    assert is_subsequence(common, two)
    assert len(common) == common_length(one, two) == common_length(two, one)
    assert common_length(one, one) == len(one)


def test_distances_are_shortest_paths_by_single_edits_between_all_short_words() -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(WORDS)
    for word in WORDS:
        for place in range(len(word)):
            graph.add_edge(word, word[:place] + word[place + 1 :])
            graph.add_edge(word, word[:place] + "ab"[word[place] == "a"] + word[place + 1 :])

    for one, lengths in nx.all_pairs_shortest_path_length(graph):
        assert {two: edit_distance(one, two) for two in WORDS} == lengths


@pytest.mark.parametrize(
    ("one", "two", "distance"),
    [("kitten", "sitting", 3), ("intention", "execution", 5), ("", "", 0), ("", "abc", 3), ("abc", "", 3)],
)
def test_published_distances(one: str, two: str, distance: int) -> None:
    assert edit_distance(one, two) == distance


@settings(max_examples=50)
@given(lists, lists, lists)
def test_the_distance_is_a_metric(one: list[int], two: list[int], three: list[int]) -> None:
    assert (edit_distance(one, two) == 0) == (one == two)
    assert edit_distance(one, two) == edit_distance(two, one)
    assert edit_distance(one, three) <= edit_distance(one, two) + edit_distance(two, three)


def changes(script: Sequence[Edit[int]] | Sequence[Edit[str]]) -> int:
    return sum(not isinstance(edit, Keep) for edit in script)


def test_scripts_make_the_target_by_as_few_edits_as_possible_for_every_pair_of_short_words() -> None:
    for one, two in PAIRS:
        script = edit_script(one, two)

        assert "".join(apply_script(one, script)) == two
        assert changes(script) == edit_distance(one, two)
        assert not any(isinstance(edit, Replace) and edit.old == edit.new for edit in script)


@settings(max_examples=50)
@given(lists, lists)
def test_scripts_make_the_target_of_long_lists(one: list[int], two: list[int]) -> None:
    before = one.copy(), two.copy()
    script = edit_script(one, two)

    assert apply_script(one, script) == two
    assert changes(script) == edit_distance(one, two)
    assert (one, two) == before


def test_each_kind_of_edit() -> None:
    assert edit_script("ab", "b") == [Delete("a"), Keep("b")]
    assert edit_script("b", "ab") == [Insert("a"), Keep("b")]
    assert edit_script("a", "b") == [Replace("a", "b")]
    assert edit_script("", "") == []


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ([Keep("b")], "the script expects 'b' at 0, not 'a'"),
        ([Keep("a"), Delete("c")], "the script expects 'c' at 1, not 'b'"),
        ([Insert("x"), Replace("z", "a")], "the script expects 'z' at 0, not 'a'"),
        ([Keep("a"), Keep("b"), Keep("c"), Keep("d")], "the script expects 'd' at 3, the end"),
        ([Keep("a")], "the script ends at 1 of 3"),
        ([], "the script ends at 0 of 3"),
    ],
    ids=lambda value: str(len(value)),
)
def test_a_script_for_another_source_is_refused(script: list[Edit[str]], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        apply_script("abc", script)


def test_items_need_no_hash_and_nan_equals_nothing() -> None:
    assert longest_common_subsequence([[1], [2]], [[2], [3]]) == [[2]]
    assert edit_distance([[1], [2]], [[2]]) == 1
    assert longest_common_subsequence([math.nan], [math.nan]) == []
    assert edit_distance([math.nan], [math.nan]) == 1
    script = edit_script([1, math.nan], [1])
    assert apply_script([1, math.nan], script) == [1]


@pytest.mark.parametrize(
    "align", [longest_common_subsequence, common_length, edit_distance], ids=["lcs", "length", "edits"]
)
def test_every_pair_of_items_is_compared_once(align: Callable[[Sequence[object], Sequence[object]], object]) -> None:
    counts = count_comparisons(range(70), lambda keys: align(keys[:30], keys[30:]))

    assert (counts.equal, counts.ordered, counts.hashed) == (30 * 40, 0, 0)


def test_main_prints_a_diff(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert " - import os\n + import json\n" in out
    assert "Edits: 4 - the script makes the new version: True" in out
    assert "did you mean status?" in out
