from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, select, text
from sqlalchemy.orm import Session

from sqlalchemy_examples import models
from sqlalchemy_examples.relationships import (
    Base,
    Label,
    Leg,
    Trip,
    book,
    delete_trip,
    described,
    drop_leg,
    hand_over,
    main,
    put_labels,
)

HOUR = datetime(2013, 1, 1, 10, tzinfo=UTC)


@pytest.fixture
def own(private_engine: Engine) -> Iterator[Session]:
    """A session on a database with four flights, 1 to 4."""
    models.Base.metadata.create_all(private_engine)
    Base.metadata.create_all(private_engine)
    facts: dict[str, Any] = {"flight_date": date(2013, 1, 1), "sched_dep_time": 0, "sched_arr_time": 0, "distance": 1}
    with Session(private_engine) as session:
        session.add(models.Airline(carrier="UA", name="United"))
        session.add_all(models.Airport(faa=faa) for faa in ("JFK", "LAX"))
        route = {"carrier": "UA", "origin": "JFK", "dest": "LAX", "time_hour": HOUR}
        session.add_all(models.Flight(id=number, number=10 * number, **route, **facts) for number in range(1, 5))
        session.commit()
        yield session


def rows(session: Session, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(text(query))]


def test_legs_follow_their_trip_in_order(own: Session) -> None:
    trip = book(own, "Ada", {3: "3C", 1: "1A"})

    assert rows(own, "SELECT position, flight_id, seat FROM legs ORDER BY position") == [(0, 3, "3C"), (1, 1, "1A")]
    assert [flight.number for flight in trip.flights] == [30, 10]
    assert described(trip) == ["0: UA 30 from JFK, seat 3C", "1: UA 10 from JFK, seat 1A"]


def test_leg_out_of_its_list_is_deleted_and_the_others_move_up(own: Session) -> None:
    trip = book(own, "Ada", {1: "1A", 2: "2B", 3: "3C"})

    assert set(drop_leg(own, trip, 1)) == {"UPDATE legs", "DELETE legs"}

    assert rows(own, "SELECT position, seat FROM legs ORDER BY position") == [(0, "1A"), (1, "3C")]
    assert rows(own, "SELECT count(*) FROM flights") == [(4,)]


def test_handing_over_is_seen_at_once_and_kept(own: Session) -> None:
    ada, alan = book(own, "Ada", {1: "1A", 2: "2B"}), book(own, "Alan", {4: "4D"})
    with own.no_autoflush:
        hand_over(ada.legs[0], alan)
        assert [leg.seat for leg in ada.legs] == ["2B"]
        assert [(leg.seat, leg.trip.passenger) for leg in alan.legs] == [("4D", "Alan"), ("1A", "Alan")]

    own.commit()
    query = "SELECT trip_id, position, seat FROM legs ORDER BY trip_id, position"
    assert rows(own, query) == [(ada.id, 0, "2B"), (alan.id, 0, "4D"), (alan.id, 1, "1A")]


def test_labels_are_shared(own: Session) -> None:
    ada, alan = book(own, "Ada", {1: "1A"}), book(own, "Alan", {4: "4D"})
    put_labels(own, ada, ["business", "refundable", "business"])
    put_labels(own, alan, ["business"])
    put_labels(own, ada, ["night", "business"])
    own.commit()

    assert [label.name for label in alan.labels] == ["business"]
    assert {label.name for label in ada.labels} == {"night", "business"}
    assert sorted(trip.passenger for trip in own.get_one(Label, "business").trips) == ["Ada", "Alan"]
    assert rows(own, "SELECT name FROM labels ORDER BY name") == [("business",), ("night",), ("refundable",)]


def test_trip_is_deleted_by_one_statement(own: Session) -> None:
    trip = book(own, "Ada", {1: "1A", 2: "2B"})
    put_labels(own, trip, ["business"])
    other = book(own, "Alan", {1: "1B"})
    own.commit()
    ids = trip.id, other.id
    own.expunge_all()

    assert delete_trip(own, ids[0]) == ["DELETE trips"]

    assert own.scalars(select(Leg.seat)).all() == ["1B"]
    assert own.scalars(select(Trip.id)).all() == [ids[1]]
    assert rows(own, "SELECT count(*) FROM trip_labels") == [(0,)]
    assert rows(own, "SELECT count(*) FROM flights") == [(4,)]


def test_main(capsys: pytest.CaptureFixture[str], dropped: Callable[[MetaData], None]) -> None:
    dropped(Base.metadata)
    main()
    said = capsys.readouterr().out
    assert said.startswith("0: UA 1545 from EWR, seat 1A\n")
    assert "handed over: 1 leg of Ada, 2 of Alan\nbusiness: Ada, Alan\n" in said
    assert said.endswith("a trip deleted: DELETE trips\nlegs left: 1\n")
