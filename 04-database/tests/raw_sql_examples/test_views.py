from contextlib import nullcontext

import psycopg
import pytest

from flights import databases
from raw_sql_examples import views
from raw_sql_examples.database import rows


@pytest.fixture
def with_views(postgresql: psycopg.Connection) -> psycopg.Connection:
    views.create(postgresql)
    return postgresql


def test_a_view_answers_as_its_query(with_views: psycopg.Connection) -> None:
    query = "SELECT count(*) FROM flights WHERE carrier = 'HA' AND dep_delay >= 30"
    assert views.flights_late_by(with_views, 30) == rows(with_views, query)[0][0] > 0


def test_a_view_sees_changes_at_once(with_views: psycopg.Connection) -> None:
    with_views.execute("DELETE FROM flights WHERE carrier = 'HA' AND dep_delay >= 30")
    assert views.flights_late_by(with_views, 30) == 0


def test_a_view_is_planned_as_its_text(with_views: psycopg.Connection) -> None:
    assert views.is_planned_as_its_text(with_views) is True


def test_a_view_with_a_limit_is_not(with_views: psycopg.Connection) -> None:
    with_views.execute("DROP VIEW hawaiian")
    with_views.execute("CREATE VIEW hawaiian AS SELECT dep_delay FROM flights WHERE carrier = 'HA' LIMIT 100")
    assert views.is_planned_as_its_text(with_views) is False


def test_rows_may_be_changed_through_the_view(with_views: psycopg.Connection) -> None:
    query = "SELECT sum(dep_delay), count(dep_delay) FROM flights"
    ((total, known),) = rows(with_views, query)
    changed = views.correct_delays(with_views, 10)
    assert 0 < changed < known
    assert rows(with_views, query) == [(total + 10 * changed, known)]


def test_but_not_taken_out_of_it(with_views: psycopg.Connection) -> None:
    assert views.hand_over(with_views, "HA") == 1
    with pytest.raises(psycopg.errors.WithCheckOptionViolation):
        views.hand_over(with_views, "UA")


def test_a_materialized_view_is_as_old_as_its_last_refresh(with_views: psycopg.Connection) -> None:
    query = "SELECT count(*), count(*) FILTER (WHERE dep_delay < 15) FROM flights WHERE carrier = 'HA'"
    ((flights, on_time),) = rows(with_views, query)
    assert views.punctuality(with_views, "HA") == (flights, on_time)
    with_views.execute("DELETE FROM flights WHERE carrier = 'HA' AND dep_delay < 15")
    assert views.punctuality(with_views, "HA") == (flights, on_time)
    views.refresh(with_views)
    assert views.punctuality(with_views, "HA") == (flights - on_time, 0)


@pytest.mark.usefixtures("loaded_story")
def test_main_lets_an_answer_grow_old(
    capsys: pytest.CaptureFixture[str], postgresql: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "connect", lambda _: nullcontext(postgresql))  # what it changes is rolled back
    views.main()
    told = capsys.readouterr().out
    assert 'refused: new row violates check option for view "hawaiian"' in told
    assert "after a refresh: (342, 0)" in told
