"""What if there were this index? Make it in a transaction, look at the plan, roll back.

DDL in PostgreSQL is transactional: an index made in a transaction is used by that transaction and seen by nobody else.
So a question about a plan can be tried out instead of argued about, statistics, settings and all.

The lessons on indexes and plans try theirs on a copy of the table of flights, without any of its indexes, so that what
is seen comes from the one index that is spoken of.

Cost: the index is really built, and the table takes no writes until the rollback. The copy takes a third of a second.
Not for: a production server, for the lock. There ``hypopg`` invents indexes for the planner alone, which can then say
what it would do and not what it would cost; or try it on a copy restored from the backup, which tests the backup too.
Asked: how do you know that a new index will help? (Real plan on real data, before and after, in pages.)
Source: https://www.postgresql.org/docs/18/sql-createindex.html, https://hypopg.readthedocs.io/
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import sql

from flights import databases
from raw_sql_examples.explain import Plan, explain


@contextmanager
def copy_of_flights(address: str, months: int = 12) -> Iterator[psycopg.Connection]:
    """Yield a connection without transactions that has, as ``flights``, a copy of the table without indexes.

    It holds the flights of the first months of the year, is vacuumed and analysed, and nothing does that later behind
    our back. It stands in a schema of its own, ``copy_`` and a random name, which the connection looks into first and
    which is dropped at the end. Queries run in one process: a parallel plan would be another one on another machine.
    """
    schema = sql.Identifier(f"copy_{uuid.uuid4().hex}")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        try:
            connection.execute(sql.SQL("SET search_path = {}, public").format(schema))
            connection.execute("SET max_parallel_workers_per_gather = 0")
            copied = """
                CREATE UNLOGGED TABLE flights
                  WITH (autovacuum_enabled = false)
                    AS SELECT id, flight_date, carrier, number, origin, dest, tailnum, sched_dep_time, dep_time,
                              dep_delay, sched_arr_time, arr_time, arr_delay, air_time, distance, time_hour
                         FROM public.flights
                        WHERE flight_date < DATE '2013-01-01' + make_interval(months => {})
            """
            connection.execute(sql.SQL(copied).format(sql.Literal(months)))
            # Else the session may report its inserts after ANALYZE, as if they were not in the statistics.
            connection.execute("SELECT pg_stat_force_next_flush()")
            connection.execute("VACUUM ANALYZE flights")
            yield connection
        finally:
            # A block that failed may have left its transaction open.
            connection.rollback()
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(schema))


def what_if(connection: psycopg.Connection, changes: Sequence[str], query: str, **values: object) -> tuple[Plan, Plan]:
    """Return the plans of a query (see ``explain``) as things are, and as they were after some statements.

    The changes, such as ``CREATE INDEX`` or ``ANALYZE``, are rolled back, whether the query succeeds or not.
    """
    before = explain(connection, query, **values)
    with connection.transaction(force_rollback=True):
        for change in changes:
            connection.execute(change.encode())  # as bytes: psycopg wants text to be literals, against injection
        return before, explain(connection, query, **values)


def size(connection: psycopg.Connection, name: str) -> int:
    """Return the bytes of a table or an index by itself; raise psycopg.errors.UndefinedTable when there is none."""
    row = connection.execute("SELECT pg_relation_size(CAST(%s AS regclass))", [name]).fetchone()
    assert row is not None  # noqa: S101  # a SELECT without FROM has a row
    found: int = row[0]
    return found


def main() -> None:
    """Ask for the flights of one number without and with an index, and see that the index is gone."""
    query = "SELECT flight_date, origin, dest FROM flights WHERE number = :number"
    with databases.postgresql() as address, copy_of_flights(address) as connection:
        before, after = what_if(connection, ["CREATE INDEX flights_number ON flights (number)"], query, number=1141)
        for name, plan in (("as it is", before), ("with an index", after)):
            print(f"\n{name}: {plan.rows} rows, {plan.pages} pages, {plan.removed} rows read in vain")
            print(*plan.lines(), sep="\n")
        print(f"\nThat is one page for {before.pages / after.pages:.0f} before. The index is gone:", end=" ")
        print(explain(connection, query, number=1141).types)


if __name__ == "__main__":
    main()
