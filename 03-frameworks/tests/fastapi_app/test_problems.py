import json
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import FastAPI, HTTPException, Query, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.requests import Request
from starlette.testclient import TestClient

from fastapi_app.problems import (
    MAX_ERRORS,
    Mistake,
    Problem,
    add_problem_handlers,
    allowed_methods,
    locate,
    main,
    problem_response,
    validation_problem,
)


class Person(BaseModel):
    name: str
    ages: list[int] = []


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()
    add_problem_handlers(app)

    @app.get("/people")
    async def people(limit: Annotated[int, Query(le=10)] = 5) -> int:
        return limit

    @app.post("/people")
    async def add(person: Person) -> Person:
        return person

    @app.get("/teapot")
    async def teapot() -> None:
        raise HTTPException(418, "Short and stout.", headers={"Retry-After": "5"})

    @app.patch("/methods")
    async def methods(request: Request) -> list[str]:
        return allowed_methods(request)

    with TestClient(app) as client:
        yield client


def body_of(response: Response) -> dict[str, object]:
    document: dict[str, object] = json.loads(bytes(response.body))
    return document


def test_a_problem_of_our_own() -> None:
    response = problem_response(Problem(404, "There is no such to-do.", headers={"X-Why": "gone"}))
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-why"] == "gone"
    assert body_of(response) == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no such to-do.",
    }


@pytest.mark.parametrize(
    ("status", "detail"), [(404, "There is nothing here."), (401, "Unauthorized."), (503, "Service Unavailable.")]
)
def test_an_exception_without_text(status: int, detail: str) -> None:
    assert body_of(problem_response(HTTPException(status)))["detail"] == detail


def test_mistakes_make_it_a_validation_problem() -> None:
    document = body_of(problem_response(Problem(422, "No.", mistakes=[Mistake(detail="Too long", pointer="#/title")])))
    assert document["type"] == "urn:problem:todos:validation"
    assert document["errors"] == [{"detail": "Too long", "pointer": "#/title"}]


@pytest.mark.parametrize(
    ("location", "place"),
    [
        (("body",), {"pointer": "#"}),
        (("body", "title"), {"pointer": "#/title"}),
        (("body", "a", 0, "b/c~d"), {"pointer": "#/a/0/b~1c~0d"}),
        (("query", "limit"), {"parameter": "limit"}),
        (("header", "x-tag", 0), {"parameter": "x-tag"}),
        (("path", "state"), {"parameter": "state"}),
        (("query",), {"parameter": "query"}),
    ],
)
def test_places(location: tuple[str | int, ...], place: dict[str, str]) -> None:
    assert locate(location, "x").model_dump(exclude_none=True) == {"detail": "x"} | place


def test_only_so_many_mistakes_are_listed() -> None:
    problem = validation_problem([{"type": "missing", "loc": ("body", i), "msg": "x"} for i in range(250)])
    assert problem.status_code == 422
    assert problem.detail == "The request has 250 mistakes."
    assert len(problem.mistakes) == MAX_ERRORS


def test_a_mistake_never_repeats_the_input(client: TestClient) -> None:
    secret = "hunter2-hunter2"
    response = client.post("/people", json={"name": {"password": secret}, "ages": [secret, secret]})
    assert response.status_code == 422
    assert secret not in response.text
    assert response.json()["detail"] == "The request has 3 mistakes."
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/name", "#/ages/0", "#/ages/1"]


def test_no_object_at_all(client: TestClient) -> None:
    assert client.post("/people", json=[1]).json()["errors"] == [{"detail": "Expected a JSON object", "pointer": "#"}]


def test_a_parameter(client: TestClient) -> None:
    [error] = client.get("/people?limit=11").json()["errors"]
    assert error == {"detail": "Input should be less than or equal to 10", "parameter": "limit"}


def test_the_name_of_a_member_may_be_anything(client: TestClient) -> None:
    problem = validation_problem([{"type": "extra_forbidden", "loc": ("body", "\ud800"), "msg": "x"}])
    response = problem_response(problem)
    assert json.loads(bytes(response.body))["errors"] == [{"detail": "Unknown member", "pointer": "#/\ud800"}]


def test_text_and_headers_of_an_exception_are_kept(client: TestClient) -> None:
    response = client.get("/teapot")
    assert (response.status_code, response.json()["detail"]) == (418, "Short and stout.")
    assert response.headers["retry-after"] == "5"


def test_405_names_the_methods_of_all_routes(client: TestClient) -> None:
    response = client.delete("/people")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST"
    assert response.json()["detail"] == "This address takes GET, HEAD, POST."


def test_allowed_methods(client: TestClient) -> None:
    assert client.patch("/methods").json() == ["PATCH"]


def test_no_route(client: TestClient) -> None:
    response = client.get("/nowhere")
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "There is nothing here."


def test_words_of_validators_are_kept() -> None:
    problem = validation_problem([{"type": "value_error", "loc": ("query", "a"), "msg": "Value error, Expected a"}])
    assert problem.mistakes[0].detail == "Expected a"
    assert problem.detail == "The request has a mistake."


def test_fastapi_repeats_the_input_without_us() -> None:
    error = RequestValidationError([{"type": "x", "loc": ("body",), "msg": "x", "input": "hunter2"}])
    assert "hunter2" in str(error.errors())


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    out = capsys.readouterr().out
    assert out.startswith("422 application/problem+json\n")
    assert '"pointer": "#/owner"' in out
