"""Requests that lose no update and make no note twice: entity tags and idempotency keys over HTTP."""

from http import HTTPStatus

import pytest
from fastapi.testclient import TestClient

PROBLEM = "application/problem+json"


def store(client: TestClient) -> str:
    """Store a note and return its address."""
    return client.post("/notes", json={"title": "A note"}).headers["Location"]


def test_read_has_the_tag_of_the_version(client: TestClient) -> None:
    address = store(client)

    client.put(address, json={"title": "Second"}, headers={"If-Match": '"1"'})

    assert client.get(address).headers["ETag"] == '"2"'


@pytest.mark.parametrize("tag", ['"1"', 'W/"1"', '"7", "1"', "*"])
def test_read_of_a_known_version_saves_the_body(client: TestClient, tag: str) -> None:
    response = client.get(store(client), headers={"If-None-Match": tag})

    assert (response.status_code, response.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert response.headers["ETag"] == '"1"'


def test_read_of_another_version_has_the_body(client: TestClient) -> None:
    assert client.get(store(client), headers={"If-None-Match": '"2"'}).status_code == HTTPStatus.OK


CHANGES = [
    ("PUT", "", b'{"title": "New"}', "application/json"),
    ("PATCH", "", b'{"title": "New"}', "application/merge-patch+json"),
    ("DELETE", "", None, ""),
    ("POST", "/revisions/1/restore", None, ""),
]


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        (None, HTTPStatus.PRECONDITION_REQUIRED),
        ('"7"', HTTPStatus.PRECONDITION_FAILED),
        ('W/"1"', HTTPStatus.PRECONDITION_FAILED),
        ("1", HTTPStatus.BAD_REQUEST),
        ("", HTTPStatus.BAD_REQUEST),
    ],
)
@pytest.mark.parametrize(("method", "path", "body", "media_type"), CHANGES)
def test_change_of_a_version_that_was_not_seen_is_refused(
    client: TestClient,
    method: str,
    path: str,
    body: bytes | None,
    media_type: str,
    if_match: str | None,
    status: HTTPStatus,
) -> None:
    address = store(client)
    before = client.get(address).json()
    headers = {"Content-Type": media_type} | ({} if if_match is None else {"If-Match": if_match})

    response = client.request(method, address + path, content=body, headers=headers)

    assert (response.status_code, response.headers["Content-Type"]) == (status, PROBLEM)
    assert response.headers.get("ETag") == ('"1"' if status is HTTPStatus.PRECONDITION_FAILED else None)
    assert client.get(address).json() == before


@pytest.mark.parametrize(("method", "path", "body", "media_type"), CHANGES)
def test_change_of_the_version_that_was_seen_is_made(
    client: TestClient, method: str, path: str, body: bytes | None, media_type: str
) -> None:
    headers = {"Content-Type": media_type, "If-Match": '"1"'}

    assert client.request(method, store(client) + path, content=body, headers=headers).is_success


def test_same_request_with_the_same_key_is_answered_the_same(client: TestClient) -> None:
    first, second = [
        client.post("/notes", json={"title": "Once"}, headers={"Idempotency-Key": "a key"}) for _ in range(2)
    ]

    assert (first.status_code, second.status_code) == (HTTPStatus.CREATED, HTTPStatus.CREATED)
    assert first.content == second.content
    assert [second.headers[name] for name in ("Location", "ETag")] == [first.headers["Location"], '"1"']
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(client.get("/notes").json()["items"]) == 1


def test_key_of_another_request_is_refused(client: TestClient) -> None:
    headers = {"Idempotency-Key": "a key"}
    client.post("/notes", json={"title": "One"}, headers=headers)

    response = client.post("/notes", json={"title": "Two"}, headers=headers)

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [error["header"] for error in response.json()["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize("key", ["", "k" * 256, "caf\u00e9", "tab\tinside"])
def test_malformed_key_is_refused(client: TestClient, key: str) -> None:
    response = client.post("/notes", json={"title": "One"}, headers={b"Idempotency-Key": key.encode("latin-1")})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.get("/notes").json()["items"] == []


@pytest.mark.parametrize("key", ["k", "k" * 255, "!~ ,;"])
def test_any_other_key_will_do(client: TestClient, key: str) -> None:
    response = client.post("/notes", json={"title": "One"}, headers={"Idempotency-Key": key})

    assert response.status_code == HTTPStatus.CREATED
