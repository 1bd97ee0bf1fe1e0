"""The command line: ``python -m flask_app serve``.

Starts the production server on this machine, with a database that is made on first use. Without settings it is
development (debug is off all the same); ``FLASK_ENVIRONMENT=production`` demands a secret key and hosts from the
environment. All other commands, ``create-user`` and the like, belong to Flask's own: ``flask --app flask_app --help``.

Cost: half a second until it listens.
Not for: the reloader and debugger while you write code: ``flask --app "flask_app:create_app('development')" run
--debug``.
Asked: why do settings of a server come from the environment, and its port from the command line?
Source: https://typer.tiangolo.com, https://docs.python.org/3/library/__main__.html
"""

import os
import sqlite3
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flask_app.config import ConfigurationError
from flask_app.database import DatabaseVersionError

cli = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@cli.callback()
def group() -> None:
    """Serve to-dos with Flask."""


@cli.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 for a free one.")] = 8000,
    data: Annotated[
        Path, typer.Option(help="Folder for the database and uploads; made if needed.", file_okay=False)
    ] = Path(".todos-data/flask_app"),
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; each serves 8 requests at once.")] = 1,
) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Settings come from FLASK_ variables, e.g. FLASK_ENVIRONMENT=production. What cannot be is told in a line, with exit
    code 1: settings, a port in use, a folder ("Error: cannot use FOLDER: Not a directory"), a database ("Error: cannot
    use FOLDER/todos.sqlite3: file is not a database").
    """
    try:
        from flask_app import serving
    except ImportError:
        _fail("this server needs a POSIX system; on Windows take waitress: waitress-serve --call flask_app:create_app")
    environment = os.environ.get("FLASK_ENVIRONMENT") or "development"
    try:
        # First the port: a start that fails after the user was made would never tell the password.
        listener = serving.bind(port)
        try:
            password = serving.prepare(environment, data)
        except BaseException:
            listener.close()
            raise
    except ConfigurationError as error:
        _fail(error.message)
    except (DatabaseVersionError, serving.PortInUseError) as error:
        _fail(str(error))
    except sqlite3.Error as error:
        _fail(f"cannot use {data / 'todos.sqlite3'}: {error}")
    except OSError as error:
        _fail(f"cannot use {error.filename or f'port {port}'}: {error.strerror}")
    if line := serving.welcome(password, data):
        typer.echo(line)
    serving.serve(listener, environment, data, workers)


def _fail(message: str) -> NoReturn:
    typer.echo(f"Error: {message}", err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    cli(prog_name="python -m flask_app")
