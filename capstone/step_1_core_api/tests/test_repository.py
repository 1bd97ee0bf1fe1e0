"""The words in which a repository speaks."""

from uuid import UUID

from notes_api.memory import InMemoryNoteRepository
from notes_api.repository import NoteFilter, NoteNotFoundError, NoteRepository


def test_missing_note_is_named() -> None:
    assert str(NoteNotFoundError(UUID(int=7))) == "There is no note 00000000-0000-0000-0000-000000000007."


def test_filter_without_conditions_lets_everything_through() -> None:
    assert NoteFilter() == NoteFilter(tags=(), archived=None, pinned=None, text=None)


def test_repository_in_memory_is_one() -> None:
    repository: NoteRepository = InMemoryNoteRepository()  # mypy checks the fit

    assert isinstance(repository, InMemoryNoteRepository)
