from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from raw_sql_examples.bloat import main, make_positions, move, oldest_snapshots, removable, size


@pytest.fixture
def planes(module_address: str) -> Iterator[psycopg.Connection]:
    """A connection without transactions to a database with 2,000 planes, in which autovacuum has nothing to look at.

    An ANALYZE of its would have a snapshot, and hold back the VACUUM of a test.
    """
    with closing(psycopg.connect(module_address, autocommit=True)) as connection:
        connection.execute("""
            CREATE TABLE planes
              WITH (autovacuum_enabled = false)
                AS SELECT 'N' || n AS tailnum
                     FROM generate_series(1, 2000) AS n
        """)
        try:
            yield connection
        finally:
            connection.execute("DROP TABLE planes")


@pytest.fixture
def positions(planes: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The same with the table of their positions."""
    make_positions(planes)
    yield planes
    planes.execute("DROP TABLE positions")


@pytest.fixture
def forgotten(module_address: str) -> Iterator[psycopg.Connection]:
    """A session that has taken its snapshot and does nothing."""
    with closing(psycopg.connect(module_address)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SELECT 1")
        yield connection


def test_positions_are_those_of_the_planes(positions: psycopg.Connection) -> None:
    move(positions, 3)

    wrong = positions.execute("SELECT FROM positions WHERE (lat, lon) <> (3, 0)").fetchall()
    assert wrong == []
    assert positions.execute("SELECT count(*) FROM positions JOIN planes USING (tailnum)").fetchone() == (2000,)


def test_updates_make_the_table_grow_and_vacuum_makes_room(positions: psycopg.Connection) -> None:
    small = size(positions)
    move(positions, 3)
    grown = size(positions)

    assert removable(positions)
    move(positions, 1)

    assert grown > 3 * small
    assert size(positions) == grown


def test_size_is_that_of_the_table_alone(positions: psycopg.Connection) -> None:
    assert positions.execute("SELECT pg_relation_size('positions')").fetchone() == (size(positions),)


def test_old_snapshot_keeps_the_dead(positions: psycopg.Connection, forgotten: psycopg.Connection) -> None:
    move(positions, 1)

    assert not removable(positions)

    forgotten.rollback()
    assert removable(positions)


def test_session_that_holds_back_is_found(positions: psycopg.Connection, forgotten: psycopg.Connection) -> None:
    before = oldest_snapshots(positions)
    move(positions, 4)
    after = oldest_snapshots(positions)

    assert [(pid, state) for pid, state, _ in after] == [(forgotten.info.backend_pid, "idle in transaction")]
    assert after[0][2] - before[0][2] >= 4  # other databases of the server count too

    forgotten.rollback()
    assert oldest_snapshots(positions) == []


def test_session_that_has_written_is_found_too(positions: psycopg.Connection, module_address: str) -> None:
    with closing(psycopg.connect(module_address)) as writer:
        writer.execute("UPDATE positions SET lon = 1 WHERE tailnum = 'N1'")

        assert [pid for pid, _, _ in oldest_snapshots(positions)] == [writer.info.backend_pid]


def test_no_notice_is_listened_to_afterwards(positions: psycopg.Connection) -> None:
    assert removable(positions)
    assert removable(positions)


@pytest.mark.usefixtures("story_address")
def test_main(planes: psycopg.Connection, capsys: pytest.CaptureFixture[str]) -> None:
    planes.execute("CREATE TABLE airlines (carrier varchar(2))")

    main()

    planes.execute("DROP TABLE airlines")
    out = capsys.readouterr().out
    assert "held back by a session 'idle in transaction'" in out
    assert "After lunch, all dead rows gone: True" in out
