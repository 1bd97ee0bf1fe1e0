"""``python -m flights``: load the dataset into a database of yours, or draw the schema.

python -m flights load flights.sqlite
python -m flights load postgresql://me@db.example/flights
python -m flights diagram
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from flights import databases, diagram
from flights.files import DATA
from flights.load import LoadError, load
from flights.records import DataFileError
from flights.schema import Connection
from flights.server import ServerError

app = typer.Typer(help=__doc__, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def open_database(target: str) -> Connection:
    """Connect to a database by its address.

    ``postgresql://...`` is a server, a name without ``://`` is a SQLite file, which is made if it is not there. Raise
    ValueError for another engine (``unknown engine 'mysql': expected postgresql://... or the name of a SQLite file``),
    and ServerError for a server or file that cannot be opened (``the file x.sqlite cannot be opened: ...``). Others may
    read the file while it is loaded, and it checks references.
    """
    scheme, separator, _ = target.partition("://")
    if separator and scheme not in ("postgresql", "postgres"):
        raise ValueError(f"unknown engine {scheme!r}: expected postgresql://... or the name of a SQLite file")
    if separator:
        return databases.connect(target)
    try:
        connection = sqlite3.connect(target, timeout=10)
    except sqlite3.Error as error:
        raise ServerError(f"the file {target} cannot be opened: {error}") from error
    try:
        connection.execute("PRAGMA journal_mode = WAL")  # so that others may read while it is loaded
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error as error:
        connection.close()
        raise ServerError(f"the file {target} cannot be opened: {error}") from error
    return connection


@app.command("load")
def load_command(
    target: Annotated[str, typer.Argument(help="postgresql://... or the name of a SQLite file")],
    folder: Annotated[Path, typer.Option(help="The folder of the five files.")] = DATA,
) -> None:
    """Make the schema in an empty database, load all files, and say what was done.

    What stops it is told on stderr in one line that ends with "; nothing was loaded", and the exit code is 1.
    """
    try:
        with closing(open_database(target)) as connection:
            report = load(connection, folder)
    except (DataFileError, LoadError, ServerError, ValueError, psycopg.Error, sqlite3.Error) as error:
        typer.echo(f"{' '.join(str(error).split())}; nothing was loaded", err=True)
        raise typer.Exit(1) from None
    typer.echo("\n".join(report.lines()))


@app.command("diagram")
def diagram_command() -> None:
    """Draw the schema's entities and their references into schema.svg, and say "wrote schema.svg"."""
    diagram.FILE.write_text(diagram.draw(), encoding="utf-8")
    typer.echo(f"wrote {diagram.FILE.name}")


if __name__ == "__main__":
    app(prog_name="python -m flights")
