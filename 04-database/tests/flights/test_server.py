import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from flights import server
from flights.server import Server, ServerError


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder for the servers of this module, each of which leaves it stopped.

    Not below pytest's own folder: the next pytest on the machine shuts that to others, also to the user of our servers.
    """
    with tempfile.TemporaryDirectory(prefix="flights-") as parent:
        server.make(Path(parent) / "data")
        yield Path(parent) / "data"


def ask(running: Server, query: str) -> object:
    with closing(psycopg.connect(running.url(), autocommit=True)) as connection:
        found = connection.execute(query.encode()).fetchone()
    assert found is not None
    return found[0]


def test_it_runs_with_the_settings_asked_for_until_the_block_fails(folder: Path) -> None:
    def use(running: Server) -> None:
        assert str(ask(running, "SHOW server_version")).startswith("18")
        assert ask(running, "SHOW work_mem") == "7MB"
        assert ask(running, "SHOW fsync") == "off"
        assert ask(running, "SHOW listen_addresses") == ""
        raise KeyError

    with pytest.raises(KeyError), server.running(folder, work_mem="7MB") as running:
        use(running)
    assert not (folder / "postmaster.pid").exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(running.url())


def test_a_block_may_stop_and_start_it_and_finds_what_was_committed(folder: Path) -> None:
    with server.running(folder, fsync="on") as running:
        with closing(psycopg.connect(running.url(), autocommit=True)) as connection:
            connection.execute("CREATE TABLE kept (n integer)")
            connection.execute("INSERT INTO kept VALUES (1)")
        running.stop("immediate")
        running.start()
        assert ask(running, "SELECT count(*) FROM kept") == 1
        with closing(psycopg.connect(running.url())):
            running.stop()  # which tells the open connection, and the log, of a FATAL end
        with pytest.raises(ServerError, match=r'does not start in .*: unrecognized configuration parameter "no_such"$'):
            running.start(no_such="1")
    assert not (folder / "postmaster.pid").exists()


def test_a_copy_does_not_see_what_the_other_does(folder: Path) -> None:
    source, copied = folder.with_name("source"), folder.with_name("copied")
    (source / "base" / "1").mkdir(parents=True)
    (source / "base" / "1" / "PG_VERSION").write_text("18")
    server.copy(source, copied)
    (copied / "base" / "1" / "PG_VERSION").write_text("mine")
    assert (source / "base" / "1" / "PG_VERSION").read_text() == "18"
    for path in (copied, *copied.rglob("*")):
        assert path.stat().st_uid == folder.stat().st_uid, "the user of the server may not write it"
    assert copied.stat().st_mode & 0o777 == 0o700, "a server refuses a folder that is open to others"


def test_a_folder_without_a_server_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"^PostgreSQL does not start in .*: .*$") as caught:
        Server(tmp_path).start()
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_there_already_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError):
        server.make(tmp_path)
    assert (tmp_path / "file").read_text() == "mine"


def test_programs_say_why_they_fail() -> None:
    assert "18" in server.program("postgres", "--version")
    with pytest.raises(ServerError, match=r"^psql failed: .*no-such-host"):
        server.program("psql", "--host=no-such-host.invalid", "--command=SELECT 1")
    with pytest.raises(ServerError, match=r"^pg_ctl failed: pg_ctl: no operation specified Try .*$"):
        server.program("pg_ctl")
    assert (server.programs() / "initdb").exists()


def test_first_cause() -> None:
    assert server.first_cause("LOG:  x\nERROR: this\n") is None
    assert server.first_cause("initdb: error: this\nFATAL: that") == "this"
