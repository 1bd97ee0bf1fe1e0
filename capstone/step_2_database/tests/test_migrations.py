"""Each step up and down with data in place, and the proof that tables and migrations make the same schema."""

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from clusters import plain
from psycopg.rows import dict_row
from sqlalchemy import URL, create_engine

from notes_api.embedded import run_program
from notes_api.migrations import alembic_config, downgrade, upgrade
from notes_api.tables import Base

type Rows = psycopg.Connection[dict[str, Any]]

REVISIONS = ["0001", "0002", "0003", "0004", "0005"]
NOTE_COLUMNS = "id, title, body, tags, pinned, archived, created_at, updated_at, version"


@pytest.fixture
def old(empty_url: URL) -> Iterator[Rows]:
    """A database at the first migration with two notes in it."""
    upgrade(empty_url, "0001")
    with psycopg.connect(plain(empty_url), autocommit=True, row_factory=dict_row) as connection:
        connection.execute("""
            INSERT INTO notes (title, body, tags, pinned, archived, created_at, updated_at, version) VALUES
            ('Soup', 'Cold tomatoes', '{food,summer}', true, false, '2026-01-01Z', '2026-02-01Z', 3),
            ('Bread', '', '{}', false, true, '2026-01-02Z', '2026-01-02Z', 1)
        """)
        yield connection


def schema(url: URL) -> str:
    """Return what pg_dump says of the schema, without the random word that guards psql."""
    dump = run_program("pg_dump", "--schema-only", "--exclude-table=alembic_version", "-d", plain(url))
    return re.sub(r"^\\(un)?restrict .*$", "", dump, flags=re.MULTILINE)


def rows(connection: Rows, query: str) -> list[dict[str, Any]]:
    return connection.execute(query).fetchall()


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory.from_config(alembic_config())

    assert [step.revision for step in reversed(list(script.walk_revisions()))] == REVISIONS


def test_notes_survive_every_step_up_down_and_up_again(empty_url: URL, old: Rows) -> None:
    query = f"SELECT {NOTE_COLUMNS} FROM notes ORDER BY id"
    before = rows(old, query)
    for revision in [*REVISIONS[1:], *REVISIONS[-2::-1], *REVISIONS[1:]]:
        (downgrade if revision < current_revision(old) else upgrade)(empty_url, revision)

        assert current_revision(old) == revision
        assert rows(old, query) == before


def current_revision(connection: Rows) -> str:
    (row,) = rows(connection, "SELECT version_num FROM alembic_version")
    return str(row["version_num"])


@pytest.mark.parametrize(("before", "after"), list(pairwise(REVISIONS)))
def test_a_step_down_takes_back_what_the_step_up_did(empty_url: URL, before: str, after: str) -> None:
    upgrade(empty_url, before)
    schema_before = schema(empty_url)

    upgrade(empty_url, after)
    assert schema(empty_url) != schema_before
    downgrade(empty_url, before)

    assert schema(empty_url) == schema_before


def test_the_first_step_down_leaves_nothing(empty_url: URL) -> None:
    empty_schema = schema(empty_url)
    upgrade(empty_url)

    downgrade(empty_url, "base")

    assert schema(empty_url) == empty_schema


def test_existing_notes_can_be_searched_after_the_second(empty_url: URL, old: Rows) -> None:
    upgrade(empty_url, "0002")

    found = rows(old, "SELECT title FROM notes WHERE search @@ to_tsquery('english', 'tomato')")
    assert found == [{"title": "Soup"}]


def test_existing_notes_get_a_revision_of_their_present(empty_url: URL, old: Rows) -> None:
    upgrade(empty_url, "0003")

    columns = "version, title, body, tags, pinned, archived"
    present = rows(old, f"SELECT id AS note_id, updated_at AS changed_at, {columns} FROM notes ORDER BY id")
    assert rows(old, f"SELECT note_id, changed_at, {columns} FROM note_revisions ORDER BY note_id") == present


def test_the_third_taken_back_loses_earlier_versions_only(empty_url: URL, old: Rows) -> None:
    upgrade(empty_url, "0003")
    old.execute("""
        INSERT INTO note_revisions (note_id, version, changed_at, title, body, tags, pinned, archived)
        SELECT id, 2, created_at, 'An earlier title', body, tags, pinned, archived FROM notes WHERE title = 'Soup'
    """)

    downgrade(empty_url, "0002")
    upgrade(empty_url, "0003")

    assert rows(old, "SELECT title FROM note_revisions ORDER BY title") == [{"title": "Bread"}, {"title": "Soup"}]


def test_the_fourth_taken_back_empties_the_trash(empty_url: URL, old: Rows) -> None:
    upgrade(empty_url, "0004")
    old.execute("UPDATE notes SET deleted_at = now() WHERE title = 'Soup'")

    downgrade(empty_url, "0003")

    assert rows(old, "SELECT title FROM notes") == [{"title": "Bread"}]
    assert rows(old, "SELECT title FROM note_revisions") == [{"title": "Bread"}]


def test_the_fifth_taken_back_forgets_the_keys(empty_url: URL, old: Rows) -> None:
    upgrade(empty_url, "0005")
    old.execute("INSERT INTO idempotency_keys (key, fingerprint, created_at) VALUES ('k', sha256('a'), now())")

    downgrade(empty_url, "0004")
    upgrade(empty_url, "0005")

    assert rows(old, "SELECT * FROM idempotency_keys") == []


def test_a_step_that_fails_changes_nothing(empty_url: URL, old: Rows) -> None:
    old.execute("CREATE TABLE note_revisions ()")  # in the way of the third

    with pytest.raises(Exception, match="already exists"):
        upgrade(empty_url)

    assert current_revision(old) == "0001"


def test_a_second_upgrade_does_nothing(url: URL) -> None:
    before = schema(url)

    upgrade(url)

    assert schema(url) == before


def test_an_unknown_revision_is_refused(url: URL) -> None:
    with pytest.raises(CommandError, match="9999"):
        upgrade(url, "9999")


def make_from_tables(url: URL) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
    engine.dispose()


def test_tables_and_migrations_make_the_same_schema(url: URL, empty_url: URL) -> None:
    make_from_tables(empty_url)

    assert schema(empty_url) == schema(url)


def test_a_new_migration_begins_with_a_docstring_and_the_newest_revision(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(alembic_config().get_main_option("script_location", ""), folder)
    config = alembic_config()
    config.set_main_option("script_location", str(folder))

    command.revision(config, "Colours", rev_id="0006")

    (written,) = folder.glob("versions/0006*.py")
    assert written.read_text().startswith('"""Colours."""')
    assert "revision = '0006'\ndown_revision = '0005'" in written.read_text()
