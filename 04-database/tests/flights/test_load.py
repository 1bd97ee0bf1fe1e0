import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest

from flights import load as loading
from flights import schema
from flights.load import LoadError, as_sqlite, in_transaction, load
from flights.records import DataFileError
from tests.flights.conftest import FLIGHTS, Spoil

type Open = Callable[[], schema.Connection]


@pytest.fixture(params=["postgresql", "sqlite"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each engine."""
    if request.param == "sqlite":
        return str(tmp_path / "flights.sqlite")
    address: str = request.getfixturevalue("emptied_address")
    return address


def connect(target: str) -> schema.Connection:
    if "://" in target or "=" in target:
        return psycopg.connect(target, autocommit=True)
    connection = sqlite3.connect(target)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


@pytest.fixture
def empty(target: str) -> Iterator[schema.Connection]:
    with closing(connect(target)) as connection:
        yield connection


def count(connection: schema.Connection, table: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    return int(found[0])


def test_all_rows_are_loaded_and_reported(empty: schema.Connection, folder: Path) -> None:
    report = load(empty, folder)
    assert {table: count(empty, table) for table in schema.TABLES} == report.rows
    assert report.rows["flights"] == FLIGHTS
    query = (
        "SELECT flight_date, carrier, number, origin, dest, tailnum, sched_dep_time, dep_time FROM flights WHERE id = 1"
    )
    found = empty.execute(query).fetchone()
    day = "2013-01-01" if isinstance(empty, sqlite3.Connection) else date(2013, 1, 1)
    assert found == (day, "UA", 1545, "EWR", "IAH", "N14228", 315, 317)


def test_new_models_are_numbered_past_those_of_the_files(empty: schema.Connection, folder: Path) -> None:
    load(empty, folder)
    insert = (
        "INSERT INTO plane_models (manufacturer, model, type, engines, seats) VALUES ('a', 'b', 'c', 1, 1) RETURNING id"
    )
    assert empty.execute(insert).fetchone() == (148,)


@pytest.mark.parametrize("table", ["airlines", "airports", "weather", "flights", "planes"])
def test_a_duplicate_key_is_refused_and_nothing_is_loaded(
    table: str, empty: schema.Connection, folder: Path, spoil: Spoil
) -> None:
    spoil(table, lambda rows: [*rows, rows[1]])
    with pytest.raises(LoadError, match=rf"^{table}: .*(UNIQUE|unique)"):
        load(empty, folder)
    assert schema.tables(empty) == set()


def test_a_flight_of_an_unknown_airline_is_refused_and_nothing_is_loaded(
    empty: schema.Connection, folder: Path, spoil: Spoil
) -> None:
    spoil("airlines", lambda rows: [row for row in rows if row[0] != "UA"])
    with pytest.raises(LoadError, match=r"^at the end: .*(FOREIGN KEY|foreign key)"):
        load(empty, folder)
    assert schema.tables(empty) == set()


def test_a_damaged_last_line_leaves_nothing(empty: schema.Connection, folder: Path, spoil: Spoil) -> None:
    spoil("flights", lambda rows: [*rows[:-1], rows[-1][:-1]])
    with pytest.raises(DataFileError, match=rf"flights\.csv\.xz, line {FLIGHTS + 1}: expected 19 values, found 18"):
        load(empty, folder)
    assert schema.tables(empty) == set()


def test_a_database_that_is_not_empty_is_left_as_it_is(empty: schema.Connection, folder: Path) -> None:
    load(empty, folder)
    with pytest.raises(ValueError, match="the database is not empty"):
        load(empty, folder)
    assert count(empty, "flights") == FLIGHTS


def test_readers_see_nothing_until_all_is_there(empty: schema.Connection, target: str, folder: Path) -> None:
    with closing(connect(target)) as reader:

        def fill_and_look() -> set[str]:
            loading.fill(empty, folder)
            assert count(empty, "flights") == FLIGHTS
            return schema.tables(reader)

        assert in_transaction(empty, fill_and_look) == set()
        assert count(reader, "flights") == FLIGHTS


def test_work_that_raises_is_rolled_back(empty: schema.Connection) -> None:
    def work() -> None:
        empty.execute("CREATE TABLE mine (id integer)")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_transaction(empty, work)
    assert schema.tables(empty) == set()


def has_begun(target: str) -> bool:
    """Whether a loader in another process has sent rows: PostgreSQL counts their bytes, SQLite's file is locked."""
    if "=" not in target:
        with closing(sqlite3.connect(target, timeout=0)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            return False
    with closing(connect(target)) as connection:
        found = connection.execute("SELECT max(bytes_processed) FROM pg_stat_progress_copy").fetchone()
    assert found is not None
    return bool(found[0])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_loader_that_is_killed_leaves_nothing(target: str, folder: Path) -> None:
    (folder / "flights.csv.xz").unlink()
    os.mkfifo(folder / "flights.csv.xz")  # it is never written to: whoever reads it waits, in the middle of the load
    address = psycopg_url(target) if "=" in target else target
    connect(target).close()  # switches a new SQLite file to its write-ahead log, which needs the file alone
    command = [sys.executable, "-m", "flights", "load", address, "--folder", str(folder)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as loader:
        deadline = time.monotonic() + 60
        try:
            while not has_begun(target):
                with pytest.raises(subprocess.TimeoutExpired):  # it waits for the pipe: it does not end by itself
                    loader.wait(0.02)
                assert time.monotonic() < deadline
        finally:
            loader.kill()
    with closing(connect(target)) as connection:
        while schema.engine_of(connection) == "postgresql" and others(connection):
            assert time.monotonic() < deadline
        assert schema.tables(connection) == set()


def others(connection: schema.Connection) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    found = connection.execute(query).fetchone()
    assert found is not None
    return int(found[0])


def psycopg_url(conninfo: str) -> str:
    """The same address in the form of a URL, as the command takes it."""
    parts = psycopg.conninfo.conninfo_to_dict(conninfo)
    user = f"{parts['user']}@" if "user" in parts else ""
    options = "&".join(f"{name}={value}" for name, value in parts.items() if name not in ("user", "dbname"))
    return f"postgresql://{user}/{parts['dbname']}?{options}"


def test_sqlite_keeps_dates_and_instants_as_text() -> None:
    instant = datetime(2013, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert as_sqlite(date(2013, 1, 2)) == "2013-01-02"
    assert as_sqlite(instant) == as_sqlite(instant.astimezone(timezone(timedelta(hours=-5)))) == "2013-01-02 03:04:05"
    assert [as_sqlite(value) for value in ("text", 7, 1.5, None)] == ["text", 7, 1.5, None]
