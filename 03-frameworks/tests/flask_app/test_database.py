import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from flask_app.database import (
    DatabaseVersionError,
    Pool,
    check_version,
    connect,
    get_connection,
    get_pool,
    migrate,
    scripts,
    transaction,
    version,
)
from flask_app.todos import add_todo, list_todos


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "new" / "some.sqlite3")) as connection:
        yield connection


def folder_of(tmp_path: Path, *texts: str) -> Path:
    folder = tmp_path / "schema"
    folder.mkdir()
    for number, text in enumerate(texts, 1):
        (folder / f"{number:04}_some.sql").write_text(text)
    return folder


def tables(connection: sqlite3.Connection) -> set[str]:
    return {row["name"] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_a_connection_has_the_settings_that_sqlite_leaves_off(connection: sqlite3.Connection) -> None:
    names = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"]

    values = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert values == ["wal", 1, 1, 5000]
    assert connection.execute("SELECT 1 AS one").fetchone()["one"] == 1


def test_a_statement_outside_a_transaction_is_committed_at_once(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "a")) as writer, closing(connect(tmp_path / "a")) as reader:
        writer.execute("CREATE TABLE t (x)")
        writer.execute("INSERT INTO t VALUES (1)")

        assert reader.execute("SELECT count(*) FROM t").fetchone()[0] == 1


def test_migrating_runs_each_script_once(connection: sqlite3.Connection, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "CREATE TABLE a (x);", "CREATE TABLE b (x); INSERT INTO b VALUES (1);")

    assert migrate(connection, folder) == [1, 2]
    assert migrate(connection, folder) == []
    assert version(connection) == 2
    assert connection.execute("SELECT count(*) FROM b").fetchone()[0] == 1


def test_only_what_is_missing_is_run(connection: sqlite3.Connection, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "CREATE TABLE a (x);")
    migrate(connection, folder)
    (folder / "0002_more.sql").write_text("CREATE TABLE b (x);")

    assert migrate(connection, folder) == [2]


def test_a_script_that_fails_halfway_leaves_nothing_behind(connection: sqlite3.Connection, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "CREATE TABLE a (x);", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);")

    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
        migrate(connection, folder)

    assert (version(connection), tables(connection)) == (1, {"a"})
    assert not connection.in_transaction


def test_processes_that_migrate_at_the_same_time_run_each_script_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, *(f"CREATE TABLE t{number} (x);" for number in range(20)))
    connect(tmp_path / "shared").close()
    applied: list[int] = []

    def work() -> None:
        with closing(connect(tmp_path / "shared")) as connection:
            applied.extend(migrate(connection, folder))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(applied) == list(range(1, 21))


def test_a_database_newer_than_the_code_is_refused(connection: sqlite3.Connection, tmp_path: Path) -> None:
    connection.execute("PRAGMA user_version = 9")

    with pytest.raises(DatabaseVersionError) as caught:
        migrate(connection, folder_of(tmp_path, "CREATE TABLE a (x);", "CREATE TABLE b (x);"))

    assert str(caught.value) == "the database has version 9, newer than this code's 2: update the code"


def test_a_database_that_is_older_or_newer_can_be_told(connection: sqlite3.Connection, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "", "")

    for number in (0, 1, 3):
        connection.execute(f"PRAGMA user_version = {number}")
        with pytest.raises(DatabaseVersionError) as caught:
            check_version(connection, folder)
        expected = f"the database has version {number}, this code needs 2: run flask --app flask_app migrate"
        assert str(caught.value) == expected
    connection.execute("PRAGMA user_version = 2")
    check_version(connection, folder)


def test_scripts_must_be_numbered_without_gaps(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "", "", "")
    assert list(scripts(folder)) == [1, 2, 3]

    (folder / "0002_some.sql").unlink()
    with pytest.raises(ValueError, match=r"must be numbered 0001, 0002, \.\.\., each once"):
        scripts(folder)


def test_the_schema_refuses_what_validation_would(app: Flask) -> None:
    with app.app_context():
        for column, value in [
            ("title", ""),
            ("title", "x" * 201),
            ("completed", 2),
            ('"order"', 2**31),
            ("title", None),
        ]:
            with pytest.raises(sqlite3.IntegrityError):
                get_connection().execute(
                    f"INSERT INTO todos (title, {column}) VALUES ('a', ?)"
                    if column != "title"
                    else "INSERT INTO todos (title) VALUES (?)",
                    (value,),
                )


def test_one_context_has_one_connection_and_the_next_one_takes_it_over(app: Flask) -> None:
    with app.app_context():
        first = get_connection()
        assert get_connection() is first
        with app.app_context():
            assert get_connection() is not first

    with app.app_context(), app.app_context():
        used_again = {get_connection()}
        with app.app_context():
            used_again.add(get_connection())
    assert first in used_again


def test_a_connection_may_go_from_thread_to_thread(app: Flask) -> None:
    seen: list[sqlite3.Connection] = []

    def work() -> None:
        with app.app_context():
            add_todo(get_connection(), title="a")
            seen.append(get_connection())

    for _ in range(2):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert seen[0] is seen[1]


def test_the_pool_closes_what_lies_idle(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "a")
    first, second = pool.acquire(), pool.acquire()
    pool.release(first)
    pool.release(second)

    pool.close()

    for connection in (first, second):
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


def test_a_transaction_left_open_is_undone_before_the_connection_is_used_again(app: Flask) -> None:
    with app.app_context():
        get_connection().execute("BEGIN")
        add_todo(get_connection(), title="forgotten")

    with app.app_context():
        assert list_todos(get_connection()) == []


def test_a_transaction_is_kept(app: Flask) -> None:
    with app.app_context():
        with transaction() as connection:
            add_todo(connection, title="a")
            add_todo(connection, title="b")
        with closing(connect(get_pool().path)) as other:
            assert [todo.title for todo in list_todos(other)] == ["a", "b"]


def test_a_transaction_is_undone_as_a_whole(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(sqlite3.IntegrityError), transaction() as connection:  # noqa: PT012 - the first must be undone
            add_todo(connection, title="a")
            add_todo(connection, title="")
        assert list_todos(get_connection()) == []
        assert not get_connection().in_transaction


def test_a_transaction_takes_the_lock_before_it_reads(app: Flask) -> None:
    with app.app_context(), transaction(), closing(connect(get_pool().path)) as other:
        other.execute("PRAGMA busy_timeout = 0")

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_transactions_do_not_nest(app: Flask) -> None:
    with app.app_context(), transaction(), pytest.raises(sqlite3.OperationalError, match="within a transaction"):  # noqa: SIM117
        with transaction():
            pass


def test_each_application_has_its_own_pool(app: Flask) -> None:
    with app.app_context():
        assert get_pool() is get_pool(app)
    assert get_pool(app).path == app.config["DATA_FOLDER"] / "todos.sqlite3"
