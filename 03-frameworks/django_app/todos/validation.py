"""From bytes to values: JSON and its types are checked here, the rules of a to-do by the model.

Django's forms and fields are made for forms, where everything is a string: they take ``"1"`` for a number and ``"off"``
for true. In JSON ``"1"`` is a text, and a service that guesses makes the next client's bug its own. So the types are
checked strictly before any field sees them; length, range and characters are then the model's validators, the very ones
of the admin and the pages. What is not listed in FIELDS is refused by name, which is the answer to mass assignment:
``Todo(**json)`` would let a stranger set the owner.

Cost: O(bytes); all mistakes are collected, so a client mends them in one round.
Not for: large schemas: at work django-ninja (Pydantic), Django REST framework (serializers), or msgspec.
Asked: what is mass assignment, and why is a list of forbidden fields the wrong cure?
Source: https://www.rfc-editor.org/rfc/rfc8259,
  https://cheatsheetseries.owasp.org/cheatsheets/Mass_Assignment_Cheat_Sheet.html
"""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import NoReturn

from django.core.exceptions import ValidationError

from django_app.todos.models import LARGEST_ORDER, SMALLEST_ORDER, TITLE_LENGTH, Todo
from django_app.todos.problems import ProblemError

LARGEST_LIMIT = 1000
LARGEST_ID = 2**63 - 1
FIELDS = ("title", "completed", "order")

type Values = dict[str, str | bool | int | None]

_EXPECTED = {
    "title": f"Expected a text of 1 to {TITLE_LENGTH} characters without U+0000, white space at both ends not counted.",
    "completed": "Expected true or false.",
    "order": f"Expected null or an integer from {SMALLEST_ORDER} to {LARGEST_ORDER}.",
}


def parse_json(body: bytes) -> object:
    """Return the value that a body in UTF-8 spells.

    Raises ProblemError 400, "The body is not valid JSON in UTF-8.", for anything that is not: other encodings, the
    literals NaN and Infinity, which Python would take, brackets nested deeper than Python can follow, and integers with
    more digits than Python converts (4300).
    """
    try:
        return json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as mistake:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The body is not valid JSON in UTF-8.") from mistake


def _no_constant(literal: str) -> NoReturn:
    raise ValueError(literal)


def parse_new(value: object) -> Values:
    """Return the fields of a new to-do: title, and what else was sent.

    Raises ProblemError 422 with all mistakes, as ``parse_changes`` does; a missing title is one of them, ``#/title``.
    """
    return _parse(value, required=("title",))


def parse_changes(value: object) -> Values:
    """Return the fields to change, the title stripped; an empty object changes nothing.

    Raises ProblemError 422 with one error for each mistake, the fields' in the order title, completed, order, then the
    unknown members in their own order. Its pointer is ``#`` when the body is no object, otherwise ``#/NAME`` (with
    ``~`` and ``/`` of a name written ``~0`` and ``~1``, RFC 6901). Refused are: a wrong type (1.0 and true are no
    integers, null is for order only), a value that the model's validators refuse, and each member that is not in
    FIELDS. A character that UTF-8 does not know is a ``?`` in a pointer.

    The detail of the whole is "The request has 1 mistake." or "The request has 2 mistakes."; those of the errors are:
    ``#``: "Expected a JSON object."; ``#/title``: "Expected a text of 1 to 200 characters without U+0000, white space
    at both ends not counted."; ``#/completed``: "Expected true or false."; ``#/order``: "Expected null or an integer
    from -2147483648 to 2147483647."; all others: "There is no such member.".
    """
    return _parse(value, required=())


def _parse(value: object, required: tuple[str, ...]) -> Values:
    if not isinstance(value, dict):
        raise _invalid([{"detail": "Expected a JSON object.", "pointer": "#"}])
    values: Values = {}
    mistakes = []
    for name in FIELDS:
        if name in value and _of_right_type(name, value[name]):
            values[name] = value[name].strip() if name == "title" else value[name]
        elif name in value or name in required:
            mistakes.append(name)
    try:
        # The model's own rules, for what was sent only: the columns beside them hold no news.
        Todo(**values).clean_fields(exclude={field.name for field in Todo._meta.fields if field.name not in values})
    except ValidationError as invalid:
        mistakes += [name for name in invalid.message_dict if name in FIELDS]
    errors = [{"detail": _EXPECTED[name], "pointer": f"#/{name}"} for name in FIELDS if name in mistakes]
    errors += [
        {"detail": "There is no such member.", "pointer": f"#/{_escape(name)}"} for name in value if name not in FIELDS
    ]
    if errors:
        raise _invalid(errors)
    return values


def _of_right_type(name: str, value: object) -> bool:
    if name == "title":
        return isinstance(value, str)
    if name == "completed":
        return isinstance(value, bool)
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _escape(name: str) -> str:
    # A lone surrogate may be part of a JSON name, but of no answer in UTF-8.
    return name.replace("~", "~0").replace("/", "~1").encode(errors="replace").decode()


def parse_page(query: Mapping[str, str]) -> tuple[int, int]:
    """Return the parameters ``limit`` (1 to 1000, else 1000) and ``after`` (0 or more, else 0) of a query string.

    Raises ProblemError 422 as ``parse_changes`` does, with an error for each bad one, ``limit`` first: ``{"detail":
    "Expected an integer from 1 to 1000.", "parameter": "limit"}``. Bad are values out of range (``after`` ends at
    9223372036854775807) and all that is no plain integer: 5.0, 1e2, +1, white space, digits other than 0 to 9, an empty
    value.
    """
    errors: list[dict[str, str]] = []
    limit = _parameter(query, "limit", LARGEST_LIMIT, 1, LARGEST_LIMIT, errors)
    after = _parameter(query, "after", 0, 0, LARGEST_ID, errors)
    if errors:
        raise _invalid(errors)
    return limit, after


def _parameter(
    query: Mapping[str, str], name: str, default: int, minimum: int, maximum: int, errors: list[dict[str, str]]
) -> int:
    text = query.get(name)
    if text is None:
        return default
    # At most 19 digits: Python refuses to convert thousands.
    if not re.fullmatch("-?[0-9]{1,19}", text) or not minimum <= int(text) <= maximum:
        errors.append({"detail": f"Expected an integer from {minimum} to {maximum}.", "parameter": name})
        return default
    return int(text)


def _invalid(errors: list[dict[str, str]]) -> ProblemError:
    found = "1 mistake" if len(errors) == 1 else f"{len(errors)} mistakes"
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"The request has {found}.", errors=errors)
