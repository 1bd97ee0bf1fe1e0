import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock

from flights import leftovers
from flights.leftovers import remove_leftovers, temporary_folder
from flights.server import Server

HOLDER = """
import sys
from flights import leftovers, server
with leftovers.temporary_folder() as folder:
    server.make(folder / "data")
    with server.running(folder / "data"):
        print(folder, flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this test alone; not below pytest's, which the server's user may not enter."""
    folder = tempfile.mkdtemp(prefix="t-")
    monkeypatch.setenv("TMPDIR", folder)
    monkeypatch.setattr(tempfile, "tempdir", folder)
    return Path(folder)


def grow_old(folder: Path) -> None:
    os.utime(folder / leftovers.LOCK, (0, 0))


def test_they_lie_in_memory_when_there_is_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(leftovers, "MEMORY", tmp_path)
    monkeypatch.setattr(leftovers, "NEEDED_BYTES", 0)
    usual = Path(tempfile.gettempdir())
    assert leftovers.places() == [tmp_path, usual]
    monkeypatch.setattr(leftovers, "NEEDED_BYTES", 2**62)
    assert leftovers.places() == [usual]
    monkeypatch.setattr(leftovers, "NEEDED_BYTES", 0)
    monkeypatch.setenv("TMPDIR", str(usual))
    assert leftovers.places() == [usual]
    monkeypatch.delenv("TMPDIR")
    monkeypatch.setattr(leftovers, "MEMORY", tmp_path / "none")
    assert leftovers.places() == [usual]


def test_a_folder_is_gone_after_its_block(temporary: Path) -> None:
    with temporary_folder() as folder:
        assert folder.parent == temporary
        (folder / "file").touch()
    assert not folder.exists()
    temporary.rmdir()


def test_and_after_a_block_that_fails(temporary: Path) -> None:
    with pytest.raises(KeyError), temporary_folder() as folder:
        raise KeyError
    assert not folder.exists()
    temporary.rmdir()


def test_a_folder_in_use_is_left_alone_however_old(temporary: Path) -> None:
    with temporary_folder() as folder:
        grow_old(folder)
        assert remove_leftovers() == []
        assert folder.exists()
    temporary.rmdir()


def test_a_young_one_is_left_alone_and_an_old_one_removed_by_the_next_block(temporary: Path) -> None:
    left = temporary / f"{leftovers.PREFIX}left"
    left.mkdir()
    FileLock(left / leftovers.LOCK).acquire().lock.release()
    assert remove_leftovers() == []
    grow_old(left)
    with temporary_folder():
        assert not left.exists()
    temporary.rmdir()


def test_folders_of_others_are_left_alone(temporary: Path) -> None:
    other = temporary / f"{leftovers.PREFIX}without-a-lock"
    other.mkdir()
    os.utime(other, (0, 0))
    assert remove_leftovers() == []
    other.rmdir()
    temporary.rmdir()


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no SIGKILL")
def test_the_server_of_a_killed_process_is_ended(temporary: Path) -> None:
    temporary.chmod(0o755)
    project = Path(__file__).parents[2]
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        folder = Path(holder.stdout.readline().strip())
        holder.kill()
    address = Server(folder / "data").url()
    psycopg.connect(address).close()  # it runs on
    grow_old(folder)
    assert remove_leftovers() == [folder]
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError), closing(psycopg.connect(address)):
        pass
    temporary.rmdir()
