"""The factory puts routes, errors, documentation, middleware and the clean-up together around one database."""

import subprocess
import sys
from http import HTTPStatus

import psycopg
import pytest
from clusters import plain
from fastapi.testclient import TestClient
from processes import wait_until
from sqlalchemy import URL

from notes_api.app import create_app
from notes_api.database import Database
from notes_api.settings import Settings


def test_app_uses_the_database_that_it_is_given(client: TestClient, sql: psycopg.Connection) -> None:
    client.post("/notes", json={"title": "Ours"})

    assert sql.execute("SELECT title FROM notes").fetchall() == [("Ours",)]


def test_failing_database_is_answered_with_a_problem(client: TestClient, sql: psycopg.Connection) -> None:
    sql.execute("ALTER TABLE notes ADD CONSTRAINT narrow CHECK (title <> 'hunter2')")

    response = client.post("/notes", json={"title": "hunter2"}, headers={"X-Request-ID": "client-7"})

    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert response.json()["request_id"] == "client-7"
    assert "hunter2" not in response.text


def test_missing_tables_are_unavailable(client: TestClient, sql: psycopg.Connection) -> None:
    sql.execute("DROP TABLE notes CASCADE")

    for response in (client.get("/notes"), client.post("/notes", json={"title": "A note"})):
        assert (response.status_code, response.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "1")


def test_busy_database_is_unavailable_in_time(url: URL, sql: psycopg.Connection) -> None:
    settings = Settings(statement_seconds=0.2)
    with (
        TestClient(create_app(Database(plain(url), settings), settings)) as client,
        psycopg.connect(plain(url)) as other,
    ):
        other.execute("LOCK TABLE notes")

        statuses = [client.get("/notes").status_code, client.post("/notes", json={"title": "A note"}).status_code]

    assert statuses == [HTTPStatus.SERVICE_UNAVAILABLE] * 2


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/healthz", "/readyz"])
def test_documentation_and_health_answer(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == HTTPStatus.OK


def test_body_over_the_limit_is_refused(client: TestClient) -> None:
    assert client.post("/notes", content=b" " * 1_048_577).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_every_answer_has_a_request_id(client: TestClient) -> None:
    assert all(client.get(path).headers["X-Request-ID"] for path in ("/healthz", "/nothing", "/docs"))


def test_start_cleans_up_what_has_expired(url: URL, sql: psycopg.Connection) -> None:
    sql.execute("""
        INSERT INTO notes (title, body, tags, pinned, archived, created_at, updated_at, version, deleted_at)
        VALUES ('Old', '', '{}', false, false, '2020-01-01Z', '2020-01-01Z', 1, now() - interval '2 days')
    """)
    sql.execute("INSERT INTO idempotency_keys VALUES ('k', sha256('a'), now() - interval '3 hours')")
    settings = Settings(trash_days=1, idempotency_hours=2)

    with TestClient(create_app(Database(plain(url), settings), settings)):
        for table in ("notes", "idempotency_keys"):
            query = f"SELECT count(*) FROM {table}".encode()
            wait_until(lambda query=query: sql.execute(query).fetchone() == (0,), f"{table} to be cleaned up")  # type: ignore[misc]  # mypy infers no type for a default


def test_end_closes_the_connections(url: URL, sql: psycopg.Connection, settings: Settings) -> None:
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    sql.execute("INSERT INTO idempotency_keys VALUES ('k', sha256('a'), '2020-01-01Z')")
    with TestClient(create_app(Database(plain(url), settings), settings)):
        # One that is still connecting when the clean-up is cancelled would be closed by the garbage collector alone.
        keys = "SELECT count(*) FROM idempotency_keys"
        wait_until(lambda: sql.execute(keys).fetchone() == (0,), "the clean-up to be done")
        opened = settings.read_connections + 1
        wait_until(lambda: sql.execute(others).fetchone() == (opened,), "the connections to be open")

    wait_until(lambda: sql.execute(others).fetchone() == (0,), "the connections to be closed")


def test_import_does_nothing() -> None:
    run = subprocess.run([sys.executable, "-c", "import notes_api.app"], capture_output=True, check=True)

    assert (run.stdout, run.stderr) == (b"", b"")
