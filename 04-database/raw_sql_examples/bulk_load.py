"""Many rows into PostgreSQL: five ways, from the slowest to COPY.

An INSERT of one row pays for a message to the server and back, for parsing and planning, and, on its own, for a commit
that waits until the disk has it. Each way below saves one of these: one transaction saves the commits, ``executemany``
the waiting (psycopg sends in a pipeline), many rows in a statement the parsing, COPY nearly all of it.

Cost: measured side by side by ``nox -s bench -- 04-database bulk_load``; the table is in the README.
Not for: COPY knows no ON CONFLICT. Copy into a temporary table, then INSERT ... SELECT ... ON CONFLICT from there.
Asked: loading a million rows takes an hour; what do you look at first? (Commits, then round trips, then indexes.)
Source: https://www.postgresql.org/docs/18/populate.html, https://www.psycopg.org/psycopg3/docs/basic/copy.html
"""

from collections.abc import Callable, Sequence
from itertools import batched

import psycopg

from flights import databases

type Hour = tuple[str, str, float | None, float]

TABLE = """
CREATE TABLE hours (
    origin    varchar(3) NOT NULL,
    time_hour timestamptz NOT NULL,
    temp      double precision,
    precip    double precision NOT NULL,
    PRIMARY KEY (origin, time_hour)
)
"""
INSERT = "INSERT INTO hours (origin, time_hour, temp, precip) VALUES (%s, %s, %s, %s)"
ROWS_OF_A_STATEMENT = 1_000


def create(connection: psycopg.Connection) -> None:
    """Make the table ``hours``, empty, instead of one that is there."""
    connection.execute("DROP TABLE IF EXISTS hours")
    connection.execute(TABLE)


def read_hours(connection: psycopg.Connection, limit: int) -> list[Hour]:
    """Return rows to load, from the weather: (origin, instant as text, temperature, precipitation)."""
    query = """
        SELECT origin, CAST(time_hour AS text), temp, precip
        FROM weather
        ORDER BY origin, time_hour
        LIMIT %s
    """
    return connection.execute(query, [limit]).fetchall()


def by_single_inserts(connection: psycopg.Connection, hours: Sequence[Hour]) -> None:
    """Insert each row by a statement that is committed on its own; a failure keeps what came before it.

    Raise ValueError for a connection that is not in autocommit mode, where the rows would be one transaction:
    ``expected a connection in autocommit mode``.
    """
    if not connection.autocommit:
        raise ValueError("expected a connection in autocommit mode")
    for hour in hours:
        connection.execute(INSERT, hour)


def in_one_transaction(connection: psycopg.Connection, hours: Sequence[Hour]) -> None:
    """Insert each row by its own statement, all or none of them."""
    with connection.transaction():
        for hour in hours:
            connection.execute(INSERT, hour)


def by_executemany(connection: psycopg.Connection, hours: Sequence[Hour]) -> None:
    """Give all rows to the driver, which sends them without waiting for each answer; all or none."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(INSERT, hours)


def by_rows_in_a_statement(connection: psycopg.Connection, hours: Sequence[Hour]) -> None:
    """Insert a thousand rows a statement, each column as one array; all or none.

    ``unnest`` keeps the text of the statement the same for any number of rows; a VALUES list would be limited to 65,535
    values.
    """
    statement = """
        INSERT INTO hours (origin, time_hour, temp, precip)
        SELECT origin, time_hour, temp, precip
        FROM unnest(%s::varchar[], %s::timestamptz[], %s::double precision[], %s::double precision[])
            AS batch (origin, time_hour, temp, precip)
    """
    with connection.transaction():
        for batch in batched(hours, ROWS_OF_A_STATEMENT):
            connection.execute(statement, [list(column) for column in zip(*batch, strict=True)])


def by_copy(connection: psycopg.Connection, hours: Sequence[Hour]) -> None:
    """Send all rows in one stream; all or none."""
    with (
        connection.transaction(),
        connection.cursor() as cursor,
        cursor.copy("COPY hours (origin, time_hour, temp, precip) FROM STDIN") as copy,
    ):
        for hour in hours:
            copy.write_row(hour)


def upsert_by_copy(connection: psycopg.Connection, hours: Sequence[Hour]) -> int:
    """Insert rows or, where the key is there, change them, by a temporary table; return how many were inserted.

    Of rows with one key the last one wins: ON CONFLICT refuses to change a row twice in a statement, so DISTINCT ON
    chooses before, by the place in which they came. ``xmax`` is 0 in a row that was inserted and not changed.
    """
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("""
            CREATE TEMPORARY TABLE arriving (
                place integer GENERATED ALWAYS AS IDENTITY,
                LIKE hours
            ) ON COMMIT DROP
        """)
        with cursor.copy("COPY arriving (origin, time_hour, temp, precip) FROM STDIN") as copy:
            for hour in hours:
                copy.write_row(hour)
        cursor.execute("""
            INSERT INTO hours (origin, time_hour, temp, precip)
            SELECT DISTINCT ON (origin, time_hour) origin, time_hour, temp, precip
            FROM arriving
            ORDER BY origin, time_hour, place DESC
            ON CONFLICT (origin, time_hour) DO UPDATE
            SET temp = excluded.temp,
                precip = excluded.precip
            RETURNING xmax = 0
        """)
        return sum(inserted for (inserted,) in cursor.fetchall())


WAYS: dict[str, Callable[[psycopg.Connection, Sequence[Hour]], None]] = {
    "an INSERT and a commit for each row": by_single_inserts,
    "an INSERT for each row, one transaction": in_one_transaction,
    "executemany": by_executemany,
    "a thousand rows a statement": by_rows_in_a_statement,
    "COPY": by_copy,
}


def main() -> None:
    """Load the same rows in five ways, count what arrived, then load some of them again."""
    with databases.postgresql() as address, databases.connect(address) as connection:
        hours = read_hours(connection, 2_500)
        for what, way in WAYS.items():
            create(connection)
            way(connection, hours)
            arrived = connection.execute("SELECT count(*), count(temp) FROM hours").fetchone()
            print(f"{what:40}", arrived)
        print("again by way of a temporary table:", upsert_by_copy(connection, hours[:100]), "inserted, 100 changed")
        try:
            by_copy(connection, [*read_hours(connection, 3_000)[2_500:], hours[0]])
        except psycopg.errors.UniqueViolation as error:
            print("COPY of 501 rows, the last one known:", error.diag.message_primary)
        print("rows now:", connection.execute("SELECT count(*) FROM hours").fetchone())


if __name__ == "__main__":
    main()
