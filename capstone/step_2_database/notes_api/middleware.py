"""Middleware as plain ASGI: what every request gets, whatever route it takes.

An ASGI middleware is a callable around a callable: it sees the scope, and wraps ``send`` to see the response.
Starlette's BaseHTTPMiddleware is nicer to write and about three times slower, since it runs the app in a task of its
own.

Cost: some microseconds a request. When not: a rule for some routes only; that is a dependency.
Asked: what is the difference between middleware and a dependency? Why do streamed bodies need counting?
Source: https://asgi.readthedocs.io/en/latest/specs/www.html, RFC 9110 section 9.3.2 (HEAD).
"""

import logging
import re
import time
from http import HTTPStatus
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from notes_api.logs import request_id
from notes_api.problems import Problem, problem_response

MAX_BODY_BYTES = 1024 * 1024
REQUEST_ID_PATTERN = re.compile(r"[A-Za-z0-9._:-]{1,64}")

logger = logging.getLogger(__name__)


class RequestContextMiddleware:
    """Gives each request an id, answers HEAD like GET, logs one line, and turns a crash into a problem document."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        # A client's own id makes its log and ours one story; anything that could forge a log line is replaced.
        given = Headers(scope=scope).get("x-request-id", "")
        this_id = given if REQUEST_ID_PATTERN.fullmatch(given) else uuid4().hex[:16]
        token = request_id.set(this_id)
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", this_id.encode()))
            await send(message)

        try:
            # The server leaves out the body of an answer to HEAD; the app need not know.
            inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
            await self.app(inner, receive, send_with_id)
        except Exception:
            logger.exception("unhandled error")
            if status:  # too late for another answer: let the server cut the connection
                raise
            detail = "Something broke on our side. The request id leads to the log."
            await problem_response(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail))(scope, receive, send_with_id)
        finally:
            milliseconds = (time.perf_counter() - started) * 1000
            # raw_path is still percent-encoded, so that a line break in a path stays one line in the log.
            path = scope["raw_path"].decode("latin-1")
            logger.info("%s %s %d %.1f ms", scope["method"], path, status, milliseconds)
            request_id.reset(token)


class BodyLimitMiddleware:
    """Refuses a body of more than ``limit`` bytes with 413: by its declared length, else while it arrives."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY_BYTES) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        too_large = Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body may hold {self.limit} bytes at most.")
        if int(Headers(scope=scope).get("content-length", "0")) > self.limit:
            await problem_response(too_large)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise too_large
            return message

        await self.app(scope, counted, send)
