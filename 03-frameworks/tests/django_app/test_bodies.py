"""The guard against slow and large bodies, over a pair of connected sockets."""

import io
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from django_app.bodies import BODY_PROBLEM, INCOMPLETE, TIMEOUT, TOO_LARGE, BodyGuard, reading_deadline

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SOON = 0.05
LATE = 10.0
LIMIT = 10


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The client's end of a connection and the server's."""
    client, server = socket.socketpair()
    with client, server:
        client.settimeout(LATE)
        server.settimeout(LATE)
        yield client, server


def through(environ: dict[str, Any], seconds: float = LATE) -> tuple[bytes, str | None]:
    """What the application behind a guard finds: the body that CONTENT_LENGTH announces, and the problem."""
    found: list[tuple[bytes, str | None]] = []

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        found.append((environ["wsgi.input"].read(length), environ.get(BODY_PROBLEM)))
        return [b"done"]

    guard = BodyGuard(application, seconds=seconds, limit=lambda path: LIMIT if path == "/todos" else 1000)

    def start_response(*_arguments: Any) -> Callable[[bytes], object]:
        raise NotImplementedError("this application does not answer")

    assert list(guard({"PATH_INFO": "/todos", **environ}, start_response)) == [b"done"]
    return found[0]


def test_a_whole_body_arrives_as_it_is() -> None:
    assert through({"CONTENT_LENGTH": "4", "wsgi.input": io.BytesIO(b"body and more")}) == (b"body", None)


def test_a_body_of_unknown_length_gets_one() -> None:
    assert through({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": io.BytesIO(b"body")}) == (b"body", None)


@pytest.mark.parametrize("length", [None, "", "0"])
def test_a_request_without_a_body_is_not_read(length: str | None) -> None:
    stream = io.BytesIO(b"the next request")
    announced = {} if length is None else {"CONTENT_LENGTH": length}
    assert through({"wsgi.input": stream, **announced}) == (b"", None)
    assert stream.tell() == 0


def test_a_body_at_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked"}
    assert through({"CONTENT_LENGTH": "10", "wsgi.input": io.BytesIO(b"x" * 10)}) == (b"x" * 10, None)
    assert through({"CONTENT_LENGTH": "11", "wsgi.input": io.BytesIO(b"x" * 11)}) == (b"", TOO_LARGE)
    assert through({**chunked, "wsgi.input": io.BytesIO(b"x" * 10)}) == (b"x" * 10, None)
    assert through({**chunked, "wsgi.input": io.BytesIO(b"x" * 11)}) == (b"", TOO_LARGE)


def test_the_limit_is_that_of_the_path() -> None:
    environ = {"PATH_INFO": "/new/", "CONTENT_LENGTH": "11", "wsgi.input": io.BytesIO(b"x" * 11)}
    assert through(environ) == (b"x" * 11, None)


def test_a_body_that_is_announced_too_large_is_not_read_at_all() -> None:
    body = io.BytesIO(b"x" * 11)
    through({"CONTENT_LENGTH": "11", "wsgi.input": body})
    assert body.tell() == 0


def test_of_an_endless_body_only_the_limit_is_read() -> None:
    body = io.BytesIO(b"x" * 5000)
    assert through({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": body}) == (b"", TOO_LARGE)
    assert body.tell() == LIMIT + 1


@pytest.mark.parametrize("length", ["abc", "-1", "1.5", " "])
def test_a_length_that_is_no_number_is_not_believed(length: str) -> None:
    body = io.BytesIO(b"{}")
    assert through({"CONTENT_LENGTH": length, "wsgi.input": body}) == (b"", INCOMPLETE)
    assert body.tell() == 0


def test_half_a_body_is_none() -> None:
    assert through({"CONTENT_LENGTH": "9", "wsgi.input": io.BytesIO(b'{"a": 1}')}) == (b"", INCOMPLETE)


def test_a_body_that_does_not_come_is_given_up(pair: tuple[socket.socket, socket.socket]) -> None:
    client, server = pair
    client.sendall(b"half")
    with server.makefile("rb") as stream:
        environ = {"CONTENT_LENGTH": "9", "wsgi.input": stream, "gunicorn.socket": server}
        assert through(environ, SOON) == (b"", TIMEOUT)
    server.sendall(b"answer")
    assert client.recv(100) == b"answer"


def test_a_drip_of_bytes_does_not_extend_the_deadline(pair: tuple[socket.socket, socket.socket]) -> None:
    client, server = pair
    stop = threading.Event()

    def drip() -> None:
        with suppress(BrokenPipeError):  # the reading side was shut, as it should be
            while not stop.wait(SOON / 10):
                client.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with server.makefile("rb", buffering=0) as raw:
            slow = io.BufferedReader(raw, buffer_size=1)
            environ = {"PATH_INFO": "/", "CONTENT_LENGTH": "999", "wsgi.input": slow, "gunicorn.socket": server}
            assert through(environ, SOON) == (b"", TIMEOUT)
    finally:
        stop.set()
        thread.join()


def test_a_body_that_is_there_leaves_the_connection_as_it_was(pair: tuple[socket.socket, socket.socket]) -> None:
    client, server = pair
    client.sendall(b"body")
    with server.makefile("rb", buffering=0) as stream:
        assert through({"CONTENT_LENGTH": "4", "wsgi.input": stream, "gunicorn.socket": server}) == (b"body", None)
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):  # it has been cancelled, and is on its way out
            thread.join(LATE / 2)
            assert not thread.is_alive()
    client.sendall(b"next")
    assert server.recv(100) == b"next"


@pytest.mark.parametrize("strikes", [True, False])
def test_an_error_of_the_server_is_a_timeout_only_after_the_deadline(
    pair: tuple[socket.socket, socket.socket], strikes: bool
) -> None:
    class Chunked(io.RawIOBase):
        """A reader that fails when the connection ends in the middle, as gunicorn's does."""

        def read(self, size: int = -1, /) -> bytes:
            if strikes:
                pair[1].recv(1)
            raise OSError("no more data")

    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Chunked(), "gunicorn.socket": pair[1]}
    if strikes:
        assert through(environ, SOON) == (b"", TIMEOUT)
    else:
        with pytest.raises(OSError, match="no more data"):
            through(environ)


def test_a_deadline_tells_whether_it_has_struck(pair: tuple[socket.socket, socket.socket]) -> None:
    client, server = pair
    with reading_deadline(server, LATE) as is_over:
        client.sendall(b"x")
        assert server.recv(1) == b"x"
    assert not is_over()
    with reading_deadline(server, SOON) as is_over:
        assert server.recv(1) == b""
    assert is_over()


def test_without_a_connection_there_is_no_deadline() -> None:
    with reading_deadline(None, 0) as is_over:
        assert not is_over()
    assert not is_over()
