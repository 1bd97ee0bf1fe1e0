"""Single notes in PostgreSQL: stored as they came, and changed by one of many writers at a time."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from clusters import plain, running
from hypothesis import given
from sqlalchemy import URL
from stores import ANY, all_pages, create, wait_for_lock
from strategies import note_creates

from notes_api.database import Database
from notes_api.models import Note, NoteContent, NoteCreate
from notes_api.paging import Sort
from notes_api.postgres import PostgresNoteRepository
from notes_api.repository import NoteFilter, NoteNotFoundError, Precondition, VersionMismatchError
from notes_api.settings import Settings

pytestmark = pytest.mark.anyio


@given(note=note_creates())
async def test_json_is_what_the_models_write(repository: PostgresNoteRepository, note: NoteCreate) -> None:
    stored = (await repository.create(note)).note

    as_model = Note.model_validate_json(stored.json)
    assert json.loads(stored.json) == json.loads(as_model.model_dump_json())
    assert list(json.loads(stored.json)) == list(Note.model_fields)
    given_content = note.model_dump(exclude={"created_at", "updated_at"})
    assert as_model.model_dump(include=set(given_content)) == given_content
    assert (as_model.created_at, as_model.updated_at) == note.dates(as_model.created_at)
    assert (stored.id, stored.version) == (as_model.id, 1)


async def test_a_note_is_found_again(repository: PostgresNoteRepository) -> None:
    created = (await repository.create(NoteCreate(title="Here"))).note

    assert await repository.get(created.id) == created


async def test_without_dates_a_note_is_written_now(repository: PostgresNoteRepository) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)

    note = await create(repository)

    assert before < note.created_at == note.updated_at < datetime.now(UTC) + timedelta(seconds=1)


async def test_an_unknown_note_is_not_found(repository: PostgresNoteRepository) -> None:
    unknown = uuid4()

    with pytest.raises(NoteNotFoundError, match=str(unknown)):
        await repository.get(unknown)
    with pytest.raises(NoteNotFoundError):
        await repository.update(unknown, lambda content: content, ANY)
    with pytest.raises(NoteNotFoundError):
        await repository.delete(unknown, ANY)


# Few values for each field, so that filters match and moments collide.


async def test_an_update_makes_the_next_version(repository: PostgresNoteRepository) -> None:
    note = await create(repository, body="old", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    content = NoteContent(title="New", body="new", tags=["a"], pinned=True, archived=True)

    stored = await repository.update(note.id, lambda _: content, Precondition(frozenset({1})))

    updated = Note.model_validate_json(stored.json)
    assert NoteContent.model_validate(updated, from_attributes=True) == content
    assert (updated.version, stored.version, updated.created_at) == (2, 2, note.created_at)
    assert note.updated_at < updated.updated_at < datetime.now(UTC) + timedelta(seconds=1)
    assert await repository.get(note.id) == stored


async def test_a_note_from_the_future_is_not_updated_before_it_was_made(repository: PostgresNoteRepository) -> None:
    note = await create(repository, created_at=datetime(9999, 1, 1, tzinfo=UTC))

    stored = await repository.update(note.id, lambda content: content, ANY)

    assert Note.model_validate_json(stored.json).updated_at == note.created_at


async def test_an_update_that_fails_changes_nothing(repository: PostgresNoteRepository) -> None:
    note = await create(repository)

    def fail(content: NoteContent) -> NoteContent:
        raise ValueError(content.title)

    with pytest.raises(ValueError, match="A note"):
        await repository.update(note.id, fail, ANY)

    assert Note.model_validate_json((await repository.get(note.id)).json) == note


async def test_a_stale_version_is_refused(repository: PostgresNoteRepository) -> None:
    note = await create(repository)
    await repository.update(note.id, lambda content: content, ANY)
    stale = Precondition(frozenset({1}))

    with pytest.raises(VersionMismatchError) as refused_update:
        await repository.update(note.id, lambda content: content, stale)
    with pytest.raises(VersionMismatchError):
        await repository.delete(note.id, stale)

    assert refused_update.value.current == 2


async def test_of_concurrent_updates_of_one_version_exactly_one_wins(repository: PostgresNoteRepository) -> None:
    note = await create(repository)
    contents = [NoteContent(title=f"writer {number}") for number in range(10)]
    first = Precondition(frozenset({1}))

    results = await asyncio.gather(
        *(repository.update(note.id, lambda _, content=content: content, first) for content in contents),  # type: ignore[misc]  # mypy infers no default
        return_exceptions=True,
    )

    won = [result for result in results if not isinstance(result, BaseException)]
    assert [await repository.get(note.id)] == won
    assert [type(result) for result in results if result not in won] == [VersionMismatchError] * 9


async def test_an_update_that_had_to_wait_is_dated_after_the_one_it_waited_for(
    repository: PostgresNoteRepository, sql: psycopg.Connection
) -> None:
    note = await create(repository)
    with sql.transaction():
        sql.execute("SELECT FROM notes FOR UPDATE")
        waiting = asyncio.create_task(repository.update(note.id, lambda content: content, ANY))
        await wait_for_lock(sql)
        sql.execute("UPDATE notes SET version = 2, updated_at = clock_timestamp()")
        (other,) = sql.execute("SELECT updated_at FROM notes").fetchone() or (None,)

    updated = Note.model_validate_json((await waiting).json)
    assert updated.version == 3
    assert updated.updated_at > other


async def test_a_store_is_unused_until_its_first_note(repository: PostgresNoteRepository) -> None:
    assert await repository.is_unused()
    note = await create(repository)
    assert not await repository.is_unused()

    await repository.delete(note.id, ANY)

    assert not await repository.is_unused()


async def test_the_time_zone_of_the_server_does_not_matter(
    url: URL, sql: psycopg.Connection, settings: Settings
) -> None:
    sql.execute(f"ALTER DATABASE {url.database} SET timezone = 'America/New_York'".encode())
    extremes = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)]
    async with running(Database(plain(url), settings)) as database:
        repository = PostgresNoteRepository(database)

        notes = [await create(repository, created_at=moment) for moment in extremes]
        listed = await all_pages(repository, NoteFilter(), Sort.CREATED, 1)

    assert [note.created_at for note in notes] == extremes
    assert listed == notes
