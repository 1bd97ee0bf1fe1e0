"""The router within the running application; the contract itself is tested in ``tests/contract`` over real servers."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from fastapi_app.database import Database
from fastapi_app.dependencies import TodoUrls, get_hub
from fastapi_app.problems import Problem
from fastapi_app.store import TodoRow
from fastapi_app.todos import as_data, found


class Heard:
    """A hub that writes down what is published, and whether the change was committed by then."""

    def __init__(self) -> None:
        self.events: list[tuple[str, object]] = []

    def publish(self, kind: str, todo: object) -> None:
        self.events.append((kind, todo))


@pytest.fixture
def heard(app: FastAPI) -> Heard:
    hub = Heard()
    app.dependency_overrides[get_hub] = lambda: hub
    return hub


def test_create(client: TestClient) -> None:
    response = client.post("/todos", json={"title": " Buy milk ", "order": 3})
    assert response.status_code == 201
    todo = response.json()
    assert todo == {
        "id": 1,
        "title": "Buy milk",
        "completed": False,
        "order": 3,
        "url": "http://testserver/todos/1",
    }
    assert response.headers["location"] == todo["url"]
    assert client.get(todo["url"]).json() == todo


def test_addresses_are_those_of_the_request(client: TestClient) -> None:
    response = client.post("/todos", json={"title": "a"}, headers={"Host": "testserver:8443"})
    assert response.json()["url"] == response.headers["location"] == "http://testserver:8443/todos/1"


def test_pages(client: TestClient) -> None:
    for title in "abc":
        client.post("/todos", json={"title": title})
    first = client.get("/todos?limit=2")
    assert [todo["title"] for todo in first.json()] == ["a", "b"]
    assert first.headers["link"] == '<http://testserver/todos?limit=2&after=2>; rel="next"'
    second = client.get(first.links["next"]["url"])
    assert [todo["title"] for todo in second.json()] == ["c"]
    assert "link" not in second.headers


BAD_PAGES = {
    "limit=0": ["limit"],
    "limit=1001": ["limit"],
    "limit=5.0": ["limit"],
    "limit=": ["limit"],
    "limit=1_0": ["limit"],
    "limit=%205": ["limit"],
    "after=-1": ["after"],
    "after=9223372036854775808": ["after"],
    "limit=x&after=y": ["limit", "after"],
    "limit=" + "9" * 5000: ["limit"],
    "limit=1;DROP TABLE todos": ["limit"],
}


def test_bad_pages(client: TestClient) -> None:
    for query, parameters in BAD_PAGES.items():
        response = client.get(f"/todos?{query}")
        assert response.status_code == 422, query
        assert [error["parameter"] for error in response.json()["errors"]] == parameters


def test_unknown_parameters_are_ignored(client: TestClient) -> None:
    assert client.get("/todos?x=1").json() == []


def test_patch_changes_what_is_sent_and_nothing_else(client: TestClient) -> None:
    client.post("/todos", json={"title": "a", "order": 1})
    assert client.patch("/todos/1", json={"completed": True}).json()["completed"] is True
    assert client.patch("/todos/1", json={"order": None}).json()["order"] is None
    assert client.patch("/todos/1", json={}).json() == {
        "id": 1,
        "title": "a",
        "completed": True,
        "order": None,
        "url": "http://testserver/todos/1",
    }


@pytest.mark.parametrize("member", ["id", "url", "owner", "picture"])
def test_mass_assignment_through_patch_is_refused_and_changes_nothing(client: TestClient, member: str) -> None:
    before = client.post("/todos", json={"title": "a"}).json()
    response = client.patch("/todos/1", json={"title": "b", member: 7})
    assert response.status_code == 422
    assert response.json()["errors"] == [{"detail": "Unknown member", "pointer": f"#/{member}"}]
    assert client.get("/todos/1").json() == before


def test_delete_one(client: TestClient) -> None:
    client.post("/todos", json={"title": "a"})
    response = client.delete("/todos/1")
    assert (response.status_code, response.content) == (204, b"")
    assert "content-type" not in response.headers
    assert client.get("/todos/1").status_code == 404


def test_delete_all(client: TestClient) -> None:
    client.post("/todos", json={"title": "a"})
    assert client.delete("/todos").status_code == 204
    assert client.get("/todos").json() == []


NOT_THERE = ["1", "0", "-1", "abc", "1.0", "1%0A", "٣", "9" * 19, "9" * 6000, "1 OR 1=1", "1/"]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_not_there(client: TestClient, method: str) -> None:
    for todo_id in NOT_THERE:
        response = client.request(method, f"/todos/{todo_id}", json={} if method == "PATCH" else None)
        assert response.status_code == 404, todo_id
        assert response.headers["content-type"] == "application/problem+json"


def test_listeners_hear_of_each_change(client: TestClient, heard: Heard) -> None:
    created = client.post("/todos", json={"title": "a"}).json()
    client.patch("/todos/1", json={})  # changes nothing, so there is nothing to tell
    changed = client.patch("/todos/1", json={"title": "b"}).json()
    client.delete("/todos/1")
    client.delete("/todos")
    assert heard.events == [("created", created), ("changed", changed), ("deleted", changed), ("emptied", None)]


def test_listeners_do_not_hear_of_what_failed(client: TestClient, heard: Heard) -> None:
    client.post("/todos", json={"title": ""})
    client.patch("/todos/1", json={"title": "b"})
    client.delete("/todos/1")
    assert heard.events == []


def test_listeners_hear_of_a_change_after_it_is_there(
    client: TestClient, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BrokenCommit:
        async def __aenter__(self) -> "BrokenCommit":
            return self

        async def __aexit__(self, *_: object) -> None:
            raise OSError("disk full")

        async def execute(self, *_: object) -> "BrokenCommit":
            return self

        def one(self) -> tuple[int, str, bool, None]:
            return (1, "a", False, None)

    monkeypatch.setattr(Database, "transaction", lambda _self: BrokenCommit())
    assert client.post("/todos", json={"title": "a"}).status_code == 500
    assert heard.events == []


def test_found(client: TestClient) -> None:
    with pytest.raises(Problem) as caught:
        found(None)
    assert (caught.value.status_code, caught.value.detail) == (404, "There is no such to-do.")


def test_rows_become_what_is_sent(app: FastAPI) -> None:
    row: TodoRow = (1, "a", True, None)  # type: ignore[assignment]  # a row is a tuple, as far as this function goes
    assert as_data(row, TodoUrls("http://h/todos")) == {
        "id": 1,
        "title": "a",
        "completed": True,
        "order": None,
        "url": "http://h/todos/1",
    }
