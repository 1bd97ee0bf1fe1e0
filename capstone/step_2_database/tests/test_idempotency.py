"""The same request with the same key is answered the same, and done once."""

import asyncio
from datetime import timedelta

import psycopg
import pytest
from stores import ANY, all_pages, wait_for_lock

from notes_api.database import Database
from notes_api.models import NoteContent, NoteCreate
from notes_api.paging import Sort
from notes_api.postgres import PostgresNoteRepository
from notes_api.repository import Created, KeyReusedError, NoteFilter

pytestmark = pytest.mark.anyio


async def test_again_gives_the_first_answer(repository: PostgresNoteRepository) -> None:
    request = NoteCreate(title="Once")
    first = await repository.create(request, "key")
    await repository.update(first.note.id, lambda _: NoteContent(title="Changed since"), ANY)

    assert await repository.create(request, "key") == Created(first.note, is_replay=True)
    assert not first.is_replay


async def test_another_body_is_refused(repository: PostgresNoteRepository) -> None:
    await repository.create(NoteCreate(title="One"), "key")

    with pytest.raises(KeyReusedError):
        await repository.create(NoteCreate(title="Two"), "key")

    assert len(await all_pages(repository, NoteFilter(), Sort.CREATED, 10)) == 1


async def test_another_key_makes_another_note(repository: PostgresNoteRepository) -> None:
    request = NoteCreate(title="Twice")

    first, second = [await repository.create(request, key) for key in ("one", "two")]

    assert first.note.id != second.note.id


async def test_many_at_once_make_one_note(repository: PostgresNoteRepository) -> None:
    request = NoteCreate(title="Once")

    results = await asyncio.gather(*(repository.create(request, "key") for _ in range(20)))

    assert {result.note for result in results} == {results[0].note}
    assert sorted(result.is_replay for result in results) == [False] + [True] * 19
    assert len(await all_pages(repository, NoteFilter(), Sort.CREATED, 10)) == 1


async def test_a_request_that_failed_frees_its_key(repository: PostgresNoteRepository, sql: psycopg.Connection) -> None:
    sql.execute("ALTER TABLE notes ADD CONSTRAINT broken CHECK (false) NOT VALID")
    with pytest.raises(Exception, match="broken"):
        await repository.create(NoteCreate(title="One"), "key")
    sql.execute("ALTER TABLE notes DROP CONSTRAINT broken")

    created = await repository.create(NoteCreate(title="Two"), "key")

    assert not created.is_replay


async def test_one_of_two_at_once_goes_on_when_the_other_fails(
    repository: PostgresNoteRepository, sql: psycopg.Connection
) -> None:
    with sql.transaction(force_rollback=True):
        sql.execute("INSERT INTO idempotency_keys VALUES ('key', sha256('other'), now())")
        waiting = asyncio.create_task(repository.create(NoteCreate(title="Waited"), "key"))
        await wait_for_lock(sql)

    assert not (await waiting).is_replay


async def test_an_expired_key_is_as_good_as_new(database: Database, sql: psycopg.Connection) -> None:
    repository = PostgresNoteRepository(database, key_lifetime=timedelta(hours=2))
    await repository.create(NoteCreate(title="One"), "key")
    sql.execute("UPDATE idempotency_keys SET created_at = created_at - interval '2 hours 1 second'")

    second = await repository.create(NoteCreate(title="Two"), "key")

    assert not second.is_replay
    assert await repository.create(NoteCreate(title="Two"), "key") == Created(second.note, is_replay=True)


async def test_only_expired_keys_are_forgotten(database: Database, sql: psycopg.Connection) -> None:
    repository = PostgresNoteRepository(database, key_lifetime=timedelta(hours=2))
    for key in ("old", "young"):
        await repository.create(NoteCreate(title="A note"), key)
    sql.execute("UPDATE idempotency_keys SET created_at = created_at - interval '3 hours' WHERE key = 'old'")

    assert await repository.forget_keys() == 1

    assert sql.execute("SELECT key FROM idempotency_keys").fetchall() == [("young",)]
