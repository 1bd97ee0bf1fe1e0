"""A loaded database for whoever asks: ``with postgresql() as url`` or ``with sqlite() as path``.

Loading takes seconds, and every example, every test process and every exercise wants a database that it may spoil. So
it is loaded once and kept in the user's cache folder; each block works on a copy, which is made in a fraction of a
second. The name of what is kept holds a hash of the data, the schema and the loader: a change of any makes another.

With DATABASE_URL set, that server is used: the copy is then a database made from a template, and dropped at the end;
the template stays, as what is in the cache does.

Not for: test data that a test changes and another expects; here everybody has a copy, and rollback does the rest.
Asked: how do your tests get a database with realistic data, without waiting for it and without sharing it?
Source: https://www.postgresql.org/docs/18/manage-ag-templatedbs.html
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from filelock import FileLock
from platformdirs import user_cache_path
from psycopg import sql

from flights import server
from flights.files import COLUMNS, DATA
from flights.leftovers import temporary_folder
from flights.load import load
from flights.server import Server, ServerError

DATABASE = "flights"
DAY_SECONDS = 24 * 3600
HERE = Path(__file__).parent


@contextmanager
def postgresql(**settings: str) -> Iterator[str]:
    """Yield the address of a PostgreSQL database with all flights in it; what the block changes is lost at its end.

    Settings are the server's (``fsync="on"``); with DATABASE_URL they are refused, as that server is somebody else's:
    ServerError, ``DATABASE_URL names a server that runs already: expected no settings, got {'fsync': 'on'}``.
    """
    if address := os.environ.get("DATABASE_URL"):
        if settings:
            raise ServerError(f"DATABASE_URL names a server that runs already: expected no settings, got {settings}")
        with template_copy(address) as url:
            yield url
        return
    with own_server(**settings) as own:
        yield own.url(DATABASE)


@contextmanager
def own_server(**settings: str) -> Iterator[Server]:
    """Yield a server that holds the database ``flights``, loaded, and that the block may stop and start again."""
    kept = keep("postgresql", make_cluster)
    with temporary_folder() as folder:
        server.copy(kept, folder / "data")
        with server.running(folder / "data", **settings) as own:
            yield own


@contextmanager
def sqlite() -> Iterator[Path]:
    """Yield a SQLite file with all flights in it, a copy that the block may change."""
    with temporary_folder() as folder:
        yield Path(shutil.copy(keep("sqlite", make_file) / "flights.sqlite", folder))


@contextmanager
def empty_postgresql(address: str) -> Iterator[str]:
    """Yield the address of a new, empty database beside the one of an address; it is dropped at the end."""
    name = f"empty_{uuid.uuid4().hex}"
    with closing(connect(address)) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        try:
            yield psycopg.conninfo.make_conninfo(address, dbname=name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def template_copy(address: str) -> Iterator[str]:
    """Yield a copy of the loaded database on the server of an address, which gets a template at the first time.

    The template is ``flights_FINGERPRINT`` and stays; a database that could not be filled does not. Both have the
    collation that is built in, C.UTF-8, whatever the server's own is.
    """
    template, name = f"flights_{fingerprint()}", f"flights_{uuid.uuid4().hex}"
    with closing(connect(address)) as connection:
        # One process loads; those that wait here find it done.
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [template]).fetchone()
        if known is None:
            unfinished = f"unfinished_{uuid.uuid4().hex}"
            create = (
                "CREATE DATABASE {} TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' ENCODING UTF8"
            )
            connection.execute(sql.SQL(create).format(sql.Identifier(unfinished)))
            try:
                fill_postgresql(psycopg.conninfo.make_conninfo(address, dbname=unfinished))
            except BaseException:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(unfinished)))
                raise
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(template)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        connection.execute("SELECT pg_advisory_unlock_all()")
        try:
            yield psycopg.conninfo.make_conninfo(address, dbname=name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def connect(address: str) -> psycopg.Connection:
    """Return a connection without transactions, or raise ServerError.

    Its message: ``the server of user=... cannot be reached: ...``, or for text that is no address ``the address cannot
    be read: expected one such as postgresql://user@host/database``. Neither shows a password.
    """
    try:
        return psycopg.connect(address, autocommit=True, connect_timeout=10)
    except psycopg.ProgrammingError:
        raise ServerError("the address cannot be read: expected one such as postgresql://user@host/database") from None
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        raise ServerError(f"the server of {shown(address)} cannot be reached: {reason}") from error


def shown(address: str) -> str:
    """Return who, where and what of an address, without its password.

    >>> shown("postgresql://me:secret@db.example/flights")
    'user=me host=db.example dbname=flights'
    """
    parts = psycopg.conninfo.conninfo_to_dict(address)
    return " ".join(f"{name}={parts[name]}" for name in ("user", "host", "port", "dbname") if name in parts)


def keep(name: str, build: Callable[[Path], None]) -> Path:
    """Return a folder of the cache, built at the first time; one process builds while the others wait.

    It is ``flights/NAME-FINGERPRINT`` in the user's cache folder, and its time is that of its last use. ``build`` gets
    the path of a folder to make. If it fails, nothing is kept. Before it builds, what nobody uses any more is removed.
    """
    cache = user_cache_path("python-backend-by-example") / "flights"
    kept = cache / f"{name}-{fingerprint()}"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{name}.lock"):
            if not kept.exists():
                remove_unused(cache)
                unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=cache))
                try:
                    build(unfinished / name)
                    (unfinished / name).rename(kept)
                finally:
                    shutil.rmtree(unfinished)
    os.utime(kept)
    return kept


def remove_unused(cache: Path) -> None:
    """Remove the folders of the cache that nobody has used for a day; those of other versions may be in use now."""
    for folder in cache.iterdir():
        if folder.is_dir() and folder.stat().st_mtime < time.time() - DAY_SECONDS:
            shutil.rmtree(folder)


def fingerprint() -> str:
    """Return a hash of everything that decides what is loaded: data, schema, loader."""
    digest = hashlib.sha256()
    files = [DATA / f"{table}.csv.xz" for table in COLUMNS]
    code = [
        HERE / name
        for name in ("schema.sql", "schema.py", "files.py", "records.py", "cleaning.py", "load.py", "server.py")
    ]
    for file in (*files, *code):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def make_cluster(folder: Path) -> None:
    """Make a stopped server that holds the loaded database."""
    server.admit_server_user(folder.parent)
    server.make(folder)
    with server.running(
        folder, wal_level="minimal", max_wal_senders="0", max_wal_size="64MB", min_wal_size="2MB"
    ) as own:
        with closing(connect(own.url())) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        fill_postgresql(own.url(DATABASE))
        own.stop()


def fill_postgresql(url: str) -> None:
    """Load an empty database and count what its planner has to know."""
    with closing(connect(url)) as connection:
        load(connection)
        connection.execute("VACUUM ANALYZE")


def make_file(folder: Path) -> None:
    """Make a folder with the loaded SQLite file."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "flights.sqlite")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        load(connection)
        connection.execute("ANALYZE")
