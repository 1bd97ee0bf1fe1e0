import asyncio
import json
import re

import pytest
from fastapi import FastAPI, Request
from starlette.types import Message, Receive, Scope, Send

from fastapi_app.guards import BodyMiddleware, HostMiddleware, host_is_allowed, main
from fastapi_app.problems import add_problem_handlers

from .asgi import HOST, body, call, header, never, scope

pytestmark = pytest.mark.anyio


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer without looking at the body."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


def reader(max_bytes: int = 10, seconds: float = 60) -> BodyMiddleware:
    """An application that reads the body, below the middleware."""
    app = FastAPI()
    add_problem_handlers(app)

    @app.post("/length")
    @app.post("/todos/{number}/picture")
    async def length(request: Request) -> int:
        return len(await request.body())

    return BodyMiddleware(app, max_bytes, seconds, [(re.compile("/todos/[0-9]+/picture"), 100)])


def length_header(value: int) -> list[tuple[bytes, bytes]]:
    return [HOST, (b"content-length", str(value).encode())]


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        (b"localhost", True),
        (b"LOCALHOST:8000", True),
        (b"a.example.org", True),
        (b"a.b.example.org:1", True),
        (b"[::1]:8000", True),
        (b"example.org", False),
        (b"badexample.org", False),
        (b"localhost.attacker.example", False),
        (b"localhost:", False),
        (b"localhost:99999999", False),
        (b"localhost/@attacker.example", False),
        (b"user@localhost", False),
        (b"localhost\n", False),
        (b"*.example.org", False),
        (b"", False),
        (b"\xff", False),
    ],
)
async def test_hosts(host: bytes, allowed: bool) -> None:
    assert host_is_allowed([(b"host", host)], ["localhost", "*.example.org", "[::1]"]) is allowed


async def test_one_host_and_no_other_is_needed() -> None:
    assert not host_is_allowed([], ["localhost"])
    assert not host_is_allowed([(b"host", b"localhost"), (b"host", b"localhost")], ["localhost"])


async def test_another_host_is_400_and_goes_no_further() -> None:
    async def must_not_run(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError

    messages = await call(HostMiddleware(must_not_run, ["localhost"]), scope())
    assert messages[0]["status"] == 400
    assert header(messages, "content-type") == "application/problem+json"
    assert "testserver" not in messages[1]["body"].decode()


async def test_an_allowed_host_goes_on() -> None:
    messages = await call(HostMiddleware(hello, ["testserver"]), scope())
    assert messages[1]["body"] == b"hello"


async def test_a_websocket_to_another_host_is_closed() -> None:
    async def connect() -> Message:
        return {"type": "websocket.connect"}

    messages = await call(HostMiddleware(hello, ["localhost"]), scope(kind="websocket"), connect)
    assert [message["type"] for message in messages] == ["websocket.close"]


@pytest.mark.parametrize("middleware", [HostMiddleware(hello, []), BodyMiddleware(hello, 1, 1)])
async def test_the_lifespan_passes(middleware: HostMiddleware | BodyMiddleware) -> None:
    assert await call(middleware, {"type": "lifespan"}) != []


async def test_a_body_at_the_limit_passes() -> None:
    messages = await call(reader(), scope("POST", "/length", length_header(10)), body(b"x" * 10))
    assert messages[1]["body"] == b"10"


async def test_a_declared_length_is_refused_before_anything_is_read() -> None:
    messages = await call(reader(), scope("POST", "/length", length_header(11)), never)
    assert messages[0]["status"] == 413
    assert header(messages, "connection") == "close"
    assert json.loads(messages[1]["body"])["detail"] == "The body may have 10 bytes at most."


async def test_a_chunked_body_is_counted() -> None:
    left = [b"x" * 4] * 100
    receive = body(*left)
    messages = await call(reader(), scope("POST", "/length"), receive)
    assert messages[0]["status"] == 413
    assert header(messages, "connection") == "close"


async def test_a_length_that_lies_does_not_help() -> None:
    messages = await call(reader(), scope("POST", "/length", length_header(3)), body(b"x" * 11))
    assert messages[0]["status"] == 413


async def test_some_paths_take_more() -> None:
    for path, expected in (("/todos/1/picture", 200), ("/length", 413)):
        messages = await call(reader(), scope("POST", path, length_header(100)), body(b"x" * 100))
        assert messages[0]["status"] == expected
    messages = await call(reader(), scope("POST", "/todos/1/picture", length_header(101)), never)
    assert messages[0]["status"] == 413


async def test_the_limit_of_a_path_is_that_of_the_whole_path() -> None:
    middleware = reader()
    assert middleware.limit("/todos/1/picture") == 100
    assert middleware.limit("/todos/1/picture/x") == middleware.limit("/length") == 10


async def test_a_silent_client_is_408() -> None:
    messages = await call(reader(seconds=0.01), scope("POST", "/length"), body(b"x", then=never))
    assert messages[0]["status"] == 408
    assert header(messages, "connection") == "close"
    assert json.loads(messages[1]["body"])["detail"] == "The body was not there within 0.01 seconds."


async def test_a_drip_of_bytes_does_not_extend_the_deadline() -> None:
    received = 0

    async def drip() -> Message:
        nonlocal received
        await asyncio.sleep(0.01)  # the client's, not the test's: shorter than the deadline, each time anew
        received += 1
        return {"type": "http.request", "body": b"x", "more_body": True}

    messages = await call(reader(max_bytes=10_000, seconds=0.1), scope("POST", "/length"), drip)
    assert messages[0]["status"] == 408
    assert received < 1000


async def test_after_the_body_nothing_is_cut() -> None:
    """A stream listens for the end of the connection as long as it lasts."""
    heard: list[Message] = []

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(await receive())
        heard.append(await receive())

    gone = asyncio.Event()

    async def disconnect_late() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    loop = asyncio.get_running_loop()
    loop.call_later(0.05, gone.set)
    middleware = BodyMiddleware(stream, max_bytes=10, seconds=0.001)
    receive = body(b"")
    messages = iter([receive, disconnect_late])
    await middleware(scope(), lambda: next(messages)(), never_send)
    assert [message["type"] for message in heard] == ["http.request", "http.disconnect"]


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    out = capsys.readouterr().out
    assert "50 bytes at once:\n  a body of 50 bytes arrived\n" in out
    assert "without end:\n  408 The body was not there within 0.2 seconds.\n" in out
    assert "101 bytes declared:\n  413\n" in out
    assert "another host:\n  400\n" in out


async def never_send(message: Message) -> None:
    raise AssertionError
