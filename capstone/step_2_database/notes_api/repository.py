"""The repository: the one door between the API and whatever keeps the notes.

The routes know this protocol and nothing else, so the store behind it can change without them. It is a Protocol and no
base class: an implementation need not import it, and mypy checks the fit.

Cost: one indirection. When not: one store for ever, and a framework whose models are the store (Django).
Asked: what does a repository hide, and what must it not hide? (It must not hide that ``update`` is atomic.)
Source: Evans, Domain-Driven Design, chapter 6; https://www.cosmicpython.com/book/chapter_02_repository.html
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from notes_api.models import NoteContent, NoteCreate, TagCount
from notes_api.paging import Cursor, Page, Sort


class NoteNotFoundError(LookupError):
    """There is no note of that id, or it has no such version."""

    def __init__(self, note_id: UUID, version: int | None = None) -> None:
        of_version = "" if version is None else f" with a version {version}"
        super().__init__(f"There is no note {note_id}{of_version}.")


class VersionMismatchError(Exception):
    """The note is no longer at the version that the client has seen."""

    def __init__(self, current: int) -> None:
        super().__init__(f"The note is at version {current} now; read it again and repeat the change.")
        self.current = current


class KeyReusedError(Exception):
    """An idempotency key came again with another request."""

    def __init__(self) -> None:
        super().__init__("This idempotency key was used for a request with another body.")


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes a list holds: those for which every given condition is true."""

    tags: tuple[str, ...] = ()
    archived: bool | None = None
    pinned: bool | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note as the store has written it: ``json`` is a document of the shape of ``models.Note``."""

    id: UUID
    version: int
    json: str


@dataclass(frozen=True, slots=True)
class Created:
    """The outcome of a creation; ``is_replay`` when the same request had been answered before."""

    note: StoredNote
    is_replay: bool


@dataclass(frozen=True, slots=True)
class Precondition:
    """The versions at which a note may be changed; None: at any."""

    versions: frozenset[int] | None

    def check(self, current: int) -> None:
        """Raise VersionMismatchError unless the note may be changed at its current version."""
        if self.versions is not None and current not in self.versions:
            raise VersionMismatchError(current)


class NoteRepository(Protocol):
    """Keeps notes. Each method is atomic; those that take an id raise NoteNotFoundError when it is unknown.

    Notes come back as JSON text of the shape of ``models.Note``: the store writes it faster than Python does.
    """

    async def create(self, note: NoteCreate, idempotency_key: str | None) -> Created:
        """Store a new note as version 1; again with the same key, return the first answer or raise KeyReusedError."""

    async def get(self, note_id: UUID) -> StoredNote:
        """Return the note."""

    async def list_page(self, note_filter: NoteFilter, sort: Sort, limit: int, after: Cursor | None) -> Page[str]:
        """Return at most ``limit`` notes that pass the filter, in order, from after the cursor on."""

    async def update(
        self, note_id: UUID, change: Callable[[NoteContent], NoteContent], precondition: Precondition
    ) -> StoredNote:
        """Replace the content by what ``change`` makes of it, as the next version; or raise VersionMismatchError."""

    async def delete(self, note_id: UUID, precondition: Precondition) -> None:
        """Move the note to the trash, or raise VersionMismatchError."""

    async def tags(self) -> list[TagCount]:
        """Return every tag in use with the number of its notes, most used first, then by name."""
