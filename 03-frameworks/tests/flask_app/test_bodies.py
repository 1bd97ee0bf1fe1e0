import io
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout
from werkzeug.serving import make_server

from flask_app import create_app
from flask_app.bodies import MAXIMUM_REST, BodyDeadline, DeadlineStream, read_body
from flask_app.database import get_pool

LIMIT = 100 * 1024
SECONDS = 0.3
PATIENCE = 10.0  # seconds after which a test gives up: far more than anything here takes
JSON = "Host: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture
def app(tmp_path: Path, empty_database: Path) -> Iterator[Flask]:
    """The application with a deadline short enough for a test."""
    copyfile(empty_database, tmp_path / "todos.sqlite3")
    app = create_app("testing", {"DATA_FOLDER": tmp_path, "BODY_SECONDS": SECONDS})
    yield app
    get_pool(app).close()


@pytest.fixture
def address(app: Flask) -> Iterator[tuple[str, int]]:
    """Where a real server with threads answers; Werkzeug's, as gunicorn needs a process of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]  # of the threaded server
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield "127.0.0.1", server.port
    server.shutdown()
    thread.join()
    server.server_close()


def exchange(address: tuple[str, int], head: str, pieces: Iterator[bytes] | list[bytes]) -> bytes:
    """Send a request piece by piece until all is sent or an answer begins, and return all that comes until the end."""
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(head.encode() + b"\r\n")
        connection.setblocking(False)
        answer = b""
        deadline = time.monotonic() + PATIENCE
        for piece in pieces:
            try:
                connection.sendall(piece)
                answer += connection.recv(65536)
                break
            except BlockingIOError:
                assert time.monotonic() < deadline, "no answer"
            except ConnectionError:
                break
        connection.settimeout(PATIENCE)
        try:
            while data := connection.recv(65536):
                answer += data
        except ConnectionError:
            pass
        return answer


def drip() -> Iterator[bytes]:
    """Yield a byte every now and then, for ever: what a client does that wants to hold a thread."""
    pause = threading.Event()
    while True:
        yield b" "
        pause.wait(SECONDS / 10)


def test_half_a_body_and_then_nothing_is_given_up(address: tuple[str, int]) -> None:
    answer = exchange(address, f"POST /todos HTTP/1.1\r\n{JSON}Content-Length: 50\r\n", [b'{"title"'])

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer
    assert b"The body did not arrive in time." in answer


def test_a_drip_of_bytes_does_not_extend_the_deadline(address: tuple[str, int]) -> None:
    answer = exchange(address, f"POST /todos HTTP/1.1\r\n{JSON}Content-Length: 5000\r\n", drip())

    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_body_in_pieces_that_is_in_time_is_taken(address: tuple[str, int]) -> None:
    body = [b'{"tit', b"le", b'": "a"}']

    answer = exchange(address, f"POST /todos HTTP/1.1\r\n{JSON}Content-Length: 14\r\n", body)

    assert answer.startswith(b"HTTP/1.1 201 ")


def test_a_body_that_ends_early_is_not_taken_though_it_is_json(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        connection.sendall(f'POST /todos HTTP/1.1\r\n{JSON}Content-Length: 50\r\n\r\n{{"title": "a"}}'.encode())
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert exchange(address, f"GET /todos HTTP/1.1\r\n{JSON}", []).endswith(b"[]\n")


def stream(data: bytes | Exception, seconds: float = PATIENCE) -> tuple[DeadlineStream, socket.socket, socket.socket]:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if isinstance(data, Exception):
                raise data
            return super().read(size)

    near, far = socket.socketpair()
    near.settimeout(PATIENCE)
    return DeadlineStream(Failing(b"" if isinstance(data, Exception) else data), near, seconds), near, far


def test_a_stream_is_read_as_far_as_it_is_asked_for() -> None:
    body, near, far = stream(b"abcdef")
    with near, far:
        assert [body.read(2), body.read(3), body.read(), body.read(1)] == [b"ab", b"cde", b"f", b""]


@pytest.mark.parametrize("error", [ValueError("bad chunk"), OSError("reset"), RuntimeError("gunicorn has its own")])
def test_whatever_a_server_raises_is_a_malformed_body(error: Exception) -> None:
    body, near, far = stream(error)
    with near, far, pytest.raises(BadRequest, match="The body is malformed"):
        body.read(1)
    body.close()


def test_after_the_deadline_any_read_is_late() -> None:
    near, far = socket.socketpair()
    with near, far, near.makefile("rb") as reader:
        body = DeadlineStream(reader, near, 0.01)
        for _ in range(2):
            with pytest.raises(RequestTimeout):
                body.read(1)


def can_read(near: socket.socket, far: socket.socket) -> bool:
    far.sendall(b"next request")
    return near.recv(100) == b"next request"


@pytest.mark.parametrize("data", [b"", b"ab", b"abcdef", b"x" * (MAXIMUM_REST + 1), ValueError("bad chunk")])
def test_what_is_left_is_dropped_and_the_next_request_can_be_read(data: bytes | Exception) -> None:
    body, near, far = stream(data)
    with near, far:
        if isinstance(data, bytes):
            body.read(2)
        body.drop_rest()

        assert can_read(near, far)
        assert isinstance(data, Exception) or body.read(1) == b""


def test_nothing_more_is_read_after_too_much_that_is_left() -> None:
    body, near, far = stream(b"x" * MAXIMUM_REST)
    with near, far:
        body.drop_rest()

        assert near.recv(1) == b""


def test_what_is_left_has_a_deadline_too() -> None:
    near, far = socket.socketpair()
    near.settimeout(PATIENCE)
    with near, far, near.makefile("rb") as reader:
        body = DeadlineStream(reader, near, SECONDS)
        far.sendall(b"ab")
        assert body.read(1) == b"a"
        body.close()

        body.drop_rest()

        assert near.recv(1) == b""
        with pytest.raises(RequestTimeout):
            body.read(1)


@pytest.mark.parametrize("is_terminated", [True, False])
def test_what_is_left_is_dropped_after_the_answer_where_the_server_says_where_it_ends(is_terminated: bool) -> None:
    body = io.BytesIO(b"abc")
    near, far = socket.socketpair()
    environ = {"wsgi.input": body, "gunicorn.socket": near, "CONTENT_LENGTH": "3"}
    environ |= {"wsgi.input_terminated": True} if is_terminated else {}
    with near, far:
        answer = BodyDeadline(lambda *_: iter([b"answer"]), SECONDS)(environ, lambda *_: lambda _data: None)

        assert (list(answer), body.tell()) == ([b"answer"], 0)
        if close := getattr(answer, "close", None):
            close()
        assert body.tell() == (3 if is_terminated else 0)


def timers() -> int:
    return sum(isinstance(thread, threading.Timer) for thread in threading.enumerate())


def test_the_clock_stops_with_the_body_and_with_close() -> None:
    for read in (lambda body: body.read(), lambda body: body.read(100), lambda body: (body.read(1), body.close())):
        before = timers()
        body, near, far = stream(b"abc", seconds=1000)
        with near, far:
            read(body)
            deadline = time.monotonic() + PATIENCE
            while timers() > before:
                assert time.monotonic() < deadline, "the timer still runs"


def test_requests_without_a_body_or_a_socket_are_passed_on(client: FlaskClient) -> None:
    seen = []

    def application(environ: dict[str, object], _start: object) -> list[bytes]:
        seen.append(environ["wsgi.input"])
        return []

    body = io.BytesIO(b"abc")
    deadline = BodyDeadline(application, SECONDS)
    near, far = socket.socketpair()
    with near, far:
        for extra in (
            {"gunicorn.socket": near},
            {"CONTENT_LENGTH": "3"},
            {"gunicorn.socket": near, "CONTENT_LENGTH": "0"},
        ):
            deadline({"wsgi.input": body, **extra}, lambda *_: lambda _data: None)
        assert seen == [body] * 3
        for extra in ({"CONTENT_LENGTH": "3"}, {"HTTP_TRANSFER_ENCODING": "chunked"}):
            deadline({"wsgi.input": body, "gunicorn.socket": near, **extra}, lambda *_: lambda _data: None)
    assert [type(each) for each in seen[3:]] == [DeadlineStream] * 2


@pytest.mark.parametrize("size", [LIMIT, LIMIT + 1])
@pytest.mark.parametrize("is_declared", [True, False])
def test_a_body_of_100_kib_is_taken_and_one_byte_more_is_not(app: Flask, size: int, is_declared: bool) -> None:
    environ = {"wsgi.input": io.BytesIO(b" " * size), "wsgi.input_terminated": True}
    environ |= {"CONTENT_LENGTH": str(size)} if is_declared else {"HTTP_TRANSFER_ENCODING": "chunked"}

    with app.test_request_context("/", method="POST", environ_overrides=environ):
        if size > LIMIT:
            with pytest.raises(RequestEntityTooLarge):
                read_body()
        else:
            assert len(read_body()) == size


def test_a_body_shorter_than_it_says_is_malformed_on_servers_that_hand_it_over(app: Flask) -> None:
    environ = {"wsgi.input": io.BytesIO(b"[]"), "wsgi.input_terminated": True, "CONTENT_LENGTH": "50"}

    with app.test_request_context("/", method="POST", environ_overrides=environ):  # noqa: SIM117
        with pytest.raises(BadRequest, match="shorter than its Content-Length"):
            read_body()


def test_a_view_may_take_more(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data=b" " * (LIMIT + 1)):
        request.max_content_length = LIMIT + 1

        assert len(read_body()) == LIMIT + 1


def test_an_oversized_body_is_refused_by_the_api(client: FlaskClient) -> None:
    body = '{"title": "a"}' + " " * LIMIT

    refused = client.post("/todos", data=body, content_type="application/json")

    assert (refused.status_code, refused.mimetype) == (413, "application/problem+json")
    assert client.get("/todos").json == []


def test_a_form_is_bounded_too(client: FlaskClient) -> None:
    too_long = client.post("/log-in", data={"username": "a" * (LIMIT + 1)})
    too_many = client.post("/log-in", data={f"x{n}": "a" for n in range(21)}, content_type="multipart/form-data")

    assert (too_long.status_code, too_many.status_code) == (413, 413)
