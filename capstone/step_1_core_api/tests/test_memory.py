"""The repository in memory, and paging against a brute force."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_api.memory import InMemoryNoteRepository, matcher, utc_now, words
from notes_api.models import Note, NoteContent, NoteCreate, TagCount
from notes_api.paging import Cursor, Sort
from notes_api.repository import NoteFilter, NoteNotFoundError

START = datetime(2026, 1, 31, tzinfo=UTC)
EVERYTHING = NoteFilter()


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def repository(clock: Clock) -> InMemoryNoteRepository:
    return InMemoryNoteRepository(clock)


def create(repository: InMemoryNoteRepository, title: str = "A note", **fields: object) -> Note:
    return asyncio.run(repository.create(NoteCreate.model_validate({"title": title} | fields)))


def all_ids(repository: InMemoryNoteRepository, note_filter: NoteFilter = EVERYTHING) -> set[UUID]:
    page = asyncio.run(repository.list_page(note_filter, Sort.CREATED, 1000, None))
    return {note.id for note in page.items}


def renamed(title: str) -> Callable[[NoteContent], NoteContent]:
    return lambda content: content.model_copy(update={"title": title})


def test_clock_of_the_repository_tells_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)
    assert abs(utc_now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_created_note_is_version_1_and_dated_by_the_clock(repository: InMemoryNoteRepository) -> None:
    note = create(repository, "Plan", body="Text", tags=["a"], pinned=True)

    assert note == Note(
        id=note.id,
        title="Plan",
        body="Text",
        tags=["a"],
        pinned=True,
        archived=False,
        created_at=START,
        updated_at=START,
        version=1,
    )


def test_stored_note_is_found(repository: InMemoryNoteRepository) -> None:
    note = create(repository)

    assert asyncio.run(repository.get(note.id)) == note


def test_update_changes_the_content_and_counts_the_version(repository: InMemoryNoteRepository, clock: Clock) -> None:
    note = create(repository, "Old", tags=["a"])
    clock.now += timedelta(hours=1)

    changed = asyncio.run(repository.update(note.id, renamed("New")))

    assert changed == note.model_copy(update={"title": "New", "updated_at": clock.now, "version": 2})
    assert asyncio.run(repository.get(note.id)) == changed


def test_update_of_a_note_from_the_future_keeps_the_dates_in_order(repository: InMemoryNoteRepository) -> None:
    note = create(repository, created_at=START + timedelta(days=1))

    changed = asyncio.run(repository.update(note.id, renamed("New")))

    assert changed.updated_at == note.created_at


def test_failing_change_leaves_the_note_as_it_was(repository: InMemoryNoteRepository) -> None:
    note = create(repository)

    def fail(_content: NoteContent) -> NoteContent:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        asyncio.run(repository.update(note.id, fail))
    assert asyncio.run(repository.get(note.id)) == note


def test_deleted_note_is_gone(repository: InMemoryNoteRepository) -> None:
    note, other = create(repository), create(repository)

    asyncio.run(repository.delete(note.id))

    assert all_ids(repository) == {other.id}


def test_unknown_note_is_named(repository: InMemoryNoteRepository) -> None:
    unknown = uuid4()

    for use in (repository.get(unknown), repository.update(unknown, renamed("New")), repository.delete(unknown)):
        with pytest.raises(NoteNotFoundError, match=str(unknown)):
            asyncio.run(use)


def test_tags_are_counted_most_used_first(repository: InMemoryNoteRepository) -> None:
    for tags in (["b", "a"], ["c", "b"], ["B"], []):
        create(repository, tags=tags)

    counted = asyncio.run(repository.tags())

    assert counted == [TagCount(tag=tag, notes=count) for tag, count in [("b", 2), ("B", 1), ("a", 1), ("c", 1)]]


@pytest.mark.parametrize(
    ("note_filter", "expected"),
    [
        (NoteFilter(), "abcd"),
        (NoteFilter(tags=("x",)), "ab"),
        (NoteFilter(tags=("x", "y")), "b"),
        (NoteFilter(archived=True), "c"),
        (NoteFilter(archived=False, pinned=False), "ab"),
        (NoteFilter(pinned=True), "cd"),
        (NoteFilter(text="SOUP"), "ad"),
        (NoteFilter(text="soup cold"), "d"),
        (NoteFilter(text="sou"), ""),
        (NoteFilter(tags=("x",), text="soup"), "a"),
    ],
)
def test_filter_lets_through_what_meets_all_its_conditions(
    repository: InMemoryNoteRepository, note_filter: NoteFilter, expected: str
) -> None:
    create(repository, "a", tags=["x"], body="Soup!")
    create(repository, "b", tags=["x", "y"])
    create(repository, "c", archived=True, pinned=True)
    create(repository, "d", pinned=True, body="cold soup")

    found = filter(matcher(note_filter), asyncio.run(repository.list_page(EVERYTHING, Sort.CREATED, 9, None)).items)

    assert sorted(note.title for note in found) == list(expected)


def test_words_are_letters_and_digits_in_lower_case() -> None:
    assert words("Über 2 Mäuse_x, DON'T!") == {"über", "2", "mäuse_x", "don", "t"}


# Few moments, so that many notes share one and the id decides.
moments = st.integers(0, 4).map(lambda day: START + timedelta(days=day))
some_notes = st.lists(st.tuples(moments, moments, st.booleans()), max_size=12)


def fill(repository: InMemoryNoteRepository, drawn: Iterable[tuple[datetime, datetime, bool]]) -> list[Note]:
    return [create(repository, created_at=min(dates), updated_at=max(dates), pinned=pinned) for *dates, pinned in drawn]


def walk(
    repository: InMemoryNoteRepository, sort: Sort, limit: int, between: Callable[[], None] = lambda: None
) -> list[list[Note]]:
    """All pages of the pinned notes; ``between`` is called after each."""
    pages: list[list[Note]] = []
    cursor: Cursor | None = None
    while True:
        page = asyncio.run(repository.list_page(NoteFilter(pinned=True), sort, limit, cursor))
        pages.append(page.items)
        if page.next_cursor is None:
            return pages
        assert page.next_cursor != cursor  # or else this would not end
        cursor = Cursor.decode(page.next_cursor.encode())
        between()


def in_order(notes: Iterable[Note], sort: Sort) -> list[Note]:
    ordered = sorted(notes, key=lambda note: (getattr(note, sort.column), note.id))
    return ordered[::-1] if sort.descending else ordered


@given(some_notes, st.sampled_from(Sort), st.integers(1, 13))
def test_pages_together_are_the_sorted_list(
    drawn: list[tuple[datetime, datetime, bool]], sort: Sort, limit: int
) -> None:
    repository = InMemoryNoteRepository()
    notes = fill(repository, drawn)

    pages = walk(repository, sort, limit)

    assert [note for page in pages for note in page] == in_order((note for note in notes if note.pinned), sort)
    assert all(len(page) == limit for page in pages[:-1])
    assert len(pages) == 1 or pages[-1]


@given(some_notes, some_notes, st.data(), st.sampled_from(Sort), st.integers(1, 5))
def test_notes_that_are_there_all_along_are_seen_once_while_others_come_and_go(
    drawn: list[tuple[datetime, datetime, bool]],
    later: list[tuple[datetime, datetime, bool]],
    data: st.DataObject,
    sort: Sort,
    limit: int,
) -> None:
    repository = InMemoryNoteRepository()
    notes = fill(repository, drawn)
    doomed = data.draw(st.lists(st.sampled_from(notes), unique_by=id)) if notes else []
    staying = [note for note in notes if note.pinned and note not in doomed]

    def come_and_go() -> None:
        if later:
            fill(repository, [later.pop()])
        if doomed:
            asyncio.run(repository.delete(doomed.pop().id))

    seen = [note for page in walk(repository, sort, limit, come_and_go) for note in page]

    assert len({note.id for note in seen}) == len(seen)
    assert [note for note in seen if note in staying] == in_order(staying, sort)
    assert seen == in_order(seen, sort)
