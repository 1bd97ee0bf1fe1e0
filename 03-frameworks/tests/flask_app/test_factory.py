"""``flask_app/__init__.py``: what the factory puts together."""

from pathlib import Path

import pytest
from flask import Flask

from flask_app import create_app
from flask_app.config import ConfigurationError
from flask_app.database import get_connection, get_pool, migrate
from flask_app.todos import add_todo, list_todos

KEY = "k" * 32


def test_two_applications_share_nothing(tmp_path: Path) -> None:
    apps = [create_app("testing", {"DATA_FOLDER": tmp_path / name}) for name in ("a", "b")]
    for app in apps:
        with app.app_context():
            migrate(get_connection())

    with apps[0].app_context():
        add_todo(get_connection(), title="a")

    with apps[1].app_context():
        assert list_todos(get_connection()) == []
    for app in apps:
        get_pool(app).close()


def test_building_an_application_opens_nothing(tmp_path: Path) -> None:
    create_app("testing", {"DATA_FOLDER": tmp_path / "new"})

    assert not (tmp_path / "new").exists()


def test_production_is_the_default_and_wants_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError):
        create_app()

    monkeypatch.setenv("FLASK_SECRET_KEY", KEY)
    monkeypatch.setenv("FLASK_TRUSTED_HOSTS", "a.example")
    app = create_app()
    assert (app.config["ENVIRONMENT"], app.debug, app.testing) == ("production", False, False)


@pytest.mark.parametrize("path", ["/todos", "/todos/1", "/health", "/", "/log-in", "/nowhere", "/static/style.css"])
def test_every_answer_tells_browsers_not_to_guess_its_type(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_the_api_needs_no_csrf_token_and_pages_do(app: Flask) -> None:
    client = app.test_client()

    assert client.post("/todos", json={"title": "a"}).status_code == 201
    assert client.post("/log-in", data={"username": "a"}).status_code == 400


def test_the_api_sets_no_cookie(app: Flask) -> None:
    client = app.test_client()

    for answer in (client.get("/todos"), client.post("/todos", json={"title": "a"}), client.get("/health")):
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers
