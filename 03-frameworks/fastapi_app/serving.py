"""Serving: a socket of our own, uvicorn on it, and a stop that lets requests finish.

The socket is bound before the server starts. So a port in use is one clear line instead of a traceback, port 0 can be
told to the reader, and several workers can share it: the kernel hands each new connection to one that waits.

uvicorn takes uvloop and httptools, both in C, when they are installed; they serve twice as many requests as asyncio's
own loop with h11. The access log is off: it costs a factor of 1.4, and the proxy in front writes one anyway.

Cost: one process for each worker, about 80 MB. A worker uses one core; threads do not change that for Python code.
Not for: TLS, compression, or limits for connections and header lines; a proxy (Caddy, nginx) does these. In containers
run one worker each and let the platform count them.
Asked: what does a server do between SIGTERM and its end? How many workers, and what do they not share?
Source: https://www.uvicorn.org/server-behavior/, https://fastapi.tiangolo.com/deployment/concepts/
"""

import gc
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn, override

import uvicorn
from sqlalchemy.exc import SQLAlchemyError
from uvicorn.supervisors import Multiprocess

from fastapi_app.database import open_database
from fastapi_app.model_files import ModelError
from fastapi_app.prediction import load_model
from fastapi_app.settings import Settings
from fastapi_app.users import Users

HOST = "127.0.0.1"
GRACE_SECONDS = 10
DEMO_USER = "demo"


class ServeError(Exception):
    """The service cannot start; the message is one line that says why."""


def bind(port: int) -> socket.socket:
    """Return a socket that listens on 127.0.0.1, on a free port for 0.

    Raise ServeError with ``cannot listen on 127.0.0.1:8000: Address already in use``.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets inherit it. uvloop sets it by itself; on asyncio's own loop an answer sent in two parts would
        # wait 40 ms for the client's word on the first.
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        bound.bind((HOST, port))
        bound.listen(2048)
    except OSError as error:
        bound.close()
        raise ServeError(f"cannot listen on {HOST}:{port}: {os.strerror(error.errno or 0)}") from error
    return bound


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn SQLAlchemyError, OSError and ModelError into ServeError, with one line for a message.

    Such as ``cannot use the database: file is not a database``, ``cannot use .todos-data: Permission denied``, and
    ``TODOS_MODEL: `` with ModelError's own message behind.
    """
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise ServeError(f"cannot use the database: {reason}") from error
    except OSError as error:
        raise ServeError(f"cannot use {error.filename}: {error.strerror}") from error
    except ModelError as error:
        raise ServeError(f"TODOS_MODEL: {error}") from error


async def prepare(settings: Settings) -> str | None:
    """Create the tables, and in development a first user; return the password of that user while its file is there.

    The user is called ``demo``; the password is kept in ``data/demo_password``, for the owner's eyes (mode 600). It is
    made when there is no user at all. Raise ServeError when the database or the model cannot be used: found out by a
    worker, that would be a traceback, and several workers would be started anew without end.
    """
    path = settings.data / "demo_password"
    with told_in_one_line():
        settings.data.mkdir(parents=True, exist_ok=True)
        await load_model(settings.model)
        async with open_database(settings) as database:
            if settings.environment != "development" or settings.secret_key is None:
                return None
            users = Users(database, settings.secret_key.get_secret_value())
            if not await users.any():
                password = secrets.token_urlsafe(12)
                with suppress(ValueError):  # another process made the user meanwhile: its password counts
                    await users.create(DEMO_USER, password)
                    path.unlink(missing_ok=True)
                    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                        file.write(password + "\n")
        return path.read_text().strip() if path.exists() else None


def serve(bound: socket.socket, workers: int, on_ready: Callable[[], None]) -> None:
    """Serve ``fastapi_app.application:create_app`` until SIGINT or SIGTERM, then let requests finish for 10 seconds.

    Settings come from the environment, as each worker is a process that reads them anew. ``on_ready`` is called once:
    when the only worker answers, or, with several, when connections are taken and the workers about to start.
    """
    config = uvicorn.Config(
        "fastapi_app.application:create_app",
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        # Whoever may set X-Forwarded-* decides which scheme our addresses have: only a proxy that is named.
        proxy_headers="FORWARDED_ALLOW_IPS" in os.environ,
        ws_max_size=4096,  # bytes; nobody has anything to tell us by WebSocket
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    if workers > 1:
        supervisor = Multiprocess(config, sockets=[bound])
        on_ready()
        supervisor.run()
        return
    server = _Server(config, on_ready)
    # uvicorn raises the signal again once it has stopped; the default handler would make that an exit code of 143.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ignore)
    server.run(sockets=[bound])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            # What exists by now lives as long as the process. The collector need not walk through it again and again.
            gc.collect()
            gc.freeze()
            self._on_ready()


def stop_at_once(_number: int, _frame: FrameType | None) -> NoReturn:
    """Signal handler for the time before the server runs: end with exit code 0."""
    sys.exit(0)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    pass
