from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from sqlalchemy import Connection, Engine

from flights import databases
from sqlalchemy_examples import migrate
from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.zero_downtime.steps import FOLDER


@pytest.fixture
def bookings_engine(empty_address: str) -> Iterator[Engine]:
    """A PostgreSQL with the table as the old program knows it."""
    migrate.upgrade(empty_address, "0001", FOLDER)
    engine = engine_for(empty_address)
    yield engine
    engine.dispose()


@pytest.fixture
def migrating(bookings_engine: Engine) -> Iterator[Connection]:
    """A connection to it."""
    with bookings_engine.connect() as connection:
        yield connection


@pytest.fixture
def empty_story(empty_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a ``main()`` an empty database, and no server of its own."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(empty_address))
    monkeypatch.setattr(databases, "empty_postgresql", nullcontext)
