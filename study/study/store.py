"""What the learner has done, in one SQLite file that survives being killed at any moment.

Every answer is written when it is given, in a transaction of its own, so nothing has to be saved at the end. A file
that is no longer a database is kept aside under another name, and the learner is told; it is never dropped.

Cost: a file of some kilobytes; a commit is one write to disk.
Not for: several learners at once; each repository folder has one store.
Source: https://www.sqlite.org/atomiccommit.html
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from study.projects import UsageError, shown

FILE = "progress.sqlite3"


@contextmanager
def open_store(folder: Path, tables: str, tell: Callable[[str], None]) -> Iterator[sqlite3.Connection]:
    """Open the store in a folder, which is made if need be, and create the tables that are not there yet.

    ``tables`` is SQL of ``CREATE TABLE IF NOT EXISTS``. The connection commits each statement by itself; group several
    with ``BEGIN IMMEDIATE`` and ``COMMIT``. Rows are ``sqlite3.Row``. A damaged file is renamed, ``tell`` gets a
    sentence about it, and a new store begins. Raises UsageError when the folder or file cannot be written,
    be it at the end of a long quiz.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, tables)
    except sqlite3.OperationalError as error:
        raise UsageError(f"{shown(path)}: cannot be written: {error}") from error
    except sqlite3.DatabaseError as error:
        try:
            kept = _keep_aside(path)
        except OSError as refusal:
            raise UsageError(f"{shown(path)} is damaged ({error}) and cannot be renamed: {refusal.strerror}") from error
        tell(f"{shown(path)} is damaged ({error}). It is kept as {shown(kept)}; a new one begins.")
        connection = _connect(path, tables)
    except OSError as error:
        raise UsageError(f"{shown(folder)}: cannot be written: {error.strerror}") from error
    try:
        yield connection
    except (sqlite3.OperationalError, sqlite3.DataError) as error:
        raise UsageError(f"{shown(path)}: {error}. What was stored before is kept.") from error
    finally:
        connection.close()


def _connect(path: Path, tables: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1, autocommit=True)
    try:
        connection.row_factory = sqlite3.Row
        (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise sqlite3.DatabaseError(state)
        connection.executescript(f"PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; {tables}; COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection


def _keep_aside(path: Path) -> Path:
    """Rename a file to a name with the time in it."""
    kept = path.with_name(f"{path.stem}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{path.suffix}")
    path.rename(kept)
    return kept
