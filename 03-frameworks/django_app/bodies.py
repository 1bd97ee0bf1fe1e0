"""Bodies that are too slow or too large, stopped before Django sees the request.

A thread that waits for a body serves nobody else. Eight clients that each announce a body and send a byte now and then
keep eight threads for ever: gunicorn's timeout watches the worker's main loop, not a thread, and Django waits as long
as the server does. A timeout on each read does not help, as every byte starts it anew. What helps is one deadline for
the whole body.

So a piece of WSGI middleware reads the body first, up to a limit, while a timer waits with it: at the deadline the
timer shuts the reading side of the socket, the blocked read returns, and the writing side can still carry the answer.
Bodies without a Content-Length (chunked), of which Django would see nothing, get one on the way.

Cost: a timer thread for each request with a body, less than 0.1 ms; the body is in memory, at most MAX_FORM_BODY bytes
  of it.
Not for: slow headers, thousands of idle connections, large uploads: a proxy in front (nginx, Caddy, HAProxy) buffers
  requests whole and hands them on fast, and is what to use at work; this is for a service that stands alone. Under ASGI
  it is not in the way at all.
Asked: what is a slow-loris attack, and why does it hit a threaded server harder than an asynchronous one?
Source: https://www.rfc-editor.org/rfc/rfc9110#name-408-request-timeout, https://peps.python.org/pep-3333/,
  https://gunicorn.org/deploy/
"""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

BODY_PROBLEM = "django_app.body_problem"
TIMEOUT = "timeout"
TOO_LARGE = "too large"
INCOMPLETE = "incomplete"


class BodyGuard:
    """WSGI middleware that reads a body within ``seconds`` and up to ``limit(path)`` bytes, then calls the application.

    The application finds the whole body in ``wsgi.input`` and its length in ``CONTENT_LENGTH``. When the body was too
    slow or too large, or ended before its announced length, it finds an empty one, and TIMEOUT, TOO_LARGE or INCOMPLETE
    at the key BODY_PROBLEM. Without reading, an announced length beyond the limit is TOO_LARGE, one that is no number
    INCOMPLETE. Only gunicorn hands out its socket: with another server there is no deadline, all else is the same.
    """

    def __init__(self, application: "WSGIApplication", *, seconds: float, limit: Callable[[str], int]) -> None:
        self._application = application
        self._seconds = seconds
        self._limit = limit

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Read the body of the request, if it has one, and answer as the application does."""
        announced = environ.get("CONTENT_LENGTH") or None
        if announced != "0" and (announced is not None or "HTTP_TRANSFER_ENCODING" in environ):
            body, problem = self._read(environ, announced)
            environ["wsgi.input"] = BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
            if problem is not None:
                environ[BODY_PROBLEM] = problem
        return self._application(environ, start_response)

    def _read(self, environ: "WSGIEnvironment", announced: str | None) -> tuple[bytes, str | None]:
        limit = self._limit(environ.get("PATH_INFO", "/"))
        if announced is not None and not announced.isdecimal():  # not every server looks, Django's runserver does not
            return b"", INCOMPLETE
        if announced is not None and int(announced) > limit:
            return b"", TOO_LARGE
        stream: InputStream = environ["wsgi.input"]
        with reading_deadline(environ.get("gunicorn.socket"), self._seconds) as is_over:
            try:
                # One byte more than allowed tells whether a body of unknown length is too long.
                body = stream.read(limit + 1 if announced is None else int(announced))
            except OSError:
                if not is_over():
                    raise
                body = b""
        if is_over():
            return b"", TIMEOUT
        if len(body) > limit:
            return b"", TOO_LARGE
        if announced is not None and len(body) < int(announced):
            # The client is gone, or hung up in the middle: half a body may look like a whole one.
            return b"", INCOMPLETE
        return body, None


@contextmanager
def reading_deadline(connection: socket.socket | None, seconds: float) -> Iterator[Callable[[], bool]]:
    """Let the block read from a connection for so many seconds: after them a read that waits returns at once.

    The value of the ``with`` tells whether the deadline has struck; a block that ends before it stays unharmed. What
    arrives later is not read, and what is written still arrives. Without a connection (None) there is no deadline.
    """
    over = threading.Event()

    def strike() -> None:
        over.set()
        with suppress(OSError):  # the client hung up meanwhile
            assert connection is not None  # noqa: S101  (for the type checker: only then is the timer started)
            connection.shutdown(socket.SHUT_RD)

    timer = threading.Timer(seconds, strike)
    if connection is not None:
        timer.start()
    try:
        yield over.is_set
    finally:
        timer.cancel()
