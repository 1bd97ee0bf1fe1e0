"""Middleware as plain ASGI: what every answer gets, whatever route it comes from.

An ASGI application is a coroutine function of three arguments: ``scope`` (what was asked), ``receive`` (the body,
message by message) and ``send`` (the answer, message by message). A middleware is such a function around another. To
change an answer it hands on a ``send`` of its own. Nothing is buffered, so streams, server-sent events and WebSockets
pass untouched.

Starlette's BaseHTTPMiddleware is nicer to write (``response = await call_next(request)``), and every tutorial has it.
It runs the application in a task of its own and pumps each message through a queue: one costs a factor of 2.9 in
requests per second, three cost 6.8, where three of these are lost in the noise. Context variables set inside do not
come out either.

A middleware that need not know how the request ends is a plain ``def`` that *returns* what the inner application
returns. An ``async def`` that awaits it would be one more frame to go through each time the request goes on after a
wait.

Cost: about 1 µs for each header looked at or added.
Not for: a rule for some routes only, or one that needs the parsed request; that is a dependency.
Asked: middleware or dependency? In which order do they run? Why does an answer to a crash often lack its CORS headers?
Source: https://asgi.readthedocs.io/en/latest/specs/www.html, https://www.starlette.io/middleware/#limitations
"""

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Collection, Mapping
from http import HTTPStatus
from typing import override

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fastapi_app.problems import Problem, problem_response

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")

PAGE_HEADERS = {
    # Pages bring their scripts and styles as files of their own; nothing inline runs, whatever a title contains.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
JSON_TYPES = (b"application/json", b"application/problem+json")
NOSNIFF = (b"x-content-type-options", b"nosniff")
"""A JSON answer is never taken for a script, nor a picture for a page."""

logger = logging.getLogger(__name__)


class ResponseHeadersMiddleware:
    """Adds ``X-Content-Type-Options: nosniff``, an ``X-Request-ID``, and the time it took (``Server-Timing``).

    An answer that is no JSON may be shown as a page, and gets the ``page_headers`` as well, but none that it has
    already. A request's own ``X-Request-ID`` is kept when it is 1 to 64 of ``A-Z a-z 0-9 . _ -``, so that the client's
    log and ours tell one story; anything else could forge a log line and is replaced. The id stands in
    ``request.state.request_id``.
    """

    def __init__(self, app: ASGIApp, page_headers: Mapping[str, str] = PAGE_HEADERS) -> None:
        self.app = app
        # Bytes, and names in lower case, as ASGI has them: so nothing has to be converted for each answer.
        self.page_headers = [(name.lower().encode(), value.encode()) for name, value in page_headers.items()]

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Handle one request."""
        if scope["type"] != "http":
            return self.app(scope, receive, send)
        started = time.perf_counter()
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = given.decode() if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = dict(message["headers"])
                milliseconds = (time.perf_counter() - started) * 1000
                message["headers"] = [
                    *message["headers"],
                    NOSNIFF,
                    (b"x-request-id", request_id.encode()),
                    (b"server-timing", f"app;dur={milliseconds:.1f}".encode()),
                ]
                if present.get(b"content-type") not in JSON_TYPES:
                    message["headers"] += [header for header in self.page_headers if header[0] not in present]
            await send(message)

        return self.app(scope, receive, send_with_headers)


class CrashMiddleware:
    """Turns an exception that nobody handled into a 500 that tells nothing, and a log entry that tells all.

    FastAPI has such a place, ``@app.exception_handler(Exception)``. But its answer is made outside of all middleware:
    it has no CORS header, so a page on another origin sees "network error" instead of 500. When the answer has begun
    already, the exception goes on to the server, which cuts the connection: a half answer must not look complete.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except ClientDisconnect:
            logger.info("the client has gone")
        except Exception:
            request_id = scope.get("state", {}).get("request_id", "-")
            logger.exception("unhandled exception in request %s", request_id)
            if begun:
                raise
            detail = "Something broke on our side. The header X-Request-ID leads to the log."
            await problem_response(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail))(scope, receive, send)


class HeadMiddleware:
    """Answers HEAD like GET, without the body; FastAPI's routes, unlike Starlette's, do not.

    Servers leave the body out by themselves. But a stream that begins (``/events``) may wait long before it sends
    anything: so the answer ends right after its head, and what would come later is dropped.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return self.app(scope, receive, send)

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        return self.app({**scope, "method": "GET"}, receive, send_head)


class _ProblemCORSMiddleware(CORSMiddleware):
    @override
    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        if response.status_code == HTTPStatus.OK:
            return response
        detail = "This preflight asks for a method or a header that is not allowed."
        return problem_response(Problem(HTTPStatus.BAD_REQUEST, detail, headers=self.preflight_headers))


class PublicMiddleware:
    """CORS for one path and those below it: any origin may read, without cookies, and send ``Content-Type``.

    ``methods`` are those a preflight may ask for, ``expose`` the headers that a script may read besides the usual
    ones. The rest of the service keeps to the browser's rule: other origins read nothing. A preflight that asks for
    more is 400, ``This preflight asks for a method or a header that is not allowed.``.
    """

    def __init__(self, app: ASGIApp, path: str, methods: Collection[str], expose: Collection[str]) -> None:
        self.app = app
        self.cors = _ProblemCORSMiddleware(
            app, allow_origins=["*"], allow_methods=methods, allow_headers=["Content-Type"], expose_headers=expose
        )
        self.path = path

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Handle one request, by Starlette's middleware when the path is ours and a page of some origin asks."""
        ours = scope["type"] == "http" and (scope["path"] == self.path or scope["path"].startswith(f"{self.path}/"))
        if ours and any(name == b"origin" for name, _ in scope["headers"]):
            return self.cors(scope, receive, send)
        return self.app(scope, receive, send)
