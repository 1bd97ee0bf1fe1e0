from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from flights import databases
from raw_sql_examples import bulk_load
from raw_sql_examples.bulk_load import WAYS, Hour

HOURS: list[Hour] = [
    (origin, f"2013-01-{1 + n // 24:02} {n % 24:02}:00:00+00", None if n % 7 == 0 else n / 3, n / 100)
    for origin in ("EWR", "JFK")
    for n in range(600)
]


@pytest.fixture
def table(module_address: str) -> Iterator[psycopg.Connection]:
    with closing(databases.connect(module_address)) as connection:
        connection.execute("SET timezone = 'UTC'")
        bulk_load.create(connection)
        yield connection


def arrived(connection: psycopg.Connection) -> list[Hour]:
    query = "SELECT origin, CAST(time_hour AS text), temp, precip FROM hours ORDER BY origin, time_hour"
    return connection.execute(query).fetchall()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("count", [0, 1, 1_000, 1_200])
def test_every_way_loads_every_row(way: str, count: int, table: psycopg.Connection) -> None:
    WAYS[way](table, HOURS[:count])
    assert arrived(table) == HOURS[:count]


@pytest.mark.parametrize("way", [way for way in WAYS if "commit" not in way])
def test_a_row_that_is_refused_takes_the_others_with_it(way: str, table: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        WAYS[way](table, [*HOURS, HOURS[0]])
    assert arrived(table) == []


def test_single_inserts_keep_what_came_before(table: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        bulk_load.by_single_inserts(table, [*HOURS[:3], HOURS[0], HOURS[4]])
    assert arrived(table) == HOURS[:3]


def test_single_inserts_want_autocommit(postgresql: psycopg.Connection) -> None:
    with pytest.raises(ValueError, match=r"^expected a connection in autocommit mode$"):
        bulk_load.by_single_inserts(postgresql, HOURS)


def test_a_table_that_is_there_is_replaced(table: psycopg.Connection) -> None:
    bulk_load.by_copy(table, HOURS[:3])
    bulk_load.create(table)
    assert arrived(table) == []


def test_an_upsert_inserts_what_is_new_and_changes_the_rest(table: psycopg.Connection) -> None:
    bulk_load.by_copy(table, HOURS[:100])
    warmer = [(origin, hour, 99.0, precip) for origin, hour, _, precip in HOURS[50:150]]
    assert bulk_load.upsert_by_copy(table, [HOURS[149], *warmer]) == 50, "of two with one key the last one wins"
    assert arrived(table) == [*HOURS[:50], *warmer]
    assert bulk_load.upsert_by_copy(table, []) == 0


def test_rows_to_load_come_from_the_weather(postgresql: psycopg.Connection) -> None:
    hours = bulk_load.read_hours(postgresql, 50)
    assert len(hours) == 50
    assert hours == sorted(hours, key=lambda hour: hour[:2])
    query = "SELECT count(*) FROM weather WHERE origin = %s AND time_hour = %s AND temp = %s AND precip = %s"
    assert all(postgresql.execute(query, hour).fetchone() == (1,) for hour in hours)


def test_main_counts_what_arrived(capsys: pytest.CaptureFixture[str], loaded_story: str) -> None:
    try:
        bulk_load.main()
    finally:
        with closing(databases.connect(loaded_story)) as connection:
            connection.execute("DROP TABLE IF EXISTS hours")
    told = capsys.readouterr().out
    assert told.count("(2500, 2500)") == len(WAYS)
    assert "0 inserted, 100 changed" in told
    assert "rows now: (2500,)" in told
