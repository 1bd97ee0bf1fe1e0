"""A query that means nothing is refused instead of being read as another one."""

import base64
import json
from collections.abc import Callable
from http import HTTPStatus

import pytest

from .client import Api, parameters_of, problem_of

TAKEN = [
    ("limit", "1"),
    ("limit", "100"),
    ("tag", "x" * 50),
    ("text", "x" * 200),
    ("text", "C++ & (more)!"),
    ("archived", "true"),
    ("pinned", "false"),
    ("sort", "-updated"),
]
REFUSED = [
    ("limit", "0"),
    ("limit", "101"),
    ("limit", "-1"),
    ("limit", "1.5"),
    ("limit", "ten"),
    ("limit", "null"),
    ("limit", ""),
    ("limit", "1e9"),
    ("limit", "9" * 30),
    ("limit", "9" * 5000),
    ("limit", "\u0661"),
    ("limit", "5\x00"),
    ("tag", "x" * 51),
    ("tag", ""),
    ("tag", "a b"),
    ("tag", "a,b"),
    ("tag", "a/b"),
    ("tag", "a\x00b"),
    ("text", "x" * 201),
    ("text", ""),
    ("text", " "),
    ("text", "&!"),
    ("text", "a\x00b"),
    ("archived", "maybe"),
    ("archived", ""),
    ("pinned", "2"),
    ("pinned", "null"),
    ("sort", "title"),
    ("sort", ""),
    ("sort", "Created"),
    ("sort", "created; DROP TABLE notes"),
    ("page", "2"),
    ("offset", "10"),
    ("Limit", "10"),
    ("cursor", ""),
    ("cursor", "garbage"),
    ("cursor", "\u00e9"),
    ("cursor", "a" * 5000),
    ("cursor", "bnVsbA"),
    ("cursor", "W1tbW1tb"),
    ("cursor", "e30"),
]


def without_last(cursor: str) -> str:
    return cursor[:-1]


def upper(cursor: str) -> str:
    return cursor.upper()


def padded(cursor: str) -> str:
    return f"{cursor}===="


def with_line_break(cursor: str) -> str:
    return f"{cursor}\n"


def with_another_first(cursor: str) -> str:
    return ("A" if cursor[0] != "A" else "B") + cursor[1:]


def reversed_text(cursor: str) -> str:
    return cursor[::-1]


@pytest.mark.parametrize(("name", "value"), TAKEN)
def test_value_on_the_limit_is_taken(api: Api, name: str, value: str) -> None:
    assert api.get("/notes", params={name: value}).status_code == HTTPStatus.OK


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=[f"{name}={value!a:.20}" for name, value in REFUSED])
def test_value_beyond_the_limit_is_refused(api: Api, name: str, value: str) -> None:
    assert parameters_of(api.get("/notes", params={name: value})) == [name]


def test_up_to_20_tags_may_be_asked_for(api: Api) -> None:
    tags = [f"t{number}" for number in range(21)]

    assert api.get("/notes", params={"tag": tags[:20]}).status_code == HTTPStatus.OK
    assert parameters_of(api.get("/notes", params={"tag": tags})) == ["tag"]


@pytest.mark.parametrize("query", ["tag=%ff", "text=a%ed%a0%80", "text=a%c0%80", "%ff=1", "cursor=%ff"])
def test_query_that_is_not_utf8_is_refused(api: Api, query: str) -> None:
    problem_of(api.get(f"/notes?{query}"), HTTPStatus.UNPROCESSABLE_ENTITY)


@pytest.mark.parametrize(
    "tamper",
    [without_last, upper, padded, with_line_break, with_another_first, reversed_text],
    ids=lambda f: f.__name__,
)
def test_cursor_that_was_tampered_with_is_refused(api: Api, tag: str, tamper: Callable[[str], str]) -> None:
    api.create_notes(2, tag)
    cursor = api.read_page({"tag": tag, "limit": 1})["next_cursor"]

    response = api.get("/notes", params={"tag": tag, "cursor": tamper(cursor)})

    assert parameters_of(response) == ["cursor"]


@pytest.mark.parametrize("length", [1, 2, 3, 4, 10, 40])
def test_cursor_that_was_cut_is_refused(api: Api, tag: str, length: int) -> None:
    api.create_notes(2, tag)
    cursor = api.read_page({"tag": tag, "limit": 1})["next_cursor"]

    assert parameters_of(api.get("/notes", params={"cursor": cursor[:length]})) == ["cursor"]


@pytest.mark.parametrize(
    "forged",
    [
        ["created", "2026-01-31T00:00:00", "0" * 32],
        ["created", "2026-01-31T00:00:00+01:00", "0" * 32],
        ["created", "not a moment", "0" * 32],
        ["created", "2026-01-31T00:00:00+00:00", "not an id"],
        ["title", "2026-01-31T00:00:00+00:00", "0" * 32],
        ["created", 5, 7],
        ["created", None, None],
        [["created"], {}, []],
        {"created": 1, "moment": 2, "id": 3},
        ["created", "2026-01-31T00:00:00+00:00", "0" * 32, "more"],
        "abc",
    ],
    ids=json.dumps,
)
def test_cursor_that_was_made_by_someone_else_is_refused(api: Api, forged: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")

    assert parameters_of(api.get("/notes", params={"cursor": cursor})) == ["cursor"]


@pytest.mark.parametrize("sort", ["created", "updated", "-updated"])
def test_cursor_of_a_list_in_another_order_is_refused(api: Api, tag: str, sort: str) -> None:
    api.create_notes(2, tag)
    cursor = api.read_page({"tag": tag, "limit": 1, "sort": "-created"})["next_cursor"]

    response = api.get("/notes", params={"tag": tag, "sort": sort, "cursor": cursor})

    assert parameters_of(response) == ["cursor"]
