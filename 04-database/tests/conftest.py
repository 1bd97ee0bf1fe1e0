"""The databases of the tests: each worker has one loaded copy of each engine, which no test may change for good."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from comparison.answers import Layers, layers
from django_orm_examples.database import connected
from flights import databases
from flights.server import Server
from sqlalchemy_examples.database import engine_for

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def databases_are_allowed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where pytest-django is installed, for another topic, it keeps tests from their databases."""
    if not request.config.pluginmanager.hasplugin("django"):
        yield
        return
    with request.getfixturevalue("django_db_blocker").unblock():
        yield


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """A PostgreSQL database with all flights: DATABASE_URL's server or one of this worker's own."""
    # An ANALYZE of the server's own accord, in the middle of a test of a plan, would be another story each time.
    settings = {} if "DATABASE_URL" in os.environ else {"autovacuum": "off"}
    with databases.postgresql(**settings) as address:
        yield address


@pytest.fixture(scope="session")
def sqlite_path() -> Iterator[Path]:
    with databases.sqlite() as path:
        yield path


@pytest.fixture(params=["postgresql", "sqlite"])
def address(request: pytest.FixtureRequest) -> str | Path:
    """The loaded database of each engine in turn."""
    fixture: str = {"postgresql": "postgresql_address", "sqlite": "sqlite_path"}[request.param]
    found: str | Path = request.getfixturevalue(fixture)
    return found


@pytest.fixture
def connection(address: str | Path) -> Iterator[psycopg.Connection | sqlite3.Connection]:
    """A connection of the driver to the loaded database of each engine; what is not committed is rolled back."""
    with closing(sqlite3.connect(address) if isinstance(address, Path) else psycopg.connect(address)) as opened:
        yield opened


@pytest.fixture
def postgresql(postgresql_address: str) -> Iterator[psycopg.Connection]:
    """A connection to the loaded PostgreSQL; what is not committed is rolled back."""
    with closing(psycopg.connect(postgresql_address)) as opened:
        yield opened


@pytest.fixture
def empty_address(postgresql_address: str) -> Iterator[str]:
    """A new, empty PostgreSQL database, dropped after the test; it takes some tens of milliseconds."""
    with databases.empty_postgresql(postgresql_address) as address:
        yield address


@pytest.fixture
def engine(address: str | Path) -> Iterator[Engine]:
    """SQLAlchemy's engine for the loaded database of each engine in turn."""
    made = engine_for(address)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that rolls back what it did."""
    with Session(engine) as opened:
        yield opened


@pytest.fixture
def alias(address: str | Path) -> Iterator[str]:
    """Django's alias for the loaded database of each engine in turn."""
    with connected("default", address) as name:
        yield name


@pytest.fixture(scope="session")
def postgresql_layers(postgresql_address: str) -> Iterator[Layers]:
    """The three layers over the loaded PostgreSQL."""
    with layers(postgresql_address, "layers_postgresql") as opened:
        yield opened


@pytest.fixture(scope="session")
def sqlite_layers(sqlite_path: Path) -> Iterator[Layers]:
    with layers(sqlite_path, "layers_sqlite") as opened:
        yield opened


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server with all flights that a test may stop, kill and start again."""
    if "DATABASE_URL" in os.environ:
        pytest.skip("the server of DATABASE_URL is not ours to stop")
    with databases.own_server() as server:
        yield server
