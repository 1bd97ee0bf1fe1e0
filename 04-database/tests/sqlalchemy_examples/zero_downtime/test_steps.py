import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from sqlalchemy_examples import migrate
from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.zero_downtime import bookings
from sqlalchemy_examples.zero_downtime.locks import noting_locks
from sqlalchemy_examples.zero_downtime.steps import FOLDER, downgrade, fill, main, patiently, upgrade

COLUMNS = """
SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
FROM information_schema.columns
WHERE table_name = 'bookings'
"""
FILLED = "SELECT passenger_name, origin, dest, paid_cents FROM bookings ORDER BY id"


def columns(connection: Connection) -> set[tuple[Any, ...]]:
    found = {tuple(row) for row in connection.execute(text(COLUMNS))}
    connection.commit()
    return found


def test_two_programs_write_through_all_steps_there_and_back(
    bookings_engine: Engine, migrating: Connection, empty_address: str
) -> None:
    bookings.fill(migrating, 300)
    before = columns(migrating)
    with noting_locks(migrating, "bookings") as noted, bookings.writing(empty_address, bookings.OLD) as old:
        old.wait_for(2)
        upgrade(migrating, "0002")
        with bookings.writing(empty_address, bookings.NEW) as new:
            new.wait_for(2)
            fill(bookings_engine, 100)
            for revision in ("0003", "0004", "0005"):
                upgrade(migrating, revision)
                old.wait_for(2)
                new.wait_for(2)
            old.stop()
            upgrade(migrating, "0006")
            new.wait_for(2)
            after = columns(migrating)
            assert bookings.lost(migrating, bookings.NEW, old) == []
            migrating.commit()
            downgrade(migrating, "0002")
            new.wait_for(2)
    with bookings.writing(empty_address, bookings.OLD) as last:
        downgrade(migrating, "0001")
        last.wait_for(2)

    assert (old.error, new.error, last.error) == (None, None, None)
    for writer in (old, new, last):
        assert bookings.lost(migrating, bookings.OLD, writer) == []
    rows = migrating.execute(text("SELECT count(*) FROM bookings")).scalar_one()
    assert rows == 300 + sum(len(writer.written) for writer in (old, new, last))
    assert columns(migrating) == before
    assert {(name, nullable, default) for name, _, _, nullable, default in after} == {
        ("id", "NO", None),
        ("passenger_name", "NO", None),
        ("origin", "NO", None),
        ("dest", "NO", None),
        ("paid_cents", "NO", "0"),
    }
    assert [one.strength for one in noted if "VALIDATE" in one.statement] == ["ShareUpdateExclusiveLock"]


def test_trigger_keeps_both_sides(migrating: Connection) -> None:
    upgrade(migrating, "0002")
    statements = {
        "INSERT INTO bookings (passenger, route) VALUES ('Old', 'JFK-LAX')": ("Old", "JFK-LAX", 0),
        "INSERT INTO bookings (passenger_name, origin, dest) VALUES ('New', 'EWR', 'ORD')": ("New", "EWR-ORD", 0),
        "UPDATE bookings SET passenger = 'Older'": ("Older", "JFK-LAX", 0),
        "UPDATE bookings SET passenger_name = 'Newer', dest = 'SFO'": ("Newer", "JFK-SFO", 0),
        "UPDATE bookings SET route = 'LGA-BOS', paid_cents = NULL": ("Newer", "LGA-BOS", 0),
    }
    for statement, (passenger, route, paid) in statements.items():
        with migrating.begin():
            inserted = migrating.execute(text(f"{statement} RETURNING id")).scalars().all()[-1]
            query = "SELECT passenger, passenger_name, route, origin || '-' || dest, paid_cents FROM bookings"
            row = migrating.execute(text(f"{query} WHERE id = :id"), {"id": 1 if "UPDATE" in statement else inserted})
            assert tuple(row.one()) == (passenger, passenger, route, route, paid)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE bookings SET dest = 'SFO'", ("Early 1", "LGA-SFO")),
        ("UPDATE bookings SET origin = 'EWR'", ("Early 1", "EWR-ORD")),
        ("UPDATE bookings SET passenger_name = 'New'", ("New", "LGA-ORD")),
        ("UPDATE bookings SET route = 'JFK-LAX'", ("Early 1", "JFK-LAX")),
        ("UPDATE bookings SET passenger = 'Old'", ("Old", "LGA-ORD")),
    ],
)
def test_what_is_written_to_a_row_before_it_is_filled_stays(
    bookings_engine: Engine, migrating: Connection, statement: str, expected: tuple[str, str]
) -> None:
    bookings.fill(migrating, 1)
    upgrade(migrating, "0002")
    migrating.execute(text(statement))
    migrating.commit()

    fill(bookings_engine, 10)

    query = "SELECT passenger, passenger_name, route, origin || '-' || dest FROM bookings"
    passenger, route = expected
    assert tuple(migrating.execute(text(query)).one()) == (passenger, passenger, route, route)


def test_filling_in_batches_ends_and_can_be_repeated(bookings_engine: Engine, migrating: Connection) -> None:
    bookings.fill(migrating, 250)
    migrating.execute(text("DELETE FROM bookings WHERE id BETWEEN 10 AND 19"))
    migrating.commit()
    upgrade(migrating, "0002")

    assert fill(bookings_engine, 100) == [100, 100, 40]
    assert fill(bookings_engine, 100) == [0, 0, 0]

    rows = migrating.execute(text(FILLED)).all()
    assert [tuple(row) for row in rows[:2]] == [("Early 1", "LGA", "ORD", 0), ("Early 2", "LGA", "ORD", 100)]
    assert len(rows) == 240


def test_filling_an_empty_table(bookings_engine: Engine, migrating: Connection) -> None:
    upgrade(migrating, "0002")
    assert fill(bookings_engine, 100) == []


def test_what_is_not_filled_is_not_proved(migrating: Connection) -> None:
    bookings.fill(migrating, 1)
    upgrade(migrating, "0003")

    with pytest.raises(migrate.MigrationError, match='column "passenger_name" of relation "bookings" contains null'):
        upgrade(migrating, "0004")

    migrating.execute(text("ALTER TABLE bookings DISABLE TRIGGER bookings_keep_both"))
    with pytest.raises(IntegrityError, match='null value in column "passenger_name"'):
        migrating.execute(text(bookings.OLD.book), {"passenger": "New", "origin": "JFK", "dest": "LAX"})


@pytest.fixture
def reader(bookings_engine: Engine) -> Iterator[Connection]:
    with bookings_engine.connect() as connection:
        connection.execute(text("SELECT id FROM bookings"))
        yield connection


def test_patience(migrating: Connection, reader: Connection) -> None:
    """A reader holds the table until the third attempt."""
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            reader.rollback()

    assert patiently(lambda: migrate.upgrade(migrating, "0002", FOLDER), sleep=sleep) == 3
    assert all(0.01 <= pause <= 0.1 for pause in pauses)


def test_patience_ends(migrating: Connection, reader: Connection) -> None:
    with pytest.raises(migrate.LockTimeoutError, match="canceling statement due to lock timeout"):
        patiently(lambda: migrate.upgrade(migrating, "0002", FOLDER), attempts=2, sleep=lambda _: None)

    assert columns(migrating) == columns(reader)  # nothing of it is there


def test_upgrade_and_downgrade_are_patient(migrating: Connection, empty_address: str) -> None:
    assert upgrade(migrating, "0002") == 1
    assert downgrade(migrating, "0001") == 1


def test_index_is_built_beside_a_writer_and_mends_an_invalid_one(
    bookings_engine: Engine, migrating: Connection, empty_address: str
) -> None:
    """An older transaction holds it up, so that it can be looked at."""
    bookings.fill(migrating, 10)
    upgrade(migrating, "0002")
    fill(bookings_engine, 10)
    upgrade(migrating, "0004")
    with bookings_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        failing = "CREATE UNIQUE INDEX CONCURRENTLY bookings_origin_dest ON bookings (origin)"
        with pytest.raises(Exception, match="could not create unique index"):
            other.execute(text(failing))
    held = "SELECT mode FROM pg_locks WHERE relation = 'bookings'::regclass AND mode = 'ShareUpdateExclusiveLock'"

    with ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor())
        older, watch = (stack.enter_context(bookings_engine.connect()) for _ in range(2))
        older.execute(text("UPDATE bookings SET paid_cents = 1 WHERE id = 1"))
        building = threads.submit(upgrade, migrating, "0005")
        deadline = time.monotonic() + 20
        while not watch.execute(text(held)).all():
            watch.rollback()
            assert not building.done()
            assert time.monotonic() < deadline, "the index is not built under this lock"
        with bookings.writing(empty_address, bookings.NEW) as writer:
            writer.wait_for(3)
            assert not building.done()
            older.commit()
            assert building.result(30) == 1
        assert writer.error is None
        valid = "SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = 'bookings_origin_dest'::regclass"
        assert tuple(watch.execute(text(valid)).one()) == (True, False)


def test_downgrade_by_address(empty_address: str) -> None:
    migrate.upgrade(empty_address, "head", FOLDER)
    migrate.downgrade(empty_address, "base", FOLDER)
    engine = engine_for(empty_address)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT to_regclass('bookings')")).scalar_one() is None
    engine.dispose()


@pytest.mark.usefixtures("empty_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert said.count("program: no error, 0 of its bookings lost, ") == 5
    assert re.search(r"ShareUpdateExclusiveLock writers go on +\d+ ms  ALTER TABLE bookings VALIDATE", said)
