"""What tests of the repository share: a note to begin with, a wait for a lock, and a list read to its end."""

import asyncio

import psycopg
from processes import wait_until

from notes_api.models import Note, NoteCreate
from notes_api.paging import Sort
from notes_api.postgres import PostgresNoteRepository
from notes_api.repository import NoteFilter, Precondition

ANY = Precondition(None)
ENOUGH = 1000  # notes; no test makes so many


async def create(repository: PostgresNoteRepository, title: str = "A note", **fields: object) -> Note:
    """Create a note and return it."""
    created = await repository.create(NoteCreate.model_validate({"title": title, **fields}))
    return Note.model_validate_json(created.note.json)


async def wait_for_lock(sql: psycopg.Connection) -> None:
    """Wait until another connection waits for a lock."""
    is_waiting = "SELECT FROM pg_locks WHERE NOT granted"
    await asyncio.to_thread(wait_until, lambda: sql.execute(is_waiting).fetchone() is not None, "a connection to wait")


async def all_pages(repository: PostgresNoteRepository, note_filter: NoteFilter, sort: Sort, limit: int) -> list[Note]:
    """Return what the pages of a list hold, one after the other."""
    page = await repository.list_page(note_filter, sort, limit, None)
    notes = [Note.model_validate_json(item) for item in page.items]
    while page.next_cursor is not None:
        page = await repository.list_page(note_filter, sort, limit, page.next_cursor)
        assert 1 <= len(page.items) <= limit
        notes += map(Note.model_validate_json, page.items)
        assert len(notes) < ENOUGH, "the pages have no end"
    return notes
