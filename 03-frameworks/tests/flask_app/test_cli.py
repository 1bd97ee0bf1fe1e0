import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from flask_app import create_app
from flask_app.database import get_connection, get_pool, migrate
from flask_app.todos import Todo, list_todos

PASSWORD = "correct horse battery"


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def stored(app: Flask) -> list[Todo]:
    with app.app_context():
        return list_todos(get_connection())


def test_a_new_database_is_migrated_and_then_up_to_date(tmp_path: Path) -> None:
    app = create_app("testing", {"DATA_FOLDER": tmp_path / "new"})
    runner = app.test_cli_runner()

    first, second = runner.invoke(args=["migrate"]), runner.invoke(args=["migrate"])
    get_pool(app).close()

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output.startswith("applied 1, 2")
    assert second.output == "up to date\n"


def test_a_database_newer_than_the_code_is_an_error(app: Flask, runner: FlaskCliRunner) -> None:
    with app.app_context():
        get_connection().execute("PRAGMA user_version = 99")

    result = runner.invoke(args=["migrate"])

    assert result.exit_code == 1
    assert result.output.startswith("Error: the database has version 99, newer than this code's ")


@pytest.mark.parametrize("arguments", [["create-user", "ada", "--password", PASSWORD], ["import-todos", "-"]])
def test_a_database_that_is_not_migrated_is_an_error_that_says_so(tmp_path: Path, arguments: list[str]) -> None:
    app = create_app("testing", {"DATA_FOLDER": tmp_path / "new"})

    result = app.test_cli_runner().invoke(args=arguments, input="[]")
    get_pool(app).close()

    assert result.exit_code == 1
    assert result.output.startswith("Error: the database has version 0, this code needs ")


@pytest.mark.parametrize(
    "arguments", [["migrate"], ["create-user", "ada", "--password", PASSWORD], ["import-todos", "-"]]
)
def test_a_folder_or_database_that_cannot_be_used_is_an_error_in_a_line(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "todos.sqlite3").write_text("some other file" * 100)

    for folder, reason in ((tmp_path / "file", "File exists"), (tmp_path, "file is not a database")):
        app = create_app("testing", {"DATA_FOLDER": folder})
        result = app.test_cli_runner().invoke(args=arguments, input="[]")
        assert (result.exit_code, result.output) == (1, f"Error: cannot use {folder}: {reason}\n")


def test_a_user_is_made(app: Flask, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["create-user", " ada "], input=f"{PASSWORD}\n{PASSWORD}\n")

    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "made user ada")
    assert PASSWORD not in result.output
    with app.app_context():
        assert get_connection().execute("SELECT username FROM users").fetchone()[0] == "ada"


def test_a_password_too_short_or_a_name_taken_is_an_error(runner: FlaskCliRunner) -> None:
    short = runner.invoke(args=["create-user", "ada", "--password", "short"])
    runner.invoke(args=["create-user", "ada", "--password", PASSWORD])
    taken = runner.invoke(args=["create-user", "ada", "--password", PASSWORD])

    assert (short.exit_code, short.output) == (1, "Error: a password must have 15 to 1000 characters\n")
    assert (taken.exit_code, taken.output) == (1, "Error: there is a user 'ada' already\n")


def test_todos_are_imported_from_a_file(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    (tmp_path / "todos.json").write_text(
        json.dumps([{"title": " Tee kaufen \u2615 "}, {"title": "b", "completed": True, "order": 2}])
    )

    result = runner.invoke(args=["import-todos", str(tmp_path / "todos.json")])

    assert (result.exit_code, result.output) == (0, "added 2 to-dos\n")
    assert stored(app) == [Todo(1, "Tee kaufen \u2615", False, None), Todo(2, "b", True, 2)]


def test_todos_are_imported_from_standard_input(app: Flask, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["import-todos", "-"], input='[{"title": "a"}]')

    assert (result.exit_code, len(stored(app))) == (0, 1)


def test_one_bad_todo_and_none_is_imported(app: Flask, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["import-todos", "-"], input='[{"title": "a"}, {"completed": true}]')

    assert (result.exit_code, result.output) == (1, "Error: to-do 2: title is required\n")
    assert stored(app) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[", "Error: <stdin> is not JSON: "),
        ("[NaN]", "Error: <stdin> is not JSON: "),
        ("{}", "Error: <stdin> must be a JSON list of to-dos"),
    ],
)
def test_a_file_of_anything_else_is_an_error(runner: FlaskCliRunner, text: str, expected: str) -> None:
    result = runner.invoke(args=["import-todos", "-"], input=text)

    assert result.exit_code == 1
    assert result.output.startswith(expected)
    assert result.output.count("\n") == 1


def test_flask_finds_the_commands_and_says_in_a_line_what_production_misses(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "flask_app", "migrate"]

    result = subprocess.run(command, cwd=Path(__file__).parents[2], env={}, capture_output=True, text=True, timeout=60)

    assert result.returncode != 0
    assert "Error: FLASK_SECRET_KEY must be set: " in result.stderr
    assert "Traceback" not in result.stderr


def test_the_fixture_has_migrated_already(app: Flask) -> None:
    with app.app_context():
        assert migrate(get_connection()) == []
