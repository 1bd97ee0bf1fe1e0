"""SQLite's locks: one writer for the whole file, readers beside it in WAL mode, and "database is locked".

There are no row locks: who writes has the file. With a rollback journal (the default, ``DELETE``) a commit also needs
all readers gone. In WAL mode a commit is appended to a second file, so readers go on with the snapshot that they began
with, and a writer waits for no reader. Transactions are serializable in both, as writers come one after the other.

``SQLITE_BUSY`` says that the lock was not free within the busy timeout. But a transaction that *read* first (``BEGIN``
is ``BEGIN DEFERRED``: it locks nothing) never waits in order to write: while another writes it gets ``SQLITE_BUSY`` at
once, whatever the timeout. When the other has committed it gets ``SQLITE_BUSY_SNAPSHOT`` in WAL mode, as its snapshot
is old and no waiting makes it new. So who is going to write begins with ``BEGIN IMMEDIATE``: it waits before it reads.

Cost: WAL keeps two files beside the database, all on one machine; a reader that never ends lets the log grow.
Not for: many writers at a time, or files on a network drive: PostgreSQL.
Asked: "database is locked", with a timeout of 30 seconds and at once: why? (A read transaction wanted to write.)
Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/isolation.html, https://www.sqlite.org/lang_transaction.html
"""

import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ACCOUNTS = "CREATE TABLE accounts (balance integer NOT NULL) STRICT; INSERT INTO accounts VALUES (100);"


def open_database(path: Path, timeout: float = 5.0) -> sqlite3.Connection:
    """Return a connection as a backend wants it, in autocommit: transactions are begun by hand (``writing``).

    WAL (which the file remembers), foreign keys enforced (which each connection has to ask for), ``timeout`` seconds of
    patience with other writers, and ``synchronous`` NORMAL: in WAL mode the file stays whole after a power cut, only
    the last commits may be missing. Raise sqlite3.DatabaseError for a file that is none of SQLite's.
    """
    connection = sqlite3.connect(path, timeout=timeout, autocommit=True)
    try:
        for setting in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the write lock while the block runs, from before its first read: commit at its end, roll back on an error.

    Raise sqlite3.OperationalError (SQLITE_BUSY) when the lock is not free within the connection's timeout.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # some errors, such as a full disk, have rolled back already
            connection.execute("ROLLBACK")
        raise


@dataclass(frozen=True)
class Meeting:
    """A reader whose transaction reads a balance, and a writer that changes it from 100 to 50 meanwhile.

    ``refused``: the name of the error of the writer's first COMMIT, or None; ``saw``: the balance as the reader saw it
    before the write, after the COMMIT, and in its next transaction, before which a refused COMMIT was tried again.
    """

    refused: str | None
    saw: tuple[int, int, int]


def reader_and_writer(path: Path, journal_mode: Literal["WAL", "DELETE"]) -> Meeting:
    """Make the two meet in a new file with a journal mode; nobody waits (the timeout is 0)."""
    make_accounts(path, journal_mode)
    with closing(_connect(path)) as reader, closing(_connect(path)) as writer:
        reader.execute("BEGIN")
        before = _balance(reader)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE accounts SET balance = 50")
        refused = _refusal(writer, "COMMIT")
        during = _balance(reader)
        reader.execute("COMMIT")
        if refused:
            writer.execute("COMMIT")  # the refused COMMIT has left the transaction as it was
        return Meeting(refused, (before, during, _balance(reader)))


@dataclass(frozen=True)
class Race:
    """Two writers that read the balance (100) and add 10 and 20 to what they read.

    ``refused_at``: the first word of the statement at which the second was refused last, or None; ``error``: the name
    of the error; ``left``: the balance at the end, 130 when nothing is missing, 110 when the second had to give up.
    """

    refused_at: str | None
    error: str | None
    left: int


def two_writers(path: Path, begin: Literal["DEFERRED", "IMMEDIATE"], timeout: float = 0) -> Race:
    """Let the second begin, with a timeout in seconds, when the first has read; the first then writes and commits.

    In a new file in WAL mode. A second that is refused at its BEGIN begins again when the first has committed; one that
    is refused at its UPDATE rolls back, and that is all it can do with what it has read.
    """
    make_accounts(path, "WAL")
    with closing(_connect(path)) as first, closing(_connect(path, timeout)) as second:
        first.execute(f"BEGIN {begin}")
        read_by_first = _balance(first)
        error = _refusal(second, f"BEGIN {begin}")
        refused_at = "BEGIN" if error else None
        read_by_second = None if error else _balance(second)
        first.execute("UPDATE accounts SET balance = ?", [read_by_first + 10])
        first.execute("COMMIT")

        if read_by_second is None:
            second.execute(f"BEGIN {begin}")
            read_by_second = _balance(second)
        update_error = _refusal(second, f"UPDATE accounts SET balance = {read_by_second + 20}")  # noqa: S608  # a number
        if update_error:
            refused_at, error = "UPDATE", update_error
        second.execute("ROLLBACK" if update_error else "COMMIT")
        return Race(refused_at, error, _balance(first))


def dirty_read(read_uncommitted: bool) -> int | str:
    """Return the balance that a reader sees while a writer has set it to 0 and not committed, or the name of the error.

    The one place where SQLite reads what is not committed: two connections that share a cache, in one process, and a
    reader that asked for it (``PRAGMA read_uncommitted``). Without, it is refused: SQLITE_LOCKED_SHAREDCACHE.
    """
    name = f"file:{uuid.uuid4().hex}?mode=memory&cache=shared"
    with (
        closing(sqlite3.connect(name, uri=True, autocommit=True)) as writer,
        closing(sqlite3.connect(name, uri=True, autocommit=True)) as reader,
    ):
        writer.executescript(ACCOUNTS)
        reader.execute(f"PRAGMA read_uncommitted = {read_uncommitted:d}")
        writer.execute("BEGIN")
        writer.execute("UPDATE accounts SET balance = 0")
        try:
            return _balance(reader)
        except sqlite3.OperationalError as error:
            return error.sqlite_errorname


def make_accounts(path: Path, journal_mode: str) -> None:
    """Make a new file in a journal mode, with a STRICT table ``accounts`` of one ``balance``, 100."""
    path.unlink(missing_ok=True)
    with closing(_connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal_mode}")
        connection.executescript(ACCOUNTS)


def _connect(path: Path, timeout: float = 0) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=timeout, autocommit=True)


def _balance(connection: sqlite3.Connection) -> int:
    ((balance,),) = connection.execute("SELECT balance FROM accounts").fetchall()
    return int(balance)


def _refusal(connection: sqlite3.Connection, statement: str) -> str | None:
    try:
        connection.execute(statement)
    except sqlite3.OperationalError as error:
        return error.sqlite_errorname
    return None


def main() -> None:
    """Show a reader beside a writer, two writers, and the one dirty read there is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.sqlite"
        print("A reader is in a transaction; a writer sets the balance from 100 to 50 and commits.")
        for mode in ("DELETE", "WAL"):
            met = reader_and_writer(path, mode)
            before, during, after = met.saw
            became = f"refused: {met.refused}" if met.refused else "done"
            print(
                f"  {mode:6} COMMIT {became}; the reader saw {before}, then {during}, in its next transaction {after}"
            )

        print("Two writers read 100, the one adds 10, the other 20.")
        for begin in ("DEFERRED", "IMMEDIATE"):
            race = two_writers(path, begin, timeout=30 if begin == "DEFERRED" else 0)
            print(f"  BEGIN {begin:9} the second is refused at {race.refused_at}: {race.error}; left: {race.left}")
        print("  The first of these came at once, with a timeout of 30 s; the second would have waited for its turn.")

        print("A writer has set the balance to 0 and not committed; a reader on the same shared cache sees")
        print(f"  {dirty_read(True)} with read_uncommitted, {dirty_read(False)} without")

        with closing(open_database(path)) as connection, writing(connection):
            connection.execute("UPDATE accounts SET balance = balance + 1")
            print("What a backend writes: BEGIN IMMEDIATE, on a connection with WAL, foreign keys and a timeout.")


if __name__ == "__main__":
    main()
