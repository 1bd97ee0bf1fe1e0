"""A server that restarts under a pool: which errors an application sees, which it may hide, and which it must not.

A restart, a failover or a network that drops idle connections looks the same from here: the next use of a connection
fails. Three cases differ. Before a query was sent, nothing happened: take another connection. A query that only reads
may be sent again. A commit whose answer was lost is the hard one: it may have happened. Sending the change again would
do it twice, unless the change carries a key of its own that the database knows already.

Which failures are those of a connection, the SQLSTATE tells: none at all (the driver found the line cut), class 08, or
57P01 to 57P03 (the server takes its leave). A lock timeout, a cancelled query, a pool that has nothing to lend are
psycopg.OperationalError too, and asking again at once makes them worse.

Cost: one empty query at each loan (``check``), a round trip, for never lending a dead connection.
Not for: hiding an outage. Retry a few times with growing pauses, then say so: 503.
Asked: the connection breaks during COMMIT. Was the order placed? (Ask by its key; the error does not say.)
Source: https://www.postgresql.org/docs/18/functions-info.html (pg_xact_status), psycopg_pool documentation
"""

import threading
import time
import uuid
from collections.abc import Callable

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from flights import databases
from flights.server import Server

LEAVING = ("57P01", "57P02", "57P03")  # shutdown, crash of a neighbour, not yet or no longer open
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

    Raise psycopg.OperationalError when all attempts fail, and at once when its reason is another (``is_lost``).
    """
    for _ in range(attempts - 1):
        try:
            return ask(pool)
        except psycopg.OperationalError as error:
            if not is_lost(error):
                raise  # otherwise the pool has thrown that connection away
    return ask(pool)


def is_lost(error: psycopg.OperationalError) -> bool:
    """Return whether an error means that the connection is lost: by its SQLSTATE, or since it has none.

    A PoolTimeout has none either, and is no such error: no connection was lent.
    """
    if isinstance(error, PoolTimeout):
        return False
    return error.sqlstate is None or error.sqlstate.startswith("08") or error.sqlstate in LEAVING


def place_order(
    connection: psycopg.Connection, key: uuid.UUID, passenger: str, before_commit: Callable[[int], None] | None = None
) -> int:
    """Write an order and commit; return its transaction's number. A key that is known already is not an error.

    ``before_commit`` gets that number when all is written. Raise psycopg.OperationalError when the server goes away
    then: the order is or is not there.
    """
    cursor = connection.execute("INSERT INTO orders VALUES (%s, %s) ON CONFLICT (key) DO NOTHING", [key, passenger])
    transaction = cursor.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
    assert transaction is not None  # noqa: S101  # a SELECT without FROM gives one row
    number = int(transaction[0])
    if before_commit is not None:
        before_commit(number)
    connection.commit()
    return number


def lose_the_answer(server: Server, key: uuid.UUID, passenger: str) -> int:
    """Place an order and stop the server when it has committed and not yet said so; return the transaction's number.

    The client gets a psycopg.OperationalError, as from a server that went away before. What comes between commit and
    answer here is a wait for a standby that does not exist. The server runs at the call, and is stopped afterwards.
    """
    numbers: list[int] = []
    server.stop()
    server.start(synchronous_standby_names="nobody")

    def stop_when_committed() -> None:
        with databases.connect(server.url("flights")) as watching:
            query = "SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND backend_type = 'client backend'"
            deadline = time.monotonic() + 30
            while watching.execute(query).fetchone() is None and time.monotonic() < deadline:
                time.sleep(0.002)
        server.stop()

    stopping = threading.Thread(target=stop_when_committed)
    stopping.start()
    try:
        with psycopg.connect(server.url("flights")) as connection:
            place_order(connection, key, passenger, numbers.append)
    except psycopg.OperationalError:
        return numbers[0]
    finally:
        stopping.join()
    raise AssertionError("the answer has arrived")


def is_placed(connection: psycopg.Connection, key: uuid.UUID) -> bool:
    """Return whether an order is there: the question after a commit whose answer was lost."""
    return connection.execute("SELECT FROM orders WHERE key = %s", [key]).fetchone() is not None


def fate(connection: psycopg.Connection, transaction: int) -> str:
    """Return what became of a transaction: ``committed``, ``aborted`` or ``in progress``.

    Second best to asking by the key: after a crash the number of a transaction that left no trace is given to another.
    """
    found = connection.execute("SELECT pg_xact_status(%s::text::xid8)", [transaction]).fetchone()
    assert found is not None  # noqa: S101  # a SELECT without FROM gives one row
    return str(found[0])


def main() -> None:
    """Restart a server under its users."""
    with databases.own_server() as server:
        for name, checked in (("unchecked", False), ("checked", True)):
            failed = failures_after_restart(server, checked=checked)
            print(f"questions of six that fail after a restart, {name} pool: {failed}")
        address = server.url("flights")
        with databases.connect(address) as connection:
            connection.execute(ORDERS)
        early, late = uuid.UUID(int=1), uuid.UUID(int=2)
        with psycopg.connect(address) as connection:
            try:
                place_order(connection, early, "Ada", before_commit=lambda _: server.stop("immediate"))
            except psycopg.OperationalError:
                print("Ada:   the server went away at COMMIT")
        server.start()
        number = lose_the_answer(server, late, "Grace")
        print("Grace: the server went away at COMMIT")
        server.start()
        with psycopg.connect(address) as connection:
            print("asked by their keys:", is_placed(connection, early), is_placed(connection, late))
            print("the transaction of Grace is", fate(connection, number))
            for key, passenger in ((early, "Ada"), (late, "Grace")):
                place_order(connection, key, passenger)
            print("both sent again:", connection.execute("SELECT passenger FROM orders ORDER BY key").fetchall())


if __name__ == "__main__":
    main()
