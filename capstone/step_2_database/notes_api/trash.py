"""The trash: a deleted note can come back for some days, then a clean-up removes it for good.

A column says when the note was deleted, and every query for notes leaves those out; partial indexes make that free.

Cost: each query must remember the condition; here it stands once, in ``postgres.SHOWN``.
When not: where the law wants data gone at once; then ``DELETE``, and backups that expire.
Asked: what breaks with soft deletes? (Unique constraints, counts, and every query that forgets the condition.)
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlalchemy.exc import DBAPIError

from notes_api.database import Database, DatabaseUnavailableError
from notes_api.models import Note, TrashedNote
from notes_api.paging import Cursor, Page, Sort
from notes_api.postgres import STORED, list_statement
from notes_api.repository import NoteNotFoundError, StoredNote
from notes_api.tables import NoteRow

logger = logging.getLogger(__name__)


class Trash:
    """Deleted notes, kept for ``lifetime``."""

    def __init__(self, database: Database, lifetime: timedelta) -> None:
        self._database = database
        self._lifetime = lifetime

    async def list_page(self, limit: int, after: Cursor | None) -> Page[TrashedNote]:
        """Return at most ``limit`` deleted notes, the last deleted first, from after the cursor on."""
        sort = Sort.DELETED_DESCENDING
        parameters: dict[str, object] = {"limit": limit + 1}
        if after is not None:
            parameters |= {"moment": after.moment, "id": after.id}
        rows = await self._database.fetch(list_statement(sort, frozenset(parameters)), parameters)
        items = [
            TrashedNote(
                note=Note.model_validate_json(row.json), deleted_at=row.moment, purge_at=row.moment + self._lifetime
            )
            for row in rows[:limit]
        ]
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(items, Cursor(sort, last.moment, last.id) if last else None)

    async def restore(self, note_id: UUID) -> StoredNote:
        """Bring a note back as it was, or raise NoteNotFoundError when it is not in the trash."""
        in_trash = (NoteRow.id == note_id, NoteRow.deleted_at.is_not(None))
        async with self._database.transaction() as connection:
            statement = update(NoteRow).where(*in_trash).values(deleted_at=None).returning(*STORED)
            row = (await connection.execute(statement)).one_or_none()
        if row is None:
            raise NoteNotFoundError(note_id)
        return StoredNote(*row)

    async def purge(self, note_id: UUID) -> None:
        """Delete a note of the trash for good, its revisions with it; or raise NoteNotFoundError."""
        async with self._database.transaction() as connection:
            statement = delete(NoteRow).where(NoteRow.id == note_id, NoteRow.deleted_at.is_not(None))
            if (await connection.execute(statement)).rowcount == 0:
                raise NoteNotFoundError(note_id)

    async def purge_expired(self) -> int:
        """Delete for good what has been in the trash for longer than its lifetime, and return the number of notes."""
        async with self._database.transaction() as connection:
            statement = delete(NoteRow).where(NoteRow.deleted_at < func.now() - self._lifetime)
            return (await connection.execute(statement)).rowcount


async def clean_up_forever(tasks: Sequence[Callable[[], Awaitable[int]]], every: timedelta) -> None:
    """Run the tasks now and then ``every`` so often, until cancelled; a database that is away is waited for."""
    while True:
        try:
            removed = [await task() for task in tasks]
            logger.info("clean-up removed %s rows", sum(removed))
        except (DBAPIError, DatabaseUnavailableError) as error:
            logger.warning("clean-up put off: %s", " ".join(str(error).split()))
        await asyncio.sleep(every.total_seconds())
