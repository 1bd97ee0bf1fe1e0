"""Errors as data: one JSON document for every failure, whoever noticed it (RFC 9457).

FastAPI's own errors have two shapes (``{"detail": "text"}`` and ``{"detail": [...]}``), and the list repeats the
input: a client that sent a password with a typing mistake beside it finds the password in the answer, and in every log
on the way. Exception handlers replace both. They are registered for classes: the nearest class in the exception's
``mro`` wins.

An exception that nobody handles is no business of a client: ``middleware.py`` logs it and answers 500 without its text.

Cost: nothing until something fails.
Not for: pages. A browser that asks for HTML should get HTML; this service's one page makes no request that could fail
so.
Asked: 400 or 422? Why does a handler for ``Exception`` not see an HTTPException, and where does its answer leave the
app?
Source: RFC 9457, RFC 6901 (pointers), https://fastapi.tiangolo.com/tutorial/handling-errors/
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

MEDIA_TYPE = "application/problem+json"
VALIDATION = "urn:problem:todos:validation"
MAX_ERRORS = 100
"""A body can hold more mistakes than anyone reads; those after this number are only counted."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class Mistake(BaseModel):
    """One mistake in a request, and its place: a pointer into the body, or the name of a parameter."""

    detail: str
    pointer: str | None = Field(default=None, description="JSON pointer into the body", examples=["#/title"])
    parameter: str | None = Field(default=None, description="Name of a query, path, header or cookie parameter")


class Problem(HTTPException):
    """An error to answer with: ``raise Problem(404, "There is no such to-do.")``. ``mistakes`` come with 422 only."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        mistakes: Sequence[Mistake] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.mistakes = list(mistakes)


def problem_response(error: HTTPException) -> Response:
    """Return the response that tells a client of the error, with the error's headers.

    ``type`` is ``about:blank``, or ``urn:problem:todos:validation`` when there are mistakes; ``title`` is the phrase of
    the status. An HTTPException without a text of its own (its detail is the phrase) gets ``There is nothing here.`` as
    detail for 404, else the phrase with a full stop.
    """
    phrase = HTTPStatus(error.status_code).phrase
    detail = str(error.detail)
    if detail == phrase:
        detail = "There is nothing here." if error.status_code == HTTPStatus.NOT_FOUND else f"{phrase}."
    document: dict[str, object] = {
        "type": "about:blank",
        "title": phrase,
        "status": error.status_code,
        "detail": detail,
    }
    if isinstance(error, Problem) and error.mistakes:
        document["type"] = VALIDATION
        document["errors"] = [mistake.model_dump(exclude_none=True) for mistake in error.mistakes]
    # json.dumps writes a lone surrogate, which may stand in the name of a member, as its escape; UTF-8 has none.
    return Response(json.dumps(document), error.status_code, error.headers, media_type=MEDIA_TYPE)


def locate(location: Sequence[str | int], detail: str) -> Mistake:
    """Return the mistake at a place as Pydantic names it; the first part is the part of the request.

    >>> locate(("body", "a/b", 0), "Too long").pointer
    '#/a~1b/0'
    >>> locate(("body",), "No object").pointer
    '#'
    >>> locate(("query", "limit"), "Too large").parameter
    'limit'
    """
    part, *path = location
    if part == "body":
        steps = [str(step).replace("~", "~0").replace("/", "~1") for step in path]
        return Mistake(detail=detail, pointer="#" + "".join(f"/{step}" for step in steps))
    return Mistake(detail=detail, parameter=str(path[0] if path else part))


def validation_problem(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the problem for what Pydantic found: what was expected and where, never what was sent.

    At most MAX_ERRORS are listed; ``detail`` tells how many there are: ``The request has a mistake.`` or
    ``The request has 2 mistakes.``. Where a model was expected and something else came, it says
    ``Expected a JSON object``; an unknown member is ``Unknown member``.
    """
    found = [locate(error["loc"], _expectation(error)) for error in errors[:MAX_ERRORS]]
    detail = "The request has a mistake." if len(errors) == 1 else f"The request has {len(errors)} mistakes."
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, mistakes=found)


def _expectation(error: Mapping[str, Any]) -> str:
    if error["type"] in ("model_attributes_type", "model_type"):
        return "Expected a JSON object"
    if error["type"] == "extra_forbidden":
        return "Unknown member"
    return str(error["msg"]).removeprefix("Value error, ")


def allowed_methods(request: Request) -> list[str]:
    """Return the methods that some route of the app takes at the request's path, in the order of METHODS.

    The router stops at the first route whose path fits, and names the methods of that one route only; the others may be
    on the next. HEAD is there wherever GET is.
    """

    def is_routed(method: str) -> bool:
        scope = {**request.scope, "method": "GET" if method == "HEAD" else method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return [method for method in METHODS if is_routed(method)]


def add_problem_handlers(app: FastAPI) -> None:
    """Make the app answer HTTPException, RequestValidationError and SQLAlchemy's TimeoutError with problem documents.

    A 405 gets the complete ``Allow``; all other headers of the exception are kept. The last one, raised when no
    connection is free for too long, is 503 with ``Retry-After: 1``: the request is fine, and may come again.
    """

    @app.exception_handler(HTTPException)
    async def on_http_error(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = ", ".join(allowed_methods(request))
            detail = f"This address takes {allowed}." if allowed else "This address takes no such method."
            error = Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid_request(_request: Request, error: RequestValidationError) -> Response:
        return problem_response(validation_problem(error.errors()))

    @app.exception_handler(PoolTimeout)
    async def on_busy_database(_request: Request, _error: PoolTimeout) -> Response:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return problem_response(Problem(status, "The database is busy; try again.", headers={"Retry-After": "1"}))


def main() -> None:
    """Print a problem with two mistakes."""
    response = problem_response(
        validation_problem(
            [
                {"type": "missing", "loc": ("body", "title"), "msg": "Field required"},
                {"type": "extra_forbidden", "loc": ("body", "owner"), "msg": "Extra inputs are not permitted"},
            ]
        )
    )
    print(response.status_code, response.headers["content-type"])
    print(json.dumps(json.loads(bytes(response.body)), indent=2))


if __name__ == "__main__":
    main()
