from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from sqlalchemy_examples.models import Airline, Airport, Flight, Plane, PlaneModel, UtcDateTime, Weather, references

FIVE_HOURS_BEHIND = timezone(timedelta(hours=-5))
HOUR = datetime(2013, 1, 1, 5, tzinfo=FIVE_HOURS_BEHIND)


def test_instants_come_back_aware_and_in_utc(session: Session) -> None:
    found = session.scalars(select(Flight.time_hour).order_by(Flight.time_hour).limit(1)).one()

    assert (found, found.tzinfo) == (datetime(2013, 1, 1, 10, tzinfo=UTC), UTC)


def test_instants_of_another_zone_find_the_same_rows(session: Session) -> None:
    here = select(Weather.temp).where(Weather.origin == "JFK", Weather.time_hour == HOUR)
    utc = here.with_only_columns(Weather.temp).where(Weather.time_hour == HOUR.astimezone(UTC))

    assert session.scalars(here).all() == session.scalars(utc).all() == [39.02]


def test_instants_are_kept_as_the_loader_keeps_them(session: Session) -> None:
    session.add(Weather(origin="JFK", time_hour=HOUR.replace(year=2012), precip=0.0, visib=10.0))
    session.flush()

    kept = session.execute(text("SELECT CAST(time_hour AS varchar(19)) FROM weather ORDER BY time_hour LIMIT 1"))
    assert kept.scalar_one() == "2012-01-01 10:00:00"


def test_instant_without_zone_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match=r"expected an instant with a time zone, got datetime\.datetime\(2013"):
        session.scalars(select(Weather).where(Weather.time_hour == datetime(2013, 1, 1))).all()  # noqa: DTZ001


def test_conversions_of_the_type(engine: Engine) -> None:
    kind, dialect = UtcDateTime(), engine.dialect
    without_zone = datetime(2013, 1, 1, 10)  # noqa: DTZ001  # what SQLite's driver makes of its text

    assert kind.process_bind_param(HOUR, dialect) == HOUR
    assert kind.process_result_value(without_zone, dialect) == kind.process_result_value(HOUR, dialect) == HOUR
    assert kind.process_bind_param(None, dialect) is kind.process_result_value(None, dialect) is None
    assert isinstance(kind.load_dialect_impl(dialect), sqlite.DATETIME) == (dialect.name == "sqlite")


def test_references_are_checked_at_commit() -> None:
    key = references("airlines.carrier")
    assert (key.target_fullname, key.deferrable, key.initially) == ("airlines.carrier", True, "DEFERRED")


def test_relationships_lead_where_the_keys_do(session: Session) -> None:
    key: dict[str, Any] = {"flight_date": date(2013, 1, 1), "carrier": "UA", "number": 1545, "origin": "EWR"}
    flight = session.scalars(select(Flight).filter_by(**key)).one()

    assert flight.airline is session.get_one(Airline, "UA")
    assert flight.origin_airport is session.get_one(Airport, "EWR")
    assert flight.dest_airport is session.get_one(Airport, "IAH")
    assert flight.plane is session.get_one(Plane, "N14228")
    assert flight.plane.model is session.scalars(select(PlaneModel).filter_by(model="737-824")).one()
    assert flight.plane in flight.plane.model.planes
    assert flight in flight.plane.flights
