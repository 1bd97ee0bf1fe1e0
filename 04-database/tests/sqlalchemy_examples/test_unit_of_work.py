"""The use case, with a unit of work in a dictionary and with one in the database, on both engines."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, MetaData, event, text
from sqlalchemy.exc import OperationalError

from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.rebooking import Booking, Departure
from sqlalchemy_examples.repository import MAPPERS, UnknownDepartureError, make_tables, map_classes
from sqlalchemy_examples.unit_of_work import (
    ConflictError,
    SqlUnitOfWork,
    UnitOfWork,
    cancel_and_rebook,
    main,
    open_for_booking,
)
from tests.sqlalchemy_examples.fakes import FakeUnitOfWork

NOON = datetime(2013, 2, 8, 12, tzinfo=UTC)


@pytest.fixture(params=["fake", "postgresql", "sqlite"])
def work(request: pytest.FixtureRequest, engine_of: Callable[[str], Engine]) -> UnitOfWork:
    """A unit of work over UA 1 with three passengers, and UA 2 and UA 3 with a free seat each."""
    made: UnitOfWork
    if request.param == "fake":
        map_classes()
        made = FakeUnitOfWork()
    else:
        engine = engine_of(request.param)
        make_tables(engine)
        made = SqlUnitOfWork(engine)
    fill(made)
    return made


def fill(work: UnitOfWork) -> None:
    with work:
        for number, seats, taken in ((1, 3, 3), (2, 2, 1), (3, 1, 0)):
            departure = Departure(f"UA {number}", "EWR", "ORD", NOON + timedelta(hours=number), seats)
            for seat in range(taken):
                departure.book(Booking(f"R{number}-{seat}", f"Passenger {seat} of {number}"))
            work.departures.add(departure)
        work.commit()


def aboard(work: UnitOfWork) -> dict[str, list[str]]:
    with work:
        return {
            key: sorted(booking.reference for booking in work.departures.get(key).bookings)
            for key in ("UA 1", "UA 2", "UA 3")
        }


def test_rebooking(work: UnitOfWork) -> None:
    told: list[tuple[str, str | None]] = []

    result = cancel_and_rebook(work, "UA 1", lambda reference, key: told.append((reference, key)))

    assert result.moved == {"R1-0": "UA 2", "R1-1": "UA 3"}
    assert result.stranded == ["R1-2"]
    assert told == [("R1-0", "UA 2"), ("R1-1", "UA 3"), ("R1-2", None)]
    assert aboard(work) == {"UA 1": ["R1-2"], "UA 2": ["R1-0", "R2-0"], "UA 3": ["R1-1"]}
    with work:
        assert work.departures.get("UA 1").cancelled


def test_no_attempt_is_refused(work: UnitOfWork) -> None:
    with pytest.raises(ValueError, match=r"^attempts must be at least 1, not 0$"):
        cancel_and_rebook(work, "UA 1", lambda _, __: None, attempts=0)


def test_again_moves_nobody_twice(work: UnitOfWork) -> None:
    told: list[str] = []
    cancel_and_rebook(work, "UA 1", lambda reference, _: None)

    result = cancel_and_rebook(work, "UA 1", lambda reference, _: told.append(reference))

    assert (result.moved, result.stranded, told) == ({}, ["R1-2"], ["R1-2"])


def test_without_commit_nothing_is_kept(work: UnitOfWork) -> None:
    with work:
        work.departures.get("UA 1").cancelled = True
        work.departures.add(Departure("UA 9", "EWR", "ORD", NOON, 1))
    with work:
        assert not work.departures.get("UA 1").cancelled
        with pytest.raises(UnknownDepartureError):
            work.departures.get("UA 9")


def test_exception_rolls_back_and_comes_through(work: UnitOfWork) -> None:
    def cancel_and_fail() -> None:
        with work:
            work.departures.get("UA 1").cancelled = True
            work.departures.get("UA 9")

    with pytest.raises(UnknownDepartureError):
        cancel_and_fail()
    with work:
        assert not work.departures.get("UA 1").cancelled


def test_nobody_is_told_of_an_unknown_departure(work: UnitOfWork) -> None:
    told: list[str] = []

    with pytest.raises(UnknownDepartureError):
        cancel_and_rebook(work, "UA 9", lambda reference, _: told.append(reference))

    assert told == []


def test_conflict_begins_anew() -> None:
    map_classes()
    work = FakeUnitOfWork()
    fill(work)
    work._conflicts, work.entered = 2, 0
    told: list[str] = []

    result = cancel_and_rebook(work, "UA 1", lambda reference, _: told.append(reference))

    assert work.entered == 3
    assert len(result.moved) == 2
    assert len(told) == 3


def test_conflicts_end() -> None:
    map_classes()
    work = FakeUnitOfWork()
    fill(work)
    work._conflicts, work.entered = 9, 0
    told: list[str] = []

    with pytest.raises(ConflictError, match=r"^changed meanwhile$"):
        cancel_and_rebook(work, "UA 1", lambda reference, _: told.append(reference), attempts=2)

    assert work.entered == 2
    assert told == []
    assert aboard(work)["UA 1"] == ["R1-0", "R1-1", "R1-2"]


def test_two_take_the_last_seat(engine_of: Callable[[str], Engine]) -> None:
    """Both read the departure before either commits: the second must not overbook it."""
    engine = engine_of("postgresql")
    make_tables(engine)
    slow, fast = SqlUnitOfWork(engine), SqlUnitOfWork(engine)
    fill(slow)
    with slow:
        departure = slow.departures.get("UA 3")
        with fast:
            fast.departures.get("UA 3").book(Booking("fast", "Ada"))
            fast.commit()
        departure.book(Booking("slow", "Alan"))
        with pytest.raises(ConflictError, match=r"^changed meanwhile$"):
            slow.commit()

    assert aboard(slow)["UA 3"] == ["fast"]


def test_commit_that_fails_leaves_no_lock(engine_of: Callable[[str], Engine]) -> None:
    """SQLite refuses COMMIT while another one reads, and leaves the transaction open."""
    engine = engine_of("sqlite")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 0"))
    make_tables(engine)
    slow, fast = SqlUnitOfWork(engine), SqlUnitOfWork(engine)
    fill(slow)
    with slow:
        departure = slow.departures.get("UA 3")
        with fast:
            fast.departures.get("UA 3").book(Booking("fast", "Ada"))
            with pytest.raises(OperationalError, match="database is locked"):
                fast.commit()
        departure.book(Booking("slow", "Alan"))
        slow.commit()

    assert aboard(slow)["UA 3"] == ["slow"]


def test_opening_flights_for_booking(postgresql_address: str) -> None:
    """Flights of a real date, whose tables are deleted again."""
    engine = engine_for(postgresql_address)
    make_tables(engine)
    try:
        keys = open_for_booking(engine, date(2013, 2, 8), "EWR", "ORD", seats=3, booked=2)

        with engine.connect() as connection:
            query = """
                SELECT concat(carrier, ' ', number, ' 2013-02-08 EWR')
                FROM flights
                WHERE flight_date = '2013-02-08' AND origin = 'EWR' AND dest = 'ORD'
                ORDER BY sched_dep_time, id
            """
            assert keys == list(connection.execute(text(query)).scalars())
        with SqlUnitOfWork(engine) as work:
            departures = [work.departures.get(key) for key in keys]
            assert departures[0].leaves == datetime(2013, 2, 8, 12, 0, tzinfo=UTC)
            assert [each.leaves for each in departures] == sorted(each.leaves for each in departures)
            assert {departure.free() for departure in departures} == {1}
            assert [booking.reference for booking in departures[0].bookings] == ["R1162-01", "R1162-02"]
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE departure_bookings, departures"))
        engine.dispose()


def test_main(capsys: pytest.CaptureFixture[str], dropped: Callable[[MetaData], None]) -> None:
    dropped(MAPPERS.metadata)
    main()
    said = capsys.readouterr().out
    assert "8 of 10 seats of each are booked\n" in said
    assert "is cancelled: 8 moved, 0 stranded\n" in said
    assert said.splitlines()[-1].endswith("is cancelled: False")
