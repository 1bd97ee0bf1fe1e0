"""Row locks: take the row before you decide on it, and say how long you are ready to wait.

"Read, check, write" is a lost update unless nobody can change in between what was read. ``SELECT ... FOR UPDATE`` reads
and locks, so the check holds until the commit. Four strengths exist, since not all locks have to exclude each other: an
UPDATE that leaves the key alone takes NO KEY UPDATE, and a row that refers to another by a foreign key takes KEY SHARE
on it; these two get along, so that a change of a customer's name does not stop new orders. FOR UPDATE stops them.

Cost: a lock on a row is written into the row: it costs a write, and no memory however many rows. Readers never wait.
Not for: a pause in which a human thinks; that is ``optimistic_locking``. Nor for one statement that can guard itself
(``UPDATE ... WHERE seats > 0``), nor where rows that are *not there* matter: FOR UPDATE locks no gap in PostgreSQL.
Asked: which lock does an INSERT take on the row its foreign key points to, and when does that hurt? (KEY SHARE; it
waits for whoever deletes the parent, changes its key, or locked it FOR UPDATE out of habit.)
Source: https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-ROWS
"""

import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import LiteralString

import psycopg
from psycopg import Connection, sql

from flights import databases

STRENGTHS = ("KEY SHARE", "SHARE", "NO KEY UPDATE", "UPDATE")
TABLES: LiteralString = """
    CREATE TABLE IF NOT EXISTS departures (id integer PRIMARY KEY, seats integer NOT NULL CHECK (seats >= 0));
    CREATE TABLE IF NOT EXISTS tickets (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        departure_id integer NOT NULL REFERENCES departures,
        passenger text NOT NULL
    );
    TRUNCATE departures, tickets;
    INSERT INTO departures VALUES (1, 3), (2, 0);
"""


class SoldOutError(Exception):
    """There is no seat left."""


class BusyError(Exception):
    """Somebody else has the row; the caller may try again, or tell the user so."""


def conflicts(address: str, held: str, wanted: str) -> bool:
    """Return whether a transaction is refused a lock on departure 1 while another holds one; both of STRENGTHS.

    Raise ValueError (``unknown strength 'EXCLUSIVE': expected one of KEY SHARE, SHARE, NO KEY UPDATE, UPDATE``).
    """
    with closing(psycopg.connect(address)) as holder, closing(psycopg.connect(address)) as other:
        holder.execute(_lock(held))
        try:
            return _refused(other, wanted)
        finally:
            holder.rollback()  # to close it would free the lock as well, but only when the server gets to it


def lock_of(address: str, statement: LiteralString) -> str | None:
    """Return the strength of the lock that a statement takes on departure 1, or None; the statement is rolled back.

    It is found by what it refuses: each strength refuses those that the next weaker one does, and one more.
    """
    with closing(psycopg.connect(address)) as holder, closing(psycopg.connect(address)) as other:
        holder.execute(statement)
        refused = sum(_refused(other, wanted) for wanted in STRENGTHS)
        holder.rollback()
        return STRENGTHS[refused - 1] if refused else None


def sell(connection: Connection, departure: int, passenger: str, patience: float | None = None) -> int:
    """Sell a seat in a transaction of its own and return how many are left.

    ``patience``: how many seconds to wait for somebody who has the row: None without limit, 0 not at all (NOWAIT), else
    at most so long (``lock_timeout``, of this transaction alone). Raise SoldOutError (``departure 2 is sold out``),
    BusyError (``departure 1 is taken by somebody else``), or LookupError (``no departure 7``); nothing is changed then.
    """
    query: LiteralString = "SELECT seats FROM departures WHERE id = %s FOR NO KEY UPDATE"
    with connection.transaction():
        if patience:
            # SET takes no values. The third argument makes it SET LOCAL: a pooled connection forgets it at the commit.
            # 0 would mean no limit, so a patience of less than a millisecond is one.
            connection.execute("SELECT set_config('lock_timeout', %s, true)", [f"{math.ceil(patience * 1000)}ms"])
        try:
            found = connection.execute(query + (" NOWAIT" if patience == 0 else ""), [departure]).fetchone()
        except psycopg.errors.LockNotAvailable as error:
            raise BusyError(f"departure {departure} is taken by somebody else") from error
        if found is None:
            raise LookupError(f"no departure {departure}")
        left: int = found[0] - 1
        if left < 0:
            raise SoldOutError(f"departure {departure} is sold out")
        connection.execute("UPDATE departures SET seats = %s WHERE id = %s", [left, departure])
        connection.execute("INSERT INTO tickets (departure_id, passenger) VALUES (%s, %s)", [departure, passenger])
        return left


def sell_at_once(address: str, departure: int, passengers: list[str]) -> dict[str, int | None]:
    """Sell to all passengers at the same time, each in a thread with a connection of its own.

    Return, for each passenger, how many seats were left after the sale; None for those who came too late.
    """

    def buy(passenger: str) -> int | None:
        with closing(psycopg.connect(address)) as connection:
            try:
                return sell(connection, departure, passenger)
            except SoldOutError:
                return None

    with ThreadPoolExecutor(len(passengers)) as pool:
        return dict(zip(passengers, pool.map(buy, passengers), strict=True))


def _lock(strength: str) -> sql.Composed:
    if strength not in STRENGTHS:
        raise ValueError(f"unknown strength {strength!r}: expected one of {', '.join(STRENGTHS)}")
    return sql.SQL("SELECT id FROM departures WHERE id = 1 FOR {}").format(sql.SQL(strength))


def _refused(connection: Connection, wanted: str) -> bool:
    try:
        connection.execute(_lock(wanted) + sql.SQL(" NOWAIT"))
    except psycopg.errors.LockNotAvailable:
        return True
    finally:
        connection.rollback()
    return False


def main() -> None:
    """Show which locks conflict, what statements lock, and how three seats are sold to five."""
    with databases.postgresql() as address, closing(psycopg.connect(address)) as connection:
        connection.execute(TABLES)
        connection.commit()

        print("held \\ wanted  ", *(f"{wanted:14}" for wanted in STRENGTHS))
        for held in STRENGTHS:
            cells = ("waits" if conflicts(address, held, wanted) else "goes on" for wanted in STRENGTHS)
            print(f"{held:15}", *(f"{cell:14}" for cell in cells))

        print("\nWhat a statement locks of departure 1:")
        statements: tuple[LiteralString, ...] = (
            "SELECT seats FROM departures",
            "INSERT INTO tickets (departure_id, passenger) VALUES (1, 'Ada')",
            "UPDATE departures SET seats = 2 WHERE id = 1",
            "UPDATE departures SET id = 9 WHERE id = 1",
            "DELETE FROM departures WHERE id = 1",
        )
        for statement in statements:
            print(f"  {lock_of(address, statement) or 'nothing':14} {statement}")

        sold = sell_at_once(address, 1, ["Ada", "Ben", "Cyd", "Dan", "Eve"])
        print(
            "\nThree seats, five buyers; seats left after each sale:", sorted(n for n in sold.values() if n is not None)
        )
        with closing(psycopg.connect(address)) as thinking:
            thinking.execute("SELECT seats FROM departures WHERE id = 2 FOR UPDATE")
            for patience in (0, 0.02):
                try:
                    sell(connection, 2, "Ada", patience)
                except BusyError as error:
                    print(f"With a patience of {patience} s: {error}")


if __name__ == "__main__":
    main()
