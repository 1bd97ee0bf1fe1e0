import csv
import io
import re
from contextlib import closing

import psycopg
import pytest

from flights.databases import connect
from raw_sql_examples import streaming
from raw_sql_examples.streaming import QUERY, all_at_once, blocks, export, in_portions, streamed

SOME = QUERY.format(limit=2_500)


@pytest.fixture
def expected(postgresql: psycopg.Connection) -> list[tuple[object, ...]]:
    return postgresql.execute(SOME.encode()).fetchall()


@pytest.mark.parametrize("size", [1, 1_000, 2_500, 10_000])
def test_the_same_rows_in_portions_of_any_size(
    size: int, postgresql: psycopg.Connection, expected: list[tuple[object, ...]]
) -> None:
    assert list(in_portions(postgresql, SOME, size)) == expected
    assert list(streamed(postgresql, SOME, size)) == expected


def test_and_at_once(postgresql: psycopg.Connection, expected: list[tuple[object, ...]]) -> None:
    assert len(expected) == 2_500
    assert list(all_at_once(postgresql, SOME)) == expected


@pytest.mark.parametrize("size", [0, -1])
def test_a_portion_holds_something(size: int, postgresql: psycopg.Connection) -> None:
    with pytest.raises(ValueError, match=f"^size must be at least 1, not {size}$"):
        next(in_portions(postgresql, SOME, size))


def test_between_portions_the_connection_is_free(postgresql_address: str) -> None:
    with closing(connect(postgresql_address)) as connection:
        rows = in_portions(connection, SOME, size=10)
        next(rows)
        assert connection.execute("SELECT name FROM pg_cursors").fetchall() == [("portions",)]
        rows.close()
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        assert connection.execute("SELECT name FROM pg_cursors").fetchall() == []


def test_in_a_stream_it_is_not(postgresql_address: str) -> None:
    with closing(connect(postgresql_address)) as connection:
        rows = streamed(connection, SOME, size=10)
        next(rows)
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.ACTIVE
        rows.close()
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_only_what_is_asked_for_is_computed(postgresql_address: str) -> None:
    query = "SELECT 10 / (5 - n) FROM generate_series(1, 10) AS n"
    with closing(connect(postgresql_address)) as connection:
        with pytest.raises(psycopg.errors.DivisionByZero):
            next(all_at_once(connection, query))
        rows = in_portions(connection, query, size=2)
        assert [next(rows) for _ in range(4)] == [(2,), (3,), (5,), (10,)]
        with pytest.raises(psycopg.errors.DivisionByZero):
            next(rows)


def test_csv(postgresql: psycopg.Connection, expected: list[tuple[object, ...]]) -> None:
    text = b"".join(blocks(postgresql, SOME))
    header, *rows = csv.reader(io.StringIO(text.decode()))
    assert header == ["flight_date", "carrier", "number", "origin", "dest", "dep_delay"]
    assert rows == [["" if value is None else str(value) for value in row] for row in expected]
    file = io.BytesIO()
    assert export(postgresql, file, SOME) == len(text)
    assert file.getvalue() == text


def test_a_usual_cursor_holds_all_and_a_stream_does_not(postgresql_address: str) -> None:
    usual = streaming.memory_taken(postgresql_address, "a usual cursor", 60_000)
    assert usual > 60_000 * 6 * 16  # libpq keeps a pointer and a length for each value, besides the value
    assert streaming.memory_taken(postgresql_address, "a stream", 60_000) < usual / 3


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^unknown way 'pigeon': expected one of fetchall, a usual cursor, a cursor on"
    ):
        streaming.memory_taken("", "pigeon", 1)


def test_main_compares_the_ways(loaded_story: str, capsys: pytest.CaptureFixture[str]) -> None:
    streaming.main()
    told = capsys.readouterr().out
    everything, usual, portions = (int(found) for found in re.findall(r"(\d+)% of what fetchall takes", told))
    assert everything == 100
    assert portions < usual < everything
    assert told.splitlines()[-4] == "flight_date,carrier,number,origin,dest,dep_delay"
