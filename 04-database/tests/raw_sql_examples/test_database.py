import sqlite3
from datetime import date, timedelta

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from raw_sql_examples.database import Connection, engine_of, marked, rows, run, spelled


def test_engine(connection: Connection) -> None:
    assert engine_of(connection) == ("sqlite" if isinstance(connection, sqlite3.Connection) else "postgresql")


def test_rows_come_as_tuples_in_their_order(connection: Connection) -> None:
    found = rows(connection, "SELECT carrier, name FROM airlines WHERE carrier < 'AT' ORDER BY carrier DESC")
    expected = [("AS", "Alaska Airlines Inc."), ("AA", "American Airlines Inc."), ("9E", "Endeavor Air Inc.")]
    assert found == expected
    assert rows(connection, "SELECT carrier FROM airlines WHERE carrier = :carrier", carrier="ZZ") == []


@pytest.mark.parametrize("value", ["it's", "x'; DROP TABLE flights; --", "100% :name %s %(name)s", ""])
def test_a_value_is_never_part_of_the_text(value: str, connection: Connection) -> None:
    query = "SELECT CAST(:value AS varchar(50)), CAST(:other2 AS integer), CAST(:value AS varchar(50))"
    assert rows(connection, query, value=value, other2=2) == [(value, 2, value)]


def test_a_percent_sign_is_a_character(connection: Connection) -> None:
    assert rows(connection, "SELECT carrier, '%s' FROM airlines WHERE name LIKE 'Haw%'") == [("HA", "%s")]
    assert rows(connection, "SELECT carrier FROM airlines WHERE name LIKE 'Haw%' AND carrier = :a", a="HA") == [("HA",)]


def test_run_tells_how_many_rows_were_changed(connection: Connection) -> None:
    assert run(connection, "CREATE TEMPORARY TABLE seats (seat varchar(4), taken integer)") == -1
    assert run(connection, "INSERT INTO seats VALUES (:a, 0), (:b, 0), ('100%', 1)", a="1A", b="1B") == 3
    assert run(connection, "UPDATE seats SET taken = 1 WHERE seat = :seat", seat="1A") == 1
    assert run(connection, "DELETE FROM seats WHERE seat LIKE '9%'") == 0
    found = rows(connection, "SELECT seat, taken FROM seats ORDER BY seat")
    assert found == [("100%", 1), ("1A", 1), ("1B", 0)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT :n", "SELECT %(n)s"),
        ("(:first_name, :line2)", "(%(first_name)s, %(line2)s)"),
        ("SELECT :n::int, '2013'::date", "SELECT %(n)s::int, '2013'::date"),
        ("SELECT a[1:n], '10:30', '10:ab'", "SELECT a[1:n], '10:30', '10:ab'"),
        ("5 % 3 LIKE 'a%'", "5 %% 3 LIKE 'a%%'"),
    ],
)
def test_marks_for_psycopg(query: str, expected: str) -> None:
    assert marked(query) == expected


def one(connection: Connection, expression: str, **values: object) -> object:
    ((found,),) = rows(connection, f"SELECT {expression}", **values)
    return found


def test_months_weekdays_and_days_are_those_of_the_calendar(connection: Connection) -> None:
    day, other = "CAST(:day AS date)", "CAST(:other AS date)"
    if isinstance(connection, sqlite3.Connection):  # where dates are text
        day, other = ":day", ":other"

    @given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-4_000, 4_000))
    def check(start: date, days: int) -> None:
        end = start + timedelta(days)
        values = {"day": start.isoformat(), "other": end.isoformat()}
        assert one(connection, spelled(connection, "month", day), day=values["day"]) == start.month
        assert one(connection, spelled(connection, "weekday", day), day=values["day"]) == start.isoweekday()
        assert one(connection, spelled(connection, "days_between", day, other), **values) == days
        after = one(connection, spelled(connection, "days_after", day, str(days)), day=values["day"])
        assert str(after) == values["other"]

    check()


def test_the_correlation_is_pearson_s(connection: Connection) -> None:
    def correlation(*pairs: tuple[float, float]) -> object:
        values = ", ".join(map(str, pairs))
        expression = spelled(connection, "correlation", "a", "b")
        return one(
            connection, f"{expression} FROM (WITH pairs (a, b) AS (VALUES {values}) SELECT a, b FROM pairs) AS t"
        )

    assert correlation((1.0, 2.0), (2.0, 4.0), (4.0, 8.0)) == pytest.approx(1)
    assert correlation((1.0, 2.0), (2.0, 1.0)) == pytest.approx(-1)
    assert correlation((1.0, 1.0), (2.0, 3.0), (3.0, 2.0)) == pytest.approx(0.5)
    assert correlation((1.0, 1.0), (1.0, 2.0)) is None, "what never changes goes along with nothing"


def test_an_unknown_spelling_is_an_error(postgresql: psycopg.Connection) -> None:
    with pytest.raises(KeyError, match="year"):
        spelled(postgresql, "year", "flight_date")
