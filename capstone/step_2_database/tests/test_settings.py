"""Settings come from the environment and are checked at once."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from notes_api.settings import Settings, check_url


def test_nothing_needs_to_be_set() -> None:
    assert Settings().model_dump() == {
        "host": "127.0.0.1",
        "port": 8000,
        "log_level": "INFO",
        "shutdown_seconds": 30,
        "database_url": None,
        "data_dir": Path(".notes-data"),
        "read_connections": 10,
        "write_connections": 10,
        "pool_seconds": 5,
        "connect_seconds": 5,
        "statement_seconds": 5,
        "trash_days": 30,
        "idempotency_hours": 24,
    }


def test_environment_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_PORT", "0")
    monkeypatch.setenv("NOTES_LOG_LEVEL", "DEBUG")

    assert (Settings().port, Settings().log_level) == (0, "DEBUG")


def test_argument_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_PORT", "9000")

    assert Settings(port=9001).port == 9001


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTES_PORT", "http"),
        ("NOTES_PORT", "-1"),
        ("NOTES_PORT", "65536"),
        ("NOTES_LOG_LEVEL", "LOUD"),
        ("NOTES_SHUTDOWN_SECONDS", "0"),
        ("NOTES_READ_CONNECTIONS", "0"),
        ("NOTES_READ_CONNECTIONS", "1001"),
        ("NOTES_WRITE_CONNECTIONS", "0"),
        ("NOTES_WRITE_CONNECTIONS", "1001"),
        ("NOTES_POOL_SECONDS", "0"),
        ("NOTES_POOL_SECONDS", "inf"),
        ("NOTES_CONNECT_SECONDS", "1"),
        ("NOTES_CONNECT_SECONDS", "3601"),
        ("NOTES_STATEMENT_SECONDS", "0.0009"),  # as milliseconds 0, which would mean no limit
        ("NOTES_STATEMENT_SECONDS", "inf"),
        ("NOTES_TRASH_DAYS", "-1"),
        ("NOTES_TRASH_DAYS", "36501"),
        ("NOTES_IDEMPOTENCY_HOURS", "0"),
        ("NOTES_IDEMPOTENCY_HOURS", "87601"),
    ],
)
def test_wrong_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=name.removeprefix("NOTES_").lower()):
        Settings()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:p%40ss@host:5432/notes",
        "postgres:///notes",
        "postgresql+asyncpg://host/notes?sslmode=require",
        "postgresql://user@/notes?host=/run/postgresql",
    ],
)
def test_address_of_a_server_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    assert Settings().database_url == url


@pytest.mark.parametrize(
    "url", ["", "s3cret", "mysql://user:s3cret@host/notes", "postgresql://user:s3cret@host:x/notes"]
)
def test_other_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://user:password@host:5432/notes") as refusal:
        check_url(url)

    assert "s3cret" not in str(refusal.value)
