"""What the tests say to the service, and what every problem document must hold."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import httpx2

type Json = Any  # a document as it came over the wire: to look at its shape is what the tests are for
type Parameters = Mapping[str, str | int | list[str]]

JSON = {"Content-Type": "application/json"}
MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}
PROBLEM = "application/problem+json"

# A later step refuses a change that does not say which version of the note it was made for (428). The promises of
# this suite are about any version, so it says "any" with each change; a service without versions ignores that.
ANY_VERSION = {"If-Match": "*"}
CHANGES = ("PUT", "PATCH", "DELETE")


class Api(httpx2.Client):
    """An HTTP client with a word for what most tests begin with."""

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url=base_url, timeout=30, event_hooks={"request": [_allow_any_version]})

    def create_note(self, **fields: Json) -> Json:
        """Return a new note; without a title it has some title."""
        response = self.post_note({"title": "A note"} | fields)
        assert response.status_code == HTTPStatus.CREATED, response.text
        return response.json()

    def create_notes(self, count: int, tag: str) -> list[Json]:
        """Return new notes of the tag, the oldest first, each created and updated a minute after the one before."""
        minutes = [f"2026-01-31T{minute // 60:02}:{minute % 60:02}:00Z" for minute in range(count)]
        return [self.create_note(tags=[tag], created_at=minute, updated_at=minute) for minute in minutes]

    def read_note(self, note_id: str) -> Json:
        """Return the note."""
        response = self.get(f"/notes/{note_id}")
        assert response.status_code == HTTPStatus.OK, response.text
        return response.json()

    def post_note(self, note: Json) -> httpx2.Response:
        """Ask for a new note."""
        return self.post("/notes", content=encode(note), headers=JSON)

    def put_note(self, note_id: str, note: Json) -> httpx2.Response:
        """Ask to replace a note."""
        return self.put(f"/notes/{note_id}", content=encode(note), headers=JSON)

    def patch_note(self, note_id: str, patch: Json) -> httpx2.Response:
        """Ask for a merge patch of a note."""
        return self.patch(f"/notes/{note_id}", content=encode(patch), headers=MERGE_PATCH)

    def read_page(self, parameters: Parameters) -> Json:
        """Return one page of notes."""
        response = self.get("/notes", params=parameters)
        assert response.status_code == HTTPStatus.OK, response.text
        return response.json()

    def pages(self, parameters: Parameters) -> Iterator[list[Json]]:
        """Yield the notes of each page from the first to the last."""
        cursor: dict[str, str] = {}
        while True:
            page = self.read_page({**parameters, **cursor})
            yield page["items"]
            if page["next_cursor"] is None:
                return
            assert page["next_cursor"] != cursor.get("cursor"), "the list does not go on"
            cursor = {"cursor": page["next_cursor"]}

    def ids(self, parameters: Parameters) -> list[str]:
        """Return the ids of all notes of a list, in its order."""
        return [note["id"] for page in self.pages(parameters) for note in page]


def encode(document: Json) -> bytes:
    """Return the document as JSON; half a surrogate pair, which UTF-8 cannot hold, becomes an escape of JSON."""
    return json.dumps(document, ensure_ascii=False).encode(errors="backslashreplace")


def _allow_any_version(request: httpx2.Request) -> None:
    if request.method in CHANGES:
        request.headers.update(ANY_VERSION)


def problem_of(response: httpx2.Response, status: HTTPStatus) -> Json:
    """Return the problem document of a response that must have the status."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == PROBLEM
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"] == status.phrase
    assert problem["type"]
    assert problem["detail"]
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert "Traceback" not in response.text
    return problem


def pointers_of(response: httpx2.Response) -> list[str]:
    """Return where a 422 found the mistakes in the body, as JSON pointers."""
    return [error["pointer"] for error in problem_of(response, HTTPStatus.UNPROCESSABLE_ENTITY)["errors"]]


def parameters_of(response: httpx2.Response) -> list[str]:
    """Return which parameters a 422 found mistakes in."""
    return [error["parameter"] for error in problem_of(response, HTTPStatus.UNPROCESSABLE_ENTITY)["errors"]]
