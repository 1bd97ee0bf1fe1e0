"""Locks: what a statement takes, and who waits for it.

PostgreSQL locks a table in eight strengths. SELECT takes the weakest, INSERT and UPDATE the third, and these do not
conflict. Most forms of ALTER TABLE take the strongest, ACCESS EXCLUSIVE, which conflicts with all, also with SELECT. A
lock is held until COMMIT, whatever the statement needed it for.

``noting_locks`` asks the server, after each statement of a connection, what locks this one has on a table now.

Cost: a query more for each statement.
Not for: production; there, ``log_lock_waits`` writes whoever waits longer than ``deadlock_timeout``.
Asked: an ALTER TABLE of a millisecond stops the whole site. How? (It waits for a long SELECT, and all wait behind it.)
Which ALTER TABLE reads or rewrites all rows? (SET NOT NULL, CHECK, most new types, a volatile default.)
Source: https://www.postgresql.org/docs/18/explicit-locking.html
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import Cursor
from sqlalchemy import Connection, event, text

from sqlalchemy_examples.database import loaded

STRENGTHS = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
"""The locks of a table as ``pg_locks`` names them, weakest first."""
MINE = """
SELECT mode
FROM pg_locks
WHERE pid = pg_backend_pid() AND relation = to_regclass(%s) AND granted
"""


@dataclass
class Locked:
    """A transaction that locked the table: how strongly, and which statement did it."""

    strength: str
    statement: str
    """The first statement after which the lock was there, on one line."""
    seconds: float
    """From the end of that statement to the end of the transaction."""

    def blocks_writers(self) -> bool:
        """Tell whether INSERT and UPDATE have to wait: from ShareLock on."""
        return STRENGTHS.index(self.strength) >= STRENGTHS.index("ShareLock")


def strongest(modes: list[str]) -> str | None:
    """Return the strongest of some locks, None when there is none.

    >>> strongest(["AccessShareLock", "AccessExclusiveLock", "RowShareLock"])
    'AccessExclusiveLock'
    """
    return max(modes, key=STRENGTHS.index, default=None)


@contextmanager
def noting_locks(connection: Connection, table: str) -> Iterator[list[Locked]]:
    """Yield a list that gets an entry for each transaction of a connection that locks a table while the block runs.

    Statements without a lock on the table are left out. What runs outside a transaction, such as CREATE INDEX
    CONCURRENTLY, has given back its locks before it can be asked, and is not seen.
    """
    noted: list[Locked] = []
    open_one: Locked | None = None
    since = 0.0

    def after(_: Connection, cursor: Cursor, statement: str, *__: object) -> None:
        nonlocal open_one, since
        with cursor.connection.cursor() as other:
            lock = strongest([mode for (mode,) in other.execute(MINE, [table])])
        if lock is not None and (open_one is None or lock != open_one.strength):
            open_one, since = Locked(lock, " ".join(statement.split()), 0.0), time.monotonic()

    def end(_: Connection) -> None:
        nonlocal open_one
        if open_one is not None:
            open_one.seconds = time.monotonic() - since
            noted.append(open_one)
        open_one = None

    listeners: dict[str, Callable[..., None]] = {"after_cursor_execute": after, "commit": end, "rollback": end}
    for name, listener in listeners.items():
        event.listen(connection, name, listener)
    try:
        yield noted
    finally:
        for name, listener in listeners.items():
            event.remove(connection, name, listener)


def waiting(connection: Connection) -> dict[int, list[int]]:
    """Return who waits for a lock in this database: process number, and those that it waits for, sorted."""
    query = """
        SELECT pid, pg_blocking_pids(pid)
        FROM pg_stat_activity
        WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
    """
    return {pid: sorted(set(blockers)) for pid, blockers in connection.execute(text(query))}


def main() -> None:
    """Ask what eight statements lock, on a PostgreSQL of its own."""
    statements = (
        "SELECT count(*) FROM seats",
        "SELECT name FROM seats FOR UPDATE",
        "UPDATE seats SET name = upper(name)",
        "ALTER TABLE seats VALIDATE CONSTRAINT named",
        "CREATE INDEX ON seats (name)",
        "ALTER TABLE seats ADD FOREIGN KEY (behind) REFERENCES seats NOT VALID",
        "ALTER TABLE seats ADD COLUMN class varchar(20)",
        "ALTER TABLE seats RENAME name TO full_name",
    )
    with loaded() as engine, engine.connect() as connection:
        connection.execute(text("CREATE TABLE seats (id integer PRIMARY KEY, name varchar(4), behind integer)"))
        connection.execute(text("ALTER TABLE seats ADD CONSTRAINT named CHECK (name > '') NOT VALID"))
        connection.commit()
        with noting_locks(connection, "seats") as noted:
            for statement in statements:
                connection.execute(text(statement))
                connection.rollback()
        for transaction in noted:
            who = "writers wait" if transaction.blocks_writers() else "writers go on"
            print(f"{transaction.strength:<26} {who:<14} {transaction.statement}")


if __name__ == "__main__":
    main()
