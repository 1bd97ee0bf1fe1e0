import uuid
from collections.abc import Iterator
from contextlib import closing, nullcontext

import psycopg
import pytest

from raw_sql_examples.composite_indexes import (
    by_number,
    equality_then_range,
    main,
    order_without_sort,
    redundant_indexes,
    skipped_first_column,
)


@pytest.fixture
def schema(postgresql_address: str) -> Iterator[psycopg.Connection]:
    """A connection to a schema of its own with a table t (a, b, c text) without indexes; rolled back."""
    with closing(psycopg.connect(postgresql_address)) as connection:
        name = f"lesson_{uuid.uuid4().hex}"
        connection.execute(f"CREATE SCHEMA {name}".encode())
        connection.execute(f"SET LOCAL search_path = {name}, public".encode())
        connection.execute("CREATE TABLE t (a integer, b integer, c text)")
        yield connection


def test_index_reads_the_pages_of_the_rows_and_no_more(flights_copy: psycopg.Connection) -> None:
    without, indexed = by_number(flights_copy, 1141)

    assert without.types == ["Seq Scan"]
    assert indexed.indexes == ["flights_number"]
    assert without.rows == indexed.rows > 10
    assert indexed.removed == 0
    assert indexed.pages <= indexed.rows + 5


def test_equality_first_searches_once(flights_copy: psycopg.Connection) -> None:
    range_first, equality_first = equality_then_range(flights_copy, "HNL", "2013-01-11", "2013-02-10")

    expected = flights_copy.execute(
        "SELECT count(*) FROM flights WHERE dest = 'HNL' AND flight_date > '2013-01-10' AND flight_date < '2013-02-11'"
    ).fetchone()
    assert (range_first.rows,) == (equality_first.rows,) == expected
    assert range_first.indexes == ["range_first"]
    assert equality_first.indexes == ["equality_first"]
    assert equality_first.index_searches == 1
    assert range_first.index_searches > 10
    in_the_index = [plan.nodes[-1].hit + plan.nodes[-1].read for plan in (range_first, equality_first)]
    assert in_the_index[0] > 10 * in_the_index[1]


def test_index_in_the_order_asked_for_needs_no_sort(flights_copy: psycopg.Connection) -> None:
    sorted_, in_order = order_without_sort(flights_copy, "HNL")

    assert sorted_.indexes == ["flights_dest"]
    assert "Sort" in sorted_.types
    assert in_order.types == ["Limit", "Index Scan"]
    assert in_order.indexes == ["flights_dest_date"]
    assert in_order.rows == sorted_.rows == 10
    assert in_order.pages < 20 < sorted_.pages


def test_skip_scan_pays_for_a_first_column_of_few_values(flights_copy: psycopg.Connection) -> None:
    few, many = skipped_first_column(flights_copy, "2013-02-04 12:00Z")

    expected = flights_copy.execute("SELECT count(*) FROM flights WHERE time_hour = '2013-02-04 12:00Z'").fetchone()
    assert (few.rows,) == (many.rows,) == expected
    assert few.indexes == ["by_origin"]
    assert few.index_searches > 3
    assert few.pages * 5 < many.pages


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("INDEX i ON t (a)", "INDEX j ON t (a, b)", [("i", "j")]),
        ("INDEX i ON t (b)", "INDEX j ON t (a, b)", []),
        ("INDEX i ON t (b, a)", "INDEX j ON t (a, b)", []),
        ("INDEX i ON t (a)", "INDEX j ON t (a)", [("j", "i")]),
        ("INDEX i ON t (a)", "UNIQUE INDEX j ON t (a)", [("i", "j")]),
        ("UNIQUE INDEX i ON t (a)", "INDEX j ON t (a, b)", []),
        ("UNIQUE INDEX i ON t (a)", "UNIQUE INDEX j ON t (a)", []),
        ("INDEX i ON t (a)", "INDEX j ON t (a DESC, b)", []),
        ("INDEX i ON t (a DESC)", "INDEX j ON t (a DESC, b)", []),
        ("INDEX i ON t (a) INCLUDE (c)", "INDEX j ON t (a, b)", []),
        ("INDEX i ON t (a)", "INDEX j ON t (a) INCLUDE (c)", [("i", "j")]),
        ("INDEX i ON t (a) WHERE b > 0", "INDEX j ON t (a, b)", []),
        ("INDEX i ON t (a)", "INDEX j ON t (a, b) WHERE b > 0", []),
        ("INDEX i ON t (a)", "INDEX j ON t (a, (b + 1))", []),
        ("INDEX i ON t USING hash (a)", "INDEX j ON t (a, b)", []),
        ("INDEX i ON t (c)", "INDEX j ON t (c text_pattern_ops, a)", []),
        ("INDEX i ON t (c)", 'INDEX j ON t (c COLLATE "C", a)', []),
    ],
)
def test_redundant_index(schema: psycopg.Connection, first: str, second: str, expected: list[tuple[str, str]]) -> None:
    schema.execute(f"CREATE {first}".encode())
    schema.execute(f"CREATE {second}".encode())

    assert redundant_indexes(schema) == expected


def test_indexes_of_other_tables_and_schemas_are_no_substitute(schema: psycopg.Connection) -> None:
    schema.execute("CREATE TABLE u (a integer, b integer)")
    schema.execute("CREATE INDEX i ON t (a)")
    schema.execute("CREATE INDEX j ON u (a, b)")

    assert redundant_indexes(schema) == []


def test_index_of_an_exclusion_constraint_is_a_rule(schema: psycopg.Connection) -> None:
    schema.execute("ALTER TABLE t ADD CONSTRAINT once EXCLUDE USING btree (a WITH =)")
    schema.execute("CREATE INDEX i ON t (a)")
    schema.execute("CREATE INDEX j ON t (a, b)")

    assert redundant_indexes(schema) == [("i", "j"), ("i", "once")]


def test_pairs_are_sorted(schema: psycopg.Connection) -> None:
    for definition in ("z ON t (b, c)", "b ON t (a, c)", "a ON t (a, b, c)", "d ON t (a)", "c ON t (b)"):
        schema.execute(f"CREATE INDEX {definition}".encode())

    assert redundant_indexes(schema) == [("c", "z"), ("d", "a"), ("d", "b")]


def test_main_finds_the_index_that_is_added(
    loaded_story: str,
    flights_copy: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(
        "raw_sql_examples.composite_indexes.copy_of_flights", lambda _, months: nullcontext(flights_copy)
    )

    main()

    out = capsys.readouterr().out
    assert "makes superfluous: none" in out
    assert "weather_origin is covered by weather_key" in out
