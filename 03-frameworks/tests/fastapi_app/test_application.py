"""The application as a whole: what middleware, handlers and routes do together."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from fastapi_app.application import create_app
from fastapi_app.settings import Settings, SettingsError

from .conftest import KEY

ORIGIN = {"Origin": "https://elsewhere.example"}
JSON = {"Content-Type": "application/json"}


def test_health(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TODOS_DATA", str(tmp_path))
    monkeypatch.setenv("TODOS_ALLOWED_HOSTS", "from.environment.example")
    with TestClient(create_app(), base_url="http://from.environment.example") as client:
        assert client.get("/health").status_code == 200


def test_production_does_not_start_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODOS_ENVIRONMENT", "production")
    with pytest.raises(SettingsError, match="TODOS_SECRET_KEY"):
        create_app()


@pytest.mark.parametrize("environment", ["development", "testing", "production"])
def test_debug_is_off_everywhere(settings: Settings, environment: str) -> None:
    assert not create_app(settings.model_copy(update={"environment": environment})).debug


def test_what_the_lifespan_opens_it_closes(app: FastAPI, settings: Settings) -> None:
    with TestClient(app):
        hub, database = app.state.hub, app.state.database
        assert not hub.closed
        assert app.state.model is None
    assert hub.closed
    assert database.engine.pool.checkedin() == 0
    assert (settings.data / "todos.sqlite3").exists()


def test_two_applications_share_nothing(tmp_path: Path) -> None:
    def make(name: str) -> TestClient:
        return TestClient(
            create_app(Settings(data=tmp_path / name, allowed_hosts=["testserver"], secret_key=SecretStr(KEY)))
        )

    with make("a") as one, make("b") as other:
        one.post("/todos", json={"title": "a"})
        assert other.get("/todos").json() == []


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET /todos", {}, 200),
        ("GET /todos/99", {}, 404),
        ("GET /todos/", {}, 404),
        ("GET /todos?limit=0", {}, 422),
        ("PUT /todos", {}, 405),
        ("GET /todos", {"Host": "attacker.example"}, 400),
        ("POST /todos", {}, 415),
        ("POST /todos", JSON | {"Content-Length": "102401"}, 413),
        ("POST /todos", JSON, 400),
        ("PATCH /todos/1", JSON, 400),
        ("GET /todos/crash", {}, 500),
    ],
)
def test_every_answer_about_todos_can_be_read_by_any_origin(
    app: FastAPI, request_line: str, headers: dict[str, str], status: int
) -> None:
    @app.get("/todos/crash")
    async def crash() -> None:
        raise RuntimeError("secret text")

    method, path = request_line.split()
    with TestClient(app) as client:
        response = client.request(
            method, path, headers=ORIGIN | headers, content=b"{" if method in "POSTPATCH" else None
        )
    assert response.status_code == status
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "x-request-id" in response.headers
    if status >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["status"] == status
        assert "secret" not in response.text


def test_a_preflight(client: TestClient) -> None:
    for method in ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"):
        asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type"}
        response = client.options("/todos/1", headers=ORIGIN | asked)
        assert response.status_code == 200
        assert method in response.headers["access-control-allow-methods"]
        assert "Content-Type" in response.headers["access-control-allow-headers"]
        assert response.headers["x-content-type-options"] == "nosniff"


def test_the_rest_of_the_service_is_not_open_to_other_origins(client: TestClient) -> None:
    assert "access-control-allow-origin" not in client.get("/health", headers=ORIGIN).headers


def test_head_works_wherever_get_does(client: TestClient) -> None:
    client.post("/todos", json={"title": "a"})
    for path in ("/health", "/todos", "/todos/1", "/docs", "/openapi.json"):
        response = client.head(path)
        assert (response.status_code, response.content) == (200, b""), path
        assert response.headers["content-length"] == client.get(path).headers["content-length"]


@pytest.mark.parametrize(("size", "status"), [(102400, 422), (102401, 413)])
def test_the_largest_body(client: TestClient, size: int, status: int) -> None:
    text = '{"title": "' + "x" * (size - 13) + '"}'
    assert len(text) == size
    assert client.post("/todos", content=text, headers=JSON).status_code == status


def test_the_limits_are_settings(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"max_body_bytes": 20}))
    with TestClient(app) as client:
        assert client.post("/todos", json={"title": "a"}).status_code == 201
        assert client.post("/todos", json={"title": "a" * 20}).status_code == 413


def test_sql_in_a_query_is_text(client: TestClient) -> None:
    client.post("/todos", json={"title": "'; DELETE FROM todos; --"})
    assert client.get("/todos?after=0;DELETE FROM todos").status_code == 422
    assert client.get("/todos/1;DELETE FROM todos").status_code == 404
    assert [todo["title"] for todo in client.get("/todos").json()] == ["'; DELETE FROM todos; --"]
