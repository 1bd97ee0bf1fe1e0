import os
import uuid
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from raw_sql_examples.index_costs import (
    insert_cost,
    log_position,
    main,
    make_sightings,
    unused_indexes,
    update_cost,
)

# Other sessions of a server that is not ours write into the same log.
alone = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="the log of that server is not ours alone")


@pytest.fixture
def planes(postgresql: psycopg.Connection) -> psycopg.Connection:
    """A connection to the loaded database; what is made is rolled back."""
    return postgresql


def count(connection: psycopg.Connection) -> int:
    ((planes,),) = connection.execute("SELECT count(*) FROM planes").fetchall()
    return int(planes)


@pytest.mark.parametrize(
    ("fillfactor", "index", "all_heap_only"),
    [
        (100, None, False),
        (50, None, True),
        (50, "CREATE INDEX ON sightings (seen)", False),
        (50, "CREATE INDEX ON sightings (tailnum) WHERE seen > 5", False),
        (50, "CREATE INDEX ON sightings (left(tailnum, 2))", True),
        (50, "CREATE INDEX ON sightings USING brin (seen)", True),
    ],
)
def test_update_is_heap_only_with_room_and_without_an_index_on_what_changes(
    planes: psycopg.Connection, fillfactor: int, index: str | None, all_heap_only: bool
) -> None:
    make_sightings(planes, fillfactor)
    if index:
        planes.execute(index.encode())

    cost = update_cost(planes)

    assert cost.updated == count(planes)
    assert cost.heap_only == (cost.updated if all_heap_only else 0)
    assert cost.log > cost.updated


def test_sightings_are_counted(planes: psycopg.Connection) -> None:
    make_sightings(planes, 90)

    update_cost(planes)
    second = update_cost(planes)

    assert second.updated == count(planes)
    assert planes.execute("SELECT count(*) FROM sightings WHERE seen = 2").fetchone() == (second.updated,)
    missing = planes.execute("SELECT tailnum FROM planes EXCEPT SELECT tailnum FROM sightings")
    assert missing.fetchall() == []


@alone
def test_log_is_what_it_costs(planes: psycopg.Connection) -> None:
    make_sightings(planes, 50)
    heap_only = update_cost(planes)
    planes.execute("DROP TABLE sightings")
    make_sightings(planes, 50)
    planes.execute("CREATE INDEX ON sightings (seen)")

    assert update_cost(planes).log > 1.5 * heap_only.log


@alone
def test_each_index_adds_to_the_log(planes: psycopg.Connection) -> None:
    costs = [insert_cost(planes, columns, 1000) for columns in ([], ["dest"], ["dest", "tailnum", "time_hour"])]

    assert costs[0] > 1000 * 50
    assert costs[1] > costs[0] + 1000 * 30
    assert costs[2] > costs[1] + 1000 * 60


def test_nothing_is_left_and_the_transaction_goes_on(planes: psycopg.Connection) -> None:
    insert_cost(planes, ["dest"], 10)

    assert planes.execute("SELECT to_regclass('written')").fetchone() == (None,)


def test_unknown_column(planes: psycopg.Connection) -> None:
    with pytest.raises(ValueError, match=r"^unknown column 'wings'$"):
        insert_cost(planes, ["dest", "wings"], 10)


@pytest.mark.parametrize("fillfactor", [9, 101])
def test_impossible_fillfactor(planes: psycopg.Connection, fillfactor: int) -> None:
    with pytest.raises(ValueError, match=f"^fillfactor must be 10 to 100, not {fillfactor}$"):
        make_sightings(planes, fillfactor)


def test_log_position_grows_with_what_is_written(planes: psycopg.Connection) -> None:
    before = log_position(planes)

    planes.execute("INSERT INTO airlines VALUES ('ZZ', 'Sleepy Airlines')")

    assert before > 0
    assert log_position(planes) > before


@pytest.fixture
def schema(postgresql_address: str) -> Iterator[psycopg.Connection]:
    """A connection without transactions to a schema of its own, which is dropped."""
    name = f"lesson_{uuid.uuid4().hex}"
    with closing(psycopg.connect(postgresql_address, autocommit=True)) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        connection.execute(f"SET search_path = {name}".encode())
        try:
            yield connection
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


def test_indexes_that_nobody_used_are_found_and_rules_are_not(schema: psycopg.Connection) -> None:
    schema.execute("CREATE TABLE t (a integer PRIMARY KEY, b integer, c integer, d integer UNIQUE)")
    schema.execute("CREATE TABLE empty (a integer)")
    schema.execute("INSERT INTO t SELECT n, n, n % 2, n FROM generate_series(1, 5000) AS n")
    schema.execute("CREATE UNIQUE INDEX rule ON t (a, b)")
    for index in ("asked ON t (b)", "large ON t (b, c)", "small ON t (c)", "also_small ON empty (a)"):
        schema.execute(f"CREATE INDEX {index}".encode())
    schema.execute("ANALYZE t")

    schema.execute("DROP INDEX large")
    schema.execute("SELECT a FROM t WHERE b = 17")
    schema.execute("CREATE INDEX large ON t (b, c)")
    schema.execute("SELECT pg_stat_force_next_flush()")

    found = unused_indexes(schema)
    assert [(table, index) for table, index, _ in found] == [("t", "large"), ("t", "small"), ("empty", "also_small")]
    assert [size for _, _, size in found] == sorted((size for _, _, size in found), reverse=True)


def test_main(loaded_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    main()

    assert "0 of 4,043 heap-only" in capsys.readouterr().out
