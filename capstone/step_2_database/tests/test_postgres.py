"""The repository in PostgreSQL against an oracle in Python, alone and with others at work at the same time."""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from clusters import plain, running
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from processes import wait_until
from sqlalchemy import URL
from strategies import note_creates
from valid_notes import tags

from notes_api.database import Database
from notes_api.models import Note, NoteContent, NoteCreate
from notes_api.paging import Cursor, Sort
from notes_api.postgres import PostgresNoteRepository
from notes_api.repository import (
    Created,
    KeyReusedError,
    NoteFilter,
    NoteNotFoundError,
    Precondition,
    VersionMismatchError,
)
from notes_api.settings import Settings

pytestmark = pytest.mark.anyio

ANY = Precondition(None)
ENOUGH = 1000  # notes; no test makes so many
LIST_SORTS = [sort for sort in Sort if sort is not Sort.DELETED_DESCENDING]


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
few_moments = st.sampled_from([datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)])
few_tags = st.lists(st.sampled_from("abc"), max_size=3, unique=True)
few_words = st.lists(st.sampled_from(["soup", "bread", "Wine"]), max_size=3).map(" ".join)


@st.composite
def similar_notes(draw: st.DrawFn) -> NoteCreate:
    created_at, updated_at = sorted([draw(few_moments), draw(few_moments)])
    flags = {"pinned": draw(st.booleans()), "archived": draw(st.booleans())}
    return NoteCreate(
        title="x" + draw(few_words),
        body=draw(few_words),
        tags=draw(few_tags),
        created_at=created_at,
        updated_at=updated_at,
        **flags,
    )


filters = st.builds(
    NoteFilter,
    tags=few_tags.map(tuple),
    archived=st.none() | st.booleans(),
    pinned=st.none() | st.booleans(),
    text=st.none() | st.sampled_from(["soup", "BREAD", "wine soup", "beer"]),
)


def passes(note: Note, note_filter: NoteFilter) -> bool:
    """Return whether the note passes the filter, by the plainest reading of its conditions."""
    words = f"{note.title} {note.body}".lower().split()
    return (
        all(tag in note.tags for tag in note_filter.tags)
        and (note_filter.archived is None or note.archived == note_filter.archived)
        and (note_filter.pinned is None or note.pinned == note_filter.pinned)
        and (note_filter.text is None or all(word in words for word in note_filter.text.lower().split()))
    )


@hypothesis_settings(max_examples=40)
@given(
    notes=st.lists(similar_notes(), max_size=12),
    note_filter=filters,
    sort=st.sampled_from(LIST_SORTS),
    limit=st.integers(1, 5),
)
async def test_pages_hold_what_passes_the_filter_in_order(
    repository: PostgresNoteRepository,
    sql: psycopg.Connection,
    notes: list[NoteCreate],
    note_filter: NoteFilter,
    sort: Sort,
    limit: int,
) -> None:
    sql.execute("TRUNCATE notes CASCADE")
    stored = [Note.model_validate_json((await repository.create(note)).note.json) for note in notes]

    listed = await all_pages(repository, note_filter, sort, limit)

    matching = [note for note in stored if passes(note, note_filter)]
    matching.sort(key=lambda note: (getattr(note, sort.column), note.id), reverse=sort.descending)
    assert listed == matching


@pytest.mark.parametrize("sort", LIST_SORTS)
async def test_pages_neither_repeat_nor_skip_while_others_write(repository: PostgresNoteRepository, sort: Sort) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    kept = [await create(repository, f"kept {n}", created_at=moment + timedelta(hours=n // 3)) for n in range(30)]
    doomed = [await create(repository, f"doomed {n}", created_at=moment + timedelta(hours=n)) for n in range(10)]
    seen: list[UUID] = []
    cursor: Cursor | None = None
    while True:
        page = await repository.list_page(NoteFilter(), sort, 4, cursor)
        seen += [Note.model_validate_json(item).id for item in page.items]
        assert len(seen) < ENOUGH, "the pages have no end"
        if (cursor := page.next_cursor) is None:
            break
        # Before, after and in the middle of where the reader stands; and the note that the cursor names is deleted.
        others = [create(repository, "new", created_at=moment + timedelta(hours=hours)) for hours in (-1, 5, 99)]
        deletions = [repository.delete(note.id, ANY) for note in doomed if note.id == seen[-1]]
        await asyncio.gather(*others, *deletions)

    counts = Counter(seen)
    assert {note.id: counts[note.id] for note in kept} == {note.id: 1 for note in kept}
    assert max(counts.values()) == 1


async def test_a_list_leaves_out_the_trash(repository: PostgresNoteRepository) -> None:
    kept, deleted = await create(repository, tags=["a"]), await create(repository, tags=["a", "b"])

    await repository.delete(deleted.id, ANY)

    assert await all_pages(repository, NoteFilter(), Sort.CREATED, 10) == [kept]
    assert [(count.tag, count.notes) for count in await repository.tags()] == [("a", 1)]
    with pytest.raises(NoteNotFoundError):
        await repository.get(deleted.id)
    with pytest.raises(NoteNotFoundError):
        await repository.delete(deleted.id, ANY)


@hypothesis_settings(max_examples=25)
@given(note_tags=st.lists(st.lists(tags, max_size=3, unique=True), max_size=4))
async def test_tags_are_counted_most_used_first_then_by_code_point(
    repository: PostgresNoteRepository, sql: psycopg.Connection, note_tags: list[list[str]]
) -> None:
    sql.execute("TRUNCATE notes CASCADE")
    for each in note_tags:
        await create(repository, tags=each)

    counted = [(count.tag, count.notes) for count in await repository.tags()]

    expected = Counter(tag for each in note_tags for tag in each)
    assert counted == sorted(expected.items(), key=lambda item: (-item[1], item[0]))


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


class TestIdempotencyKeys:
    """The same request with the same key is answered the same, and done once."""

    async def test_again_gives_the_first_answer(self, repository: PostgresNoteRepository) -> None:
        request = NoteCreate(title="Once")
        first = await repository.create(request, "key")
        await repository.update(first.note.id, lambda _: NoteContent(title="Changed since"), ANY)

        assert await repository.create(request, "key") == Created(first.note, is_replay=True)
        assert not first.is_replay

    async def test_another_body_is_refused(self, repository: PostgresNoteRepository) -> None:
        await repository.create(NoteCreate(title="One"), "key")

        with pytest.raises(KeyReusedError):
            await repository.create(NoteCreate(title="Two"), "key")

        assert len(await all_pages(repository, NoteFilter(), Sort.CREATED, 10)) == 1

    async def test_another_key_makes_another_note(self, repository: PostgresNoteRepository) -> None:
        request = NoteCreate(title="Twice")

        first, second = [await repository.create(request, key) for key in ("one", "two")]

        assert first.note.id != second.note.id

    async def test_many_at_once_make_one_note(self, repository: PostgresNoteRepository) -> None:
        request = NoteCreate(title="Once")

        results = await asyncio.gather(*(repository.create(request, "key") for _ in range(20)))

        assert {result.note for result in results} == {results[0].note}
        assert sorted(result.is_replay for result in results) == [False] + [True] * 19
        assert len(await all_pages(repository, NoteFilter(), Sort.CREATED, 10)) == 1

    async def test_a_request_that_failed_frees_its_key(
        self, repository: PostgresNoteRepository, sql: psycopg.Connection
    ) -> None:
        sql.execute("ALTER TABLE notes ADD CONSTRAINT broken CHECK (false) NOT VALID")
        with pytest.raises(Exception, match="broken"):
            await repository.create(NoteCreate(title="One"), "key")
        sql.execute("ALTER TABLE notes DROP CONSTRAINT broken")

        created = await repository.create(NoteCreate(title="Two"), "key")

        assert not created.is_replay

    async def test_one_of_two_at_once_goes_on_when_the_other_fails(
        self, repository: PostgresNoteRepository, sql: psycopg.Connection
    ) -> None:
        with sql.transaction(force_rollback=True):
            sql.execute("INSERT INTO idempotency_keys VALUES ('key', sha256('other'), now())")
            waiting = asyncio.create_task(repository.create(NoteCreate(title="Waited"), "key"))
            await wait_for_lock(sql)

        assert not (await waiting).is_replay

    async def test_an_expired_key_is_as_good_as_new(self, database: Database, sql: psycopg.Connection) -> None:
        repository = PostgresNoteRepository(database, key_lifetime=timedelta(hours=2))
        await repository.create(NoteCreate(title="One"), "key")
        sql.execute("UPDATE idempotency_keys SET created_at = created_at - interval '2 hours 1 second'")

        second = await repository.create(NoteCreate(title="Two"), "key")

        assert not second.is_replay
        assert await repository.create(NoteCreate(title="Two"), "key") == Created(second.note, is_replay=True)

    async def test_only_expired_keys_are_forgotten(self, database: Database, sql: psycopg.Connection) -> None:
        repository = PostgresNoteRepository(database, key_lifetime=timedelta(hours=2))
        for key in ("old", "young"):
            await repository.create(NoteCreate(title="A note"), key)
        sql.execute("UPDATE idempotency_keys SET created_at = created_at - interval '3 hours' WHERE key = 'old'")

        assert await repository.forget_keys() == 1

        assert sql.execute("SELECT key FROM idempotency_keys").fetchall() == [("young",)]
