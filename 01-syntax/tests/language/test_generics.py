"""Generics: mypy's messages on variance and bounds, and the generic classes at work."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import generics
from language.generics import SNIPPETS, Page, Query, Snippet, UserQuery, longest, main, outcome, page
from language.type_hints import mypy_says

REVEAL = """
reveal_type(UserQuery().where("id > 7"))
reveal_type(page([1], 0, 1).map(str))
reveal_type(longest(["a"]))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, ...]]:
    """What mypy says about every snippet, about the file itself, and about the types of its results."""
    source = Path(generics.__file__).read_text(encoding="utf-8")
    codes = [*(snippet.code for snippet in SNIPPETS), source, source + REVEAL]
    return mypy_says(codes, tmp_path_factory.mktemp("mypy"))


@pytest.mark.parametrize("number", range(len(SNIPPETS)), ids=[snippet.title for snippet in SNIPPETS])
def test_mypy_says_what_the_file_shows(said: list[tuple[str, ...]], number: int) -> None:
    assert said[number] == SNIPPETS[number].mypy


def test_mypy_has_nothing_to_say_about_the_mended_code(said: list[tuple[str, ...]]) -> None:
    assert said[-2] == ()


def test_self_and_type_parameters_keep_the_types(said: list[tuple[str, ...]]) -> None:
    module = f"snippet_{len(SNIPPETS) + 1}"

    assert [message.partition(": ")[2] for message in said[-1]] == [
        f'note: Revealed type is "{module}.UserQuery"',
        f'note: Revealed type is "{module}.Page[str]"',
        'note: Revealed type is "str | None"',
    ]


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[snippet.title for snippet in SNIPPETS])
def test_running_does_what_the_file_shows(snippet: Snippet) -> None:
    assert outcome(snippet.code) == snippet.run


def test_outcome_is_the_output_or_the_error() -> None:
    assert outcome("print(1)\nprint(2)") == "1\n2"
    assert outcome("print(1)\nint('x')") == "ValueError: invalid literal for int() with base 10: 'x'"


@given(st.lists(st.text()))
def test_longest_is_the_first_of_the_longest(items: list[str]) -> None:
    by_length = sorted(items, key=lambda item: -len(item))

    assert longest(iter(items)) == (by_length[0] if by_length else None)


@given(st.lists(st.integers()), st.integers(1, 4))
def test_pages_follow_one_another_to_the_end(items: list[int], limit: int) -> None:
    seen: list[int] = []
    offset: int | None = 0
    while offset is not None:
        part = page(items, offset, limit)
        assert len(part.items) <= limit
        seen.extend(part.items)
        offset = part.next_offset

    assert seen == items


def test_map_keeps_the_offset_and_maps_each_item() -> None:
    assert Page([1, 2], next_offset=2).map(str) == Page(["1", "2"], next_offset=2)


def test_conditions_are_added_to_the_same_query() -> None:
    query = UserQuery()

    assert query.where("id > 7") is query
    assert query.active() is query
    assert query.conditions == ["id > 7", "active"]
    assert Query().conditions == []


def test_main_shows_messages_and_outcomes(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert 'incompatible type "list[Admin]"; expected "list[User]"' in out
    assert "run:  TypeError: isinstance() argument 2 cannot be a parameterized generic" in out
    assert "Page(items=['order-3', 'order-1'], next_offset=2)" in out
    assert "UserQuery: ['id > 7', 'active']" in out
    assert "Page[str]([1], None) -> Page(items=[1], next_offset=None)" in out
