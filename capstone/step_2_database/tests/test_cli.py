"""The command as a person meets it: what it says when it works, and one clear line when it does not."""

import logging
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from clusters import Cluster, plain
from fastapi import FastAPI
from processes import Service, wait_until
from sqlalchemy import URL
from typer.testing import CliRunner, Result

from notes_api import cli
from notes_api.cli import app, database_of, fail, migrate, read_settings, welcome
from notes_api.client import NotesClient
from notes_api.database import DatabaseUnavailableError
from notes_api.embedded import embedded_postgres, servers_of
from notes_api.models import NoteCreate
from notes_api.server import address_of, serve
from notes_api.settings import Settings

SECRET = "s3cret-pass"
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\dT\S+Z (INFO|WARNING) \[")

type Notes = Callable[..., Result]


@pytest.fixture
def notes() -> Iterator[Notes]:
    """Run a command in this process; what it does to signals and logging is taken back."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    root = logging.getLogger()
    log_handlers, level = root.handlers[:], root.level

    def run(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(app, arguments, env={"NOTES_PORT": "0"} | environment)

    yield run
    root.handlers[:] = log_handlers
    root.setLevel(level)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def assert_fails(result: Result, *said: str) -> None:
    """Check that the command ended with one clear line that says this."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    lines = [line for line in result.stderr.splitlines() if not LOG_LINE.match(line)]
    assert len(lines) == 1, result.stderr
    for words in said:
        assert words in lines[0]
    assert SECRET not in result.output


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


def test_serve_ends_when_the_import_fails(
    notes: Notes, url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "import_notes", lambda *_: fail("The import broke."))

    assert_fails(notes("serve", "--seed", str(tmp_path), DATABASE_URL=plain(url)), "The import broke.")


def test_serve_refuses_a_seed_that_is_not_there(notes: Notes, tmp_path: Path) -> None:
    result = notes("serve", "--seed", str(tmp_path / "missing"))

    assert result.exit_code == 2
    assert "does not exist" in " ".join(result.stderr.split())


def test_the_printed_curl_lines_name_the_address() -> None:
    lines = [line for line in welcome("http://[::1]:1").splitlines() if "curl" in line]

    assert len(lines) == 3
    assert all("http://[::1]:1/" in line for line in lines)


def test_two_services_on_one_folder(notes: Notes, data_dir: Path) -> None:
    with embedded_postgres(data_dir):
        assert_fails(notes("serve", "--data", str(data_dir)), str(data_dir), "in use by another notes service")


def test_a_port_in_use(notes: Notes, url: URL) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert_fails(notes("serve", "--port", str(port), DATABASE_URL=plain(url)), f"port {port}", "in use")


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_an_unreachable_server(notes: Notes, command: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # and does not listen
        address = f"postgresql://user:{SECRET}@127.0.0.1:{unused.getsockname()[1]}/notes"

        assert_fails(notes(command, DATABASE_URL=address), "user:***@127.0.0.1", "refused")


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_wrong_password(notes: Notes, command: str, own_cluster: Cluster) -> None:
    address = plain(own_cluster.url.set(password=SECRET + "-wrong"))

    assert_fails(notes(command, DATABASE_URL=address), "password authentication failed")


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_an_option_that_the_driver_does_not_know(notes: Notes, command: str, url: URL) -> None:
    address = plain(url.update_query_dict({"colour": "red"}))

    assert_fails(notes(command, DATABASE_URL=address), "colour")


def test_a_server_that_is_not_migrated(notes: Notes, empty_url: URL) -> None:
    assert_fails(notes("serve", DATABASE_URL=plain(empty_url)), "run `notes migrate`")


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_user_who_may_not_migrate(notes: Notes, command: str, empty_url: URL, server: URL) -> None:
    user = f"user_{uuid4().hex}"
    with psycopg.connect(plain(server), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{SECRET}'".encode())
        try:
            result = notes(command, DATABASE_URL=plain(empty_url.set(username=user, password=SECRET)))
        finally:
            connection.execute(f"DROP ROLE {user}".encode())

    assert_fails(result, "run `notes migrate`" if command == "serve" else "permission denied")


def test_data_of_a_newer_version(notes: Notes, data_dir: Path) -> None:
    with embedded_postgres(data_dir) as url:
        migrate(url)
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")

    assert_fails(notes("serve", "--data", str(data_dir)), "9999")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("NOTES_PORT", "65536", "port"),
        ("NOTES_READ_CONNECTIONS", "0", "read_connections"),
        ("NOTES_STATEMENT_SECONDS", "nan", "statement_seconds"),
        ("DATABASE_URL", f"mysql://user:{SECRET}@host/notes", "postgresql://"),
        ("DATABASE_URL", f"postgresql://user:{SECRET}@host:port/notes", "postgresql://"),
        ("DATABASE_URL", SECRET, "postgresql://"),
    ],
)
def test_bad_settings(notes: Notes, name: str, value: str, said: str) -> None:
    assert_fails(notes("serve", **{name: value}), said)


def test_migrate_goes_up_and_down(notes: Notes, empty_url: URL) -> None:
    address = plain(empty_url)

    assert "The schema is at head" in notes("migrate", DATABASE_URL=address).stdout
    assert "The schema is at 0003" in notes("migrate", "--down", "0003", DATABASE_URL=address).stdout
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)


def test_migrate_works_on_the_embedded_server(notes: Notes, data_dir: Path) -> None:
    result = notes("migrate", "0001", NOTES_DATA_DIR=str(data_dir))

    assert (result.exit_code, result.stdout) == (0, "The schema is at 0001.\n")


def test_migrate_to_nowhere(notes: Notes, url: URL) -> None:
    assert_fails(notes("migrate", "9999", DATABASE_URL=plain(url)), "Cannot migrate to 9999")


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


@pytest.mark.parametrize("command", ["import", "export"])
def test_no_service_is_there(notes: Notes, tmp_path: Path, command: str) -> None:
    (tmp_path / "note.md").write_text("A note")
    folder = tmp_path if command == "import" else tmp_path / "new"
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"

        assert_fails(notes(command, str(folder), "--url", address), "Is `notes serve` running there?")


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


def test_fail_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BaseException, match="1"):
        fail("one clear line")

    assert "one clear line" in capsys.readouterr().err


def test_an_embedded_database_is_migrated_unless_told_otherwise(data_dir: Path) -> None:
    settings = Settings(data_dir=data_dir)
    tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"

    with database_of(settings, is_migrated=False) as url, psycopg.connect(url) as connection:
        assert connection.execute(tables).fetchone() == (0,)
    with database_of(settings) as url, psycopg.connect(url) as connection:
        assert connection.execute(tables).fetchone() == (4,)


def test_a_migration_that_fails_is_one_line(empty_url: URL) -> None:
    with psycopg.connect(plain(empty_url), autocommit=True) as connection:
        connection.execute("CREATE TABLE notes ()")

    with pytest.raises(DatabaseUnavailableError, match="already exists") as failure:
        migrate(plain(empty_url))

    assert "\n" not in str(failure.value)
