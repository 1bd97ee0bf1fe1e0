"""A body that is not JSON with one meaning is refused, and no note is touched by it."""

from http import HTTPStatus

import pytest

from .client import JSON, MERGE_PATCH, Api, pointers_of, problem_of

# "%s" is a word that no note holds: if it is found afterwards, the body was taken after all.
NOT_JSON = [
    pytest.param(b'{"title": "%s"', id="cut off"),
    pytest.param(b'{"title": "%s",}', id="comma too much"),
    pytest.param(b"{'title': '%s'}", id="single quotes"),
    pytest.param(b'{"title": "%s"} {}', id="more after the end"),
    pytest.param(b"title=%s", id="a form"),
    pytest.param(b'\xef\xbb\xbf{"title": "%s"}', id="byte order mark"),
    pytest.param('{"title": "%s"}'.encode("utf-16"), id="UTF-16"),
    pytest.param(b'{"title": "%s \xff"}', id="invalid UTF-8"),
    pytest.param(b'{"title": "%s \xed\xa0\x80"}', id="surrogate in UTF-8"),
    pytest.param(b'{"title": "%s \xc0\x80"}', id="overlong NUL"),
    pytest.param(b'{"title": "%s \x00"}', id="NUL not escaped"),
    pytest.param(b'{"title": "%s\n"}', id="line break not escaped"),
    pytest.param(b'{"title": "%s", "title": "%s"}', id="key twice"),
    pytest.param(b'{"title": "%s", "ti\\u0074le": "%s"}', id="key twice, once escaped"),
    pytest.param(b'{"title": "%s", "a": {"b": 1, "b": 2}}', id="key twice further in"),
    pytest.param(b'{"title": "%s", "pinned": NaN}', id="NaN"),
    pytest.param(b'{"title": "%s", "pinned": Infinity}', id="Infinity"),
    pytest.param(b'{"title": "%s", "pinned": -Infinity}', id="-Infinity"),
    pytest.param(b'{"title": "%s", "pinned": ' + b"9" * 100_000 + b"}", id="endless integer"),
    pytest.param(b'{"title": "%s", "tags": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", id="deep arrays"),
    pytest.param(b'{"title": "%s", "a":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, id="deep objects"),
    pytest.param(b"[" * 500_000, id="deep and cut off"),
]
NO_OBJECT = [b"null", b"[]", b'""', b'"%s"', b"1", b"true", b'[{"title": "%s"}]']


def fill(template: bytes, word: str) -> bytes:
    return template.replace(b"%s", word.encode())


@pytest.mark.parametrize("template", NOT_JSON)
def test_new_note_that_is_not_json_is_refused(api: Api, tag: str, template: bytes) -> None:
    word = tag.removeprefix("tag-")

    response = api.post("/notes", content=fill(template, word), headers=JSON)

    problem_of(response, HTTPStatus.BAD_REQUEST)
    assert api.ids({"text": word}) == []


@pytest.mark.parametrize("template", NOT_JSON)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_change_that_is_not_json_leaves_the_note_as_it_was(api: Api, tag: str, method: str, template: bytes) -> None:
    note = api.create_note(body="Text", tags=[tag])
    headers = MERGE_PATCH if method == "PATCH" else JSON

    response = api.request(method, f"/notes/{note['id']}", content=fill(template, tag), headers=headers)

    problem_of(response, HTTPStatus.BAD_REQUEST)
    assert api.read_note(note["id"]) == note


@pytest.mark.parametrize("template", NO_OBJECT)
def test_new_note_that_is_no_object_is_refused(api: Api, tag: str, template: bytes) -> None:
    word = tag.removeprefix("tag-")

    response = api.post("/notes", content=fill(template, word), headers=JSON)

    assert pointers_of(response) == ["#"]
    assert api.ids({"text": word}) == []


@pytest.mark.parametrize("template", NO_OBJECT)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_change_that_is_no_object_leaves_the_note_as_it_was(api: Api, tag: str, method: str, template: bytes) -> None:
    note = api.create_note(body="Text", tags=[tag])
    headers = MERGE_PATCH if method == "PATCH" else JSON

    response = api.request(method, f"/notes/{note['id']}", content=fill(template, tag), headers=headers)

    assert pointers_of(response) == ["#"]
    assert api.read_note(note["id"]) == note


@pytest.mark.parametrize(("method", "path"), [("POST", "/notes"), ("PUT", "/notes/{id}"), ("PATCH", "/notes/{id}")])
def test_missing_body_is_refused(api: Api, method: str, path: str) -> None:
    address = path.format(id=api.create_note()["id"])

    response = api.request(method, address, headers=MERGE_PATCH if method == "PATCH" else JSON)

    assert pointers_of(response) == ["#"]


def test_equal_key_among_very_many_is_found_in_no_time(api: Api) -> None:
    # Looking for the second of two equal keys by comparing each with each would take minutes here.
    keys = [f'"{number}":0' for number in range(80_000)]

    response = api.post("/notes", content="{" + ",".join([*keys, keys[-1]]) + "}", headers=JSON, timeout=10)

    problem_of(response, HTTPStatus.BAD_REQUEST)


def test_very_many_mistakes_are_told_of_in_a_small_answer(api: Api) -> None:
    unknown = {str(number): 0 for number in range(80_000)}

    response = api.post_note({"title": "A note"} | unknown)

    problem_of(response, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert len(response.content) < 20_000
