import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext
from datetime import date

import psycopg
import pytest

from raw_sql_examples.database import Connection, rows
from raw_sql_examples.explain import explain
from raw_sql_examples.partial_indexes import (
    AlreadyOpenError,
    cancelled_flights,
    close_repair,
    implied,
    main,
    make_repairs,
    open_repair,
    sizes,
)


@pytest.fixture(params=["postgresql", "sqlite"])
def repairs(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to each engine in turn, with an empty table ``repairs``; rolled back."""
    if request.param == "sqlite":
        with closing(sqlite3.connect(":memory:")) as file:
            make_repairs(file)
            yield file
    else:
        connection: psycopg.Connection = request.getfixturevalue("postgresql")
        make_repairs(connection)
        yield connection


def test_partial_index_reads_the_cancelled_only(flights_copy: psycopg.Connection) -> None:
    whole, partial = cancelled_flights(flights_copy, date(2013, 2, 8))

    expected = flights_copy.execute(
        "SELECT count(*) FROM flights WHERE flight_date = '2013-02-08' AND dep_delay IS NULL"
    ).fetchone()
    assert (whole.rows,) == (partial.rows,) == expected
    assert whole.indexes == ["by_date"]
    assert partial.indexes == ["cancelled_by_date"]
    assert whole.removed > 0
    assert partial.removed == 0


def test_partial_index_is_small(flights_copy: psycopg.Connection) -> None:
    whole, partial = sizes(flights_copy)

    assert 0 < partial * 5 < whole
    assert flights_copy.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'by_date'").fetchone() == (0,)


@pytest.mark.parametrize(
    ("minutes", "generic", "indexes"), [(120, False, ["very_late"]), (30, False, []), (120, True, [])]
)
def test_index_serves_when_its_condition_is_implied(
    flights_copy: psycopg.Connection, minutes: int, generic: bool, indexes: list[str]
) -> None:
    plan = implied(flights_copy, minutes, plan_for_all_values=generic)

    expected = flights_copy.execute("SELECT count(*) FROM flights WHERE dep_delay > %s", [minutes]).fetchone()
    assert plan.indexes == indexes
    assert (plan.rows,) == expected


def test_calls_that_cannot_use_it_lose_it_for_the_next(
    flights_copy: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The statement is prepared here; psycopg would prepare its EXECUTE too, and throw all away after a rollback.
    monkeypatch.setattr(flights_copy, "prepare_threshold", None)
    flights_copy.execute("DEALLOCATE ALL")
    with flights_copy.transaction(force_rollback=True):
        flights_copy.execute("CREATE INDEX very_late ON flights (dep_delay) WHERE dep_delay > 60")
        flights_copy.execute("PREPARE late (smallint) AS SELECT id FROM flights WHERE dep_delay > $1")

        planned_alone = explain(flights_copy, "SELECT id FROM flights WHERE dep_delay > 120")
        for _ in range(6):
            flights_copy.execute("EXECUTE late (30)")
        later = explain(flights_copy, "EXECUTE late (120)")

        flights_copy.execute("DEALLOCATE ALL")
    assert planned_alone.indexes == ["very_late"]
    assert later.types == ["Seq Scan"]


def test_nothing_of_it_remains(flights_copy: psycopg.Connection) -> None:
    implied(flights_copy, 120, plan_for_all_values=True)

    assert flights_copy.execute("SHOW plan_cache_mode").fetchone() == ("auto",)
    assert flights_copy.execute("SELECT FROM pg_prepared_statements WHERE name = 'late'").fetchall() == []
    assert flights_copy.execute("SELECT FROM pg_indexes WHERE indexname = 'very_late'").fetchall() == []


def test_second_open_repair_is_refused_and_the_transaction_goes_on(repairs: Connection) -> None:
    open_repair(repairs, "N14228", date(2013, 1, 7))

    with pytest.raises(AlreadyOpenError, match=r"^N14228 has an open repair already$"):
        open_repair(repairs, "N14228", date(2013, 1, 8))

    assert [str(day) for (day,) in rows(repairs, "SELECT opened FROM repairs")] == ["2013-01-07"]


def test_closed_repairs_are_as_many_as_they_like(repairs: Connection) -> None:
    for day in (1, 5):
        open_repair(repairs, "N14228", date(2013, 1, day))
        close_repair(repairs, "N14228", date(2013, 1, day + 1))
    open_repair(repairs, "N14228", date(2013, 1, 9))
    open_repair(repairs, "N24211", date(2013, 1, 9))

    found = rows(repairs, "SELECT tailnum, opened, closed FROM repairs ORDER BY tailnum, opened")
    assert [tuple(map(str, row)) for row in found] == [
        ("N14228", "2013-01-01", "2013-01-02"),
        ("N14228", "2013-01-05", "2013-01-06"),
        ("N14228", "2013-01-09", "None"),
        ("N24211", "2013-01-09", "None"),
    ]


def test_rule_holds_for_whoever_goes_around_the_function(repairs: Connection) -> None:
    open_repair(repairs, "N14228", date(2013, 1, 7))

    with pytest.raises((psycopg.errors.UniqueViolation, sqlite3.IntegrityError)):
        rows(repairs, "INSERT INTO repairs (tailnum, opened) VALUES ('N14228', '2013-01-09') RETURNING tailnum")


def test_closing_what_is_not_open_changes_nothing(repairs: Connection) -> None:
    open_repair(repairs, "N14228", date(2013, 1, 7))
    close_repair(repairs, "N24211", date(2013, 1, 8))

    assert rows(repairs, "SELECT closed FROM repairs") == [(None,)]


def test_main(
    loaded_story: str,
    flights_copy: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("raw_sql_examples.partial_indexes.copy_of_flights", lambda _: nullcontext(flights_copy))

    main()

    assert "N14228 has an open repair already" in capsys.readouterr().out
