"""Earlier versions and the trash over HTTP."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from notes_api.routes import EXAMPLE_CURSOR

PROBLEM = "application/problem+json"
ANY_VERSION = {"If-Match": "*"}


def store(client: TestClient, title: str = "one", *later: str) -> str:
    """Store a note, change its title as often as one is given, and return its address."""
    address = client.post("/notes", json={"title": title}).headers["Location"]
    for new in later:
        assert client.put(address, json={"title": new}, headers=ANY_VERSION).is_success
    return address


def delete_new(client: TestClient, title: str = "deleted") -> str:
    """Store a note, delete it, and return its id."""
    address = store(client, title)
    assert client.delete(address, headers=ANY_VERSION).is_success
    return address.removeprefix("/notes/")


def items(client: TestClient, path: str, **query: str | int) -> list[dict[str, Any]]:
    """Return the items of a list."""
    response = client.get(path, params=query)
    assert response.status_code == HTTPStatus.OK, response.text
    found: list[dict[str, Any]] = response.json()["items"]
    return found


def test_versions_are_listed_newest_first(client: TestClient) -> None:
    address = store(client, "one", "two", "three")

    listed = items(client, f"{address}/revisions")

    assert [(item["version"], item["title"]) for item in listed] == [(3, "three"), (2, "two"), (1, "one")]


def test_versions_are_paged(client: TestClient) -> None:
    address = store(client, "one", "two", "three")

    pages = [items(client, f"{address}/revisions", limit=2), items(client, f"{address}/revisions", before=2)]

    assert [[item["version"] for item in page] for page in pages] == [[3, 2], [1]]


def test_version_is_read(client: TestClient) -> None:
    address = store(client, "one", "two")
    note = client.get(address).json()

    revision = client.get(f"{address}/revisions/2").json()

    assert revision == {
        "version": 2,
        "changed_at": note["updated_at"],
        **{name: note[name] for name in ("title", "body", "tags", "pinned", "archived")},
    }


def test_restored_version_is_the_next(client: TestClient) -> None:
    address = store(client, "one", "two")

    response = client.post(f"{address}/revisions/1/restore", headers={"If-Match": '"2"'})

    assert (response.status_code, response.headers["ETag"]) == (HTTPStatus.OK, '"3"')
    assert response.json() == client.get(address).json()
    assert response.json()["title"] == "one"


@pytest.mark.parametrize("version", ["0", "-1", "2147483648", "one", "1.5"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_version_that_cannot_be_is_refused(client: TestClient, method: str, version: str) -> None:
    path = f"{store(client)}/revisions/{version}" + ("/restore" if method == "POST" else "")

    assert client.request(method, path, headers=ANY_VERSION).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "before=0", "before=2147483648", "after=1"])
def test_bad_query_of_versions_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"{store(client)}/revisions?{query}").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/notes/{unknown}/revisions"),
        ("GET", "/notes/{unknown}/revisions/1"),
        ("POST", "/notes/{unknown}/revisions/1/restore"),
        ("GET", "/notes/{known}/revisions/2"),
        ("GET", "/notes/{known}/revisions/2147483647"),
        ("POST", "/notes/{known}/revisions/2/restore"),
        ("POST", "/trash/{unknown}/restore"),
        ("POST", "/trash/{known}/restore"),
        ("DELETE", "/trash/{unknown}"),
        ("DELETE", "/trash/{known}"),
    ],
)
def test_what_is_not_there_is_not_found(client: TestClient, method: str, path: str) -> None:
    known = store(client).removeprefix("/notes/")

    response = client.request(method, path.format(known=known, unknown=uuid4()), headers=ANY_VERSION)

    assert (response.status_code, response.headers["Content-Type"]) == (HTTPStatus.NOT_FOUND, PROBLEM)


def test_deleted_note_lies_in_the_trash(client: TestClient) -> None:
    address = store(client, "one")
    note = client.get(address).json()

    client.delete(address, headers={"If-Match": '"1"'})

    (item,) = items(client, "/trash")
    assert item["note"] == note
    assert item["deleted_at"] < item["purge_at"]


def test_trash_is_paged_last_deleted_first(client: TestClient) -> None:
    for title in ("one", "two", "three"):
        delete_new(client, title)

    first = client.get("/trash?limit=2")
    second = client.get("/trash", params={"limit": 2, "cursor": first.json()["next_cursor"]})

    assert [[item["note"]["title"] for item in page.json()["items"]] for page in (first, second)] == [
        ["three", "two"],
        ["one"],
    ]
    assert second.json()["next_cursor"] is None
    assert client.get(first.links["next"]["url"]).json() == second.json()
    assert first.links["first"]["url"] == "/trash?limit=2"


@pytest.mark.parametrize("query", [f"cursor={EXAMPLE_CURSOR}", "cursor=x", "limit=0", "sort=created"])
def test_bad_query_of_the_trash_is_refused(client: TestClient, query: str) -> None:
    response = client.get(f"/trash?{query}")

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [error["parameter"] for error in response.json()["errors"]] == [query.split("=")[0]]


@pytest.mark.parametrize("query", ["", "sort=created&"])
def test_cursor_of_the_trash_is_good_there_only(client: TestClient, query: str) -> None:
    for _ in range(2):
        delete_new(client)
    cursor = client.get("/trash?limit=1").json()["next_cursor"]

    response = client.get(f"/notes?{query}cursor={cursor}")

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_note_comes_back_from_the_trash_as_it_was(client: TestClient) -> None:
    address = store(client, "one", "two")
    before = client.get(address)
    client.delete(address, headers=ANY_VERSION)

    restored = client.post(address.replace("/notes", "/trash") + "/restore")

    assert (restored.json(), restored.headers["ETag"]) == (before.json(), before.headers["ETag"])
    assert items(client, "/trash") == []
    assert [item["version"] for item in items(client, f"{address}/revisions")] == [2, 1]


def test_purged_note_is_gone_for_good(client: TestClient) -> None:
    note_id = delete_new(client)

    response = client.delete(f"/trash/{note_id}")

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    assert client.post(f"/trash/{note_id}/restore").status_code == HTTPStatus.NOT_FOUND
