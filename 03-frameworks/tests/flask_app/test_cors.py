import pytest
from flask import Flask
from flask.testing import FlaskClient

from flask_app.cors import add_cors_headers

ORIGIN = {"Origin": "https://front.example"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/todos", 200),
        ("HEAD", "/todos", 200),
        ("POST", "/todos", 415),
        ("PUT", "/todos", 405),
        ("GET", "/todos/7", 404),
        ("GET", "/todos/nowhere", 404),
        ("DELETE", "/todos", 204),
        ("GET", "/todos?limit=x", 422),
    ],
)
def test_any_site_may_read_any_answer_of_the_api(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method, headers=ORIGIN)

    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert set(answer.headers["Access-Control-Expose-Headers"].split(", ")) == {"Location", "Link"}
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_so_may_it_read_that_of_a_bug_or_a_foreign_host(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/todos/crash", view_func=lambda: str(1 / 0))

    for answer in (client.get("/todos/crash", headers=ORIGIN), client.get("/todos", headers={"Host": "evil.example"})):
        assert answer.status_code in (400, 500)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/todos", "/todos/1"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PATCH", "DELETE"])
def test_a_preflight_allows_methods_and_the_content_type(client: FlaskClient, path: str, method: str) -> None:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "content-type"}

    answer = client.options(path, headers=ORIGIN | asked)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"
    assert answer.headers["Access-Control-Max-Age"] == "600"


@pytest.mark.parametrize("path", ["/", "/log-in", "/todos.csv", "/health", "/nowhere"])
def test_pages_are_not_shared_with_other_sites(client: FlaskClient, path: str) -> None:
    for answer in (client.get(path, headers=ORIGIN), client.options(path, headers=ORIGIN)):
        assert not [name for name in answer.headers.keys() if name.startswith("Access-Control-")]  # noqa: SIM118


def test_the_hook_returns_the_response_that_it_was_given(app: Flask) -> None:
    with app.test_request_context("/todos"):
        response = app.response_class()

        assert add_cors_headers(response) is response
