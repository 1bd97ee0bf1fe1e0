from contextlib import nullcontext

import psycopg
import pytest

from raw_sql_examples.covering_indexes import after_writes, main, search_and_cover, sizes
from raw_sql_examples.what_if import copy_of_flights


def test_covering_index_leaves_the_table_alone(flights_copy: psycopg.Connection) -> None:
    finding, covering = search_and_cover(flights_copy, "LAX")

    assert finding.indexes == ["finding"]
    assert finding.types[-2:] == ["Bitmap Heap Scan", "Bitmap Index Scan"]
    assert covering.indexes == ["covering"]
    assert covering.types[-1] == "Index Only Scan"
    assert covering.heap_fetches == 0
    assert covering.pages * 10 < finding.pages
    assert finding.nodes[-1].actual == covering.nodes[-1].actual


def test_writes_clear_the_visibility_map_and_vacuum_sets_it(postgresql_address: str) -> None:
    with copy_of_flights(postgresql_address, months=1) as connection:
        ((flights, mean),) = connection.execute(
            "SELECT count(*), avg(dep_delay) FROM flights WHERE dest = 'LAX'"
        ).fetchall()

        vacuumed, written, again = after_writes(connection, "LAX")

        assert [plan.types[-1] for plan in (vacuumed, written, again)] == ["Index Only Scan"] * 3
        assert vacuumed.heap_fetches == 0
        # The old entries are still in the index beside the new ones.
        assert written.heap_fetches >= flights
        assert written.pages > 5 * vacuumed.pages
        assert again.heap_fetches == 0
        assert connection.execute("SELECT avg(dep_delay) FROM flights WHERE dest = 'LAX'").fetchone() == (mean + 1,)


def test_included_column_keeps_equal_keys_apart(flights_copy: psycopg.Connection) -> None:
    found = sizes(flights_copy)

    assert list(found) == ["(dest) INCLUDE (dep_delay)", "(dest, dep_delay)", "(dest)"]
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert found["(dest) INCLUDE (dep_delay)"] > 2 * found["(dest)"] > 0


def test_indexes_are_gone(flights_copy: psycopg.Connection) -> None:
    search_and_cover(flights_copy, "LAX")
    sizes(flights_copy)

    left = flights_copy.execute("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()").fetchall()
    assert left == []


def test_main(
    loaded_story: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with copy_of_flights(loaded_story, months=1) as connection:
        monkeypatch.setattr(
            "raw_sql_examples.covering_indexes.copy_of_flights", lambda _, months: nullcontext(connection)
        )

        main()

    assert "vacuumed again  Index Only Scan, 0 heap fetches" in capsys.readouterr().out
