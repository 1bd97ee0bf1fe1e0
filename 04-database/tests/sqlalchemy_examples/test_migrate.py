from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from flights import schema
from sqlalchemy_examples import migrate
from sqlalchemy_examples.database import engine_for

type Run = Callable[..., list[tuple[Any, ...]]]

AIRPORTS = "INSERT INTO airports (faa) VALUES ('JFK'), ('LAX')"
FLIGHT = """
INSERT INTO flights (
    flight_date, carrier, number, origin, dest, sched_dep_time, dep_time, dep_delay, sched_arr_time, distance, time_hour
)
VALUES ('2013-01-01', 'UA', {number}, 'JFK', 'LAX', {sched_dep_time}, {dep_time}, {dep_delay}, 5, 1, '2013-01-01')
"""
TIMES = "SELECT number, sched_dep_time, dep_time, sched_arr_time, arr_time FROM flights ORDER BY number"


@pytest.fixture(params=["postgresql", "sqlite"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """An empty database of each engine in turn."""
    if request.param == "sqlite":
        return tmp_path / "new.sqlite"
    address: str = request.getfixturevalue("empty_address")
    return address


@pytest.fixture
def run(new: str | Path) -> Iterator[Run]:
    """A function that runs statements in the new database, commits, and returns the rows of the last one."""
    engine = engine_for(new)

    def execute(*statements: str) -> list[tuple[Any, ...]]:
        with engine.begin() as connection:
            for statement in statements:
                result = connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []

    yield execute
    engine.dispose()


def with_flights(run: Run) -> None:
    early = {"number": 1, "sched_dep_time": 517, "dep_time": 2400, "dep_delay": 1}
    cancelled = {"number": 2, "sched_dep_time": 59, "dep_time": "NULL", "dep_delay": "NULL"}
    airline = "INSERT INTO airlines (carrier, name) VALUES ('UA', 'United')"
    run(airline, AIRPORTS, *(FLIGHT.format(**flight) for flight in (early, cancelled)))


def test_data_migrates_up_and_down(new: str | Path, run: Run) -> None:
    migrate.upgrade(new, "0001")
    with_flights(run)
    before = run(TIMES)

    migrate.upgrade(new)
    assert run(TIMES) == [(1, 317, 1440, 5, None), (2, 59, None, 5, None)]

    migrate.downgrade(new, "0001")
    assert run(TIMES) == before == [(1, 517, 2400, 5, None), (2, 59, None, 5, None)]
    assert migrate.current(new) == "0001"


def test_migration_that_fails_leaves_nothing(new: str | Path, run: Run) -> None:
    migrate.upgrade(new, "0001")
    with_flights(run)
    run(FLIGHT.format(number=3, sched_dep_time=2399, dep_time=5, dep_delay=0))  # would be minute 1479

    with pytest.raises(migrate.MigrationError, match="flights_sched_dep_time_range"):
        migrate.upgrade(new)

    assert migrate.current(new) == "0001"
    assert [row[1] for row in run(TIMES)] == [517, 59, 2399]
    run(FLIGHT.format(number=4, sched_dep_time=2400, dep_time=5, dep_delay=0))  # the old check is back as well


def test_base_is_an_empty_database(new: str | Path, run: Run) -> None:
    migrate.upgrade(new)
    migrate.downgrade(new, "base")

    assert migrate.current(new) is None
    with pytest.raises(Exception, match=r"airlines"):
        run("SELECT name FROM airlines")


def test_tables_that_no_migration_made(new: str | Path, run: Run) -> None:
    run("CREATE TABLE airlines (carrier varchar(2))")

    with pytest.raises(migrate.MigrationError, match=r"airlines.* already exists"):
        migrate.upgrade(new)

    assert migrate.current(new) is None


def test_unknown_revision(new: str | Path) -> None:
    with pytest.raises(migrate.MigrationError, match="Can't locate revision identified by '0815'"):
        migrate.upgrade(new, "0815")


def test_one_process_at_a_time(empty_address: str) -> None:
    with closing(psycopg.connect(empty_address, autocommit=True)) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [migrate.LOCK])
        with pytest.raises(migrate.MigrationError, match=r"^another process is migrating this database$"):
            migrate.upgrade(empty_address)
        other.execute("SELECT pg_advisory_unlock(%s)", [migrate.LOCK])
        migrate.upgrade(empty_address)

    assert migrate.current(empty_address) == "0002"


def test_check(new: str | Path, run: Run) -> None:
    migrate.upgrade(new, "0001")
    with pytest.raises(migrate.MigrationError, match="Target database is not up to date"):
        migrate.check(new)

    migrate.upgrade(new)
    migrate.check(new)

    run("DROP INDEX flights_dest")
    with pytest.raises(migrate.MigrationError, match=r"New upgrade operations detected: .*flights_dest"):
        migrate.check(new)


def test_differences(new: str | Path, run: Run) -> None:
    migrate.upgrade(new)
    run("ALTER TABLE airlines ADD COLUMN alliance varchar(20)", "DROP INDEX flights_dest")

    assert migrate.differences(new) == ["remove_column None airlines alliance", "add_index flights_dest"]


def test_differences_of_types_and_checks(empty_address: str) -> None:
    migrate.upgrade(empty_address)
    with psycopg.connect(empty_address) as connection:
        connection.execute("ALTER TABLE flights ALTER COLUMN number TYPE integer")
        connection.execute("ALTER TABLE planes DROP CONSTRAINT planes_year_range")

    found = sorted(migrate.differences(empty_address))

    assert [difference.split()[0] for difference in found] == ["add_constraint", "modify_type"]


def test_adopting_the_schema_of_schema_sql(empty_address: str) -> None:
    with psycopg.connect(empty_address) as connection:
        schema.create(connection)

    migrate.adopt(empty_address)

    assert migrate.current(empty_address) == "0002"
    migrate.check(empty_address)


def test_not_adopting_what_differs(new: str | Path, run: Run) -> None:
    run("CREATE TABLE stray (id integer)")

    with pytest.raises(
        migrate.MigrationError, match=r"^expected the schema of the models, found: .*remove_table stray"
    ):
        migrate.adopt(new)

    assert migrate.current(new) is None


def test_comparison(new: str | Path) -> None:
    engine = engine_for(new)
    with engine.connect() as connection:
        compared = migrate.comparison(connection)
    engine.dispose()

    assert compared["compare_type"] is compared["compare_server_default"] is isinstance(new, str)
    assert "alembic.ext.checkconstraint_byname" in compared["autogenerate_plugins"]


def test_script_makes_the_same(empty_address: str) -> None:
    with psycopg.connect(empty_address) as connection:
        connection.execute(migrate.script("postgresql").encode())

    assert migrate.current(empty_address) == "0002"
    assert migrate.differences(empty_address) == []


def test_script_from_one_revision_to_another() -> None:
    sent = migrate.script("sqlite", "0001:0001")
    assert "CREATE TABLE" not in sent
    assert "sched_dep_time % 100" in migrate.script("postgresql", "0001:0002")


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    migrate.main()
    said = capsys.readouterr().out
    assert "upgraded, it is at 0002\nit differs from the models in nothing\n" in said
    assert "  add_index flights_dest\nand the build stops: New upgrade operations detected\n" in said
    assert "back at base, it has ['alembic_version']\n" in said
