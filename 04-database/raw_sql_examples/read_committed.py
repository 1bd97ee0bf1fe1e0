"""What a writer does at READ COMMITTED when somebody else is changing its row: wait, read the row again, go on.

The default level is full of applications that never heard of it, and mostly they are right. An UPDATE finds its rows in
the snapshot of the statement. Where another transaction has changed such a row and not ended yet, it waits. After that
commit it takes the *newest* version of the row, asks its WHERE once more of this row alone, and writes. So an UPDATE
that computes from the row itself loses nothing, and a guard in WHERE holds. What it does not do is look for rows anew:
a row that came to match in the meantime is not found. REPEATABLE READ refuses (40001) in all three cases.

Cost: a wait, at most as long as the other transaction lasts; no retry.
Not for: decisions about several rows, such as "the sum of both accounts stays positive": see ``isolation.write_skew``.
Asked: is ``UPDATE ... SET seats = seats - 1 WHERE seats > 0`` safe without a lock? (Yes: the WHERE is asked again.)
Source: https://www.postgresql.org/docs/18/transaction-iso.html#XACT-READ-COMMITTED
"""

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import LiteralString

import psycopg
from psycopg import IsolationLevel

from flights import databases
from raw_sql_examples.blocking import waiting

TABLE: LiteralString = """
    CREATE TABLE IF NOT EXISTS counters (name text PRIMARY KEY, value integer NOT NULL);
    TRUNCATE counters;
"""


@dataclass(frozen=True)
class Second:
    """What became of the second of two writers: how many rows it wrote, or the SQLSTATE with which it was refused."""

    rows: int
    refused: str | None
    left: dict[str, int]


def second_writer(
    address: str,
    level: IsolationLevel,
    counters: dict[str, int],
    first: LiteralString,
    second: LiteralString,
) -> Second:
    """Run two statements in two transactions of the level: the first, then the second, which waits; then both commit.

    They find ``counters`` (name to value) in the table of TABLE, which is made anew, and ``left`` is what they leave.
    ``rows`` is 0 for a second that was refused with SQLSTATE 40001. Raise TimeoutError when the second does not wait.
    """
    with (
        closing(psycopg.connect(address, autocommit=True)) as observer,
        closing(psycopg.connect(address)) as waiter,
        closing(psycopg.connect(address)) as holder,
    ):
        observer.execute(TABLE)
        observer.cursor().executemany("INSERT INTO counters VALUES (%s, %s)", list(counters.items()))
        holder.isolation_level = waiter.isolation_level = level
        holder.execute(first)
        rows, refused = 0, None
        try:
            with waiting(observer, waiter, partial(waiter.execute, second)) as future:
                holder.commit()
            rows = future.result().rowcount
            waiter.commit()
        except psycopg.errors.SerializationFailure as error:
            refused = error.sqlstate
        left: dict[str, int] = dict(observer.execute("SELECT name, value FROM counters ORDER BY name").fetchall())
        return Second(rows, refused, left)


def sum_of_both(address: str, level: IsolationLevel) -> Second:
    """Add 10 and add 20 to the counter ``balance``, which is 100, each in one statement. At READ COMMITTED: 130."""
    return second_writer(
        address,
        level,
        {"balance": 100},
        "UPDATE counters SET value = value + 10 WHERE name = 'balance'",
        "UPDATE counters SET value = value + 20 WHERE name = 'balance'",
    )


def last_seat(address: str, level: IsolationLevel) -> Second:
    """Sell the last of the counter ``seats`` twice, each time with the guard ``value > 0``: one of them writes.

    At READ COMMITTED the second finds the row in its snapshot, waits, asks the guard of the new version: no row.
    """
    sell: LiteralString = "UPDATE counters SET value = value - 1 WHERE name = 'seats' AND value > 0"
    return second_writer(address, level, {"seats": 1}, sell, sell)


def missed_row(address: str, level: IsolationLevel) -> Second:
    """Add 1 to all counters, ``one`` at 9 and ``other`` at 10, while a second deletes those at 10.

    Before and after the first there is a counter at 10. At READ COMMITTED the second deletes none: ``one`` did not
    match in its snapshot, ``other`` does not match any more.
    """
    return second_writer(
        address,
        level,
        {"one": 9, "other": 10},
        "UPDATE counters SET value = value + 1",
        "DELETE FROM counters WHERE value = 10",
    )


def main() -> None:
    """Show the three cases at the two levels."""
    with databases.postgresql() as address:
        for case in (sum_of_both, last_seat, missed_row):
            print(case.__name__.replace("_", " "))
            for level in (IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ):
                found = case(address, level)
                became = f"refused with {found.refused}" if found.refused else f"wrote {found.rows} row(s)"
                print(f"  {level.name:16} the second waited, then {became}; left: {found.left}")


if __name__ == "__main__":
    main()
