"""A server that restarts under a pool: which errors an application sees, which it may hide, and which it must not.

A restart, a failover or a network that drops idle connections looks the same from here: the next use of a connection
fails. Three cases differ. Before a query was sent, nothing happened: take another connection. A query that only reads
may be sent again. A commit whose answer was lost is the hard one: it may have happened. Sending the change again would
do it twice, unless the change carries a key of its own that the database knows already.

Cost: one empty query at each loan (``check``), a round trip, for never lending a dead connection.
Not for: hiding an outage. Retry a few times with growing pauses, then say so: 503.
Asked: the connection breaks during COMMIT. Was the order placed? (Ask by its key; the error does not say.)
Source: https://www.postgresql.org/docs/18/functions-info.html (pg_xact_status), psycopg_pool documentation
"""

import uuid
from collections.abc import Callable

import psycopg
from psycopg_pool import ConnectionPool

from flights import databases
from flights.server import Server

ORDERS = "CREATE TABLE orders (key uuid PRIMARY KEY, passenger text NOT NULL)"


def ask(pool: ConnectionPool) -> int:
    """Return how many airlines there are, or raise psycopg.OperationalError when the connection lent is dead."""
    with pool.connection() as connection:
        found = connection.execute("SELECT count(*) FROM airlines").fetchone()
    assert found is not None  # noqa: S101  # count gives one row
    return int(found[0])


def failures_after_restart(server: Server, *, checked: bool, size: int = 3) -> int:
    """Restart the server under a pool, and return how many of ``2 * size`` questions after it fail.

    A pool that checks lends no dead connection, so none fails. One that does not lends each of its dead ones once.
    """
    check = ConnectionPool.check_connection if checked else None
    with ConnectionPool(server.url("flights"), min_size=size, max_size=size, check=check) as pool:
        pool.wait(30)
        ask(pool)
        server.stop()
        server.start()
        failed = 0
        for _ in range(2 * size):
            try:
                ask(pool)
            except psycopg.OperationalError:
                failed += 1
    return failed


def ask_again(pool: ConnectionPool, attempts: int) -> int:
    """Return what ``ask`` does, asked again when a connection has died: for what only reads.

    Raise psycopg.OperationalError when all attempts fail.
    """
    for _ in range(attempts - 1):
        try:
            return ask(pool)
        except psycopg.OperationalError:
            continue  # the pool has thrown that connection away
    return ask(pool)


def place_order(
    connection: psycopg.Connection, key: uuid.UUID, passenger: str, before_commit: Callable[[], None] | None = None
) -> int:
    """Write an order and commit; return its transaction's number. A key that is known already is not an error.

    ``before_commit`` runs when all is written; it stands for the moment in which the server goes away. Raise
    psycopg.OperationalError when it does: then the order is or is not there.
    """
    cursor = connection.execute("INSERT INTO orders VALUES (%s, %s) ON CONFLICT (key) DO NOTHING", [key, passenger])
    transaction = cursor.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
    if before_commit is not None:
        before_commit()
    connection.commit()
    assert transaction is not None  # noqa: S101  # a SELECT without FROM gives one row
    return int(transaction[0])


def is_placed(connection: psycopg.Connection, key: uuid.UUID) -> bool:
    """Return whether an order is there: the question after a commit whose answer was lost."""
    return connection.execute("SELECT FROM orders WHERE key = %s", [key]).fetchone() is not None


def fate(connection: psycopg.Connection, transaction: int) -> str:
    """Return what became of a transaction: ``committed``, ``aborted`` or ``in progress``."""
    found = connection.execute("SELECT pg_xact_status(%s::text::xid8)", [transaction]).fetchone()
    assert found is not None  # noqa: S101  # a SELECT without FROM gives one row
    return str(found[0])


def main() -> None:
    """Restart a server under its users."""
    with databases.own_server() as server:
        print(
            "questions of six that fail after a restart, unchecked pool:", failures_after_restart(server, checked=False)
        )
        print(
            "questions of six that fail after a restart, checked pool:  ", failures_after_restart(server, checked=True)
        )
        address = server.url("flights")
        with databases.connect(address) as connection:
            connection.execute(ORDERS)
        key = uuid.UUID(int=7)
        with psycopg.connect(address) as connection:
            try:
                place_order(connection, key, "Ada", before_commit=lambda: server.stop("immediate"))
            except psycopg.OperationalError:
                print("the server went away at COMMIT: is the order there?")
        server.start()
        with psycopg.connect(address) as connection:
            print("asked by its key:", is_placed(connection, key))
            transaction = place_order(connection, key, "Ada")
            place_order(connection, key, "Ada")
            print(
                "sent again, twice:",
                is_placed(connection, key),
                "and its transaction is",
                fate(connection, transaction),
            )
            print("orders:", connection.execute("SELECT count(*) FROM orders").fetchone())


if __name__ == "__main__":
    main()
