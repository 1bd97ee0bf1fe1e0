import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner, Result

from flights import diagram
from flights.__main__ import app, open_database
from flights.server import ServerError
from tests.flights.conftest import FLIGHTS
from tests.flights.test_load import psycopg_url


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_load_into_a_file(tmp_path: Path, folder: Path) -> None:
    target = tmp_path / "flights.sqlite"
    result = run("load", str(target), "--folder", str(folder))
    assert result.exit_code == 0, result.output
    assert f"{FLIGHTS} flights\n" in result.output
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT count(*) FROM flights").fetchone() == (FLIGHTS,)


def test_load_into_a_server(emptied_address: str, folder: Path) -> None:
    result = run("load", psycopg_url(emptied_address), "--folder", str(folder))
    assert result.exit_code == 0, result.output
    with closing(psycopg.connect(emptied_address)) as connection:
        assert connection.execute("SELECT count(*) FROM flights").fetchone() == (FLIGHTS,)


def test_a_second_load_is_refused(tmp_path: Path, folder: Path) -> None:
    target = str(tmp_path / "flights.sqlite")
    run("load", target, "--folder", str(folder))
    result = run("load", target, "--folder", str(folder))
    assert result.exit_code == 1
    assert result.stderr.startswith("the database is not empty: expected none of the tables, found airlines")
    assert result.stderr.endswith("; nothing was loaded\n")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("mysql://db.example/x", "unknown engine 'mysql': expected postgresql://... or the name of a SQLite file"),
        ("postgresql://127.0.0.1:1/x", "the server of host=127.0.0.1 port=1 dbname=x cannot be reached"),
        ("/no/such/folder/x.sqlite", "the file /no/such/folder/x.sqlite cannot be opened"),
        (
            "postgresql://me:secret@[x/y",
            "the address cannot be read: expected one such as postgresql://user@host/database;",
        ),
    ],
)
def test_a_target_that_cannot_be_opened(target: str, message: str) -> None:
    result = run("load", target)
    assert result.exit_code == 1
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    target = tmp_path / "notes.txt"
    target.write_text("not a database, but long enough to be looked at" * 50)
    with pytest.raises(ServerError, match=r"notes.txt cannot be opened: file is not a database"):
        open_database(str(target))
    assert target.read_text().startswith("not a database")


def test_missing_files_are_named(tmp_path: Path) -> None:
    result = run("load", str(tmp_path / "x.sqlite"), "--folder", str(tmp_path))
    assert (result.exit_code, result.stderr) == (1, f"airlines.csv.xz is missing in {tmp_path}; nothing was loaded\n")


def test_the_diagram_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram, "FILE", tmp_path / "schema.svg")
    result = run("diagram")
    assert (result.exit_code, result.output) == (0, "wrote schema.svg\n")
    assert (tmp_path / "schema.svg").read_text(encoding="utf-8") == diagram.draw()
