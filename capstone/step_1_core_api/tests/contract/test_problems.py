"""Every error is a problem document (RFC 9457) with the status that HTTP has for it."""

from collections.abc import Iterator
from http import HTTPStatus
from uuid import uuid4

import pytest

from .client import JSON, MERGE_PATCH, Api, parameters_of, pointers_of, problem_of

MEBIBYTE = 1024 * 1024
NOTE = b'{"title": "A note"}'
ALLOWED = {
    "/notes": "GET, HEAD, POST",
    "/notes/{id}": "GET, HEAD, PUT, PATCH, DELETE",
    "/tags": "GET, HEAD",
    "/healthz": "GET, HEAD",
    "/docs": "GET, HEAD",
    "/openapi.json": "GET, HEAD",
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def refused_methods() -> list[tuple[str, str]]:
    return [(path, method) for path, allowed in ALLOWED.items() for method in METHODS if method not in allowed]


@pytest.mark.parametrize("path", ["/nothing", "/notes/a/b", "/healthz/x", "/swagger/nothing.js"])
def test_unknown_path_is_not_found(api: Api, path: str) -> None:
    problem_of(api.get(path), HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize(("path", "method"), refused_methods())
def test_method_that_is_not_possible_is_answered_with_all_that_are(api: Api, path: str, method: str) -> None:
    response = api.request(method, path.format(id=uuid4()))

    problem_of(response, HTTPStatus.METHOD_NOT_ALLOWED)
    assert response.headers["Allow"] == ALLOWED[path]


@pytest.mark.parametrize("accept", ["text/html", "application/xml, text/*;q=0.9", "application/json;q=0", "*/*;q=0.0"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in ("/notes", "/notes/{id}", "/tags", "/healthz")),
        *(("POST", "/notes"), ("PUT", "/notes/{id}"), ("PATCH", "/notes/{id}"), ("DELETE", "/notes/{id}")),
    ],
)
def test_client_that_does_not_take_json_is_told_so(api: Api, method: str, path: str, accept: str) -> None:
    response = api.request(method, path.format(id=uuid4()), headers={"Accept": accept})

    problem_of(response, HTTPStatus.NOT_ACCEPTABLE)


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "application/json", "text/html, */*;q=0.1", "APPLICATION/JSON; charset=utf-8"]
)
def test_client_that_takes_json_among_others_gets_it(api: Api, accept: str) -> None:
    response = api.get("/healthz", headers={"Accept": accept})

    assert (response.status_code, response.headers["Content-Type"]) == (HTTPStatus.OK, "application/json")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json", "", "json", ";"]
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/notes"), ("PUT", "/notes/{id}")])
def test_body_of_another_media_type_is_refused(api: Api, method: str, path: str, content_type: str) -> None:
    address = path.format(id=api.create_note()["id"])

    response = api.request(method, address, content=NOTE, headers={"Content-Type": content_type})

    problem_of(response, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def test_body_without_a_media_type_is_refused(api: Api) -> None:
    problem_of(api.post("/notes", content=NOTE), HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_patch_of_another_media_type_is_told_which_one_to_use(api: Api, content_type: str) -> None:
    address = f"/notes/{api.create_note()['id']}"

    response = api.patch(address, content=NOTE, headers={"Content-Type": content_type})

    problem_of(response, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    assert response.headers["Accept-Patch"] == "application/merge-patch+json"


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON", "application/json ;"])
def test_parameters_and_case_of_the_media_type_do_not_matter(api: Api, content_type: str) -> None:
    response = api.post("/notes", content=NOTE, headers={"Content-Type": content_type})

    assert response.status_code == HTTPStatus.CREATED


@pytest.mark.parametrize("size", [MEBIBYTE + 1, 10 * MEBIBYTE])
def test_body_over_one_mebibyte_is_refused(api: Api, size: int) -> None:
    problem_of(api.post("/notes", content=b" " * size, headers=JSON), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@pytest.mark.parametrize("size", [MEBIBYTE + 1, 10 * MEBIBYTE])
def test_body_in_chunks_over_one_mebibyte_is_refused(api: Api, size: int) -> None:
    def chunks() -> Iterator[bytes]:
        for start in range(0, size, 65536):
            yield b" " * min(65536, size - start)

    problem_of(api.post("/notes", content=chunks(), headers=JSON), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_too_large_change_leaves_the_note_as_it_was(api: Api, method: str) -> None:
    note = api.create_note(body="Text")
    headers = MERGE_PATCH if method == "PATCH" else JSON

    response = api.request(method, f"/notes/{note['id']}", content=NOTE.ljust(MEBIBYTE + 1), headers=headers)

    problem_of(response, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    assert api.read_note(note["id"]) == note


def test_body_of_one_mebibyte_is_read(api: Api) -> None:
    response = api.post("/notes", content=NOTE.ljust(MEBIBYTE), headers=JSON)

    assert response.status_code == HTTPStatus.CREATED


def test_all_mistakes_of_a_body_are_told_at_once(api: Api) -> None:
    wrong = {"title": "", "body": 5, "tags": ["ok", "not ok", "a/b"], "pinned": "yes", "a/b~c": 1}

    response = api.post_note(wrong)

    assert sorted(pointers_of(response)) == sorted(
        ["#/title", "#/body", "#/tags/1", "#/tags/2", "#/pinned", "#/a~1b~0c"]
    )


def test_all_mistakes_of_a_query_are_told_at_once(api: Api) -> None:
    response = api.get("/notes", params={"limit": 0, "sort": "title", "pinned": "maybe", "page": 2, "cursor": "x"})

    assert sorted(parameters_of(response)) == ["cursor", "limit", "page", "pinned", "sort"]


def test_validation_problem_has_a_type_of_its_own(api: Api) -> None:
    problem = problem_of(api.post_note({}), HTTPStatus.UNPROCESSABLE_ENTITY)

    assert problem["type"] not in ("about:blank", "")
    assert problem["errors"] == [{"detail": "Field required", "pointer": "#/title"}]


def test_answer_does_not_repeat_a_rejected_value(api: Api) -> None:
    response = api.post_note({"title": "A note", "pinned": "secret-4711"})

    problem_of(response, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert "secret-4711" not in response.text


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("note_id", ["1", "x", "%00", "%ff", "0198c1f0-6f3a-7c11-9d0a-2f6b1c9a7e5", "a" * 3000])
def test_id_that_is_none_is_refused(api: Api, method: str, note_id: str) -> None:
    headers = MERGE_PATCH if method == "PATCH" else JSON
    body = None if method in ("GET", "DELETE") else NOTE

    response = api.request(method, f"/notes/{note_id}", content=body, headers=headers)

    assert parameters_of(response) == ["note_id"]
