"""Both shapes of middleware, in both modes."""

import logging
import re

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import AsyncClient, Client, RequestFactory

from django_app.bodies import BODY_PROBLEM, INCOMPLETE, TIMEOUT, TOO_LARGE
from django_app.logs import RequestIdFilter
from django_app.middleware import (
    PageAuthenticationMiddleware,
    PageMessageMiddleware,
    PageSessionMiddleware,
    RequestIdMiddleware,
    refuse_bad_bodies,
)


def answer(request: HttpRequest) -> HttpResponse:
    """What comes next, synchronously."""
    return HttpResponse("answered")


async def answer_async(request: HttpRequest) -> HttpResponseBase:
    """What comes next, asynchronously."""
    return HttpResponse("answered")


def logged_name() -> str:
    """The name that a record of the log gets now."""
    record = logging.makeLogRecord({})
    assert RequestIdFilter().filter(record)
    name: str = record.__dict__["request_id"]
    return name


def test_an_answer_has_a_name_and_a_time(client: Client) -> None:
    first, second = client.get("/health"), client.get("/health")
    assert re.fullmatch("[0-9a-f]{16}", first["X-Request-ID"])
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert re.fullmatch(r"app;dur=\d+\.\d{3}", first["Server-Timing"])


@pytest.mark.parametrize("given", ["a" * 8, "a" * 64, "0A-9z-Z-1"])
def test_a_name_that_is_given_is_kept(client: Client, given: str) -> None:
    assert client.get("/health", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "a" * 7, "a" * 65, "12345678\n", "1234 5678", "ärgerlich", "<script>"])
def test_a_name_that_could_do_harm_in_a_log_is_replaced(client: Client, given: str) -> None:
    assert re.fullmatch("[0-9a-f]{16}", client.get("/health", headers={"X-Request-ID": given})["X-Request-ID"])


def test_the_log_knows_the_name_of_the_request() -> None:
    names = []

    def view(request: HttpRequest) -> HttpResponse:
        names.append(logged_name())
        return HttpResponse()

    request = RequestFactory().get("/", headers={"X-Request-ID": "from-a-proxy"})
    RequestIdMiddleware(view)(request)
    assert names == ["from-a-proxy"]


def test_each_mode_stays_itself() -> None:
    assert async_to_sync(AsyncClient().get)("/health")["X-Request-ID"]
    request = RequestFactory().get("/")

    response = RequestIdMiddleware(answer)(request)
    assert isinstance(response, HttpResponse)
    assert response.content == b"answered"

    async def through() -> HttpResponseBase:
        awaitable = RequestIdMiddleware(answer_async)(request)
        assert not isinstance(awaitable, HttpResponseBase)
        return await awaitable

    assert async_to_sync(through)()["X-Request-ID"]


@pytest.mark.parametrize(("problem", "status"), [(TOO_LARGE, 413), (TIMEOUT, 408), (INCOMPLETE, 400), (None, 200)])
def test_a_bad_body_is_answered_before_the_view(problem: str | None, status: int) -> None:
    environ = {} if problem is None else {BODY_PROBLEM: problem}
    request = RequestFactory().post("/todos", **environ)  # type: ignore[arg-type]  # keys of the environ, as a server sets them

    response = refuse_bad_bodies(answer)(request)
    assert isinstance(response, HttpResponse)
    assert response.status_code == status
    assert (response.content == b"answered") is (problem is None)

    async def through() -> HttpResponseBase:
        awaitable = refuse_bad_bodies(answer_async)(request)
        assert not isinstance(awaitable, HttpResponseBase)
        return await awaitable

    assert async_to_sync(through)().status_code == status


@pytest.mark.parametrize("path", ["/todos", "/todos/1", "/health", "/todos-and-more", "/"])
def test_only_pages_have_a_session_a_user_and_messages(path: str) -> None:
    seen: list[list[bool]] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append([hasattr(request, name) for name in ("session", "user", "_messages")])
        return HttpResponse()

    chain = PageSessionMiddleware(PageAuthenticationMiddleware(PageMessageMiddleware(view)))
    request = RequestFactory().get(path)
    chain(request)
    assert seen == [[path in ("/todos-and-more", "/")] * 3]


def test_what_passes_by_stays_asynchronous() -> None:
    async def through() -> HttpResponseBase:
        awaitable = PageSessionMiddleware(answer_async)(RequestFactory().get("/todos"))
        assert not isinstance(awaitable, HttpResponseBase)
        return await awaitable

    assert async_to_sync(through)().status_code == 200


def test_only_pages_have_a_policy_of_what_they_may_load(client: Client) -> None:
    assert "Content-Security-Policy" in client.get("/nothing-here")
    assert "Content-Security-Policy" not in client.get("/health")
    assert client.get("/health")["X-Content-Type-Options"] == "nosniff"
