from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError

from flights import databases
from sqlalchemy_examples.database import engine_for, loaded, main, url_of
from sqlalchemy_examples.models import Flight


def test_url_has_all_parts_of_the_address() -> None:
    url = url_of("postgresql://me:secret@db.example:5433/flights?sslmode=require")

    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.password, url.database) == ("me", "secret", "flights")
    assert url.query == {"host": "db.example", "port": "5433", "sslmode": "require"}


def test_url_does_not_show_the_password() -> None:
    assert "secret" not in str(url_of("host=db.example password=secret dbname=flights"))


def test_url_of_a_file() -> None:
    assert str(url_of(Path("/tmp/flights.sqlite"))) == "sqlite:////tmp/flights.sqlite"


def test_each_engine_has_all_flights(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Flight)) == 336_776


def test_foreign_keys_are_checked(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("INSERT INTO planes (tailnum, model_id) VALUES ('N0', 99999)"))
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            connection.commit()


def test_create_table_is_part_of_the_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE left_behind (id integer)"))
        connection.rollback()
        with pytest.raises(Exception, match="left_behind"):
            connection.execute(text("SELECT id FROM left_behind"))


def test_rolling_back_a_savepoint_that_begins_a_transaction(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.begin_nested().commit()
        connection.execute(text("INSERT INTO airlines (carrier, name) VALUES ('ZZ', 'Nobody')"))
        connection.rollback()
        assert connection.scalar(text("SELECT count(*) FROM airlines WHERE carrier = 'ZZ'")) == 0


def test_engine_of_a_file_that_cannot_be_made(tmp_path: Path) -> None:
    engine = engine_for(tmp_path / "missing" / "flights.sqlite")
    with pytest.raises(Exception, match="unable to open database file"), engine.connect():
        pass


@pytest.mark.usefixtures("loaded_story")
def test_engine_of_the_loaded_is_disposed_of() -> None:
    with loaded() as engine, engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM flights")) == 336_776
    assert engine.pool.status().startswith("Pool size: 5  Connections in pool: 0 ")


@pytest.mark.usefixtures("loaded_story")
def test_main(capsys: pytest.CaptureFixture[str], sqlite_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "sqlite", lambda: nullcontext(sqlite_path))
    main()
    said = capsys.readouterr().out
    assert "flights: 336776\n" in said
    assert "SQLite checks foreign keys: 1\n" in said
