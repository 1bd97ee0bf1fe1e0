"""Middleware in Django's two shapes: a function that returns a function, and a class. Both wrap whatever comes next.

A middleware is built once, when the process starts, and is called for every request: what happens before
``get_response`` sees the request on its way in, what happens after sees the answer on its way out, and who answers
without calling it ends the way there. An exception of a view never arrives here: Django makes an answer of it between
any two middleware.

Django runs each middleware in the mode it can: under ASGI one that is only synchronous moves the rest of the chain into
a thread, which costs more than most middleware do. So both shapes here take either mode.

Cost: two function calls for each request; under ASGI a hop between threads for each change of mode in the chain.
Not for: what concerns some views only (a decorator or a mixin), or opening transactions for requests that only read.
Asked: in which order does middleware run, on the way in and on the way out? What does one synchronous middleware cost
  under ASGI?
Source: https://docs.djangoproject.com/en/stable/topics/http/middleware/
"""

import re
import secrets
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from inspect import iscoroutinefunction

from asgiref.sync import markcoroutinefunction
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.utils.decorators import sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin

from django_app.bodies import BODY_PROBLEM, INCOMPLETE, TIMEOUT, TOO_LARGE
from django_app.logs import request_id as log_request_id
from django_app.todos.problems import is_api, refuse

type Sync = Callable[[HttpRequest], HttpResponseBase]
type Async = Callable[[HttpRequest], Awaitable[HttpResponseBase]]

_REFUSALS = {
    TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body has more bytes than are taken here."),
    INCOMPLETE: (HTTPStatus.BAD_REQUEST, "The body ended before its announced length."),
    TIMEOUT: (HTTPStatus.REQUEST_TIMEOUT, "The body did not arrive in time."),
}


class RequestIdMiddleware:
    """Gives each request a name, and each answer that name and the time it took.

    ``X-Request-ID`` is the client's own value when it is 8 to 64 letters, digits or hyphens (a proxy's, for example),
    otherwise 16 random hexadecimal digits. ``Server-Timing: app;dur=1.234`` is the time in milliseconds, shown by a
    browser's tools.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Sync | Async) -> None:
        self.get_response = get_response
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)  # Django asks; a class with __call__ does not look like a coroutine function

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer the request, or return an awaitable of the answer when what comes next is asynchronous."""
        if self._is_async:
            return self._call_async(request)
        request_id, start = self._begin(request)
        response = self.get_response(request)
        assert isinstance(response, HttpResponseBase)  # noqa: S101  (for the type checker: the mode is synchronous)
        return self._end(response, request_id, start)

    async def _call_async(self, request: HttpRequest) -> HttpResponseBase:
        request_id, start = self._begin(request)
        response = self.get_response(request)
        assert not isinstance(response, HttpResponseBase)  # noqa: S101  (for the type checker: the mode is asynchronous)
        return self._end(await response, request_id, start)

    def _begin(self, request: HttpRequest) -> tuple[str, float]:
        given = request.META.get("HTTP_X_REQUEST_ID")
        # It goes into logs and headers, so a stranger may not choose any text.
        request_id = given if given and re.fullmatch("[A-Za-z0-9-]{8,64}", given) else secrets.token_hex(8)
        log_request_id.set(request_id)
        return request_id, time.perf_counter()

    def _end(self, response: HttpResponseBase, request_id: str, start: float) -> HttpResponseBase:
        response.headers["X-Request-ID"] = request_id
        response.headers["Server-Timing"] = f"app;dur={(time.perf_counter() - start) * 1000:.3f}"
        return response


class PagesOnlyMixin(MiddlewareMixin):
    """Mixed into a middleware of Django, lets requests of the API (problems.API_PATHS and below) pass by it.

    The public API then has no ``request.session`` and no ``request.user``: it cannot act on behalf of a cookie even by
    mistake, which is what makes its exemption from the CSRF check safe. It is a little faster, too.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer as the middleware does, or for the API as what comes next does."""
        if is_api(request.path_info):
            return self.get_response(request)
        return super().__call__(request)


class PageSessionMiddleware(PagesOnlyMixin, SessionMiddleware):
    """Sessions, for pages."""


class PageAuthenticationMiddleware(PagesOnlyMixin, AuthenticationMiddleware):
    """``request.user``, for pages."""


class PageContentSecurityPolicyMiddleware(PagesOnlyMixin, ContentSecurityPolicyMiddleware):
    """What a page may load, for pages: JSON loads nothing."""


class PageMessageMiddleware(PagesOnlyMixin, MessageMiddleware):
    """Flashed messages, for pages."""


@sync_and_async_middleware
def refuse_bad_bodies(get_response: Sync | Async) -> Sync | Async:
    """Answer 413, 408 or 400 when bodies.py found a body too large, too slow or cut off, as a page or a problem.

    In this order of BODY_PROBLEM: TOO_LARGE, "The body has more bytes than are taken here."; TIMEOUT, "The body did not
    arrive in time."; INCOMPLETE, "The body ended before its announced length.".

    bodies.py reads before Django exists for the request; the answer is made here, so that it has the headers of all
    others.
    """
    if iscoroutinefunction(get_response):

        async def middleware_async(request: HttpRequest) -> HttpResponseBase:
            refusal = _refusal(request)
            return await get_response(request) if refusal is None else refusal

        return middleware_async

    def middleware(request: HttpRequest) -> HttpResponseBase:
        refusal = _refusal(request)
        if refusal is not None:
            return refusal
        response = get_response(request)
        assert isinstance(response, HttpResponseBase)  # noqa: S101  (for the type checker: the mode is synchronous)
        return response

    return middleware


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    problem = request.META.get(BODY_PROBLEM)
    return None if problem is None else refuse(request, *_REFUSALS[problem])
