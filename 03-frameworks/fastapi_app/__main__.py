"""The command line: ``python -m fastapi_app serve`` and ``create-user``.

Options say where this process listens and keeps its data; everything else is a setting from the environment
(``settings.py``). What goes wrong before the server runs is one line on standard error and exit code 1 (2 for a bad
option, by typer), because whoever reads it is not looking for a traceback.

Cost: imports, half a second.
Not for: reloading while you write code: ``uvicorn --factory fastapi_app.application:create_app --reload``.
Asked: what belongs on the command line, what into the environment? Why not a password on the command line?
Source: https://typer.tiangolo.com/
"""

import asyncio
import os
import signal
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from fastapi_app import serving
from fastapi_app.database import open_database
from fastapi_app.settings import Settings, SettingsError, load_settings
from fastapi_app.users import Users

app = typer.Typer(
    help="A to-do service in FastAPI.", no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)

Data = Annotated[
    Path | None, typer.Option(help="Folder for the data.", file_okay=False, show_default=".todos-data/fastapi_app")
]


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    data: Data = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; each has live updates of its own.")] = 1,
) -> None:
    """Serve on 127.0.0.1 until Ctrl-C. Settings come from TODOS_* variables; without any this is development."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, serving.stop_at_once)
    settings = _settings(data)
    if data is not None:
        os.environ["TODOS_DATA"] = str(data)  # workers read the environment, not our options
    try:
        with serving.bind(port) as bound:
            password = asyncio.run(serving.prepare(settings))

            def on_ready() -> None:
                if password is not None:
                    typer.echo(f"fastapi_app: log in as {serving.DEMO_USER} with the password {password}")
                typer.echo(f"fastapi_app: listening on http://{serving.HOST}:{bound.getsockname()[1]}")

            serving.serve(bound, workers, on_ready)
    except serving.ServeError as error:
        _fail(str(error))


@app.command()
def create_user(
    name: Annotated[str, typer.Argument(help="1 to 50 letters, digits, dots, hyphens or underscores.")],
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given.")
    ],
    data: Data = None,
) -> None:
    """Add a user who may log in."""
    settings = _settings(data)

    async def create() -> None:
        async with open_database(settings) as database:
            assert settings.secret_key is not None  # noqa: S101  # load_settings makes one
            await Users(database, settings.secret_key.get_secret_value()).create(name, password)

    try:
        with serving.told_in_one_line():
            asyncio.run(create())
    except (ValueError, serving.ServeError) as error:
        _fail(str(error))
    typer.echo(f"fastapi_app: {name} may log in")


def _settings(data: Path | None) -> Settings:
    try:
        return load_settings(data=data)
    except SettingsError as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    typer.echo(f"fastapi_app: {message}", err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="python -m fastapi_app")
