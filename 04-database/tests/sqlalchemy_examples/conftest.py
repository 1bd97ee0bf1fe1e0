"""Databases for examples that change data, and for their stories."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData

from flights import databases
from sqlalchemy_examples.database import engine_for


@pytest.fixture
def loaded_story(postgresql_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a ``main()`` that changes nothing for good the loaded database of all tests, and no server of its own."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(postgresql_address))


@pytest.fixture
def dropped(loaded_story: None, postgresql_address: str) -> Iterator[Callable[[MetaData], None]]:
    """Do the same for a ``main()`` that makes tables beside those of all tests; they are dropped again."""
    with ExitStack() as stack:
        engine = engine_for(postgresql_address)
        stack.callback(engine.dispose)

        def drop(metadata: MetaData) -> None:
            stack.callback(metadata.drop_all, engine)

        yield drop


@pytest.fixture(scope="session")
def private_address(postgresql_address: str) -> Iterator[str]:
    """A database of this worker for examples with tables of their own; ``private_engine`` empties it."""
    with databases.empty_postgresql(postgresql_address) as address:
        yield address


@pytest.fixture(scope="session")
def emptied_address(postgresql_address: str) -> Iterator[str]:
    """Another one; ``empty_address`` empties it."""
    with databases.empty_postgresql(postgresql_address) as address:
        yield address


@pytest.fixture
def empty_address(emptied_address: str) -> Iterator[str]:
    """An empty PostgreSQL database, emptied after the test, which is far cheaper than to make and drop one."""
    yield emptied_address
    empty(engine_for(emptied_address))


@pytest.fixture
def engine_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Engine]]:
    """Return an engine of a kind, ``postgresql`` or ``sqlite``, for a database without tables."""
    with ExitStack() as stack:

        def make(kind: str) -> Engine:
            sqlite = kind == "sqlite"
            engine = engine_for(tmp_path / "private.sqlite" if sqlite else request.getfixturevalue("private_address"))
            stack.callback(engine.dispose if sqlite else lambda: empty(engine))
            return engine

        yield make


def empty(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '20s'")  # a test that left a transaction open is to fail
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


@pytest.fixture(params=["postgresql", "sqlite"])
def private_engine(request: pytest.FixtureRequest, engine_of: Callable[[str], Engine]) -> Engine:
    """An engine for a database without tables, of each kind in turn."""
    return engine_of(request.param)


@pytest.fixture
def story(empty_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a ``main()`` that brings its own tables an empty database, and no server of its own."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(empty_address))
