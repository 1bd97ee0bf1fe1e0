"""Notes in a dictionary: the repository for a first version, for tests and for demonstrations.

Cost: read, create, update and delete O(1); a list filters and sorts all notes, O(n log n); all is lost at the end.
When not: anything that must survive the process, or more than one process.
Asked: why is this safe without a lock? (One thread, and no ``await`` between reading and writing.)
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

from notes_api.models import Note, NoteContent, NoteCreate, TagCount
from notes_api.paging import Cursor, Page, Sort
from notes_api.repository import NoteFilter, NoteNotFoundError


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


class InMemoryNoteRepository:
    """A NoteRepository for one process; ``clock`` tells the time of changes."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._notes: dict[UUID, Note] = {}

    async def create(self, note: NoteCreate) -> Note:
        """Store a new note as version 1 and return it."""
        created_at, updated_at = note.dates(self._clock())
        content = note.model_dump(exclude={"created_at", "updated_at"})
        stored = Note(id=uuid4(), created_at=created_at, updated_at=updated_at, version=1, **content)
        self._notes[stored.id] = stored
        return stored

    async def get(self, note_id: UUID) -> Note:
        """Return the note, or raise NoteNotFoundError."""
        try:
            return self._notes[note_id]
        except KeyError:
            raise NoteNotFoundError(note_id) from None

    async def list_page(self, note_filter: NoteFilter, sort: Sort, limit: int, after: Cursor | None) -> Page[Note]:
        """Return at most ``limit`` notes that pass the filter, in order, from after the cursor on."""

        def key(note: Note) -> tuple[datetime, UUID]:
            return getattr(note, sort.column), note.id

        notes = sorted(filter(matcher(note_filter), self._notes.values()), key=key, reverse=sort.descending)
        if after is not None:
            place = (after.moment, after.id)
            notes = [note for note in notes if (key(note) < place if sort.descending else key(note) > place)]
        items = notes[:limit]
        more = len(notes) > limit
        return Page(items, Cursor(sort, *key(items[-1])) if more else None)

    async def update(self, note_id: UUID, change: Callable[[NoteContent], NoteContent]) -> Note:
        """Replace the content by what ``change`` makes of it, or raise NoteNotFoundError or what ``change`` raises."""
        note = await self.get(note_id)
        content = change(NoteContent.model_validate(note, from_attributes=True))
        changed = {"updated_at": max(self._clock(), note.created_at), "version": note.version + 1}
        self._notes[note_id] = note.model_copy(update=content.model_dump() | changed)
        return self._notes[note_id]

    async def delete(self, note_id: UUID) -> None:
        """Remove the note, or raise NoteNotFoundError."""
        await self.get(note_id)
        del self._notes[note_id]

    async def tags(self) -> list[TagCount]:
        """Return every tag in use with the number of its notes, most used first, then by name."""
        counts = Counter(tag for note in self._notes.values() for tag in note.tags)
        return [
            TagCount(tag=tag, notes=count)
            for tag, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]


def matcher(note_filter: NoteFilter) -> Callable[[Note], bool]:
    """Return the predicate of the filter.

    >>> note = Note.model_validate(Note.model_config["json_schema_extra"]["example"])
    >>> matcher(NoteFilter(tags=("work",), text="friday SHIP"))(note), matcher(NoteFilter(text="fri"))(note)
    (True, False)
    """
    wanted_words = words(note_filter.text or "")

    def matches(note: Note) -> bool:
        return (
            set(note_filter.tags) <= set(note.tags)
            and note_filter.archived in (None, note.archived)
            and note_filter.pinned in (None, note.pinned)
            and wanted_words <= words(f"{note.title} {note.body}")
        )

    return matches


def words(text: str) -> set[str]:
    """Return the words of a text, in lower case.

    >>> sorted(words("Don't panic, PANIC!"))
    ['don', 'panic', 't']
    """
    return set(re.findall(r"\w+", text.lower()))
