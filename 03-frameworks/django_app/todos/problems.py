"""Errors in the form that the client asked for: problem documents for programs, pages for people.

Django sends every unanswered exception to one of four handlers, named in ``urls.py``. They are the one place where the
form of an error is decided, for views, middleware and addresses that do not exist alike; an API that wraps its own
views only answers a wrong address with a page. Under /todos and /health it is always a problem document (RFC 9457),
elsewhere by the header Accept.

Cost: nothing for what succeeds.
Not for: telling a stranger what went wrong inside: ``detail`` never holds a traceback, SQL or the input; the log does.
Asked: what may an error tell a client? Why one ``type`` for all mistakes of validation, and 422 beside 400?
Source: https://www.rfc-editor.org/rfc/rfc9457,
  https://docs.djangoproject.com/en/stable/topics/http/views/#customizing-error-views
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

VALIDATION = "urn:problem:todos:validation"
API_PATHS = ("/todos", "/health", "/statistics")
_BELOW = tuple(f"{path}/" for path in API_PATHS)


class ProblemError(Exception):
    """An error with its answer: raised anywhere in a view of the API, answered by its ``dispatch``."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """``detail`` is one sentence; ``errors`` name each mistake by its ``pointer`` or ``parameter``."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers

    def answer(self) -> HttpResponse:
        """Return the problem document with its status and headers."""
        return problem(self.status, self.detail, errors=self.errors, headers=self.headers)


def problem(
    status: HTTPStatus,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return ``application/problem+json`` with the members type, title (the phrase of the status), status and detail.

    ``errors`` is a member only with 422, whose type is ``urn:problem:todos:validation``; all others have
    ``about:blank``.
    """
    document: dict[str, object] = {
        "type": VALIDATION if status == HTTPStatus.UNPROCESSABLE_ENTITY else "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        document["errors"] = list(errors)
    return JsonResponse(document, status=status.value, content_type="application/problem+json", headers=headers)


def is_api(path: str) -> bool:
    """Tell whether a path is one of API_PATHS or below one."""
    return path.startswith(API_PATHS) and (path in API_PATHS or path.startswith(_BELOW))


def wants_problem(request: HttpRequest) -> bool:
    """Tell whether an error of this request is a problem document: by its path, else by what Accept prefers.

    A client that prefers nothing (no Accept, or ``*/*``) gets a page: it is outside the API.
    """
    if is_api(request.path_info):
        return True
    preferred = request.get_preferred_type(["text/html", "application/problem+json", "application/json"])
    return preferred is not None and preferred != "text/html"


def refuse(request: HttpRequest, status: HTTPStatus, detail: str) -> HttpResponse:
    """Answer an error as the request wants it: a problem document, or the template ``error.html``.

    The page gets ``status`` (the number), ``title`` (its phrase) and ``detail``.
    """
    if wants_problem(request):
        return problem(status, detail)
    context = {"status": status.value, "title": status.phrase, "detail": detail}
    return render(None, "error.html", context, status=status.value)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what Django found suspicious, by the kind of the exception.

    RequestDataTooBig: 413, "The request has more bytes than are taken here."; DisallowedHost: 400, "The Host header
    names a host that is not served here."; anything else: 400, "The request cannot be understood.".
    """
    if isinstance(exception, RequestDataTooBig):
        return refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request has more bytes than are taken here.")
    if isinstance(exception, DisallowedHost):
        return refuse(request, HTTPStatus.BAD_REQUEST, "The Host header names a host that is not served here.")
    return refuse(request, HTTPStatus.BAD_REQUEST, "The request cannot be understood.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403, "You may not do this."."""
    return refuse(request, HTTPStatus.FORBIDDEN, "You may not do this.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, "There is nothing at this address."; the path is not repeated, since a stranger chose it."""
    return refuse(request, HTTPStatus.NOT_FOUND, "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, "Something went wrong here; it has been logged.".

    It must not fail itself, so it uses no database, no session and no context processor.
    """
    return refuse(request, HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong here; it has been logged.")
