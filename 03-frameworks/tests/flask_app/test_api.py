import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from flask_app.api import TodoIdConverter, is_api_path, no_content, read_json, to_json
from flask_app.database import get_connection
from flask_app.todos import Todo, add_todo, list_todos

PROBLEM = "application/problem+json"


def filled(app: Flask, *titles: str) -> None:
    with app.app_context():
        for title in titles:
            add_todo(get_connection(), title=title)


def titles(app: Flask) -> list[str]:
    with app.app_context():
        return [todo.title for todo in list_todos(get_connection())]


def test_a_todo_is_made_read_changed_and_deleted(client: FlaskClient) -> None:
    made = client.post("/todos", json={"title": " Buy milk ", "order": 3})

    assert made.status_code == 201
    expected = {
        "id": 1,
        "title": "Buy milk",
        "completed": False,
        "order": 3,
        "url": "http://localhost/todos/1",
    }
    assert made.json == expected
    assert made.headers["Location"] == "http://localhost/todos/1"
    assert client.get("/todos/1").json == expected
    assert client.get("/todos").json == [expected]

    changed = client.patch("/todos/1", json={"completed": True, "order": None})
    assert (changed.status_code, changed.json) == (200, expected | {"completed": True, "order": None})
    assert client.get("/todos/1").json == changed.json

    deleted = client.delete("/todos/1")
    assert (deleted.status_code, deleted.data) == (204, b"")
    assert client.get("/todos/1").status_code == 404
    assert client.get("/todos").json == []


def test_members_come_in_the_order_in_which_they_are_documented(client: FlaskClient) -> None:
    text = client.post("/todos", json={"title": "a"}).get_data(as_text=True)

    assert list(json.loads(text)) == ["id", "title", "completed", "order", "url"]


def test_urls_name_the_host_of_the_request(client: FlaskClient) -> None:
    made = client.post("/todos", json={"title": "a"}, headers={"Host": "127.0.0.1:8000"})

    assert made.json is not None
    assert made.json["url"] == made.headers["Location"] == "http://127.0.0.1:8000/todos/1"
    assert to_json(Todo(7, "a", True, None), "https://a.example/todos")["url"] == "https://a.example/todos/7"


def test_a_list_is_read_page_by_page(app: Flask, client: FlaskClient) -> None:
    filled(app, *"abcde")
    found, url = [], "/todos?limit=2"

    while url:
        page = client.get(url)
        assert page.json is not None
        found.append([todo["title"] for todo in page.json])
        link = page.headers.get("Link", "")
        assert not link or (link.startswith("<http://localhost/todos?") and link.endswith('>; rel="next"'))
        url = link[1:].partition(">")[0]

    assert found == [["a", "b"], ["c", "d"], ["e"]]


def test_a_full_last_page_has_no_next(app: Flask, client: FlaskClient) -> None:
    filled(app, *"abcd")

    page = client.get("/todos?limit=2&after=2")

    assert page.json is not None
    assert len(page.json) == 2
    assert "Link" not in page.headers


def test_without_a_limit_there_are_1000(app: Flask, client: FlaskClient) -> None:
    filled(app, *["a"] * 1001)

    page = client.get("/todos")

    assert page.json is not None
    assert len(page.json) == 1000
    assert page.headers["Link"] == '<http://localhost/todos?limit=1000&after=1000>; rel="next"'


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=5.0", "limit"),
        ("after=-1", "after"),
        ("after=x", "after"),
    ],
)
def test_a_bad_parameter_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    refused = client.get(f"/todos?{query}")

    assert refused.status_code == 422
    assert refused.json is not None
    assert [error["parameter"] for error in refused.json["errors"]] == [parameter]


def test_a_parameter_unknown_to_us_is_none_of_our_business(client: FlaskClient) -> None:
    assert client.get("/todos?utm_source=mail&after=99999999999999999999").json == []


def test_head_is_get_without_the_body(app: Flask, client: FlaskClient) -> None:
    filled(app, "a")

    for path in ("/todos", "/todos/1", "/health"):
        head, get = client.head(path), client.get(path)
        assert (head.status_code, head.data, head.content_length) == (200, b"", get.content_length)


def test_a_patch_may_say_what_kind_it_is(app: Flask, client: FlaskClient) -> None:
    filled(app, "a")

    as_merge = client.patch("/todos/1", data='{"title": "b"}', content_type="application/merge-patch+json")
    as_json = client.patch("/todos/1", data='{"title": "c"}', content_type="Application/JSON; charset=utf-8")

    assert (as_merge.status_code, as_json.status_code, titles(app)) == (200, 200, ["c"])


def test_an_empty_patch_changes_nothing(app: Flask, client: FlaskClient) -> None:
    filled(app, "a")
    before = client.get("/todos/1").json

    assert client.patch("/todos/1", json={}).json == before


def test_mass_assignment_is_refused_and_changes_nothing(app: Flask, client: FlaskClient) -> None:
    filled(app, "a")
    before = client.get("/todos/1").json

    for member in ({"id": 7}, {"url": "http://evil.example"}, {"owner": 1}, {"user_id": 1}, {"session_version": 9}):
        refused = client.patch("/todos/1", json={"title": "b"} | member)
        assert refused.status_code == 422
        assert refused.json is not None
        assert [error["pointer"] for error in refused.json["errors"]] == [f"#/{name}" for name in member]
        assert client.post("/todos", json={"title": "b"} | member).status_code == 422

    assert client.get("/todos").json == [before]


def test_sql_in_a_title_an_id_and_a_parameter_is_text(app: Flask, client: FlaskClient) -> None:
    attack = "x'); DELETE FROM todos; --"

    made = client.post("/todos", json={"title": attack})
    assert made.json is not None
    assert made.json["title"] == attack
    assert client.patch("/todos/1", json={"title": attack + '" OR 1=1'}).status_code == 200
    assert client.get("/todos/1%20OR%201=1").status_code == 404
    assert client.delete("/todos/1;DROP TABLE todos").status_code == 404
    assert client.get("/todos?after=0%20OR%201=1").status_code == 422
    assert titles(app) == [attack + '" OR 1=1']


@pytest.mark.parametrize(
    "todo_id",
    [
        "0",
        "2",
        "-1",
        "+1",
        "01",
        "1.0",
        "1e0",
        "x",
        "%D9%A1",
        "%C2%B9",
        "1%0A",
        "%201",
        "9" * 18,
        "9223372036854775808",
        "9" * 5000,
        "1/x",
    ],
)
def test_an_id_that_no_todo_has_is_not_found(app: Flask, client: FlaskClient, todo_id: str) -> None:
    filled(app, "a")

    for ask in (client.get, client.delete):
        answer = ask(f"/todos/{todo_id}")
        assert (answer.status_code, answer.mimetype) == (404, PROBLEM)
    assert client.patch(f"/todos/{todo_id}", json={"title": "b"}).status_code == 404
    assert titles(app) == ["a"]


def test_an_id_of_18_digits_is_a_number() -> None:
    assert TodoIdConverter(Map()).to_python("9" * 18) == 10**18 - 1


def test_all_todos_are_deleted(app: Flask, client: FlaskClient) -> None:
    filled(app, "a", "b")

    answer = client.delete("/todos")

    assert (answer.status_code, answer.data, titles(app)) == (204, b"", [])


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded", "application/json5"])
def test_another_media_type_is_refused(app: Flask, client: FlaskClient, content_type: str | None) -> None:
    filled(app, "a")

    made = client.post("/todos", data='{"title": "b"}', content_type=content_type)
    changed = client.patch("/todos/1", data='{"title": "b"}', content_type=content_type)

    assert (made.status_code, changed.status_code, titles(app)) == (415, 415, ["a"])
    assert made.json is not None
    assert made.json["detail"] == "The Content-Type must be application/json."


def test_a_merge_patch_is_no_new_todo(client: FlaskClient) -> None:
    refused = client.post("/todos", data='{"title": "b"}', content_type="application/merge-patch+json")

    assert refused.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"title=a",
        b'{"title": NaN}',
        b'{"order": -Infinity}',
        b"\xff",
        b'"\xc3"',
        '{"title": "a"}'.encode("utf-16"),
        b"[" * 50_000,
        b'{"order": ' + b"1" * 5000 + b"}",
    ],
)
def test_what_is_not_json_is_malformed(client: FlaskClient, body: bytes) -> None:
    refused = client.post("/todos", data=body, content_type="application/json")

    assert (refused.status_code, refused.mimetype) == (400, PROBLEM)
    assert refused.json is not None
    assert refused.json["detail"] == "The body must be JSON in UTF-8."


def test_a_body_is_read_as_json_of_the_types_given(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data="[1]", content_type="text/some"):
        assert read_json("text/some", "text/other") == [1]
    with app.test_request_context("/", method="POST", data="[1]", content_type="text/some"):  # noqa: SIM117
        with pytest.raises(HTTPException) as caught:
            read_json("text/a", "text/b")
    assert caught.value.description == "The Content-Type must be text/a or text/b."


def test_an_empty_answer_has_no_type(app: Flask) -> None:
    with app.app_context():
        answer = no_content()

    assert (answer.status_code, "Content-Type" in answer.headers) == (204, False)


def test_the_service_says_that_it_is_alive(client: FlaskClient) -> None:
    assert client.get("/health").json == {"status": "ok"}


def test_which_paths_are_the_api() -> None:
    assert [is_api_path(path) for path in ("/todos", "/todos/1", "/todos/x/y", "/todos/")] == [True] * 4
    assert [is_api_path(path) for path in ("/", "/todos.csv", "/todosx", "/health")] == [False] * 4
