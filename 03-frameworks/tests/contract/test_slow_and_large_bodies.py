"""A body that does not come costs a second, not a worker; one that does not end is cut off; others wait for neither.

The services under test run with BODY_SECONDS=1. What is slow happens to each of them once, for all tests together.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http import HTTPStatus

import pytest

from .client import DEADLINE, JSON, ORIGIN, Answer, Api, RawConnection, encode, problem_of
from .servers import Server

LIMIT = 100 * 1024
TYPE = f"Content-Type: {JSON}"
CHUNKED = "Transfer-Encoding: chunked"

type Connect = Callable[[], RawConnection]
type SlowAnswers = dict[str, tuple[Answer, bool]]  # what came back, and whether the connection was closed after it


def announce(connection: RawConnection, size: object, sent: bytes = b"") -> RawConnection:
    connection.begin("POST", TYPE, f"Origin: {ORIGIN}", f"Content-Length: {size}")
    connection.send(sent)
    return connection


@pytest.fixture(scope="module")
def slow_answers(server: Server, connect: Connect) -> Iterator[SlowAnswers]:
    """The answers to clients that stop in the middle, all at the same time."""
    with ExitStack() as connections:
        clients = {
            name: connections.enter_context(connect()) for name in ("silent", "half", "patch", "chunked", "drip")
        }
        announce(clients["silent"], 100)
        announce(clients["half"], 100, b'{"title": "half')
        clients["patch"].begin("PATCH", TYPE, f"Origin: {ORIGIN}", "Content-Length: 100", target="/todos/1")
        clients["chunked"].begin("POST", TYPE, CHUNKED)
        clients["chunked"].send_chunk(b'{"title": "half')
        drip(announce(clients["drip"], LIMIT, b'{"title": "'))
        yield {name: (client.receive(), client.is_closed()) for name, client in clients.items()}


def drip(connection: RawConnection) -> None:
    """Send byte after byte, never a second apart, until the server has had enough."""
    deadline = time.monotonic() + DEADLINE
    while not connection.answers_within(0.1):
        connection.send(b"x")
        assert time.monotonic() < deadline, "each byte was granted a new second"


@pytest.mark.parametrize("client", ["silent", "half", "patch", "drip"])
def test_body_that_does_not_come_in_time_is_given_up(slow_answers: SlowAnswers, client: str) -> None:
    answer, closed = slow_answers[client]

    problem_of(answer, HTTPStatus.REQUEST_TIMEOUT)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert closed


def test_chunked_body_that_does_not_come_in_time_is_given_up_or_not_taken_at_all(slow_answers: SlowAnswers) -> None:
    answer, closed = slow_answers["chunked"]

    assert answer.status_code in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.LENGTH_REQUIRED)
    problem_of(answer, HTTPStatus(answer.status_code))
    assert closed


@pytest.mark.usefixtures("server")
def test_others_are_served_while_a_body_is_awaited(api: Api, connect: Connect) -> None:
    def is_served_before_the_slow_one() -> bool:
        with connect() as slow:
            announce(slow, 100, b'{"title": "half')
            api.create()
            return not slow.answers_within(0)

    # A machine that is busy with other things may need its second for one to-do; but not each time.
    assert any(is_served_before_the_slow_one() for _ in range(5))


def test_body_in_pieces_is_taken(connect: Connect) -> None:
    body = encode({"title": "In pieces"})

    with connect() as connection:
        connection.begin("POST", TYPE, f"Content-Length: {len(body)}", "Connection: close")
        for byte in body:
            connection.send(bytes([byte]))
        answer = connection.receive()

    assert (answer.status_code, answer.json()["title"]) == (HTTPStatus.CREATED, "In pieces")


def test_body_in_chunks_is_taken_or_its_length_is_required(connect: Connect) -> None:
    with connect() as connection:
        connection.begin("POST", TYPE, CHUNKED, "Connection: close")
        for chunk in (b'{"title":', b' "In chunks"}', b""):
            connection.send_chunk(chunk)
        answer = connection.receive()

    if answer.status_code == HTTPStatus.LENGTH_REQUIRED:
        problem_of(answer, HTTPStatus.LENGTH_REQUIRED)
    else:
        assert (answer.status_code, answer.json()["title"]) == (HTTPStatus.CREATED, "In chunks")


def test_client_that_asks_before_it_sends_is_told_to_go_on(connect: Connect) -> None:
    body = encode({"title": "Asked first"})

    with connect() as connection:
        connection.begin("POST", TYPE, f"Content-Length: {len(body)}", "Expect: 100-continue", "Connection: close")
        assert connection.answers_within(DEADLINE)
        connection.send(body)
        answer = connection.receive()  # http.client reads over 100 Continue

    assert answer.status_code == HTTPStatus.CREATED


def test_client_that_leaves_in_the_middle_of_a_body_leaves_nothing_behind(api: Api, connect: Connect) -> None:
    last = api.create()

    with connect() as connection:
        announce(connection, 500, encode({"title": "half"}))

    assert api.read_list(after=last["id"]) == []


def test_body_of_just_the_limit_is_taken(api: Api) -> None:
    response = api.send_body("POST", api.todos_url, encode({"title": "x"}).ljust(LIMIT))

    assert response.status_code == HTTPStatus.CREATED


@pytest.mark.parametrize("size", [LIMIT + 1, 10 * LIMIT, 10**12])
def test_announced_body_over_the_limit_is_refused_before_it_is_sent(connect: Connect, size: int) -> None:
    with connect() as connection:
        answer = announce(connection, size).receive()

    problem_of(answer, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    assert answer.headers["access-control-allow-origin"] == "*"


def test_body_that_was_refused_is_not_taken_for_a_request_when_it_comes_after_all(connect: Connect) -> None:
    with connect() as connection:
        announce(connection, LIMIT + 1).receive()

        assert connection.is_closed()


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_sent_body_over_the_limit_is_refused_and_changes_nothing(api: Api, connect: Connect, method: str) -> None:
    todo = api.create()
    body = encode({"title": "x"}).ljust(LIMIT + 1)
    path = path_of(api, todo["url"] if method == "PATCH" else api.todos_url)

    with connect() as connection:
        connection.begin(method, TYPE, f"Content-Length: {len(body)}", "Connection: close", target=path)
        connection.send(body)
        answer = connection.receive()

    problem_of(answer, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    assert api.read_list(after=todo["id"] - 1) == [todo]


def path_of(api: Api, url: str) -> str:
    """The path of an address below the to-dos."""
    return url.removeprefix(api.beside("/").rstrip("/"))


def test_endless_chunks_are_cut_off(api: Api, connect: Connect) -> None:
    last = api.create()
    with connect() as connection:
        connection.begin("POST", TYPE, CHUNKED)
        connection.send_chunk(b'{"title": "x"}')
        for _ in range(40):
            if connection.answers_within(0):
                break
            connection.send_chunk(b" " * 4096)
        answer = connection.receive()

    assert answer.status_code in (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.LENGTH_REQUIRED)
    problem_of(answer, HTTPStatus(answer.status_code))
    assert api.read_list(after=last["id"]) == []


@pytest.mark.parametrize(("method", "content_type"), [("POST", "text/plain"), ("PUT", JSON), ("GET", JSON)])
def test_body_that_nobody_reads_is_not_taken_for_a_request(
    api: Api, connect: Connect, method: str, content_type: str
) -> None:
    todo = api.create()

    with connect() as connection:
        hidden = f"DELETE {path_of(api, todo['url'])} HTTP/1.1\r\nHost: {connection.host}\r\n\r\n".encode()
        connection.begin(method, f"Content-Type: {content_type}", f"Content-Length: {len(hidden)}")
        connection.send(hidden)
        connection.receive()
        connection.begin("GET", "Connection: close")
        assert connection.is_closed()

    assert api.read(todo) == todo


@pytest.mark.parametrize("chunks", [b"zz\r\n{}\r\n0\r\n\r\n", b"-1\r\n{}\r\n", b"2\r\n{}xx0\r\n\r\n", b"\r\n\r\n"])
def test_chunk_that_is_none_is_refused(api: Api, connect: Connect, chunks: bytes) -> None:
    last = api.create()

    with connect() as connection:
        connection.begin("POST", TYPE, CHUNKED, "Connection: close")
        connection.send(chunks)
        answer = connection.receive()

    assert answer.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.LENGTH_REQUIRED)
    assert api.read_list(after=last["id"]) == []


@pytest.mark.parametrize("length", ["abc", "-1", "1.5", "", "2, 3", "9" * 40])
def test_length_that_is_none_is_refused(api: Api, connect: Connect, length: str) -> None:
    with connect() as connection:
        answer = announce(connection, length, b"{}").receive()

    assert answer.status_code in (
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.LENGTH_REQUIRED,
    )
    assert api.get(api.beside("health")).status_code == HTTPStatus.OK
