"""The words in which a repository speaks."""

from uuid import UUID

import pytest

from notes_api.database import Database
from notes_api.postgres import PostgresNoteRepository
from notes_api.repository import (
    KeyReusedError,
    NoteFilter,
    NoteNotFoundError,
    NoteRepository,
    Precondition,
    VersionMismatchError,
)
from notes_api.settings import Settings


def test_missing_note_is_named() -> None:
    assert str(NoteNotFoundError(UUID(int=7))) == "There is no note 00000000-0000-0000-0000-000000000007."


def test_missing_version_is_named() -> None:
    assert str(NoteNotFoundError(UUID(int=7), 3)).endswith("000000000007 with a version 3.")


def test_mismatch_tells_the_current_version() -> None:
    error = VersionMismatchError(4)

    assert (error.current, str(error)) == (4, "The note is at version 4 now; read it again and repeat the change.")


def test_reused_key_is_explained() -> None:
    assert "another body" in str(KeyReusedError())


@pytest.mark.parametrize(("versions", "passes"), [(None, True), ({2}, True), ({1, 2}, True), ({1}, False), ((), False)])
def test_precondition_names_the_versions_that_may_be_changed(versions: set[int] | None, passes: bool) -> None:
    condition = Precondition(None if versions is None else frozenset(versions))

    if passes:
        condition.check(2)
    else:
        with pytest.raises(VersionMismatchError):
            condition.check(2)


def test_filter_without_conditions_lets_everything_through() -> None:
    assert NoteFilter() == NoteFilter(tags=(), archived=None, pinned=None, text=None)


def test_repository_in_postgresql_is_one() -> None:
    repository: NoteRepository = PostgresNoteRepository(Database("postgresql:///", Settings()))  # mypy checks the fit

    assert isinstance(repository, PostgresNoteRepository)
