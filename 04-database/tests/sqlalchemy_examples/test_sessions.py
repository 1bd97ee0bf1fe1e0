import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from sqlalchemy_examples.models import Airline, Plane
from sqlalchemy_examples.sessions import (
    add_in_any_order,
    ask_twice,
    count_with_and_without_autoflush,
    life_of,
    main,
    read_behind_its_back,
    rename,
    state_of,
)


def test_states(session: Session) -> None:
    airline = Airline(carrier="ZZ", name="New")
    assert state_of(airline) == "transient"
    assert state_of(session.get_one(Airline, "UA")) == "persistent"

    assert life_of(session, airline) == ["transient", "pending", "persistent", "deleted", "detached"]

    assert session.scalars(select(Airline.carrier).where(Airline.carrier == "ZZ")).all() == []


def test_asking_twice(session: Session) -> None:
    assert ask_twice(session, "UA") == (1, 2, 2)


def test_referenced_row_is_inserted_first(session: Session) -> None:
    assert add_in_any_order(session, "N0BAUE") == ["INSERT plane_models", "INSERT planes"]

    plane = session.get_one(Plane, "N0BAUE")
    assert plane.model is not None
    assert (plane.model.manufacturer, plane.model_id) == ("Bauer", plane.model.id)


def test_only_what_changed_is_sent(session: Session) -> None:
    (sent,) = rename(session, "HA", "Hawaiian")

    assert sent.startswith("UPDATE airlines SET name=")
    assert sent.count("=") == 2
    assert session.execute(text("SELECT name FROM airlines WHERE carrier = 'HA'")).scalar_one() == "Hawaiian"


def test_same_value_sends_nothing(session: Session) -> None:
    name = session.get_one(Airline, "HA").name
    assert rename(session, "HA", name) == []


def test_autoflush(session: Session) -> None:
    before = session.scalars(select(func.count()).select_from(Airline)).one()

    assert count_with_and_without_autoflush(session) == (before, before + 2)


def test_objects_are_not_overwritten_by_a_select(session: Session) -> None:
    old = session.get_one(Airline, "UA").name
    assert read_behind_its_back(session, "UA") == (old, "New", "Newer")


@pytest.mark.usefixtures("loaded_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert said.startswith("a new airline is transient, pending, persistent, deleted, detached\n")
    assert "asked twice: 1 statement by get, 2 by SELECT, 2 by get when nobody holds it\n" in said
    assert "airlines counted: 16 without autoflush, 18 with it\n" in said
    assert said.endswith("after the rollback UA is United Air Lines Inc.\n")
