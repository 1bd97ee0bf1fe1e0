"""What the tests say to a service, and what every problem document must hold."""

import json
import select
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import unquote, urljoin, urlsplit

import httpx2

type Json = Any  # a document as it came over the wire: to look at its shape is what the tests are for

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
PROBLEM = "application/problem+json"
ORIGIN = "https://client.example"
DEADLINE = 10.0  # seconds after which a test stops to wait for an answer
MEMBERS = {"id", "title", "completed", "order", "url"}
# The phrases of RFC 9110; Python before 3.13 has older ones for 413 and 422.
PHRASES = {status.value: status.phrase for status in HTTPStatus} | {
    413: "Content Too Large",
    422: "Unprocessable Content",
}


class Api(httpx2.Client):
    """An HTTP client that knows where the to-dos are, with a word for what most tests begin with."""

    def __init__(self, todos_url: str) -> None:
        super().__init__(timeout=DEADLINE * 3, trust_env=False)
        self.todos_url = todos_url

    def address(self, todo_id: object) -> str:
        """Return where the to-do with this id is, or would be."""
        return f"{self.todos_url}/{todo_id}"

    def beside(self, path: str) -> str:
        """Return the address of something else that the service offers."""
        return urljoin(self.todos_url, path)

    def create(self, **members: Json) -> Json:
        """Return a new to-do; without a title it has some title."""
        response = self.post_todo({"title": "A to-do"} | members)
        assert response.status_code == HTTPStatus.CREATED, response.text
        return response.json()

    def create_several(self, count: int) -> list[Json]:
        """Return new to-dos, of which the ids ascend."""
        return [self.create(title=f"Number {number}") for number in range(count)]

    def read(self, todo: Json) -> Json:
        """Return the to-do as it is now."""
        response = self.get(todo["url"])
        assert response.status_code == HTTPStatus.OK, response.text
        return response.json()

    def read_list(self, **parameters: int) -> list[Json]:
        """Return a page of the list."""
        response = self.get(self.todos_url, params=parameters)
        assert response.status_code == HTTPStatus.OK, response.text
        todos: list[Json] = response.json()
        return todos

    def pages(self, **parameters: int) -> Iterator[list[Json]]:
        """Yield a page of the list and all that follow, as their links lead there."""
        response = self.get(self.todos_url, params=parameters)
        yield response.json()
        while "next" in response.links:
            response = self.get(response.links["next"]["url"])
            assert response.json(), "a link led to an empty page"
            yield response.json()

    def post_todo(self, document: Json) -> httpx2.Response:
        """Ask for a new to-do."""
        return self.send_body("POST", self.todos_url, encode(document))

    def patch_todo(self, todo: Json, changes: Json) -> httpx2.Response:
        """Ask for changes of a to-do."""
        return self.send_body("PATCH", todo["url"], encode(changes))

    def send_body(self, method: str, url: str, body: bytes, content_type: str | None = JSON) -> httpx2.Response:
        """Send bytes as they are, as the given type or without one."""
        headers = {} if content_type is None else {"Content-Type": content_type}
        return self.request(method, url, content=body, headers=headers)


def encode(document: Json) -> bytes:
    """Return the document as JSON; half a surrogate pair, which UTF-8 cannot hold, becomes an escape of JSON."""
    return json.dumps(document, ensure_ascii=False).encode(errors="backslashreplace")


class Answer(NamedTuple):
    """What came back over a raw connection; names of headers are in lower case."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode(errors="replace")

    def json(self) -> Json:
        """Return the document in the body."""
        return json.loads(self.content)


class RawConnection:
    """A connection on which a test writes bytes that no decent client would send."""

    def __init__(self, todos_url: str) -> None:
        address = urlsplit(todos_url)
        assert address.hostname is not None
        self.host = address.netloc
        self.path = address.path
        self._socket = socket.create_connection((address.hostname, address.port or 80), timeout=DEADLINE)

    def __enter__(self) -> Self:
        """Return the open connection."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._socket.close()

    def begin(self, method: str, *headers: str, target: str | None = None, host: str | None = None) -> None:
        """Send the head of a request: of the to-dos, unless told otherwise."""
        lines = [f"{method} {target or self.path} HTTP/1.1", f"Host: {self.host if host is None else host}", *headers]
        self.send("".join(f"{line}\r\n" for line in [*lines, ""]).encode())

    def send(self, data: bytes) -> None:
        """Send bytes as they are; a server that has answered and closed already is no error."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def send_chunk(self, data: bytes) -> None:
        """Send one chunk of a chunked body; an empty one ends it."""
        self.send(b"%x\r\n%b\r\n" % (len(data), data))

    def answers_within(self, seconds: float) -> bool:
        """Return whether something has come back, or the connection has ended, after at most so many seconds."""
        return bool(select.select([self._socket], [], [], seconds)[0])

    def receive(self, method: str = "GET") -> Answer:
        """Return the next answer, to a request with this method."""
        response = HTTPResponse(self._socket, method=method)
        try:
            response.begin()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read())
        except (HTTPException, TimeoutError) as error:
            raise AssertionError(f"no HTTP answer within {DEADLINE:.0f} s: {error!r}") from error
        finally:
            response.close()

    def is_closed(self) -> bool:
        """Return whether the server closes the connection before the deadline."""
        deadline = time.monotonic() + DEADLINE
        while self.answers_within(max(0.0, deadline - time.monotonic())):
            try:
                if not self._socket.recv(65536):
                    return True
            except ConnectionResetError:
                return True
        return False


def problem_of(response: httpx2.Response | Answer, status: HTTPStatus) -> Json:
    """Return the problem document of an answer that must have the status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].split(";")[0] == PROBLEM
    assert response.headers["x-content-type-options"] == "nosniff"
    problem = response.json()
    is_validation = status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert problem["type"] == ("urn:problem:todos:validation" if is_validation else "about:blank")
    assert problem["title"] == PHRASES[status]
    assert problem["status"] == status
    assert_is_sentence(problem["detail"])
    assert problem.keys() - {"type", "title", "status", "detail"} == ({"errors"} if is_validation else set())
    for error in problem.get("errors", []):
        assert error.keys() in ({"detail", "pointer"}, {"detail", "parameter"})
        assert_is_sentence(error["detail"])
    return problem


def assert_is_sentence(detail: Json) -> None:
    """Fail unless it is text for people, on one line, that tells nothing of the inside."""
    assert isinstance(detail, str)
    assert detail.strip()
    assert "\n" not in detail
    for inside in ("Traceback", 'File "', "SELECT", "INSERT", "sqlite", "psycopg", "Exception"):
        assert inside not in detail


def pointers_of(response: httpx2.Response) -> list[str]:
    """Return where a 422 found the mistakes in the body, as JSON pointers in alphabetical order.

    A pointer after a # may be written as URIs are, with %20 for a space: that counts as the same.
    """
    errors = problem_of(response, HTTPStatus.UNPROCESSABLE_ENTITY)["errors"]
    return sorted(unquote(error["pointer"]) for error in errors)


def parameters_of(response: httpx2.Response) -> list[str]:
    """Return which parameters a 422 found mistakes in, in alphabetical order."""
    return sorted(error["parameter"] for error in problem_of(response, HTTPStatus.UNPROCESSABLE_ENTITY)["errors"])
