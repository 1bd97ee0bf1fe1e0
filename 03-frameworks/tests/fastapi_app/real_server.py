"""An application on a real server and a free port, in a thread of the test's process."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from fastapi_app.application import create_app
from fastapi_app.settings import Settings


def local_app(settings: Settings) -> FastAPI:
    """Return an application that answers at 127.0.0.1."""
    return create_app(settings.model_copy(update={"allowed_hosts": ["127.0.0.1"]}))


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Yield the address of a server that answers; the lifespan has begun, and ends with the block."""
    bound = socket.create_server(("127.0.0.1", 0))
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each answer in two parts waits 40 ms
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="websockets-sansio", timeout_graceful_shutdown=5))
    started = threading.Event()

    async def serve() -> None:
        task = asyncio.create_task(server.serve(sockets=[bound]))
        while not server.started and not task.done():
            await asyncio.wait([task], timeout=0.01)
        started.set()
        await task

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert started.wait(20)
        assert server.started, "the server did not start"
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        app.state.hub.close()  # streams that are still open would hold the server
        server.should_exit = True
        thread.join(20)
        bound.close()
        assert not thread.is_alive(), "the server did not stop"
