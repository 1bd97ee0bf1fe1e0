"""Conditional requests: entity tags, so that nobody overwrites a change that they have not seen.

A read answers with an ``ETag``, the note's version in quotes. A write must send it back in ``If-Match``: if the note
has changed since, it is refused with 412, and the client reads again. Without the header it is refused with 428,
because a client that does not say what it has seen is about to lose an update. On a read, ``If-None-Match`` saves the
body.

Cost: a comparison. When not: writes that do not depend on what was there before, such as appending.
Asked: what is a lost update? 409 or 412? Weak or strong tags? Why not lock the note while it is edited?
Source: RFC 9110 sections 8.8.3 and 13.1, RFC 6585 section 3 (428).
"""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import Header

from notes_api.problems import FieldError, Problem
from notes_api.repository import Precondition

ENTITY_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')  # a comma in it separates nothing
LIST = re.compile(rf"[ \t,]*{ENTITY_TAG.pattern}(?:[ \t]*,[ \t,]*{ENTITY_TAG.pattern})*[ \t,]*")

IfMatch = Annotated[
    str | None, Header(description="The `ETag` that was read, or `*`; without it the answer is 428", examples=['"2"'])
]
IfNoneMatch = Annotated[str | None, Header(description="An `ETag` that the client has; if it is current, 304")]


def entity_tag(version: int) -> str:
    """Return the strong entity tag of a version.

    >>> entity_tag(2)
    '"2"'
    """
    return f'"{version}"'


def parse_tags(header: str, name: str) -> list[tuple[bool, str]] | None:
    """Return the entity tags of a header, each as (is weak, text), or None for ``*``; or raise Problem.

    >>> parse_tags('"2", W/"x"', "If-Match")
    [(False, '2'), (True, 'x')]
    """
    if header.strip() == "*":
        return None
    if LIST.fullmatch(header) is None:
        detail = 'Expected * or entity tags in quotes, such as "2"'
        errors = [FieldError(detail=detail, header=name)]
        raise Problem(HTTPStatus.BAD_REQUEST, f"{name} is malformed.", errors=errors)
    return [(weak == "W/", text) for weak, text in ENTITY_TAG.findall(header)]


def precondition(if_match: str | None) -> Precondition:
    """Return the versions that ``If-Match`` allows, or raise Problem when it is absent or malformed."""
    if if_match is None:
        detail = "Send If-Match with the ETag of the note that you have read, or * to change it in any case."
        raise Problem(HTTPStatus.PRECONDITION_REQUIRED, detail)
    tags = parse_tags(if_match, "If-Match")
    if tags is None:
        return Precondition(None)
    # A weak tag never matches here, and a strong one that we have not made cannot.
    return Precondition(frozenset(int(tag) for weak, tag in tags if not weak and re.fullmatch(r"[1-9][0-9]{0,9}", tag)))


def is_current(if_none_match: str | None, version: int) -> bool:
    """Return whether the client has this version already, or raise Problem when the header is malformed."""
    if if_none_match is None:
        return False
    tags = parse_tags(if_none_match, "If-None-Match")
    return tags is None or str(version) in [tag for _, tag in tags]
