"""Revisions: every state that a note has had, to read and to come back to.

Going back is going on: restoring version 2 of a note at version 5 makes version 6, which holds what 2 held. History
is only ever added to, so a restore can itself be undone.

Cost: a full copy of the content at each change. When not: large bodies that change often; then differences, or a
limit.
Asked: a table of revisions, or event sourcing? A trigger, or the application? (Here: one place writes, and it is
tested.)
Source: RFC 5829 (link relations of versions)
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from notes_api.database import Database
from notes_api.models import NoteContent, Revision, RevisionSummary
from notes_api.postgres import SHOWN, change_note
from notes_api.repository import NoteNotFoundError, Precondition, StoredNote
from notes_api.tables import NoteRow, RevisionRow

SUMMARY = (RevisionRow.version, RevisionRow.title, RevisionRow.changed_at)
CONTENT = (RevisionRow.title, RevisionRow.body, RevisionRow.tags, RevisionRow.pinned, RevisionRow.archived)


class Revisions:
    """The revisions of notes that are not in the trash. Each method raises NoteNotFoundError for an unknown note."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_page(self, note_id: UUID, limit: int, before: int | None) -> list[RevisionSummary]:
        """Return at most ``limit`` revisions, newest first, those older than version ``before`` when it is given."""
        statement = _of(note_id, *SUMMARY).order_by(RevisionRow.version.desc()).limit(limit)
        if before is not None:
            statement = statement.where(RevisionRow.version < before)
        async with self._database.reading() as connection:
            rows = (await connection.execute(statement)).all()
            if not rows and (await connection.execute(_of(note_id, RevisionRow.version).limit(1))).first() is None:
                raise NoteNotFoundError(note_id)
        return [RevisionSummary.model_validate(row, from_attributes=True) for row in rows]

    async def get(self, note_id: UUID, version: int) -> Revision:
        """Return what the note held in the version."""
        async with self._database.reading() as connection:
            statement = _of(note_id, *CONTENT, *SUMMARY[::2]).where(RevisionRow.version == version)
            row = (await connection.execute(statement)).one_or_none()
        if row is None:
            raise NoteNotFoundError(note_id, version)
        return Revision.model_validate(row, from_attributes=True)

    async def restore(self, note_id: UUID, version: int, precondition: Precondition) -> StoredNote:
        """Make what the note held in the version its next version, or raise VersionMismatchError."""
        async with self._database.transaction() as connection:
            row = (await connection.execute(_of(note_id, *CONTENT).where(RevisionRow.version == version))).one_or_none()
            if row is None:
                raise NoteNotFoundError(note_id, version)
            content = NoteContent.model_validate(row, from_attributes=True)
            return await change_note(connection, note_id, lambda _: content, precondition)


def _of(note_id: UUID, *columns: Any) -> Select[Any]:
    return select(*columns).join(NoteRow, NoteRow.id == RevisionRow.note_id).where(NoteRow.id == note_id, SHOWN)
