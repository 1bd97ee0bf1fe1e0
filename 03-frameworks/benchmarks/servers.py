"""Servers: each app and each bare app, by each server that can run it, alone on one core of the machine."""

import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from load import ask, get

FOLDER = Path(__file__).parent
SERVER_CORE, LOAD_CORE = 0, 1
THREADS = "8"  # of each server for WSGI, as many as the apps' own commands give it
SECONDS_TO_START = 30

# Production settings of each app; {data} is its folder. Nothing else of the caller's environment decides.
SETTINGS: dict[str, dict[str, str]] = {
    "flask_app": {
        "FLASK_ENVIRONMENT": "production",
        "FLASK_SECRET_KEY": "only-for-the-benchmark-0123456789-0123456789-0123456789",
        "FLASK_TRUSTED_HOSTS": "127.0.0.1",
        "FLASK_DATA_FOLDER": "{data}",
    },
    "django_app": {
        "DJANGO_SETTINGS_MODULE": "django_app.settings.production",
        "DJANGO_SECRET_KEY": "only-for-the-benchmark-0123456789-0123456789-0123456789",
        "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SECURE_SSL_REDIRECT": "0",
        "DJANGO_DATA": "{data}",
    },
    "fastapi_app": {
        "TODOS_ENVIRONMENT": "production",
        "TODOS_SECRET_KEY": "only-for-the-benchmark-0123456789-0123456789-0123456789",
        "TODOS_ALLOWED_HOSTS": "127.0.0.1",
        "TODOS_DATA": "{data}",
    },
}


class CannotServeError(Exception):
    """A server did not start, or did not answer as it should."""


@dataclass(frozen=True)
class Server:
    """How to start one app by one server; ``{port}`` and ``{data}`` in the command are filled in."""

    app: str
    name: str
    command: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Running:
    """A server that answers, and the seconds from its process' start to its first answer."""

    port: int
    process: psutil.Process
    start_seconds: float

    def memory(self) -> float:
        """Return the memory of all its processes in MiB; what they share is counted once, where the system can."""
        total = 0
        for process in self._family():
            full = process.memory_full_info()
            total += getattr(full, "pss", full.uss)
        return total / 2**20

    def processor_seconds(self) -> float:
        """Return the processor time that all its processes have taken so far."""
        return sum(sum(process.cpu_times()[:2]) for process in self._family())

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def own(app: str, name: str) -> Server:
    """Return how an app starts itself."""
    return Server(app, name, (*python("-m", app), "serve", "--port", "{port}", "--data", "{data}"))


def gunicorn(app: str, target: str, worker: str, name: str, settings: dict[str, str] | None = None) -> Server:
    """Return gunicorn with a worker class."""
    threads = () if worker == "asgi" else ("--threads", THREADS)
    options = (
        "--worker-class",
        worker,
        *threads,
        "--bind",
        "127.0.0.1:{port}",
        "--no-control-socket",
        "--log-level=error",
    )
    return Server(app, name, (*python("-m", "gunicorn"), *options, target), settings or {})


def granian(app: str, target: str, interface: str, name: str, *, factory: bool = False) -> Server:
    """Return granian with an interface."""
    threads = ("--blocking-threads", THREADS) if interface == "wsgi" else ()
    options = ("--interface", interface, *threads, "--port", "{port}", "--no-log", "--no-ws")
    return Server(app, name, (*python("-m", "granian"), *options, *(("--factory",) if factory else ()), target))


def hypercorn(app: str, target: str, name: str) -> Server:
    """Return hypercorn on uvloop; the target begins with `wsgi:` or `asgi:`."""
    options = ("--worker-class", "uvloop", "--bind", "127.0.0.1:{port}", "--log-level", "ERROR")
    return Server(app, name, (*python("-m", "hypercorn"), *options, target))


def uvicorn(
    app: str, target: str, name: str, settings: dict[str, str] | None = None, *, factory: bool = False
) -> Server:
    """Return uvicorn on uvloop and httptools."""
    options = ("--port", "{port}", "--no-access-log", "--log-level", "error", "--loop", "uvloop", "--http", "httptools")
    command = (*python("-m", "uvicorn"), *options, *(("--factory",) if factory else ()), target)
    return Server(app, name, command, settings or {})


def python(*arguments: str) -> tuple[str, ...]:
    """Return a command of this Python."""
    return (sys.executable, *arguments)


def pin(core: int) -> None:
    """Keep this process, and those it starts from now on, on one core, where the system can and there are two."""
    process = psutil.Process()
    if hasattr(process, "cpu_affinity") and (os.cpu_count() or 1) > max(SERVER_CORE, LOAD_CORE):
        process.cpu_affinity([core])


@contextlib.contextmanager
def serve(server: Server, data: Path) -> Iterator[Running]:
    """Run a server on its core and yield it when /health answers; raise CannotServeError with its last words if not."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    settings = {**SETTINGS.get(server.app, {}), **server.settings}
    foreign = ("FLASK_", "DJANGO_", "TODOS_", "GUNICORN_", "GRANIAN_", "UVICORN_", "WEB_CONCURRENCY")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    environment |= {name: value.replace("{data}", str(data)) for name, value in settings.items()}
    environment["PYTHONPATH"] = os.pathsep.join([str(FOLDER.parent), str(FOLDER)])
    command = [part.replace("{port}", str(port)).replace("{data}", str(data)) for part in server.command]
    with tempfile.TemporaryFile() as log:
        pin(SERVER_CORE)
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, cwd=data, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        pin(LOAD_CORE)
        try:
            while not answers(port):
                if process.poll() is not None or time.perf_counter() - started > SECONDS_TO_START:
                    log.seek(0)
                    raise CannotServeError(last_words(log.read().decode(errors="replace")))
                time.sleep(0.01)
            yield Running(port, psutil.Process(process.pid), time.perf_counter() - started)
        finally:
            stop(process)


def last_words(log: str) -> str:
    r"""Return the last exception in a log, or its last line without one.

    >>> last_words("Traceback:\n  there\nValueError: no\n[ERROR] Worker failed to boot.")
    'ValueError: no'
    """
    lines = [line.strip() for line in log.splitlines() if line.strip()] or ["it said nothing"]
    exceptions = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Configured): ", line)]
    return (exceptions or lines)[-1][:200]


def answers(port: int) -> bool:
    """Tell whether a server answers /health."""
    try:
        return ask(port, get("/health"))[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and all that it started: politely, then by force."""
    family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, alive = psutil.wait_procs(family, timeout=2)
    for each in alive:
        each.kill()
