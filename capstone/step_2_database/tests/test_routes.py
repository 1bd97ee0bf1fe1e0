"""Each operation translates HTTP into one call of the repository, and its result into HTTP."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from valid_notes import contents

from notes_api.models import NoteContent
from notes_api.paging import Cursor, Sort
from notes_api.repository import NoteFilter
from notes_api.routes import EXAMPLE_CURSOR, NoteList, NoteQuery

START = datetime(2026, 1, 31, tzinfo=UTC)
MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


ANY_VERSION = {"If-Match": "*"}
PROBLEM = "application/problem+json"


def store(client: TestClient, **fields: Any) -> str:
    """Store a note and return its address."""
    response = client.post("/notes", json={"title": "A note", "created_at": START.isoformat()} | fields)
    assert response.status_code == HTTPStatus.CREATED, response.text
    return response.headers["Location"]


def test_query_becomes_a_filter() -> None:
    query = NoteQuery(tag=["a", "b"], archived=False, pinned=True, text="soup")

    assert query.filter() == NoteFilter(("a", "b"), archived=False, pinned=True, text="soup")


def test_query_without_conditions_lets_everything_through() -> None:
    assert NoteQuery().filter() == NoteFilter()


def test_created_note_is_stored_and_located(client: TestClient) -> None:
    response = client.post("/notes", json={"title": "Plan"})

    assert response.status_code == HTTPStatus.CREATED
    assert client.get(response.headers["Location"]).json() == response.json()


@hypothesis_settings(max_examples=30)
@given(content=contents)
def test_any_valid_content_is_kept_as_it_is(client: TestClient, content: NoteContent) -> None:
    created = client.post("/notes", json=content.model_dump())

    read = client.get(created.headers["Location"]).json()

    assert {name: read[name] for name in NoteContent.model_fields} == content.model_dump()


def test_replaced_note_holds_the_new_content_alone(client: TestClient) -> None:
    address = store(client, body="Text", tags=["a"], pinned=True)

    replaced = client.put(address, json={"title": "New"}, headers=ANY_VERSION).json()

    assert (replaced["title"], replaced["body"], replaced["tags"], replaced["pinned"]) == ("New", "", [], False)
    assert client.get(address).json() == replaced


def test_patched_note_keeps_what_is_not_named(client: TestClient) -> None:
    address = store(client, body="Text", tags=["a"], pinned=True)

    patched = client.patch(address, content='{"tags": null, "title": "New"}', headers=MERGE_PATCH | ANY_VERSION).json()

    assert (patched["title"], patched["body"], patched["tags"], patched["pinned"]) == ("New", "Text", [], True)
    assert client.get(address).json() == patched


def test_deleted_note_is_gone(client: TestClient) -> None:
    address = store(client)

    response = client.delete(address, headers=ANY_VERSION)

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_unknown_note_is_not_found(client: TestClient, method: str) -> None:
    note_id = uuid4()

    response = client.request(method, f"/notes/{note_id}", headers=ANY_VERSION)

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.json()["detail"] == f"There is no note {note_id}."


def test_list_is_filtered_sorted_and_limited(client: TestClient) -> None:
    for day in range(3):
        store(client, title=str(day), tags=["a"], created_at=(START + timedelta(days=day)).isoformat())
    store(client, title="other")

    page = client.get("/notes", params={"tag": "a", "sort": "created", "limit": 2}).json()

    assert [note["title"] for note in page["items"]] == ["0", "1"]


def test_cursor_continues_the_list_in_its_order(client: TestClient) -> None:
    for day in range(3):
        store(client, title=str(day), created_at=(START + timedelta(days=day)).isoformat())
    first = client.get("/notes?sort=created&limit=2")

    second = client.get("/notes", params={"cursor": first.json()["next_cursor"]})

    assert [note["title"] for note in second.json()["items"]] == ["2"]
    assert second.json()["next_cursor"] is None
    assert client.get(first.links["next"]["url"]).json() == second.json()


def test_cursor_of_another_order_is_refused(client: TestClient) -> None:
    response = client.get("/notes", params={"sort": "updated", "cursor": EXAMPLE_CURSOR})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_CONTENT
    assert response.json()["errors"] == [
        {"detail": "this cursor continues a list sorted by -created, not by updated", "parameter": "cursor"}
    ]


def test_tags_are_listed_with_their_counts(client: TestClient) -> None:
    store(client, tags=["a", "b"])
    store(client, tags=["b"])

    assert client.get("/tags").json() == {"items": [{"tag": "b", "notes": 2}, {"tag": "a", "notes": 1}]}


def test_health_is_ok(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


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

    assert response.status_code == HTTPStatus.UNPROCESSABLE_CONTENT
    assert [error["header"] for error in response.json()["errors"]] == ["Idempotency-Key"]


@pytest.mark.parametrize("key", ["", "k" * 256, "caf\u00e9", "tab\tinside"])
def test_malformed_key_is_refused(client: TestClient, key: str) -> None:
    response = client.post("/notes", json={"title": "One"}, headers={b"Idempotency-Key": key.encode("latin-1")})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_CONTENT
    assert client.get("/notes").json()["items"] == []


@pytest.mark.parametrize("key", ["k", "k" * 255, "!~ ,;"])
def test_any_other_key_will_do(client: TestClient, key: str) -> None:
    response = client.post("/notes", json={"title": "One"}, headers={"Idempotency-Key": key})

    assert response.status_code == HTTPStatus.CREATED


def test_search_finds_and_marks(client: TestClient) -> None:
    store(client, title="Pool", body="It keeps <b>connections open.", tags=["a"])
    store(client, title="Other")

    (hit,) = client.get("/search", params={"q": "connect"}).json()["items"]

    assert (hit["title"], hit["tags"]) == ("Pool", ["a"])
    assert "<mark>" in hit["snippet"]


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "!"}, {"q": "\x00a"}, {"q": "a" * 201}, {"q": "a", "limit": 101}, {"q": "a", "x": 1}]
)
def test_bad_search_is_refused(client: TestClient, query: dict[str, str | int]) -> None:
    assert client.get("/search", params=query).status_code == HTTPStatus.UNPROCESSABLE_CONTENT


def words_without_end(step: int) -> str:
    """Return different short words, as many as a body can hold."""
    return " ".join(f"{number:x}" for number in range(0, 10**6, step))[:100_000]


HARD_TO_INDEX = {
    "short words": words_without_end(7),
    "compounds": "-".join(f"a{number:x}b" for number in range(20_000))[:100_000],
    "letters of four bytes": " ".join(chr(0x20000 + number) * 2 for number in range(33_333))[:100_000],
    "one word": "x" * 100_000,
    "one compound of one letter": "a-" * 50_000,
    "paths": "/".join(f"d{number}" for number in range(20_000))[:100_000],
    "hosts": ".".join(f"d{number}" for number in range(20_000))[:100_000],
    "addresses": " ".join(f"{number}@b{number}.example" for number in range(8_000))[:100_000],
    "numbers": "1." * 50_000,
    "open tag": "<a " + "b='c' " * 16_000,
    "entities": "&amp;" * 20_000,
}


@pytest.mark.parametrize("body", HARD_TO_INDEX.values(), ids=HARD_TO_INDEX)
def test_text_that_is_hard_to_index_is_stored_or_refused(client: TestClient, body: str) -> None:
    response = client.post("/notes", json={"title": "Hard", "body": body})

    assert response.status_code in (HTTPStatus.CREATED, HTTPStatus.UNPROCESSABLE_CONTENT), response.text
    stored = [note["body"] for note in client.get("/notes").json()["items"]]
    assert stored == ([body] if response.status_code == HTTPStatus.CREATED else [])
    if response.status_code == HTTPStatus.UNPROCESSABLE_CONTENT:
        assert [error["pointer"] for error in response.json()["errors"]] == ["#/body"]


def test_service_with_its_database_is_ready(client: TestClient) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}


def test_examples_of_the_document_are_true() -> None:
    example = NoteList.model_config["json_schema_extra"]
    assert isinstance(example, dict)
    page = NoteList.model_validate(example["example"])

    (note,) = page.items
    assert Cursor.decode(page.next_cursor or "") == Cursor(Sort.CREATED_DESCENDING, note.created_at, note.id)
