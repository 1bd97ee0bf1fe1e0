import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from flights import databases, schema
from flights.load import load
from flights.records import DataFileError
from flights.server import Server, ServerError


def names(address: str) -> set[str]:
    with closing(databases.connect(address)) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def test_postgresql_is_loaded_and_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with databases.postgresql() as address:
        with closing(databases.connect(address)) as connection:
            connection.execute("DELETE FROM flights")
        with databases.postgresql() as other, closing(databases.connect(other)) as connection:
            assert connection.execute("SELECT count(*) FROM flights").fetchone() == (336_776,)


def test_settings_reach_a_server_of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with databases.postgresql(fsync="on") as address, closing(databases.connect(address)) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_settings_are_refused_for_a_server_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/x")
    with pytest.raises(ServerError, match=r"expected no settings, got \{'fsync': 'on'\}"):
        databases.postgresql(fsync="on").__enter__()


def test_the_server_of_database_url_gets_a_template_and_a_copy_for_each_block(
    own_server: Server, monkeypatch: pytest.MonkeyPatch, small_dataset: Path
) -> None:
    monkeypatch.setattr(databases, "fill_postgresql", lambda url: fill(url, small_dataset))
    monkeypatch.setenv("DATABASE_URL", own_server.url())
    before = names(own_server.url())
    with databases.postgresql() as first, databases.postgresql() as second:
        assert first != second
        with closing(databases.connect(first)) as connection:
            connection.execute("DELETE FROM flights")
        with closing(databases.connect(second)) as connection:
            assert connection.execute("SELECT count(*) > 0 FROM flights").fetchone() == (True,)
            locale = "SELECT datlocale FROM pg_database WHERE datname = current_database()"
            assert connection.execute(locale).fetchone() == ("C.UTF-8",)
    assert names(own_server.url()) - before == {f"flights_{databases.fingerprint()}"}


def fill(url: str, folder: Path) -> None:
    with closing(databases.connect(url)) as connection:
        load(connection, folder)


def test_a_template_that_cannot_be_filled_is_not_kept(own_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "fingerprint", lambda: "other")
    monkeypatch.setattr(databases, "fill_postgresql", lambda url: fill(url, Path("nowhere")))
    before = names(own_server.url())
    with pytest.raises(DataFileError):
        databases.template_copy(own_server.url()).__enter__()
    assert names(own_server.url()) == before


def test_an_empty_database_is_gone_after_its_block(postgresql_address: str) -> None:
    with databases.empty_postgresql(postgresql_address) as address:
        with closing(databases.connect(address)) as connection:
            assert schema.tables(connection) == set()
        name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
        assert name in names(postgresql_address)
    assert name not in names(postgresql_address)


def test_sqlite_is_loaded_and_its_own() -> None:
    with databases.sqlite() as path:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DELETE FROM weather")
            connection.commit()
        with databases.sqlite() as other, closing(sqlite3.connect(other)) as connection:
            assert connection.execute("SELECT count(*) FROM weather").fetchone() == (26_115,)
    assert not path.exists()


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


def test_the_fingerprint_follows_the_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = databases.fingerprint()
    for file in databases.HERE.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(databases, "HERE", tmp_path)
    assert databases.fingerprint() == before
    (tmp_path / "schema.sql").write_text("CREATE TABLE other ()")
    assert databases.fingerprint() != before
