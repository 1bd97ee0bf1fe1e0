"""Folders of Markdown come in with what they say about themselves, and go out so that nothing is lost."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from valid_notes import stored_notes, tags

from notes_api.markdown_files import (
    MarkdownError,
    SkippedFile,
    first_heading,
    format_note,
    parse_note,
    read_folder,
    read_note,
    split_front_matter,
    to_moment,
    to_tag,
    to_tags,
    write_folder,
)
from notes_api.middleware import MAX_BODY_BYTES
from notes_api.models import Note, NoteCreate

JANUARY = datetime(2026, 1, 31, tzinfo=UTC)


def note_of(title: str, **fields: object) -> Note:
    defaults = {"id": UUID(int=7), "body": "", "tags": [], "pinned": False, "archived": False}
    dates = {"created_at": JANUARY, "updated_at": JANUARY, "version": 1}
    return Note.model_validate(defaults | dates | {"title": title} | fields)


def titles(folder: Path) -> list[str]:
    return [
        result.title if isinstance(result, NoteCreate) else f"skipped {result.path.name}"
        for result in read_folder(folder)
    ]


def fields_of(note: Note | NoteCreate) -> str:
    """What a file keeps of a note."""
    return note.model_dump_json(exclude={"id", "version"})


@given(stored_notes())
def test_written_note_is_read_as_an_equal_one(note: Note) -> None:
    read = parse_note(format_note(note), "another name")

    assert fields_of(read) == fields_of(note)


@given(st.lists(stored_notes(), max_size=4, unique_by=lambda note: note.id))
def test_written_folder_is_read_as_equal_notes(tmp_path_factory: pytest.TempPathFactory, notes: list[Note]) -> None:
    folder = tmp_path_factory.mktemp("notes")

    count = write_folder(folder, notes)

    read = [result for result in read_folder(folder) if isinstance(result, NoteCreate)]
    assert count == len(notes)
    assert sorted(map(fields_of, read)) == sorted(map(fields_of, notes))


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


def test_folders_are_tags(tmp_path: Path) -> None:
    (tmp_path / "work" / "q 3").mkdir(parents=True)
    (tmp_path / "work" / "q 3" / "plan.md").write_text("# Plan")

    (note,) = read_folder(tmp_path)

    assert isinstance(note, NoteCreate)
    assert note.tags == ["work", "q-3"]


def test_markdown_files_are_read_in_the_order_of_names_and_nothing_else(tmp_path: Path) -> None:
    for name in (
        "b.md",
        "a.MD",
        "c.markdown",
        "d.txt",
        ".hidden.md",
        "B/z.md",
        "A/y.md",
        ".git/x.md",
        "A/.obsidian/w.md",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")

    assert titles(tmp_path) == ["a", "b", "c", "y", "z"]


def test_bad_files_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "1.md").write_bytes(b"caf\xe9")
    (tmp_path / "2.md").write_bytes(b"x" * (MAX_BODY_BYTES + 1))
    (tmp_path / "3.md").write_text("x" * 100_001)
    (tmp_path / "4.md").write_text("---\n- a\n---\n")
    (tmp_path / "5.md").write_bytes(b"a\x00b")
    (tmp_path / "6.md").symlink_to("nowhere.md")
    (tmp_path / "7.md").write_text("fine")

    assert titles(tmp_path) == [*(f"skipped {number}.md" for number in range(1, 7)), "7"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")

    assert titles(tmp_path) == ["skipped pipe.md"]


def test_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "first.md").write_text("")
    (tmp_path / "gone").mkdir()
    results = read_folder(tmp_path)
    next(results)

    shutil.rmtree(tmp_path / "gone")

    (skipped,) = results
    assert isinstance(skipped, SkippedFile)
    assert skipped.path == tmp_path / "gone"


@pytest.mark.parametrize("name", ["missing", "file.md"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.md").write_text("")

    with pytest.raises(MarkdownError, match=f"{name} is not a folder"):
        next(read_folder(tmp_path / name))


def test_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf---\ntitle: Plan\n---\n")

    assert read_note(tmp_path / "a.md").title == "Plan"


def test_line_ends_stay(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"one\r\ntwo\nthree\r")

    assert read_note(tmp_path / "a.md").body == "one\r\ntwo\nthree\r"


def test_invalid_utf8_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"caf\xe9!")

    with pytest.raises(MarkdownError, match="not UTF-8: invalid continuation byte at byte 3"):
        read_note(tmp_path / "a.md")


def test_file_of_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"---\ntitle: Plan\n---\n" + b"\xf0\x9f\x98\x80" * 100_000)

    assert len(read_note(tmp_path / "a.md").body) == 100_000


@pytest.mark.parametrize(
    "title", ["Ship it!", "../../etc/passwd", "a\\b:c*?", "\U00020000" * 200, "...", "CON", "İ" * 99]
)
def test_file_is_named_after_the_title_and_stays_in_its_folder(tmp_path: Path, title: str) -> None:
    write_folder(tmp_path / "new" / "folder", [note_of(title)])

    (path,) = (tmp_path / "new" / "folder").iterdir()
    assert path.name.endswith(f"-{UUID(int=7).hex}.md")
    assert len(path.name.encode()) < 255
    assert read_note(path).title == title


def test_notes_of_one_title_have_files_of_their_own(tmp_path: Path) -> None:
    notes = [note_of("Plan", id=UUID(int=number)) for number in range(3)]

    assert write_folder(tmp_path, notes) == len(list(tmp_path.iterdir())) == 3


def test_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")

    with pytest.raises(MarkdownError, match="is not empty"):
        write_folder(tmp_path, [note_of("Plan")])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.md"]
