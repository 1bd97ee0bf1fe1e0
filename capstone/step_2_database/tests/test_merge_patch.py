"""Merge patches work as RFC 7396 says."""

import copy

import json_merge_patch  # type: ignore[import-untyped]  # the package ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_api.merge_patch import Json, main, merge_patch

# RFC 7396, appendix A: original, patch, result.
APPENDIX: list[tuple[Json, Json, Json]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]

names = st.sampled_from("abc")
scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=12
)


@pytest.mark.parametrize(("original", "patch", "result"), APPENDIX)
def test_table_of_the_rfc(original: Json, patch: Json, result: Json) -> None:
    assert merge_patch(original, patch) == result


@given(documents, documents)
def test_agrees_with_another_implementation(target: Json, patch: Json) -> None:
    expected = json_merge_patch.merge(copy.deepcopy(target), copy.deepcopy(patch))

    assert merge_patch(target, patch) == expected


@given(documents, documents)
def test_changes_nothing_that_was_given(target: Json, patch: Json) -> None:
    before = copy.deepcopy((target, patch))

    merge_patch(target, patch)

    assert (target, patch) == before


@given(documents, documents)
def test_same_patch_twice_changes_no_more(target: Json, patch: Json) -> None:
    once = merge_patch(target, patch)

    assert merge_patch(once, patch) == once


def test_story_shows_each_kind_of_member(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    told = capsys.readouterr().out
    assert "+ {'title': 'New plan'}\n  = {'title': 'New plan', 'tags': ['work'], 'pinned': True}" in told
    assert "+ {'pinned': None}\n  = {'title': 'Plan', 'tags': ['work']}" in told
