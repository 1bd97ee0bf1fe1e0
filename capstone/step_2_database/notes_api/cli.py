"""The command ``notes``: serve the API, and carry folders of Markdown in and out of a running service.

Source: https://typer.tiangolo.com/
"""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from alembic.util import CommandError
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from notes_api.app import create_app
from notes_api.client import ClientError, NotesClient
from notes_api.database import Database, DatabaseUnavailableError, driver_url, reason, safe_url
from notes_api.embedded import embedded_postgres
from notes_api.logs import configure_logging
from notes_api.markdown_files import MarkdownError, SkippedFile, read_folder, write_folder
from notes_api.migrations import downgrade, upgrade
from notes_api.postgres import PostgresNoteRepository
from notes_api.server import ServeError, address_of, bind, serve
from notes_api.settings import Settings

DEFAULT_URL = "http://127.0.0.1:8000"

app = typer.Typer(help="A notes service.", no_args_is_help=True, pretty_exceptions_enable=False)

Url = Annotated[str, typer.Option(help="Where the service listens.", envvar="NOTES_URL")]
Folder = Annotated[Path, typer.Argument(help="A folder of Markdown files.")]


@app.command("serve")
def serve_command(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option(help="The folder of the embedded database.")] = None,
    seed: Annotated[
        Path | None,
        typer.Option(help="Import this folder when there has never been a note.", exists=True, file_okay=False),
    ] = None,
) -> None:
    """Serve the API until Ctrl-C. Settings come from NOTES_* variables, options from here go first.

    DATABASE_URL names a PostgreSQL server (run `notes migrate` first); without it an embedded one is started.
    """
    settings = read_settings(host=host, port=port, data_dir=data)
    try:
        with database_of(settings) as url, bind(settings.host, settings.port) as bound:
            serve_at = address_of(bound)
            is_first_start = asyncio.run(check_at_start(url, settings))

            def on_ready() -> None:
                if seed is not None and is_first_start:
                    import_notes(seed, serve_at)
                typer.echo(welcome(serve_at))

            serve(create_app(Database(url, settings), settings), bound, settings.shutdown_seconds, on_ready)
    except (DatabaseUnavailableError, ServeError) as error:
        fail(str(error))
    typer.echo("Stopped. The notes are in the database.")


@app.command("migrate")
def migrate_command(
    to: Annotated[str, typer.Argument(help="A revision; head is the newest.")] = "head",
    down: Annotated[bool, typer.Option("--down", help="Go back to the revision; data may be lost.")] = False,
) -> None:
    """Bring the database's schema to the newest revision, or to another one."""
    settings = read_settings()
    try:
        with database_of(settings, is_migrated=False) as url:
            migrate(url, to, down=down)
    except DatabaseUnavailableError as error:
        fail(str(error))
    typer.echo(f"The schema is at {to}.")


@app.command("import")
def import_command(folder: Folder, url: Url = DEFAULT_URL) -> None:
    """Add every Markdown file below FOLDER as a note. Bad files are named and skipped; the exit status is then 1."""
    if import_notes(folder, url):
        raise typer.Exit(1)


@app.command("export")
def export_command(folder: Folder, url: Url = DEFAULT_URL) -> None:
    """Write every note as a Markdown file to FOLDER, which must be new or empty."""
    try:
        with NotesClient(url) as client:
            count = write_folder(folder, client.notes())
    except (ClientError, MarkdownError, OSError) as error:
        fail(str(error))
    typer.echo(f"{count} notes written to {folder}.")


def read_settings(**options: object) -> Settings:
    """Return the settings from the options that were given and the environment, or end the command."""
    try:
        settings = Settings.model_validate({name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        fail("\n".join(f"{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}" for mistake in error.errors()))
    configure_logging(settings.log_level)
    return settings


@contextmanager
def database_of(settings: Settings, *, is_migrated: bool = True) -> Iterator[str]:
    """Yield the address of the database of the settings; an embedded one runs meanwhile, and is migrated."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # like Ctrl-C, so that the server stops with us
    with embedded_postgres(settings.data_dir) as url:
        if is_migrated:
            migrate(url)
        yield url


def migrate(url: str, to: str = "head", *, down: bool = False) -> None:
    """Bring the database's schema to the revision, or raise DatabaseUnavailableError."""
    try:
        (downgrade if down else upgrade)(driver_url(url), to)
    except CommandError as error:
        raise DatabaseUnavailableError(f"Cannot migrate to {to}: {error}") from error
    except DBAPIError as error:
        raise DatabaseUnavailableError(f"Cannot migrate {safe_url(driver_url(url))}: {reason(error)}") from error


async def check_at_start(url: str, settings: Settings) -> bool:
    """Return whether there has never been a note; raise DatabaseUnavailableError when there is no database to use."""
    database = Database(url, settings)
    try:
        await database.check()
        await database.open()
        return await PostgresNoteRepository(database).is_unused()
    finally:
        await database.close()


def import_notes(folder: Path, url: str) -> int:
    """Import the folder, say what was done, and return the number of files that were skipped."""
    imported, skipped = 0, 0
    try:
        with NotesClient(url) as client:
            for result in read_folder(folder):
                if isinstance(result, SkippedFile):
                    skipped += 1
                    typer.echo(f"Skipped {result.path}: {result.reason}", err=True)
                else:
                    client.create(result)
                    imported += 1
    except (ClientError, MarkdownError) as error:
        fail(f"{error} ({imported} notes were imported before.)" if imported else str(error))
    typer.echo(f"{imported} notes imported from {folder}, {skipped} files skipped.")
    return skipped


def welcome(url: str) -> str:
    """Return what the service says once it listens: where, and what to try."""
    return f"""
Notes API listening on {url}  (Ctrl-C stops it)
Interactive documentation: {url}/docs

Try in another terminal:
  curl '{url}/notes?limit=3'
  curl '{url}/search?q=python%20-snake&limit=3'
  curl '{url}/notes' -H 'Content-Type: application/json' -d '{{"title": "Hello", "body": "from *curl*"}}'
"""


def fail(message: str) -> NoReturn:
    """End the command with the message on standard error and exit status 1."""
    typer.secho(message, err=True, fg=typer.colors.RED)
    raise typer.Exit(1)
