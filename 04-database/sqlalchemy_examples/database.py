"""Engines: the one place that knows where the database is and how it is reached.

An engine is a pool of connections and a dialect. A process makes one for each database and keeps it.

SQLite needs two words more than PostgreSQL. It checks foreign keys only when it is told to, in each connection. And
Python's ``sqlite3`` begins no transaction before SELECT, SAVEPOINT or CREATE TABLE, unless ``autocommit`` is False.

Cost: a connection when it is first needed; the engine itself is free.
Not for: an engine for each request, which connects anew each time.
Asked: engine, connection, session: what is each? (The pool; one connection in a transaction; the objects loaded and
changed in it.)
Source: https://docs.sqlalchemy.org/en/21/core/engines.html,
https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#transactions-with-sqlite-and-the-sqlite3-driver
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

import psycopg
from sqlalchemy import URL, Engine, create_engine, event, text

from flights import databases


def url_of(address: str | Path) -> URL:
    """Return SQLAlchemy's URL of a PostgreSQL address as psycopg takes it, or of a SQLite file.

    >>> url_of("postgresql://me@/flights?host=/run/postgresql")
    postgresql+psycopg://me@/flights?host=%2Frun%2Fpostgresql
    >>> url_of(Path("flights.sqlite"))
    sqlite:///flights.sqlite

    The password is kept apart, so that printing the URL shows ``***``.
    """
    if isinstance(address, Path):
        return URL.create("sqlite", database=str(address))
    parts = {name: str(value) for name, value in psycopg.conninfo.conninfo_to_dict(address).items()}
    username, password, database = (parts.pop(name, None) for name in ("user", "password", "dbname"))
    return URL.create("postgresql+psycopg", username=username, password=password, database=database, query=parts)


def engine_for(address: str | Path) -> Engine:
    """Return a new engine for a PostgreSQL address or a SQLite file; dispose of it in the end."""
    url = url_of(address)
    if isinstance(address, str):
        return create_engine(url)
    engine = create_engine(url, connect_args={"autocommit": False})
    event.listen(engine, "connect", check_foreign_keys)
    return engine


def check_foreign_keys(connection: SqliteConnection, _: object) -> None:
    """Switch on what SQLite leaves off for each new connection, unless told; it listens only between transactions."""
    connection.autocommit = True
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA mmap_size = 268435456")  # pages are read where the system keeps them, not copied
    connection.autocommit = False


@contextmanager
def loaded() -> Iterator[Engine]:
    """Yield an engine for a PostgreSQL that holds all flights; what the block changes is lost."""
    with databases.postgresql() as address:
        engine = engine_for(address)
        try:
            yield engine
        finally:
            engine.dispose()


def main() -> None:
    """Show engine, connection and pool on a loaded PostgreSQL."""
    with loaded() as engine:
        print("dialect and driver:", engine.dialect.name, engine.driver)
        print("connections before the first statement:", engine.pool.status())
        with engine.connect() as connection:
            print("flights:", connection.scalar(text("SELECT count(*) FROM flights")))
            print("while it is used:", engine.pool.status())
        print("given back, not closed:", engine.pool.status())
        with databases.sqlite() as path:
            file = engine_for(path)
            with file.connect() as connection:
                print("SQLite checks foreign keys:", connection.scalar(text("PRAGMA foreign_keys")))
            file.dispose()


if __name__ == "__main__":
    main()
