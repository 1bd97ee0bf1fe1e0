import os
import sqlite3
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from flights import databases, files, schema, server
from flights.load import load
from flights.records import DataFileError
from flights.server import ServerError
from tests.flights.conftest import FLIGHTS


def names(address: str) -> set[str]:
    with closing(databases.connect(address)) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def name_of(address: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(address)["dbname"])


def test_postgresql_is_loaded_and_its_own_with_the_settings_asked_for(
    monkeypatch: pytest.MonkeyPatch, postgresql_address: str
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with databases.postgresql(fsync="on") as address, closing(databases.connect(address)) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("DELETE FROM weather").rowcount == 26_115
        assert connection.execute("SELECT count(*) FROM flights").fetchone() == (336_776,)
    with closing(databases.connect(postgresql_address)) as connection:
        assert connection.execute("SELECT count(*) FROM weather").fetchone() == (26_115,)
    with pytest.raises(ServerError, match="cannot be reached"):
        databases.connect(address)


def test_settings_are_refused_for_a_server_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/x")
    with pytest.raises(ServerError, match=r"expected no settings, got \{'fsync': 'on'\}"):
        databases.postgresql(fsync="on").__enter__()


@pytest.fixture
def template(postgresql_address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a template that is not there yet, on a server that may be shared; dropped after the test."""
    fingerprint = uuid.uuid4().hex
    monkeypatch.setattr(databases, "fingerprint", lambda: fingerprint)
    yield f"flights_{fingerprint}"
    with closing(databases.connect(postgresql_address)) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "flights_{fingerprint}"'.encode())


def test_the_server_of_database_url_gets_a_template_and_a_copy_for_each_block(
    postgresql_address: str, template: str, monkeypatch: pytest.MonkeyPatch, small_dataset: Path
) -> None:
    filled = []

    def fill(url: str) -> None:
        filled.append(name_of(url))
        with closing(databases.connect(url)) as connection:
            load(connection, small_dataset)

    monkeypatch.setattr(databases, "fill_postgresql", fill)
    monkeypatch.setenv("DATABASE_URL", postgresql_address)
    with databases.postgresql() as first, databases.postgresql() as second:
        with closing(databases.connect(first)) as connection:
            connection.execute("DELETE FROM flights")
        with closing(databases.connect(second)) as connection:
            assert connection.execute("SELECT count(*) FROM flights").fetchone() == (FLIGHTS,)
            locale = "SELECT datlocale FROM pg_database WHERE datname = current_database()"
            assert connection.execute(locale).fetchone() == ("C.UTF-8",)
        assert {template, name_of(first), name_of(second)} <= names(postgresql_address)
    assert len(filled) == 1, "the second block copies what the first one made"
    assert {template, *filled, name_of(first), name_of(second)} & names(postgresql_address) == {template}


def test_a_template_that_cannot_be_filled_is_not_kept(
    postgresql_address: str, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = []

    def fail(url: str) -> None:
        filled.append(name_of(url))
        raise DataFileError("planes.csv.xz is missing")

    monkeypatch.setattr(databases, "fill_postgresql", fail)
    with pytest.raises(DataFileError):
        databases.template_copy(postgresql_address).__enter__()
    assert not {template, *filled} & names(postgresql_address)


def test_an_empty_database_is_gone_after_its_block(postgresql_address: str) -> None:
    with databases.empty_postgresql(postgresql_address) as address:
        with closing(databases.connect(address)) as connection:
            assert schema.tables(connection) == set()
        assert name_of(address) in names(postgresql_address)
    assert name_of(address) not in names(postgresql_address)


def test_sqlite_is_loaded_and_its_own() -> None:
    with databases.sqlite() as path:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DELETE FROM weather")
            connection.commit()
        with databases.sqlite() as other, closing(sqlite3.connect(other)) as connection:
            assert connection.execute("SELECT count(*) FROM weather").fetchone() == (26_115,)
    assert not path.exists()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, small_dataset: Path) -> None:
    """Let what is kept be made of the small dataset."""
    monkeypatch.setattr(databases, "load", lambda connection: load(connection, small_dataset))


@pytest.mark.usefixtures("small")
def test_a_cluster_is_made_filled_and_stopped() -> None:
    with tempfile.TemporaryDirectory(prefix="flights-") as parent:
        databases.make_cluster(Path(parent) / "data")
        assert not (Path(parent) / "data" / "postmaster.pid").exists()
        with server.running(Path(parent) / "data") as own, closing(databases.connect(own.url("flights"))) as connection:
            assert connection.execute("SELECT count(*) FROM flights").fetchone() == (FLIGHTS,)


@pytest.mark.usefixtures("small")
def test_a_database_is_filled_and_its_planner_knows(emptied_address: str) -> None:
    databases.fill_postgresql(emptied_address)
    with closing(databases.connect(emptied_address)) as connection:
        query = "SELECT reltuples, relallvisible > 0 FROM pg_class WHERE relname = 'flights'"
        assert connection.execute(query).fetchone() == (FLIGHTS, True)


@pytest.mark.usefixtures("small")
def test_a_file_is_made_filled_and_its_planner_knows(tmp_path: Path) -> None:
    databases.make_file(tmp_path / "made")
    with closing(sqlite3.connect(tmp_path / "made" / "flights.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM flights").fetchone() == (FLIGHTS,)
        assert connection.execute("SELECT count(*) > 0 FROM sqlite_stat1 WHERE tbl = 'flights'").fetchone() == (1,)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    with pytest.raises(ServerError) as caught:
        databases.connect("postgresql://me:secret@127.0.0.1:1/flights")
    assert str(caught.value).startswith(
        "the server of user=me host=127.0.0.1 port=1 dbname=flights cannot be reached: "
    )
    assert "secret" not in str(caught.value)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(databases, "user_cache_path", lambda _: tmp_path)
    return tmp_path / "flights"


def test_what_is_kept_is_built_once_however_many_ask(cache: Path) -> None:
    built = []
    everybody = threading.Barrier(4)

    def build(folder: Path) -> None:
        built.append(folder)
        folder.mkdir()

    def ask() -> None:
        everybody.wait()
        databases.keep("thing", build)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1
    assert databases.keep("thing", build) == cache / f"thing-{databases.fingerprint()}"
    assert [path.name for path in cache.iterdir() if path.is_dir()] == [f"thing-{databases.fingerprint()}"]


def test_what_could_not_be_built_is_not_kept(cache: Path) -> None:
    def build(folder: Path) -> None:
        folder.mkdir()
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        databases.keep("thing", build)
    assert not [path for path in cache.iterdir() if path.is_dir()]


def test_what_nobody_used_for_a_day_is_removed(cache: Path) -> None:
    for name, age in (("old", 25 * 3600), ("recent", 23 * 3600)):
        (cache / name).mkdir(parents=True)
        os.utime(cache / name, (time.time() - age,) * 2)
    databases.remove_unused(cache)
    assert [path.name for path in cache.iterdir()] == ["recent"]


def test_use_keeps_it_young(cache: Path) -> None:
    kept = databases.keep("thing", Path.mkdir)
    os.utime(kept, (0, 0))
    databases.keep("thing", Path.mkdir)
    assert kept.stat().st_mtime > time.time() - 60


@pytest.mark.parametrize(
    "changed",
    ["schema.sql", "schema.py", "files.py", "records.py", "cleaning.py", "load.py", "server.py", "airports.csv.xz"],
)
def test_the_fingerprint_follows_data_schema_and_loader(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = databases.fingerprint()
    for file in (*databases.HERE.iterdir(), *files.DATA.iterdir()):
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(databases, "HERE", tmp_path)
    monkeypatch.setattr(databases, "DATA", tmp_path)
    assert databases.fingerprint() == before
    (tmp_path / changed).write_text("other")
    assert databases.fingerprint() != before
