"""Notes in PostgreSQL: each method is one statement, or one transaction of a few.

A note leaves the database as the JSON text that the client gets. What an ORM does for 20 notes, fetch columns, make
an object of each, make JSON of each, costs four times what the query does; the database writes the same text in C
while it has the row in hand. Statements are built once per combination of conditions, because building one takes as
long as running it.

Writes lock the row (``FOR UPDATE``), compare its version, and keep a revision, all in one transaction: two clients
that change a note at once take turns, and the second is told that it has seen an old version.

Cost: get O(log n), list O(log n + limit) for the orders that have an index; filters that few notes pass read more.
When not: documents that need computing in Python on the way out; then rows and a serializer.
Asked: why not load, change and save? What is a lost update? Where is the N+1 query here? (Nowhere: tags are an
array.)
Source: https://www.postgresql.org/docs/18/functions-json.html, sql-select.html#SQL-FOR-UPDATE-SHARE
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    bindparam,
    collate,
    delete,
    desc,
    func,
    insert,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from notes_api.database import Database
from notes_api.models import NoteContent, NoteCreate, TagCount
from notes_api.paging import Cursor, Page, Sort
from notes_api.repository import (
    Created,
    KeyReusedError,
    NoteFilter,
    NoteNotFoundError,
    Precondition,
    StoredNote,
)
from notes_api.tables import IdempotencyKeyRow, NoteRow, RevisionRow

# The moments are written as the models write them: PostgreSQL's own form has +00:00, and drops zeros at the end.
NOTE_JSON: ColumnElement[str] = literal_column(
    """(
        SELECT row_to_json(note)::text FROM (
            SELECT notes.id, notes.title, notes.body, notes.tags, notes.pinned, notes.archived,
                replace(to_char(notes.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000', '')
                    AS created_at,
                replace(to_char(notes.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000', '')
                    AS updated_at,
                notes.version
        ) AS note
    )""",
    Text,
).label("json")
STORED = (NoteRow.id, NoteRow.version, NOTE_JSON)
CONTENT = (NoteRow.title, NoteRow.body, NoteRow.tags, NoteRow.pinned, NoteRow.archived)
SHOWN = NoteRow.deleted_at.is_(None)

GET = select(*STORED).where(NoteRow.id == bindparam("note_id", type_=Uuid), SHOWN)
LOCK = select(NoteRow.version, *CONTENT).where(NoteRow.id == bindparam("note_id", type_=Uuid), SHOWN).with_for_update()
KEEP_REVISION = insert(RevisionRow).from_select(
    ["note_id", "version", "changed_at", "title", "body", "tags", "pinned", "archived"],
    select(NoteRow.id, NoteRow.version, NoteRow.updated_at, *CONTENT).where(
        NoteRow.id == bindparam("note_id", type_=Uuid)
    ),
)
TAG = select(func.unnest(NoteRow.tags).label("tag")).where(SHOWN).subquery().c.tag
TAGS = select(TAG, func.count().label("notes")).group_by(TAG).order_by(func.count().desc(), collate(TAG, "C"))
ANY = select(NoteRow.id).limit(1)


class PostgresNoteRepository:
    """A NoteRepository in PostgreSQL; an idempotency key is remembered for ``key_lifetime``."""

    def __init__(self, database: Database, key_lifetime: timedelta = timedelta(days=1)) -> None:
        self._database = database
        self._key_lifetime = key_lifetime

    async def create(self, note: NoteCreate, idempotency_key: str | None = None) -> Created:
        """Store a new note as version 1; again with the same key, return the first answer or raise KeyReusedError."""
        async with self._database.transaction() as connection:
            if idempotency_key is not None:
                answer = await self._claim_key(connection, idempotency_key, note)
                if answer is not None:
                    return Created(answer, is_replay=True)
            values: dict[str, Any] = note.model_dump(exclude={"created_at", "updated_at"})
            values["created_at"] = note.created_at or note.updated_at or func.now()
            values["updated_at"] = note.updated_at or values["created_at"]
            row = (await connection.execute(insert(NoteRow).values(version=1, **values).returning(*STORED))).one()
            stored = StoredNote(*row)
            await connection.execute(KEEP_REVISION, {"note_id": stored.id})
            if idempotency_key is not None:
                await connection.execute(
                    update(IdempotencyKeyRow)
                    .where(IdempotencyKeyRow.key == idempotency_key)
                    .values(note_id=stored.id, answer=stored.json)
                )
        return Created(stored, is_replay=False)

    async def _claim_key(self, connection: AsyncConnection, key: str, note: NoteCreate) -> StoredNote | None:
        """Make the key ours, or return the answer that it stands for.

        While another transaction holds the same key, the insert waits for its end: one of two equal requests that
        arrive together makes the note, the other finds the answer.
        """
        fingerprint = hashlib.sha256(note.model_dump_json().encode()).digest()
        claim = postgresql.insert(IdempotencyKeyRow).values(key=key, fingerprint=fingerprint, created_at=func.now())
        fresh = {"fingerprint": fingerprint, "created_at": func.now()}
        expired = IdempotencyKeyRow.created_at < func.now() - self._key_lifetime
        claim = claim.on_conflict_do_update(index_elements=["key"], set_=fresh, where=expired)
        if (await connection.execute(claim.returning(IdempotencyKeyRow.key))).one_or_none() is not None:
            return None
        columns = (IdempotencyKeyRow.fingerprint, IdempotencyKeyRow.note_id, IdempotencyKeyRow.answer)
        row = (await connection.execute(select(*columns).where(IdempotencyKeyRow.key == key))).one()
        if row.fingerprint != fingerprint:
            raise KeyReusedError
        return StoredNote(row.note_id, 1, row.answer)

    async def get(self, note_id: UUID) -> StoredNote:
        """Return the note, or raise NoteNotFoundError."""
        rows = await self._database.fetch(GET, {"note_id": note_id})
        if not rows:
            raise NoteNotFoundError(note_id)
        return StoredNote(*rows[0])

    async def list_page(self, note_filter: NoteFilter, sort: Sort, limit: int, after: Cursor | None) -> Page[str]:
        """Return at most ``limit`` notes that pass the filter, in order, from after the cursor on."""
        parameters: dict[str, Any] = {"limit": limit + 1}
        if note_filter.tags:
            parameters["tags"] = list(note_filter.tags)
        for name in ("archived", "pinned", "text"):
            if (value := getattr(note_filter, name)) is not None:
                parameters[name] = value
        if after is not None:
            parameters |= {"moment": after.moment, "id": after.id}
        rows = await self._database.fetch(list_statement(sort, frozenset(parameters)), parameters)
        items = [row.json for row in rows[:limit]]
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(items, Cursor(sort, last.moment, last.id) if last else None)

    async def update(
        self, note_id: UUID, change: Callable[[NoteContent], NoteContent], precondition: Precondition
    ) -> StoredNote:
        """Replace the content by what ``change`` makes of it, or raise NoteNotFoundError or VersionMismatchError."""
        async with self._database.transaction() as connection:
            return await change_note(connection, note_id, change, precondition)

    async def delete(self, note_id: UUID, precondition: Precondition) -> None:
        """Move the note to the trash, or raise NoteNotFoundError or VersionMismatchError."""
        async with self._database.transaction() as connection:
            await lock_content(connection, note_id, precondition)
            await connection.execute(update(NoteRow).where(NoteRow.id == note_id).values(deleted_at=func.now()))

    async def tags(self) -> list[TagCount]:
        """Return every tag in use with the number of its notes, most used first, then by name."""
        return [TagCount(tag=row.tag, notes=row.notes) for row in await self._database.fetch(TAGS)]

    async def is_unused(self) -> bool:
        """Return whether there has never been a note: none, and none in the trash."""
        return not await self._database.fetch(ANY)

    async def forget_keys(self) -> int:
        """Delete the idempotency keys that are past their lifetime, and return their number."""
        async with self._database.transaction() as connection:
            expired = IdempotencyKeyRow.created_at < func.now() - self._key_lifetime
            return (await connection.execute(delete(IdempotencyKeyRow).where(expired))).rowcount


@cache
def list_statement(sort: Sort, parameters: frozenset[str]) -> Select[Any]:
    """Return the query of a page; ``parameters`` names what it will get and so which conditions it has."""
    moment = getattr(NoteRow, sort.column)
    keys = (moment, NoteRow.id)
    shown = NoteRow.deleted_at.is_not(None) if sort is Sort.DELETED_DESCENDING else SHOWN
    statement = select(moment.label("moment"), NoteRow.id, NOTE_JSON).where(shown)
    if "moment" in parameters:
        place = tuple_(bindparam("moment", type_=DateTime(timezone=True)), bindparam("id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < place if sort.descending else tuple_(*keys) > place)
    if "tags" in parameters:
        statement = statement.where(NoteRow.tags.contains(bindparam("tags", type_=ARRAY(Text))))
    if "archived" in parameters:
        statement = statement.where(NoteRow.archived == bindparam("archived", type_=Boolean))
    if "pinned" in parameters:
        statement = statement.where(NoteRow.pinned == bindparam("pinned", type_=Boolean))
    if "text" in parameters:
        words = func.plainto_tsquery(literal_column("'english'::regconfig"), bindparam("text", type_=Text))
        statement = statement.where(NoteRow.search.bool_op("@@")(words))
    order = [desc(key) for key in keys] if sort.descending else keys
    return statement.order_by(*order).limit(bindparam("limit"))


async def lock_content(connection: AsyncConnection, note_id: UUID, precondition: Precondition) -> NoteContent:
    """Lock the note until the transaction ends and return its content, or raise what ``update`` raises."""
    row = (await connection.execute(LOCK, {"note_id": note_id})).one_or_none()
    if row is None:
        raise NoteNotFoundError(note_id)
    precondition.check(row.version)
    return NoteContent(title=row.title, body=row.body, tags=row.tags, pinned=row.pinned, archived=row.archived)


async def change_note(
    connection: AsyncConnection,
    note_id: UUID,
    change: Callable[[NoteContent], NoteContent],
    precondition: Precondition,
) -> StoredNote:
    """Do what ``update`` does, inside the caller's transaction."""
    content = change(await lock_content(connection, note_id, precondition))
    new = content.model_dump() | {
        "version": NoteRow.version + 1,
        # now() is when the transaction began: before it waited for the lock.
        "updated_at": func.greatest(func.clock_timestamp(), NoteRow.created_at),
    }
    row = (await connection.execute(update(NoteRow).where(NoteRow.id == note_id).values(new).returning(*STORED))).one()
    await connection.execute(KEEP_REVISION, {"note_id": note_id})
    return StoredNote(*row)
