from datetime import date
from typing import Any

import pytest

from django_orm_examples.aggregates import (
    groups,
    main,
    miles_to,
    origins_by_subqueries,
    origins_distinct,
    origins_multiplied,
    young_planes,
    young_planes_and_all,
    young_planes_filtered_late,
)
from django_orm_examples.database import statements
from tests.django_orm_examples.sql import rows

DAY = date(2013, 6, 7)
HOURS = "time_hour >= '2013-06-07 00:00:00' AND time_hour < '2013-06-08 00:00:00'"


@pytest.fixture
def right(alias: str) -> list[tuple[Any, ...]]:
    flights = dict(rows(alias, f"SELECT origin, count(*) FROM flights WHERE {HOURS} GROUP BY origin"))
    weather = rows(alias, f"SELECT origin, count(*), sum(precip) FROM weather WHERE {HOURS} GROUP BY origin ORDER BY 1")
    return [(faa, flights[faa], hours, pytest.approx(rain)) for faa, hours, rain in weather]


def test_two_relations_multiply_each_other(alias: str, right: list[tuple[Any, ...]]) -> None:
    expected = [(faa, flights * hours, flights * hours) for faa, flights, hours, _ in right]
    assert [row[:3] for row in origins_multiplied(alias, DAY)] == expected


def test_distinct_mends_counts_and_no_sum(alias: str, right: list[tuple[Any, ...]]) -> None:
    found = origins_distinct(alias, DAY)
    assert [row[:3] for row in found] == [row[:3] for row in right]
    assert [row[3] for row in found] != [row[3] for row in right]
    amounts = rows(alias, f"SELECT origin, sum(DISTINCT precip) FROM weather WHERE {HOURS} GROUP BY origin ORDER BY 1")
    assert [row[3] for row in found] == [pytest.approx(amount) for _, amount in amounts]


def test_subqueries_are_right_in_all(alias: str, right: list[tuple[Any, ...]]) -> None:
    with statements(alias) as sent:
        assert origins_by_subqueries(alias, DAY) == right
    assert len(sent) == 1
    assert [row[0] for row in right] == ["EWR", "JFK", "LGA"]


def test_a_filter_before_restricts_what_is_counted(alias: str) -> None:
    query = """
        SELECT model, count(*)
        FROM plane_models AS m JOIN planes AS p ON p.model_id = m.id
        WHERE manufacturer = 'BOEING' AND p.year >= 2012
        GROUP BY model
        ORDER BY count(*) DESC, model
    """
    assert young_planes(alias, 2012) == rows(alias, query)


def test_a_filter_after_counts_the_others_too_and_several_times(alias: str) -> None:
    both = young_planes_and_all(alias, 2012)
    assert any(1 < young < planes for _, young, planes in both)
    expected = sorted(((model, young * planes) for model, young, planes in both), key=lambda row: (-row[1], row[0]))
    assert young_planes_filtered_late(alias, 2012) == expected


def test_a_count_with_a_filter_leaves_the_others_countable(alias: str) -> None:
    query = """
        SELECT model, sum(CASE WHEN p.year >= 2012 THEN 1 ELSE 0 END), count(*)
        FROM plane_models AS m JOIN planes AS p ON p.model_id = m.id
        WHERE manufacturer = 'BOEING'
        GROUP BY model
        HAVING sum(CASE WHEN p.year >= 2012 THEN 1 ELSE 0 END) > 0
        ORDER BY model
    """
    with statements(alias) as sent:
        assert young_planes_and_all(alias, 2012) == rows(alias, query)
    assert "HAVING" in sent[0]


def test_an_order_splits_groups(alias: str) -> None:
    query = "SELECT count(DISTINCT carrier) FROM flights WHERE flight_date = '2013-06-07'"
    assert [(groups(alias, DAY, []),), (groups(alias, DAY, ["airline"]),)] == rows(alias, query) * 2
    split = f"SELECT count(*) FROM (SELECT DISTINCT carrier, origin FROM flights WHERE flight_date = '{DAY}') AS pairs"
    assert [(groups(alias, DAY, ["airline", "origin"]),)] == rows(alias, split)


def test_a_sum_of_nothing_is_null(alias: str) -> None:
    assert miles_to(alias, "LGA") == (None, 0)
    (expected,) = rows(alias, "SELECT sum(distance) FROM flights WHERE dest = 'ANC' AND dep_time IS NOT NULL")
    assert miles_to(alias, "ANC") == expected * 2


@pytest.mark.usefixtures("story_address")
def test_main_shows_each_trap(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "origins_multiplied    EWR 8544 8544" in said
    assert "annotate, then filter: [('737-924ER', 1725)" in said
