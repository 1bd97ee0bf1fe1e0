"""Cursors survive the way through a URL, and nothing else passes for one."""

import base64
import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notes_api.paging import Cursor, Sort, link_header, main

MOMENT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
cursors = st.builds(Cursor, st.sampled_from(Sort), st.datetimes(timezones=st.just(UTC)), st.uuids())
LINK = re.compile(r'<([^>]*)>; rel="([a-z]+)"')


@given(cursors)
def test_cursor_comes_back_as_it_was(cursor: Cursor) -> None:
    assert Cursor.decode(cursor.encode()) == cursor


@given(cursors)
def test_encoded_cursor_needs_no_escape_in_a_url(cursor: Cursor) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", cursor.encode())


def test_moment_of_another_zone_is_the_same_cursor() -> None:
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30)))

    cursor = Cursor(Sort.CREATED, elsewhere, UUID(int=7))

    assert cursor.encode() == Cursor(Sort.CREATED, MOMENT, UUID(int=7)).encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
)
almost_cursors = st.tuples(
    st.sampled_from([*Sort]) | st.text(),
    st.datetimes().map(datetime.isoformat) | st.datetimes(timezones=st.timezones()).map(datetime.isoformat) | st.text(),
    st.uuids().map(str) | st.text(),
)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(st.text() | json_values.map(encoded) | almost_cursors.map(encoded) | st.binary().map(str))
@example("W10")
@example("W" * 100_000)
@example(encoded([["created"], MOMENT.isoformat(), "0" * 32]))
def test_text_is_a_cursor_only_if_it_was_encoded_as_one(text: str) -> None:
    with suppress(ValueError):
        assert Cursor.decode(text).encode() == text


def test_deep_json_is_no_cursor() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 100_000).decode()

    with pytest.raises(ValueError, match="not a cursor"):
        Cursor.decode(deep)


@pytest.mark.parametrize("change", [lambda text: text + "=", lambda text: text[:-1], str.swapcase, str.lower])
def test_cursor_that_was_changed_is_none(change: Callable[[str], str]) -> None:
    text = Cursor(Sort.CREATED, MOMENT, UUID(int=7)).encode()

    with pytest.raises(ValueError, match="not a cursor"):
        Cursor.decode(change(text))


@pytest.mark.parametrize(
    ("sort", "column", "descending"),
    [
        (Sort.CREATED, "created_at", False),
        (Sort.CREATED_DESCENDING, "created_at", True),
        (Sort.UPDATED, "updated_at", False),
        (Sort.UPDATED_DESCENDING, "updated_at", True),
    ],
)
def test_sort_names_its_column_and_direction(sort: Sort, column: str, descending: bool) -> None:
    assert (sort.column, sort.descending) == (column, descending)


@given(st.lists(st.tuples(st.sampled_from(["tag", "text", "limit"]), st.text())), cursors)
def test_links_hold_the_query_and_the_next_cursor(query: list[tuple[str, str]], cursor: Cursor) -> None:
    query = [(name, value.encode(errors="replace").decode()) for name, value in query]

    header = link_header("/notes", [*query, ("cursor", "old")], cursor)

    first, following = LINK.findall(header)
    assert (first[1], following[1]) == ("first", "next")
    assert parse_qsl(urlsplit(first[0]).query, keep_blank_values=True) == query
    assert parse_qsl(urlsplit(following[0]).query, keep_blank_values=True) == [*query, ("cursor", cursor.encode())]


def test_last_page_has_no_next_link() -> None:
    assert link_header("/notes", [], None) == '</notes>; rel="first"'


def test_story_shows_that_an_offset_repeats_and_a_cursor_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    told = capsys.readouterr().out
    assert "by offset 2, after an insert: ['c', 'b'] repeats c" in told
    assert "by key, after an insert:      ['b', 'a']" in told
    assert Cursor.decode(told.rsplit(maxsplit=1)[1]).id == UUID(int=7)
