"""The same tests for the repository in the database, on both engines, and for the one of the tests."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sqlalchemy_examples.rebooking import Booking, Departure
from sqlalchemy_examples.repository import (
    MAPPERS,
    Departures,
    SqlDepartures,
    UnknownDepartureError,
    main,
    make_tables,
    map_classes,
)
from tests.sqlalchemy_examples.fakes import FakeDepartures

type Open = Callable[[], AbstractContextManager[Departures]]
"""What opens the repository; at the end of the block, all is kept."""

NOON = datetime(2013, 2, 8, 12, tzinfo=UTC)


@pytest.fixture(params=["fake", "postgresql", "sqlite"])
def opened(request: pytest.FixtureRequest, engine_of: Callable[[str], Engine]) -> Open:
    if request.param == "fake":
        kept: dict[str, Departure] = {}

        @contextmanager
        def open_fake() -> Iterator[Departures]:
            yield FakeDepartures(kept)

        map_classes()
        return open_fake
    engine = engine_of(request.param)
    make_tables(engine)

    @contextmanager
    def open_sql() -> Iterator[Departures]:
        with Session(engine) as session, session.begin():
            yield SqlDepartures(session)

    return open_sql


def departure(key: str, hours: float = 0, *, dest: str = "ORD", seats: int = 2) -> Departure:
    return Departure(key, "EWR", dest, NOON + timedelta(hours=hours), seats)


def test_what_was_added_comes_back(opened: Open) -> None:
    with opened() as departures:
        new = departure("UA 1", 1.5)
        new.book(Booking("R2", "Alan"))
        new.book(Booking("R1", "Ada"))
        departures.add(new)
    with opened() as departures:
        found = departures.get("UA 1")

        assert (found.key, found.origin, found.dest, found.leaves) == (
            "UA 1",
            "EWR",
            "ORD",
            NOON + timedelta(hours=1.5),
        )
        assert (found.seats, found.taken, found.cancelled) == (2, 2, False)
        assert {booking.reference: booking.passenger for booking in found.bookings} == {"R1": "Ada", "R2": "Alan"}


def test_changes_are_kept(opened: Open) -> None:
    with opened() as departures:
        departures.add(departure("UA 1"))
    with opened() as departures:
        departures.get("UA 1").book(Booking("R1", "Ada"))
        departures.get("UA 1").cancelled = True
    with opened() as departures:
        found = departures.get("UA 1")
        assert (found.taken, found.cancelled, len(found.bookings)) == (1, True, 1)


def test_unknown_departure(opened: Open) -> None:
    with opened() as departures, pytest.raises(UnknownDepartureError, match=r"^no departure UA 9$"):
        departures.get("UA 9")


def test_same_departure_is_the_same_object(opened: Open) -> None:
    with opened() as departures:
        departures.add(departure("UA 1"))
    with opened() as departures:
        assert departures.get("UA 1") is departures.get("UA 1")


def test_after(opened: Open) -> None:
    full, cancelled = departure("full", 2, seats=1), departure("cancelled", 2)
    full.book(Booking("R1", "Ada"))
    cancelled.cancelled = True
    others = (
        *(departure("earlier", -1), departure("same time"), departure("next", 1), departure("last", 24)),
        *(departure("too late", 24.1), departure("elsewhere", 1, dest="LAX"), departure("also next", 1)),
        *(full, cancelled),
    )
    with opened() as departures:
        departures.add(departure("UA 1"))
        for other in others:
            departures.add(other)
    with opened() as departures:
        found = departures.after(departures.get("UA 1"))

        assert [other.key for other in found] == ["also next", "next", "last"]


def test_database_refuses_what_the_domain_should_have(private_engine: Engine) -> None:
    make_tables(private_engine)
    with Session(private_engine) as session:
        SqlDepartures(session).add(Departure("UA 1", "EWR", "ORD", NOON, seats=1, taken=2))
        with pytest.raises(IntegrityError, match="departures_not_overbooked"):
            session.commit()


def test_booking_of_no_departure_is_refused(private_engine: Engine) -> None:
    make_tables(private_engine)
    with Session(private_engine) as session:
        session.add(Booking("R1", "Ada"))
        with pytest.raises(IntegrityError, match=r"(?i)not.null"):
            session.commit()


def test_versions_count_changes(private_engine: Engine) -> None:
    make_tables(private_engine)
    with Session(private_engine) as session:
        new = departure("UA 1")
        SqlDepartures(session).add(new)
        session.commit()
        new.book(Booking("R1", "Ada"))
        session.commit()
        assert session.execute(text("SELECT version FROM departures")).scalar_one() == 2


def test_mapping_twice_does_nothing() -> None:
    map_classes()
    mapped = set(MAPPERS.mappers)
    map_classes()

    assert set(MAPPERS.mappers) == mapped
    assert {mapper.class_ for mapper in mapped} == {Departure, Booking}


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert capsys.readouterr().out == (
        "UA 1 at 13:00: 1 free, booked by ['Ada']\nUA 2 at 14:00: 2 free, booked by []\nno departure UA 99\n"
    )
