"""Databases for examples that make their own tables."""

from collections.abc import Iterator
from contextlib import nullcontext

import psycopg
import pytest

from flights import databases
from flights.server import Server
from raw_sql_examples.what_if import copy_of_flights


@pytest.fixture(scope="module")
def module_address(postgresql_address: str) -> Iterator[str]:
    """A new, empty PostgreSQL database for all tests of a module, none of which may rely on what it finds there."""
    with databases.empty_postgresql(postgresql_address) as address:
        yield address


@pytest.fixture
def story_address(module_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same for a ``main()``, which then starts no server of its own."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(module_address))
    return module_address


@pytest.fixture(scope="session")
def flights_copy(postgresql_address: str) -> Iterator[psycopg.Connection]:
    """A copy of the flights of January and February without indexes; what a test changes in it is rolled back."""
    with copy_of_flights(postgresql_address, months=2) as connection:
        yield connection


@pytest.fixture
def loaded_story(postgresql_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the loaded database, for a ``main()`` that changes nothing in it for good."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(postgresql_address))
    return postgresql_address


@pytest.fixture
def own_story(own_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server of a module's tests, for a ``main()`` that would start one of its own."""
    monkeypatch.setattr(databases, "own_server", lambda: nullcontext(own_server))
    return own_server
