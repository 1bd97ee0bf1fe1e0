"""A page from any origin may use the to-dos: every answer says so, errors too, and no answer says more."""

from http import HTTPStatus

import pytest

from .client import JSON, MERGE_PATCH, ORIGIN, Api, Json, encode

METHODS = ["GET", "HEAD", "POST", "PATCH", "DELETE"]
ALLOW_ORIGIN = "Access-Control-Allow-Origin"
ALLOW_METHODS = "Access-Control-Allow-Methods"
ALLOW_HEADERS = "Access-Control-Allow-Headers"
ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials"
EXPOSE_HEADERS = "Access-Control-Expose-Headers"
# (status, method, where, body, content type)
ERRORS = [
    (HTTPStatus.BAD_REQUEST, "POST", "", b"{", JSON),
    (HTTPStatus.NOT_FOUND, "GET", "/0", None, None),
    (HTTPStatus.NOT_FOUND, "DELETE", "/nothing", None, None),
    (HTTPStatus.METHOD_NOT_ALLOWED, "PUT", "", b"{}", JSON),
    (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "POST", "", b"{}", "text/plain"),
    (HTTPStatus.UNPROCESSABLE_ENTITY, "POST", "", b"{}", JSON),
    (HTTPStatus.UNPROCESSABLE_ENTITY, "GET", "?limit=0", None, None),
]


def listed(header: str) -> set[str]:
    return {item.strip().lower() for item in header.split(",")}


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:3000", "null", "chrome-extension://abc"])
def test_any_origin_may_read(api: Api, origin: str) -> None:
    response = api.get(api.todos_url, params={"limit": 1}, headers={"Origin": origin})

    assert response.headers[ALLOW_ORIGIN] == "*"
    assert ALLOW_CREDENTIALS not in response.headers


def test_any_origin_may_write(api: Api) -> None:
    origin = {"Origin": ORIGIN, "Content-Type": JSON}

    created = api.post(api.todos_url, content=encode({"title": "x"}), headers=origin)
    changed = api.patch(created.json()["url"], content=encode({"order": 1}), headers=origin)
    deleted = api.delete(created.json()["url"], headers=origin)

    answers = [created, changed, deleted]
    assert [answer.status_code for answer in answers] == [HTTPStatus.CREATED, HTTPStatus.OK, HTTPStatus.NO_CONTENT]
    assert [answer.headers[ALLOW_ORIGIN] for answer in answers] == ["*"] * 3


@pytest.mark.parametrize(("status", "method", "where", "body", "content_type"), ERRORS)
def test_any_origin_may_read_errors(
    api: Api, status: HTTPStatus, method: str, where: str, body: bytes | None, content_type: str | None
) -> None:
    headers = {"Origin": ORIGIN} | ({} if content_type is None else {"Content-Type": content_type})

    response = api.request(method, api.todos_url + where, content=body, headers=headers)

    assert response.status_code == status
    assert response.headers[ALLOW_ORIGIN] == "*"
    assert ALLOW_CREDENTIALS not in response.headers


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", ["", "/1"])
def test_preflight_allows_the_method_and_the_type_of_a_body(api: Api, method: str, path: str) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type",
    }

    response = api.options(api.todos_url + path, headers=asked)

    assert response.is_success
    assert response.headers[ALLOW_ORIGIN] == "*"
    assert {each.lower() for each in METHODS} <= listed(response.headers[ALLOW_METHODS])
    assert "content-type" in listed(response.headers[ALLOW_HEADERS])
    assert ALLOW_CREDENTIALS not in response.headers


def test_preflight_without_headers_to_ask_for(api: Api) -> None:
    response = api.options(api.todos_url, headers={"Origin": ORIGIN, "Access-Control-Request-Method": "DELETE"})

    assert response.is_success
    assert "delete" in listed(response.headers[ALLOW_METHODS])


def test_preflight_for_a_method_that_does_not_exist_does_not_allow_it(api: Api) -> None:
    response = api.options(api.todos_url, headers={"Origin": ORIGIN, "Access-Control-Request-Method": "PUT"})

    assert not {"put", "*"} & listed(response.headers.get(ALLOW_METHODS, ""))


def test_preflight_deletes_nothing(api: Api) -> None:
    todo = api.create()

    api.options(todo["url"], headers={"Origin": ORIGIN, "Access-Control-Request-Method": "DELETE"})

    assert api.read(todo) == todo


def test_scripts_may_read_location_and_link(api: Api) -> None:
    first, _ = api.create_several(2)
    origin = {"Origin": ORIGIN}

    created = api.post(api.todos_url, content=encode({"title": "x"}), headers=origin | {"Content-Type": JSON})
    listed_page = api.get(api.todos_url, params={"limit": 1, "after": first["id"] - 1}, headers=origin)

    for response in (created, listed_page):
        assert {"location", "link"} <= listed(response.headers[EXPOSE_HEADERS])


@pytest.mark.parametrize("content_type", [JSON, MERGE_PATCH])
def test_cookie_of_a_page_changes_nothing(api: Api, content_type: str) -> None:
    todo: Json = api.create()
    headers = {"Origin": ORIGIN, "Content-Type": content_type, "Cookie": "session=x; sessionid=x"}

    response = api.patch(todo["url"], content=encode({"order": 1}), headers=headers)

    assert (response.status_code, response.headers[ALLOW_ORIGIN]) == (HTTPStatus.OK, "*")
    assert "Set-Cookie" not in response.headers


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("path", ["/", "/nothing"])
def test_pages_are_for_their_own_origin(api: Api, path: str) -> None:
    response = api.get(api.beside(path), headers={"Origin": ORIGIN})

    assert ALLOW_ORIGIN not in response.headers
