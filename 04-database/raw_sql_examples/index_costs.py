"""What an index costs: each row written is written once more for every index.

A row that is inserted gets an entry in each index of the table. An UPDATE makes a new version of the row, in a new
place, so that all indexes need an entry for it, those of the other columns too: unless no indexed column has changed
and there is room on the same page. Then the new version is linked to the old one and no index hears of it (a heap-only
tuple, HOT). One index on a column that changes all the time, such as "last seen" or a counter, makes each of its
updates write to all.

Room is left by ``fillfactor``: of a page that is filled to the brim, every new version has to move away. A BRIN index
notes only the least and the greatest value of a stretch of pages and does not stand in the way.

Cost: measured here in bytes of the log (WAL), which are written to disk, sent to each replica and kept with the
backups.
Not for: a verdict against indexes; one read saved is often worth it. But an index that nobody uses costs the same.
Asked: updates became slow when an index was added on another column; how can that be? (They were HOT before.)
Source: https://www.postgresql.org/docs/18/storage-hot.html, https://www.postgresql.org/docs/18/monitoring-stats.html
"""

from dataclasses import dataclass

import psycopg

from flights import databases
from raw_sql_examples.database import rows


@dataclass(frozen=True)
class Cost:
    """What an UPDATE of all rows cost: how many, how many of them heap-only, and bytes of log."""

    updated: int
    heap_only: int
    log: int


def make_sightings(connection: psycopg.Connection, fillfactor: int) -> None:
    """Make the table ``sightings``: tailnum (the key) and seen (0) of each plane, pages filled to a percentage.

    Autovacuum leaves it alone. Raise ValueError("fillfactor must be 10 to 100, not 5") for what PostgreSQL would
    refuse.
    """
    if not 10 <= fillfactor <= 100:
        raise ValueError(f"fillfactor must be 10 to 100, not {fillfactor}")
    connection.execute(
        f"""
        CREATE TABLE sightings (
            tailnum varchar(6) PRIMARY KEY,
            seen    integer NOT NULL
        )
          WITH (fillfactor = {fillfactor:d}, autovacuum_enabled = false)
        """.encode()
    )
    connection.execute("INSERT INTO sightings (tailnum, seen) SELECT tailnum, 0 FROM planes")


def log_position(connection: psycopg.Connection) -> int:
    """Return how many bytes of log the server has written since it was made, for all that it does."""
    ((position,),) = rows(connection, "SELECT CAST(pg_current_wal_insert_lsn() - '0/0' AS bigint)")
    return int(position)


def update_cost(connection: psycopg.Connection) -> Cost:
    """Count one more sighting of each plane (seen), and return what that cost.

    Counts are those of the transaction so far without what came before the call. What other sessions write meanwhile is
    in the log too.
    """
    counters = """
        SELECT n_tup_upd,
               n_tup_hot_upd
          FROM pg_stat_xact_user_tables
         WHERE relid = CAST('sightings' AS regclass)
    """
    ((updated, heap_only),) = rows(connection, counters)
    start = log_position(connection)
    connection.execute("UPDATE sightings SET seen = seen + 1")
    log = log_position(connection) - start
    ((updated_then, heap_only_then),) = rows(connection, counters)
    return Cost(updated_then - updated, heap_only_then - heap_only, log)


def insert_cost(connection: psycopg.Connection, indexed: list[str], count: int) -> int:
    """Return the bytes of log for inserting the first flights (by id) into a copy of the table with some indexes.

    The copy has an index on each of some columns and no others. None of it is left. Raise ValueError("unknown column
    'wings'") for a column that flights does not have.
    """
    columns = "id, flight_date, carrier, number, origin, dest, tailnum, sched_dep_time, dep_time, dep_delay, time_hour"
    if unknown := set(indexed) - set(columns.split(", ")):
        raise ValueError(f"unknown column {min(unknown)!r}")
    with connection.transaction(force_rollback=True):
        connection.execute(
            f"CREATE TABLE written AS SELECT {columns} FROM flights WITH NO DATA".encode()  # noqa: S608  # constants
        )
        for column in indexed:
            connection.execute(f"CREATE INDEX ON written ({column})".encode())
        start = log_position(connection)
        connection.execute(
            f"INSERT INTO written SELECT {columns} FROM flights WHERE id <= %s".encode(),  # noqa: S608  # constants
            [count],
        )
        return log_position(connection) - start


def unused_indexes(connection: psycopg.Connection) -> list[tuple[str, str, int]]:
    """Return (table, index, bytes) of indexes never used since counting began, largest first, then by name.

    Of the schema that the connection sees first; without those that are a rule: unique ones and those of a constraint.
    Ask every server: a replica counts what it is asked itself. And ask late enough: the report of the year comes once.
    """
    return connection.execute("""
        SELECT s.relname,
               s.indexrelname,
               pg_relation_size(s.indexrelid)
          FROM pg_stat_user_indexes AS s
          JOIN pg_index AS i ON i.indexrelid = s.indexrelid
         WHERE s.schemaname = current_schema()
           AND s.idx_scan = 0
           AND NOT i.indisunique
           AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = s.indexrelid)
         ORDER BY pg_relation_size(s.indexrelid) DESC,
                  s.indexrelname
    """).fetchall()


def main() -> None:
    """Update with and without room, with and without an index on what changes; insert with more and more indexes."""
    with databases.postgresql() as address, psycopg.connect(address, autocommit=True) as connection:
        print("One UPDATE of each plane's row:")
        for fillfactor, index in (
            (100, ""),
            (50, ""),
            (50, "CREATE INDEX sightings_seen ON sightings (seen)"),
            (50, "CREATE INDEX sightings_seen ON sightings USING brin (seen)"),
        ):
            with connection.transaction(force_rollback=True):
                make_sightings(connection, fillfactor)
                if index:
                    connection.execute(index.encode())
                cost = update_cost(connection)
            print(f"  pages filled to {fillfactor:>3} %, {index or 'no index but the key'}:")
            print(f"    {cost.heap_only:,} of {cost.updated:,} heap-only, {cost.log // 1000:,} kB of log")
        print("\n10,000 flights inserted, kB of log by number of indexes:")
        columns = ["id", "dest", "tailnum", "time_hour", "dep_delay"]
        for number in range(len(columns) + 1):
            print(f"  {number}: {insert_cost(connection, columns[:number], 10_000) // 1000:,}")
        connection.execute("SELECT count(*) FROM flights WHERE dest = 'HNL'")
        connection.execute("SELECT pg_stat_force_next_flush()")
        print("\nIndexes of the schema that nobody has used:", [name for _, name, _ in unused_indexes(connection)])


if __name__ == "__main__":
    main()
