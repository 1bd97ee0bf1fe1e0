"""Connection pools: connections made once and lent, because making one is dear and the server takes only so many.

A connection to PostgreSQL is a process of the server, a handshake and a log-in. A pool keeps some open. Who asks while
all are lent waits in a queue, up to a limit, and then gets an error: better a quick refusal of some than a slow death
of all.

A pool tries to connect for ever, in the background and in silence; so whether the server can be reached at all is asked
first, once. A connection is also replaced when it is an hour old (``max_lifetime``), so that after a failover the
clients find the new server, and what a session has gathered goes with it.

What is lent must come back. A connection that is taken and forgotten is a leak: nothing fails until the last one is
gone, and then everything does. The way to find it is to remember who took what.

Cost: idle connections, some megabytes each on the server. What a pool saves is in the README's table.
Not for: many processes with a pool each, whose sum exceeds ``max_connections``: put a pooler such as PgBouncer between.
Asked: how large should the pool be? (About the connections that the database can work on at once, a few for each of its
cores; not one for each request.)
Source: https://www.psycopg.org/psycopg3/docs/advanced/pool.html
"""

import contextlib
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from flights import databases

QUESTION = "SELECT name FROM airlines WHERE carrier = 'UA'"


class DatabaseBusyError(Exception):
    """All connections are lent and none came back in time: an overload, or a leak."""


@dataclass(frozen=True)
class Loan:
    """A connection that is lent: the server's process behind it, the line of code that took it, and since when."""

    process: int
    taken_at: str
    since: float


class Pool:
    """A pool that remembers its loans."""

    def __init__(self, address: str, size: int, wait: float) -> None:
        """Open ``size`` connections, and let a caller wait at most ``wait`` seconds for one.

        Raise flights.server.ServerError at once when the server cannot be reached.
        """
        databases.connect(address).close()
        self._wait = wait
        self._loans: dict[int, Loan] = {}
        self._lock = threading.Lock()
        # A connection that has died is noticed when it is lent, at the cost of an empty query, and replaced.
        self._pool = ConnectionPool(
            address, min_size=size, max_size=size, open=False, check=ConnectionPool.check_connection
        )
        self._pool.open(wait=True, timeout=30)

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        """Lend a connection for a block, in a transaction that is committed at its end, or rolled back when it raises.

        Raise DatabaseBusyError when none is free in time: ``no connection free within 0.1 s: 2 of 2 lent, the oldest to
        FILE:LINE``.
        """
        connection = self.take()
        try:
            with connection.transaction():
                yield connection
        finally:
            self.give_back(connection)

    def take(self) -> psycopg.Connection:
        """Lend a connection until ``give_back``; raise DatabaseBusyError as ``connection`` does.

        Prefer ``connection``: what a block gives back cannot be forgotten.
        """
        try:
            connection = self._pool.getconn(self._wait)
        except PoolTimeout:
            loans = self.loans()
            oldest = f", the oldest to {loans[0].taken_at}" if loans else ""
            raise DatabaseBusyError(
                f"no connection free within {self._wait:g} s: {len(loans)} of {self._pool.max_size} lent{oldest}"
            ) from None
        with self._lock:
            self._loans[id(connection)] = Loan(connection.info.backend_pid, _caller(), time.monotonic())
        return connection

    def give_back(self, connection: psycopg.Connection) -> None:
        """Take a connection back; what it has left open is rolled back."""
        with self._lock:
            del self._loans[id(connection)]
        self._pool.putconn(connection)

    def loans(self, older_than: float = 0) -> list[Loan]:
        """Return what has been lent for at least so many seconds, the oldest first: with a minute, that is a leak."""
        now = time.monotonic()
        with self._lock:
            found = [loan for loan in self._loans.values() if now - loan.since >= older_than]
        return sorted(found, key=lambda loan: loan.since)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def _caller() -> str:
    # The nearest line outside the pool and outside contextlib, which enters its blocks.
    for frame, line in traceback.walk_stack(sys._getframe(1)):
        file = frame.f_code.co_filename
        if file != contextlib.__file__ and not (file == __file__ and frame.f_code.co_qualname.startswith("Pool.")):
            return f"{Path(file).name}:{line}"
    return "?"


@contextmanager
def opened(address: str, size: int, wait: float = 5) -> Iterator[Pool]:
    """Yield a pool that is closed at the end of the block."""
    pool = Pool(address, size, wait)
    try:
        yield pool
    finally:
        pool.close()


def serve(pool: Pool, requests: int, threads: int) -> set[int]:
    """Answer requests, each by one query, in many threads at once; return the server's processes that did the work.

    A few connections serve many threads, since a request holds one only while it asks.
    """

    def answer(_: int) -> int:
        with pool.connection() as connection:
            connection.execute(QUESTION)
            return connection.info.backend_pid

    with ThreadPoolExecutor(threads) as executor:
        return set(executor.map(answer, range(requests)))


def forget(pool: Pool) -> psycopg.Connection:
    """Take a connection and lose it on the way of an error: the mistake that a block prevents. Return what was lost."""
    connection = pool.take()
    try:
        connection.execute("SELECT 1 / 0")
        pool.give_back(connection)  # not reached: it does not stand in a finally
    except psycopg.errors.DivisionByZero:
        pass
    return connection


def with_pool_or_not(address: str, requests: int) -> dict[str, Callable[[], set[int]]]:
    """Return two ways to answer requests one after the other, to be timed: a connection each, and a pool of one.

    Each returns the server's processes that did the work: as many as there are requests, and one.
    """

    def connect_each_time() -> set[int]:
        processes = set()
        for _ in range(requests):
            with psycopg.connect(address) as connection:
                connection.execute(QUESTION)
                processes.add(connection.info.backend_pid)
        return processes

    def lend() -> set[int]:
        with opened(address, 1) as pool:
            return serve(pool, requests, threads=1)

    return {"a connection for each request": connect_each_time, "a pool": lend}


def main() -> None:
    """Serve many with few, run out, and find the leak."""
    with databases.postgresql() as address, opened(address, size=3, wait=0.1) as pool:
        print("100 requests of 20 threads, connections used:", len(serve(pool, 100, 20)))
        lost = [forget(pool), forget(pool)]
        print("after two errors, still lent:", [loan.taken_at for loan in pool.loans()])
        with pool.connection():
            try:
                pool.take()
            except DatabaseBusyError as error:
                print("the next one:", error)
        for connection in lost:
            pool.give_back(connection)
        print("given back, lent now:", pool.loans())


if __name__ == "__main__":
    main()
