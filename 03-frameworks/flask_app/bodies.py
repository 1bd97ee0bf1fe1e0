"""Slow and oversized bodies: how much a client may send, and how long it may take.

**Size.** ``MAX_CONTENT_LENGTH`` refuses a body that declares too much before one byte of it is read, and stops reading
one that declares nothing (chunked) at the limit. It stops, and says nothing: at exactly the limit Werkzeug's ``read()``
ends as if the body had ended there, and the view gets a body cut off. ``read_body`` looks whether there is one byte
more. A view that takes more, an upload, sets ``request.max_content_length`` for itself; forms have
``MAX_FORM_MEMORY_SIZE`` and ``MAX_FORM_PARTS`` besides. (A URL-encoded form in chunks is cut off in silence, too; no
browser sends one.)

**Time.** A threaded server gives each request a thread, and reading a body waits for the client. Eight clients that
send one byte a second hold eight threads, and nobody else is served; it takes no botnet. A timeout of the socket does
not help: each byte begins it anew. So one deadline counts for the whole body. When it passes, a timer shuts the reading
side of the connection: the thread that waits in ``recv`` wakes up, finds the end, and the client gets 408. The
middleware needs the socket, which gunicorn and Werkzeug's server put into the environ; on another server bodies are not
timed.

A view that answers without a look at the body (404, 413, 415) is no way out. Before gunicorn takes the next request of
a connection it drops what is left of this one, and a byte every few seconds keeps a thread busy with that for an hour.
So what is left is dropped here, after the answer, and by the clock as well.

Cost: a timer thread while a body is read, about 50 microseconds a request; none for requests without a body.
Not for: slow headers, which are read before any application runs, and clients that never hang up: for each connection
that it closes, gunicorn's main loop waits up to 2 seconds for the client to do the same, and accepts nobody else
meanwhile. At work a proxy in front (nginx, HAProxy, Caddy) reads the whole request before it bothers the service;
gunicorn's own documentation asks for one, and this is the second wall. With TLS in gunicorn itself the answer is lost
with the connection, as shutting down ends the encryption.
Asked: why does a socket timeout not stop a slow client? How many of them stop a server with 8 threads, or with an event
loop?
Source: https://flask.palletsprojects.com/en/stable/web-security/#resource-use,
https://www.rfc-editor.org/rfc/rfc9110#name-408-request-timeout
"""

import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from flask import request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, RequestTimeout
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAXIMUM_REST = 64 * 1024  # bytes; gunicorn, too, closes a connection with more left to drop


class DeadlineStream:
    """A body that must be there within a number of seconds, counted from the first read."""

    def __init__(self, stream: IO[bytes], connection: socket.socket, seconds: float) -> None:
        """Wrap a stream that reads from a socket."""
        self._stream = stream
        self._connection = connection
        self._seconds = seconds
        self._timer: threading.Timer | None = None
        self._is_late = False
        self._has_ended = False

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, all that is left for -1, b"" at the end.

        Raise werkzeug's ``RequestTimeout`` (408) once the deadline has passed; the connection then reads no more. Raise
        ``BadRequest`` (400, ``The body is malformed.``) when the stream raises anything, a bad chunk for example.
        """
        if self._timer is None:
            self._timer = threading.Timer(self._seconds, self._shut)
            self._timer.daemon = True
            self._timer.start()
        try:
            data = self._stream.read(size)
        except Exception as error:  # each server has errors of its own for a bad chunk; Flask would make 500 of them
            raise (RequestTimeout() if self._is_late else BadRequest("The body is malformed.")) from error
        if self._is_late:
            raise RequestTimeout
        if size < 0 or len(data) < size:
            self._has_ended = True
            self.close()  # all is there: what the view does now is not under the clock
        return data

    def _shut(self) -> None:
        self._is_late = True
        with suppress(OSError):  # the client has gone already
            self._connection.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        """Stop the clock; the connection stays as it is."""
        if self._timer is not None:
            self._timer.cancel()

    def drop_rest(self) -> None:
        """Read what the application left and forget it, with a deadline of its own.

        If that is late, or the rest has ``MAXIMUM_REST`` bytes or more, the connection reads no more.
        """
        if self._has_ended or self._is_late:
            return
        self._timer = None
        with suppress(HTTPException):  # the answer is sent, so there is nobody to tell
            if len(self.read(MAXIMUM_REST)) == MAXIMUM_REST:
                self._shut()
        self.close()


class BodyDeadline:
    """WSGI middleware: the body of each request must be there within ``seconds`` of the first read, else 408."""

    def __init__(self, application: "WSGIApplication", seconds: float) -> None:
        """Wrap an application."""
        self._application = application
        self._seconds = seconds

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Call the application with a ``DeadlineStream`` as ``wsgi.input``, whose clock stops when it returns.

        Where the server says where a body ends (``wsgi.input_terminated``), what is left of it is dropped when the
        answer is closed. Requests without a body, and all on servers that give no socket (``gunicorn.socket`` or
        ``werkzeug.socket``), are passed on as they are.
        """
        connection = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
        has_body = environ.get("CONTENT_LENGTH") not in (None, "", "0") or "HTTP_TRANSFER_ENCODING" in environ
        if connection is None or not has_body:
            return self._application(environ, start_response)
        body = DeadlineStream(environ["wsgi.input"], connection, self._seconds)
        environ["wsgi.input"] = body
        try:
            answer = self._application(environ, start_response)
        finally:
            body.close()
        # Werkzeug's server does not say where a body ends, and closes the connection anyway.
        return ClosingIterator(answer, body.drop_rest) if environ.get("wsgi.input_terminated") else answer


def read_body() -> bytes:
    """Return the whole body of the current request.

    Raise werkzeug's ``RequestEntityTooLarge`` (413) if it is longer than ``request.max_content_length``, whether it
    said so or not, and ``RequestTimeout`` (408) if it is late; ``BadRequest`` (400, ``The body is shorter than its
    Content-Length.``) if it ends early: half a body may well be a whole JSON document.
    """
    data = request.get_data(cache=False)
    declared = request.content_length
    if declared is not None and len(data) < declared:
        raise BadRequest("The body is shorter than its Content-Length.")
    if declared is None and len(data) == request.max_content_length and request.environ["wsgi.input"].read(1):
        raise RequestEntityTooLarge
    return data
