"""Every error is a problem document (RFC 9457), whoever asks; `problem_of` looks at its shape."""

from http import HTTPStatus

import pytest

from .client import JSON, Api, Json, encode, problem_of

# (status, method, where, body, content type)
CASES = [
    (HTTPStatus.BAD_REQUEST, "POST", "", b"no JSON", JSON),
    (HTTPStatus.NOT_FOUND, "GET", "/0", None, None),
    (HTTPStatus.NOT_FOUND, "GET", "/a/b", None, None),
    (HTTPStatus.METHOD_NOT_ALLOWED, "PUT", "", b"{}", JSON),
    (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "POST", "", b"<a/>", "text/xml"),
    (HTTPStatus.UNPROCESSABLE_ENTITY, "POST", "", b"[]", JSON),
    (HTTPStatus.UNPROCESSABLE_ENTITY, "GET", "?limit=x", None, None),
]
EACH = pytest.mark.parametrize(
    ("status", "method", "where", "body", "content_type"),
    CASES,
    ids=[f"{status:d} {where}" for status, _, where, *_ in CASES],
)


@EACH
@pytest.mark.parametrize("accept", ["text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "application/xml"])
def test_error_is_a_problem_document_whatever_the_client_accepts(
    api: Api, status: HTTPStatus, method: str, where: str, body: bytes | None, content_type: str | None, accept: str
) -> None:
    headers = {"Accept": accept} | ({} if content_type is None else {"Content-Type": content_type})

    response = api.request(method, api.todos_url + where, content=body, headers=headers)

    problem_of(response, status)


@pytest.mark.parametrize("body", [{}, {"title": 1, "id": 2}, []], ids=str)
def test_each_mistake_has_a_detail_of_its_own_place(api: Api, body: Json) -> None:
    problem = problem_of(api.post_todo(body), HTTPStatus.UNPROCESSABLE_ENTITY)

    pointers = [error["pointer"] for error in problem["errors"]]
    assert len(pointers) == len(set(pointers)) == max(1, len(body))


def test_mistakes_of_one_kind_are_told_in_the_same_words(api: Api) -> None:
    details = [
        problem_of(api.post_todo({"title": wrong}), HTTPStatus.UNPROCESSABLE_ENTITY) for wrong in ("", " ", "\t")
    ]

    assert details[0] == details[1] == details[2]


def test_head_of_what_is_not_there_has_the_headers_of_the_problem(api: Api) -> None:
    response = api.head(api.address(0))

    assert (response.status_code, response.content) == (HTTPStatus.NOT_FOUND, b"")
    assert response.headers["Content-Type"].split(";")[0] == "application/problem+json"


def test_answers_of_all_kinds_are_not_to_be_sniffed(api: Api) -> None:
    created = api.post_todo({"title": "x"})
    answers = [
        created,
        api.get(api.todos_url, params={"limit": 1}),
        api.send_body("PATCH", created.json()["url"], encode({"order": 1})),
        api.delete(created.json()["url"]),
        api.get(api.beside("health")),
    ]

    assert [answer.headers.get("X-Content-Type-Options") for answer in answers] == ["nosniff"] * len(answers)


def test_service_is_healthy(api: Api) -> None:
    response = api.get(api.beside("health"))

    assert (response.status_code, response.json()) == (HTTPStatus.OK, {"status": "ok"})
    assert api.head(api.beside("health")).status_code == HTTPStatus.OK
