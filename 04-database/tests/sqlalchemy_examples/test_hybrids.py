from collections import Counter

import pytest
from sqlalchemy import not_, select, text
from sqlalchemy.orm import Session, undefer
from sqlalchemy.sql.elements import SQLCoreOperations

from sqlalchemy_examples.hybrids import Flight, fastest, main, statuses
from sqlalchemy_examples.recording import recording


@pytest.fixture
def flights(session: Session) -> list[Flight]:
    """Flights of all kinds."""
    return list(session.scalars(select(Flight).where(text("id <= 1500"))))


def of[T](session: Session, expression: SQLCoreOperations[T]) -> list[T]:
    return list(session.scalars(select(expression).where(text("id <= 1500")).order_by(text("id"))))


def by_id(flights: list[Flight]) -> list[Flight]:
    return sorted(flights, key=lambda flight: getattr(flight, "id"))  # noqa: B009  # an attribute of the column


def test_cancelled_is_the_same_in_both(session: Session, flights: list[Flight]) -> None:
    found = [flight.is_cancelled for flight in by_id(flights)]

    assert set(found) == {True, False}
    assert [bool(each) for each in of(session, Flight.is_cancelled)] == found


def test_speed_is_the_same_in_both(session: Session, flights: list[Flight]) -> None:
    found = [flight.speed for flight in by_id(flights)]

    assert None in found
    assert of(session, Flight.speed) == pytest.approx(found)


def test_status_is_the_same_in_both(session: Session, flights: list[Flight]) -> None:
    found = [flight.status for flight in by_id(flights)]

    assert set(found) == {"cancelled", "diverted", "late", "on time"}
    assert of(session, Flight.status) == found


@pytest.mark.parametrize("minutes", [-30, 0, 20])
def test_made_up_is_the_same_in_both(session: Session, flights: list[Flight], minutes: int) -> None:
    found = [flight.made_up(minutes) for flight in by_id(flights)]

    assert set(found) == {True, False}
    assert [bool(each) for each in of(session, Flight.made_up(minutes))] == found
    assert [not each for each in of(session, not_(Flight.made_up(minutes)))] == found


def test_class_is_sql_and_object_is_a_value() -> None:
    assert str(select(Flight.number).where(Flight.is_cancelled)).endswith("WHERE flights.dep_time IS NULL")
    assert Flight(dep_time=None).is_cancelled is True
    assert Flight(air_time=30, distance=125).speed == 250.0
    assert Flight(dep_time=5, arr_delay=14).status == "on time"
    assert Flight(dep_time=5, arr_delay=15).status == "late"


def test_statuses_count_all(session: Session) -> None:
    counted = statuses(session)

    query = "SELECT dep_time, arr_delay FROM flights WHERE dep_time IS NULL OR arr_delay IS NULL"
    missing = Counter("cancelled" if row.dep_time is None else "diverted" for row in session.execute(text(query)))
    assert sum(counted.values()) == 336_776
    assert {status: counted[status] for status in missing} == missing
    assert list(counted) == ["cancelled", "diverted", "late", "on time"]


def test_fastest(session: Session) -> None:
    found = fastest(session, 3)

    query = """
        SELECT number, distance * 60.0 / air_time AS speed
        FROM flights
        WHERE air_time IS NOT NULL
        ORDER BY speed DESC, number
        LIMIT 3
    """
    expected = session.execute(text(query)).all()
    assert [flight.number for flight in found] == [row.number for row in expected]
    assert [flight.speed for flight in found] == pytest.approx([float(row.speed) for row in expected])


def test_name_is_loaded_when_asked_for(session: Session) -> None:
    with recording(session) as sent:
        flight = session.scalars(select(Flight).where(text("id = 1"))).one()
        assert "airports" not in sent[0]
        assert flight.dest_name == "George Bush Intercontinental"
    assert len(sent) == 2
    session.expire_all()
    with recording(session) as sent:
        session.scalars(select(Flight).where(text("id = 1")).options(undefer(Flight.dest_name))).one()
    assert "airports" in sent[0]


@pytest.mark.usefixtures("loaded_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "WHERE flights.dep_time IS NULL\n" in said
    assert "statuses: {'cancelled': 8255, 'diverted': 1175, 'late': " in said
    assert "1499 to Hartsfield Jackson Atlanta Intl: 703 miles per hour, on time\n" in said
