from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, Engine, MetaData, String, cast, select
from sqlalchemy.orm import Session

from sqlalchemy_examples import bulk_insert
from sqlalchemy_examples.bulk_insert import (
    NewPassenger,
    Passenger,
    as_objects,
    at_once,
    crew_of_each_flight,
    main,
    make_table,
    one_by_one,
    with_ids,
)
from sqlalchemy_examples.models import Flight
from sqlalchemy_examples.recording import recording

ROWS: list[NewPassenger] = [{"name": f"Passenger {number}", "flight_id": 7 * number} for number in range(1_001)]


@pytest.fixture
def connection(private_engine: Engine) -> Iterator[Connection]:
    make_table(private_engine)
    with private_engine.connect() as opened:
        yield opened


def stored(connection: Connection) -> list[NewPassenger]:
    rows = connection.execute(select(Passenger.name, Passenger.flight_id).order_by(Passenger.flight_id)).all()
    return [{"name": row.name, "flight_id": row.flight_id} for row in rows]


@pytest.mark.parametrize(
    ("insert", "rows", "on_postgresql", "on_sqlite"),
    [(one_by_one, ROWS[:99], 99, 99), (at_once, ROWS, 1, 1), (with_ids, ROWS, 2, 1_001)],
    ids=["one_by_one", "at_once", "with_ids"],
)
def test_all_rows_with_so_many_statements(
    connection: Connection,
    insert: Callable[[Connection, list[NewPassenger]], object],
    rows: list[NewPassenger],
    on_postgresql: int,
    on_sqlite: int,
) -> None:
    with recording(connection) as sent:
        insert(connection, rows)

    assert len(sent) == (on_postgresql if connection.dialect.name == "postgresql" else on_sqlite)
    assert stored(connection) == rows


@pytest.mark.parametrize("insert", [one_by_one, at_once, with_ids])
def test_no_rows_send_nothing(
    connection: Connection, insert: Callable[[Connection, list[NewPassenger]], object]
) -> None:
    with recording(connection) as sent:
        insert(connection, [])

    assert (sent, stored(connection)) == ([], [])


def test_ids_are_in_the_order_of_the_rows(connection: Connection) -> None:
    shuffled = sorted(ROWS, key=lambda row: row["name"])

    ids = with_ids(connection, shuffled)

    found = dict(connection.execute(select(Passenger.id, Passenger.name)).all())
    assert [found[one] for one in ids] == [row["name"] for row in shuffled]


def test_objects_know_their_ids(connection: Connection) -> None:
    with Session(connection) as session:
        with recording(session) as sent:
            passengers = as_objects(session, ROWS)
        assert len(sent) == (2 if connection.dialect.name == "postgresql" else len(ROWS))
        assert len({passenger.id for passenger in passengers}) == len(ROWS)
        assert stored(connection) == ROWS


def test_rows_from_rows(engine: Engine) -> None:
    """In the loaded database, where the flights are; rolled back."""
    with engine.connect() as connection:
        bulk_insert.Base.metadata.create_all(connection)
        with recording(connection) as sent:
            count = crew_of_each_flight(connection, "OO")
        assert (count, len(sent)) == (32, 1)
        expected = select("crew of OO " + cast(Flight.number, String), Flight.id)
        expected = expected.where(Flight.carrier == "OO")
        assert set(connection.execute(select(Passenger.name, Passenger.flight_id))) == set(connection.execute(expected))
        connection.rollback()


def test_make_table_empties_it(connection: Connection, private_engine: Engine) -> None:
    at_once(connection, ROWS)
    connection.commit()
    make_table(private_engine)

    assert stored(connection) == []


def test_main(capsys: pytest.CaptureFixture[str], dropped: Callable[[MetaData], None]) -> None:
    dropped(bulk_insert.Base.metadata)
    main()
    said = capsys.readouterr().out
    assert "one by one: 1100 statements\nexecutemany: 1\nwith ids, 2201 to 3300: 2\n" in said
    assert "crew of each flight of HA: 342 rows by INSERT bulk_passengers\n" in said
