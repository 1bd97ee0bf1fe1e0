"""An index on some of the rows: those that somebody looks for.

Two of a hundred flights were cancelled, and the desk that rebooks passengers asks for nothing else. An index with WHERE
holds only these: it is small, stays in memory, and costs nothing when another row is written. Queues (``WHERE NOT
done``) and soft deletes (``WHERE deleted IS NULL``) are the usual cases.

A query may use it when its own WHERE implies that of the index, and the planner has to see that from the text. It knows
that ``delay > 120`` implies ``delay > 60``; it does not guess what ``delay > $1`` may imply in a plan made for all
values.

A partial unique index is a rule that no constraint can say: a plane may have many repairs, and one that is open.

Cost: one more index to understand. The condition must be immutable: no ``now()``, so no "the last 30 days".
Not for: splitting a table by hand, with an index for each customer. That is partitioning.
Asked: only one active subscription a user; how do you make sure? (A unique index where it is active: an application
that looks before it inserts is two transactions away from two rows.)
Source: https://www.postgresql.org/docs/18/indexes-partial.html, https://www.sqlite.org/partialindex.html
"""

from datetime import date

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, rows
from raw_sql_examples.explain import Plan, explain
from raw_sql_examples.what_if import copy_of_flights, size, what_if

WHOLE = "CREATE INDEX by_date ON flights (flight_date)"
CANCELLED = "CREATE INDEX cancelled_by_date ON flights (flight_date) WHERE dep_time IS NULL"


class AlreadyOpenError(Exception):
    """The plane is being repaired already; the message is ``N14228 has an open repair already``."""


def cancelled_flights(connection: psycopg.Connection, day: date) -> tuple[Plan, Plan]:
    """Return the plans of "id of the cancelled flights of a date" with the index WHOLE, and with CANCELLED."""
    query = """
        SELECT id
          FROM flights
         WHERE flight_date = :day
           AND dep_time IS NULL
    """
    _, whole = what_if(connection, [WHOLE], query, day=day)
    _, partial = what_if(connection, [CANCELLED], query, day=day)
    return whole, partial


def sizes(connection: psycopg.Connection) -> tuple[int, int]:
    """Return the bytes of the indexes WHOLE and CANCELLED, neither of which is left."""
    with connection.transaction(force_rollback=True):
        connection.execute(WHOLE.encode())
        connection.execute(CANCELLED.encode())
        return size(connection, "by_date"), size(connection, "cancelled_by_date")


def implied(connection: psycopg.Connection, minutes: int, *, plan_for_all_values: bool) -> Plan:
    """Return the plan of "id of flights that left more than some minutes late" as a prepared statement.

    There is an index ``very_late`` on dep_delay where it is above 60. A plan for all values is what PostgreSQL may
    change to when a prepared statement has run five times (``plan_cache_mode`` is then force_generic_plan, else
    force_custom_plan). Index and setting are rolled back.
    """
    with connection.transaction(force_rollback=True):
        connection.execute("CREATE INDEX very_late ON flights (dep_delay) WHERE dep_delay > 60")
        mode = "force_generic_plan" if plan_for_all_values else "force_custom_plan"
        connection.execute(f"SET LOCAL plan_cache_mode = {mode}".encode())
        connection.execute("PREPARE late (smallint) AS SELECT id FROM flights WHERE dep_delay > $1")
        try:
            return explain(connection, f"EXECUTE late ({minutes:d})")
        finally:
            # ALL: after a rollback psycopg may have done it already, to be rid of plans for tables that are gone.
            connection.execute("DEALLOCATE ALL")


def make_repairs(connection: Connection) -> None:
    """Make the table ``repairs`` (tailnum, opened, closed) and the rule that a plane has one open repair at most.

    It works on SQLite as well. The caller commits.
    """
    connection.execute("""
        CREATE TABLE repairs (
            tailnum varchar(6) NOT NULL,
            opened  date NOT NULL,
            closed  date
        )
    """)
    connection.execute("CREATE UNIQUE INDEX repairs_one_open ON repairs (tailnum) WHERE closed IS NULL")


def open_repair(connection: Connection, tailnum: str, opened: date) -> None:
    """Add an open repair of a plane, or raise AlreadyOpenError when it has one; the caller commits.

    The transaction goes on after the error: a conflict is asked to do nothing, instead of failing.
    """
    added = rows(
        connection,
        """
        INSERT INTO repairs (tailnum, opened)
        VALUES (:tailnum, :opened)
            ON CONFLICT (tailnum) WHERE closed IS NULL DO NOTHING
        RETURNING tailnum
        """,
        tailnum=tailnum,
        opened=opened.isoformat(),
    )
    if not added:
        raise AlreadyOpenError(f"{tailnum} has an open repair already")


def close_repair(connection: Connection, tailnum: str, closed: date) -> None:
    """Close the open repair of a plane, if there is one; the caller commits."""
    rows(
        connection,
        """
        UPDATE repairs
           SET closed = :closed
         WHERE tailnum = :tailnum
           AND closed IS NULL
        RETURNING tailnum
        """,
        tailnum=tailnum,
        closed=closed.isoformat(),
    )


def main() -> None:
    """Compare a whole with a partial index, lose one to a plan for all values, and keep a rule by another."""
    with databases.postgresql() as address, copy_of_flights(address) as connection:
        whole, partial = cancelled_flights(connection, date(2013, 2, 8))
        for name, plan, bytes_ in zip(("whole", "partial"), (whole, partial), sizes(connection), strict=True):
            print(f"\n{name} index, {bytes_:,} bytes: {plan.pages} pages, {plan.removed} rows in vain")
            print(*(f"  {line}" for line in plan.lines()), sep="\n")
        print("\nAn index where dep_delay > 60, and a prepared statement with dep_delay > $1:")
        for minutes, generic in ((120, False), (30, False), (120, True)):
            plan = implied(connection, minutes, plan_for_all_values=generic)
            kind = "a plan for all values" if generic else "a plan of its own"
            print(f"  $1 = {minutes}, {kind}: {plan.indexes or plan.types}")
        print("\nOne open repair a plane:")
        with connection.transaction(force_rollback=True):
            make_repairs(connection)
            open_repair(connection, "N14228", date(2013, 1, 7))
            close_repair(connection, "N14228", date(2013, 1, 9))
            open_repair(connection, "N14228", date(2013, 3, 2))
            try:
                open_repair(connection, "N14228", date(2013, 3, 4))
            except AlreadyOpenError as error:
                print(f"  {error}")
            print(" ", rows(connection, "SELECT tailnum, opened, closed FROM repairs ORDER BY opened"))


if __name__ == "__main__":
    main()
