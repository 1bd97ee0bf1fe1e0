"""The services under test: each a process of its own in production settings, started when a test asks for it."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

from .postgresql import postgresql_database

START_SECONDS = 60
STOP_SECONDS = 30
PROJECT = Path(__file__).parents[2]
LISTENING = re.compile(r"listening on (http://127\.0\.0\.1:[0-9]+)")
# Settings of whoever runs the tests; and without bytecode each service would compile all that it imports, for seconds.
FOREIGN = (
    "FLASK_",
    "DJANGO_",
    "TODOS_",
    "GUNICORN_",
    "UVICORN_",
    "WEB_CONCURRENCY",
    "FORWARDED_",
    "DATABASE_URL",
    "PG",
)
SLOW = "PYTHONDONTWRITEBYTECODE"

SECRET = "a-secret-of-the-contract-tests-" + "0123456789abcdef" * 3
HOSTS = "127.0.0.1,localhost"


@dataclass(frozen=True)
class Target:
    """A service to test: its package, and its settings for production."""

    package: str
    settings: dict[str, str]
    on_postgresql: bool = False


FASTAPI = {
    "TODOS_ENVIRONMENT": "production",
    "TODOS_SECRET_KEY": SECRET,
    "TODOS_ALLOWED_HOSTS": HOSTS,
    "TODOS_BODY_SECONDS": "1",
}
TARGETS = {
    "flask": Target(
        "flask_app",
        {
            "FLASK_ENVIRONMENT": "production",
            "FLASK_SECRET_KEY": SECRET,
            "FLASK_TRUSTED_HOSTS": HOSTS,
            "FLASK_BODY_SECONDS": "1",
        },
    ),
    "django": Target(
        "django_app",
        {
            "DJANGO_SETTINGS_MODULE": "django_app.settings.production",
            "DJANGO_SECRET_KEY": SECRET,
            "DJANGO_ALLOWED_HOSTS": HOSTS,
            "DJANGO_BODY_SECONDS": "1",
            "DJANGO_SECURE_SSL_REDIRECT": "0",
        },
    ),
    "fastapi-sqlite": Target("fastapi_app", FASTAPI),
    "fastapi-postgresql": Target("fastapi_app", FASTAPI, on_postgresql=True),
}


@dataclass
class Server:
    """A running service."""

    url: str
    folder: Path
    log: Path
    process: subprocess.Popen[str]
    database: URL | None = None
    _log_looked_at: int = field(default=0, repr=False)

    def new_log(self) -> str:
        """Return what the service has logged since this was asked last."""
        with self.log.open("rb") as log:
            log.seek(self._log_looked_at)
            text = log.read()
        self._log_looked_at += len(text)
        return text.decode(errors="replace")


class Servers:
    """All services that tests have asked for; they run until the tests are over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[str, Server] = {}
        self._cleanup = ExitStack()

    def __getitem__(self, name: str) -> Server:
        """Return the service of this name, started if need be."""
        if name not in self._running:
            self._running[name] = self._start(TARGETS[name], self._folder / name)
        return self._running[name]

    def _start(self, target: Target, folder: Path) -> Server:
        folder.mkdir()
        settings = target.settings | {"PYTHONUNBUFFERED": "1"}
        database = None
        if target.on_postgresql:
            database = self._cleanup.enter_context(postgresql_database())
            settings["TODOS_DATABASE_URL"] = database.render_as_string(hide_password=False)
        environment = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        environment.pop(SLOW, None)
        log = folder / "log"
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", target.package, "serve", "--port", "0", "--data", str(folder / "data")],
                cwd=PROJECT,
                env=environment | settings,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._cleanup.callback(_kill, process)
        url = _address(_lines_of(process), log)
        return Server(url, folder, log, process, database)

    def stop(self) -> None:
        """End all services as an operator would, and fail if one does not end well or has logged an error."""
        with self._cleanup:
            for server in self._running.values():
                server.process.send_signal(signal.SIGTERM)
            for name, server in self._running.items():
                code = server.process.wait(STOP_SECONDS)
                log = server.new_log()
                assert code == 0, f"{name} ended with code {code} after SIGTERM: {log}"
                assert "Traceback" not in log, f"{name} logged: {log}"


def _kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


def _lines_of(process: subprocess.Popen[str]) -> queue.SimpleQueue[str | None]:
    """Return a queue that gets each line of the standard output, and None at its end."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _address(output: queue.SimpleQueue[str | None], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    said: list[str] = []
    while True:
        try:
            line = output.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            line = None
        if line is None:
            raise AssertionError(f"the service did not start: {''.join(said)}{log.read_text(errors='replace')}")
        if match := LISTENING.search(line):
            return match[1]
        said.append(line)
