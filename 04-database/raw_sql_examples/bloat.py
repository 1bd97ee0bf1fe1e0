"""Dead rows: why a table grows though its number of rows does not, and what VACUUM can do.

An UPDATE writes a new version of the row and leaves the old one, for those who began before. A DELETE only marks.
VACUUM takes away versions that nobody can see any more, and notes their room as free: new rows go there, the file does
not shrink (but for empty pages at its very end). Autovacuum does that when a fifth of a table is dead.

What nobody can see: the oldest transaction decides. One session that took a snapshot yesterday and sits "idle in
transaction" keeps every version that has died since, in all tables. VACUUM runs, and removes nothing.

Cost: dead rows are read by each sequential scan and take memory. VACUUM reads what has changed and blocks nobody.
Not for: VACUUM FULL as a habit. It writes the table anew and locks out even readers; pg_repack does it while they work.
Asked: a table of a thousand rows is 10 GB and slow; how, and what now? (Many updates and a long transaction; end that,
then VACUUM, and once VACUUM FULL. Then idle_in_transaction_session_timeout.)
Source: https://www.postgresql.org/docs/18/routine-vacuuming.html
"""

from contextlib import closing

import psycopg

from flights import databases
from raw_sql_examples.database import rows


def make_positions(connection: psycopg.Connection) -> None:
    """Make the table ``positions``: tailnum (the key), lat and lon (0) of each plane; autovacuum leaves it alone."""
    connection.execute("""
        CREATE TABLE positions (
            tailnum varchar(6) PRIMARY KEY,
            lat     double precision NOT NULL,
            lon     double precision NOT NULL
        )
          WITH (autovacuum_enabled = false)
    """)
    connection.execute("INSERT INTO positions (tailnum, lat, lon) SELECT tailnum, 0, 0 FROM planes")


def move(connection: psycopg.Connection, times: int) -> None:
    """Move every plane by a degree to the north, a number of times, each in a statement of its own."""
    for _ in range(times):
        connection.execute("UPDATE positions SET lat = lat + 1")


def size(connection: psycopg.Connection) -> int:
    """Return the bytes of the table ``positions`` without its index."""
    ((found,),) = rows(connection, "SELECT pg_relation_size('positions')")
    return int(found)


def removable(connection: psycopg.Connection) -> bool:
    """Vacuum ``positions``, and return whether all of its dead rows could go; the connection must be in autocommit.

    VACUUM (VERBOSE) says so in a notice: "... tuples: N removed, M remain, K are dead but not yet removable".
    """
    notices: list[str] = []

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        notices.append(diagnostic.message_primary or "")

    connection.add_notice_handler(note)
    try:
        connection.execute("VACUUM (VERBOSE) positions")
    finally:
        connection.remove_notice_handler(note)
    return any(", 0 are dead but not yet removable" in notice for notice in notices)


def oldest_snapshots(connection: psycopg.Connection) -> list[tuple[int, str, int]]:
    """Return (process, state, transactions since) of the sessions of this database that hold back VACUUM, oldest first.

    A session holds it back by its snapshot or by a transaction that has written. The one that asks is left out.
    """
    return connection.execute("""
        SELECT pid,
               state,
               greatest(age(backend_xmin), age(backend_xid))
          FROM pg_stat_activity
         WHERE datname = current_database()
           AND backend_type = 'client backend'
           AND pid <> pg_backend_pid()
           AND coalesce(backend_xmin, backend_xid) IS NOT NULL
         ORDER BY 3 DESC,
                  pid
    """).fetchall()


def main() -> None:
    """Move planes with and without VACUUM between, hold it back by a forgotten transaction, and find that."""
    with databases.postgresql() as address, psycopg.connect(address, autocommit=True) as connection:
        make_positions(connection)
        print(f"4,043 planes: {size(connection) // 1000:,} kB")
        move(connection, 5)
        print(f"moved five times: {size(connection) // 1000:,} kB")
        print(f"VACUUM: all dead rows gone: {removable(connection)}, {size(connection) // 1000:,} kB, most of it free")
        for _ in range(5):
            move(connection, 1)
            removable(connection)
        print(f"moved five times more, VACUUM after each: {size(connection) // 1000:,} kB")
        with closing(psycopg.connect(address)) as forgotten:
            forgotten.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            forgotten.execute("SELECT count(*) FROM airlines")
            for _ in range(10):
                move(connection, 1)
                gone = removable(connection)
            print("\nMoved ten times more while somebody, who looked at another table, is at lunch:", end=" ")
            print(f"{size(connection) // 1000:,} kB, all dead rows gone: {gone}")
            for _, state, transactions in oldest_snapshots(connection):
                print(f"  held back by a session {state!r}, {transactions} transactions old")
            forgotten.rollback()
            print(f"After lunch, all dead rows gone: {removable(connection)}")
        connection.execute("VACUUM FULL positions")
        print(f"VACUUM FULL: {size(connection) // 1000:,} kB")
        connection.execute("DROP TABLE positions")


if __name__ == "__main__":
    main()
