import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from raw_sql_examples.database import Connection, Row, rows
from raw_sql_examples.explain import explain
from raw_sql_examples.paging import (
    DELAYS_INDEX,
    INDEX,
    key_of,
    main,
    next_page,
    page_by_offset,
    pages_read,
    previous_page,
    worst_delays,
)
from raw_sql_examples.what_if import copy_of_flights


def fill(connection: Connection) -> None:
    """Make a table ``flights`` of 40 rows, in no order, with few hours and delays, so that there are many ties."""
    numbers = random.Random(2013)
    columns = "id integer, carrier text, number integer, dep_delay integer"
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"CREATE TABLE flights (time_hour text, {columns})")
    else:
        connection.execute(f"CREATE TEMPORARY TABLE flights (time_hour timestamptz, {columns})".encode())
    for id_ in numbers.sample(range(1000), 40):
        rows(
            connection,
            "INSERT INTO flights VALUES (:hour, :id, 'UA', :id, :delay) RETURNING id",
            hour=f"2013-01-01 0{numbers.randrange(5)}:00:00",
            id=id_,
            delay=numbers.choice([None, 5, 10, -3]),
        )


@pytest.fixture(params=["postgresql", "sqlite"])
def short_list(request: pytest.FixtureRequest) -> Iterator[Connection]:
    if request.param == "sqlite":
        with closing(sqlite3.connect(":memory:")) as file:
            fill(file)
            yield file
    else:
        connection: psycopg.Connection = request.getfixturevalue("postgresql")
        fill(connection)
        yield connection


@pytest.fixture(scope="module")
def indexed(postgresql_address: str) -> Iterator[psycopg.Connection]:
    """A copy of January with INDEX and DELAYS_INDEX."""
    with copy_of_flights(postgresql_address, months=1) as connection:
        connection.execute(INDEX.encode())
        connection.execute(DELAYS_INDEX.encode())
        connection.execute("ANALYZE flights")
        yield connection


def whole(connection: Connection) -> list[Row]:
    """Return the list as Python sorts it."""
    found = rows(connection, "SELECT time_hour, id, carrier, number FROM flights")
    return sorted(found, key=lambda row: (row[0], row[1]))


@pytest.mark.parametrize("size", [1, 3, 7, 40, 50])
def test_pages_by_key_make_the_list_in_both_directions(short_list: Connection, size: int) -> None:
    expected = whole(short_list)

    forwards: list[Row] = []
    for _ in range(-(-40 // size)):
        forwards += next_page(short_list, key_of(forwards[-1]) if forwards else None, size)
    backwards = [forwards[-1]]
    for _ in range(40):
        backwards = previous_page(short_list, key_of(backwards[0]), size) + backwards

    assert forwards == backwards == expected
    assert next_page(short_list, key_of(forwards[-1]), size) == []


@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_by_offset_make_the_list(short_list: Connection, size: int) -> None:
    expected = whole(short_list)

    pages = [page_by_offset(short_list, page, size) for page in range(1, 42)]

    assert [row for page in pages for row in page] == expected
    assert len(pages[0]) == min(size, 40)


@pytest.mark.parametrize("page", [0, -1])
def test_pages_begin_at_one(short_list: Connection, page: int) -> None:
    with pytest.raises(ValueError, match=f"^pages begin at 1, not {page}$"):
        page_by_offset(short_list, page, 20)


def test_row_added_before_moves_the_pages_by_offset_alone(short_list: Connection) -> None:
    seen = page_by_offset(short_list, 1, 5)
    by_key = next_page(short_list, key_of(seen[-1]), 5)

    rows(short_list, "INSERT INTO flights VALUES ('2012-12-31 00:00:00', 0, 'ZZ', 0, 0) RETURNING id")

    assert page_by_offset(short_list, 2, 5)[0] == seen[-1]
    assert next_page(short_list, key_of(seen[-1]), 5) == by_key


def test_page_begins_after_a_row_that_is_gone(short_list: Connection) -> None:
    expected = whole(short_list)

    rows(short_list, "DELETE FROM flights WHERE id = :id RETURNING id", id=expected[4][1])

    assert next_page(short_list, key_of(expected[4]), 3) == expected[5:8]
    assert previous_page(short_list, key_of(expected[4]), 3) == expected[1:4]


@pytest.mark.parametrize("size", [1, 4, 50])
def test_one_column_down_and_the_other_up(short_list: Connection, size: int) -> None:
    flew = rows(short_list, "SELECT dep_delay, id FROM flights WHERE dep_delay IS NOT NULL")

    found: list[Row] = []
    for _ in range(40):
        found += worst_delays(short_list, (found[-1][0], found[-1][1]) if found else None, size)

    assert found == sorted(flew, key=lambda row: (-row[0], row[1]))


def test_depth_costs_by_offset_and_not_by_key(indexed: psycopg.Connection) -> None:
    first_offset, first_key = pages_read(indexed, 0, 20)
    deep_offset, deep_key = pages_read(indexed, 25_000, 20)

    assert first_offset == first_key < 30
    assert deep_offset > 500
    assert deep_key < 30


def test_or_written_out_reads_the_index_from_its_beginning(indexed: psycopg.Connection) -> None:
    order = "dep_delay IS NOT NULL AND {} ORDER BY dep_delay DESC, id LIMIT 20"
    either = "(dep_delay < :delay OR (dep_delay = :delay AND id > :id))"
    begins = "dep_delay <= :delay AND (dep_delay < :delay OR id > :id)"
    select = "SELECT dep_delay, id FROM flights WHERE "

    from_the_beginning = explain(indexed, select + order.format(either), delay=5, id=10)
    from_there = explain(indexed, select + order.format(begins), delay=5, id=10)

    skipped = indexed.execute("SELECT count(*) FROM flights WHERE dep_delay > 5").fetchone()
    assert from_there.indexes == ["flights_by_delay"]
    assert from_there.removed < 20
    assert (from_the_beginning.removed - from_there.removed,) == skipped


def test_depth_beyond_the_end(indexed: psycopg.Connection) -> None:
    with pytest.raises(ValueError, match=r"^the list ends before row 400000$"):
        pages_read(indexed, 400_000, 20)


def test_main_goes_300_000_rows_deep(loaded_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    depth, by_offset, by_key = re.findall(r"([\d,]+) by offset +([\d,]+), by key ([\d,]+)", out)[-1]
    assert depth == "300,000"
    assert int(by_offset.replace(",", "")) > 1000 * int(by_key)
    assert "page 2 by offset [3, 4, 6]: one row again; by key [4, 6, 16]" in out
