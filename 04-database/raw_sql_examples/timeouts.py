"""Timeouts: each wait of a query has its own, and none of them is on by default.

A query can wait for the server to answer the telephone, for a lock, for its own work, for its client to go on. Without
limits one stuck client holds a lock, all who need it wait, their connections are lent, and the service stands still.
The server's limits are settings of the session: in the address (``options``), for a role, or for one transaction
(``SET LOCAL``).

A client that has vanished is another wait: the server learns of it only when it writes to it. A working server looks
for it meanwhile (``client_connection_check_interval``); a silent network is found by the TCP settings of both sides
(``keepalives_idle``, ``tcp_user_timeout``).

Cost: none, until a long report or a migration meets a limit that was meant for requests: give it a role of its own.
Not for: correctness. A query that was cut off may have been about to commit; a retry must be safe.
Asked: which timeouts does a request to the database need? Why is one in the client not enough? (The server
goes on working for nobody.)
Source: https://www.postgresql.org/docs/18/runtime-config-client.html#RUNTIME-CONFIG-CLIENT-STATEMENT
"""

import socket
import threading
import time
from contextlib import closing
from dataclasses import dataclass

import psycopg

from flights import databases
from flights.databases import connect

LIMITS = {
    "statement_timeout": "one statement, from its arrival to its end",
    "lock_timeout": "waiting for one lock",
    "idle_in_transaction_session_timeout": "a client that has begun a transaction and says nothing",
    "transaction_timeout": "a transaction from its beginning to its end",
    "idle_session_timeout": "a client that says nothing outside of a transaction",
    "client_connection_check_interval": "how often a server at work looks whether its client is still there",
}


@dataclass(frozen=True)
class CutOff:
    """What ended a wait: PostgreSQL's code for it, its words, and whether the connection is still of use."""

    code: str
    words: str
    usable: bool


def with_limits(address: str, **milliseconds: int) -> str:
    """Return an address whose sessions have limits: ``with_limits(address, statement_timeout=500)``.

    Options that the address has already stay; of two values for one limit the later counts.
    Raise ValueError for a limit that is not one of LIMITS, ``unknown limit 'x': expected some of ...``, or is below 1:
    ``statement_timeout must be at least 1 ms, not 0`` (for PostgreSQL, 0 is no limit).
    """
    for name, value in milliseconds.items():
        if name not in LIMITS:
            raise ValueError(f"unknown limit {name!r}: expected some of {', '.join(LIMITS)}")
        if value < 1:
            raise ValueError(f"{name} must be at least 1 ms, not {value}")
    before = psycopg.conninfo.conninfo_to_dict(address).get("options", "")
    options = [str(before), *(f"-c {name}={value}ms" for name, value in milliseconds.items())]
    return psycopg.conninfo.make_conninfo(address, options=" ".join(options).strip())


def long_statement(address: str) -> CutOff:
    """Let a statement of a minute meet a ``statement_timeout`` of 50 ms."""
    with closing(connect(with_limits(address, statement_timeout=50))) as connection:
        return _cut_off(connection, "SELECT pg_sleep(60)")


def locked_row(address: str) -> CutOff:
    """Wait for a row that another transaction has locked, with a ``lock_timeout`` of 50 ms."""
    with (
        closing(psycopg.connect(address)) as holder,
        closing(connect(with_limits(address, lock_timeout=50))) as waiting,
    ):
        holder.execute("SELECT FROM airlines WHERE carrier = 'UA' FOR UPDATE")
        return _cut_off(waiting, "SELECT FROM airlines WHERE carrier = 'UA' FOR UPDATE")


def silent_client(address: str) -> CutOff:
    """Begin a transaction and say nothing, under an ``idle_in_transaction_session_timeout`` of 50 ms.

    The server ends the session, which frees its locks; the client learns of it at its next statement.
    """
    limited = with_limits(address, idle_in_transaction_session_timeout=50)
    with closing(connect(limited)) as connection, closing(connect(address)) as watching:
        connection.execute("BEGIN")
        _wait_until(watching, connection.info.backend_pid, None)
        return _cut_off(connection, "SELECT 1")


def slow_transaction(address: str) -> CutOff:
    """Do many short statements in one transaction, under a ``transaction_timeout`` of 100 ms.

    No statement is long, and the client is never silent: only this limit sees it. The server's last words are lost when
    it goes at the moment in which the client sends; then all begins anew, up to ten times.
    """
    for _ in range(10):
        with closing(connect(with_limits(address, transaction_timeout=100))) as connection:
            connection.execute("BEGIN")
            while (found := _cut_off(connection, "SELECT pg_sleep(0.01)")) is _NOTHING:
                pass
        if found.code:
            break
    return found


def cancelled_by_hand(address: str) -> CutOff:
    """Cancel another session's statement, as an operator does with ``pg_cancel_backend``; the session lives on."""
    with closing(connect(address)) as connection, closing(connect(address)) as operator:
        process = connection.info.backend_pid
        found: list[CutOff] = []
        working = threading.Thread(target=lambda: found.append(_cut_off(connection, "SELECT pg_sleep(60)")))
        working.start()
        _wait_until(operator, process, "PgSleep")
        operator.execute("SELECT pg_cancel_backend(%s)", [process])
        working.join()
        return found[0]


def vanished_client(address: str, check_every: int) -> bool:
    """Vanish while a statement of a second runs, and return whether the server gives it up before its end.

    ``check_every`` is the ``client_connection_check_interval``, in milliseconds. With a minute, the server works to the
    statement's end, for nobody.
    """
    finished: list[psycopg.Notify] = []
    limited = with_limits(address, client_connection_check_interval=check_every)
    with closing(connect(limited)) as connection, closing(connect(address)) as watching:
        process = connection.info.backend_pid
        watching.add_notify_handler(finished.append)
        watching.execute("LISTEN finished")
        connection.pgconn.send_query(b"SELECT pg_sleep(1), pg_notify('finished', '')")
        _wait_until(watching, process, "PgSleep")
        connection.close()
        _wait_until(watching, process, None)
        watching.execute("SELECT 1")  # what has been told arrives with an answer
    return not finished


def deaf_server(seconds: int) -> str:
    """Connect to a port where nobody ever answers, with a ``connect_timeout``, and return the error's words.

    The kernel accepts the connection; the server behind it says nothing. libpq takes at least 2 seconds.
    """
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        try:
            psycopg.connect(host="127.0.0.1", port=deaf.getsockname()[1], connect_timeout=seconds)
        except psycopg.errors.ConnectionTimeout as error:
            return str(error)
    raise AssertionError("a deaf server has answered")


_NOTHING = CutOff("", "", usable=True)


def _cut_off(connection: psycopg.Connection, statement: str) -> CutOff:
    try:
        connection.execute(statement.encode())
    except psycopg.Error as error:
        return CutOff(error.sqlstate or "", error.diag.message_primary or str(error), not connection.closed)
    return _NOTHING


def _wait_until(watching: psycopg.Connection, process: int, event: str | None) -> None:
    # Until the session waits for an event; without one, until it is gone.
    query = "SELECT wait_event FROM pg_stat_activity WHERE pid = %s"
    deadline = time.monotonic() + 30
    while (found := watching.execute(query, [process]).fetchone()) != (event and (event,)):
        if time.monotonic() > deadline:
            raise AssertionError(f"expected session {process} to be at {event or 'its end'}, not {found}")
        time.sleep(0.002)


def main() -> None:
    """Meet each limit once."""
    with databases.postgresql() as address:
        for meet in (long_statement, locked_row, silent_client, slow_transaction, cancelled_by_hand):
            found = meet(address)
            after = "still usable" if found.usable else "gone"
            print(f"{meet.__name__:18} {found.code}  {found.words}; the connection is {after}")
        print("vanished_client    noticed by a server that looks for it:", vanished_client(address, check_every=20))


if __name__ == "__main__":
    main()
