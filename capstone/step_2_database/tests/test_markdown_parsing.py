"""The text of a file says what its note is: front matter first, then headings, then the name of the file."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from valid_notes import tags

from notes_api.markdown_files import (
    MarkdownError,
    first_heading,
    parse_note,
    split_front_matter,
    to_moment,
    to_tag,
    to_tags,
)
from notes_api.models import NoteCreate

JANUARY = datetime(2026, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: From the front\n---\n# Heading", "From the front"),
        ("---\ntitle: 2026\n---\n", "2026"),
        ("Text\n\n## The *first* heading ##\n# Another", "The *first* heading"),
        ("#hashtag\n   ###   Spaces\t \r\n", "Spaces"),
        ("# C#\n", "C#"),
        ("#\n# #\n##### ok", "ok"),
        ("```\n# code\n```\n# text", "text"),
        ("~~~~\n```\n# code\n~~~\n# still code\n~~~~\n# text", "text"),
        ("```\n# code that never ends", "file"),
        ("    # indented code\n", "file"),
        ("####### seven", "file"),
        ("no heading", "file"),
        ("", "file"),
    ],
)
def test_title_is_that_of_the_front_matter_or_heading_or_file(text: str, title: str) -> None:
    assert parse_note(text, "file").title == title


def test_long_heading_is_cut_to_a_title() -> None:
    assert first_heading("# " + "word " * 100) == ("word " * 40)[:200]


def test_heading_with_endless_spaces_takes_no_time() -> None:
    # An expression that tries each space as the end of the title would be at it for hours.
    assert first_heading("# a" + " " * 1_000_000 + "b") == "a b"


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("tags: [work, q3]", ["work", "q3"]),
        ("tags:\n- work\n- Q 3", ["work", "Q-3"]),
        ("tags: work, q3", ["work", "q3"]),
        ("keywords: [work]", ["work"]),
        ("tags: [work]\nkeywords: [home]", ["work"]),
        ("tags: [2026, true, 2026-01-31]", ["2026", "True", "2026-01-31"]),
        ("tags: [work, work, inbox]", ["work", "inbox"]),
        ("tags: ['', ' ', '/']", []),
        ("tags:", []),
        ("title: no tags", []),
    ],
)
def test_tags_come_from_the_folder_and_the_front_matter(front: str, expected: list[str]) -> None:
    note = parse_note(f"---\n{front}\n---\n", "file", ["inbox"])

    assert note.tags == ["inbox", *(tag for tag in expected if tag != "inbox")]


@pytest.mark.parametrize(
    ("front", "created", "updated"),
    [
        ("created: 2026-01-31", JANUARY, None),
        ("date: 2026-01-31T00:00:00Z", JANUARY, None),
        ("created: '2026-01-31'", JANUARY, None),
        ("created: 2026-01-31 01:00:00+01:00", JANUARY, None),
        ("created: 2026-01-31\ndate: 2020-01-01", JANUARY, None),
        ("updated: 2026-01-31", None, JANUARY),
        ("modified: 2026-01-31", None, JANUARY),
        ("lastmod: 2026-01-31T00:00:00", None, JANUARY),
        ("title: no dates", None, None),
    ],
)
def test_dates_come_from_the_front_matter(front: str, created: datetime | None, updated: datetime | None) -> None:
    note = parse_note(f"---\n{front}\n---\n", "file")

    assert (note.created_at, note.updated_at) == (created, updated)


@pytest.mark.parametrize("field", ["pinned", "archived"])
def test_flags_come_from_the_front_matter(field: str) -> None:
    assert parse_note(f"---\n{field}: yes\n---\n", "file").model_dump()[field] is True


def test_fields_of_other_programs_are_left_out() -> None:
    assert parse_note("---\nlayout: post\nid: 7\n---\nText", "file") == NoteCreate(title="file", body="Text", tags=[])


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("---\na: 1\n---\nText", {"a": 1}, "Text"),
        ("---\r\na: 1\r\n---\r\nText\r\n", {"a": 1}, "Text\r\n"),
        ("--- \na: 1\n---\t\n", {"a": 1}, ""),
        ("---\na: 1\n---", {"a": 1}, ""),
        ("---\n---\nText", {}, "Text"),
        ("---\n# comment\n---\nText", {}, "Text"),
        ("---\nnever closed", {}, "---\nnever closed"),
        ("Text\n---\na: 1\n---\n", {}, "Text\n---\na: 1\n---\n"),
        ("---\na: 1\n---\n---\nb: 2\n---\n", {"a": 1}, "---\nb: 2\n---\n"),
        ("----\na: 1\n----\n", {}, "----\na: 1\n----\n"),
    ],
)
def test_front_matter_stands_between_two_lines_at_the_beginning(text: str, fields: dict[str, int], body: str) -> None:
    assert split_front_matter(text) == (fields, body)


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("a: [1", "front matter is not YAML"),
        ("a: 1\n b: 2", "front matter is not YAML"),
        ("a: !!python/object/apply:os.system ['true']", "front matter is not YAML"),
        ("a: 2026-99-99", "front matter is not YAML"),
        ("[" * 5000, "front matter is not YAML"),
        ("- a\n- b", "no mapping"),
        ("just text", "no mapping"),
        ("tags: {a: 1}", "expected a list of words"),
        ("tags: 5", "expected a list of words"),
        ("tags: [[a]]", "expected a list of words"),
        ("tags: [null]", "expected a list of words"),
        ("created: soon", "expected a date"),
        ("created: 5", "expected a date"),
        ("updated: ", "expected a date"),
        ("created: 2026-02-01\nupdated: 2026-01-31", "updated_at must not be before created_at"),
        ("created: 0001-01-01T00:00:00+12:00", "outside the years"),
        ("title: ''", "title"),
        ("pinned: 5", "pinned"),
        (f"tags: {[f't{number}' for number in range(21)]}", "tags"),
    ],
)
def test_wrong_front_matter_is_refused_with_the_reason(front: str, reason: str) -> None:
    with pytest.raises(MarkdownError, match=reason):
        parse_note(f"---\n{front}\n---\n", "file")


def test_reason_is_one_line() -> None:
    with pytest.raises(MarkdownError) as caught:
        split_front_matter("---\na: [1\n---\n")

    assert "\n" not in str(caught.value)


@given(tags)
def test_tag_stays_as_it_is(tag: str) -> None:
    assert to_tag(tag) == tag


@given(st.text())
def test_any_text_becomes_a_tag_or_none(text: str) -> None:
    tag = to_tag(text.encode(errors="replace").decode())

    assert not tag or NoteCreate(title="A note", tags=[tag]).tags == [tag]


def test_list_of_tags_may_be_text() -> None:
    assert to_tags("work, my notes,,") == ["work", "my-notes"]


@pytest.mark.parametrize("value", ["2026-01-31", JANUARY, JANUARY.date(), JANUARY.replace(tzinfo=None)])
def test_date_is_taken_as_utc(value: object) -> None:
    assert to_moment(value) == JANUARY
