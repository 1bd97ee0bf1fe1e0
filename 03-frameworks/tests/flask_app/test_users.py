import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from stat import S_IMODE

import pytest
from werkzeug.security import check_password_hash

from flask_app.database import connect
from flask_app.users import UserExistsError, add_user, make_demo_user

PASSWORD = "correct horse battery"
QUICK = "pbkdf2:sha256:1"  # for tests that are not about hashing


@pytest.fixture
def connection(tmp_path: Path, empty_database: Path) -> Iterator[sqlite3.Connection]:
    copyfile(empty_database, tmp_path / "todos.sqlite3")
    with closing(connect(tmp_path / "todos.sqlite3")) as connection:
        yield connection


def hashes(connection: sqlite3.Connection) -> dict[str, str]:
    return {row["username"]: row["password_hash"] for row in connection.execute("SELECT * FROM users")}


def test_a_user_is_stored_with_a_salted_hash(connection: sqlite3.Connection) -> None:
    assert [add_user(connection, name, PASSWORD, method=QUICK) for name in (" ada ", "bob")] == [1, 2]

    stored = hashes(connection)
    assert list(stored) == ["ada", "bob"]
    assert stored["ada"] != stored["bob"]
    assert PASSWORD not in stored["ada"]
    assert check_password_hash(stored["ada"], PASSWORD)
    assert not check_password_hash(stored["ada"], PASSWORD + "x")


def test_a_name_is_given_once(connection: sqlite3.Connection) -> None:
    add_user(connection, "ada", PASSWORD, method=QUICK)

    with pytest.raises(UserExistsError, match=r"^there is a user 'ada' already$"):
        add_user(connection, "ada ", PASSWORD, method=QUICK)


@pytest.mark.parametrize(
    ("name", "password", "expected"),
    [
        ("", PASSWORD, "a name must have 1 to 150 characters"),
        ("  ", PASSWORD, "a name must have 1 to 150 characters"),
        ("x" * 151, PASSWORD, "a name must have 1 to 150 characters"),
        ("ada", "x" * 14, "a password must have 15 to 1000 characters"),
        ("ada", "x" * 1001, "a password must have 15 to 1000 characters"),
    ],
)
def test_a_bad_name_or_password_is_refused(
    connection: sqlite3.Connection, name: str, password: str, expected: str
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        add_user(connection, name, password)

    assert (str(caught.value), hashes(connection)) == (expected, {})


def test_the_demo_user_is_made_once_with_a_password_of_its_own(connection: sqlite3.Connection, tmp_path: Path) -> None:
    (tmp_path / "demo-password").write_text("of a database before")

    password = make_demo_user(connection, tmp_path)

    assert password is not None
    assert len(password) >= 20
    stored = hashes(connection)["demo"]
    assert stored.startswith("scrypt:32768:8:1$")
    assert check_password_hash(stored, password)
    assert (tmp_path / "demo-password").read_text() == password + "\n"
    assert S_IMODE((tmp_path / "demo-password").stat().st_mode) == 0o600
    assert make_demo_user(connection, tmp_path) is None


def test_where_there_are_users_nobody_is_added(connection: sqlite3.Connection, tmp_path: Path) -> None:
    add_user(connection, "ada", PASSWORD, method=QUICK)

    assert make_demo_user(connection, tmp_path) is None
    assert list(hashes(connection)) == ["ada"]
