"""Lists against an oracle in Python, alone and with others at work at the same time."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from stores import ANY, ENOUGH, all_pages, create
from valid_notes import tags

from notes_api.models import Note, NoteCreate
from notes_api.paging import Cursor, Sort
from notes_api.postgres import PostgresNoteRepository
from notes_api.repository import NoteFilter, NoteNotFoundError

pytestmark = pytest.mark.anyio

LIST_SORTS = [sort for sort in Sort if sort is not Sort.DELETED_DESCENDING]

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
