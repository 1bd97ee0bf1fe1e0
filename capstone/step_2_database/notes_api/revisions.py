"""Revisions: every state that a note has had, to read and to come back to.

Going back is going on: restoring version 2 of a note at version 5 makes version 6, which holds what 2 held. History
is only ever added to, so a restore can itself be undone.

Cost: a full copy of the content at each change. When not: large bodies that change often; then differences, or a
limit.
Asked: a table of revisions, or event sourcing? A trigger, or the application? (Here: one place writes, and it is
tested.)
Source: RFC 5829 (link relations of versions)
"""

from uuid import UUID

from sqlalchemy import BigInteger, Uuid, bindparam, select

from notes_api.database import Database
from notes_api.models import NoteContent, Revision, RevisionSummary
from notes_api.postgres import SHOWN, change_note
from notes_api.repository import NoteNotFoundError, Precondition, StoredNote
from notes_api.tables import NoteRow, RevisionRow

CONTENT = (RevisionRow.title, RevisionRow.body, RevisionRow.tags, RevisionRow.pinned, RevisionRow.archived)
OF_NOTE = (RevisionRow.note_id == bindparam("note_id", type_=Uuid), SHOWN)

LIST = (
    select(RevisionRow.version, RevisionRow.title, RevisionRow.changed_at)
    .join(NoteRow, NoteRow.id == RevisionRow.note_id)
    .where(*OF_NOTE, RevisionRow.version < bindparam("before", type_=BigInteger))
    .order_by(RevisionRow.version.desc())
    .limit(bindparam("limit"))
)
GET = (
    select(RevisionRow.version, RevisionRow.changed_at, *CONTENT)
    .join(NoteRow, NoteRow.id == RevisionRow.note_id)
    .where(*OF_NOTE, RevisionRow.version == bindparam("version", type_=BigInteger))
)
BEYOND_ALL = 2**31


class Revisions:
    """The revisions of notes that are not in the trash. Each method raises NoteNotFoundError for an unknown note."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_page(self, note_id: UUID, limit: int, before: int | None) -> list[RevisionSummary]:
        """Return at most ``limit`` revisions, newest first, those older than version ``before`` when it is given."""
        rows = await self._database.fetch(LIST, {"note_id": note_id, "limit": limit, "before": before or BEYOND_ALL})
        if not rows:
            if before is None:
                raise NoteNotFoundError(note_id)
            await self.list_page(note_id, 1, None)
        return [RevisionSummary.model_validate(row, from_attributes=True) for row in rows]

    async def get(self, note_id: UUID, version: int) -> Revision:
        """Return what the note held in the version."""
        rows = await self._database.fetch(GET, {"note_id": note_id, "version": version})
        if not rows:
            raise NoteNotFoundError(note_id, version)
        return Revision.model_validate(rows[0], from_attributes=True)

    async def restore(self, note_id: UUID, version: int, precondition: Precondition) -> StoredNote:
        """Make what the note held in the version its next version, or raise VersionMismatchError."""
        revision = await self.get(note_id, version)  # which never changes
        content = NoteContent.model_validate(revision.model_dump(include=set(NoteContent.model_fields)))
        async with self._database.transaction() as connection:
            return await change_note(connection, note_id, lambda _: content, precondition)
