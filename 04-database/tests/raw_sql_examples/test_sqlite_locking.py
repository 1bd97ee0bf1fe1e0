import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Literal

import pytest

from raw_sql_examples.sqlite_locking import (
    Meeting,
    Race,
    dirty_read,
    main,
    make_accounts,
    open_database,
    reader_and_writer,
    two_writers,
    writing,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite"


def balance(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found: tuple[int] = connection.execute("SELECT balance FROM accounts").fetchone()
        return found[0]


def test_a_database_is_opened_as_a_backend_wants_it(path: Path) -> None:
    pragmas = ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
    with closing(open_database(path, timeout=7.5)) as connection:
        found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
        assert connection.autocommit is True

    assert found == ["wal", 1, 1, 7500]


def test_a_file_that_is_no_database_is_refused_and_closed(path: Path) -> None:
    path.write_bytes(b"id,name\n" * 200)
    with pytest.raises(sqlite3.DatabaseError, match=r"^file is not a database$"):
        open_database(path)


def test_foreign_keys_are_enforced(path: Path) -> None:
    with closing(open_database(path)) as connection:
        connection.execute("CREATE TABLE parent (id integer PRIMARY KEY)")
        connection.execute("CREATE TABLE child (parent_id integer REFERENCES parent)")
        with pytest.raises(sqlite3.IntegrityError, match=r"^FOREIGN KEY constraint failed$"):
            connection.execute("INSERT INTO child VALUES (1)")


def test_writing_commits(path: Path) -> None:
    make_accounts(path, "WAL")
    with closing(open_database(path)) as connection:
        with writing(connection):
            connection.execute("UPDATE accounts SET balance = 1")
            assert balance(path) == 100
        assert (balance(path), connection.in_transaction) == (1, False)


def test_writing_rolls_back_on_an_error(path: Path) -> None:
    make_accounts(path, "WAL")
    with closing(open_database(path)) as connection:

        def fail() -> None:
            connection.execute("UPDATE accounts SET balance = 1")
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError), writing(connection):
            fail()
        with pytest.raises(sqlite3.IntegrityError), writing(connection):
            connection.executescript("UPDATE accounts SET balance = 1; INSERT INTO accounts VALUES (NULL)")
        assert (balance(path), connection.in_transaction) == (100, False)


def test_writing_lets_an_error_through_when_sqlite_has_rolled_back_itself(path: Path) -> None:
    make_accounts(path, "WAL")
    with closing(open_database(path)) as connection:
        connection.execute("UPDATE accounts SET balance = 1")
        with pytest.raises(sqlite3.IntegrityError), writing(connection):
            connection.execute("INSERT OR ROLLBACK INTO accounts VALUES (NULL)")
    assert balance(path) == 1


def test_writing_has_the_lock_from_the_start(path: Path) -> None:
    make_accounts(path, "WAL")
    with closing(open_database(path)) as first, closing(open_database(path, timeout=0)) as second:
        with writing(first), pytest.raises(sqlite3.OperationalError) as caught, writing(second):
            second.execute("SELECT 1")
        states = [second.in_transaction]
        with writing(second):
            states.append(second.in_transaction)

    assert states == [False, True]
    assert caught.value.sqlite_errorname == "SQLITE_BUSY"


def test_writers_with_a_timeout_take_turns(path: Path) -> None:
    make_accounts(path, "WAL")
    began = Event()

    def add() -> None:
        with closing(open_database(path, timeout=30)) as connection:
            began.set()
            with writing(connection):
                connection.execute("UPDATE accounts SET balance = balance + 20")

    with ThreadPoolExecutor(1) as pool, closing(open_database(path)) as first:
        with writing(first):
            future = pool.submit(add)
            assert began.wait(10)
            first.execute("UPDATE accounts SET balance = balance + 10")
        future.result()

    assert balance(path) == 130


# As https://www.sqlite.org/isolation.html and lang_transaction.html say.
@pytest.mark.parametrize(
    ("mode", "expected"),
    [("WAL", Meeting(None, (100, 100, 50))), ("DELETE", Meeting("SQLITE_BUSY", (100, 100, 50)))],
)
def test_a_reader_keeps_its_snapshot_and_only_wal_lets_the_writer_commit(
    path: Path, mode: Literal["WAL", "DELETE"], expected: Meeting
) -> None:
    assert reader_and_writer(path, mode) == expected
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == (mode.lower(),)


@pytest.mark.parametrize("timeout", [0, 600])
def test_no_timeout_helps_a_read_transaction_that_wants_to_write(path: Path, timeout: float) -> None:
    assert two_writers(path, "DEFERRED", timeout) == Race("UPDATE", "SQLITE_BUSY_SNAPSHOT", 110)


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_read_transaction_does_not_wait_for_a_writer_at_work_either(path: Path, mode: str) -> None:
    make_accounts(path, mode)
    writer, reader = (sqlite3.connect(path, timeout=600, autocommit=True) for _ in range(2))
    with closing(writer), closing(reader):
        reader.execute("BEGIN")
        reader.execute("SELECT balance FROM accounts").fetchall()
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as caught:
            reader.execute("UPDATE accounts SET balance = 1")  # at once, or the test would take ten minutes
    assert caught.value.sqlite_errorname == "SQLITE_BUSY"


def test_who_begins_immediate_waits_before_reading_and_loses_nothing(path: Path) -> None:
    assert two_writers(path, "IMMEDIATE") == Race("BEGIN", "SQLITE_BUSY", 130)


def test_a_dirty_read_needs_a_shared_cache_and_a_pragma() -> None:
    assert (dirty_read(True), dirty_read(False)) == (0, "SQLITE_LOCKED_SHAREDCACHE")


def test_accounts_are_made_anew_in_a_strict_table(path: Path) -> None:
    for mode in ("WAL", "DELETE"):
        make_accounts(path, mode)
        assert balance(path) == 100
        with closing(sqlite3.connect(path)) as connection:
            with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER column"):
                connection.execute("UPDATE accounts SET balance = 'much'")
            assert connection.execute("PRAGMA journal_mode").fetchone() == (mode.lower(),)
            connection.execute("UPDATE accounts SET balance = 7")
            connection.commit()


def test_main_tells_what_the_modes_do(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    shown = capsys.readouterr().out
    assert "DELETE COMMIT refused: SQLITE_BUSY; the reader saw 100, then 100" in shown
    assert "BEGIN DEFERRED  the second is refused at UPDATE: SQLITE_BUSY_SNAPSHOT; left: 110" in shown
