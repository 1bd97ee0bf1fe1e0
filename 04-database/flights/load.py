"""The whole dataset into an empty database, in one transaction: all of it or nothing.

PostgreSQL takes the rows by COPY, its fastest way in; SQLite by ``executemany``, where a statement is a function call
and not a message to a server. What COPY gains over INSERT is measured in raw_sql_examples/bulk_load.py.

Readers see nothing of it before COMMIT, and everything after. Whatever fails, a damaged file in its last line or a
connection that is cut, leaves the database as it was.

Cost: seconds, most of them reading and cleaning in Python; memory does not grow with the rows.
Not for: a table that others write to meanwhile. Load into one of its own, then switch.
Asked: an import stops half way. How do you know what is in the table? (One transaction: nothing.)
Source: https://www.postgresql.org/docs/18/populate.html, https://www.psycopg.org/psycopg3/docs/basic/copy.html
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

from flights import schema
from flights.cleaning import Cleaner, Report, Row, Value
from flights.files import DATA
from flights.schema import Connection

COLUMNS = {
    "airlines": "carrier name",
    "airports": "faa name lat lon alt tz dst tzone",
    "plane_models": "id manufacturer model type engines seats",
    "planes": "tailnum model_id year engine speed",
    "weather": "origin time_hour temp dewp humid wind_dir wind_speed wind_gust precip pressure visib",
    "flights": (
        "flight_date carrier number origin dest tailnum sched_dep_time dep_time dep_delay sched_arr_time arr_time "
        "arr_delay air_time distance time_hour"
    ),
}


class LoadError(Exception):
    """The database refused a row, such as one whose key is there already; nothing was loaded."""


def load(connection: Connection, folder: Path = DATA) -> Report:
    """Make the schema and fill it from the files of a folder, commit, and return what was done.

    The connection must not be in a transaction. Raise ValueError for a database that is not empty, DataFileError for
    files that cannot be read, LoadError for rows that the schema refuses: ``TABLE: what the database said`` for a row,
    ``at the end: ...`` for a reference to a row that never came. Then nothing of it remains.
    """
    try:
        return in_transaction(connection, lambda: fill(connection, folder))
    except (psycopg.IntegrityError, sqlite3.IntegrityError) as error:
        raise LoadError(f"at the end: {' '.join(str(error).split())}") from error


def fill(connection: Connection, folder: Path) -> Report:
    """Do what ``load`` does within the transaction of the caller; references are checked when that is committed."""
    schema.create(connection)
    cleaner = Cleaner(folder)
    sources: dict[str, Callable[[], Iterator[Row]]] = {
        "airlines": cleaner.airlines,
        "airports": cleaner.airports,
        "plane_models": cleaner.plane_models,
        "planes": cleaner.planes,
        "weather": cleaner.weather,
        "flights": cleaner.flights,
    }
    for table, rows in sources.items():
        try:
            cleaner.report.rows[table] = insert(connection, table, rows())
        except (psycopg.IntegrityError, psycopg.DataError, sqlite3.IntegrityError) as error:
            raise LoadError(f"{table}: {' '.join(str(error).split())}") from error
    if not isinstance(connection, sqlite3.Connection):
        # The loader numbered the models itself, past the counter that numbers the next one.
        connection.execute(
            "SELECT setval(pg_get_serial_sequence('plane_models', 'id'), count(*) + 1, false) FROM plane_models"
        )
    return cleaner.report


def insert(connection: Connection, table: str, rows: Iterable[Row]) -> int:
    """Add rows to a table of the schema, their values in the order of COLUMNS, and return how many."""
    columns = COLUMNS[table].split()
    if isinstance(connection, sqlite3.Connection):
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608  # names of this module
        return connection.executemany(statement, (tuple(map(as_sqlite, row)) for row in rows)).rowcount
    names = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, columns))
    query = psycopg.sql.SQL("COPY {} ({}) FROM STDIN").format(psycopg.sql.Identifier(table), names)
    count = 0
    with connection.cursor().copy(query) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def as_sqlite(value: Value) -> Value:
    """Return the value as SQLite keeps it: dates as text, instants as text in UTC (``2013-01-31 10:00:00``)."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else value


def in_transaction[T](connection: Connection, work: Callable[[], T]) -> T:
    """Run the work in a transaction: commit when it returns, roll back when it raises."""
    if not isinstance(connection, sqlite3.Connection):
        with connection.transaction():
            return work()
    connection.execute("BEGIN IMMEDIATE")  # sqlite3 begins by itself before an INSERT, not before CREATE TABLE
    try:
        result = work()
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return result
