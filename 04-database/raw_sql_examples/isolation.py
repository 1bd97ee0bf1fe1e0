"""The anomalies of concurrent transactions, each made by real connections at a level that the caller chooses.

Isolation is a promise about what a transaction may see of others that run beside it. Four levels stand in the standard,
each defined by what it forbids. PostgreSQL keeps its own, stricter promises:

- READ UNCOMMITTED is READ COMMITTED: no reader ever sees what is not committed, as a row has versions.
- READ COMMITTED, the default: every *statement* sees what was committed when it began.
- REPEATABLE READ: every statement sees what was committed when the *transaction* took its first snapshot, so there are
  no phantoms either. To write a row that others have changed since is refused (SQLSTATE 40001).
- SERIALIZABLE: the result is one that some order, one transaction after the other, could give; else 40001.

Cost: reading never waits for writing. The upper two levels cost retries: 40001 is part of normal life there, and who
chooses them writes the loop (``transactions.run_in_transaction``). SERIALIZABLE also tracks what was read.
Not for: one statement that says it all; ``UPDATE accounts SET balance = balance + 10`` loses nothing at any level.
Asked: which anomaly survives REPEATABLE READ? (Write skew: two write different rows, each after reading the other's.)
Source: https://www.postgresql.org/docs/18/transaction-iso.html; Berenson et al., A Critique of ANSI SQL Isolation
Levels, 1995; Fekete, O'Neil, O'Neil, A Read-Only Transaction Anomaly Under Snapshot Isolation, 2004
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import Connection, IsolationLevel

from flights import databases

TABLES: LiteralString = """
    CREATE TABLE IF NOT EXISTS accounts (id integer PRIMARY KEY, balance integer NOT NULL);
    CREATE TABLE IF NOT EXISTS doctors (name text PRIMARY KEY, on_call boolean NOT NULL);
    CREATE TABLE IF NOT EXISTS day (today integer NOT NULL);
    CREATE TABLE IF NOT EXISTS receipts (day integer NOT NULL, cents integer NOT NULL);
    TRUNCATE accounts, doctors, day, receipts;
    INSERT INTO accounts VALUES (1, 100), (2, 100);
    INSERT INTO doctors VALUES ('Ada', true), ('Ben', true);
    INSERT INTO day VALUES (1);
"""


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt to make an anomaly.

    ``happened``: the data or a reader is wrong. ``saw``: the numbers that show it, as the function says. ``refused``:
    the SQLSTATE with which PostgreSQL refused a transaction, which was then rolled back; None when all committed.
    """

    happened: bool
    saw: tuple[int, ...]
    refused: str | None = None


@contextmanager
def sessions(address: str, level: IsolationLevel, count: int = 2) -> Iterator[list[Connection]]:
    """Run TABLES and commit, then yield ``count`` connections whose transactions have the level.

    They begin a transaction with their first statement; all are closed at the end, and what is open is rolled back.
    """
    with ExitStack() as stack:
        opened = [stack.enter_context(closing(psycopg.connect(address))) for _ in range(count)]
        opened[0].execute(TABLES)
        opened[0].commit()
        for connection in opened:
            connection.isolation_level = level
        yield opened


def dirty_read(address: str, level: IsolationLevel) -> Outcome:
    """Read what another never commits: it sets account 1 to 0, we read, it rolls back. Saw: the balance that we read.

    It happened when that was 0.
    """
    with sessions(address, level) as (reader, writer):
        writer.execute("UPDATE accounts SET balance = 0 WHERE id = 1")
        saw = _number(reader, "SELECT balance FROM accounts WHERE id = 1")
        writer.rollback()
        return Outcome(saw == 0, (saw,))


def non_repeatable_read(address: str, level: IsolationLevel) -> Outcome:
    """Read account 1 twice in one transaction while another sets it to 50 and commits between. Saw: both balances.

    It happened when they differ.
    """
    with sessions(address, level) as (reader, writer):
        first = _number(reader, "SELECT balance FROM accounts WHERE id = 1")
        writer.execute("UPDATE accounts SET balance = 50 WHERE id = 1")
        writer.commit()
        second = _number(reader, "SELECT balance FROM accounts WHERE id = 1")
        return Outcome(first != second, (first, second))


def phantom(address: str, level: IsolationLevel) -> Outcome:
    """Count accounts of at least 100 twice while another inserts such an account and commits between. Saw: both counts.

    It happened when they differ. The standard allows it at REPEATABLE READ, PostgreSQL does not.
    """
    with sessions(address, level) as (reader, writer):
        first = _number(reader, "SELECT count(*) FROM accounts WHERE balance >= 100")
        writer.execute("INSERT INTO accounts VALUES (3, 100)")
        writer.commit()
        second = _number(reader, "SELECT count(*) FROM accounts WHERE balance >= 100")
        return Outcome(first != second, (first, second))


def lost_update(address: str, level: IsolationLevel) -> Outcome:
    """Two transactions read account 1; the one writes what it read plus 10 and commits, then the other plus 20.

    Saw: the balance at the end. It happened when both committed and it is not 130.
    """
    with sessions(address, level) as (first, second):
        read = [_number(connection, "SELECT balance FROM accounts WHERE id = 1") for connection in (first, second)]
        first.execute("UPDATE accounts SET balance = %s WHERE id = 1", [read[0] + 10])
        first.commit()

        def write() -> None:
            second.execute("UPDATE accounts SET balance = %s WHERE id = 1", [read[1] + 20])
            second.commit()

        refused = refusal(second, write)
        balance = _number(first, "SELECT balance FROM accounts WHERE id = 1")
        return Outcome(refused is None and balance != 130, (balance,), refused)


def write_skew(address: str, level: IsolationLevel) -> Outcome:
    """One of two doctors must stay on call: Ada and Ben each count two, each leaves, both commit.

    Saw: how many are on call at the end. It happened when nobody is. No row was written by both, so no lock and no
    version of a row tells PostgreSQL: only at SERIALIZABLE it knows what each has read.
    """
    with sessions(address, level) as (ada, ben):
        counted = [_number(connection, "SELECT count(*) FROM doctors WHERE on_call") for connection in (ada, ben)]
        if counted[0] > 1:
            ada.execute("UPDATE doctors SET on_call = false WHERE name = 'Ada'")
        ada.commit()

        def leave() -> None:
            if counted[1] > 1:
                ben.execute("UPDATE doctors SET on_call = false WHERE name = 'Ben'")
            ben.commit()

        refused = refusal(ben, leave)
        on_call = _number(ada, "SELECT count(*) FROM doctors WHERE on_call")
        return Outcome(on_call == 0, (on_call,), refused)


def report_that_lies(address: str, level: IsolationLevel) -> Outcome:
    """A report that only reads adds up a closed day, and a receipt is filed under that day all the same.

    Three connections. The cashier reads that today is day 1. The day is closed: ``today`` becomes 2. The report adds up
    the receipts of the day before today. Then the cashier files a receipt of 500 cents under day 1.

    Saw: the sum in the report, and the true sum of day 1 at the end. It happened when they differ. Without the report
    all would be well, since the order "the cashier, then the closing" explains the rest. With it no order does, and at
    SERIALIZABLE a reader is the reason for which a writer is refused.
    """
    with sessions(address, level, 3) as (cashier, closing_time, report):
        today = _number(cashier, "SELECT today FROM day")
        closing_time.execute("UPDATE day SET today = today + 1")
        closing_time.commit()
        reported = _number(
            report, "SELECT coalesce(sum(cents), 0) FROM receipts WHERE day = (SELECT today - 1 FROM day)"
        )
        report.commit()

        def file() -> None:
            cashier.execute("INSERT INTO receipts VALUES (%s, 500)", [today])
            cashier.commit()

        refused = refusal(cashier, file)
        true = _number(report, "SELECT coalesce(sum(cents), 0) FROM receipts WHERE day = 1")
        return Outcome(reported != true, (reported, true), refused)


type Anomaly = Callable[[str, IsolationLevel], Outcome]

ANOMALIES: tuple[Anomaly, ...] = (
    dirty_read,
    non_repeatable_read,
    phantom,
    lost_update,
    write_skew,
    report_that_lies,
)


def refusal(connection: Connection, work: Callable[[], None]) -> str | None:
    """Do the work; when PostgreSQL refuses it with 40001, roll the connection back and return the SQLSTATE, else None.

    The refusal may come with any statement of a transaction, with its COMMIT too; other errors are not caught.
    """
    try:
        work()
    except psycopg.errors.SerializationFailure as error:
        connection.rollback()
        return error.sqlstate
    return None


def _number(connection: Connection, query: LiteralString) -> int:
    ((number,),) = connection.execute(query).fetchall()
    return int(number)


def main() -> None:
    """Show which anomaly happens at which level."""
    with databases.postgresql() as address:
        print(f"{'':20}", *(f"{level.name:18}" for level in IsolationLevel))
        for anomaly in ANOMALIES:
            cells = []
            for level in IsolationLevel:
                outcome = anomaly(address, level)
                saw = ", ".join(map(str, outcome.saw))
                cells.append(f"{'happens' if outcome.happened else outcome.refused or 'does not'}: {saw}")
            print(f"{anomaly.__name__.replace('_', ' '):20}", *(f"{cell:18}" for cell in cells))
        print(
            "\nBehind the colon stands what was seen. 40001 is a refusal, after which the whole transaction is retried."
        )


if __name__ == "__main__":
    main()
