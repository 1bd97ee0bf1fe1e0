"""The command ``notes``: serve the API, and carry folders of Markdown in and out of a running service.

Source: https://typer.tiangolo.com/
"""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError

from notes_api.app import create_app
from notes_api.client import ClientError, NotesClient
from notes_api.logs import configure_logging
from notes_api.markdown_files import MarkdownError, SkippedFile, read_folder, write_folder
from notes_api.memory import InMemoryNoteRepository
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
    seed: Annotated[
        Path | None, typer.Option(help="Import this folder at the start.", exists=True, file_okay=False)
    ] = None,
) -> None:
    """Serve the API until Ctrl-C. Settings come from NOTES_* variables, options from here go first."""
    options = {"host": host, "port": port}
    try:
        settings = Settings.model_validate({name: value for name, value in options.items() if value is not None})
        configure_logging(settings.log_level)
        bound = bind(settings.host, settings.port)
    except (ValidationError, ServeError) as error:
        fail(setting_mistakes(error) if isinstance(error, ValidationError) else str(error))
    url = address_of(bound)

    def on_ready() -> None:
        if seed is not None:
            import_notes(seed, url)
        typer.echo(welcome(url))

    serve(create_app(InMemoryNoteRepository()), bound, settings.shutdown_seconds, on_ready)
    typer.echo("Stopped. The notes were in memory and are gone.")


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
  curl '{url}/notes?text=python&sort=-updated'
  curl '{url}/notes' -H 'Content-Type: application/json' -d '{{"title": "Hello", "body": "from *curl*"}}'
"""


def setting_mistakes(error: ValidationError) -> str:
    """Return which settings are wrong and why, a line each."""
    return "\n".join(f"{'.'.join(map(str, mistake['loc']))}: {mistake['msg']}" for mistake in error.errors())


def fail(message: str) -> NoReturn:
    """End the command with the message on standard error and exit status 1."""
    typer.secho(message, err=True, fg=typer.colors.RED)
    raise typer.Exit(1)
