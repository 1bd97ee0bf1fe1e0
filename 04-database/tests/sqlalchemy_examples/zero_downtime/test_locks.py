import itertools
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine, create_engine, text

from sqlalchemy_examples.database import url_of
from sqlalchemy_examples.zero_downtime.locks import STRENGTHS, Locked, main, noting_locks, strongest, waiting

# https://www.postgresql.org/docs/18/explicit-locking.html, table 13.2: what each conflicts with, as positions.
CONFLICTS = (
    {7},
    {6, 7},
    {4, 5, 6, 7},
    {3, 4, 5, 6, 7},
    {2, 3, 5, 6, 7},
    {2, 3, 4, 5, 6, 7},
    set(range(1, 8)),
    set(range(8)),
)


@pytest.fixture(scope="module")
def things(private_address: str) -> Iterator[Engine]:
    engine = create_engine(url_of(private_address))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE locked_things (id integer PRIMARY KEY, name text)"))
        connection.execute(text("ALTER TABLE locked_things ADD CONSTRAINT named CHECK (name > '') NOT VALID"))
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE locked_things"))
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "lock"),
    [
        ("SELECT id FROM locked_things", "AccessShareLock"),
        ("SELECT id FROM locked_things FOR UPDATE", "RowShareLock"),
        ("INSERT INTO locked_things VALUES (1, 'a')", "RowExclusiveLock"),
        ("ALTER TABLE locked_things VALIDATE CONSTRAINT named", "ShareUpdateExclusiveLock"),
        ("CREATE INDEX ON locked_things (name)", "ShareLock"),
        ("CREATE TRIGGER touched BEFORE UPDATE ON locked_things EXECUTE FUNCTION suppress_redundant_updates_trigger()",
         "ShareRowExclusiveLock"),
        ("LOCK TABLE locked_things IN EXCLUSIVE MODE", "ExclusiveLock"),
        ("ALTER TABLE locked_things ADD COLUMN more integer", "AccessExclusiveLock"),
    ],
)  # fmt: skip
def test_lock_of_a_statement(things: Engine, statement: str, lock: str) -> None:
    with things.connect() as connection, noting_locks(connection, "locked_things") as noted:
        connection.execute(text("SELECT 1"))
        connection.execute(text(statement))
        connection.rollback()

    (transaction,) = noted
    assert (transaction.strength, transaction.statement) == (lock, statement)
    assert transaction.seconds > 0


def test_transaction_has_its_strongest_lock_and_the_next_begins_anew(things: Engine) -> None:
    with things.connect() as connection, noting_locks(connection, "locked_things") as noted:
        connection.execute(text("SELECT id FROM locked_things"))
        connection.execute(text("LOCK TABLE locked_things"))
        connection.execute(text("SELECT name FROM locked_things"))
        connection.commit()
        connection.execute(text("SELECT name FROM locked_things"))
        connection.commit()
        connection.execute(text("SELECT 1"))
        connection.commit()

    assert [(one.strength, one.statement) for one in noted] == [
        ("AccessExclusiveLock", "LOCK TABLE locked_things"),
        ("AccessShareLock", "SELECT name FROM locked_things"),
    ]


def test_writers_wait_for_what_conflicts_with_an_insert() -> None:
    insert = STRENGTHS.index("RowExclusiveLock")
    for position, strength in enumerate(STRENGTHS):
        assert Locked(strength, "", 0.0).blocks_writers() == (insert in CONFLICTS[position])


def test_strongest() -> None:
    for some in itertools.permutations(STRENGTHS, 3):
        assert STRENGTHS.index(strongest(list(some)) or "") == max(map(STRENGTHS.index, some))
    assert strongest([]) is None


def test_who_waits_for_whom(things: Engine) -> None:
    def lock() -> int:
        with things.begin() as other:
            pid: int = other.execute(text("SELECT pg_backend_pid()")).scalar_one()
            other.execute(text("LOCK TABLE locked_things"))
        return pid

    with ThreadPoolExecutor() as threads, things.connect() as holder, things.connect() as watch:
        assert waiting(watch) == {}
        holder.execute(text("SELECT id FROM locked_things"))
        waiter = threads.submit(lock)
        deadline = time.monotonic() + 20
        while not (seen := waiting_now(watch)):
            assert not waiter.done()
            assert time.monotonic() < deadline
        mine = holder.execute(text("SELECT pg_backend_pid()")).scalar_one()
        holder.rollback()
        assert seen == {waiter.result(20): [mine]}


def waiting_now(connection: Connection) -> dict[int, list[int]]:
    connection.rollback()
    return waiting(connection)


@pytest.mark.usefixtures("story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [*STRENGTHS[:6], STRENGTHS[7], STRENGTHS[7]]
    assert "writers wait   CREATE INDEX ON seats (name)" in lines[4]
