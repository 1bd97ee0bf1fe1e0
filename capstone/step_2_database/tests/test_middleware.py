"""What every request gets: an id, a line in the log, a limit for its body, and an answer even after a crash."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from notes_api.logs import RequestIdFilter, request_id
from notes_api.middleware import BodyLimitMiddleware, RequestContextMiddleware
from notes_api.problems import add_problem_handlers

LIMIT = 10


def make_app() -> FastAPI:
    app = FastAPI()

    @app.get("/id")
    async def tell_id() -> str:
        return request_id.get()

    @app.get("/crash")
    async def crash() -> None:
        raise RuntimeError("password=hunter2")

    @app.get("/crash-late")
    async def crash_late() -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            yield b"begun"
            raise RuntimeError("too late")

        return StreamingResponse(body())

    @app.post("/size")
    async def size(request: Request) -> int:
        return len(await request.body())

    add_problem_handlers(app)
    app.add_middleware(BodyLimitMiddleware, limit=LIMIT)
    app.add_middleware(RequestContextMiddleware)
    return app


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(make_app(), raise_server_exceptions=False)


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The log, whose records know the id of their request."""
    marker = RequestIdFilter()
    caplog.handler.addFilter(marker)
    with caplog.at_level(logging.INFO, logger="notes_api"):
        yield caplog
    caplog.handler.removeFilter(marker)


def ids(log: pytest.LogCaptureFixture) -> set[str]:
    return {getattr(record, "request_id", "none") for record in log.records if record.name == "notes_api.middleware"}


def test_id_of_the_client_is_known_inside_and_outside(client: TestClient) -> None:
    response = client.get("/id", headers={"X-Request-ID": "client-7"})

    assert (response.json(), response.headers["X-Request-ID"]) == ("client-7", "client-7")


@pytest.mark.parametrize("hostile", ["", "a b", "x" * 65, "é", "a\x1b[31m", "<b>"])
def test_hostile_id_is_replaced(client: TestClient, hostile: str) -> None:
    response = client.get("/id", headers={b"X-Request-ID": hostile.encode()})

    assert response.json() == response.headers["X-Request-ID"] != hostile


def test_id_ends_with_its_request(client: TestClient) -> None:
    client.get("/id", headers={"X-Request-ID": "client-7"})

    assert request_id.get() == "-"


def test_request_leaves_one_line_in_the_log(client: TestClient, log: pytest.LogCaptureFixture) -> None:
    client.get("/id", headers={"X-Request-ID": "client-7"})

    (message,) = [record.getMessage() for record in log.records if record.name == "notes_api.middleware"]
    assert message.startswith("GET /id 200 ")
    assert ids(log) == {"client-7"}


@pytest.mark.parametrize("path", ["/id%0aforged", "/id%0d%0aforged", "/id%1b[31m", "/id%e2%80%a8forged"])
def test_line_in_the_log_cannot_be_forged(client: TestClient, log: pytest.LogCaptureFixture, path: str) -> None:
    client.get(path)

    (message,) = [record.getMessage() for record in log.records if record.name == "notes_api.middleware"]
    assert message.startswith(f"GET {path} 404 ")
    assert message.isprintable()


def test_crash_is_answered_with_a_problem_that_tells_nothing(client: TestClient) -> None:
    response = client.get("/crash", headers={"X-Request-ID": "client-7"})

    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["request_id"] == response.headers["X-Request-ID"] == "client-7"
    assert "hunter2" not in response.text
    assert "Traceback" not in response.text


def test_crash_is_in_the_log_with_its_traceback_and_id(client: TestClient, log: pytest.LogCaptureFixture) -> None:
    client.get("/crash", headers={"X-Request-ID": "client-7"})

    (record,) = [record for record in log.records if record.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "password=hunter2"
    assert ids(log) == {"client-7"}


def test_crash_after_the_answer_has_begun_cuts_the_connection(log: pytest.LogCaptureFixture) -> None:
    with pytest.raises(RuntimeError, match="too late"):
        TestClient(make_app()).get("/crash-late")

    assert [record.getMessage() for record in log.records if record.levelno == logging.ERROR] == ["unhandled error"]


def test_head_is_answered_like_get(client: TestClient, log: pytest.LogCaptureFixture) -> None:
    response = client.head("/id")

    assert response.status_code == HTTPStatus.OK
    assert log.messages[-1].startswith("HEAD /id 200 ")


@pytest.mark.parametrize("size", [0, LIMIT])
def test_body_within_the_limit_arrives(client: TestClient, size: int) -> None:
    assert client.post("/size", content=b"x" * size).json() == size


def test_body_that_is_declared_too_long_is_refused(client: TestClient) -> None:
    response = client.post("/size", content=b"x" * (LIMIT + 1))

    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert response.json()["detail"] == "The body may hold 10 bytes at most."


def stream(chunks: list[bytes]) -> list[Message]:
    return [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]


def call(app: FastAPI, messages: list[Message]) -> list[Message]:
    """Speak ASGI with the app: a test client would join the chunks of a body."""
    sent: list[Message] = []
    end: Message = {"type": "http.request", "body": b"", "more_body": False}
    incoming = iter([*messages, end])

    async def receive() -> Message:
        return next(incoming)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/size",
        "raw_path": b"/size",
        "headers": [],
        "query_string": b"",
    }
    asyncio.run(app(scope, receive, send))
    return sent


@pytest.mark.parametrize(
    ("chunks", "status"),
    [([b"x" * 5, b"x" * 5], HTTPStatus.OK), ([b"x" * 5, b"x" * 5, b"x"], HTTPStatus.REQUEST_ENTITY_TOO_LARGE)],
)
def test_body_of_unknown_length_is_counted_as_it_arrives(chunks: list[bytes], status: HTTPStatus) -> None:
    sent = call(make_app(), stream(chunks))

    assert sent[0]["status"] == status


def test_too_long_body_is_not_read_to_its_end() -> None:
    asked: list[None] = []

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        while True:
            await receive()
            asked.append(None)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"xxxx", "more_body": True}

    async def send(_message: Message) -> None:
        return None

    limited = BodyLimitMiddleware(app, LIMIT)
    with pytest.raises(Exception, match="The body may hold 10 bytes at most"):
        asyncio.run(limited({"type": "http", "headers": []}, receive, send))
    assert len(asked) == 2


@pytest.mark.parametrize("middleware", [RequestContextMiddleware, BodyLimitMiddleware])
def test_what_is_no_request_passes_untouched(
    middleware: type[RequestContextMiddleware] | type[BodyLimitMiddleware],
) -> None:
    seen: list[Scope] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    async def receive() -> Message:
        return {}

    async def send(_message: Message) -> None:
        return None

    asyncio.run(middleware(app)({"type": "lifespan"}, receive, send))

    assert seen == [{"type": "lifespan"}]
