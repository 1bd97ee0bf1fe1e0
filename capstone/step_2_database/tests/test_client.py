"""The client works by the published contract, and says clearly when there is nobody to work with."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx2
import pytest
from fake_service import FakeService, fake_service
from pydantic import ValidationError

from notes_api.client import ClientError, NotesClient, problem_text
from notes_api.models import EXAMPLE_NOTE, Note, NoteCreate

NOTE = Note.model_validate(EXAMPLE_NOTE)
PAGES = {None: ("one", "two"), "one": ("three",), "three": ()}


@pytest.fixture
def service() -> Iterator[FakeService]:
    with fake_service() as fake:
        yield fake


@pytest.fixture
def client(service: FakeService) -> Iterator[NotesClient]:
    with NotesClient(service.url) as notes_client:
        yield notes_client


def test_created_note_is_returned(service: FakeService, client: NotesClient) -> None:
    service.status, service.answer = 201, lambda path: NOTE.model_dump_json()

    assert client.create(NoteCreate(title="Ship it")) == NOTE


def test_only_what_is_set_is_sent(service: FakeService, client: NotesClient) -> None:
    service.answer = lambda path: NOTE.model_dump_json()

    client.create(NoteCreate(title="Ship it", created_at=datetime(2026, 1, 31, tzinfo=UTC)))

    ((method, path, body),) = service.asked
    assert (method, path) == ("POST", "/notes")
    assert json.loads(body) == {"title": "Ship it", "created_at": "2026-01-31T00:00:00Z"}


def test_notes_of_all_pages_are_read(service: FakeService, client: NotesClient) -> None:
    def page(path: str) -> str:
        cursor = httpx2.URL(path).params.get("cursor")
        notes = [NOTE.model_copy(update={"title": title}).model_dump(mode="json") for title in PAGES[cursor]]
        following = {None: "one", "one": "three", "three": None}[cursor]
        return json.dumps({"items": notes, "next_cursor": following})

    service.answer = page

    assert [note.title for note in client.notes()] == ["one", "two", "three"]
    assert [path for _, path, _ in service.asked] == [
        "/notes?sort=created&limit=100",
        "/notes?sort=created&limit=100&cursor=one",
        "/notes?sort=created&limit=100&cursor=three",
    ]


def test_refusal_is_told_with_its_mistakes(service: FakeService, client: NotesClient) -> None:
    service.status, service.content_type = 422, "application/problem+json"
    mistakes = [{"detail": "Too long."}, {"detail": "Not a tag."}]
    service.answer = lambda path: json.dumps({"detail": "The request has 2 mistakes.", "errors": mistakes})

    with pytest.raises(ClientError) as caught:
        client.create(NoteCreate(title="Ship it"))
    assert str(caught.value) == ("POST /notes was answered with 422: The request has 2 mistakes. Too long. Not a tag.")


@pytest.mark.parametrize("answer", ["<html></html>", "{}", "[]", '{"items": [{}], "next_cursor": null}', ""])
def test_another_service_is_noticed(service: FakeService, client: NotesClient, answer: str) -> None:
    service.answer = lambda path: answer

    with pytest.raises(ClientError, match=f"What answers at {service.url} is not the notes service"):
        list(client.notes())


def test_service_that_is_not_there_is_asked_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"

    with NotesClient(url) as client, pytest.raises(ClientError, match=f"No answer from {url}: .* Is `notes serve`"):
        list(client.notes())


@pytest.mark.parametrize("url", ["nonsense", "ftp://127.0.0.1", "http://", "http://127.0.0.1:99999"])
def test_address_that_is_none_is_a_clear_error(url: str) -> None:
    with pytest.raises(ClientError, match="No answer from"), NotesClient(url) as client:
        list(client.notes())


def test_service_that_hangs_is_not_waited_for_without_end() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        NotesClient(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.05) as client,
        pytest.raises(ClientError, match="timed out"),
    ):
        list(client.notes())


def test_connections_are_closed_at_the_end(service: FakeService) -> None:
    service.answer = lambda path: '{"items": [], "next_cursor": null}'
    with NotesClient(service.url) as client:
        list(client.notes())

    with pytest.raises(RuntimeError, match="closed"):
        list(client.notes())


def test_text_of_a_problem_is_its_detail_and_mistakes() -> None:
    problem = {"detail": "Wrong.", "errors": [{"detail": "Too long."}]}
    response = httpx2.Response(422, json=problem, headers={"Content-Type": "application/problem+json"})

    assert problem_text(response) == "Wrong. Too long."


def test_text_of_another_error_is_the_reason() -> None:
    assert problem_text(httpx2.Response(502, html="<h1>secret</h1>")) == "Bad Gateway"


def test_note_that_keeps_no_rule_is_never_sent(service: FakeService) -> None:
    with pytest.raises(ValidationError):
        NoteCreate(title="")
    assert service.asked == []
