"""A client that speaks ASGI itself: it decides message by message what a body does, as a slow network would."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from starlette.types import ASGIApp, Message, Scope

type Source = Callable[[], Awaitable[Message]]

HOST = (b"host", b"testserver")


def scope(
    method: str = "GET", path: str = "/", headers: Sequence[tuple[bytes, bytes]] = (HOST,), kind: str = "http"
) -> Scope:
    """Return the scope of a request."""
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": list(headers),
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
    }


def body(*chunks: bytes, then: Source | None = None) -> Source:
    """Return a receive that gives the chunks, and after them what ``then`` gives; else the last one ends the body."""
    left = list(chunks)

    async def receive() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(0), "more_body": bool(left) or then is not None}
        return await then() if then is not None else {"type": "http.disconnect"}

    return receive


async def never() -> Message:
    """Wait for ever, like a client that has gone silent."""
    await asyncio.Event().wait()
    raise AssertionError


async def call(app: ASGIApp, request: Scope, receive: Source | None = None) -> list[Message]:
    """Return the messages of the answer."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(dict(message))

    await app(request, receive or body(b""), send)
    return sent


def header(messages: list[Message], name: str) -> str | None:
    """Return a header of the answer."""
    return next((value.decode() for key, value in messages[0]["headers"] if key.decode() == name), None)
