"""Advisory locks: locks on a number that means what the application says.

Row locks need a row. "Only one server runs the nightly import", "invoices are numbered without gaps": there the thing
to lock is an idea. An advisory lock is a lock on a 64-bit number, within one database. There are two kinds. A
*transaction* lock is freed by COMMIT or ROLLBACK and needs no care. A *session* lock lives until it is unlocked or the
connection ends, over commits and rollbacks: right for long work, and easily leaked by a pool, since a connection that
goes back with its lock keeps it. Both die with the connection, so a crash leaves none behind.

Cost: one entry in the lock table that all sessions share, whose size is fixed at the start. No write, no row.
Not for: a lock that outlives a connection or spans two databases. Session locks: not behind a pooler in transaction
mode, where the unlock reaches another session than the lock. A unique constraint is better where it says the same.
Asked: a cron job runs on five servers and must run once; how? What if the one that runs dies? (It dies with its lock.)
Source: https://www.postgresql.org/docs/18/explicit-locking.html#ADVISORY-LOCKS
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import LiteralString

import psycopg
from psycopg import Connection
from psycopg.pq import TransactionStatus

from flights import databases
from raw_sql_examples.blocking import waiting

TABLE: LiteralString = """
    CREATE TABLE IF NOT EXISTS invoices (number integer PRIMARY KEY, customer text NOT NULL);
    TRUNCATE invoices;
"""


def key(name: str) -> int:
    """Return the number to lock for a name: the first 8 bytes of its SHA-256, big-endian and signed.

    Two names may share a number, one pair in 2**64; then one of them waits for nothing. A hash of PostgreSQL's such as
    ``hashtext`` would do, were its result promised from version to version; Python's ``hash`` differs by process.

    >>> key("nightly import")
    9209435173829822710
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


@contextmanager
def only_one(connection: Connection, name: str) -> Iterator[bool]:
    """Yield whether this session has the lock of the name now; others get False at once, nobody waits.

    It holds over commits and rollbacks of the block and is given back at its end. A session that has it gets it once
    more, so do not share the connection. Raise ValueError for another kind of connection
    (``expected a connection in autocommit, outside a transaction``): an error in the block would spoil the transaction
    around it, the unlock would be refused, and the pool would get the lock back.
    """
    if not connection.autocommit or connection.info.transaction_status != TransactionStatus.IDLE:
        raise ValueError("expected a connection in autocommit, outside a transaction")
    ((mine,),) = connection.execute("SELECT pg_try_advisory_lock(%s)", [key(name)]).fetchall()
    try:
        yield mine
    finally:
        if mine and not connection.closed:
            connection.execute("SELECT pg_advisory_unlock(%s)", [key(name)])


def add_invoice(connection: Connection, customer: str) -> int:
    """Add an invoice with the next number, without gaps, in the transaction of the connection, and return the number.

    A sequence leaves a gap for each rollback. Two that read ``max(number)`` at once would take the same number, and
    there is no row to lock. So they queue up for the transaction lock of the name ``invoices``, each until the one
    before has ended. READ COMMITTED is needed: the next statement has to see what was committed during the wait.

    In autocommit the caller has to begin the transaction, as the lock would be gone before the number is read. Raise
    ValueError (``expected a transaction, found a connection in autocommit``) when there is none.
    """
    if connection.autocommit and connection.info.transaction_status == TransactionStatus.IDLE:
        raise ValueError("expected a transaction, found a connection in autocommit")
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [key("invoices")])
    query = """
        INSERT INTO invoices (number, customer)
        SELECT coalesce(max(number), 0) + 1, %s
          FROM invoices
        RETURNING number
    """
    ((number,),) = connection.execute(query, [customer]).fetchall()
    return int(number)


def held(connection: Connection) -> list[int]:
    """Return the numbers that the connection's session has locked, in ascending order, each once.

    Locks on a pair of numbers (``pg_advisory_lock(1, 2)``) are a name space of their own and left out.
    """
    query = """
        SELECT DISTINCT (classid::bigint << 32) | objid::bigint AS number
          FROM pg_locks
         WHERE locktype = 'advisory'
           AND objsubid = 1
           AND granted
           AND pid = pg_backend_pid()
         ORDER BY number
    """
    return [number for (number,) in connection.execute(query)]


def main() -> None:
    """Show a job that only one of three servers runs, and invoices without gaps."""
    with (
        databases.postgresql() as address,
        closing(psycopg.connect(address, autocommit=True)) as first,
        closing(psycopg.connect(address, autocommit=True)) as second,
    ):
        print("Two servers want to run the nightly import:")
        with only_one(first, "nightly import") as mine, only_one(second, "nightly import") as also_mine:
            print(f"  the first may: {mine}, the second may: {also_mine}; locked: {held(first)}")
        with only_one(second, "nightly import") as mine:
            print(f"  the first is done; the second may: {mine}")
        first.execute("SELECT pg_advisory_lock(%s)", [key("nightly import")])
        with waiting(first, second, lambda: second.execute("SELECT pg_advisory_lock(%s)", [key("nightly import")])):
            print("  the first has it again, and the second waits; the connection of the first ends")
            first.close()
        print(f"  the second has it: {held(second)}")
        second.execute("SELECT pg_advisory_unlock(%s)", [key("nightly import")])

        second.execute(TABLE)
        with closing(psycopg.connect(address)) as ada, closing(psycopg.connect(address)) as ben:
            print("Two write an invoice at once:")
            print(f"  Ada gets number {add_invoice(ada, 'Ada')} and has not committed; Ben waits")
            with waiting(second, ben, lambda: add_invoice(ben, "Ben")) as number:
                ada.rollback()
                print("  Ada rolls back")
            print(f"  Ben gets number {number.result()}")
            ben.commit()


if __name__ == "__main__":
    main()
