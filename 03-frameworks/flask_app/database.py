"""A small layer over sqlite3: connections that are kept, explicit transactions, and a schema with a version.

sqlite3 gives a connection and no more. What a service needs besides:

- **Connections for requests.** To open one and set it up took 120 microseconds here, the query of a list 15. So a
  connection that a request is done with goes back to a pool, and the next request takes it, on whichever thread. It is
  never used by two at a time.
- **Transactions that one can see.** ``autocommit=True`` leaves them to us: outside ``transaction()`` each statement is
  its own. ``BEGIN IMMEDIATE`` takes the write lock at the start: a transaction that reads first and then wants to write
  would fail at once ("database is locked", whatever the timeout), if another had written in between.
- **Versions.** Numbered scripts, each run once, in one transaction with the count of it (``PRAGMA user_version``).
  SQLite undoes ``CREATE TABLE`` like anything else, so a script that fails halfway leaves nothing behind.
- **Settings** that SQLite leaves off: write-ahead log (readers do not wait for the writer), foreign keys, a time to
  wait for the lock.

Cost: one open file per request that runs at the same time; writes wait for each other, for 5 seconds at most.
Not for: several machines, or many writers at once (PostgreSQL); changes that need Python (Alembic). At work:
SQLAlchemy's pool.
Asked: why BEGIN IMMEDIATE? What happens when two processes migrate at the same time?
Source: https://docs.python.org/3/library/sqlite3.html#transaction-control,
https://www.sqlite.org/pragma.html#pragma_user_version
"""

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app, g

SCHEMA = Path(__file__).parent / "schema"
EXTENSION = "flask_app.database"


class DatabaseVersionError(Exception):
    """The schema of the database is not the one this code was written for."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database file, which is made with its folder if needed; rows know the names of their columns.

    Foreign keys are enforced, the journal is a write-ahead log (``synchronous`` is NORMAL), a lock is waited for up to
    5 seconds, and every statement outside of ``transaction()`` commits at once. Whoever calls this closes the
    connection. Any thread may use it, one at a time.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # hashes of passwords are in there
    connection = sqlite3.connect(path, timeout=5.0, autocommit=True, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        # Safe with WAL: a power cut loses the last commits, and corrupts nothing.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def scripts(folder: Path = SCHEMA) -> dict[int, Path]:
    """Return the scripts ``0001_name.sql``, ... by number.

    Raise ValueError when the numbers are not 1, 2, 3, ...: ``the scripts in FOLDER must be numbered 0001, 0002, ...,
    each once``.
    """
    paths = sorted(folder.glob("*.sql"))
    numbered = {int(path.name[:4]): path for path in paths}
    if list(numbered) != list(range(1, len(paths) + 1)):
        raise ValueError(f"the scripts in {folder} must be numbered 0001, 0002, ..., each once")
    return numbered


def version(connection: sqlite3.Connection) -> int:
    """Return the number of the last script that the database has seen, 0 for a new one."""
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def migrate(connection: sqlite3.Connection, folder: Path = SCHEMA) -> list[int]:
    """Run the scripts that the database has not seen, each in a transaction of its own; return their numbers.

    Processes that migrate at the same time run each script once. Raise ``DatabaseVersionError`` if the database has
    seen more scripts than there are, with the message ``the database has version 9, newer than this code's 2: update
    the code``.
    """
    available = scripts(folder)
    if version(connection) > max(available):
        raise DatabaseVersionError(
            f"the database has version {version(connection)}, newer than this code's {max(available)}: update the code"
        )
    applied = []
    for number, path in available.items():
        with _transaction(connection):
            # Asked inside: whoever waited for the lock here finds the work done.
            if version(connection) >= number:
                continue
            connection.executescript(path.read_text(encoding="utf-8"))
            connection.execute(f"PRAGMA user_version = {number:d}")
        applied.append(number)
    return applied


def check_version(connection: sqlite3.Connection, folder: Path = SCHEMA) -> None:
    """Raise ``DatabaseVersionError`` unless the database has seen exactly the scripts that there are.

    The message is ``the database has version 0, this code needs 2: run flask --app flask_app migrate``.
    """
    found, needed = version(connection), max(scripts(folder))
    if found != needed:
        raise DatabaseVersionError(
            f"the database has version {found}, this code needs {needed}: run flask --app flask_app migrate"
        )


class Pool:
    """The connections of one process to one database file: as many as there were requests at the same time."""

    def __init__(self, path: Path) -> None:
        """Open nothing yet: a connection must not be carried over a fork, and workers are forked."""
        self.path = path
        self._idle: deque[sqlite3.Connection] = deque()  # append and pop are atomic, so no lock is needed

    def acquire(self) -> sqlite3.Connection:
        """Return an idle connection, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return connect(self.path)

    def release(self, connection: sqlite3.Connection) -> None:
        """Take a connection back; a transaction that is still open is undone."""
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        self._idle.append(connection)

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop().close()


def get_pool(app: Flask | None = None) -> Pool:
    """Return the pool of an application, of the current one if none is given."""
    pool: Pool = (app or current_app).extensions[EXTENSION]
    return pool


def get_connection() -> sqlite3.Connection:
    """Return the connection of this application context (a request, a command), the same one each time."""
    connection: sqlite3.Connection | None = g.get("connection")
    if connection is None:
        connection = g.connection = get_pool().acquire()
    return connection


@contextmanager
def transaction() -> Iterator[sqlite3.Connection]:
    """Lend the connection of this context for a transaction.

    It is committed at the end of the block, and undone when an exception leaves it. Transactions do not nest:
    sqlite3.OperationalError.
    """
    connection = get_connection()
    with _transaction(connection):
        yield connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite undoes it by itself when the disk is full, for example
            connection.execute("ROLLBACK")
        raise


def _release_connection(_error: BaseException | None) -> None:
    connection = g.pop("connection", None)
    if connection is not None:
        get_pool().release(connection)


def init_app(app: Flask) -> None:
    """Give the application a pool for ``todos.sqlite3`` in DATA_FOLDER; connections go back when a context ends."""
    app.extensions[EXTENSION] = Pool(app.config["DATA_FOLDER"] / "todos.sqlite3")
    app.teardown_appcontext(_release_connection)
