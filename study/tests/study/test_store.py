import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from study.projects import UsageError
from study.store import FILE, open_store

TABLES = "CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, correct INTEGER NOT NULL) STRICT;"
INSERT = "INSERT INTO answers VALUES (?, ?)"
ANSWERS = "SELECT question FROM answers ORDER BY question"


def refuse(sentence: str) -> None:
    raise AssertionError(f"nothing to tell was expected, not {sentence!r}")


def answers(folder: Path) -> list[str]:
    with open_store(folder, TABLES, refuse) as store:
        return [row["question"] for row in store.execute(ANSWERS)]


def test_what_is_stored_is_there_the_next_time(tmp_path: Path) -> None:
    with open_store(tmp_path / "new" / "folder", TABLES, refuse) as store:
        store.execute(INSERT, ("a", 1))

    assert answers(tmp_path / "new" / "folder") == ["a"]


def test_several_users_of_the_store_bring_tables_of_their_own(tmp_path: Path) -> None:
    with open_store(tmp_path, TABLES, refuse) as store:
        store.execute(INSERT, ("a", 1))
    with open_store(tmp_path, "CREATE TABLE IF NOT EXISTS runs (seed INTEGER)", refuse) as store:
        store.execute("INSERT INTO runs VALUES (1)")

    assert answers(tmp_path) == ["a"]


def test_a_killed_process_loses_nothing_that_it_stored(tmp_path: Path) -> None:
    script = f"""
import os, pathlib
from study.store import open_store
with open_store(pathlib.Path({str(tmp_path)!r}), {TABLES!r}, print) as store:
    store.execute({INSERT!r}, ("kept", 1))
    store.execute("BEGIN IMMEDIATE")
    store.execute({INSERT!r}, ("not committed", 1))
    os._exit(9)
"""
    subprocess.run([sys.executable, "-c", script], check=False)

    assert answers(tmp_path) == ["kept"]


@pytest.mark.parametrize("damage", ["overwritten", "cut", "torn"])
def test_a_damaged_store_is_kept_aside_and_told(tmp_path: Path, damage: str) -> None:
    with open_store(tmp_path, TABLES, refuse) as store:
        store.execute("BEGIN")
        store.executemany(INSERT, [(f"question {number}", 1) for number in range(1000)])
        store.execute("COMMIT")
    whole = (tmp_path / FILE).read_bytes()
    damaged = {
        "overwritten": b"no database at all" * 100,
        "cut": whole[:6000],
        "torn": whole[:5000] + b"\xff" * 9000 + whole[14000:],
    }[damage]
    (tmp_path / FILE).write_bytes(damaged)
    told: list[str] = []

    with open_store(tmp_path, TABLES, told.append) as store:
        fresh = store.execute(ANSWERS).fetchall()

    (kept,) = tmp_path.glob("progress.damaged-*.sqlite3")
    assert kept.read_bytes() == damaged
    assert fresh == []
    assert len(told) == 1
    assert kept.name in told[0]


def test_a_store_of_other_columns_is_refused_and_left_alone(tmp_path: Path) -> None:
    with open_store(tmp_path, "CREATE TABLE IF NOT EXISTS answers (other TEXT)", refuse):
        pass

    with (
        pytest.raises(UsageError, match="cannot be written: no such column"),
        open_store(tmp_path, f"{TABLES} CREATE INDEX IF NOT EXISTS i ON answers (correct)", refuse),
    ):
        pass

    assert [file.name for file in tmp_path.iterdir()] == [FILE]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "practice").write_text("mine")

    with pytest.raises(UsageError, match="practice: cannot be written"), open_store(tmp_path / "practice", "", refuse):
        pass

    assert (tmp_path / "practice").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(UsageError, match="cannot be written"), open_store(tmp_path, TABLES, refuse):
        pass


def test_a_store_that_another_process_writes_is_refused_and_kept(tmp_path: Path) -> None:
    with open_store(tmp_path, TABLES, refuse) as store:
        store.execute(INSERT, ("a", 1))
        store.execute("BEGIN IMMEDIATE")  # as if another study were writing
        with (
            pytest.raises(UsageError, match="cannot be written: database is locked"),
            open_store(tmp_path, TABLES, refuse),
        ):
            pass

    assert answers(tmp_path) == ["a"]


def test_a_store_that_is_locked_later_is_told_and_keeps_what_it_has(tmp_path: Path) -> None:
    def be_locked_out() -> None:
        with open_store(tmp_path, TABLES, refuse) as store:
            store.execute(INSERT, ("a", 1))
            with open_store(tmp_path, TABLES, refuse) as other:
                other.execute("BEGIN IMMEDIATE")
                store.execute(INSERT, ("b", 1))

    with pytest.raises(UsageError, match=r"database is locked\. What was stored before is kept"):
        be_locked_out()

    assert answers(tmp_path) == ["a"]


def test_a_damaged_store_that_cannot_be_renamed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_to_rename(path: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    monkeypatch.setattr(Path, "rename", refuse_to_rename)

    with (
        pytest.raises(UsageError, match=r"is damaged .* cannot be renamed: Permission denied"),
        open_store(tmp_path, TABLES, refuse),
    ):
        pass


def test_the_connection_is_closed_at_the_end(tmp_path: Path) -> None:
    with open_store(tmp_path, TABLES, refuse) as store:
        pass

    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        store.execute(ANSWERS)
