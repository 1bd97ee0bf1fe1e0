"""Each operation translates HTTP into one call of the repository, and its result into HTTP."""

import asyncio
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from valid_notes import contents

from notes_api.app import create_app
from notes_api.memory import InMemoryNoteRepository
from notes_api.models import NoteContent, NoteCreate
from notes_api.paging import Cursor, Sort
from notes_api.repository import NoteFilter
from notes_api.routes import EXAMPLE_CURSOR, NoteList, NoteQuery

START = datetime(2026, 1, 31, tzinfo=UTC)
MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


@pytest.fixture
def repository() -> InMemoryNoteRepository:
    return InMemoryNoteRepository()


@pytest.fixture
def client(repository: InMemoryNoteRepository) -> TestClient:
    return TestClient(create_app(repository))


def store(repository: InMemoryNoteRepository, **fields: Any) -> str:
    """Store a note and return its address."""
    note = NoteCreate.model_validate({"title": "A note", "created_at": START} | fields)
    return f"/notes/{asyncio.run(repository.create(note)).id}"


def test_query_becomes_a_filter() -> None:
    query = NoteQuery(tag=["a", "b"], archived=False, pinned=True, text="soup")

    assert query.filter() == NoteFilter(("a", "b"), archived=False, pinned=True, text="soup")


def test_query_without_conditions_lets_everything_through() -> None:
    assert NoteQuery().filter() == NoteFilter()


def test_created_note_is_stored_and_located(client: TestClient, repository: InMemoryNoteRepository) -> None:
    response = client.post("/notes", json={"title": "Plan"})

    assert response.status_code == HTTPStatus.CREATED
    stored = asyncio.run(repository.get(UUID(response.headers["Location"].removeprefix("/notes/"))))
    assert response.json() == stored.model_dump(mode="json")


def test_any_valid_content_is_kept_as_it_is() -> None:
    client = TestClient(create_app(InMemoryNoteRepository()))

    @given(contents)
    def check(content: NoteContent) -> None:
        created = client.post("/notes", json=content.model_dump())

        read = client.get(created.headers["Location"]).json()

        assert {name: read[name] for name in NoteContent.model_fields} == content.model_dump()

    check()


def test_replaced_note_holds_the_new_content_alone(client: TestClient, repository: InMemoryNoteRepository) -> None:
    address = store(repository, body="Text", tags=["a"], pinned=True)

    replaced = client.put(address, json={"title": "New"}).json()

    assert (replaced["title"], replaced["body"], replaced["tags"], replaced["pinned"]) == ("New", "", [], False)
    assert client.get(address).json() == replaced


def test_patched_note_keeps_what_is_not_named(client: TestClient, repository: InMemoryNoteRepository) -> None:
    address = store(repository, body="Text", tags=["a"], pinned=True)

    patched = client.patch(address, content='{"tags": null, "title": "New"}', headers=MERGE_PATCH).json()

    assert (patched["title"], patched["body"], patched["tags"], patched["pinned"]) == ("New", "Text", [], True)
    assert client.get(address).json() == patched


def test_deleted_note_is_gone(client: TestClient, repository: InMemoryNoteRepository) -> None:
    address = store(repository)

    response = client.delete(address)

    assert (response.status_code, response.content) == (HTTPStatus.NO_CONTENT, b"")
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_unknown_note_is_not_found(client: TestClient, method: str) -> None:
    note_id = uuid4()

    response = client.request(method, f"/notes/{note_id}")

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.json()["detail"] == f"There is no note {note_id}."


def test_list_is_filtered_sorted_and_limited(client: TestClient, repository: InMemoryNoteRepository) -> None:
    for day in range(3):
        store(repository, title=str(day), tags=["a"], created_at=START + timedelta(days=day))
    store(repository, title="other")

    page = client.get("/notes", params={"tag": "a", "sort": "created", "limit": 2}).json()

    assert [note["title"] for note in page["items"]] == ["0", "1"]


def test_cursor_continues_the_list_in_its_order(client: TestClient, repository: InMemoryNoteRepository) -> None:
    for day in range(3):
        store(repository, title=str(day), created_at=START + timedelta(days=day))
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


def test_tags_are_listed_with_their_counts(client: TestClient, repository: InMemoryNoteRepository) -> None:
    store(repository, tags=["a", "b"])
    store(repository, tags=["b"])

    assert client.get("/tags").json() == {"items": [{"tag": "b", "notes": 2}, {"tag": "a", "notes": 1}]}


def test_health_is_ok(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_examples_of_the_document_are_true() -> None:
    example = NoteList.model_config["json_schema_extra"]
    assert isinstance(example, dict)
    page = NoteList.model_validate(example["example"])

    (note,) = page.items
    assert Cursor.decode(page.next_cursor or "") == Cursor(Sort.CREATED_DESCENDING, note.created_at, note.id)
