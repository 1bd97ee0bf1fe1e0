"""Commands: what an operator does with the application, by the application's own code.

``flask --app flask_app COMMAND`` builds the application with the factory, pushes an application context and runs a
function in it. So a command has the configuration, the database layer and the rules of the service, and none of them a
second time. A to-do that is imported goes through the same ``parse_new`` as one that is posted. They stand in a
blueprint without a group, so they come with its registration.

In production the command needs the environment variables of the service, for it builds the same application; without
them it says which is missing. A mistake of the user is a ``ClickException``: one line and exit code 1, no traceback.

Cost: the start of Python and the imports, about half a second.
Not for: work that repeats (cron or a systemd timer may call these), or that users start (a queue).
Asked: why is a script that opens the production database by itself a risk, and what does a command of the application
spare you?
Source: https://flask.palletsprojects.com/en/stable/cli/#custom-commands
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import click
from flask import Blueprint, current_app

from flask_app.database import DatabaseVersionError, check_version, get_connection, migrate, transaction
from flask_app.todos import add_todo
from flask_app.users import UserExistsError, add_user
from flask_app.validation import NewTodo, ValidationError, parse_new

blueprint = Blueprint("commands", __name__, cli_group=None)


@blueprint.cli.command("migrate")
def migrate_command() -> None:
    """Bring the database up to date.

    Prints ``applied 1, 2`` or ``up to date``; a database newer than the code is an error, and so is, here and in the
    other commands, a folder or database that is none: ``cannot use FOLDER: file is not a database``.
    """
    with _mistakes_in_a_line():
        applied = migrate(get_connection())
    click.echo(f"applied {', '.join(map(str, applied))}" if applied else "up to date")


@blueprint.cli.command("create-user")
@click.argument("name")
@click.password_option(help="Asked for if not given; given here, other users of the machine can see it.")
def create_user(name: str, password: str) -> None:
    """Make a user NAME who may change to-dos on the pages.

    Prints ``made user NAME``; a name that is taken, a bad password or a database to migrate first is an error.
    """
    with _mistakes_in_a_line():
        check_version(get_connection())
        add_user(get_connection(), name, password)  # no transaction: the hash would hold the write lock for 60 ms
    click.echo(f"made user {name.strip()}")


@blueprint.cli.command("import-todos")
@click.argument("file", type=click.File(encoding="utf-8"))
def import_todos(file: IO[str]) -> None:
    """Add the to-dos of FILE: a JSON list of objects as the API takes them ("-" is standard input).

    All of them or, if one breaks a rule, none: the error is ``to-do 2: title is required``, counted from 1. For
    anything else it is ``FILE is not JSON: ...`` or ``FILE must be a JSON list of to-dos``. Prints
    ``added 2 to-dos``. A database to migrate first is an error as well.
    """
    new = _read_todos(file)
    with _mistakes_in_a_line():
        check_version(get_connection())
        with transaction() as connection:
            for each in new:
                add_todo(connection, title=each.title, completed=each.completed, order=each.order)
    click.echo(f"added {len(new)} to-dos")


@contextmanager
def _mistakes_in_a_line() -> Iterator[None]:
    folder = current_app.config["DATA_FOLDER"]
    try:
        yield
    except (DatabaseVersionError, UserExistsError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"cannot use {folder}: {error.strerror}") from None
    except sqlite3.Error as error:
        raise click.ClickException(f"cannot use {folder}: {error}") from None


def _read_todos(file: IO[str]) -> list[NewTodo]:
    try:
        items = current_app.json.load(file)
    except ValueError as error:
        raise click.ClickException(f"{file.name} is not JSON: {error}") from None
    if not isinstance(items, list):
        raise click.ClickException(f"{file.name} must be a JSON list of to-dos")
    new = []
    for number, item in enumerate(items, 1):
        try:
            new.append(parse_new(item))
        except ValidationError as error:
            raise click.ClickException(f"to-do {number}: {error}") from None
    return new
