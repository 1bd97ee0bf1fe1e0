"""What is deleted comes back as it was, or goes for good when its time has come."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from notes_api.database import Database, DatabaseUnavailableError
from notes_api.models import Note, NoteContent, NoteCreate, TrashedNote
from notes_api.postgres import PostgresNoteRepository
from notes_api.repository import NoteNotFoundError, Precondition
from notes_api.trash import Trash, clean_up_forever

pytestmark = pytest.mark.anyio

ANY = Precondition(None)
DAYS = timedelta(days=30)


@pytest.fixture
def trash(database: Database) -> Trash:
    return Trash(database, DAYS)


async def delete_new(repository: PostgresNoteRepository, title: str = "Deleted") -> UUID:
    """Create a note, delete it, and return its id."""
    created = await repository.create(NoteCreate(title=title))
    await repository.delete(created.note.id, ANY)
    return created.note.id


async def listed(trash: Trash, limit: int = 10) -> list[TrashedNote]:
    """Return what the pages of the trash hold."""
    page = await trash.list_page(limit, None)
    found = page.items
    while page.next_cursor is not None:
        page = await trash.list_page(limit, page.next_cursor)
        assert 1 <= len(page.items) <= limit
        found += page.items
        assert len(found) < 100, "the pages have no end"
    return found


async def test_a_deleted_note_lies_in_the_trash_as_it_was(repository: PostgresNoteRepository, trash: Trash) -> None:
    created = await repository.create(NoteCreate(title="Old", tags=["a"], created_at=datetime(1, 1, 1, tzinfo=UTC)))
    before = datetime.now(UTC) - timedelta(seconds=1)

    await repository.delete(created.note.id, ANY)

    (item,) = await listed(trash)
    assert item.note == Note.model_validate_json(created.note.json)
    assert before < item.deleted_at < datetime.now(UTC) + timedelta(seconds=1)
    assert item.purge_at == item.deleted_at + DAYS


async def test_what_is_not_deleted_is_not_in_the_trash(repository: PostgresNoteRepository, trash: Trash) -> None:
    await repository.create(NoteCreate(title="Kept"))

    assert await listed(trash) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
async def test_pages_hold_each_note_once_last_deleted_first(
    repository: PostgresNoteRepository, trash: Trash, sql: psycopg.Connection, limit: int
) -> None:
    ids = [await delete_new(repository, f"note {number}") for number in range(7)]
    # Three at the same moment.
    sql.execute("UPDATE notes SET deleted_at = '2026-01-31Z' WHERE title < 'note 3'")
    expected = [*reversed(ids[3:]), *sorted(ids[:3], reverse=True)]

    assert [item.note.id for item in await listed(trash, limit)] == expected


async def test_restoring_brings_a_note_back_as_it_was(repository: PostgresNoteRepository, trash: Trash) -> None:
    created = await repository.create(NoteCreate(title="Back"))
    before = await repository.update(created.note.id, lambda _: NoteContent(title="Back again"), ANY)
    await repository.delete(created.note.id, ANY)

    restored = await trash.restore(created.note.id)

    assert restored == before == await repository.get(created.note.id)
    assert await listed(trash) == []


async def test_purging_removes_a_note_and_its_history(
    repository: PostgresNoteRepository, trash: Trash, sql: psycopg.Connection
) -> None:
    purged, other = await delete_new(repository), await delete_new(repository)

    await trash.purge(purged)

    assert [item.note.id for item in await listed(trash)] == [other]
    assert sql.execute("SELECT note_id FROM note_revisions").fetchall() == [(other,)]


async def test_only_what_lies_in_the_trash_is_restored_or_purged(
    repository: PostgresNoteRepository, trash: Trash
) -> None:
    kept = (await repository.create(NoteCreate(title="Kept"))).note.id

    for note_id in (kept, uuid4()):
        with pytest.raises(NoteNotFoundError):
            await trash.restore(note_id)
        with pytest.raises(NoteNotFoundError):
            await trash.purge(note_id)

    assert (await repository.get(kept)).id == kept


async def test_only_what_has_expired_is_purged(
    repository: PostgresNoteRepository, trash: Trash, sql: psycopg.Connection
) -> None:
    expired, young = await delete_new(repository), await delete_new(repository)
    kept = (await repository.create(NoteCreate(title="Kept"))).note.id
    age = "UPDATE notes SET deleted_at = now() - interval '30 days' + %s WHERE id = %s"
    sql.execute(age, [timedelta(seconds=-1), expired])
    sql.execute(age, [timedelta(minutes=1), young])

    assert await trash.purge_expired() == 1

    assert [item.note.id for item in await listed(trash)] == [young]
    assert (await repository.get(kept)).id == kept
    assert await trash.purge_expired() == 0


class Times:
    """A task that counts its calls and fails on those before the last, which ends the waiting."""

    def __init__(self, errors: list[Exception]) -> None:
        self.errors = errors
        self.done = asyncio.Event()
        self.others = 0

    async def run(self) -> int:
        if self.errors:
            raise self.errors.pop()
        self.done.set()
        return 3

    async def other(self) -> int:
        self.others += 1
        return 4


async def until_done(times: Times, *tasks: Callable[[], Awaitable[int]]) -> None:
    """Let the clean-up run until the task has succeeded."""
    clean_up = asyncio.create_task(clean_up_forever(tasks, timedelta(milliseconds=1)))
    async with asyncio.timeout(10):
        await times.done.wait()
    await asyncio.sleep(0)
    clean_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await clean_up


async def test_a_clean_up_outlives_outages(caplog: pytest.LogCaptureFixture) -> None:
    errors: list[Exception] = [
        OperationalError("DELETE", {}, Exception("away\n")),
        DatabaseUnavailableError("no connection"),
    ]
    times = Times(errors)

    with caplog.at_level(logging.INFO):
        await until_done(times, times.run, times.other)

    lines = [record.getMessage() for record in caplog.records if record.name == "notes_api.trash"]
    assert [line.split(":")[0] for line in lines[:3]] == ["clean-up put off"] * 2 + ["clean-up removed 7 rows"]
    assert not any("\n" in line for line in lines)


async def test_a_clean_up_runs_at_once_and_all_its_tasks() -> None:
    times = Times([])

    await until_done(times, times.other, times.run)

    assert times.others >= 1
