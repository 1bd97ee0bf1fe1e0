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

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert response.json()["errors"] == [
        {"detail": "this cursor continues a list sorted by -created, not by updated", "parameter": "cursor"}
    ]


def test_tags_are_listed_with_their_counts(client: TestClient) -> None:
    store(client, tags=["a", "b"])
    store(client, tags=["b"])

    assert client.get("/tags").json() == {"items": [{"tag": "b", "notes": 2}, {"tag": "a", "notes": 1}]}


def test_health_is_ok(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


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
    assert client.get("/search", params=query).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_service_with_its_database_is_ready(client: TestClient) -> None:
    assert client.get("/readyz").json() == {"status": "ready"}


def test_examples_of_the_document_are_true() -> None:
    example = NoteList.model_config["json_schema_extra"]
    assert isinstance(example, dict)
    page = NoteList.model_validate(example["example"])

    (note,) = page.items
    assert Cursor.decode(page.next_cursor or "") == Cursor(Sort.CREATED_DESCENDING, note.created_at, note.id)
