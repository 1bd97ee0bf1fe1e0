"""Folders of Markdown come in with what they say about themselves, and go out so that nothing is lost."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from valid_notes import stored_notes

from notes_api.markdown_files import (
    MarkdownError,
    SkippedFile,
    format_note,
    parse_note,
    read_folder,
    read_note,
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


@settings(max_examples=30)  # each note by itself is tested above; here it is about names of files
@given(st.lists(stored_notes(), max_size=4, unique_by=lambda note: note.id))
def test_written_folder_is_read_as_equal_notes(tmp_path_factory: pytest.TempPathFactory, notes: list[Note]) -> None:
    folder = tmp_path_factory.mktemp("notes")

    count = write_folder(folder, notes)

    read = [result for result in read_folder(folder) if isinstance(result, NoteCreate)]
    assert count == len(notes)
    assert sorted(map(fields_of, read)) == sorted(map(fields_of, notes))


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
