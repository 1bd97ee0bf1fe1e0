from datetime import date

import pytest
from django.db import connections

from django_orm_examples.database import statements
from django_orm_examples.managers import FlightQuerySet, main
from django_orm_examples.models import Flight

DAY = date(2013, 2, 8)


def count(alias: str, condition: str) -> int:
    """How many flights of the day meet a condition in SQL."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM flights AS f WHERE flight_date = '{DAY}' AND {condition}")
        found: int = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize(
    ("method", "arguments", "condition"),
    [
        ("flown", (), "dep_time IS NOT NULL"),
        ("cancelled", (), "dep_time IS NULL"),
        ("arrived", (), "arr_delay IS NOT NULL"),
        ("delayed", (60,), "dep_delay >= 60"),
        ("delayed", (0,), "dep_delay >= 0"),
        ("gained", (20,), "dep_delay - arr_delay >= 20"),
        (
            "in_known_weather",
            (),
            "EXISTS (SELECT 1 FROM weather AS w WHERE w.origin = f.origin AND w.time_hour = f.time_hour)",
        ),
    ],
)
def test_questions_are_those_of_sql(alias: str, method: str, arguments: tuple[int, ...], condition: str) -> None:
    day = Flight.objects.using(alias).on(DAY)
    found = getattr(day, method)(*arguments).count()
    assert 0 < found == count(alias, condition)


def test_a_day_has_its_flights_only(alias: str) -> None:
    assert Flight.objects.using(alias).on(DAY).count() == count(alias, "true") == 930


def test_questions_chain_and_stay_lazy(alias: str) -> None:
    with statements(alias) as sent:
        chained = Flight.objects.using(alias).on(DAY).flown().delayed(60).filter(origin="JFK")
        assert sent == []
        assert chained.count() == count(alias, "dep_delay >= 60 AND origin = 'JFK'")
    assert isinstance(chained, FlightQuerySet)


def test_a_negative_delay_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^minutes must be at least 0, not -5$"):
        Flight.objects.delayed(-5)


@pytest.mark.usefixtures("story_address")
def test_main_tells_of_the_storm(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "930 flights, 472 of them cancelled" in said
    assert "1,556 flights have no weather row" in said
