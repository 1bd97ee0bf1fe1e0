import asyncio
import re
from collections.abc import Callable

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fastapi_app.middleware import (
    PAGE_HEADERS,
    CrashMiddleware,
    HeadMiddleware,
    PublicMiddleware,
    ResponseHeadersMiddleware,
)
from fastapi_app.problems import Problem, problem_response

from .asgi import HOST, call, header, never, scope

pytestmark = pytest.mark.anyio


async def show_id(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    response = JSONResponse({"id": request.state.request_id, "method": request.method})
    await response(scope, receive, send)


async def crash(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("SELECT secret FROM users")


@pytest.mark.parametrize("answer", [PlainTextResponse("a"), JSONResponse({}), Response(status_code=204)])
async def test_no_answer_is_sniffed(answer: Response) -> None:
    assert header(await call(ResponseHeadersMiddleware(answer), scope()), "x-content-type-options") == "nosniff"


@pytest.mark.parametrize("name", PAGE_HEADERS)
async def test_what_may_be_a_page_gets_the_headers_of_pages(name: str) -> None:
    picture = Response("<svg/>", media_type="image/svg+xml")
    for answer in (HTMLResponse("a"), PlainTextResponse("a"), picture, Response("no type")):
        messages = await call(ResponseHeadersMiddleware(answer), scope())
        assert header(messages, name.lower()) == PAGE_HEADERS[name]
    for answer in (JSONResponse({}), problem_response(Problem(404, "Gone."))):
        assert header(await call(ResponseHeadersMiddleware(answer), scope()), name.lower()) is None


async def test_the_policy_allows_nothing_inline() -> None:
    policy = PAGE_HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


async def test_a_header_of_the_answer_itself_is_kept() -> None:
    page = HTMLResponse("a", headers={"X-Frame-Options": "own"})
    messages = await call(ResponseHeadersMiddleware(page), scope())
    assert [value for name, value in messages[0]["headers"] if name == b"x-frame-options"] == [b"own"]


async def test_each_request_has_an_id_of_its_own() -> None:
    middleware = ResponseHeadersMiddleware(show_id)
    answers = [await call(middleware, scope()) for _ in range(2)]
    ids = [header(messages, "x-request-id") for messages in answers]
    assert ids[0] != ids[1]
    assert f'"id":"{ids[0]}"'.encode() in answers[0][1]["body"]


@pytest.mark.parametrize("given", ["abc-1.2_3", "x" * 64])
async def test_a_good_id_of_the_client_is_kept(given: str) -> None:
    messages = await call(ResponseHeadersMiddleware(show_id), scope(headers=[HOST, (b"x-request-id", given.encode())]))
    assert header(messages, "x-request-id") == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\nforged line", "<script>", "é"])
async def test_another_id_is_replaced(given: str) -> None:
    messages = await call(ResponseHeadersMiddleware(show_id), scope(headers=[HOST, (b"x-request-id", given.encode())]))
    assert re.fullmatch("[0-9a-f]{16}", header(messages, "x-request-id") or "")


async def test_the_time_is_told() -> None:
    messages = await call(ResponseHeadersMiddleware(show_id), scope())
    assert re.fullmatch(r"app;dur=[0-9]+\.[0-9]", header(messages, "server-timing") or "")


async def test_a_crash_tells_nothing_to_the_client_and_all_to_the_log(crash_log: pytest.LogCaptureFixture) -> None:
    request = scope(headers=[HOST, (b"x-request-id", b"id-17")])
    messages = await call(ResponseHeadersMiddleware(CrashMiddleware(crash)), request)
    assert messages[0]["status"] == 500
    assert header(messages, "content-type") == "application/problem+json"
    assert "SELECT" not in messages[1]["body"].decode()
    assert "unhandled exception in request id-17" in crash_log.text
    assert "SELECT secret" in crash_log.text


async def test_a_crash_after_the_answer_began_goes_on_to_the_server(crash_log: pytest.LogCaptureFixture) -> None:
    async def crash_late(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("late")

    with pytest.raises(RuntimeError, match="late"):
        await call(CrashMiddleware(crash_late), scope())
    assert "late" in crash_log.text


async def test_a_client_that_has_gone_is_no_error(crash_log: pytest.LogCaptureFixture) -> None:
    async def gone(scope: Scope, receive: Receive, send: Send) -> None:
        raise ClientDisconnect

    assert await call(CrashMiddleware(gone), scope()) == []
    assert crash_log.records == []


async def test_head_is_get_without_a_body() -> None:
    get = await call(HeadMiddleware(show_method), scope())
    head = await call(HeadMiddleware(show_method), scope("HEAD"))
    assert head[0] == get[0]
    assert b"GET" in get[1]["body"]
    assert head[1:] == [{"type": "http.response.body", "body": b"", "more_body": False}]


async def show_method(scope: Scope, receive: Receive, send: Send) -> None:
    await JSONResponse({"method": scope["method"]})(scope, receive, send)


async def test_head_ends_a_stream_before_it_sends_anything() -> None:
    ended = asyncio.Event()
    bodies: list[Message] = []

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        async with asyncio.timeout(20):
            await ended.wait()
        await send({"type": "http.response.body", "body": b"x", "more_body": True})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            bodies.append(message)
            ended.set()

    await HeadMiddleware(stream)(scope("HEAD"), never, send)
    assert bodies == [{"type": "http.response.body", "body": b"", "more_body": False}]


async def test_a_stream_is_not_held_back() -> None:
    """Each part arrives before the next one is made: nothing on the way collects the answer."""
    arrived = asyncio.Event()

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"1", "more_body": True})
        assert arrived.is_set()
        await send({"type": "http.response.body", "body": b"2"})

    async def send(message: Message) -> None:
        if message.get("body") == b"1":
            arrived.set()

    app: ASGIApp = stream
    for kind in (CrashMiddleware, HeadMiddleware, ResponseHeadersMiddleware):
        app = kind(app)
    await app(scope(), lambda: asyncio.sleep(0, {"type": "http.disconnect"}), send)


ORIGIN = (b"origin", b"https://elsewhere.example")


def public(app: ASGIApp) -> PublicMiddleware:
    return PublicMiddleware(app, "/todos", ["GET", "PATCH"], ["Link"])


@pytest.mark.parametrize(
    ("path", "open_to_all"),
    [("/todos", True), ("/todos/1", True), ("/todosx", False), ("/", False), ("/log-in", False)],
)
async def test_cors_is_for_one_path_and_those_below(path: str, open_to_all: bool) -> None:
    messages = await call(public(PlainTextResponse("a")), scope(path=path, headers=[HOST, ORIGIN]))
    assert header(messages, "access-control-allow-origin") == ("*" if open_to_all else None)


async def test_cors_never_comes_with_cookies() -> None:
    messages = await call(public(PlainTextResponse("a")), scope(path="/todos", headers=[HOST, ORIGIN]))
    assert header(messages, "access-control-allow-credentials") is None
    assert header(messages, "access-control-expose-headers") == "Link"


@pytest.mark.parametrize(("method", "status"), [(b"PATCH", 200), (b"GET", 200), (b"PUT", 400)])
async def test_a_preflight_allows_these_methods(method: bytes, status: int) -> None:
    headers = [
        HOST,
        ORIGIN,
        (b"access-control-request-method", method),
        (b"access-control-request-headers", b"content-type"),
    ]
    messages = await call(public(crash), scope("OPTIONS", "/todos", headers))
    assert messages[0]["status"] == status


@pytest.mark.parametrize(("method", "name"), [(b"PUT", b"content-type"), (b"GET", b"x-other")])
async def test_a_refused_preflight_is_a_problem_too(method: bytes, name: bytes) -> None:
    asked = [(b"access-control-request-method", method), (b"access-control-request-headers", name)]
    messages = await call(public(crash), scope("OPTIONS", "/todos", [HOST, ORIGIN, *asked]))
    assert messages[0]["status"] == 400
    assert header(messages, "content-type") == "application/problem+json"
    assert header(messages, "access-control-allow-origin") == "*"
    assert header(messages, "access-control-allow-methods") == "GET, PATCH"
    assert b"This preflight asks for a method or a header that is not allowed." in messages[1]["body"]


async def test_a_crash_below_cors_keeps_its_header(crash_log: pytest.LogCaptureFixture) -> None:
    messages = await call(public(CrashMiddleware(crash)), scope(path="/todos", headers=[HOST, ORIGIN]))
    assert (messages[0]["status"], header(messages, "access-control-allow-origin")) == (500, "*")


@pytest.mark.parametrize("kind", [CrashMiddleware, HeadMiddleware, ResponseHeadersMiddleware, public])
async def test_websockets_pass(kind: Callable[[ASGIApp], ASGIApp]) -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    await call(kind(app), {"type": "websocket", "path": "/todos"})
    assert seen == ["websocket"]
