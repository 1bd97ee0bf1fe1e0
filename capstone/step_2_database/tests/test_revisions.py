"""Every state of a note is kept, read again and come back to; going back is going on."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
from clusters import plain, running
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import URL
from valid_notes import contents

from notes_api.database import Database
from notes_api.migrations import upgrade
from notes_api.models import Note, NoteContent, NoteCreate
from notes_api.postgres import PostgresNoteRepository
from notes_api.repository import NoteNotFoundError, Precondition, VersionMismatchError
from notes_api.revisions import Revisions
from notes_api.settings import Settings

pytestmark = pytest.mark.anyio

ANY = Precondition(None)


@pytest.fixture
def revisions(database: Database) -> Revisions:
    return Revisions(database)


async def write(repository: PostgresNoteRepository, *titles: str) -> UUID:
    """Create a note with the first title, change it to the others one by one, and return its id."""
    created = await repository.create(NoteCreate(title=titles[0]))
    for title in titles[1:]:
        await repository.update(created.note.id, lambda _, title=title: NoteContent(title=title), ANY)  # type: ignore[misc]  # mypy infers no type for a default
    return created.note.id


@hypothesis_settings(max_examples=25)
@given(versions=st.lists(contents, min_size=1, max_size=4))
async def test_each_version_is_kept_as_it_was(
    repository: PostgresNoteRepository, revisions: Revisions, versions: list[NoteContent]
) -> None:
    created = await repository.create(NoteCreate(**versions[0].model_dump()))
    stored = [created.note]
    for content in versions[1:]:
        stored.append(await repository.update(created.note.id, lambda _, content=content: content, ANY))  # type: ignore[misc]

    kept = [await revisions.get(created.note.id, number) for number in range(1, len(versions) + 1)]

    assert [
        NoteContent.model_validate(revision.model_dump(exclude={"version", "changed_at"})) for revision in kept
    ] == (versions)
    dates = [Note.model_validate_json(note.json).updated_at for note in stored]
    assert [(revision.version, revision.changed_at) for revision in kept] == list(enumerate(dates, 1))


async def test_versions_are_listed_newest_first(repository: PostgresNoteRepository, revisions: Revisions) -> None:
    note_id = await write(repository, "one", "two", "three")

    listed = await revisions.list_page(note_id, 10, None)

    assert [(summary.version, summary.title) for summary in listed] == [(3, "three"), (2, "two"), (1, "one")]


async def test_a_list_goes_on_before_its_last_item(repository: PostgresNoteRepository, revisions: Revisions) -> None:
    note_id = await write(repository, "one", "two", "three")

    pages = [await revisions.list_page(note_id, 2, before) for before in (None, 2, 1)]

    assert [[summary.version for summary in page] for page in pages] == [[3, 2], [1], []]


async def test_a_list_holds_the_versions_of_one_note(repository: PostgresNoteRepository, revisions: Revisions) -> None:
    note_id = await write(repository, "mine")
    await write(repository, "other", "other again")

    assert [summary.title for summary in await revisions.list_page(note_id, 10, None)] == ["mine"]


async def test_a_note_without_its_first_versions_has_a_list_all_the_same(empty_url: URL, settings: Settings) -> None:
    upgrade(empty_url, "0001")
    with psycopg.connect(plain(empty_url)) as connection:
        row = connection.execute("""
            INSERT INTO notes (title, body, tags, pinned, archived, created_at, updated_at, version)
            VALUES ('Old', '', '{}', false, false, '2026-01-01Z', '2026-01-01Z', 3) RETURNING id
        """).fetchone()
    assert row is not None
    upgrade(empty_url)

    async with running(Database(plain(empty_url), settings)) as database:
        revisions = Revisions(database)
        assert [summary.version for summary in await revisions.list_page(row[0], 10, None)] == [3]
        assert await revisions.list_page(row[0], 10, 3) == []


async def test_restoring_makes_the_next_version(repository: PostgresNoteRepository, revisions: Revisions) -> None:
    first = NoteContent(title="one", body="body", tags=["a"], pinned=True, archived=True)
    note_id = (await repository.create(NoteCreate(**first.model_dump()))).note.id
    await repository.update(note_id, lambda _: NoteContent(title="two"), ANY)

    stored = await revisions.restore(note_id, 1, Precondition(frozenset({2})))

    note = Note.model_validate_json(stored.json)
    assert (note.version, NoteContent.model_validate(note, from_attributes=True)) == (3, first)
    assert await repository.get(note_id) == stored
    assert [summary.title for summary in await revisions.list_page(note_id, 10, None)] == ["one", "two", "one"]


async def test_restoring_needs_the_current_version(repository: PostgresNoteRepository, revisions: Revisions) -> None:
    note_id = await write(repository, "one", "two")

    with pytest.raises(VersionMismatchError):
        await revisions.restore(note_id, 1, Precondition(frozenset({1})))

    assert (await repository.get(note_id)).version == 2


async def test_what_is_not_there_is_not_found(repository: PostgresNoteRepository, revisions: Revisions) -> None:
    note_id = await write(repository, "one")

    for unknown, version in [(note_id, 2), (uuid4(), 1)]:
        with pytest.raises(NoteNotFoundError):
            await revisions.get(unknown, version)
        with pytest.raises(NoteNotFoundError):
            await revisions.restore(unknown, version, ANY)
    for before in (None, 5):
        with pytest.raises(NoteNotFoundError):
            await revisions.list_page(uuid4(), 10, before)


async def test_revisions_of_the_trash_are_out_of_sight(
    repository: PostgresNoteRepository, revisions: Revisions
) -> None:
    note_id = await write(repository, "one", "two")
    await repository.delete(note_id, ANY)

    with pytest.raises(NoteNotFoundError):
        await revisions.list_page(note_id, 10, None)
    with pytest.raises(NoteNotFoundError):
        await revisions.get(note_id, 1)
    with pytest.raises(NoteNotFoundError):
        await revisions.restore(note_id, 1, ANY)


async def test_the_first_version_is_dated_as_the_note(repository: PostgresNoteRepository, revisions: Revisions) -> None:
    moment = datetime(2020, 2, 29, tzinfo=UTC)
    created = await repository.create(NoteCreate(title="Old", updated_at=moment))

    assert (await revisions.get(created.note.id, 1)).changed_at == moment
