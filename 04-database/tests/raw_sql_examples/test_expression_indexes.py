from contextlib import nullcontext

import psycopg
import pytest

from raw_sql_examples import expression_indexes
from raw_sql_examples.expression_indexes import (
    find,
    join,
    made_up_by_index,
    made_up_by_statistics,
    main,
    make_members,
    other_spelling,
    refusal,
)


def made_up(connection: psycopg.Connection, minutes: int) -> int:
    found = connection.execute("SELECT dep_delay, arr_delay FROM flights WHERE arr_delay IS NOT NULL").fetchall()
    return sum(departure - arrival >= minutes for departure, arrival in found)


def test_index_on_the_expression_serves_and_tells_how_many(flights_copy: psycopg.Connection) -> None:
    bare, indexed = made_up_by_index(flights_copy, 45)

    expected = made_up(flights_copy, 45)
    assert bare.rows == indexed.rows == expected > 20
    assert bare.types == ["Seq Scan"]
    assert bare.nodes[0].estimated > 30 * expected
    assert indexed.indexes == ["made_up"]
    assert indexed.pages * 3 < bare.pages
    assert indexed.nodes[0].misestimate < 2


def test_statistics_alone_mend_the_estimate(flights_copy: psycopg.Connection) -> None:
    bare, known = made_up_by_statistics(flights_copy, 45)

    assert bare.nodes[0].misestimate > 30
    assert known.types == ["Seq Scan"]
    assert known.nodes[0].misestimate < 2


def test_other_spelling_finds_the_same_without_the_index(flights_copy: psycopg.Connection) -> None:
    plan = other_spelling(flights_copy, 45)

    assert plan.rows == made_up(flights_copy, 45)
    assert plan.types == ["Seq Scan"]


@pytest.mark.parametrize("expression", ["CAST(time_hour AS date)", "to_char(flight_date, 'MM')", "random()"])
def test_what_may_change_by_itself_is_refused(flights_copy: psycopg.Connection, expression: str) -> None:
    assert refusal(flights_copy, expression) == "functions in index expression must be marked IMMUTABLE"


def test_what_does_not_change_is_not_refused_and_not_left(flights_copy: psycopg.Connection) -> None:
    with flights_copy.transaction(force_rollback=True):
        assert refusal(flights_copy, "random()") is not None
        assert refusal(flights_copy, "CAST(time_hour AT TIME ZONE 'America/New_York' AS date)") is None

        left = flights_copy.execute("SELECT FROM pg_indexes WHERE schemaname = current_schema()").fetchall()
    assert left == []


def test_other_errors_are_told_too(flights_copy: psycopg.Connection) -> None:
    assert refusal(flights_copy, "no_such_column + 1") == 'column "no_such_column" does not exist'


def test_address_comes_once_in_whatever_case(postgresql: psycopg.Connection) -> None:
    make_members(postgresql)

    assert join(postgresql, "Ann@Example.org")
    assert not join(postgresql, "ann@example.ORG")
    assert join(postgresql, "bob@example.org")
    assert find(postgresql, "ANN@example.org") == "Ann@Example.org"
    assert find(postgresql, "carol@example.org") is None
    assert postgresql.execute("SELECT count(*) FROM members").fetchone() == (2,)


def test_rule_holds_for_whoever_goes_around_the_function(postgresql: psycopg.Connection) -> None:
    make_members(postgresql)
    join(postgresql, "ann@example.org")

    with pytest.raises(psycopg.errors.UniqueViolation):
        postgresql.execute("INSERT INTO members (email) VALUES ('ANN@example.org')")


def test_main(
    loaded_story: str,
    flights_copy: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(expression_indexes, "copy_of_flights", lambda _, months: nullcontext(flights_copy))

    main()

    assert "extract(month FROM flight_date): is made" in capsys.readouterr().out
