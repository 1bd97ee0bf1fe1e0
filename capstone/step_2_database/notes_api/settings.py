"""Settings from the environment: the same program runs on a laptop and on a server.

Each is read from a variable with the prefix ``NOTES_`` (the database's address from ``DATABASE_URL``, the name that
every host uses) and checked at the start: a wrong one stops the service before it takes a request. Command-line
options of ``notes serve`` come before the environment.

Source: https://12factor.net/config
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


def check_url(url: str) -> str:
    """Return the address of a PostgreSQL server unchanged, or raise ValueError; the message does not repeat it."""
    try:
        is_postgres = make_url(url).get_backend_name() in ("postgresql", "postgres")
    except (ArgumentError, ValueError):
        is_postgres = False
    if not is_postgres:
        raise ValueError("expected an address such as postgresql://user:password@host:5432/notes")
    return url


class Settings(BaseSettings):
    """What can be set about the service."""

    model_config = SettingsConfigDict(env_prefix="NOTES_")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535, description="0 takes any free port")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    shutdown_seconds: int = Field(
        default=30, ge=1, description="How long requests in flight may take after a stop signal"
    )

    database_url: Annotated[str, AfterValidator(check_url)] | None = Field(
        default=None,
        validation_alias=AliasChoices("database_url", "DATABASE_URL"),
        description="A PostgreSQL server; without it an embedded one runs with its data in data_dir",
    )
    data_dir: Path = Path(".notes-data")
    read_connections: int = Field(default=10, ge=1, le=1000, description="Pool for reads, each its own transaction")
    write_connections: int = Field(default=10, ge=1, le=1000, description="Pool for transactions")
    pool_seconds: float = Field(default=5, gt=0, le=3600, description="How long a request waits for a connection")
    connect_seconds: int = Field(default=5, ge=2, le=3600, description="How long connecting may take; libpq takes 2")
    statement_seconds: float = Field(default=5, ge=0.001, le=3600, description="How long a statement may take")
    trash_days: int = Field(default=30, ge=0, le=36_500, description="Deleted notes are gone for good after that")
    idempotency_hours: int = Field(default=24, ge=1, le=87_600, description="How long an idempotency key is remembered")
