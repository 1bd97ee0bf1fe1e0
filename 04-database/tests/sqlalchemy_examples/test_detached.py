import dataclasses

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import DetachedInstanceError

from sqlalchemy_examples.detached import (
    after_commit,
    airline_of,
    departure_of,
    flight_of,
    flight_with_airline,
    main,
    save,
)
from sqlalchemy_examples.models import Airline
from sqlalchemy_examples.recording import recording
from sqlalchemy_examples.sessions import state_of

NOT_LOADED = "not loaded, and no session to load it"


def test_expired_objects_are_read_again_one_by_one(engine: Engine) -> None:
    assert after_commit(engine, expire=True) == 16
    assert after_commit(engine, expire=False) == 0


def test_detached_flight_has_its_columns_and_not_its_airline(engine: Engine) -> None:
    flight = flight_of(engine, 1)

    assert state_of(flight) == "detached"
    assert (flight.carrier, flight.number) == ("UA", 1545)
    with pytest.raises(DetachedInstanceError, match="lazy load operation of attribute 'airline' cannot proceed"):
        _ = flight.airline
    assert airline_of(flight) == NOT_LOADED


def test_what_is_loaded_in_time_can_be_read(engine: Engine) -> None:
    with recording(engine) as sent:
        flight = flight_with_airline(engine, 1)

    assert state_of(flight) == "detached"
    assert airline_of(flight) == "United Air Lines Inc."
    assert len(sent) == 1


def test_value_has_no_session_at_all(engine: Engine) -> None:
    departure = departure_of(engine, 1)

    assert dataclasses.astuple(departure) == (1545, "United Air Lines Inc.")
    assert not hasattr(departure, "_sa_instance_state")


def test_merge_into_a_row_that_is_there(session: Session) -> None:
    here = session.get_one(Airline, "UA")
    outside = Airline(carrier="UA", name="United")

    assert save(session, outside) is here

    session.flush()
    assert here.name == "United"
    assert state_of(outside) == "transient"


def test_merge_of_what_is_new(session: Session) -> None:
    saved = save(session, Airline(carrier="ZZ", name="New"))
    session.flush()

    assert state_of(saved) == "persistent"
    assert session.execute(text("SELECT name FROM airlines WHERE carrier = 'ZZ'")).scalar_one() == "New"


@pytest.mark.usefixtures("loaded_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert said.startswith("expire_on_commit=True: reading 16 airlines sends 16\n")
    assert "flight 1545: its airline is not loaded, and no session to load it\n" in said
    assert "merged: SELECT then UPDATE\n" in said
