"""The command as a person meets it: what it says and does when all is well."""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from clusters import plain
from fastapi import FastAPI
from processes import Service, wait_until
from sqlalchemy import URL
from typer.testing import Result

from notes_api import cli
from notes_api.cli import database_of, read_settings, welcome
from notes_api.client import NotesClient
from notes_api.embedded import servers_of
from notes_api.models import NoteCreate
from notes_api.server import address_of, serve
from notes_api.settings import Settings

type Notes = Callable[..., Result]


@pytest.fixture
def serve_once(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str], None]], None]:
    """Make `notes serve` call a function with its address once it listens, and then end as with Ctrl-C."""

    def replace(visit: Callable[[str], None]) -> None:
        def serve_and_stop(app: FastAPI, bound: socket.socket, seconds: int, on_ready: Callable[[], None]) -> None:
            def ready() -> None:
                try:
                    on_ready()
                    visit(address_of(bound))
                finally:
                    os.kill(os.getpid(), signal.SIGINT)

            serve(app, bound, seconds, ready)

        monkeypatch.setattr(cli, "serve", serve_and_stop)

    return replace


def titles(url: str) -> list[str]:
    with NotesClient(url) as client:
        return [note.title for note in client.notes()]


def test_serve_imports_the_seed_on_the_first_start_only(
    notes: Notes, serve_once: Callable[..., None], data_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "soup.md").write_text("# Soup")
    found: list[list[str]] = []
    serve_once(lambda url: found.append(titles(url)))
    arguments = ["serve", "--port", "0", "--data", str(data_dir), "--seed", str(tmp_path)]

    first, second = notes(*arguments), notes(*arguments)

    assert found == [["Soup"], ["Soup"]]
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "1 notes imported" in first.stdout
    assert "1 notes imported" not in second.stdout
    assert "Notes API listening on http://127.0.0.1:" in first.stdout
    assert first.stdout.endswith("Stopped. The notes are in the database.\n")
    assert servers_of(data_dir.resolve() / "postgres") == []


def test_serve_takes_a_server_that_is_migrated(notes: Notes, serve_once: Callable[..., None], url: URL) -> None:
    found: list[list[str]] = []
    serve_once(lambda address: found.append(titles(address)))

    result = notes("serve", "--port", "0", DATABASE_URL=plain(url))

    assert (result.exit_code, found) == (0, [[]])


def test_the_printed_curl_lines_name_the_address() -> None:
    lines = [line for line in welcome("http://[::1]:1").splitlines() if "curl" in line]

    assert len(lines) == 3
    assert all("http://[::1]:1/" in line for line in lines)


def test_migrate_goes_up_and_down(notes: Notes, empty_url: URL) -> None:
    address = plain(empty_url)

    assert "The schema is at head" in notes("migrate", DATABASE_URL=address).stdout
    assert "The schema is at 0003" in notes("migrate", "--down", "0003", DATABASE_URL=address).stdout
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)


def test_migrate_works_on_the_embedded_server(notes: Notes, data_dir: Path) -> None:
    result = notes("migrate", "0001", NOTES_DATA_DIR=str(data_dir))

    assert (result.exit_code, result.stdout) == (0, "The schema is at 0001.\n")


def test_import_and_export_give_equal_notes(
    notes: Notes, serve_once: Callable[..., None], url: URL, tmp_path: Path
) -> None:
    contents = [
        NoteCreate(title='Soup: "cold"', body="# Soup\n\n---\n\ttomatoes\n", tags=["food", "été"], pinned=True),
        NoteCreate(title='Soup: "cold"', body="", archived=True),
        NoteCreate(title="# 😀", body="\ufeffbom\r\n"),
    ]
    exported: list[list[dict[str, object]]] = []

    def carry(address: str) -> None:
        with NotesClient(address) as client:
            for note in contents:
                client.create(note)
            before = [note.model_dump(exclude={"id"}) for note in client.notes()]
            assert notes("export", str(tmp_path / "out"), "--url", address).exit_code == 0
            assert notes("import", str(tmp_path / "out"), NOTES_URL=address).exit_code == 0
            after = [note.model_dump(exclude={"id"}) for note in client.notes()]
            exported.extend([before, after])

    serve_once(carry)
    assert notes("serve", "--port", "0", DATABASE_URL=plain(url)).exit_code == 0

    before, after = exported
    assert sorted(map(str, after)) == sorted(map(str, [*before, *before]))


def test_import_names_what_it_skips(notes: Notes, serve_once: Callable[..., None], url: URL, tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_bytes(b"\xff")
    (tmp_path / "good.md").write_text("good")
    results: list[Result] = []
    serve_once(lambda address: results.append(notes("import", str(tmp_path), "--url", address)))

    notes("serve", "--port", "0", DATABASE_URL=plain(url))

    assert results[0].exit_code == 1
    assert "bad.md: not UTF-8" in results[0].stderr
    assert "1 notes imported" in results[0].stdout


def test_a_service_told_to_stop_while_it_starts_leaves_no_server(
    launch_service: Callable[..., Service], data_dir: Path
) -> None:
    data = data_dir.resolve() / "postgres"
    service = launch_service(NOTES_DATA_DIR=str(data_dir))
    wait_until(lambda: servers_of(data), "its server to run")

    service.stop()

    assert servers_of(data) == []
    assert "Traceback" not in service.errors


def test_options_come_before_the_environment(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_HOST", "from-environment")
    monkeypatch.setenv("NOTES_PORT", "1")

    settings = read_settings(host="from-option", port=None)

    assert (settings.host, settings.port) == ("from-option", 1)


def test_an_embedded_database_is_migrated_unless_told_otherwise(data_dir: Path) -> None:
    settings = Settings(data_dir=data_dir)
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"

    with database_of(settings, is_migrated=False) as url, psycopg.connect(url) as connection:
        assert connection.execute(tables).fetchone() == (0,)
    with database_of(settings) as url, psycopg.connect(url) as connection:
        assert connection.execute(tables).fetchone() == (4,)
