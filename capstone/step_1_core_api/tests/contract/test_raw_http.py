"""What is not even HTTP is answered with a problem document too, and the service goes on."""

import json
import socket
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest

from .client import PROBLEM, Api

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
GO_AHEAD = b"HTTP/1.1 100 Continue\r\n\r\n"

type Send = Callable[[bytes], bytes]


@pytest.fixture
def send(base_url: str) -> Send:
    """Send bytes over a new connection and return what comes back, up to the end of the first answer."""
    address = urlsplit(base_url)
    assert address.hostname is not None

    def exchange(request: bytes) -> bytes:
        with socket.create_connection((str(address.hostname), address.port or 80), timeout=10) as connection:
            connection.sendall(request)
            received = b""
            while not is_complete(received) and (part := connection.recv(65536)):
                received += part
        return received

    return exchange


def is_complete(answer: bytes) -> bool:
    head, end, body = answer.removeprefix(GO_AHEAD).partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return bool(end and lengths) and len(body) >= int(lengths[0])


def assert_problem(answer: bytes, status: HTTPStatus) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: " + PROBLEM.encode() in head.lower()
    assert json.loads(body)["status"] == status


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", id="a TLS handshake"),
        pytest.param(b"hello\r\n\r\n", id="no HTTP"),
        pytest.param(b"get /healthz HTTP/1.1\r\n\r\n", id="method in lower case"),
        pytest.param(b"FOO /healthz HTTP/1.1\r\n\r\n", id="unknown method"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="HTTP/2"),
        pytest.param(b"GET /notes/\xff\x9b HTTP/1.1\r\nHost: localhost\r\n\r\n", id="path not ASCII"),
        pytest.param(b"GET /notes?tag=\xff HTTP/1.1\r\nHost: localhost\r\n\r\n", id="query not ASCII"),
        pytest.param(b"GET /notes\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n", id="NUL in the path"),
        pytest.param(b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", id="endless path"),
        pytest.param(GET + b"no colon\r\n\r\n", id="header without a colon"),
        pytest.param(GET + b"X A: b\r\n\r\n", id="space in the name of a header"),
        pytest.param(GET + b"X-A: a\x00b\r\n\r\n", id="NUL in a header"),
        pytest.param(GET + b"X-Request-ID: a\rb\r\n\r\n", id="carriage return in a header"),
        pytest.param(GET + b"X-A: b\r\n folded\r\n\r\n", id="folded header"),
        pytest.param(POST + b"Content-Length: abc\r\n\r\n{}", id="length is no number"),
        pytest.param(POST + b"Content-Length: -1\r\n\r\n{}", id="negative length"),
        pytest.param(POST + b"Content-Length: 99999999999999999999999\r\n\r\n{}", id="absurd length"),
        pytest.param(POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", id="two lengths"),
        pytest.param(POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", id="two framings"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", id="chunk size is no number"),
        pytest.param(POST + b"Transfer-Encoding: gzip\r\n\r\n{}", id="unknown transfer encoding"),
    ],
)
def test_malformed_request_is_answered_with_a_problem(api: Api, send: Send, request_bytes: bytes) -> None:
    answer = send(request_bytes)

    assert_problem(answer, HTTPStatus.BAD_REQUEST)
    assert api.get("/healthz").status_code == HTTPStatus.OK


def test_too_large_body_is_refused_before_it_is_sent(send: Send) -> None:
    answer = send(POST + b"Content-Length: 1048577\r\n\r\n")

    assert_problem(answer, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@pytest.mark.parametrize("host", [b"", b"[", b"a b", b"\xff", b"x:y", b'x"><script>'])
@pytest.mark.parametrize("path", [b"/docs", b"/", b"/notes/", b"/notes?limit=1"])
def test_strange_host_breaks_nothing(send: Send, host: bytes, path: bytes) -> None:
    answer = send(b"GET " + path + b" HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")

    assert answer[9:12] in (b"200", b"307", b"400", b"404")
    assert b"<script>'" not in answer
    assert b'x"><script>' not in answer


def test_connection_that_ends_in_the_middle_of_a_body_creates_no_note(api: Api, base_url: str, tag: str) -> None:
    address = urlsplit(base_url)
    half = b'{"title": "half", "tags": ["' + tag.encode() + b'"]'

    with socket.create_connection((str(address.hostname), address.port or 80), timeout=10) as connection:
        connection.sendall(POST + b"Content-Length: 500\r\n\r\n" + half)

    assert api.ids({"tag": tag}) == []


def test_client_that_waits_for_a_go_ahead_gets_it(send: Send) -> None:
    answer = send(POST + b"Expect: 100-continue\r\nContent-Length: 13\r\n\r\n" + b'{"title":"a"}')

    assert answer.startswith(GO_AHEAD + b"HTTP/1.1 201 Created")
