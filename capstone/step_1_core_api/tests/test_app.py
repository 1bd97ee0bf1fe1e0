"""The factory puts routes, errors, documentation and middleware together around one repository."""

import subprocess
import sys
from http import HTTPStatus

import pytest
from fastapi.testclient import TestClient

from notes_api.app import create_app
from notes_api.memory import InMemoryNoteRepository
from notes_api.models import TagCount


class BrokenRepository(InMemoryNoteRepository):
    """A repository that has lost what it knew."""

    async def tags(self) -> list[TagCount]:
        raise RuntimeError("password=hunter2")


@pytest.fixture
def client() -> TestClient:
    return TestClient(create_app(InMemoryNoteRepository()))


def test_each_app_has_its_own_notes(client: TestClient) -> None:
    client.post("/notes", json={"title": "Mine"})

    assert TestClient(create_app(InMemoryNoteRepository())).get("/notes").json()["items"] == []


def test_app_uses_the_repository_that_it_is_given() -> None:
    repository = InMemoryNoteRepository()
    TestClient(create_app(repository)).post("/notes", json={"title": "Ours"})

    (note,) = TestClient(create_app(repository)).get("/notes").json()["items"]

    assert note["title"] == "Ours"


def test_failing_repository_is_answered_with_a_problem() -> None:
    client = TestClient(create_app(BrokenRepository()), raise_server_exceptions=False)

    response = client.get("/tags", headers={"X-Request-ID": "client-7"})

    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert response.json()["request_id"] == "client-7"
    assert "hunter2" not in response.text


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/healthz"])
def test_documentation_and_health_answer(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == HTTPStatus.OK


def test_body_over_the_limit_is_refused(client: TestClient) -> None:
    assert client.post("/notes", content=b" " * 1_048_577).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_every_answer_has_a_request_id(client: TestClient) -> None:
    assert all(client.get(path).headers["X-Request-ID"] for path in ("/healthz", "/nothing", "/docs"))


def test_import_does_nothing() -> None:
    run = subprocess.run([sys.executable, "-c", "import notes_api.app"], capture_output=True, check=True)

    assert (run.stdout, run.stderr) == (b"", b"")
