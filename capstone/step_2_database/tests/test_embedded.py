"""The server that comes along: its folder, its lock, and all that may lie in its way."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from clusters import in_memory

from notes_api import embedded
from notes_api.database import DatabaseUnavailableError
from notes_api.embedded import embedded_postgres, end_leftovers, first_cause, programs, run_program, servers_of


@pytest.fixture(scope="module")
def made_folder() -> Iterator[Path]:
    """A folder in which a server has run, with one row in a table; for tests to copy."""
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder:
        with embedded_postgres(Path(folder)) as url, psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'still here' AS word")
        yield Path(folder)


@pytest.fixture
def folder(made_folder: Path, data_dir: Path) -> Path:
    """A folder of its own in which a server has run before."""
    copy_folder(made_folder, data_dir)
    return data_dir


def copy_folder(source: Path, target: Path) -> None:
    """Copy the folder with the owner of each file."""
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


def words(url: str) -> list[tuple[str]]:
    """Return what the table of the made folder holds."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def pid_lines(data: Path, pid: int) -> str:
    """Return a pid file as a running server writes it."""
    return f"{pid}\n{data}\n1700000000\n5432\n{data}\n\n  123456  7\nready   \n"


def test_a_first_start_makes_a_server_with_utf_8(data_dir: Path) -> None:
    with embedded_postgres(data_dir / "new" / "folder") as url, psycopg.connect(url) as connection:
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SELECT lower('ÄÉЖ')").fetchone() == ("äéж",)


def test_a_second_start_finds_the_data(folder: Path) -> None:
    with embedded_postgres(folder) as url:
        assert words(url) == [("still here",)]


def test_the_server_stops_with_the_block_and_listens_on_no_port(folder: Path) -> None:
    with embedded_postgres(folder) as url, psycopg.connect(url) as connection:
        assert servers_of((folder / "postgres").resolve())
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)

    assert servers_of((folder / "postgres").resolve()) == []


def test_the_server_stops_when_the_block_fails(folder: Path) -> None:
    with pytest.raises(ValueError, match="from the block"), embedded_postgres(folder):
        raise ValueError("from the block")

    assert servers_of((folder / "postgres").resolve()) == []


def test_an_error_of_the_block_is_not_taken_for_one_of_the_folder(folder: Path) -> None:
    with pytest.raises(FileNotFoundError), embedded_postgres(folder):
        raise FileNotFoundError


@pytest.mark.parametrize("name", ["with space", "a+b&c=d%20", "a,b", "it's", 'quo"te $HOME `id`', "ünï", "long" * 30])
def test_any_name_of_a_folder_will_do(made_folder: Path, data_dir: Path, name: str) -> None:
    named = data_dir / name
    named.mkdir()
    copy_folder(made_folder, named)

    with embedded_postgres(named) as url:
        assert words(url) == [("still here",)]


def test_a_relative_folder_and_a_link_to_one_will_do(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to(folder)

    with embedded_postgres(Path("link")) as url:
        assert words(url) == [("still here",)]


def test_a_second_service_on_the_folder_is_refused(folder: Path) -> None:
    with (
        embedded_postgres(folder) as url,
        pytest.raises(DatabaseUnavailableError, match=f"{folder} is in use by another notes service"),
        embedded_postgres(folder),
    ):
        pass

    with embedded_postgres(folder) as url:
        assert words(url) == [("still here",)]


@pytest.mark.parametrize("content", ["", "1", "not a number\n", "999999999\n/elsewhere\n"])
def test_a_broken_pid_file_is_no_obstacle(folder: Path, content: str) -> None:
    (folder / "postgres" / "postmaster.pid").write_text(content)

    with embedded_postgres(folder) as url:
        assert words(url) == [("still here",)]


def test_a_pid_file_that_names_a_live_stranger_is_no_obstacle(folder: Path) -> None:
    data = folder / "postgres"
    # As the server's user, so that it could signal the stranger if it took it for a server.
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (data / name).write_text(pid_lines(data, stranger.pid))

        with embedded_postgres(folder) as url:
            assert words(url) == [("still here",)]
        assert stranger.poll() is None
        stranger.communicate(b"\n")


def test_a_pid_file_that_names_a_server_of_another_folder_is_no_obstacle(folder: Path, made_folder: Path) -> None:
    with embedded_postgres(made_folder):
        shutil.copyfile(made_folder / "postgres" / "postmaster.pid", folder / "postgres" / "postmaster.pid")
        with embedded_postgres(folder) as url:
            assert words(url) == [("still here",)]
        assert servers_of((made_folder / "postgres").resolve())


@pytest.mark.parametrize("with_postmaster", [True, False], ids=["whole server", "backends without their postmaster"])
def test_a_server_that_was_left_behind_is_ended(folder: Path, with_postmaster: bool) -> None:
    data = (folder / "postgres").resolve()
    options = "-c listen_addresses='' -c unix_socket_directories=."
    run_program("pg_ctl", "start", "-l", str(data / "log"), "-o", options, "-D", str(data))
    left = servers_of(data)
    if not with_postmaster:
        psutil.Process(int((data / "postmaster.pid").read_text().split()[0])).kill()

    with embedded_postgres(folder) as url:
        assert words(url) == [("still here",)]
        assert not {process.pid for process in left} & {process.pid for process in servers_of(data)}


def test_leftovers_of_other_folders_are_not_touched(folder: Path, made_folder: Path) -> None:
    with embedded_postgres(made_folder) as url:
        end_leftovers((folder / "postgres").resolve())

        assert words(url) == [("still here",)]


def test_a_server_that_does_not_end_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(embedded, "STOP_SECONDS", 0)
        patch.setattr(embedded, "servers_of", lambda _data: [psutil.Process()])
        patch.setattr(psutil.Process, "kill", lambda _process: None)

        with pytest.raises(DatabaseUnavailableError, match="does not end"):
            end_leftovers(folder / "postgres")


def test_a_first_start_that_was_killed_is_begun_anew(data_dir: Path) -> None:
    (data_dir / "unfinished-x").mkdir()
    (data_dir / "unfinished-x" / "PG_VERSION").write_text("18\n")

    with embedded_postgres(data_dir) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert sorted(path.name for path in data_dir.iterdir()) == ["lock", "postgres"]


def test_the_list_of_users_that_another_program_left_is_no_obstacle(folder: Path) -> None:
    (folder / "postgres" / ".handle_pids.json").write_text(json.dumps([os.getpid(), 1]))

    with embedded_postgres(folder) as url:
        assert words(url) == [("still here",)]


@pytest.mark.parametrize("where", ["folder", "parent"])
def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    wanted = tmp_path / "file" if where == "folder" else tmp_path / "file" / "folder"

    message = f"The data folder {wanted} cannot be used"
    with pytest.raises(DatabaseUnavailableError, match=message), embedded_postgres(wanted):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into any folder")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(DatabaseUnavailableError, match="Permission denied"), embedded_postgres(tmp_path):
        pass


def test_a_folder_that_holds_something_else_is_named(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir()

    with (
        pytest.raises(DatabaseUnavailableError, match="is not a database cluster"),
        embedded_postgres(data_dir),
    ):
        pass


def test_what_the_server_says_on_a_failed_start_is_passed_on(folder: Path) -> None:
    with (folder / "postgres" / "postgresql.conf").open("a") as file:
        file.write("shared_buffers = 1kB\n")

    with pytest.raises(DatabaseUnavailableError, match="contains errors") as failure, embedded_postgres(folder):
        pass
    assert "\n" not in str(failure.value)


def test_a_slow_recovery_is_waited_for(folder: Path) -> None:
    # A server that looks into an archive before it takes connections, as it reads its log after a crash.
    data = folder / "postgres"
    with (data / "postgresql.conf").open("a") as file:
        file.write("restore_command = 'sleep 0.5; false'\n")
    (data / "recovery.signal").touch()

    with embedded_postgres(folder) as url:
        assert words(url) == [("still here",)]


def test_a_start_that_takes_too_long_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "START_SECONDS", 1)
    data = folder / "postgres"
    with (data / "postgresql.conf").open("a") as file:
        file.write("restore_command = 'sleep 60; false'\n")
    (data / "recovery.signal").touch()

    with pytest.raises(DatabaseUnavailableError, match="did not start in time"), embedded_postgres(folder):
        pass

    assert servers_of(data.resolve()) == []


def test_programs_are_postgresql_18() -> None:
    assert "(PostgreSQL) 18." in run_program("postgres", "--version")
    assert (programs() / "pg_dump").is_file()


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(DatabaseUnavailableError, match="pg_dump failed: could not translate host name"):
        run_program("pg_dump", "-h", "no-such-host.invalid")


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("initdb: error: could not create directory", "could not create directory"),
        ("FATAL:  first\nDETAIL:  x\n2026 [7] PANIC:  second\nLOG:  shut down\n", "first"),
        ("LOG:  all is well", None),
        ("", None),
    ],
)
def test_the_first_cause_is_found(said: str, cause: str | None) -> None:
    assert first_cause(said) == cause


def test_main_tells_its_story(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    if (memory := in_memory()) is not None:
        monkeypatch.setattr(tempfile, "tempdir", str(memory))

    embedded.main()

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("PostgreSQL 18.")
    assert lines[1] == "listening on a socket in postgres"
    assert "FOLDER is in use by another notes service" in lines[2]
