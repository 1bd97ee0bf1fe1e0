from typing import Any

import pytest
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from django_orm_examples.models import Airline, Airport, Flight, Plane, PlaneModel, Weather
from tests.django_orm_examples.sql import rows

UNKNOWN_WEATHER = """
SELECT count(*)
FROM flights AS f
WHERE NOT EXISTS (SELECT 1 FROM weather AS w WHERE (w.origin, w.time_hour) = (f.origin, f.time_hour))
"""
PLANE_MODEL: dict[str, Any] = {"manufacturer": "AIRBUS", "model": "A-1", "type": "jet", "engines": 2, "seats": 200}
WRONG = [
    (Airport(faa="XXX", name="Nowhere", lat=91.0, lon=0.0), "airports_lat_range"),
    (Airport(faa="XXX", name="Nowhere", lat=1.0, lon=-181.0), "airports_lon_range"),
    (Airport(faa="XXX", name="Nowhere"), "airports_known_or_not"),
    (PlaneModel(**PLANE_MODEL | {"engines": 0}), "plane_models_engines_positive"),
    (PlaneModel(**PLANE_MODEL | {"seats": 0}), "plane_models_seats_positive"),
    (PlaneModel(**PLANE_MODEL | {"model": "A320-232", "type": "Fixed wing multi engine"}), "plane_models_key"),
    (Plane(tailnum="N1", year=1902), "planes_year_range"),
]
OF_FLIGHTS: list[tuple[dict[str, Any], str]] = [
    ({"dest_id": "EWR", "origin_id": "EWR"}, "flights_leave_their_origin"),
    ({"sched_dep_time": 1441}, "flights_sched_dep_time_range"),
    ({"dep_time": -1}, "flights_dep_time_range"),
    ({"sched_arr_time": 1441}, "flights_sched_arr_time_range"),
    ({"arr_time": 1441}, "flights_arr_time_range"),
    ({"air_time": 0}, "flights_air_time_positive"),
    ({"distance": 0}, "flights_distance_positive"),
    ({"dep_delay": None}, "flights_departed_with_delay"),
    ({"dep_time": None, "dep_delay": None, "arr_time": None}, "flights_arrive_after_departure"),
    ({"pk": None}, "flights_key"),
]


def refused(instance: Airport | PlaneModel | Plane | Flight, name: str, alias: str) -> None:
    """The database refuses the row by the constraint, and validation with the constraint's message before it."""
    (message,) = (each.get_violation_error_message() for each in instance._meta.constraints if each.name == name)
    with pytest.raises(ValidationError) as told:
        instance.validate_constraints()
    assert message in told.value.messages
    assert message != f"Constraint “{name}” is violated."
    with pytest.raises(IntegrityError) as error, transaction.atomic(alias):
        instance.save(using=alias, force_insert=not (isinstance(instance, Flight) and instance.pk))
    columns = {"flights_key": "flights.flight_date", "plane_models_key": "plane_models.manufacturer"}
    assert name in str(error.value) or columns[name] in str(error.value)  # SQLite names columns of unique ones


@pytest.mark.parametrize(("instance", "constraint"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_a_wrong_row_is_refused_twice(alias: str, instance: Airport | PlaneModel | Plane, constraint: str) -> None:
    refused(instance, constraint, alias)


@pytest.mark.parametrize(
    ("values", "constraint"), OF_FLIGHTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_wrong_flight_is_refused_twice(alias: str, values: dict[str, Any], constraint: str) -> None:
    flight = Flight.objects.using(alias).get(pk=1)
    for name, value in values.items():
        setattr(flight, name, value)
    refused(flight, constraint, alias)


def test_django_finds_nothing_wrong(alias: str) -> None:
    assert checks.run_checks(databases=[alias]) == []


def test_the_weather_is_that_of_origin_and_hour(alias: str) -> None:
    flight = Flight.objects.using(alias).select_related("weather").get(pk=1)
    assert flight.weather is not None
    assert flight.weather.pk == (flight.origin_id, flight.time_hour)
    without = Flight.objects.using(alias).filter(weather__precip__isnull=True).count()
    assert rows(alias, UNKNOWN_WEATHER) == [(without,)] == [(1_556,)]


def test_what_is_there_meets_the_constraints(alias: str) -> None:
    for model in (Airline, Airport, PlaneModel, Plane, Weather, Flight):
        row = model._default_manager.using(alias).order_by("pk")[0]
        row.validate_constraints()
        assert str(row)


def test_a_composite_key_is_a_tuple(alias: str) -> None:
    hour = Weather.objects.using(alias).order_by("pk")[0]
    assert hour.pk == (hour.origin_id, hour.time_hour)
    assert Weather.objects.using(alias).get(pk=hour.pk).temp == hour.temp


def test_names_for_people(alias: str) -> None:
    flight = Flight.objects.using(alias).select_related("airline", "origin", "plane__model").get(pk=1)
    assert flight.plane is not None
    names = [str(flight), str(flight.airline), str(flight.origin), str(flight.plane), str(flight.plane.model)]
    assert names == ["UA 1545 on 2013-01-01 from EWR", "United Air Lines Inc.", "EWR", "N14228", "BOEING 737-824"]
    hour = Weather.objects.using(alias).order_by("pk")[0]
    assert str(hour) == f"EWR {hour.time_hour:%Y-%m-%d %H}h"
