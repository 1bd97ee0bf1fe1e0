"""The form of an error, and who decides it."""

import json
from http import HTTPStatus

import pytest
from django.core.exceptions import DisallowedHost, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from django_app.todos import problems
from django_app.todos.problems import ProblemError, is_api, problem, refuse, wants_problem


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the password is 1234")


def refuse_politely(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("the input was <script>")


urlpatterns = [path("todos/crash", crash), path("crash", crash), path("suspicious", refuse_politely)]
handler400 = problems.bad_request
handler404 = problems.not_found
handler500 = problems.server_error


def request_for(url: str, accept: str | None = None) -> HttpRequest:
    """A GET request, with a header Accept unless it is None."""
    return RequestFactory().get(url, headers={} if accept is None else {"Accept": accept})


def test_a_problem_has_the_members_of_rfc_9457() -> None:
    response = problem(
        HTTPStatus.NOT_FOUND, "Nothing here.", errors=[{"detail": "not shown"}], headers={"Allow": "GET"}
    )
    assert (response.status_code, response["Content-Type"], response["Allow"]) == (
        404,
        "application/problem+json",
        "GET",
    )
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Nothing here.",
    }


def test_a_problem_of_validation_has_its_own_type_and_the_errors() -> None:
    errors = [{"detail": "Expected a text.", "pointer": "#/title"}]
    answer = ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "One mistake.", errors=errors, headers={"X-A": "b"}).answer()
    assert (answer.status_code, answer["X-A"]) == (422, "b")
    assert json.loads(answer.content) == {
        "type": "urn:problem:todos:validation",
        "title": HTTPStatus.UNPROCESSABLE_ENTITY.phrase,
        "status": 422,
        "detail": "One mistake.",
        "errors": errors,
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        *(("/todos", True), ("/todos/", True), ("/todos/1", True), ("/health", True), ("/statistics/x", True)),
        *(("/", False), ("/todosx", False), ("/todos.json", False), ("/x/todos", False), ("", False)),
    ],
)
def test_the_api_is_known_by_its_paths(path: str, expected: bool) -> None:
    assert is_api(path) is expected


@pytest.mark.parametrize("url", ["/todos", "/todos/", "/todos/x", "/health", "/statistics"])
def test_the_api_always_answers_with_a_problem(url: str) -> None:
    assert wants_problem(request_for(url, "text/html"))


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, False),
        ("*/*", False),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("application/json", True),
        ("application/problem+json", True),
        ("text/html;q=0.5, application/json", True),
        ("application/json;q=0.5, text/html", False),
        ("image/png", False),
    ],
)
def test_elsewhere_the_client_decides(accept: str | None, expected: bool) -> None:
    assert wants_problem(request_for("/todosandmore", accept)) is expected


def test_a_refusal_is_a_page_or_a_problem() -> None:
    page = refuse(request_for("/"), HTTPStatus.FORBIDDEN, "Not <you>.")
    document = refuse(request_for("/todos"), HTTPStatus.FORBIDDEN, "Not <you>.")

    assert (page.status_code, page["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert "Forbidden" in page.content.decode()
    assert "Not &lt;you&gt;." in page.content.decode()
    assert (document.status_code, json.loads(document.content)["detail"]) == (403, "Not <you>.")


@pytest.mark.parametrize(
    ("exception", "status", "detail"),
    [
        (RequestDataTooBig("x"), 413, "The request has more bytes than are taken here."),
        (DisallowedHost("x"), 400, "The Host header names a host that is not served here."),
        (SuspiciousOperation("x"), 400, "The request cannot be understood."),
        (None, 400, "The request cannot be understood."),
    ],
)
def test_a_bad_request_is_told_apart(exception: Exception | None, status: int, detail: str) -> None:
    document = json.loads(problems.bad_request(request_for("/todos"), exception).content)
    assert (document["status"], document["detail"]) == (status, detail)


def test_forbidden_not_found_and_server_error_have_a_sentence_each() -> None:
    request = request_for("/todos")
    answers = [problems.forbidden(request), problems.not_found(request), problems.server_error(request)]
    assert [(answer.status_code, json.loads(answer.content)["detail"]) for answer in answers] == [
        (403, "You may not do this."),
        (404, "There is nothing at this address."),
        (500, "Something went wrong here; it has been logged."),
    ]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("url", ["/todos/crash", "/crash", "/suspicious", "/<script>"])
def test_no_answer_tells_what_went_wrong_inside(url: str) -> None:
    response = Client(raise_request_exception=False).get(url)

    text = response.content.decode()
    assert response.status_code in (400, 404, 500)
    assert not any(secret in text for secret in ("Traceback", "1234", "RuntimeError", "<script>", __file__))
    assert response["X-Content-Type-Options"] == "nosniff"
    expected = "application/problem+json" if url.startswith("/todos") else "text/html; charset=utf-8"
    assert response["Content-Type"] == expected


def test_a_wrong_address_under_todos_is_a_problem_with_cors(client: Client) -> None:
    response = client.get("/todos/nothing/here", headers={"Origin": "https://elsewhere.example", "Accept": "text/html"})
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("host", ["evil.example", "testserver:port", "a b", "testserver@evil.example"])
def test_a_host_that_is_not_served_is_400(client: Client, host: str) -> None:
    response = client.get("/todos", headers={"Host": host, "Origin": "https://elsewhere.example"})
    assert (response.status_code, response.json()["title"]) == (400, "Bad Request")
    assert host not in response.content.decode()
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Content-Type-Options"] == "nosniff"
