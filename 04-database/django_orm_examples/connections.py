"""Connections in Django: one for each alias and thread, and five ways to have too many, too few or dead ones.

A connection opens with the first query and closes at the end of the request (CONN_MAX_AGE 0). Opening one costs
several round trips and a process on the server, so it is kept: for some seconds or for good (CONN_MAX_AGE), one for
each thread; or in a pool of psycopg that all threads share (``OPTIONS = {"pool": {...}}``), which also says how many
there may be.

What is kept can be dead: the server was restarted, a firewall forgot it. CONN_HEALTH_CHECKS asks before the first query
of each request, and connects anew. A pool then checks each connection that it hands out.

``request`` here does what a server does around a view: it sends the two signals on which Django closes and checks.
Threads of one's own send none: whoever starts a thread closes its connections, or they stay open as long as it lives.

Cost: a process on the server, with its memory, for each open connection; a health check is one round trip.
Not for: CONN_MAX_AGE with asynchronous views, where threads come and go, or with a pool, where Django refuses it.
Asked: max_connections is 100, four servers run 8 threads in 4 processes each. What happens? (128 may be wanted.)
Source: https://docs.djangoproject.com/en/6.1/ref/databases/#persistent-database-connections
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import OperationalError, connections

from django_orm_examples.database import connected
from flights import databases


def process_of(alias: str) -> int:
    """Return the number of the server's process behind this thread's connection; it opens one if there is none."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number: int = cursor.fetchone()[0]
    return number


def request[T](work: Callable[[], T]) -> T:
    """Run work as a server runs a view: between the signals on which connections are checked and closed."""
    request_started.send(sender=None)
    try:
        return work()
    finally:
        request_finished.send(sender=None)


def processes_of_requests(alias: str, count: int) -> list[int]:
    """Return the server's process that each of so many requests worked with, one after the other."""
    return [request(lambda: process_of(alias)) for _ in range(count)]


def open_connections(alias: str, name: str) -> int:
    """Return how many connections of an ``application_name`` the database has; ask on an alias of another name."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*)
            FROM pg_stat_activity
            WHERE datname = current_database()
              AND application_name = %s
            """,
            [name],
        )
        count: int = cursor.fetchone()[0]
    return count


def all_closed(alias: str, name: str, seconds: float = 5) -> bool:
    """Return whether the database has no connection of an ``application_name``, after waiting so long at most.

    A client that closes is done at once; its process on the server ends a moment later.
    """
    deadline = time.monotonic() + seconds
    while open_connections(alias, name):
        if time.monotonic() > deadline:
            return False
    return True


def in_threads[T](executor: ThreadPoolExecutor, work: Callable[[], T], count: int) -> list[T]:
    """Run work in so many threads of an executor at the same time, and leave their connections open: the leak.

    The executor must have as many threads; each begins when all are there.
    """
    barrier = Barrier(count)

    def begin() -> T:
        barrier.wait(timeout=10)
        return work()

    return [future.result() for future in [executor.submit(begin) for _ in range(count)]]


def closing_after[T](work: Callable[[], T]) -> Callable[[], T]:
    """Return work that closes all connections of its thread at its end, also when it raises: the leak mended."""

    def closed() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return closed


def answers_after_loss(alias: str, lose: Callable[[], object]) -> bool:
    """Return whether a request is answered after ``lose`` broke the connection that an earlier request has left open.

    Without an answer the connection is closed, as a server does after an error of it.
    """
    request(lambda: process_of(alias))
    lose()
    try:
        request(lambda: process_of(alias))
    except OperationalError:
        connections[alias].close()
        return False
    return True


def main() -> None:
    """Count the server's processes behind requests, exhaust a pool, leak connections, and lose them."""
    with databases.postgresql() as address, connected("watch", address) as watch:
        pool_of_one: dict[str, Any] = {"OPTIONS": {"pool": {"min_size": 1, "max_size": 1}}}
        for settings in ({"CONN_MAX_AGE": 0}, {"CONN_MAX_AGE": None}, pool_of_one):
            with connected("default", address, **settings) as alias:
                different = len(set(processes_of_requests(alias, 4)))
                print(f"{settings}: 4 requests on {different} connection{'s' * (different > 1)}")

        pool: dict[str, Any] = {"pool": {"min_size": 1, "max_size": 2, "timeout": 0.1}}
        with connected("default", address, OPTIONS=pool) as alias, ThreadPoolExecutor(3) as executor:
            try:
                in_threads(executor, lambda: process_of(alias), 3)
            except OperationalError as error:
                print(f"3 threads, a pool of 2: {error}")
            in_threads(executor, connections.close_all, 3)  # or the pool would miss two at its end

        with (
            connected("default", address, OPTIONS={"application_name": "batch"}) as alias,
            ThreadPoolExecutor(3) as executor,
        ):
            in_threads(executor, lambda: process_of(alias), 3)
            print("3 threads of our own, done:", open_connections(watch, "batch"), "connections open")
            in_threads(executor, closing_after(lambda: process_of(alias)), 3)
            print("the same, closing what they open: all closed is", all_closed(watch, "batch"))

        def kill() -> None:
            with connections[watch].cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process_of("default")])

        for checks in (False, True):
            with connected("default", address, CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=checks) as alias:
                print(f"connection lost, CONN_HEALTH_CHECKS={checks}: answered {answers_after_loss(alias, kill)}")


if __name__ == "__main__":
    main()
