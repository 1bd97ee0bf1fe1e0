"""The OpenAPI document describes every operation and error with an example, and the page shows it offline."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import pytest

from .client import PROBLEM, Api, Json

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def document(api: Api) -> Json:
    """The OpenAPI document."""
    response = api.get("/openapi.json")
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", methods[method]


def resolved(schema: Json, document: Json) -> Json:
    if "$ref" not in schema:
        return schema
    _, *steps = schema["$ref"].split("/")
    for step in steps:
        document = document[step]
    return document


def has_example(part: Json, document: Json) -> bool:
    """Whether a media type or schema has an example, or all that it consists of have one."""
    schema = resolved(part.get("schema", part), document)
    if any(name in each for name in ("example", "examples") for each in (part, schema)):
        return True
    parts = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return bool(parts) and all(has_example(each, document) for each in parts)


def example_body(document: Json, path: str, method: str, media_type: str) -> Json:
    media = document["paths"][path][method]["requestBody"]["content"][media_type]
    return media.get("example") or resolved(media["schema"], document)["example"]


def test_every_operation_is_described(document: Json) -> None:
    described = {name for name, _ in operations(document)}

    assert described >= {
        *("POST /notes", "GET /notes", "GET /notes/{note_id}", "PUT /notes/{note_id}", "PATCH /notes/{note_id}"),
        *("DELETE /notes/{note_id}", "GET /tags", "GET /healthz"),
    }


def test_every_operation_says_what_it_does(document: Json) -> None:
    silent = [name for name, operation in operations(document) if not operation.get("description")]

    assert silent == []


def test_every_body_that_is_sent_has_an_example(document: Json) -> None:
    without = [
        f"{name} {media_type}"
        for name, operation in operations(document)
        for media_type, media in operation.get("requestBody", {}).get("content", {}).items()
        if not has_example(media, document)
    ]

    assert without == []


def test_every_answer_with_a_body_has_an_example(document: Json) -> None:
    without = [
        f"{name} {status} {media_type}"
        for name, operation in operations(document)
        for status, response in operation["responses"].items()
        for media_type, media in response.get("content", {}).items()
        if not has_example(media, document)
    ]

    assert without == []


def test_every_error_is_described_as_a_problem_document(document: Json) -> None:
    errors = [
        (name, status, list(response.get("content", {})))
        for name, operation in operations(document)
        for status, response in operation["responses"].items()
        if status >= "400"
    ]

    assert [error for error in errors if error[2] != [PROBLEM]] == []
    assert {name for name, _, _ in errors} == {name for name, _ in operations(document)}


def test_example_of_each_problem_names_its_status(document: Json) -> None:
    wrong = [
        (name, status)
        for name, operation in operations(document)
        for status, response in operation["responses"].items()
        if status >= "400" and str(response["content"][PROBLEM]["example"]["status"]) != status
    ]

    assert wrong == []


def test_example_of_a_new_note_is_accepted(api: Api, document: Json) -> None:
    example = example_body(document, "/notes", "post", "application/json")

    assert api.post_note(example).status_code == HTTPStatus.CREATED


def test_example_of_a_replacement_is_accepted(api: Api, document: Json) -> None:
    example = example_body(document, "/notes/{note_id}", "put", "application/json")

    assert api.put_note(api.create_note()["id"], example).status_code == HTTPStatus.OK


def test_example_of_a_patch_is_accepted(api: Api, document: Json) -> None:
    example = example_body(document, "/notes/{note_id}", "patch", "application/merge-patch+json")

    assert api.patch_note(api.create_note()["id"], example).status_code == HTTPStatus.OK


def test_documentation_page_loads_everything_from_the_service_itself(api: Api, base_url: str) -> None:
    page = api.get("/docs")
    addresses = re.findall(r"""(?:src|href)=["']([^"']+)["']|url: ["']([^"']+)["']""", page.text)
    assets = [urljoin(f"{base_url}/docs", source or url) for source, url in addresses]

    answers = {address: api.get(address).status_code for address in assets}

    assert page.status_code == HTTPStatus.OK
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert {urlsplit(address).netloc for address in assets} == {urlsplit(base_url).netloc}
    assert set(answers.values()) == {HTTPStatus.OK}
    assert any(address.endswith(".js") for address in answers)
    assert any(address.endswith("/openapi.json") for address in answers)


def test_root_leads_to_the_documentation(api: Api) -> None:
    response = api.get("/")

    assert response.is_redirect
    assert urlsplit(response.headers["Location"]).path == "/docs"


def test_healthz_tells_that_the_process_answers(api: Api) -> None:
    response = api.get("/healthz")

    assert (response.status_code, response.json()) == (HTTPStatus.OK, {"status": "ok"})
