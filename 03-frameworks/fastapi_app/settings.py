"""Settings: what differs between a laptop and a server is read from the environment, and checked at the start.

pydantic-settings reads each field from the variable ``TODOS_`` plus its name, converts it, and reports all mistakes at
once. Everything has a default that is safe on this machine. *Production* gets none for the two values that nobody else
can know: the secret key and the host names. So a forgotten variable stops the start, and never the security.

Cost: one read of the environment at the start; afterwards a frozen object that is passed around, not a global.
Not for: values that change while the service runs (a table or a feature-flag service), or secrets that rotate by
themselves (the platform's secret store).
Asked: why may a secret not have a default in the code? Why read the environment once and not where it is needed?
Source: https://12factor.net/config, https://docs.pydantic.dev/latest/concepts/pydantic_settings/
"""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    FilePath,
    SecretStr,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

MIN_KEY_LENGTH = 32
HOST_PATTERN = r"^(\*\.)?[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$"


class SettingsError(Exception):
    """The environment does not make a working service; the message is one line that names each variable."""


def _split_commas(value: object) -> object:
    """Turn ``a, b`` into a list, because a variable that holds JSON is no joy to write."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _check_url(value: str) -> str:
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError("expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME") from None
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("expected a file; in memory, each process would have a database of its own")
    return value


DatabaseUrl = Annotated[str, StringConstraints(pattern=r"^(sqlite|postgresql)(\+\w+)?://"), AfterValidator(_check_url)]
HostName = Annotated[str, StringConstraints(pattern=HOST_PATTERN, max_length=253, to_lower=True)]


class Settings(BaseSettings):
    """All that can be set. ``Settings(...)`` in a test takes values directly; they come before the environment."""

    model_config = SettingsConfigDict(env_prefix="TODOS_", frozen=True, extra="ignore")

    environment: Literal["development", "testing", "production"] = "development"
    secret_key: SecretStr | None = Field(default=None, description="At least 32 characters; required in production")
    allowed_hosts: Annotated[list[HostName], NoDecode, BeforeValidator(_split_commas)] = Field(
        default=["127.0.0.1", "localhost"], min_length=1, description="Names for the Host header; *.example.org allowed"
    )
    data: Path = Field(
        default=Path(".todos-data/fastapi_app"), description="Folder for all that must survive a restart"
    )
    database_url: DatabaseUrl | None = Field(
        default=None, description="sqlite:///FILE or postgresql://...; a SQLite file in the data folder when absent"
    )
    body_seconds: float = Field(default=10, gt=0, le=3600, description="How long a request's body may take to arrive")
    max_body_bytes: int = Field(default=100 * 1024, ge=1, description="How long a JSON body may be")
    model: FilePath | None = Field(
        default=None, description="A model file by fastapi_app/training.py; no predictions if absent"
    )

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        if self.environment != "production":
            return self
        missing = []
        if self.secret_key is None:
            missing.append("TODOS_SECRET_KEY: production needs one; make it with `openssl rand -hex 32`")
        if "allowed_hosts" not in self.model_fields_set:
            missing.append("TODOS_ALLOWED_HOSTS: production needs the host names it is reached by, with commas between")
        if missing:
            raise ValueError("; ".join(missing))
        return self

    @model_validator(mode="after")
    def _key_is_long(self) -> Self:
        if self.secret_key is not None and len(self.secret_key.get_secret_value()) < MIN_KEY_LENGTH:
            raise ValueError(f"TODOS_SECRET_KEY: expected at least {MIN_KEY_LENGTH} characters")
        return self

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies go over HTTPS only: in production, since a laptop serves plain HTTP."""
        return self.environment == "production"


def load_settings(**overrides: object) -> Settings:
    """Return the settings of this process: the environment, and ``overrides`` (those that are None do not count) first.

    Outside production a missing secret key is made and kept in ``data/secret_key``. Raise SettingsError with one line,
    such as ``TODOS_BODY_SECONDS: Input should be greater than 0``; several mistakes are joined by ``; ``. The values
    themselves are not repeated: one of them may be a password.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings.model_validate(given)
        if settings.secret_key is None:
            key = SecretStr(keep_secret_key(settings.data))
            settings = Settings.model_validate({**given, "secret_key": key})
    except ValidationError as error:
        raise SettingsError("; ".join(_mistake(each["loc"], each["msg"]) for each in error.errors())) from None
    except OSError as error:
        raise SettingsError(f"TODOS_DATA: cannot write to {error.filename}: {error.strerror}") from error
    return settings


def keep_secret_key(folder: Path) -> str:
    """Return the key kept in ``folder/secret_key``; make the folder and the key when there is none.

    Only the owner may read the file. Two processes that start at once get the same key: the file appears complete,
    under its name, or not at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret_key"
    if not path.exists():
        # mkstemp gives mode 600 from the first moment; a chmod after writing would leave a gap.
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was first: its key counts
            os.link(temporary, path)
        Path(temporary).unlink()
    return path.read_text().strip()


def _mistake(location: tuple[str | int, ...], message: str) -> str:
    reason = message.removeprefix("Value error, ")
    return f"TODOS_{str(location[0]).upper()}: {reason}" if location else reason


def main() -> None:
    """Show what a forgotten variable does in production, and what is read when all are there."""
    with tempfile.TemporaryDirectory() as folder:
        development = load_settings(environment="development", data=Path(folder))
        print(development.environment, development.allowed_hosts, "secret key:", development.secret_key)
        for values in (
            {"environment": "production"},
            {"environment": "production", "secret_key": "k" * 64, "allowed_hosts": "todo.example.org"},
        ):
            try:
                print(load_settings(**values).allowed_hosts)
            except SettingsError as error:
                print(error)


if __name__ == "__main__":
    main()
