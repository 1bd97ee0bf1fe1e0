"""Each rule that data must keep, told to the database by direct SQL: what breaks it is refused, its edge is not."""

from collections.abc import Iterator, Mapping
from typing import LiteralString

import psycopg
import pytest
from clusters import drop_database, make_database, plain
from hypothesis import example, given
from psycopg import errors, sql
from sqlalchemy import URL
from strategies import LONGEST, note_creates

from notes_api.models import NoteCreate
from notes_api.postgres import PostgresNoteRepository

type Row = Mapping[str, object]

ID = "0198c1f0-6f3a-7c11-9d0a-2f6b1c9a7e55"
NOW = "2026-01-31 00:00:00+00"
CONTENT: Row = {"title": "A", "body": "", "tags": [], "pinned": False, "archived": False, "version": 1}
NOTE: Row = {**CONTENT, "id": ID, "created_at": NOW, "updated_at": NOW}
REVISION: Row = {**CONTENT, "note_id": ID, "changed_at": NOW}
KEY: Row = {"key": "k", "fingerprint": b"f" * 32, "created_at": NOW}
ROWS = {"notes": NOTE, "note_revisions": REVISION, "idempotency_keys": KEY}

FIRST, LAST = "0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00"
TOO_EARLY, TOO_LATE = "0001-12-31 23:59:59.999999+00 BC", "10000-01-01 00:00:00+00"

REFUSED_CONTENT = [
    ("title", {"title": ""}),
    ("title", {"title": "   "}),
    ("title", {"title": "a" * 201}),
    *(("title", {"title": f"a{control}b"}) for control in "\x01\t\n\r\x1f\x7f\x80\x85\x9f"),
    ("body", {"body": "a" * 100_001}),
    ("tags", {"tags": [f"t{number}" for number in range(21)]}),
    ("tags", {"tags": ["a", "b", "a"]}),
    ("tags", {"tags": ["t" * 51]}),
    *(("tags", {"tags": [tag]}) for tag in ("", None, "a b", "a,b", "a/b", "a\tb", "\x01", "\x7f", "\x85", "a\n")),
    ("tags", {"tags": [["a", "b"], ["c", "d"]]}),
    ("version", {"version": 0}),
]
ACCEPTED_CONTENT: list[Row] = [
    {"title": "a" * 200},
    {"title": "😀" * 200},
    {"title": " a "},
    {"body": "a" * 100_000},
    {"body": "\x01\n\t\x7f"},
    {"tags": [f"t{number}" for number in range(20)]},
    {"tags": ["t" * 50, "😀" * 50]},
    {"tags": ["a", "A", "á"]},
    {"version": 2**31 - 1},
]
REFUSED = [
    *((table, *case) for table in ("notes", "note_revisions") for case in REFUSED_CONTENT),
    ("notes", "dates", {"updated_at": "2026-01-30 23:59:59.999999+00"}),
    ("notes", "dates", {"created_at": TOO_EARLY}),
    ("notes", "dates", {"updated_at": TOO_LATE}),
    ("notes", "dates", {"created_at": "-infinity"}),
    ("notes", "dates", {"updated_at": "infinity"}),
    ("notes", "deleted_at", {"deleted_at": "infinity"}),
    ("note_revisions", "changed_at", {"changed_at": TOO_EARLY}),
    ("note_revisions", "changed_at", {"changed_at": TOO_LATE}),
    ("idempotency_keys", "key", {"key": ""}),
    ("idempotency_keys", "key", {"key": "k" * 256}),
    ("idempotency_keys", "fingerprint", {"fingerprint": b"f" * 31}),
    ("idempotency_keys", "answer", {"note_id": ID}),
    ("idempotency_keys", "answer", {"answer": "{}"}),
]
ACCEPTED: list[tuple[str, Row]] = [
    *((table, case) for table in ("notes", "note_revisions") for case in ACCEPTED_CONTENT),
    ("notes", {"created_at": FIRST, "updated_at": LAST}),
    ("notes", {"created_at": NOW, "updated_at": NOW}),
    ("notes", {"deleted_at": NOW}),
    ("note_revisions", {"changed_at": FIRST}),
    ("note_revisions", {"changed_at": LAST}),
    ("idempotency_keys", {"key": "k"}),
    ("idempotency_keys", {"key": "k" * 255}),
    ("idempotency_keys", {"note_id": ID, "answer": "{}"}),
]
REQUIRED = [(table, column) for table, row in ROWS.items() for column in row if column != "id"]


@pytest.fixture(scope="module")
def connection(template: URL) -> Iterator[psycopg.Connection]:
    """A connection to a database in which nothing is ever committed."""
    url = make_database(template, copy=True)
    with psycopg.connect(plain(url), autocommit=True) as connection:
        yield connection
    drop_database(url)


@pytest.fixture
def rolled_back(connection: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The same connection in a transaction that is never committed."""
    with connection.transaction(force_rollback=True):
        yield connection


def insert(connection: psycopg.Connection, table: str, row: Row) -> None:
    """Insert the row; one for revisions gets its note first."""
    if table == "note_revisions":
        connection.execute(*insertion("notes", NOTE, "ON CONFLICT DO NOTHING"))
    connection.execute(*insertion(table, row))


def insertion(table: str, row: Row, otherwise: LiteralString = "") -> tuple[sql.Composed, Row]:
    """Return the statement that inserts the row, and its parameters."""
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    places = sql.SQL(", ").join(map(sql.Placeholder, row))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) {}")
    return statement.format(sql.Identifier(table), names, places, sql.SQL(otherwise)), row


@pytest.mark.parametrize(("table", "rule", "change"), REFUSED)
def test_a_row_that_breaks_a_rule_is_refused(
    rolled_back: psycopg.Connection, table: str, rule: str, change: Row
) -> None:
    with pytest.raises(errors.CheckViolation) as refusal:
        insert(rolled_back, table, {**ROWS[table], **change})

    assert refusal.value.diag.constraint_name == f"{table}_{rule}_check"


@pytest.mark.parametrize(("table", "change"), ACCEPTED)
def test_the_edge_of_a_rule_is_accepted(rolled_back: psycopg.Connection, table: str, change: Row) -> None:
    insert(rolled_back, table, {**ROWS[table], **change})

    rows = rolled_back.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))).fetchall()
    assert len(rows) == 1


@pytest.mark.parametrize(("table", "column"), REQUIRED)
def test_nothing_is_left_open(rolled_back: psycopg.Connection, table: str, column: str) -> None:
    with pytest.raises(errors.NotNullViolation):
        insert(rolled_back, table, {**ROWS[table], column: None})


@pytest.mark.parametrize("table", ROWS)
def test_a_key_stands_once(rolled_back: psycopg.Connection, table: str) -> None:
    insert(rolled_back, table, ROWS[table])

    with pytest.raises(errors.UniqueViolation):
        insert(rolled_back, table, ROWS[table])


def test_a_revision_is_of_a_note(rolled_back: psycopg.Connection) -> None:
    insert(rolled_back, "note_revisions", REVISION)

    with pytest.raises(errors.ForeignKeyViolation):
        rolled_back.execute("UPDATE note_revisions SET note_id = gen_random_uuid()")


def test_revisions_go_with_their_note(rolled_back: psycopg.Connection) -> None:
    insert(rolled_back, "note_revisions", REVISION)

    rolled_back.execute("DELETE FROM notes")

    assert rolled_back.execute("SELECT count(*) FROM note_revisions").fetchone() == (0,)


def test_ids_grow_with_time(rolled_back: psycopg.Connection) -> None:
    for _ in range(3):
        insert(rolled_back, "notes", {name: value for name, value in NOTE.items() if name != "id"})

    ids = [row[0] for row in rolled_back.execute("SELECT id FROM notes ORDER BY ctid")]
    assert ids == sorted(ids)


@given(note=note_creates())
@example(note=LONGEST)
@pytest.mark.anyio
async def test_what_the_models_accept_the_constraints_accept(
    repository: PostgresNoteRepository, note: NoteCreate
) -> None:
    created = await repository.create(note)

    assert created.note.version == 1
