"""Each error becomes a problem document that says what happened and nothing that it should not."""

import json
from http import HTTPStatus
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from notes_api import models
from notes_api.logs import request_id
from notes_api.problems import (
    MAX_ERRORS,
    FieldError,
    Problem,
    ProblemDocument,
    add_problem_handlers,
    allowed_methods,
    describe_problems,
    expectation,
    field_error,
    problem_response,
    problem_responses,
    validation_problem,
)
from notes_api.repository import NoteNotFoundError


class Thing(BaseModel):
    name: str = Field(pattern=models.TAG_PATTERN)
    size: int


def make_app() -> FastAPI:
    app = FastAPI()

    @app.post("/things")
    async def create(thing: Thing) -> Thing:
        return thing

    @app.delete("/things")
    async def clear() -> None:
        raise Problem(HTTPStatus.CONFLICT, "Not now.", headers={"Retry-After": "5"})

    @app.get("/missing")
    async def read() -> None:
        raise NoteNotFoundError(UUID(int=7))

    add_problem_handlers(app)
    describe_problems(app)
    return app


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(make_app())


def test_response_holds_the_problem_and_its_headers() -> None:
    errors = [FieldError(detail="too long", pointer="#/title")]

    response = problem_response(Problem(HTTPStatus.CONFLICT, "Not now.", errors=errors, headers={"Retry-After": "5"}))

    assert (response.status_code, response.media_type) == (HTTPStatus.CONFLICT, "application/problem+json")
    assert response.headers["Retry-After"] == "5"
    assert json.loads(bytes(response.body)) == {
        "type": "urn:problem:notes:validation",
        "title": "Conflict",
        "status": 409,
        "detail": "Not now.",
        "request_id": "-",
        "errors": [{"detail": "too long", "pointer": "#/title"}],
    }


def test_problem_without_field_errors_says_no_more_than_its_status() -> None:
    document = json.loads(bytes(problem_response(Problem(HTTPStatus.CONFLICT, "Not now.")).body))

    assert document["type"] == "about:blank"
    assert "errors" not in document


def test_problem_names_the_current_request() -> None:
    token = request_id.set("client-7")
    try:
        document = json.loads(bytes(problem_response(HTTPException(404)).body))
    finally:
        request_id.reset(token)

    assert document["request_id"] == "client-7"
    assert document["detail"] == "There is nothing here."


@given(st.lists(st.text() | st.integers(0), min_size=1))
def test_pointer_leads_back_to_the_steps(steps: list[str | int]) -> None:
    pointer = field_error(["body", *steps], "wrong").pointer

    assert pointer is not None
    unescaped = [step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("#/").split("/")]
    assert unescaped == [str(step) for step in steps]


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (("body",), FieldError(detail="wrong", pointer="#")),
        (("query", "limit"), FieldError(detail="wrong", parameter="limit")),
        (("query",), FieldError(detail="wrong", parameter="query")),
        (("path", "note_id"), FieldError(detail="wrong", parameter="note_id")),
        (("header", "if-match"), FieldError(detail="wrong", header="if-match")),
    ],
)
def test_error_names_its_place(location: tuple[str, ...], expected: FieldError) -> None:
    assert field_error(location, "wrong") == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ({"type": "missing", "msg": "Field required"}, "Field required"),
        ({"type": "value_error", "msg": "Value error, the tag 'a' stands twice"}, "the tag 'a' stands twice"),
        ({"type": "model_attributes_type", "msg": "Input should be a valid dictionary"}, "Expected a JSON object"),
        (
            {"type": "string_pattern_mismatch", "ctx": {"pattern": models.TAG_PATTERN}, "msg": "..."},
            "Expected text without white space, commas, slashes and control characters",
        ),
    ],
)
def test_expectation_is_in_words(error: dict[str, object], expected: str) -> None:
    assert expectation(error) == expected


@pytest.mark.parametrize("name", [name for name in vars(models) if name.endswith("_PATTERN")])
def test_every_pattern_has_a_meaning_in_words(name: str) -> None:
    assert getattr(models, name) in models.PATTERN_MEANINGS


@pytest.mark.parametrize(("count", "detail"), [(1, "The request has a mistake."), (2, "The request has 2 mistakes.")])
def test_validation_problem_lists_the_mistakes(count: int, detail: str) -> None:
    errors = [{"type": "missing", "loc": ("body", str(number)), "msg": "Field required"} for number in range(count)]

    problem = validation_problem(errors)

    assert (problem.status_code, problem.detail) == (HTTPStatus.UNPROCESSABLE_ENTITY, detail)
    assert [error.pointer for error in problem.errors] == [f"#/{number}" for number in range(count)]


def test_very_many_mistakes_are_counted_but_not_all_listed() -> None:
    errors = [{"type": "missing", "loc": ("body",), "msg": "Field required"}] * (MAX_ERRORS + 1)

    problem = validation_problem(errors)

    assert (problem.detail, len(problem.errors)) == (f"The request has {MAX_ERRORS + 1} mistakes.", MAX_ERRORS)


def test_invalid_body_is_answered_with_pointers(client: TestClient) -> None:
    response = client.post("/things", json={"name": "a b", "size": "secret"})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/name", "#/size"]
    assert "secret" not in response.text


def test_problem_that_a_handler_raises_is_the_answer(client: TestClient) -> None:
    response = client.delete("/things")

    assert (response.status_code, response.json()["detail"]) == (HTTPStatus.CONFLICT, "Not now.")
    assert response.headers["Retry-After"] == "5"


def test_missing_note_is_not_found(client: TestClient) -> None:
    response = client.get("/missing")

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert response.json()["detail"] == f"There is no note {UUID(int=7)}."


def test_refused_method_is_answered_with_those_of_all_routes(client: TestClient) -> None:
    response = client.put("/things")

    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert response.headers["Allow"] == "POST, DELETE"


@pytest.mark.parametrize(("path", "methods"), [("/things", ["POST", "DELETE"]), ("/missing", ["GET", "HEAD"])])
def test_allowed_methods_are_those_that_are_routed(path: str, methods: list[str]) -> None:
    app = make_app()
    found: list[list[str]] = []

    @app.middleware("http")
    async def look(request, call_next):  # type: ignore[no-untyped-def]  # FastAPI's own type for it says less
        found.append(allowed_methods(request))
        return await call_next(request)

    TestClient(app).request("OPTIONS", path)

    assert found == [methods]


def test_described_problems_have_a_schema(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    assert schemas["ProblemDocument"]["properties"]["errors"]["anyOf"][0]["items"] == {
        "$ref": "#/components/schemas/FieldError"
    }
    assert set(schemas["FieldError"]["properties"]) == {"detail", "pointer", "parameter", "header"}


def test_description_of_every_error_has_an_example_that_is_one() -> None:
    responses = problem_responses(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)

    examples = {
        status: response["content"]["application/problem+json"]["example"] for status, response in responses.items()
    }
    assert set(examples) == {404, 422, 500}
    assert {status: ProblemDocument.model_validate(example).status for status, example in examples.items()} == {
        status: status for status in examples
    }
    assert examples[422]["errors"][0]["pointer"] == "#/title"
