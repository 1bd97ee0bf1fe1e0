from collections.abc import Callable
from contextlib import nullcontext

import psycopg
import pytest

from raw_sql_examples import why_not_used
from raw_sql_examples.why_not_used import CASES, Case, judge, main

# What each pair asks for, in words of its own.
EXPECTED = {
    "function_on_column": "SELECT id FROM flights WHERE CAST(flight_date AS text) = '2013-02-08'",
    "other_type": "SELECT id FROM flights WHERE CAST(number AS text) = '1141'",
    "leading_wildcard": "SELECT id FROM flights WHERE right(tailnum, 3) = '228'",
    "other_collation": "SELECT id FROM flights WHERE left(tailnum, 4) = 'N142'",
    "one_side_of_or": "SELECT id FROM flights WHERE 'N14228 1141' LIKE tailnum || ' %' OR number + 0 = 1141",
    "or_over_two_tables": "SELECT id FROM flights WHERE 'N14228 HNL' LIKE tailnum || ' %' OR dest = 'HNL'",
    "most_of_the_table": "SELECT sum(CASE WHEN dep_delay > 0 THEN distance END) FROM flights",
    "other_order": "SELECT id FROM flights WHERE dep_delay IS NOT NULL ORDER BY -dep_delay LIMIT 5",
}
case_of = pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)


def names(indexes: tuple[str, ...]) -> set[str]:
    return {index.split()[2] for index in indexes}


@case_of
def test_both_queries_give_the_rows_asked_for(flights_copy: psycopg.Connection, make: Callable[[], Case]) -> None:
    case = make()

    expected = sorted(flights_copy.execute(EXPECTED[make.__name__].encode()).fetchall())
    assert expected
    assert sorted(flights_copy.execute(case.careless.encode()).fetchall()) == expected
    assert sorted(flights_copy.execute(case.mended.encode()).fetchall()) == expected


@case_of
def test_mended_query_saves_pages_by_its_index(flights_copy: psycopg.Connection, make: Callable[[], Case]) -> None:
    case = make()
    ((sorted_by_bytes,),) = flights_copy.execute(
        """
        SELECT datlocprovider = 'b' OR datcollate IN ('C', 'POSIX')
          FROM pg_database
         WHERE datname = current_database()
        """
    ).fetchall()
    if make is why_not_used.other_collation and sorted_by_bytes:
        pytest.skip("this database sorts by bytes, so the careless index serves")

    careless, mended = judge(flights_copy, case)

    assert set(mended.indexes) & names(case.mended_indexes)
    assert mended.tables_read_whole in ([], ["airports"])
    assert careless.pages > 1.9 * mended.pages
    if make is not why_not_used.most_of_the_table:
        assert "flights" in careless.tables_read_whole
        assert careless.indexes == []


def test_index_on_most_of_the_table_is_no_help(flights_copy: psycopg.Connection) -> None:
    case = why_not_used.most_of_the_table()

    careless, mended = judge(flights_copy, case)

    ((whole,),) = flights_copy.execute("SELECT pg_relation_size('flights') / 8192").fetchall()
    assert careless.pages >= whole
    assert mended.types[-1] == "Index Only Scan"


def test_judge_rolls_back(flights_copy: psycopg.Connection) -> None:
    judge(flights_copy, why_not_used.other_type())

    left = flights_copy.execute("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()").fetchall()
    assert left == []


def test_main(
    loaded_story: str,
    flights_copy: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(why_not_used, "copy_of_flights", lambda _, months: nullcontext(flights_copy))
    monkeypatch.setattr(why_not_used, "CASES", CASES[:2])

    main()

    assert "function_on_column: " in capsys.readouterr().out
