"""Transactions: all or nothing, and the loop that a serious application writes around them.

A transaction promises ACID: *atomic* (all of its statements or none), *consistent* (constraints hold at its end),
*isolated* (as its level says, see ``isolation``), *durable* (what was committed survives a crash). Three rules follow:

- An error ends it. PostgreSQL refuses every further statement (25P02) until the rollback, as half of a transfer is not
  to be built upon. A savepoint is the exception: roll back to it and go on.
- Serialization failures (40001) and deadlocks (40P01) are no bugs: PostgreSQL chose one of several to start over. What
  is done again is the *whole* transaction with all that it reads, never the last statement.
- What cannot be rolled back (mail, a payment, a message) stays out of it: done within, it may be done several times,
  or for a transaction that then fails.

Cost: a commit waits for the disk. A transaction held open keeps its locks, and once it has written, VACUUM has to keep
every version of a row that died since.
Not for: retrying a lost connection; whether its COMMIT arrived is unknown, so only idempotent work may be repeated.
Asked: a user is charged twice after a retry; how? (The payment was made inside the function that is retried.)
Source: https://www.postgresql.org/docs/18/mvcc-serialization-failure-handling.html,
https://www.psycopg.org/psycopg3/docs/basic/transactions.html
"""

import random
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, closing
from functools import partial
from typing import LiteralString

import psycopg
from psycopg import Connection, IsolationLevel, sql
from psycopg.pq import TransactionStatus

from flights import databases
from raw_sql_examples import isolation

TABLE: LiteralString = """
    CREATE TABLE IF NOT EXISTS wallets (
        owner text PRIMARY KEY,
        cents integer NOT NULL CONSTRAINT wallets_no_debt CHECK (cents >= 0)
    );
    TRUNCATE wallets;
    INSERT INTO wallets VALUES ('Ada', 1000), ('Ben', 0);
"""
RETRIED = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 1.0
STORIES: dict[isolation.Anomaly, str] = {
    isolation.dirty_read: "A balance of 100 is set to 0 and rolled back. What does a reader see meanwhile?",
    isolation.non_repeatable_read: "A balance of 100 is read twice; between, another sets it to 50 and commits.",
    isolation.phantom: "Accounts are counted twice; between, another adds one and commits.",
    isolation.lost_update: "Two read 100; the one writes 100 + 10, the other 100 + 20. What is left of 130?",
    isolation.write_skew: "Of two doctors one must stay. Each counts two, each leaves. How many are left?",
    isolation.report_that_lies: "A report adds up a closed day; then 500 are filed under it. Report, truth:",
}


def transfer(connection: Connection, source: str, target: str, cents: int) -> None:
    """Move cents from a wallet to another, both or neither, and commit unless the caller has begun a transaction.

    Raise LookupError (``no wallet of 'Eve'``), or psycopg.errors.CheckViolation when the source has too little.
    """
    with connection.transaction():
        for owner, change in ((target, cents), (source, -cents)):
            changed = connection.execute("UPDATE wallets SET cents = cents + %s WHERE owner = %s", [change, owner])
            if changed.rowcount == 0:
                raise LookupError(f"no wallet of {owner!r}")


def add_wallets(connection: Connection, wallets: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    """Add the wallets in one transaction; return owner and SQLSTATE of those that a constraint refuses.

    A savepoint around each (``connection.transaction()`` within another) lets the others live; an error of another kind
    undoes all. It is a cost of two statements a row: for many rows COPY them to a table without constraints, and insert
    from there what is right.
    """
    refused = []
    with connection.transaction():
        for owner, cents in wallets:
            try:
                with connection.transaction():
                    connection.execute("INSERT INTO wallets VALUES (%s, %s)", [owner, cents])
            except psycopg.IntegrityError as error:
                refused.append((owner, str(error.sqlstate)))
    return refused


def after_an_error(connection: Connection) -> tuple[str | None, str | None, int]:
    """Divide by zero, ask ``SELECT 1``, roll back, ask again: the SQLSTATE of both refusals, and the answer at last."""
    states = []
    for query in ("SELECT 1 / 0", "SELECT 1"):
        try:
            connection.execute(sql.SQL(query))
        except psycopg.Error as error:
            states.append(error.sqlstate)
    connection.rollback()
    ((answer,),) = connection.execute("SELECT 1").fetchall()
    connection.rollback()
    return states[0], states[1], answer


def run_in_transaction[T](
    connect: Callable[[], AbstractContextManager[Connection]],
    work: Callable[[Connection], T],
    *,
    level: IsolationLevel | None = None,
    attempts: int = 5,
    sleep: Callable[[float], None] = time.sleep,
    jitter: Callable[[float, float], float] = random.uniform,
) -> T:
    """Do work in a transaction, commit and return what it returned; start over after 40001 and 40P01.

    ``connect`` gives a connection for one attempt: ``pool.connection``, or ``lambda: psycopg.connect(address)``. A
    pool has it back between attempts. ``level``: of this transaction alone; None leaves it to the connection. Before
    attempt n + 1 sleep for ``jitter(0, p)`` seconds, p being 0.01 doubled n - 1 times and at most 1, so that those who
    collided do not meet again at the same moment.

    Raise the last refusal, with the note ``gave up after 5 attempts``, when every attempt was refused; any other error
    at once; InFailedSqlTransaction (``the work went on after an error``) when work has swallowed an error of the
    transaction, as PostgreSQL answers the COMMIT with ROLLBACK then, and raises nothing; ValueError for attempts below
    1 (``expected at least 1 attempt, found 0``), and for a connection that is in a transaction already, as what is
    nested in another transaction cannot start over: ``expected a connection outside a transaction, found INTRANS``.
    """
    if attempts < 1:
        raise ValueError(f"expected at least 1 attempt, found {attempts}")
    for attempt in range(attempts):
        if attempt:
            sleep(jitter(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))))
        try:
            with connect() as connection:
                status = connection.info.transaction_status
                if status != TransactionStatus.IDLE:
                    raise ValueError(f"expected a connection outside a transaction, found {status.name}")
                with connection.transaction():  # the COMMIT at its end may be what is refused
                    if level is not None:
                        # Of this transaction, not of the connection: a pool gives it to others later.
                        name = level.name.replace("_", " ")
                        connection.execute(sql.SQL("SET TRANSACTION ISOLATION LEVEL {}").format(sql.SQL(name)))
                    result = work(connection)
                    if connection.info.transaction_status == TransactionStatus.INERROR:
                        raise psycopg.errors.InFailedSqlTransaction("the work went on after an error")
                    return result
        except RETRIED as error:
            refusal = error
    refusal.add_note(f"gave up after {attempts} attempts")
    raise refusal


def main() -> None:
    """Tell of transactions alone, then of two at a time: what goes wrong at which level, and the right retry."""
    with databases.postgresql() as address:
        with closing(psycopg.connect(address)) as connection:
            connection.execute(TABLE)
            connection.commit()
            print("1. All or nothing. Ada has 1000 cents, Ben has none.")
            try:
                transfer(connection, "Ada", "Ben", 1001)
            except psycopg.errors.CheckViolation as error:
                print(f"   Ada sends 1001. Ben had them already, then {error.diag.constraint_name} refused Ada's part:")
            print(f"   {_wallets(connection)}, as before.")
            refused = add_wallets(connection, [("Cyd", 5), ("Ada", 7), ("Dan", -1), ("Eve", 9)])
            print(f"   Four wallets, a savepoint around each; refused: {refused}")
            first, second, answer = after_an_error(connection)
            print(f"   Without one, an error ({first}) spoils the rest ({second}) until the rollback; then: {answer}")

        print("\n2. Two at a time, each on a connection of its own.")
        for anomaly, story in STORIES.items():
            print(f"   {anomaly.__name__.replace('_', ' ').capitalize()}. {story}")
            levels: dict[isolation.Outcome, list[str]] = {}
            for level in IsolationLevel:
                levels.setdefault(anomaly(address, level), []).append(level.name.replace("_", " "))
            for outcome, names in levels.items():
                became = (
                    "HAPPENS" if outcome.happened else f"refused with {outcome.refused}" if outcome.refused else "no"
                )
                print(f"     {became:18} ({', '.join(map(str, outcome.saw))}) at {', '.join(names)}")

        print("\n3. Who may be refused has to try again. Two doctors leave the night shift at the same moment:")
        with isolation.sessions(address, IsolationLevel.SERIALIZABLE, 1) as (other,):
            leave = partial(_leave, other)
            found = run_in_transaction(
                lambda: psycopg.connect(address), leave, level=IsolationLevel.SERIALIZABLE, sleep=_say_pause
            )
            print(f"   Ben: {found}")
            print("   To run his UPDATE alone once more would have been wrong: its reason, two on call, was gone.")


def _leave(other: Connection, ben: Connection) -> str:
    """Ben leaves if another is on call; Ada leaves while he decides, in the first attempt."""
    on_call = [name for (name,) in ben.execute("SELECT name FROM doctors WHERE on_call ORDER BY name")]
    print(f"   Ben's transaction begins and sees on call: {', '.join(on_call)}")
    if "Ada" in on_call:
        other.execute("SELECT count(*) FROM doctors WHERE on_call")
        other.execute("UPDATE doctors SET on_call = false WHERE name = 'Ada'")
        other.commit()
        print("   Ada has counted two, leaves, and is committed first.")
    if len(on_call) < 2:
        return "I am the only one, so I stay."
    ben.execute("UPDATE doctors SET on_call = false WHERE name = 'Ben'")
    return "I left."


def _say_pause(seconds: float) -> None:
    print("   40001: could not serialize. All is rolled back; a short random pause; the whole transaction once more.")
    time.sleep(seconds)


def _wallets(connection: Connection) -> str:
    rows = connection.execute("SELECT owner, cents FROM wallets ORDER BY owner").fetchall()
    connection.rollback()
    return ", ".join(f"{owner}: {cents}" for owner, cents in rows)


if __name__ == "__main__":
    main()
