"""What HTTP and JSON let through and an API should not: checked before a handler sees the request.

FastAPI answers in JSON whatever ``Accept`` says, and Python's parser takes the last of two equal keys, ``NaN``, and
nesting until the stack is full. A custom route class is the framework's place for rules that hold for every
operation.

Cost: two header look-ups a request; parsing JSON with a hook is about twice as slow as without, on writes only.
When not: files and other bodies that are not JSON.
Asked: 406 or 415? What can go wrong between "valid JSON" and a dict? (Duplicate keys: two parsers, two meanings.)
Source: RFC 9110 sections 12.5.1, 15.5.7 and 15.5.16; RFC 8259 section 4; RFC 5789 (Accept-Patch).
"""

import json
from collections import Counter
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, NoReturn, override
from urllib.parse import unquote_to_bytes

from fastapi import Request, Response
from fastapi.routing import APIRoute

from notes_api.problems import Problem, validation_problem

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"


class StrictRoute(APIRoute):
    """A route that answers and takes JSON only, and only JSON with one meaning."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with the checks in front."""
        handler = super().get_route_handler()
        body_type = MERGE_PATCH if self.methods == {"PATCH"} else JSON

        async def checked(request: Request) -> Response:
            if not accepts(request.headers.getlist("accept"), JSON):
                raise Problem(HTTPStatus.NOT_ACCEPTABLE, f"This resource is available as {JSON} only.")
            require_utf8(request.scope["query_string"])
            if self.body_field is None:
                return await handler(request)
            require_media_type(request.headers.get("content-type", ""), body_type)
            return await handler(StrictRequest(request.scope, request.receive))

        return checked


class StrictRequest(Request):
    """A request whose body must be JSON in UTF-8 in which no key stands twice."""

    @override
    async def json(self) -> Any:
        """Return the body as Python objects, or raise Problem."""
        try:
            return json.loads((await self.body()).decode(), object_pairs_hook=_unique, parse_constant=_refuse)
        except UnicodeDecodeError as error:
            detail = f"The body is not UTF-8: {error.reason} at byte {error.start}."
        except json.JSONDecodeError as error:
            detail = f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        except RecursionError:
            detail = "The body is nested too deeply."
        except ValueError as error:
            detail = f"The body is not JSON that has one meaning: {error}."
        raise Problem(HTTPStatus.BAD_REQUEST, detail)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the key {twice[:50]!r} stands twice")
    return result


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def require_utf8(query: bytes) -> None:
    """Raise Problem unless the query is UTF-8; the framework would search for replacement characters instead."""
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError as error:
        raise validation_problem(
            [{"type": "not_utf8", "loc": ("query",), "msg": f"Not UTF-8: {error.reason}"}]
        ) from error


def require_media_type(content_type: str, expected: str) -> None:
    """Raise Problem unless the header names the expected media type; parameters such as charset do not matter."""
    if content_type.split(";")[0].strip().lower() != expected:
        headers = {"Accept-Patch": expected} if expected == MERGE_PATCH else None
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send the body as {expected}.", headers=headers)


def accepts(headers: list[str], media_type: str) -> bool:
    """Return whether a client with these Accept headers takes the media type: its most specific range decides.

    >>> accepts([], "application/json"), accepts(["text/html, */*;q=0.8"], "application/json")
    (True, True)
    >>> accepts(["text/html"], "application/json"), accepts(["*/*, application/json;q=0"], "application/json")
    (False, False)
    """
    if not headers:
        return True
    main_type = media_type.split("/")[0]
    rank = {"*/*": 1, f"{main_type}/*": 2, media_type: 3}
    best, accepted = 0, False
    for media_range in ",".join(headers).lower().split(","):
        name, *parameters = [part.strip() for part in media_range.split(";")]
        if rank.get(name, 0) > best:
            best = rank[name]
            quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
            accepted = quality.strip("0.") != ""
    return accepted
