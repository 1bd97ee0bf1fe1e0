"""Serving: uvicorn with our answer to what is not even HTTP, and a stop that finishes the requests in flight.

uvloop and httptools, both in C, serve about twice as many requests as asyncio's own loop with h11; uvicorn takes them
when they are installed. The socket is bound before uvicorn starts, so that a port in use is one clear line.

When not: several processes on one machine; then gunicorn or uvicorn's own ``--workers`` keep them running.
Source: https://www.uvicorn.org/server-behavior/
"""

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus
from types import FrameType
from typing import override

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from notes_api.problems import Problem, problem_response


class ServeError(Exception):
    """The service cannot start; the message says why."""


class ProblemProtocol(HttpToolsProtocol):
    """HTTP/1.1 whose answer to a malformed request is a problem document too."""

    @override
    def send_400_response(self, msg: str) -> None:
        """Answer with ``msg`` as the detail, and close the connection."""
        response = problem_response(Problem(HTTPStatus.BAD_REQUEST, msg))
        head = b"".join(b"%s: %s\r\n" % header for header in response.raw_headers)
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\n" + head + b"connection: close\r\n\r\n" + bytes(response.body)
        )
        self.transport.close()


def bind(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address, or raise ServeError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with ExitStack() as on_failure:
            bound = on_failure.enter_context(socket.socket(family, socket.SOCK_STREAM))
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
            on_failure.pop_all()
    except OSError as error:
        raise ServeError(f"Cannot listen on {host} port {port}: {error.strerror}.") from error
    except UnicodeError as error:
        raise ServeError(f"Cannot listen on {host} port {port}: This is no host name.") from error
    return bound


def address_of(bound: socket.socket) -> str:
    """Return the URL under which the socket will be reached."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: FastAPI, bound: socket.socket, shutdown_seconds: int, on_ready: Callable[[], None]) -> None:
    """Serve until a stop signal, then finish the requests in flight, at most ``shutdown_seconds`` long.

    ``on_ready`` is called once requests are answered; what it raises stops the server and is raised from here.
    """
    config = uvicorn.Config(
        app,
        http=ProblemProtocol,
        log_config=None,  # the root logger's handler shows the request id
        access_log=False,  # our middleware writes that line
        server_header=False,
        timeout_graceful_shutdown=shutdown_seconds,
    )
    server = _Server(config, on_ready)
    # uvicorn raises the signal again once it has stopped: with the default handler that would end the process before
    # the caller could clean up.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ignore)
    server.run(sockets=[bound])
    if server.failure is not None:
        raise server.failure


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self.failure: Exception | None = None

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            try:
                await asyncio.to_thread(self._on_ready)
            except Exception as error:  # raised from here, it would leave the application running
                self.failure = error
                self.should_exit = True


def _ignore(_number: int, _frame: FrameType | None) -> None:
    pass
