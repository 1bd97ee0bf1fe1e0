"""Deadlocks: two wait for each other, PostgreSQL ends one of them; take locks in one order, and it need not.

The first holds row 1 and wants row 2, the second holds row 2 and wants row 1: neither can go on. A backend that has
waited for ``deadlock_timeout`` (1 s) looks whether the waiting goes in a circle, and if so its own statement fails with
40P01 and the other goes on. So nothing hangs for ever, but everybody involved waited a second, and one starts over.

Three ways out, all wanted: lock rows in one order everywhere (by key), so that no circle can form; lock at once with
the strength that you will need, as two who share a lock and then both want more are a circle with one row; and retry
what is refused nevertheless (``transactions.run_in_transaction``), as some circle is always overlooked: an UPDATE of
many rows locks them in the order of its plan, and an ON DELETE CASCADE locks rows that the statement does not name.

Cost: the ordered transfer has one statement more. A lower deadlock_timeout looks for circles during ordinary waits too.
Not for: transactions of one statement on one row: they hold nothing while they wait.
Asked: two requests transfer between the same two accounts in opposite directions; what happens, what do you change?
(One is refused with 40P01; lock both rows in the order of their keys, and retry.)
Source: https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-DEADLOCKS
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, nullcontext, suppress
from dataclasses import dataclass
from threading import Event
from typing import LiteralString

import psycopg
from psycopg import Connection

from flights import databases
from raw_sql_examples.blocking import wait_until_blocked
from raw_sql_examples.transactions import run_in_transaction

type Transfer = Callable[[Connection, int, int, int, Callable[[], None]], None]

TABLE: LiteralString = """
    CREATE TABLE IF NOT EXISTS purses (id integer PRIMARY KEY, cents integer NOT NULL);
    TRUNCATE purses;
    INSERT INTO purses VALUES (1, 100), (2, 100);
"""
ADD: LiteralString = "UPDATE purses SET cents = cents + %s WHERE id = %s"


@dataclass(frozen=True)
class Collision:
    """What became of two transfers at once: the details of each deadlock that PostgreSQL reported, and what is left.

    ``left`` is cents by purse.
    """

    deadlocks: tuple[str, ...]
    left: dict[int, int]


def careless_transfer(
    connection: Connection, source: int, target: int, cents: int, locked: Callable[[], None] = lambda: None
) -> None:
    """Take from the source, then give to the target: rows are locked in the order of the arguments. It can deadlock.

    ``locked`` is called when the first row is locked.
    """
    connection.execute(ADD, [-cents, source])
    locked()
    connection.execute(ADD, [cents, target])


def upgrading_transfer(
    connection: Connection, source: int, target: int, cents: int, locked: Callable[[], None] = lambda: None
) -> None:
    """Lock both rows FOR SHARE in the order of their keys, then write both in that order. It can deadlock all the same.

    Two may have the shared lock at once, and then neither gets the stronger one that an UPDATE needs. ``locked`` is
    called when the rows are locked.
    """
    connection.execute("SELECT id FROM purses WHERE id IN (%s, %s) ORDER BY id FOR SHARE", [source, target])
    locked()
    for purse, change in sorted([(source, -cents), (target, cents)]):
        connection.execute(ADD, [change, purse])


def ordered_transfer(
    connection: Connection, source: int, target: int, cents: int, locked: Callable[[], None] = lambda: None
) -> None:
    """Lock both rows FOR NO KEY UPDATE in the order of their keys, in one statement, then write both.

    Who comes second waits before it holds anything. ``locked`` is called when the rows are locked.
    """
    connection.execute("SELECT id FROM purses WHERE id IN (%s, %s) ORDER BY id FOR NO KEY UPDATE", [source, target])
    locked()
    connection.execute(ADD, [-cents, source])
    connection.execute(ADD, [cents, target])


def both_ways(address: str, transfer: Transfer, attempts: int = 1) -> Collision:
    """Move 10 cents from purse 1 to 2 and 30 from 2 to 1 at the same time, each in a thread with its own connection.

    The table is made anew from TABLE. Neither transfer goes on from ``locked`` before the other has called it too, or
    waits for a lock, or has ended; so a deadlock that is possible happens. One that is refused for a deadlock starts
    over when the other has ended, and is left out after the last of ``attempts``.
    """
    with ExitStack() as stack:
        observer, *connections = [
            stack.enter_context(closing(psycopg.connect(address, autocommit=True))) for _ in range(3)
        ]
        observer.execute(TABLE)
        with suppress(psycopg.errors.InsufficientPrivilege):  # a superuser need not wait a second for it
            connections[1].execute("SET deadlock_timeout = '10ms'")
        locked, ended = (Event(), Event()), (Event(), Event())
        deadlocks: list[str] = []

        def move(me: int, source: int, target: int, cents: int) -> None:
            other = 1 - me

            def meet() -> None:
                locked[me].set()
                # The second lets the first wait before it waits itself, and closes the circle.
                passed = locked[other].is_set if me == 0 else ended[other].is_set
                with suppress(TimeoutError):
                    wait_until_blocked(observer, connections[other].info.backend_pid, ended=passed)

            def work(connection: Connection) -> None:
                try:
                    transfer(connection, source, target, cents, meet)
                except psycopg.errors.DeadlockDetected as error:
                    deadlocks.append(str(error.diag.message_detail))
                    raise

            def pause(_: float) -> None:
                ended[other].wait(10)  # a random pause may be too short, and then they meet again

            with suppress(psycopg.errors.DeadlockDetected):
                run_in_transaction(lambda: nullcontext(connections[me]), work, attempts=attempts, sleep=pause)
            ended[me].set()

        with ThreadPoolExecutor(2) as pool:
            for moved in [pool.submit(move, 0, 1, 2, 10), pool.submit(move, 1, 2, 1, 30)]:
                moved.result()
        left: dict[int, int] = dict(observer.execute("SELECT id, cents FROM purses ORDER BY id").fetchall())
        return Collision(tuple(deadlocks), left)


def main() -> None:
    """Show two transfers in opposite directions, written in three ways, and with a retry."""
    with databases.postgresql() as address:
        print("10 cents from purse 1 to 2 and 30 from 2 to 1 at the same time; both hold 100.")
        for transfer, attempts in (
            (careless_transfer, 1),
            (careless_transfer, 2),
            (upgrading_transfer, 2),
            (ordered_transfer, 1),
        ):
            found = both_ways(address, transfer, attempts)
            name = transfer.__name__.replace("_", " ")
            print(f"\n{name}, {attempts} attempt(s): {len(found.deadlocks)} deadlock(s), then {found.left}")
            if attempts == 1:
                for line in "".join(found.deadlocks).splitlines():
                    print("  " + re.sub(r"\d+", "N", line))


if __name__ == "__main__":
    main()
