from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from flights import server
from flights.databases import own_server
from flights.server import Server, ServerError


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a server that was never started."""
    folder = tmp_path_factory.mktemp("server") / "data"
    server.make(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    server.copy(made, tmp_path / "data")
    return tmp_path / "data"


def ask(running: Server, query: str) -> object:
    with closing(psycopg.connect(running.url(), autocommit=True)) as connection:
        found = connection.execute(query.encode()).fetchone()
    assert found is not None
    return found[0]


def change(running: Server, statement: str) -> None:
    with closing(psycopg.connect(running.url(), autocommit=True)) as connection:
        connection.execute(statement.encode())


def test_it_runs_while_the_block_runs_with_the_settings_asked_for(folder: Path) -> None:
    with server.running(folder, work_mem="7MB") as running:
        assert str(ask(running, "SHOW server_version")).startswith("18")
        assert ask(running, "SHOW work_mem") == "7MB"
        assert ask(running, "SHOW fsync") == "off"
        assert ask(running, "SHOW listen_addresses") == ""
    assert not (folder / "postmaster.pid").exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(running.url())


def test_it_is_stopped_when_the_block_fails(folder: Path) -> None:
    with pytest.raises(KeyError), server.running(folder):
        raise KeyError
    assert not (folder / "postmaster.pid").exists()


def test_a_block_may_stop_and_start_it_and_finds_what_was_committed(folder: Path) -> None:
    with server.running(folder, fsync="on") as running:
        change(running, "CREATE TABLE kept (n integer)")
        change(running, "INSERT INTO kept VALUES (1)")
        running.stop("immediate")
        running.start()
        assert ask(running, "SELECT count(*) FROM kept") == 1
        running.stop()


def test_a_copy_does_not_see_what_the_other_does(made: Path, folder: Path, tmp_path: Path) -> None:
    with server.running(folder) as running:
        change(running, "CREATE TABLE mine (n integer)")
    server.copy(made, tmp_path / "other")
    with server.running(tmp_path / "other") as other:
        assert ask(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'mine'") == 0


def test_a_setting_that_does_not_exist_is_named(folder: Path) -> None:
    with pytest.raises(ServerError, match=r'does not start in .*: unrecognized configuration parameter "no_such"'):
        Server(folder).start(no_such="1")


def test_a_folder_without_a_server_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match="does not start in"):
        Server(tmp_path).start()


def test_a_folder_that_is_there_already_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError):
        server.make(tmp_path)
    assert (tmp_path / "file").read_text() == "mine"


def test_programs_say_why_they_fail() -> None:
    assert "18" in server.program("postgres", "--version")
    with pytest.raises(ServerError, match=r"^psql failed: .*no-such-host"):
        server.program("psql", "--host=no-such-host.invalid", "--command=SELECT 1")
    assert (server.programs() / "initdb").exists()


def test_own_servers_hold_all_flights_and_are_apart() -> None:
    with own_server() as first, own_server() as second:
        assert first.folder != second.folder
        with closing(psycopg.connect(first.url("flights"))) as connection:
            assert connection.execute("SELECT count(*) FROM flights").fetchone() == (336_776,)


def test_first_cause() -> None:
    assert server.first_cause("LOG:  x\nERROR: this\n") is None
    assert server.first_cause("initdb: error: this\nFATAL: that") == "this"
