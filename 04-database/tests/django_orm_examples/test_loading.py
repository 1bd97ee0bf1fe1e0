from collections.abc import Callable
from datetime import date

import pytest

from django_orm_examples.database import statements
from django_orm_examples.loading import (
    Line,
    board_in_batches,
    board_joined,
    board_of_columns,
    board_one_by_one,
    main,
    young_planes,
    young_planes_asked_again,
)
from tests.django_orm_examples.sql import rows

DAY = date(2013, 7, 4)
BOARD = f"""
SELECT f.number, a.name, o.name, m.manufacturer
FROM flights AS f
JOIN airlines AS a USING (carrier)
JOIN airports AS o ON o.faa = f.origin
LEFT JOIN planes AS p USING (tailnum)
LEFT JOIN plane_models AS m ON m.id = p.model_id
WHERE f.flight_date = '{DAY}' AND f.dest = 'BOS'
ORDER BY f.sched_dep_time, f.id
"""


@pytest.fixture
def expected(alias: str) -> list[Line]:
    return rows(alias, BOARD)


@pytest.mark.parametrize(
    ("board", "count"),
    [(board_joined, 1), (board_in_batches, 5), (board_of_columns, 1)],
    ids=["joined", "in batches", "of columns"],
)
def test_each_cure_shows_the_same_board(
    alias: str, expected: list[Line], board: Callable[[str, date, str], list[Line]], count: int
) -> None:
    with statements(alias) as sent:
        lines = board(alias, DAY, "BOS")
    assert len(sent) == count
    assert lines == expected


def test_one_by_one_asks_for_each_line(alias: str, expected: list[Line]) -> None:
    with statements(alias) as sent:
        assert board_one_by_one(alias, DAY, "BOS") == expected
    flights = len(expected)
    asked = {table: sum(f'FROM "{table}"' in statement for statement in sent) for table in ("airlines", "airports")}
    assert asked == {"airlines": flights, "airports": flights}
    assert 3 * flights < len(sent) < 1 + 4 * flights


def test_the_board_shows_unknown_planes(alias: str) -> None:
    lines = board_of_columns(alias, date(2013, 1, 1), "MIA")
    assert {manufacturer is None for *_, manufacturer in lines} == {True, False}
    assert lines == board_joined(alias, date(2013, 1, 1), "MIA")


def test_prefetch_takes_only_those_that_are_wanted(alias: str) -> None:
    models = rows(alias, "SELECT model, id FROM plane_models WHERE manufacturer = 'AIRBUS' ORDER BY model")
    planes = rows(alias, "SELECT model_id, tailnum FROM planes WHERE year >= 2012 ORDER BY tailnum")
    expected = [(model, [tailnum for key, tailnum in planes if key == model_id]) for model, model_id in models]
    with statements(alias) as sent:
        assert young_planes(alias, 2012) == expected
    assert len(sent) == 2
    assert any(tailnums for _, tailnums in expected)


def test_a_filter_on_what_was_prefetched_asks_again(alias: str) -> None:
    with statements(alias) as sent:
        found = young_planes_asked_again(alias, 2012)
    assert found == young_planes(alias, 2012)
    assert len(sent) == 2 + len(found)


@pytest.mark.usefixtures("story_address")
def test_main_counts_statements(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "board_one_by_one   29 flights, 113 statements" in said
    assert "board_joined       29 flights,   1 statements, at most 4 joins" in said
