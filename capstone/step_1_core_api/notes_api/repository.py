"""The repository: the one door between the API and whatever keeps the notes.

The routes know this protocol and nothing else, so the store behind it can change without them. It is a Protocol and
no base class: an implementation need not import it, and mypy checks the fit.

Cost: one indirection. When not: one store for ever, and a framework whose models are the store (Django).
Asked: what does a repository hide, and what must it not hide? (It must not hide that ``update`` is atomic.)
Source: Evans, Domain-Driven Design, chapter 6; https://www.cosmicpython.com/book/chapter_02_repository.html
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from notes_api.models import Note, NoteContent, NoteCreate, TagCount
from notes_api.paging import Cursor, Page, Sort


class NoteNotFoundError(LookupError):
    """There is no note of that id."""

    def __init__(self, note_id: UUID) -> None:
        super().__init__(f"There is no note {note_id}.")


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes a list holds: those for which every given condition is true."""

    tags: tuple[str, ...] = ()
    archived: bool | None = None
    pinned: bool | None = None
    text: str | None = None


class NoteRepository(Protocol):
    """Keeps notes. Each method is atomic; those that take an id raise NoteNotFoundError when it is unknown."""

    async def create(self, note: NoteCreate) -> Note:
        """Store a new note as version 1 and return it."""

    async def get(self, note_id: UUID) -> Note:
        """Return the note."""

    async def list_page(self, note_filter: NoteFilter, sort: Sort, limit: int, after: Cursor | None) -> Page[Note]:
        """Return at most ``limit`` notes that pass the filter, in order, from after the cursor on."""

    async def update(self, note_id: UUID, change: Callable[[NoteContent], NoteContent]) -> Note:
        """Replace the note's content by what ``change`` makes of it, count the version up, and return the note."""

    async def delete(self, note_id: UUID) -> None:
        """Remove the note."""

    async def tags(self) -> list[TagCount]:
        """Return every tag in use with the number of its notes, most used first, then by name."""
