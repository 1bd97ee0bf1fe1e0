"""Prepared statements, and what becomes of them and of all session state behind a pooler in transaction mode.

A statement that is prepared is parsed once and called by name. psycopg does so by itself for a statement that it has
run five times on a connection. The name lives in the session, and so do SET, advisory locks and temporary tables.
Behind a pooler that lends sessions by the transaction, the next transaction may get another one: with the names of
another client, or none.

The mends: ``prepare_threshold=None``, or a pooler that gives the names itself (PgBouncer with
``max_prepared_statements``, and a libpq for which ``psycopg.capabilities.has_send_close_prepared()`` is true); ``SET
LOCAL``, locks that end with the transaction, no temporary tables across transactions.

Cost: preparing pays when the same statement runs often on one connection; without it each run is parsed and planned.
Not for: statements whose text differs each time, values pasted into them: each is prepared, none is used again.
Asked: "prepared statement _pg3_0 already exists", sometimes, since we have a pooler. Why? (Two clients count alike.)
Source: https://www.psycopg.org/psycopg3/docs/advanced/prepare.html, https://www.pgbouncer.org/config.html
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from flights import databases
from raw_sql_examples.transaction_pooler import running

QUERY = "SELECT name FROM airlines WHERE carrier = %s"
THRESHOLD = 5  # psycopg's own


@contextmanager
def client(address: str, prepare_threshold: int | None = THRESHOLD) -> Iterator[psycopg.Connection]:
    """Yield a connection without transactions; a threshold of None prepares nothing."""
    connection = psycopg.connect(address, autocommit=True, prepare_threshold=prepare_threshold)
    try:
        yield connection
    finally:
        connection.close()


def ask(connection: psycopg.Connection, times: int) -> None:
    """Run the same query several times, each in a transaction of its own."""
    for _ in range(times):
        connection.execute(QUERY, ["UA"]).fetchall()


def prepared(connection: psycopg.Connection) -> list[str]:
    """Return the statements that the session holds prepared, in the server's words."""
    query = "SELECT statement FROM pg_prepared_statements ORDER BY prepare_time"
    return [statement for (statement,) in connection.execute(query, prepare=False)]


def trouble_of_two(address: str, prepare_threshold: int | None = THRESHOLD) -> str | None:
    """Let two clients run a query often enough to have it prepared; return the error's code, or None for no error.

    Behind a pooler with one connection both give the statement the same name in the same session: 42P05.
    """
    with client(address, prepare_threshold) as first, client(address, prepare_threshold) as second:
        ask(first, THRESHOLD + 1)
        try:
            ask(second, THRESHOLD + 1)
        except psycopg.errors.DuplicatePreparedStatement as error:
            return error.sqlstate
    return None


def trouble_of_moving(address: str, prepare_threshold: int | None = THRESHOLD) -> str | None:
    """Let a client prepare in one session and call in another; return the error's code, or None for no error.

    Behind a pooler with two connections, what was prepared while another client held the first is not known there:
    26000.
    """
    with client(address, prepare_threshold) as moving, client(address, None) as holding:
        with holding.transaction():
            holding.execute("SELECT 1")  # from now on it has one of the two for itself
            ask(moving, THRESHOLD + 1)
        # Both are free again and lent in turns.
        try:
            ask(moving, 2)
        except psycopg.errors.InvalidSqlStatementName as error:
            return error.sqlstate
    return None


def setting_seen_by_another(address: str, *, local: bool) -> str:
    """Let one client set its time zone, with SET or SET LOCAL, and return the one that the next client has.

    On connections of their own, and behind a pooler with SET LOCAL, that is the server's.
    """
    with client(address) as first, client(address) as second:
        with first.transaction():
            first.execute(f"SET {'LOCAL ' if local else ''}timezone = 'Pacific/Honolulu'".encode())
        found = second.execute("SHOW timezone").fetchone()
    assert found is not None  # noqa: S101  # SHOW gives one row
    return str(found[0])


def holders_of_lock(address: str) -> int:
    """Let two clients take the same advisory lock without waiting, and return how many got it; 1 is right.

    Behind a pooler with one connection both are one session, which may take its own lock again: 2. A lock of the
    transaction (``pg_advisory_xact_lock``) is mended by itself: the session is lent until it ends.
    """
    query = "SELECT pg_try_advisory_lock(7)"
    with client(address) as first, client(address) as second:
        taken = [connection.execute(query).fetchone() == (True,) for connection in (first, second)]
        for connection in (first, second):
            connection.execute("SELECT pg_advisory_unlock_all()")
    return sum(taken)


def main() -> None:
    """Prepare on a connection of one's own, then behind a pooler."""
    with databases.own_server() as server:
        with client(server.url("flights")) as own:
            ask(own, THRESHOLD + 1)
            print("a connection of its own:", prepared(own))
        with running(server, "flights", size=1) as address:
            print("two clients, one session:      ", trouble_of_two(address))
            print("the same, preparing nothing:   ", trouble_of_two(address, None))
            print("time zone of the next client:  ", setting_seen_by_another(address, local=False))
        with running(server, "flights", size=1) as address:
            print("the same with SET LOCAL:       ", setting_seen_by_another(address, local=True))
            print("holders of one lock:           ", holders_of_lock(address))
        with running(server, "flights", size=2) as address:
            print("one client, two sessions:      ", trouble_of_moving(address))


if __name__ == "__main__":
    main()
