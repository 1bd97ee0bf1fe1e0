"""A real PostgreSQL for the session, and a database of its own for each test that wants one."""

import logging
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from clusters import Cluster, cluster, drop_database, in_memory, make_database, plain, running
from fastapi.testclient import TestClient
from processes import Service
from sqlalchemy import URL
from typer.testing import CliRunner, Result

from notes_api import cli
from notes_api.app import create_app
from notes_api.database import Database, driver_url
from notes_api.embedded import embedded_postgres, end_leftovers
from notes_api.migrations import upgrade
from notes_api.postgres import PostgresNoteRepository
from notes_api.settings import Settings

# Hypothesis does not stop the time: a test may be slow while other processes are busy. A database per test, not per
# example: each example makes its own beginning.
hypothesis.settings.register_profile(
    "database", deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
hypothesis.settings.load_profile("database")

TEST_SERVER = os.environ.get("DATABASE_URL")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches the code under test."""
    for name in list(os.environ):
        # Without bytecode, as containers like it, each process of a service would compile all it imports, for seconds.
        if name.startswith(("NOTES_", "PG")) or name in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """The address of a server on which databases may be made: that of DATABASE_URL, else one of our own."""
    if TEST_SERVER is not None:
        yield driver_url(TEST_SERVER)
        return
    # Not below pytest's own folder: the server runs as another user if we are root, and may not enter there.
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder, embedded_postgres(Path(folder)) as url:
        with psycopg.connect(plain(driver_url(url)), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nobody pulls the plug here
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield driver_url(url)


@pytest.fixture(scope="session")
def template(server: URL) -> Iterator[URL]:
    """A migrated database, which is never connected to and only copied."""
    url = make_database(server)
    upgrade(url)
    yield url
    drop_database(url)


@pytest.fixture
def empty_url(server: URL) -> Iterator[URL]:
    """A new database without anything in it."""
    url = make_database(server)
    yield url
    drop_database(url)


@pytest.fixture
def url(template: URL) -> Iterator[URL]:
    """A new database with all migrations."""
    url = make_database(template, copy=True)
    yield url
    drop_database(url)


@pytest.fixture
def sql(url: URL) -> Iterator[psycopg.Connection]:
    """A connection to the new database by another way than the code under test; each statement commits."""
    with psycopg.connect(plain(url), autocommit=True) as connection:
        yield connection


@pytest.fixture
def settings() -> Settings:
    return Settings(read_connections=4, write_connections=4)


@pytest.fixture
async def database(url: URL, settings: Settings) -> AsyncIterator[Database]:
    async with running(Database(plain(url), settings)) as database:
        yield database


@pytest.fixture
def repository(database: Database) -> PostgresNoteRepository:
    return PostgresNoteRepository(database)


@pytest.fixture
def client(url: URL, settings: Settings) -> Iterator[TestClient]:
    """A client of an app over the new database."""
    with TestClient(create_app(Database(plain(url), settings), settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def notes() -> Iterator[Callable[..., Result]]:
    """Run a command in this process; what it does to signals and logging is taken back."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    root = logging.getLogger()
    log_handlers, level = root.handlers[:], root.level

    def run(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(cli.app, arguments, env={"NOTES_PORT": "0"} | environment)

    yield run
    root.handlers[:] = log_handlers
    root.setLevel(level)
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder for the data of an embedded server."""
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder:
        yield Path(folder)
        end_leftovers(Path(folder).resolve() / "postgres")  # of a service that was killed


@pytest.fixture
def launch_service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Launch `notes serve` with settings, as a process of its own; it is killed at the end."""
    with ExitStack() as services:

        def launch(*options: str, **environment: str) -> Service:
            folder = tmp_path / uuid4().hex
            folder.mkdir()
            return services.enter_context(Service(folder, options, environment))

        yield launch


@pytest.fixture
def start_service(launch_service: Callable[..., Service]) -> Callable[..., Service]:
    """Launch `notes serve` with settings, and wait until it listens."""

    def start(*options: str, **environment: str) -> Service:
        service = launch_service(*options, **environment)
        service.wait_until_ready()
        return service

    return start


@pytest.fixture(scope="session")
def own_cluster() -> Iterator[Cluster]:
    """A server that wants a password, and that a test may stop and start."""
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder, cluster(Path(folder)) as running:
        yield running
