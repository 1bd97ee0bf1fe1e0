"""JSON and nothing else: what lies between the bytes of a body and the model that checks it.

FastAPI parses leniently. A body without Content-Type is no JSON for it, so the client reads "Input should be a valid
dictionary" where "415" would help; ``NaN`` and ``Infinity``, which are not JSON, become floats; an empty body is a
missing field. A route class is the framework's place for rules that hold for every operation of a router: it wraps the
handler of each route.

Content-Type matters for security too: a form on any web page can send ``text/plain`` to us without asking (no
preflight), and a server that reads that as JSON has opened its API to every page.

Cost: a look at one header, and parsing by Python's ``json``; the model is checked by Pydantic as before.
Not for: forms and files, whose routes keep FastAPI's own class.
Asked: 400, 415 or 422? Which of Python's JSON extensions are a risk? How deep is deep?
Source: RFC 8259, RFC 9110 section 15.5.16, RFC 5789 (Accept-Patch),
https://fastapi.tiangolo.com/how-to/custom-request-and-route/
"""

import json
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, NoReturn, override

from fastapi import Request, Response
from fastapi.routing import APIRoute

from fastapi_app.problems import Problem

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"


class JsonRoute(APIRoute):
    """A route whose body, if it declares one, is JSON in UTF-8.

    Another Content-Type, or none, is 415; ``application/merge-patch+json`` is taken by PATCH as well. What is not JSON
    is 400. For a router: ``APIRouter(route_class=JsonRoute)``.
    """

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler with the checks in front, or alone when the operation has no body."""
        handler = super().get_route_handler()
        if self.body_field is None:
            return handler
        media_types = [JSON, MERGE_PATCH] if "PATCH" in (self.methods or ()) else [JSON]

        async def checked(request: Request) -> Response:
            require_media_type(request.headers.get("content-type", ""), media_types)
            request = JsonRequest(request.scope, request.receive)
            await request.json()  # kept by the request: FastAPI gets the same object when it asks
            return await handler(request)

        return checked


class JsonRequest(Request):
    """A request whose ``json`` is strict."""

    _parsed: object

    @override
    async def json(self) -> Any:
        """Return the body as Python objects, or raise Problem 400 (see ``parse``)."""
        if not hasattr(self, "_parsed"):
            self._parsed = parse(await self.body())
        return self._parsed


def require_media_type(content_type: str, accepted: list[str]) -> None:
    """Raise Problem 415 unless the header's value is one of the accepted media types; parameters do not matter.

    The detail is ``Send the body as application/json.``, with ``or`` between several types, which are named in an
    ``Accept-Patch`` header too.

    >>> require_media_type("Application/JSON; charset=utf-8", ["application/json"])
    """
    if content_type.partition(";")[0].strip().lower() not in accepted:
        headers = {"Accept-Patch": ", ".join(accepted)} if MERGE_PATCH in accepted else None
        detail = f"Send the body as {' or '.join(accepted)}."
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, headers=headers)


def parse(body: bytes) -> object:
    """Return the JSON value in ``body``, or raise Problem 400 with a detail that names the place and not the content.

    Refused: bytes that are not UTF-8, ``NaN`` and ``Infinity``, nesting beyond Python's stack, and integers of more
    digits than Python converts (4300, since the time grows with their square).

    >>> parse(b'{"a": [1, 2.5, null]}')
    {'a': [1, 2.5, None]}
    """
    try:
        return json.loads(body.decode(), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        detail = f"The body is not UTF-8: {error.reason} at byte {error.start}."
    except json.JSONDecodeError as error:
        detail = f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
    except RecursionError:
        detail = "The body is nested too deeply."
    except ValueError:
        detail = "The body is not JSON: a number is NaN, infinite, or has too many digits."
    raise Problem(HTTPStatus.BAD_REQUEST, detail)


def _refuse(_constant: str) -> NoReturn:
    raise ValueError


def main() -> None:
    """Show what is refused, and that Python alone takes some of it."""
    print("json.loads alone:", json.loads("[NaN, Infinity]"))
    for body in (b"", b'{"title": NaN}', b"\xff", b"[" * 100_000, b"1" * 5000):
        try:
            parse(body)
        except Problem as error:
            print(body[:20], "->", error.status_code, error.detail)


if __name__ == "__main__":
    main()
