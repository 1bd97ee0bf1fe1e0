"""Errors as data: every failure is one small JSON document that says what happened and where (RFC 9457).

A client that can rely on one shape for each error needs one piece of code to show it. ``errors`` lists all mistakes
of a request at once, each with a JSON pointer into the body (RFC 6901) or the name of the parameter or header.

Cost: nothing until something fails.
When not: never put a traceback, a query or another user's data into ``detail``; those go to the log, which the
request id in the document leads to.
Asked: 400, 409, 412 or 422? What belongs into an error that a stranger reads?
Source: RFC 9457, RFC 6901.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from notes_api.logs import request_id
from notes_api.models import PATTERN_MEANINGS
from notes_api.repository import NoteNotFoundError

MEDIA_TYPE = "application/problem+json"
VALIDATION = "urn:problem:notes:validation"
MAX_ERRORS = 100


class FieldError(BaseModel):
    """One mistake in a request, and its place: exactly one of pointer, parameter and header is given."""

    detail: str
    pointer: str | None = Field(default=None, description="JSON pointer into the body", examples=["#/tags/0"])
    parameter: str | None = Field(default=None, description="Name of the query or path parameter")
    header: str | None = Field(default=None, description="Name of the header")


class ProblemDocument(BaseModel):
    """An error of this API (RFC 9457)."""

    type: str = Field(description="A URI that names the kind of problem; about:blank says no more than the status")
    title: str
    status: int
    detail: str
    request_id: str = Field(description="Leads to the log lines of this request")
    errors: list[FieldError] | None = Field(default=None, description="What a validation found")


class Problem(HTTPException):
    """An error to answer with; ``errors`` holds the mistakes that were found, if it is about the request's fields."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.errors = list(errors)


def problem_response(problem: HTTPException) -> Response:
    """Return the response that tells a client of the problem."""
    errors = problem.errors if isinstance(problem, Problem) else []
    document = ProblemDocument(
        type=VALIDATION if errors else "about:blank",
        title=HTTPStatus(problem.status_code).phrase,
        status=problem.status_code,
        detail="There is nothing here." if problem.detail == "Not Found" else problem.detail,
        request_id=request_id.get(),
        errors=errors or None,
    )
    content = document.model_dump_json(exclude_none=True)
    return Response(content, problem.status_code, problem.headers, media_type=MEDIA_TYPE)


def field_error(location: Sequence[str | int], detail: str) -> FieldError:
    """Return the error at a location as Pydantic gives it, its first part being the part of the request.

    >>> field_error(("body", "a/b", 0), "too long").pointer
    '#/a~1b/0'
    >>> field_error(("query", "limit"), "too large").parameter
    'limit'
    """
    part, *path = location
    if part == "body":
        steps = [str(step).replace("~", "~0").replace("/", "~1") for step in path]
        return FieldError(detail=detail, pointer="#" + "".join(f"/{step}" for step in steps))
    name = str(path[0]) if path else str(part)
    return FieldError(detail=detail, header=name) if part == "header" else FieldError(detail=detail, parameter=name)


def validation_problem(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the problem for what Pydantic found, but not the input, which may hold a secret.

    A body can hold more mistakes than anyone reads: after MAX_ERRORS they are only counted.
    """
    found = [field_error(error["loc"], expectation(error)) for error in errors[:MAX_ERRORS]]
    detail = "The request has a mistake." if len(errors) == 1 else f"The request has {len(errors)} mistakes."
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=found)


def expectation(error: Mapping[str, Any]) -> str:
    """Return what an error of Pydantic says was expected, in words for a client that does not know Python.

    >>> from notes_api.models import TEXT_PATTERN
    >>> expectation({"type": "string_pattern_mismatch", "ctx": {"pattern": TEXT_PATTERN}, "msg": "..."})
    'Expected text without the character U+0000'
    """
    if error["type"] == "string_pattern_mismatch":
        return f"Expected {PATTERN_MEANINGS[error['ctx']['pattern']]}"
    if error["type"] in ("model_attributes_type", "model_type"):
        return "Expected a JSON object"
    return str(error["msg"]).removeprefix("Value error, ")


def add_problem_handlers(app: FastAPI) -> None:
    """Make the app answer each of its errors with a problem document."""

    @app.exception_handler(HTTPException)
    async def on_http_error(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = ", ".join(allowed_methods(request))
            detail = f"{request.method} is not possible here; {allowed} is."
            error = Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid_request(_request: Request, error: RequestValidationError) -> Response:
        return problem_response(validation_problem(error.errors()))

    @app.exception_handler(NoteNotFoundError)
    async def on_missing_note(_request: Request, error: NoteNotFoundError) -> Response:
        return problem_response(Problem(HTTPStatus.NOT_FOUND, str(error)))


def allowed_methods(request: Request) -> list[str]:
    """Return every method that the request's path answers to; the framework names those of one route only."""

    def is_routed(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    allowed = [method for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if is_routed(method)]
    return ["GET", "HEAD", *allowed[1:]] if allowed[0] == "GET" else allowed


EXAMPLES = {
    HTTPStatus.BAD_REQUEST: "The body is not JSON: Expecting value at line 1, column 1.",
    HTTPStatus.NOT_FOUND: "There is no note 0198c1f0-6f3a-7c11-9d0a-2f6b1c9a7e55.",
    HTTPStatus.NOT_ACCEPTABLE: "This resource is available as application/json only.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body may hold 1048576 bytes at most.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Send the body as application/json.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The request has a mistake.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something broke on our side. The request id leads to the log.",
}


def problem_responses(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of the errors an operation may answer with, each with an example."""
    return {
        status.value: {
            "description": status.phrase,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/ProblemDocument"},
                    "example": _example(status),
                }
            },
        }
        for status in (*statuses, HTTPStatus.INTERNAL_SERVER_ERROR)
    }


def describe_problems(app: FastAPI) -> None:
    """Put the schema of a problem document into the OpenAPI document of an app that has all its routes."""
    schema = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    app.openapi()["components"]["schemas"] |= schema.pop("$defs") | {"ProblemDocument": schema}


def _example(status: HTTPStatus) -> dict[str, Any]:
    example: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": EXAMPLES[status],
        "request_id": "5f0c2a9e7d1b4c3f",
    }
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        mistake = FieldError(detail="String should have at most 200 characters", pointer="#/title")
        example |= {"type": VALIDATION, "errors": [json.loads(mistake.model_dump_json(exclude_none=True))]}
    return example
