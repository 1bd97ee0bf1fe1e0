import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from fastapi_app.application import create_app
from fastapi_app.openapi import DocumentedAPI, complete, operation_id
from fastapi_app.settings import Settings

type Document = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Document:
    """The document as a client gets it; no test changes it."""
    text = json.dumps(create_app(Settings()).openapi())
    document: Document = json.loads(text)
    return document


def test_the_document_is_served(client: TestClient, document: Document) -> None:
    assert client.get("/openapi.json").json() == document


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_every_operation_has_a_name_of_its_own(document: Document) -> None:
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert {"list_todos", "create_todo", "delete_todos", "get_todo", "change_todo", "delete_todo"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_every_operation_has_a_description_and_a_tag(document: Document) -> None:
    assert [name for name, operation in operations(document) if not operation.get("description")] == []
    assert [name for name, operation in operations(document) if not operation.get("tags")] == []


def test_every_operation_documents_its_errors_as_problems(document: Document) -> None:
    for name, operation in operations(document):
        assert {"400", "500"} <= operation["responses"].keys(), name
        for status, response in operation["responses"].items():
            if status >= "400":
                assert set(response["content"]) == {"application/problem+json"}, name
                assert response["description"], name


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        ("get", "/todos", {"200", "400", "422", "500"}),
        ("post", "/todos", {"201", "400", "408", "413", "415", "422", "500"}),
        ("delete", "/todos", {"204", "400", "500"}),
        ("get", "/todos/{todo_id}", {"200", "400", "404", "500"}),
        ("patch", "/todos/{todo_id}", {"200", "400", "404", "408", "413", "415", "422", "500"}),
        ("delete", "/todos/{todo_id}", {"204", "400", "404", "500"}),
        ("post", "/parameters/previews", {"200", "400", "408", "413", "422", "500"}),
    ],
)
def test_which_errors(document: Document, method: str, path: str, statuses: set[str]) -> None:
    assert set(document["paths"][path][method]["responses"]) == statuses


def test_references_lead_somewhere(document: Document) -> None:
    found = set(references(document))
    assert "#/components/schemas/ProblemDocument" in found
    for reference in found:
        _, _, kind, name = reference.split("/")
        assert name in document["components"][kind], reference


def test_fastapis_own_error_is_not_mentioned(document: Document) -> None:
    assert "HTTPValidationError" not in json.dumps(document)


def test_security_schemes_that_are_used_are_declared(document: Document) -> None:
    used = {name for _, operation in operations(document) for each in operation.get("security", []) for name in each}
    assert used
    assert used <= document["components"]["securitySchemes"].keys()


def test_examples_of_bodies_are_valid(document: Document, client: TestClient) -> None:
    properties = document["components"]["schemas"]["NewTodo"]["properties"]
    example = {name: schema["examples"][0] for name, schema in properties.items() if "examples" in schema}
    assert client.post("/todos", json=example).status_code == 201
    assert document["components"]["schemas"]["TodoOut"]["example"]["title"] == "Buy milk"


def test_an_example_of_a_problem_is_a_problem(document: Document) -> None:
    content = document["paths"]["/todos"]["post"]["responses"]["422"]["content"]["application/problem+json"]
    assert content["example"]["status"] == 422
    assert content["example"]["errors"] == [{"detail": "Input should be a valid boolean", "pointer": "#/completed"}]


def test_a_description_of_an_error_is_kept() -> None:
    document: Document = {
        "paths": {"/a": {"get": {"responses": {"503": {"description": "Come back later."}}}}},
        "components": {"schemas": {"HTTPValidationError": {}}},
    }
    complete(document)
    assert document["paths"]["/a"]["get"]["responses"]["503"]["description"] == "Come back later."
    assert list(document["paths"]["/a"]["get"]["responses"]) == ["503", "400", "500"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_the_document_is_made_once_and_again_for_a_new_route() -> None:
    app = DocumentedAPI(generate_unique_id_function=operation_id)
    first = app.openapi()
    assert app.openapi() is first

    @app.get("/later")
    async def later() -> None:
        """Appear later."""

    assert app.openapi()["paths"]["/later"]["get"]["operationId"] == "later"
    assert "ProblemDocument" in app.openapi()["components"]["schemas"]


def test_an_operation_is_named_like_its_handler() -> None:
    async def handler() -> None: ...

    assert operation_id(APIRoute("/x", handler)) == "handler"


def test_servers_are_relative(app: FastAPI) -> None:
    assert app.openapi()["servers"] == [{"url": "/"}]
