from contextlib import closing, nullcontext

import psycopg
import pytest

from raw_sql_examples.explain import explain
from raw_sql_examples.what_if import copy_of_flights, main, size, what_if

BY_NUMBER = "SELECT id FROM flights WHERE number = :number"


def test_index_serves_the_second_plan_and_is_gone(flights_copy: psycopg.Connection) -> None:
    index = "CREATE INDEX flights_number ON flights (number)"

    before, after = what_if(flights_copy, [index], BY_NUMBER, number=1141)

    assert before.tables_read_whole == ["flights"]
    assert after.indexes == ["flights_number"]
    assert before.rows == after.rows > 10
    assert after.pages * 5 < before.pages
    assert explain(flights_copy, BY_NUMBER, number=1141).types == ["Seq Scan"]


def test_changes_are_rolled_back_when_the_query_fails(flights_copy: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn):
        what_if(flights_copy, ["ALTER TABLE flights DROP COLUMN number"], BY_NUMBER, number=1141)

    assert explain(flights_copy, BY_NUMBER, number=1141).rows > 10


def test_copy_has_the_rows_and_none_of_the_indexes(flights_copy: psycopg.Connection) -> None:
    ((schema,),) = flights_copy.execute("SELECT current_schema()").fetchall()

    indexes = flights_copy.execute("SELECT count(*) FROM pg_indexes WHERE schemaname = %s", [schema]).fetchone()
    first_two_months = "SELECT * FROM public.flights WHERE flight_date < '2013-03-01'"
    different = flights_copy.execute(f"TABLE flights EXCEPT ALL ({first_two_months})".encode()).fetchall()
    missing = flights_copy.execute(f"({first_two_months}) EXCEPT ALL TABLE flights".encode()).fetchall()
    statistics = flights_copy.execute("SELECT count(*) FROM pg_stats WHERE schemaname = %s", [schema]).fetchone()

    assert schema.startswith("copy_")
    assert indexes == (0,)
    assert different == missing == []
    assert statistics == (16,)
    assert flights_copy.autocommit


def test_copy_is_dropped_even_after_an_error(postgresql_address: str) -> None:
    seen = []

    def fail() -> None:
        with copy_of_flights(postgresql_address, months=1) as connection:
            seen.extend(connection.execute("SELECT current_schema()").fetchall())
            connection.execute("BEGIN")
            connection.execute("SELECT 1 / 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        fail()
    with closing(psycopg.connect(postgresql_address)) as other:
        assert other.execute("SELECT FROM pg_namespace WHERE nspname = %s", seen[0]).fetchall() == []


def test_size_is_that_of_the_files(flights_copy: psycopg.Connection) -> None:
    whole = explain(flights_copy, "SELECT count(*) FROM flights").pages

    assert size(flights_copy, "flights") == whole * 8192


def test_copy_has_all_months_unless_told(loaded_story: str) -> None:
    with copy_of_flights(loaded_story) as connection:
        assert connection.execute("SELECT count(*) FROM flights").fetchone() == (336_776,)


def test_size_of_what_is_not_there(flights_copy: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        size(flights_copy, "no_such_table")


def test_main(
    loaded_story: str,
    flights_copy: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("raw_sql_examples.what_if.copy_of_flights", lambda _: nullcontext(flights_copy))

    main()

    assert "The index is gone: ['Seq Scan']" in capsys.readouterr().out
