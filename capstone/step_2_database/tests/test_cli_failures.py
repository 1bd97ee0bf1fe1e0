"""What the command says when something is wrong: one clear line, no traceback, no password, exit status 1."""

import re
import socket
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from clusters import Cluster, plain
from sqlalchemy import URL
from typer.testing import Result

from notes_api import cli
from notes_api.cli import fail, migrate
from notes_api.database import DatabaseUnavailableError
from notes_api.embedded import embedded_postgres

SECRET = "s3cret-pass"
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\dT\S+Z (INFO|WARNING) \[")

type Notes = Callable[..., Result]


def assert_fails(result: Result, *said: str) -> None:
    """Check that the command ended with one clear line that says this."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    lines = [line for line in result.stderr.splitlines() if not LOG_LINE.match(line)]
    assert len(lines) == 1, result.stderr
    for words in said:
        assert words in lines[0]
    assert SECRET not in result.output


def test_serve_ends_when_the_import_fails(
    notes: Notes, url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "import_notes", lambda *_: fail("The import broke."))

    assert_fails(notes("serve", "--seed", str(tmp_path), DATABASE_URL=plain(url)), "The import broke.")


def test_serve_refuses_a_seed_that_is_not_there(notes: Notes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    result = notes("serve", "--seed", "missing")  # a longer path would break the line in the middle of what it says

    assert result.exit_code == 2
    assert "'missing' does not exist" in result.stderr


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


def test_migrate_to_nowhere(notes: Notes, url: URL) -> None:
    assert_fails(notes("migrate", "9999", DATABASE_URL=plain(url)), "Cannot migrate to 9999")


@pytest.mark.parametrize("command", ["import", "export"])
def test_no_service_is_there(notes: Notes, tmp_path: Path, command: str) -> None:
    (tmp_path / "note.md").write_text("A note")
    folder = tmp_path if command == "import" else tmp_path / "new"
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"

        assert_fails(notes(command, str(folder), "--url", address), "Is `notes serve` running there?")


def test_fail_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BaseException, match="1"):
        fail("one clear line")

    assert "one clear line" in capsys.readouterr().err


def test_a_migration_that_fails_is_one_line(empty_url: URL) -> None:
    with psycopg.connect(plain(empty_url), autocommit=True) as connection:
        connection.execute("CREATE TABLE notes ()")

    with pytest.raises(DatabaseUnavailableError, match="already exists") as failure:
        migrate(plain(empty_url))

    assert "\n" not in str(failure.value)
