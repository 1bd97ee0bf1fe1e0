import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from flights import schema


@pytest.fixture(params=["postgresql", "sqlite"])
def empty(request: pytest.FixtureRequest) -> Iterator[schema.Connection]:
    """A connection to an empty database of each engine."""
    if request.param == "sqlite":
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection
        return
    with closing(psycopg.connect(request.getfixturevalue("emptied_address"))) as connection:
        yield connection


def test_the_tables_are_made_in_the_callers_transaction(empty: schema.Connection) -> None:
    assert schema.tables(empty) == set()
    empty.execute("BEGIN") if isinstance(empty, sqlite3.Connection) else None
    schema.create(empty)
    assert schema.tables(empty) >= set(schema.TABLES)
    empty.rollback()
    assert schema.tables(empty) == set()


def test_a_database_that_is_not_empty_is_refused(empty: schema.Connection) -> None:
    empty.execute("CREATE TABLE planes (mine integer)")
    empty.execute("CREATE TABLE mine (planes integer)")
    with pytest.raises(ValueError, match=r"^the database is not empty: expected none of the tables, found planes$"):
        schema.create(empty)
    assert schema.tables(empty) == {"planes", "mine"}


def test_engine(empty: schema.Connection) -> None:
    assert schema.engine_of(empty) == ("sqlite" if isinstance(empty, sqlite3.Connection) else "postgresql")


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^unknown engine 'mysql': expected one of postgresql, sqlite$"):
        schema.statements("mysql")


FLIGHT = {
    "flight_date": "2013-01-01",
    "carrier": "UA",
    "number": 1,
    "origin": "JFK",
    "dest": "LAX",
    "tailnum": "N1",
    "sched_dep_time": 600,
    "dep_time": 610,
    "dep_delay": 10,
    "sched_arr_time": 900,
    "arr_time": 1440,
    "arr_delay": 5,
    "air_time": 300,
    "distance": 2475,
    "time_hour": "2013-01-01 15:00:00+00",
}


def insert(connection: schema.Connection, table: str, **values: object) -> None:
    mark = "?" if isinstance(connection, sqlite3.Connection) else "%s"
    marks = ", ".join([mark] * len(values))
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


@pytest.fixture
def filled(empty: schema.Connection) -> schema.Connection:
    schema.create(empty)
    insert(empty, "airlines", carrier="UA", name="United")
    for faa in ("JFK", "LAX"):
        insert(empty, "airports", faa=faa)
    insert(empty, "planes", tailnum="N1")
    return empty


def test_an_honest_flight_is_taken(filled: schema.Connection) -> None:
    insert(filled, "flights", **FLIGHT)
    filled.commit()
    assert filled.execute("SELECT id, number FROM flights").fetchall() == [(1, 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"dest": "JFK"},
        {"sched_dep_time": 1441},
        {"dep_time": -1},
        {"arr_time": 1441},
        {"sched_arr_time": -1},
        {"air_time": 0},
        {"distance": 0},
        {"dep_time": None},
        {"dep_delay": None},
        {"dep_time": None, "dep_delay": None},
        {"flight_date": None},
        {"time_hour": None},
    ],
    ids=str,
)
def test_what_no_flight_can_be_is_refused(wrong: dict[str, object], filled: schema.Connection) -> None:
    with pytest.raises((psycopg.IntegrityError, sqlite3.IntegrityError)):
        insert(filled, "flights", **FLIGHT | wrong)


AIRPORT = {"faa": "XXX", "name": "Nowhere", "lat": 90.0, "lon": -180.0}
MODEL = {"manufacturer": "M", "model": "1", "type": "T", "engines": 1, "seats": 1}


@pytest.mark.parametrize(
    ("table", "values", "wrong"),
    [
        ("airports", AIRPORT, {"lat": 90.5}),
        ("airports", AIRPORT, {"lon": -180.5}),
        ("airports", AIRPORT, {"lat": None}),
        ("airports", AIRPORT, {"name": None}),
        ("plane_models", MODEL, {"engines": 0}),
        ("plane_models", MODEL, {"seats": 0}),
        ("planes", {"tailnum": "N2", "year": 1903}, {"year": 1902}),
        ("planes", {"tailnum": "N2", "year": 2013}, {"year": 2014}),
    ],
    ids=str,
)
def test_what_no_airport_or_plane_can_be_is_refused(
    table: str, values: dict[str, object], wrong: dict[str, object], filled: schema.Connection
) -> None:
    insert(filled, table, **values)
    filled.execute(f"DELETE FROM {table} WHERE {next(iter(values))} = '{next(iter(values.values()))}'")
    with pytest.raises((psycopg.IntegrityError, sqlite3.IntegrityError)):
        insert(filled, table, **values | wrong)


@pytest.mark.parametrize("wrong", [{"carrier": "XX"}, {"origin": "XXX"}, {"dest": "XXX"}, {"tailnum": "XXX"}], ids=str)
def test_references_are_checked_at_commit(wrong: dict[str, object], filled: schema.Connection) -> None:
    insert(filled, "flights", **FLIGHT | wrong)
    with pytest.raises((psycopg.IntegrityError, sqlite3.IntegrityError)):
        filled.commit()


def test_the_key_of_a_flight_is_its_day_carrier_number_and_origin(filled: schema.Connection) -> None:
    insert(filled, "flights", **FLIGHT)
    insert(filled, "flights", **FLIGHT | {"number": 2})
    with pytest.raises((psycopg.IntegrityError, sqlite3.IntegrityError)):
        insert(filled, "flights", **FLIGHT | {"sched_dep_time": 700})
