from datetime import date

import pytest
from sqlalchemy import Connection, make_url, select
from sqlalchemy.orm import Session

from sqlalchemy_examples.core import (
    cancel,
    departures,
    main,
    remove_cancelled,
    repeat_flight,
    text_of,
    upsert_airlines,
)
from sqlalchemy_examples.models import Airline, Flight
from sqlalchemy_examples.recording import recording

DAY = date(2013, 1, 1)


@pytest.fixture
def connection(session: Session) -> Connection:
    """SQLAlchemy's connection to each engine in turn; what is not committed is rolled back."""
    return session.connection()


def test_only_filters_that_are_given_are_sent() -> None:
    dialect = make_url("postgresql://").get_dialect()()
    assert "WHERE" not in text_of(departures(), dialect)
    where = text_of(departures(carrier="UA", later_than=0), dialect).partition("WHERE ")[2]
    assert where.startswith("flights.carrier = %(carrier_1)s::VARCHAR AND flights.dep_delay > %(dep_delay_1)s")
    assert "'UA'" not in where


def test_departures(connection: Connection) -> None:
    rows = connection.execute(departures(origin="JFK", carrier="HA", later_than=60)).all()

    query = """
        SELECT flight_date, carrier, number, dep_delay
        FROM flights
        WHERE origin = 'JFK' AND carrier = 'HA' AND dep_delay > 60
        ORDER BY flight_date, carrier, number
    """
    expected = connection.exec_driver_sql(query).all()
    assert [tuple(row)[1:] for row in rows] == [tuple(row)[1:] for row in expected]
    assert [str(row.flight_date) for row in rows] == [str(row[0]) for row in expected]
    assert len(rows) > 1


def test_repeated_flight_is_on_another_day_and_has_not_departed(connection: Connection) -> None:
    source = connection.execute(select(Flight.id, Flight.carrier, Flight.tailnum).limit(1)).one()

    new = repeat_flight(connection, source.id, date(2014, 2, 3))

    copy = connection.execute(select(*Flight.__table__.c).where(Flight.id == new)).one()
    assert new != source.id
    assert (copy.flight_date, copy.carrier, copy.tailnum) == (date(2014, 2, 3), source.carrier, source.tailnum)
    assert (copy.dep_time, copy.dep_delay, copy.arr_time, copy.arr_delay, copy.air_time) == (None,) * 5


def test_cancelling_tells_which_and_only_once(connection: Connection) -> None:
    departed = connection.scalars(
        select(Flight.number).where(Flight.carrier == "AA", Flight.flight_date == DAY, Flight.dep_time.is_not(None))
    ).all()

    cancelled = cancel(connection, "AA", DAY)

    assert cancelled == sorted(departed)
    assert cancel(connection, "AA", DAY) == []
    assert connection.execute(departures(carrier="AA", later_than=-1000).where(Flight.flight_date == DAY)).all() == []


def test_removing_counts(connection: Connection) -> None:
    before = len(connection.execute(departures(carrier="HA")).all())
    cancel(connection, "HA", DAY)

    assert remove_cancelled(connection, "HA") == 1
    assert remove_cancelled(connection, "HA") == 0
    assert len(connection.execute(departures(carrier="HA")).all()) == before - 1


def test_upsert_adds_and_renames_and_leaves_alone(connection: Connection) -> None:
    same = connection.scalars(select(Airline.name).where(Airline.carrier == "UA")).one()

    changed = upsert_airlines(connection, {"ZZ": "New", "HA": "Renamed", "UA": same})

    assert [tuple(row) for row in changed] == [("HA", "Renamed"), ("ZZ", "New")]
    names = dict(connection.execute(select(Airline.carrier, Airline.name)).all())
    assert (names["ZZ"], names["HA"], names["UA"], len(names)) == ("New", "Renamed", same, 17)


def test_upsert_is_one_statement(connection: Connection) -> None:
    with recording(connection) as sent:
        upsert_airlines(connection, {"Z1": "1", "Z2": "2"})
        assert upsert_airlines(connection, {}) == []

    assert len(sent) == 1


@pytest.mark.usefixtures("loaded_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "2013-01-09 HA 51: 1301 minutes late\n" in said
    assert "cancelled: [51]\nremoved: 1\nupserted: [('HA', 'Hawaiian'), ('LH', 'Lufthansa')]\n" in said
