"""``python -m django_app COMMAND``: every command of Django (this is the project's manage.py), and ``serve``.

``serve`` is not a management command: it decides where the data lies, and settings are read before a management command
begins.

Cost: half a second for Django to start, whatever the command.
Not for: production commands without DJANGO_SETTINGS_MODULE: the default is development.
Asked: what does manage.py do that django-admin does not?
Source: https://docs.djangoproject.com/en/stable/ref/django-admin/, https://typer.tiangolo.com/
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import django
import typer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError

from django_app import serving

DATA = Path(".todos-data/django_app")
DEVELOPMENT = "django_app.settings.development"
MAX_WORKERS = 64

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    data: Annotated[Path, typer.Option(file_okay=False, help="Folder of database, pictures, keys.")] = DATA,
    workers: Annotated[int, typer.Option(min=1, max=MAX_WORKERS, help="Processes, each with 8 threads.")] = 1,
) -> None:
    """Serve on http://127.0.0.1 until Ctrl-C or SIGTERM.

    Exit code 0 when it was stopped, 1 with one line on stderr, ``django_app: ...``, when it cannot start, 2 for a bad
    option. Of a database that cannot be used the line says ``the database in FOLDER: `` and the driver's reason.
    """
    data = data.absolute()
    with _one_line():
        try:
            _serve(port, data, workers)
        except DatabaseError as mistake:
            raise serving.ServeError(f"the database in {data}: {mistake}") from mistake


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except (serving.ServeError, ImproperlyConfigured, OSError) as mistake:
        print(f"django_app: {mistake}", file=sys.stderr)
        raise SystemExit(1) from None


def _read_settings() -> None:
    # Read before anything is done with them: an environment that is wrong is refused here.
    module = os.environ["DJANGO_SETTINGS_MODULE"]
    try:
        settings.SECRET_KEY  # noqa: B018
    except ModuleNotFoundError as mistake:
        if not f"{module}.".startswith(f"{mistake.name}."):
            raise  # the module is there, and what it imports is not
        raise ImproperlyConfigured(f"DJANGO_SETTINGS_MODULE: there is no module {module!r}") from mistake


def _serve(port: int, data: Path, workers: int) -> None:
    data.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_DATA"] = str(data)
    module = os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEVELOPMENT)
    is_development = module == DEVELOPMENT
    if is_development:
        serving.kept_secret(data / "secret-key")
    with serving.listen(port) as listener:
        _read_settings()
        django.setup()
        serving.prepare()
        message = f"django_app: listening on http://{serving.HOST}:{listener.getsockname()[1]}"
        if is_development:
            message += f"\ndjango_app: log in as {serving.DEMO_USER}, {serving.demo_password(data / 'demo-password')}"
        serving.Server(listener, workers, message).run()


def run(arguments: list[str]) -> None:
    """Run the command that the arguments name, as ``python -m django_app ARGUMENTS``; the data folder is made first.

    Exit code 1 with one line on stderr, as of ``serve``, when the environment is wrong:
    ``django_app: DJANGO_SETTINGS_MODULE: there is no module 'x'``, or what the settings refuse.
    """
    if arguments[:1] == ["serve"]:
        app(arguments[1:], prog_name="python -m django_app serve")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEVELOPMENT)
    with _one_line():
        _read_settings()
        Path(os.environ.get("DJANGO_DATA", DATA)).mkdir(parents=True, exist_ok=True)
    execute_from_command_line(["python -m django_app", *arguments])


if __name__ == "__main__":
    run(sys.argv[1:])
