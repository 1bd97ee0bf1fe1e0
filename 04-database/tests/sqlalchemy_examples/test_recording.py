import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from sqlalchemy_examples.models import Airline
from sqlalchemy_examples.recording import main, recording, table_of


def test_records_what_is_sent_meanwhile(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with recording(connection) as sent:
            connection.execute(text("SELECT 2"))
            connection.execute(text("SELECT 3"))
        connection.execute(text("SELECT 4"))

    assert sent == ["SELECT 2", "SELECT 3"]


def test_records_all_connections_of_an_engine(engine: Engine) -> None:
    with recording(engine) as sent, engine.connect() as one, engine.connect() as other:
        one.execute(text("SELECT 1"))
        other.execute(text("SELECT 2"))

    assert sent == ["SELECT 1", "SELECT 2"]


def test_statement_for_many_rows_is_one(engine: Engine) -> None:
    with recording(engine) as sent, engine.connect() as connection:
        connection.execute(insert(Airline), [{"carrier": "Z1", "name": "1"}, {"carrier": "Z2", "name": "2"}])

    assert len(sent) == 1


def test_stops_when_the_block_fails(session: Session) -> None:
    with pytest.raises(DBAPIError, match="nonsense"), recording(session) as sent:
        session.execute(text("nonsense"))
    session.rollback()
    session.execute(select(Airline.carrier))

    assert sent == ["nonsense"]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("select flights.id \nFROM flights \nWHERE true", "SELECT flights"),
        ("DELETE FROM planes", "DELETE planes"),
        ("INSERT INTO planes (tailnum) VALUES (1)", "INSERT planes"),
        ("UPDATE planes SET year = 1 FROM flights", "UPDATE planes"),
        ("SAVEPOINT sa_savepoint_1", "SAVEPOINT"),
    ],
)
def test_table_of(statement: str, expected: str) -> None:
    assert table_of(statement) == expected


@pytest.mark.usefixtures("loaded_story")
def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "UA 1545: plane N14228, built 1999, United Air Lines Inc.\n" in said
    assert "\n8 statements for 4 flights:\n  SELECT flights\n  SELECT planes\n" in said
