"""Three layers, one schema: schema.sql, Alembic's migrations and Django's, each into an empty database.

The databases are compared by what they say of themselves, in PostgreSQL's catalog and in SQLite's pragmas, and by what
they refuse.
"""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from django_orm_examples import migrate as django_migrate
from django_orm_examples.database import connected
from flights import databases, schema
from sqlalchemy_examples import migrate as alembic_migrate
from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.models import Base

type Facts = dict[str, set[tuple[object, ...]]]
type Make = Callable[[str | Path], None]

COLUMNS = """
SELECT table_name,
       column_name,
       data_type,
       character_maximum_length,
       is_nullable,
       column_default,
       identity_generation
FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = ANY(%(tables)s)
"""
# Django names a foreign key by a hash, and a primary key as PostgreSQL does. All that they decide is in the definition.
CONSTRAINTS = """
SELECT conrelid::regclass::text,
       CASE WHEN contype IN ('c', 'u') THEN conname END,
       pg_get_constraintdef(oid),
       condeferrable,
       condeferred,
       convalidated
FROM pg_constraint
WHERE conrelid::regclass::text = ANY(%(tables)s) AND contype <> 'n'
"""
INDEXES = """
SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid
FROM pg_index
WHERE indrelid::regclass::text = ANY(%(tables)s) AND NOT indisprimary
"""
# Rows that every constraint allows; each refusal below spoils one of them.
GOOD = {
    "airlines": {"carrier": "'UA'", "name": "'United'"},
    "airports": {"faa": "'JFK'", "name": "'Kennedy'", "lat": "40.6", "lon": "-73.8"},
    "plane_models": {"manufacturer": "'A'", "model": "'B'", "type": "'C'", "engines": "2", "seats": "3"},
    "planes": {"tailnum": "'N1'", "year": "2000"},
    "weather": {"origin": "'JFK'", "time_hour": "'2013-01-01 10:00:00'", "precip": "0", "visib": "10"},
    "flights": {
        "flight_date": "'2013-01-01'",
        "carrier": "'UA'",
        "number": "1",
        "origin": "'JFK'",
        "dest": "'LAX'",
        "sched_dep_time": "0",
        "dep_time": "1440",
        "dep_delay": "-5",
        "sched_arr_time": "700",
        "arr_time": "690",
        "arr_delay": "-10",
        "air_time": "300",
        "distance": "2475",
        "time_hour": "'2013-01-01 10:00:00'",
    },
}
REFUSED = [
    ("airports", "lat", "90.5", "airports_lat_range"),
    ("airports", "lon", "-180.5", "airports_lon_range"),
    ("airports", "name", "NULL", "airports_known_or_not"),
    ("plane_models", "engines", "0", "plane_models_engines_positive"),
    ("plane_models", "seats", "0", "plane_models_seats_positive"),
    ("planes", "year", "1902", "planes_year_range"),
    ("flights", "dest", "'JFK'", "flights_leave_their_origin"),
    ("flights", "sched_dep_time", "1441", "flights_sched_dep_time_range"),
    ("flights", "dep_time", "-1", "flights_dep_time_range"),
    ("flights", "sched_arr_time", "1441", "flights_sched_arr_time_range"),
    ("flights", "arr_time", "-1", "flights_arr_time_range"),
    ("flights", "air_time", "0", "flights_air_time_positive"),
    ("flights", "distance", "0", "flights_distance_positive"),
    ("flights", "dep_delay", "NULL", "flights_departed_with_delay"),
    ("flights", "dep_time", "NULL", "flights_departed_with_delay|flights_arrive_after_departure"),
    ("flights", "number", "NULL", "flights.number"),
    ("weather", "visib", "NULL", "weather.visib"),
]


def by_sql(address: str | Path) -> None:
    with closing(sqlite3.connect(address) if isinstance(address, Path) else psycopg.connect(address)) as connection:
        schema.create(connection)
        connection.commit()


def by_alembic(address: str | Path) -> None:
    alembic_migrate.upgrade(address)


def by_models(address: str | Path) -> None:
    engine = engine_for(address)
    Base.metadata.create_all(engine)
    engine.dispose()


def by_django(address: str | Path) -> None:
    with connected("same_schema", address) as alias:
        django_migrate.migrate(alias)


def on_postgresql(address: str) -> Facts:
    """Return what the catalog says of the tables: a set of rows for each kind of object."""
    tables = {"tables": list(schema.TABLES)}
    with closing(psycopg.connect(address)) as connection:
        return {
            "columns": set(connection.execute(COLUMNS, tables)),
            "constraints": set(connection.execute(CONSTRAINTS, tables)),
            "indexes": set(connection.execute(INDEXES, tables)),
        }


def on_sqlite(path: Path) -> Facts:
    facts: Facts = defaultdict(set)
    with closing(sqlite3.connect(path)) as connection:
        for table in schema.TABLES:
            for _, name, kind, required, default, key in connection.execute(f"PRAGMA table_info({table})"):
                facts["columns"].add((table, name, affinity(kind), required, default, key))
            for _, _, other, column, target, *_ in connection.execute(f"PRAGMA foreign_key_list({table})"):
                facts["foreign keys"].add((table, column, other, target))
            for _, name, unique, origin, partial in connection.execute(f"PRAGMA index_list({table})").fetchall():
                columns = tuple(column for *_, column in connection.execute(f"PRAGMA index_info('{name}')"))
                # The index of a constraint is named by SQLite itself.
                facts["indexes"].add((table, name if origin == "c" else origin, unique, partial, columns))
            (text,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
            facts["checks"] |= {(table, name) for name in re.findall(r'CONSTRAINT "?(\w+)"? CHECK', text)}
            facts["no id twice"].add((table, "AUTOINCREMENT" in text))
            facts["checked at commit"].add((table, text.count("DEFERRABLE INITIALLY DEFERRED")))
    return facts


def affinity(kind: str) -> str:
    """Return what a declared type means to SQLite: https://www.sqlite.org/datatype3.html, 3.1."""
    rules = {"INT": "integer", "CHAR": "text", "CLOB": "text", "TEXT": "text", "REAL": "real", "DOUB": "real"}
    return next((meaning for part, meaning in rules.items() if part in kind.upper()), "numeric")


@pytest.fixture(scope="module")
def expected_on_postgresql(postgresql_address: str) -> Facts:
    with databases.empty_postgresql(postgresql_address) as address:
        by_sql(address)
        return on_postgresql(address)


@pytest.fixture(scope="module")
def expected_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    path = tmp_path_factory.mktemp("schema") / "expected.sqlite"
    by_sql(path)
    return on_sqlite(path)


@pytest.mark.parametrize("make", [by_alembic, by_models, by_django])
def test_same_catalog_on_postgresql(make: Make, expected_on_postgresql: Facts, empty_address: str) -> None:
    make(empty_address)
    found = on_postgresql(empty_address)
    assert {kind: len(facts) for kind, facts in found.items()} == {"columns": 48, "constraints": 29, "indexes": 8}
    for kind, facts in found.items():
        assert sorted(map(str, facts)) == sorted(map(str, expected_on_postgresql[kind]))


@pytest.mark.parametrize("make", [by_alembic, by_models, by_django])
def test_same_catalog_on_sqlite(make: Make, expected_on_sqlite: Facts, tmp_path: Path) -> None:
    make(tmp_path / "found.sqlite")
    found = on_sqlite(tmp_path / "found.sqlite")
    assert len(found["checks"]) == 15
    for kind, facts in found.items():
        assert sorted(map(str, facts)) == sorted(map(str, expected_on_sqlite[kind]))


@pytest.mark.parametrize("make", [by_sql, by_alembic, by_models, by_django])
def test_each_refuses_the_same_rows(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "refusing.sqlite"
    make(path)
    with closing(sqlite3.connect(path)) as connection:
        for table, column, value, constraint in REFUSED:
            with pytest.raises(sqlite3.IntegrityError, match=constraint):
                insert(connection, table, GOOD[table] | {column: value})
        for table, row in GOOD.items():
            insert(connection, table, row)


def insert(connection: sqlite3.Connection, table: str, row: dict[str, str]) -> None:
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(row.values())})")


@pytest.mark.parametrize("engine", ["postgresql", "sqlite"])
def test_no_model_is_ahead_of_the_migrations(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    sqlite = engine == "sqlite"
    address = tmp_path / "checked.sqlite" if sqlite else request.getfixturevalue("empty_address")
    alembic_migrate.upgrade(address)
    alembic_migrate.check(address)
    assert alembic_migrate.differences(address) == []
    assert not django_migrate.unwritten()
