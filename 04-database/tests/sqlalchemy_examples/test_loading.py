from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.loading import (
    SMALL,
    Fleet,
    Line,
    by_columns,
    by_join,
    by_join_of_ours,
    by_keys,
    flights_of_airlines,
    flights_of_airlines_lazily,
    guarded,
    lazily,
    lines,
    main,
    rows_for,
)
from sqlalchemy_examples.models import Airline, Airport, Base, Flight, Plane
from sqlalchemy_examples.recording import recording

type Way = Callable[[Session, date], list[Line]]

DAYS = date(2013, 2, 3), date(2013, 2, 4)
EXPECTED = """
SELECT airlines.name, flights.number, plane_models.model
FROM flights
JOIN airlines ON airlines.carrier = flights.carrier
LEFT JOIN planes ON planes.tailnum = flights.tailnum
LEFT JOIN plane_models ON plane_models.id = planes.model_id
WHERE flights.origin = 'JFK' AND flights.flight_date = :day
ORDER BY flights.id
"""


@pytest.mark.parametrize(("way", "statements"), [(lazily, 274), (by_join, 1), (by_keys, 4), (by_columns, 1)])
def test_same_lines_with_so_many_statements(session: Session, way: Way, statements: int) -> None:
    expected = [tuple(row) for row in session.execute(text(EXPECTED), {"day": str(DAYS[0])})]
    assert None in [model for _, _, model in expected]

    with recording(session) as sent:
        found = way(session, DAYS[0])

    assert found == expected
    assert len(sent) == statements


@pytest.mark.parametrize("way", [by_join, by_keys, by_columns])
def test_number_of_statements_does_not_grow_with_the_rows(session: Session, way: Way) -> None:
    counts = set()
    for day in (DAYS[0], DAYS[0] + timedelta(days=4)):
        with recording(session) as sent:
            way(session, day)
        counts.add(len(sent))

    assert len(counts) == 1


def test_join_of_ours_filters_and_loads(session: Session) -> None:
    of_airbus = EXPECTED.replace("ORDER BY", "AND plane_models.manufacturer = 'AIRBUS' ORDER BY")
    expected = [tuple(row) for row in session.execute(text(of_airbus), {"day": str(DAYS[0])})]

    with recording(session) as sent:
        found = by_join_of_ours(session, DAYS[0], "AIRBUS")

    assert found == expected
    assert (len(found), len(sent)) == (70, 1)


def test_lines_of_what_is_loaded(session: Session) -> None:
    flights = session.scalars(select(Flight).limit(3)).all()

    assert [number for _, number, _ in lines(flights)] == [flight.number for flight in flights]


def test_guard_refuses_to_load(session: Session) -> None:
    with pytest.raises(InvalidRequestError, match=r"'Flight.airline' is not available due to lazy='raise'"):
        guarded(session, DAYS[0])


def test_counting_in_the_database(session: Session) -> None:
    session.execute(text("INSERT INTO airlines (carrier, name) VALUES ('ZZ', 'Grounded')"))
    expected: dict[str, int] = dict(
        session.execute(text("SELECT carrier, count(*) FROM flights GROUP BY carrier")).all()
    )

    with recording(session) as sent:
        counted = flights_of_airlines(session)

    assert counted == expected | {"ZZ": 0}
    assert len(sent) == 1


def test_counting_by_loading_sends_a_statement_for_each_airline(private_engine: Engine) -> None:
    Base.metadata.create_all(private_engine)
    facts = {"sched_dep_time": 0, "sched_arr_time": 0, "distance": 1, "time_hour": datetime(2013, 1, 1, tzinfo=UTC)}
    with Session(private_engine) as session:
        session.add_all([Airport(faa="JFK"), Airport(faa="LAX")])
        for carrier, count in {"A1": 2, "A2": 0, "A3": 1}.items():
            session.add(Airline(carrier=carrier, name=carrier))
            for number in range(count):
                route = {"flight_date": DAYS[0], "carrier": carrier, "number": number, "origin": "JFK", "dest": "LAX"}
                session.add(Flight(**route, **facts))
        session.commit()
        with recording(session) as sent:
            counted = flights_of_airlines_lazily(session)

    assert counted == {"A1": 2, "A2": 0, "A3": 1}
    assert len(sent) == 1 + 3


@pytest.fixture
def on_postgresql(postgresql_address: str) -> Iterator[Engine]:
    made = engine_for(postgresql_address)
    yield made
    made.dispose()


@pytest.mark.parametrize(("loader", "rows"), [(joinedload, 9 * 360), (selectinload, 1 + 9 + 360)])
def test_two_joined_collections_multiply(on_postgresql: Engine, loader: Callable[..., ORMOption], rows: int) -> None:
    with Session(on_postgresql) as session:
        assert rows_for(session, SMALL, loader(Fleet.planes), loader(Fleet.flights)) == (9, 360, rows)
        query = select(Flight).join(Plane).where(Plane.model.has(model=SMALL))
        assert len(session.scalars(query).all()) == 360


@pytest.mark.usefixtures("loaded_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert " 274 statements for 294 lines lazily\n     1 statements for 294 lines by join\n" in said
    assert "32 flights of OO, counted with 1 statement\n" in said
    assert "by two joins: 3240 rows sent\n" in said
    assert "by two selectin: 370 rows sent\n" in said
