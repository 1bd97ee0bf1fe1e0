"""Validation by hand: from whatever JSON a client sent to values that the store can trust, or all the mistakes at once.

Flask has no opinion on bodies: ``request.get_json()`` gives whatever was in there. Written out, the work of a
validation library is to see. Take known members only, and refuse the others by name: a client that sends ``owner`` or
``id`` is told so, rather than believed (mass assignment) or ignored in silence. Check the type before the value.
Collect the mistakes instead of stopping at the first, so that a form can mark every field. Say where each is, as a JSON
pointer. And return a new value, stripped and complete: parse, do not merely validate, so that code behind this line
cannot forget what was checked.

Python's types are laxer than JSON's: ``True`` is an ``int``, ``5.0 == 5``, and ``json.loads`` lets half a surrogate
pair through, which no UTF-8 can hold and SQLite refuses with an exception. U+0000 ends a text for programs written in
C.

Cost: a few comparisons a member, in microseconds.
Not for: real services beyond a handful of types: Pydantic, marshmallow or msgspec, which document themselves as OpenAPI
besides.
Asked: 400 or 422? What is mass assignment, and is ignoring unknown members enough?
Source: https://www.rfc-editor.org/rfc/rfc9457#section-3, https://www.rfc-editor.org/rfc/rfc6901 (JSON Pointer)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

type Value = str | bool | int | None

TITLE_LENGTH = 200
MAXIMUM_LIMIT = 1000
ORDER_RANGE = (-(2**31), 2**31 - 1)
MAXIMUM_UNKNOWN = (
    20  # a body has room for thousands of unknown members, and an answer to each would be longer than the body
)


@dataclass(frozen=True)
class FieldError:
    """One mistake: what was expected, and where: a pointer into the body (``#/title``) or a query parameter."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def as_json(self) -> dict[str, str]:
        """Return the members that are set, as RFC 9457 wants them in ``errors``."""
        found = {"detail": self.detail, "pointer": self.pointer, "parameter": self.parameter}
        return {name: value for name, value in found.items() if value is not None}


class ValidationError(Exception):
    """The input breaks rules; ``errors`` says which, at least one."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(error.detail for error in errors))
        self.errors = errors


@dataclass(frozen=True)
class NewTodo:
    """What a client may say of a new to-do."""

    title: str
    completed: bool = False
    order: int | None = None


def parse_title(value: object) -> str:
    """Return a title without the white space at both ends; raise ValueError with what is expected otherwise.

    ``title must be a string``, ``title must have 1 to 200 characters besides white space at its ends``,
    ``title must not contain U+0000`` or ``title must not contain half of a surrogate pair``.
    """
    if not isinstance(value, str):
        raise ValueError("title must be a string")
    title = value.strip()
    if not 1 <= len(title) <= TITLE_LENGTH:
        raise ValueError(f"title must have 1 to {TITLE_LENGTH} characters besides white space at its ends")
    if "\x00" in title:
        raise ValueError("title must not contain U+0000")
    if any("\ud800" <= character <= "\udfff" for character in title):
        raise ValueError("title must not contain half of a surrogate pair")
    return title


def parse_completed(value: object) -> bool:
    """Return true or false; raise ValueError ``completed must be true or false`` otherwise, for 1 and "true" too."""
    if not isinstance(value, bool):
        raise ValueError("completed must be true or false")
    return value


def parse_order(value: object) -> int | None:
    """Return an integer of 32 bits or None; raise ValueError otherwise, for true, 5.0 and "5" too.

    The message is ``order must be an integer from -2147483648 to 2147483647, or null``.
    """
    smallest, largest = ORDER_RANGE
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not smallest <= value <= largest:
        raise ValueError(f"order must be an integer from {smallest} to {largest}, or null")
    return value


PARSERS: Mapping[str, Callable[[object], Value]] = {
    "title": parse_title,
    "completed": parse_completed,
    "order": parse_order,
}


def parse_new(data: object) -> NewTodo:
    """Return the to-do that a JSON document describes; raise ``ValidationError`` as ``parse_changes`` does.

    A title must be there: else ``title is required`` at ``#/title``.
    """
    missing = [FieldError("title is required", "#/title")] if isinstance(data, dict) and "title" not in data else []
    values, errors = _parse(data)
    if missing or errors:
        raise ValidationError(*missing, *errors)
    title, completed, order = values.get("title"), values.get("completed", False), values.get("order")
    # Their parsers made sure of the types; this tells the type checker.
    if not isinstance(title, str) or not isinstance(completed, bool) or isinstance(order, str):
        raise AssertionError("a parser returned a wrong type")
    return NewTodo(title, completed, order)


def parse_changes(data: object) -> dict[str, Value]:
    """Return the members that a JSON document changes, and only those: an absent one is not the same as null.

    Raise ``ValidationError`` with every mistake: what the parser of a member says, at ``#/title`` for example; ``this
    member cannot be set`` at each of the first 20 unknown members; and ``the body must be a JSON object`` at ``#`` for
    anything that is none. In a pointer ``~`` is written ``~0``, ``/`` is ``~1``, and what a URL cannot hold is
    percent-encoded.
    """
    values, errors = _parse(data)
    if errors:
        raise ValidationError(*errors)
    return values


def _parse(data: object) -> tuple[dict[str, Value], list[FieldError]]:
    if not isinstance(data, dict):
        return {}, [FieldError("the body must be a JSON object", "#")]
    values: dict[str, Value] = {}
    errors: list[FieldError] = []
    for name, parse in PARSERS.items():
        if name in data:
            try:
                values[name] = parse(data[name])
            except ValueError as error:
                errors.append(FieldError(str(error), _pointer(name)))
    unknown = [name for name in data if name not in PARSERS]
    errors += [FieldError("this member cannot be set", _pointer(name)) for name in unknown[:MAXIMUM_UNKNOWN]]
    return values, errors


def _pointer(name: str) -> str:
    escaped = name.replace("~", "~0").replace("/", "~1")
    return "#/" + quote(escaped, safe="~!$&'()*+,;=:@", errors="replace")


@dataclass(frozen=True)
class Page:
    """Which to-dos of a list: at most ``limit``, with an id above ``after``."""

    limit: int = MAXIMUM_LIMIT
    after: int = 0


def parse_page(query: Mapping[str, str]) -> Page:
    """Return the page that the query parameters ``limit`` and ``after`` ask for; any others are ignored.

    Both are ASCII digits alone. Raise ``ValidationError`` with all that are not, each with its name as parameter and
    the detail ``limit must be a whole number from 1 to 1000`` or ``after must be a whole number, 0 or more``. An
    ``after`` of more than 18 digits, which no id has, becomes 2**63 - 1, after which there is nothing.
    """
    limit = _digits(query.get("limit", str(MAXIMUM_LIMIT)))
    after = _digits(query.get("after", "0"))
    errors = []
    if limit is None or not 1 <= limit <= MAXIMUM_LIMIT:
        detail = f"limit must be a whole number from 1 to {MAXIMUM_LIMIT}"
        errors.append(FieldError(detail, parameter="limit"))
    if after is None:
        errors.append(FieldError("after must be a whole number, 0 or more", parameter="after"))
    if errors or limit is None or after is None:
        raise ValidationError(*errors)
    return Page(limit, after)


def _digits(text: str) -> int | None:
    # int() alone would take " 5", "+5", "1_000" and digits of any script, and time that grows with the square.
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= 18 else 2**63 - 1
