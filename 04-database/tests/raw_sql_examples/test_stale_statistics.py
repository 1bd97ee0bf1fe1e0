from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date

import psycopg
import pytest

from raw_sql_examples import stale_statistics
from raw_sql_examples.explain import Plan
from raw_sql_examples.stale_statistics import (
    columns_that_go_together,
    main,
    make_departures,
    newest_days,
    number_of_groups,
    out_of_date,
)
from raw_sql_examples.what_if import copy_of_flights

DAY = date(2013, 1, 22)


@pytest.fixture(scope="module")
def departures(postgresql_address: str) -> Iterator[psycopg.Connection]:
    """A copy of January with the table ``departures``, which knows nothing of its last days; no test changes it."""
    with copy_of_flights(postgresql_address, months=1) as connection:
        make_departures(connection, DAY)
        yield connection


def scan(plan: Plan) -> tuple[float, float]:
    """Return expected and actual rows of the table that is read whole first."""
    node = next(node for node in plan.nodes if node.type == "Seq Scan" and node.table in {"departures", "flights"})
    return node.estimated, node.actual


def test_plan_for_one_row_meets_thousands_until_analyze(departures: psycopg.Connection) -> None:
    stale, mended = newest_days(departures, DAY)

    ((expected,),) = departures.execute("SELECT count(*) FROM flights WHERE flight_date >= %s", [DAY]).fetchall()
    assert scan(stale)[0] < 100
    assert scan(stale)[1] == scan(mended)[1] == expected
    assert "Nested Loop" in stale.types
    assert stale.nodes[-1].loops == expected
    assert scan(mended)[0] == pytest.approx(expected, rel=0.2)
    assert "Hash Join" in mended.types
    assert mended.pages * 5 < stale.pages


def test_departures_are_the_flights(departures: psycopg.Connection) -> None:
    columns = "origin, time_hour, flight_date, dep_delay"

    for one, other in (("flights", "departures"), ("departures", "flights")):
        query = f"SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {other}"
        assert departures.execute(query.encode()).fetchall() == []


def test_changed_rows_are_counted(postgresql_address: str) -> None:
    late = "SELECT count(*) FILTER (WHERE flight_date >= %s), count(*) FROM departures"
    with copy_of_flights(postgresql_address, months=1) as connection:
        make_departures(connection, DAY)
        ((changed, all_),) = connection.execute(late, [DAY]).fetchall()

        assert out_of_date(connection, 0.0) == [("departures", changed, all_)]
        assert out_of_date(connection, changed / all_) == [("departures", changed, all_)]
        assert out_of_date(connection, changed / all_ + 0.01) == []


def test_tables_out_of_date_come_by_name(postgresql_address: str) -> None:
    with copy_of_flights(postgresql_address, months=1) as connection:
        for name in ("b", "a"):
            connection.execute(f"CREATE TABLE {name} AS SELECT 1 AS one".encode())

        assert out_of_date(connection, 1.0) == [("a", 1, 1), ("b", 1, 1)]


def test_combinations_that_are_known_change_the_estimate_and_the_plan(flights_copy: psycopg.Connection) -> None:
    alone, together = columns_that_go_together(flights_copy, 300)

    ((expected,),) = flights_copy.execute(
        "SELECT count(*) FROM flights WHERE (carrier, dest) = ('AS', 'SEA')"
    ).fetchall()
    assert scan(alone)[1] == scan(together)[1] == expected
    assert scan(alone)[0] * 10 < expected
    assert scan(together)[0] == pytest.approx(expected, rel=0.3)
    assert "Nested Loop" in alone.types
    assert "Hash Join" in together.types


def test_combination_that_is_not_kept_does_not_help(flights_copy: psycopg.Connection) -> None:
    alone, together = columns_that_go_together(flights_copy, 10)

    assert scan(alone)[0] == pytest.approx(scan(together)[0], abs=20)


def test_number_of_groups_is_known_or_multiplied(flights_copy: psycopg.Connection) -> None:
    alone, together = number_of_groups(flights_copy)

    ((expected,),) = flights_copy.execute("SELECT count(DISTINCT (carrier, origin, dest)) FROM flights").fetchall()
    assert alone.rows == together.rows == expected
    assert alone.nodes[0].estimated > 5 * expected
    assert together.nodes[0].estimated == pytest.approx(expected, rel=0.3)


def test_main(
    loaded_story: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with copy_of_flights(loaded_story, months=1) as connection:
        monkeypatch.setattr(stale_statistics, "copy_of_flights", lambda _: nullcontext(connection))

        main()

    assert "Delays in fog of Alaska to Seattle" in capsys.readouterr().out
