"""The OpenAPI document: written from the code by FastAPI, completed here by what the code does not say.

FastAPI knows each operation's parameters, bodies and successful answer. It does not know which errors an operation has
(it adds one 422 of a shape that this service never sends), so ``complete`` adds them by rules: whoever has a body may
get 413, whoever has an id in its path may get 404. Rules beat lists that are kept by hand and forgotten.

The document is a contract: clients are generated from it, and operation ids become the names of their functions. So
these are names of handlers, which must be unique, and not FastAPI's ``list_todos_todos_get``.

Cost: made at the first request for it and kept.
Not for: documents that are written first and agreed upon by teams; there the code is tested against the document.
Asked: which errors does an operation have that its author did not write? What breaks when an operation id changes?
Source: https://spec.openapis.org/oas/v3.1.1.html, https://fastapi.tiangolo.com/how-to/extending-openapi/
"""

from http import HTTPStatus
from typing import Any, override

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from fastapi_app.json_bodies import JSON
from fastapi_app.problems import MEDIA_TYPE, VALIDATION, Mistake

REFERENCE = "#/components/schemas/{model}"

DETAILS = {
    HTTPStatus.BAD_REQUEST: "This service does not answer to the name in the Host header.",
    HTTPStatus.NOT_FOUND: "There is no such to-do.",
    HTTPStatus.REQUEST_TIMEOUT: "The body was not there within 10 seconds.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body may have 102400 bytes at most.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Send the body as application/json.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The request has a mistake.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something broke on our side. The header X-Request-ID leads to the log.",
}


class ProblemDocument(BaseModel):
    """An error of this service (RFC 9457)."""

    type: str = Field(description=f"about:blank, or {VALIDATION}")
    title: str = Field(description="The phrase of the status")
    status: int
    detail: str = Field(description="One sentence about this case")
    errors: list[Mistake] | None = Field(default=None, description="With 422: all mistakes that were found")


class DocumentedAPI(FastAPI):
    """FastAPI whose document is complete."""

    @override
    def openapi(self) -> dict[str, Any]:
        """Return the document; FastAPI keeps it until a route is added."""
        document = super().openapi()
        if "ProblemDocument" not in document.setdefault("components", {}).setdefault("schemas", {}):
            complete(document)
        return document


def operation_id(route: APIRoute) -> str:
    """Return the name of the route's handler."""
    return route.name


def complete(document: dict[str, Any]) -> None:
    """Add the errors of each operation, and describe all errors as problem documents.

    Every operation has 400 (Host) and 500; one with a body also 408, 413 and 422, and 415 if that is JSON; one with
    ``{todo_id}`` in its path 404. Errors that an operation declares itself keep their description. 422 goes where
    nothing can be wrong: with no body, and no parameter but ``todo_id``.
    """
    schema = ProblemDocument.model_json_schema(ref_template=REFERENCE)
    schemas = document["components"]["schemas"]
    schemas |= schema.pop("$defs") | {"ProblemDocument": schema}
    for path, methods in document["paths"].items():
        for operation in methods.values():
            responses = operation["responses"]
            for status in _errors(path, operation):
                responses.setdefault(str(status.value), {})
            if not _can_be_invalid(operation):
                responses.pop("422", None)
            for code in filter(lambda code: code.startswith(("4", "5")), responses):
                status = HTTPStatus(int(code))
                description = responses[code].get("description", status.phrase)
                responses[code] = {
                    **responses[code],
                    "description": status.phrase if description == "Validation Error" else description,
                    "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="ProblemDocument")}}},
                }
                if status in DETAILS:
                    responses[code]["content"][MEDIA_TYPE]["example"] = _example(status)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)


def _errors(path: str, operation: dict[str, Any]) -> list[HTTPStatus]:
    errors = [HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR]
    if "requestBody" in operation:
        errors += [HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY]
        if JSON in operation["requestBody"]["content"]:
            errors.append(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if "{todo_id}" in path:
        errors.append(HTTPStatus.NOT_FOUND)
    return errors


def _can_be_invalid(operation: dict[str, Any]) -> bool:
    names = {parameter["name"] for parameter in operation.get("parameters", [])}
    return "requestBody" in operation or bool(names - {"todo_id"})


def _example(status: HTTPStatus) -> dict[str, object]:
    example: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": DETAILS[status],
    }
    if status is HTTPStatus.UNPROCESSABLE_ENTITY:
        mistake = Mistake(detail="Input should be a valid boolean", pointer="#/completed")
        example |= {"type": VALIDATION, "errors": [mistake.model_dump(exclude_none=True)]}
    return example
