"""Requests for what is not there, in ways that do not exist, and in the name of hosts that are not ours."""

from collections.abc import Callable
from http import HTTPStatus

import pytest

from .client import JSON, ORIGIN, Api, RawConnection, encode, problem_of

NO_IDS = [
    *("0", "-1", "01", "007", "1.0", "1e3", "abc", "null", "0x1", "1_0", "1,2", "1;2", "+1", "true", "a1", "1a", "'--"),
    *("%00", "1%00", "1%0A", "%201", "1%20", "%FF", "%D9%A1", "%C2%B2", "1%20OR%201=1", "%7B%7D"),
    *("2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551617"),
    *("9" * 30, "9" * 1000),
]
COLLECTION = {"GET", "HEAD", "POST", "DELETE"}
ITEM = {"GET", "HEAD", "PATCH", "DELETE"}
HOSTS = [
    "evil.example",
    "evil.example:80",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "evillocalhost",
    "127.0.0.2",
]
BROKEN_HOSTS = [
    "localhost:abc",
    "a b",
    "evil.example@localhost",
    "localhost/evil",
    "[",
    "localhost, evil.example",
    "<script>",
]

type Connect = Callable[[], RawConnection]


@pytest.mark.parametrize("todo_id", NO_IDS, ids=lambda todo_id: todo_id[:20])
def test_id_that_is_none_is_not_found(api: Api, todo_id: str) -> None:
    address = api.address(todo_id)

    problem_of(api.get(address), HTTPStatus.NOT_FOUND)
    problem_of(api.send_body("PATCH", address, encode({"title": "x"})), HTTPStatus.NOT_FOUND)
    problem_of(api.delete(address), HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_endless_id_is_refused_and_breaks_nothing(api: Api, method: str) -> None:
    response = api.send_body(method, api.address("9" * 5000), encode({"title": "x"}))

    assert response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.URI_TOO_LONG)


@pytest.mark.parametrize("path", ["/a", "/1/more", "/1/2/3", "/%2e%2e", "/1%2F2"])
def test_what_is_below_the_todos_and_none_of_them_is_not_found(api: Api, path: str) -> None:
    problem_of(api.get(api.todos_url + path), HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "TRACE", "PROPFIND"])
def test_list_is_asked_in_a_way_that_does_not_exist(api: Api, method: str) -> None:
    response = api.send_body(method, api.todos_url, encode({"title": "x"}))

    problem_of(response, HTTPStatus.METHOD_NOT_ALLOWED)
    assert methods(response.headers["Allow"]) - {"OPTIONS"} == COLLECTION


@pytest.mark.parametrize("method", ["PUT", "POST", "TRACE", "PROPFIND"])
def test_todo_is_asked_in_a_way_that_does_not_exist(api: Api, method: str) -> None:
    todo = api.create()

    response = api.send_body(method, todo["url"], encode({"title": "x"}))

    problem_of(response, HTTPStatus.METHOD_NOT_ALLOWED)
    assert methods(response.headers["Allow"]) - {"OPTIONS"} == ITEM
    assert api.read(todo) == todo


def methods(header: str) -> set[str]:
    return {method.strip() for method in header.split(",")}


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override"])
def test_method_is_not_overridden(api: Api, header: str) -> None:
    todo = api.create()

    api.get(todo["url"], headers={header: "DELETE"})

    assert api.read(todo) == todo


def test_head_of_the_list_is_get_without_a_body(api: Api) -> None:
    first, _ = api.create_several(2)
    query = {"limit": 1, "after": first["id"] - 1}

    answer, expected = api.head(api.todos_url, params=query), api.get(api.todos_url, params=query)

    assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"")
    for name in ("Content-Type", "Content-Length", "Link"):
        assert answer.headers[name] == expected.headers[name]


def test_head_of_a_todo_is_get_without_a_body(api: Api) -> None:
    todo = api.create()

    answer, expected = api.head(todo["url"]), api.get(todo["url"])

    assert (answer.status_code, answer.content) == (HTTPStatus.OK, b"")
    assert answer.headers["Content-Length"] == expected.headers["Content-Length"]
    assert api.head(api.address(0)).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "content_type",
    [
        *(None, "", "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
        *(
            "application/jsonp",
            "application/xml",
            "json",
            ";",
            "application/json, text/plain",
            "text/plain; application/json",
        ),
    ],
)
def test_body_of_another_media_type_is_refused(api: Api, content_type: str | None) -> None:
    todo = api.create()

    for method, address in (("POST", api.todos_url), ("PATCH", todo["url"])):
        response = api.send_body(method, address, encode({"title": "x"}), content_type)

        problem_of(response, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    assert api.read_list(after=todo["id"] - 1) == [todo]


def test_merge_patch_makes_no_new_todo(api: Api) -> None:
    response = api.send_body("POST", api.todos_url, encode({"title": "x"}), "application/merge-patch+json")

    problem_of(response, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


@pytest.mark.parametrize("content_type", [f"{JSON}; charset=utf-8", "Application/JSON", f"{JSON} ;", f'{JSON};a="b"'])
def test_parameters_and_case_of_the_media_type_do_not_matter(api: Api, content_type: str) -> None:
    response = api.send_body("POST", api.todos_url, encode({"title": "x"}), content_type)

    assert response.status_code == HTTPStatus.CREATED


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/todos", "/todos/1", "/todos?limit=x", "/todos/nothing"])
def test_host_that_is_not_ours_is_refused(connect: Connect, host: str, path: str) -> None:
    with connect() as connection:
        connection.begin("GET", f"Origin: {ORIGIN}", "Connection: close", target=path, host=host)

        answer = connection.receive()

    problem_of(answer, HTTPStatus.BAD_REQUEST)
    assert "evil" not in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("host", BROKEN_HOSTS)
@pytest.mark.parametrize("path", ["/todos", "/health"])
def test_host_that_is_none_is_refused(connect: Connect, host: str, path: str) -> None:
    with connect() as connection:
        connection.begin("GET", "Connection: close", target=path, host=host)

        answer = connection.receive()

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "<script>" not in answer.text


@pytest.mark.usefixtures("server")
def test_urls_have_the_host_that_the_client_used(api: Api, connect: Connect) -> None:
    todo = api.create()
    with connect() as connection:
        host = connection.host.replace("127.0.0.1", "localhost")
        connection.begin("GET", "Connection: close", target=f"/todos/{todo['id']}", host=host)

        answer = connection.receive()

    assert answer.json()["url"] == f"http://{host}/todos/{todo['id']}"
