"""A body that is not JSON is refused with 400, one that is JSON but no to-do with 422; neither does anything."""

from http import HTTPStatus

import httpx2
import pytest

from .client import MERGE_PATCH, Api, Json, pointers_of, problem_of

NOT_JSON = [
    pytest.param(b"", id="nothing"),
    pytest.param(b" \n", id="white space"),
    pytest.param(b'{"title": "x"', id="cut off"),
    pytest.param(b'{"title": "x",}', id="comma too much"),
    pytest.param(b"{'title': 'x'}", id="single quotes"),
    pytest.param(b'{"title": "x"} {}', id="more after the end"),
    pytest.param(b"title=x", id="a form"),
    pytest.param(b"<todo/>", id="XML"),
    pytest.param('{"title": "x"}'.encode("utf-16"), id="UTF-16"),
    pytest.param(b'{"title": "x \xff"}', id="invalid UTF-8"),
    pytest.param(b'{"title": "x \xed\xa0\x80"}', id="surrogate in UTF-8"),
    pytest.param(b'{"title": "x \xc0\x80"}', id="overlong NUL"),
    pytest.param(b'{"title": "x \x00"}', id="NUL not escaped"),
    pytest.param(b'{"title": "x\n"}', id="line break not escaped"),
    pytest.param(b'{"title": "x", "order": NaN}', id="NaN"),
    pytest.param(b'{"title": "x", "order": Infinity}', id="Infinity"),
    pytest.param(b'{"title": "x", "order": -Infinity}', id="-Infinity"),
    pytest.param(b'{"title": "x", "order": 01}', id="leading zero"),
    pytest.param(b'{"title": "x", "order": 0x1}', id="hexadecimal"),
    pytest.param(b"[" * 90_000, id="deep and cut off"),
]
# JSON by its grammar, but more than a parser need take: refused in either way, never a failure of the service.
ABSURD = [
    pytest.param(b'{"title": "x", "order": ' + b"9" * 5_000 + b"}", id="integer of thousands of digits"),
    pytest.param(b'{"title": "x", "order": -' + b"9" * 90_000 + b"}", id="integer of many thousands of digits"),
    pytest.param(b'{"title": "x", "order": 1e999}', id="number beyond all"),
    pytest.param(b"[" * 50_000 + b"]" * 50_000, id="deep arrays"),
    pytest.param(b'{"title": ' + b"[" * 40_000 + b"]" * 40_000 + b"}", id="deep arrays in a member"),
    pytest.param(b'{"a":' * 15_000 + b"1" + b"}" * 15_000, id="deep objects"),
    pytest.param(b'{"title": "x", "\\ud800": 1}', id="half a surrogate pair in a name"),
    pytest.param(b'{"title": "x", "\\u0000": 1}', id="NUL in a name"),
    pytest.param(b'{"title": "x", "\xef\xbf\xbf": 1}', id="no character in a name"),
]
NO_OBJECT = [b"null", b"[]", b'""', b'"title"', b"1", b"-1.5", b"true", b'[{"title": "x"}]']


@pytest.fixture(scope="module")
def todo(api: Api) -> Json:
    """The newest to-do, which no test of this file changes."""
    return api.create()


@pytest.mark.parametrize("body", NOT_JSON)
def test_body_that_is_not_json_is_refused(api: Api, todo: Json, body: bytes) -> None:
    for response in sent(api, todo, body):
        problem_of(response, HTTPStatus.BAD_REQUEST)

    assert api.read_list(after=todo["id"] - 1) == [todo]


@pytest.mark.parametrize("body", ABSURD)
def test_absurd_json_is_refused_and_breaks_nothing(api: Api, todo: Json, body: bytes) -> None:
    for response in sent(api, todo, body):
        assert response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
        problem_of(response, HTTPStatus(response.status_code))

    assert api.read_list(after=todo["id"] - 1) == [todo]


@pytest.mark.parametrize("body", NO_OBJECT, ids=bytes.decode)
def test_json_that_is_no_object_is_refused_as_a_whole(api: Api, todo: Json, body: bytes) -> None:
    for response in sent(api, todo, body):
        assert pointers_of(response) == ["#"]

    assert api.read_list(after=todo["id"] - 1) == [todo]


def sent(api: Api, todo: Json, body: bytes) -> list[httpx2.Response]:
    """The answers to a body as a new to-do, and as changes of one that is there."""
    return [api.send_body("POST", api.todos_url, body), api.send_body("PATCH", todo["url"], body, MERGE_PATCH)]


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b'\r\n\t {"title":"x"}\n', "x"),
        (b'{"title": "\\ud83d\\ude00"}', "\U0001f600"),
        (b'{"title": "\\u0041\\/\\n\\"b"}', 'A/\n"b'),
        (b'{"ti\\u0074le": "x", "order": -0}', "x"),
    ],
    ids=["white space around", "surrogate pair", "escapes", "escape in a name"],
)
def test_unusual_json_is_read_as_the_standard_says(api: Api, body: bytes, title: str) -> None:
    response = api.send_body("POST", api.todos_url, body)

    assert response.json()["title"] == title
    api.delete(response.json()["url"])


def test_problem_of_a_body_does_not_tell_what_was_in_it(api: Api) -> None:
    secrets: list[Json] = [
        b'{"title": "s3cret',
        b'{"title": "' + b"s3cret" * 40 + b'"}',
        b'{"title": "x", "order": "s3cret"}',
    ]

    for body in secrets:
        response = api.send_body("POST", api.todos_url, body)

        assert response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
        assert "s3cret" not in response.text
