"""Guards: requests that are refused before a route sees them, by host, by size and by time.

*Host*: addresses in our answers (``Location``, ``url``) are built from the Host header. A client that may choose it
freely can poison a cache, or, with its own DNS name pointing at 127.0.0.1, read a service on a developer's machine
(rebinding). *Size*: Content-Length tells beforehand, but a chunked body has none. So bytes are counted as they arrive.
*Time*: a client that sends one byte a second holds a connection and a task for hours. A timeout for each read does not
help, since every byte extends it; here one deadline counts for the whole body.

Starlette and FastAPI have ``TrustedHostMiddleware`` and ``max_body_size``, good choices as long as plain text will do:
both answer without a problem document, and the second, being outermost, without CORS headers. Neither knows a
deadline.

Cost: about 3 µs a request. Memory: the largest body times the requests in flight.
Not for: the time for the header lines, or the number of connections: the proxy in front of the service bounds those.
Asked: why is a read timeout no protection against a slow client? What is Slowloris? Who sets the Host header?
Source: RFC 9110 sections 7.2 and 15.5.9, RFC 9112 section 3.2,
https://fastapi.tiangolo.com/advanced/request-body-limits/
"""

import asyncio
import re
from collections.abc import Awaitable, Sequence
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fastapi_app.problems import Problem, problem_response

HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
CLOSE = {"Connection": "close"}
"""What is left of the body would be taken for the next request, or be waited for: the connection must end."""


def host_is_allowed(headers: Sequence[tuple[bytes, bytes]], allowed: Sequence[str]) -> bool:
    """Return whether there is one Host header and its name, without the port, is allowed; case does not matter.

    ``headers`` are those of an ASGI scope: names in lower case. ``*.example.org`` allows all names below that one.

    >>> host_is_allowed([(b"host", b"LocalHost:8000")], ["localhost"])
    True
    >>> host_is_allowed([(b"host", b"a.example.org")], ["*.example.org"])
    True
    >>> host_is_allowed([(b"host", b"example.org")], ["*.example.org"])
    False
    """
    given = [value for name, value in headers if name == b"host"]
    if len(given) != 1:
        return False
    match = HOST.fullmatch(given[0].decode("latin-1"))
    if match is None:
        return False
    name = match[1].lower()
    return any(name == each or (each.startswith("*.") and name.endswith(each[1:])) for each in allowed)


class HostMiddleware:
    """Answers 400 to a request whose Host header is not allowed, and refuses such a WebSocket."""

    def __init__(self, app: ASGIApp, allowed: Sequence[str]) -> None:
        self.app = app
        self.allowed = allowed

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Handle one request. The detail is ``This service does not answer to the name in the Host header.``."""
        if scope["type"] == "lifespan" or host_is_allowed(scope["headers"], self.allowed):
            return self.app(scope, receive, send)
        return self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()  # websocket.connect
            await send({"type": "websocket.close", "code": 1008, "reason": "Host not allowed"})
        else:
            detail = "This service does not answer to the name in the Host header."
            await problem_response(Problem(HTTPStatus.BAD_REQUEST, detail))(scope, receive, send)


class BodyMiddleware:
    """Refuses bodies that are too large (413) or not there in time (408), and closes the connection then.

    ``larger`` lists other limits for some paths: a pattern that fits the whole path, and bytes. The first that fits
    counts. A declared length is refused at once; counted bytes and the deadline where the application reads the body.
    """

    def __init__(
        self, app: ASGIApp, max_bytes: int, seconds: float, larger: Sequence[tuple[re.Pattern[str], int]] = ()
    ) -> None:
        """Allow bodies of ``max_bytes`` bytes that are complete within ``seconds`` after the request's head."""
        self.app = app
        self.max_bytes = max_bytes
        self.seconds = seconds
        self.larger = larger

    def limit(self, path: str) -> int:
        """Return how many bytes a body may have at this path."""
        return next((size for pattern, size in self.larger if pattern.fullmatch(path)), self.max_bytes)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Handle one request.

        Details: ``The body may have 102400 bytes at most.`` and ``The body was not there within 10 seconds.``.
        """
        if scope["type"] != "http":
            return self.app(scope, receive, send)
        limit = self.limit(scope["path"])
        too_large = f"The body may have {limit} bytes at most."
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if declared.isdigit() and int(declared) > limit:
            problem = Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large, headers=CLOSE)
            return problem_response(problem)(scope, receive, send)
        deadline = asyncio.get_running_loop().time() + self.seconds
        seen, complete = 0, False

        async def receive_in_bounds() -> Message:
            nonlocal seen, complete
            if complete:  # what comes now is the end of the connection, and may take as long as the answer does
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                detail = f"The body was not there within {self.seconds:g} seconds."
                raise Problem(HTTPStatus.REQUEST_TIMEOUT, detail, headers=CLOSE) from None
            seen += len(message.get("body", b""))
            if seen > limit:
                raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, too_large, headers=CLOSE)
            complete = not message.get("more_body", False)
            return message

        return self.app(scope, receive_in_bounds, send)


async def _story() -> None:
    async def upload(scope: Scope, receive: Receive, send: Send) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message["more_body"]
        print(f"  a body of {size} bytes arrived")

    async def drip() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def whole() -> Message:
        return {"type": "http.request", "body": b"x" * 50, "more_body": False}

    async def show(message: Message) -> None:
        print(" ", message.get("status") or message["body"].decode())

    guarded = HostMiddleware(BodyMiddleware(upload, max_bytes=100, seconds=0.2), ["localhost"])
    scope: Scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"host", b"localhost")]}
    other_host: Scope = {**scope, "headers": [(b"host", b"attacker.example")]}
    declared: Scope = {**scope, "headers": [*scope["headers"], (b"content-length", b"101")]}
    for title, request, body in (
        ("50 bytes at once:", scope, whole),
        ("a byte every 20 ms, without end:", scope, drip),
        ("101 bytes declared:", declared, whole),
        ("another host:", other_host, whole),
    ):
        print(title)
        try:
            await guarded(request, body, show)
        except Problem as problem:  # the framework around makes the answer of it
            print(" ", problem.status_code, problem.detail)


def main() -> None:
    """Show a body that passes, one that drips, one that is too large, and a request for another host."""
    asyncio.run(_story())


if __name__ == "__main__":
    main()
