import logging

import pytest
from flask import Flask, Response, abort
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound, TooManyRequests

from flask_app.database import get_connection
from flask_app.errors import (
    DETAILS,
    handle_http_exception,
    handle_todo_not_found,
    handle_validation_error,
    problem,
    wants_problem,
)
from flask_app.todos import TodoNotFoundError
from flask_app.validation import FieldError, ValidationError

PROBLEM = "application/problem+json"
SECRET = "SELECT hunter2"


@pytest.fixture
def failing(app: Flask) -> FlaskClient:
    """A client of an application with views that fail, and whose exceptions become answers as in production."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def crash() -> str:
        raise RuntimeError(SECRET)

    def refuse() -> str:
        raise TooManyRequests("Slow down.", retry_after=7)

    app.add_url_rule("/crash", view_func=crash)
    app.add_url_rule("/todos/crash", endpoint="crash_in_api", view_func=crash)
    app.add_url_rule("/refuse", view_func=refuse)
    app.add_url_rule("/respond", view_func=lambda: abort(Response("mine", 418)))
    return app.test_client()


def test_a_problem_says_what_the_status_means() -> None:
    answer = problem(404)

    assert (answer.status_code, answer.content_type) == (404, PROBLEM)
    assert answer.json == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": DETAILS[404]}


def test_a_problem_has_a_detail_for_any_status() -> None:
    answer = problem(418)

    assert answer.json is not None
    assert answer.json["detail"] == "I'm a Teapot."


def test_a_problem_with_errors_has_a_type_of_its_own() -> None:
    answer = handle_validation_error(ValidationError(FieldError("a", "#/title"), FieldError("b", parameter="limit")))

    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["type"] == "urn:problem:todos:validation"
    assert answer.json["errors"] == [{"detail": "a", "pointer": "#/title"}, {"detail": "b", "parameter": "limit"}]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("text/html, application/json", False),
        ("application/json", True),
        ("application/problem+json", True),
        ("application/json, text/html;q=0.5", True),
        ("image/png", False),
    ],
)
def test_outside_the_api_the_accept_header_decides(app: Flask, accept: str | None, expected: bool) -> None:
    headers = {} if accept is None else {"Accept": accept}

    with app.test_request_context("/nowhere", headers=headers):
        assert wants_problem() is expected
    with app.test_request_context("/todos/nowhere", headers=headers):
        assert wants_problem() is True


def test_a_browser_gets_a_page_and_a_program_gets_json(client: FlaskClient) -> None:
    page = client.get("/nowhere", headers={"Accept": "text/html"})
    document = client.get("/nowhere", headers={"Accept": "application/json"})

    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "Not Found" in page.text
    assert DETAILS[404] in page.text
    assert (document.status_code, document.mimetype) == (404, PROBLEM)


def test_the_api_answers_problems_even_to_a_browser(client: FlaskClient) -> None:
    for path in ("/todos/7", "/todos/nowhere", "/todos/1/2"):
        assert client.get(path, headers={"Accept": "text/html"}).mimetype == PROBLEM


def test_another_method_is_told_which_ones_there_are(client: FlaskClient) -> None:
    answer = client.put("/todos/1", json={})

    assert (answer.status_code, answer.mimetype) == (405, PROBLEM)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}


@pytest.mark.parametrize("path", ["/", "/todos", "/todos/1", "/nowhere", "/health", "/static/style.css"])
def test_a_foreign_host_is_refused_and_not_repeated(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example", "Accept": "text/html"})

    assert (answer.status_code, answer.mimetype) == (400, PROBLEM)
    assert answer.json is not None
    assert answer.json["detail"] == "The Host header does not name this service."
    assert "evil.example" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("path", ["/crash", "/todos/crash"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_bug_tells_the_log_and_nobody_else(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture, path: str, accept: str
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = failing.get(path, headers={"Accept": accept})

    assert answer.status_code == 500
    assert answer.mimetype == ("text/html" if (path, accept) == ("/crash", "text/html") else PROBLEM)
    assert DETAILS[500] in answer.text
    for leak in (SECRET, "RuntimeError", "Traceback", ".py"):
        assert leak not in answer.text
    assert SECRET in caplog.text


def test_a_broken_database_leaks_no_sql(app: Flask, failing: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with app.app_context():
        get_connection().execute("DROP TABLE todos")

    answer = failing.get("/todos")

    assert (answer.status_code, answer.mimetype) == (500, PROBLEM)
    assert "todos" not in answer.text
    assert "no such table: todos" in caplog.text


def test_what_a_view_says_reaches_the_client_with_its_headers(failing: FlaskClient) -> None:
    answer = failing.get("/refuse", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json is not None
    assert answer.json["detail"] == "Slow down."


def test_a_description_is_escaped_on_a_page(app: Flask) -> None:
    with app.test_request_context("/nowhere"):
        page = handle_http_exception(NotFound("<script>alert(1)</script>")).get_data(as_text=True)

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_response_that_a_view_aborts_with_is_sent_as_it_is(failing: FlaskClient) -> None:
    answer = failing.get("/respond")

    assert (answer.status_code, answer.text) == (418, "mine")


def test_a_todo_that_is_not_there_is_not_found(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept": "text/html"}):
        page = handle_todo_not_found(TodoNotFoundError(7))
    with app.test_request_context("/todos/7"):
        document = handle_todo_not_found(TodoNotFoundError(7))

    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "There is no such to-do." in page.get_data(as_text=True)
    assert (document.status_code, document.mimetype) == (404, PROBLEM)
