"""Entity tags as RFC 9110 writes them, and what a version of a note makes of them."""

from contextlib import suppress
from http import HTTPStatus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_api.conditional import entity_tag, is_current, parse_tags, precondition
from notes_api.problems import Problem
from notes_api.repository import VersionMismatchError

tag_texts = st.text(st.characters(codec="latin-1", exclude_characters='"\x7f', exclude_categories=["Cc", "Zs"]))
MALFORMED = ["", " ", ",", "2", '"2', '2"', '""2""', 'w/"2"', 'W /"2"', '"2" "3"', '"a b"', '*, "2"', "**", '"2"; "3"']


@pytest.mark.parametrize("version", [1, 2, 2**31 - 1])
def test_a_tag_is_the_version_in_quotes(version: int) -> None:
    assert entity_tag(version) == f'"{version}"'


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ('"2"', [(False, "2")]),
        ('W/"2"', [(True, "2")]),
        ('""', [(False, "")]),
        ('"2","3"', [(False, "2"), (False, "3")]),
        (' "2" ,\tW/"3" ', [(False, "2"), (True, "3")]),
        (',"2",,"3",', [(False, "2"), (False, "3")]),
        ('"a,b"', [(False, "a,b")]),
        ('"W/", "\xe9"', [(False, "W/"), (False, "\xe9")]),
        ("*", None),
        (" * ", None),
    ],
)
def test_headers_are_read(header: str, tags: list[tuple[bool, str]] | None) -> None:
    assert parse_tags(header, "If-Match") == tags


@given(st.lists(st.tuples(st.booleans(), tag_texts), min_size=1), st.sampled_from([",", ", ", " ,\t", ",,"]))
def test_what_is_written_is_read(tags: list[tuple[bool, str]], separator: str) -> None:
    header = separator.join(("W/" if weak else "") + f'"{text}"' for weak, text in tags)

    assert parse_tags(header, "If-Match") == tags


@pytest.mark.parametrize("header", MALFORMED)
@pytest.mark.parametrize("name", ["If-Match", "If-None-Match"])
def test_malformed_headers_are_named(header: str, name: str) -> None:
    with pytest.raises(Problem) as refusal:
        parse_tags(header, name)

    assert refusal.value.status_code == HTTPStatus.BAD_REQUEST
    assert [error.header for error in refusal.value.errors] == [name]


@given(st.text(st.sampled_from('",* \tW/2')))
def test_any_header_is_read_or_refused(header: str) -> None:
    with suppress(Problem):
        assert parse_tags(header, "If-Match") != []


def test_a_long_header_is_refused_at_once() -> None:
    with pytest.raises(Problem):
        parse_tags('"2"' + " ,\t" * 20_000 + "x", "If-Match")


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ('"2"', True),
        ('"1", "2"', True),
        ("*", True),
        ('"1"', False),
        ('W/"2"', False),
        ('"02"', False),
        ('"+2"', False),
        ('"2.0"', False),
        ('"\u00b2"', False),
        ('"other"', False),
        (f'"{10**30}"', False),
        ('""', False),
    ],
)
def test_if_match_compares_strongly(header: str, allowed: bool) -> None:
    condition = precondition(header)

    if allowed:
        condition.check(2)
    else:
        with pytest.raises(VersionMismatchError):
            condition.check(2)


def test_a_write_without_if_match_is_refused() -> None:
    with pytest.raises(Problem, match="If-Match") as refusal:
        precondition(None)

    assert refusal.value.status_code == HTTPStatus.PRECONDITION_REQUIRED


@pytest.mark.parametrize(
    ("header", "current"),
    [
        ('"2"', True),
        ('W/"2"', True),
        ('"1", W/"2"', True),
        ("*", True),
        ('"1"', False),
        ('"02"', False),
        (None, False),
    ],
)
def test_if_none_match_compares_weakly(header: str | None, current: bool) -> None:
    assert is_current(header, 2) is current
