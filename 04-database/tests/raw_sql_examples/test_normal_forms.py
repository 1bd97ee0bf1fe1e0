import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raw_sql_examples import normal_forms
from raw_sql_examples.normal_forms import exceptions, is_key, raw_table, smallest_keys, subsets, update_anomaly, verdict

ROWS = st.lists(st.tuples(*[st.sampled_from("xyz")] * 3), max_size=8)


def table(rows: list[tuple[str, str, str]]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE wide (a, b, c)")
    connection.executemany("INSERT INTO wide VALUES (?, ?, ?)", rows)
    return connection


@given(ROWS)
def test_a_dependency_holds_when_no_two_rows_contradict_it(rows: list[tuple[str, str, str]]) -> None:
    seen: dict[tuple[str, ...], set[str]] = {}
    for a, b, c in rows:
        seen.setdefault((a, b), set()).add(c)
    with closing(table(rows)) as connection:
        found = exceptions(connection, ["a", "b"], "c")
    assert found == [(key, sorted(values)) for key, values in sorted(seen.items()) if len(values) > 1]


@given(ROWS)
def test_smallest_keys_are_unique_and_none_holds_another(rows: list[tuple[str, str, str]]) -> None:
    def unique(columns: tuple[str, ...]) -> bool:
        picked = [tuple(row["abc".index(column)] for column in columns) for row in rows]
        return len(picked) == len(set(picked))

    every = [columns for size in (1, 2, 3) for columns in combinations("abc", size) if unique(columns)]
    expected = [key for key in every if not any(set(other) < set(key) for other in every)]
    with closing(table(rows)) as connection:
        assert smallest_keys(connection, "abc") == expected
        assert all(is_key(connection, key) for key in expected)


def test_a_column_with_null_is_no_key() -> None:
    with closing(table([("x", "y", "z")])) as connection:
        connection.execute("INSERT INTO wide VALUES (NULL, 'x', 'x')")
        assert [is_key(connection, [column]) for column in "abc"] == [False, True, True]


@given(st.integers(0, 6), st.integers(0, 6))
def test_subsets(length: int, size: int) -> None:
    items = "abcdef"[:length]
    assert list(subsets(items, size)) == list(combinations(items, size))


def test_an_unknown_column_is_refused() -> None:
    with (
        closing(table([])) as connection,
        pytest.raises(ValueError, match=r"^unknown column 'x': expected one of a, b, c$"),
    ):
        exceptions(connection, ["a", "x"], "b")


@pytest.fixture
def planes() -> Iterator[sqlite3.Connection]:
    columns = ("tailnum", "type", "manufacturer", "model", "engines", "seats", "engine")
    with raw_table("planes", columns) as connection:
        yield connection


@pytest.mark.parametrize("dependent", ["type", "engines", "seats"])
def test_what_the_schema_keeps_with_the_model_is_decided_by_it(dependent: str, planes: sqlite3.Connection) -> None:
    assert planes.execute("SELECT count(*) FROM wide").fetchone() == (3_322,)
    assert exceptions(planes, ["manufacturer", "model"], dependent) == []


def test_what_the_schema_keeps_with_the_plane_is_not(planes: sqlite3.Connection) -> None:
    found = exceptions(planes, ["manufacturer", "model"], "engine")
    assert ("BOEING", "737-832") in dict(found)
    assert verdict(found) == "no, 2 of them, such as BOEING 737-832: Turbo-fan or Turbo-jet"
    assert verdict([]) == "yes"


def test_a_fact_stored_twice_contradicts_itself_after_one_update(planes: sqlite3.Connection) -> None:
    assert update_anomaly(planes) == [(("EMBRAER", "EMB-145XR"), ["50", "55"])]


def test_main_finds_the_key_of_a_flight(capsys: pytest.CaptureFixture[str]) -> None:
    normal_forms.main()
    told = capsys.readouterr().out
    assert "keys of 2013: [('month', 'day', 'carrier', 'flight', 'origin')]" in told
    assert "(('EWR', 'EGE'), ['1725', '1726'])" in told
