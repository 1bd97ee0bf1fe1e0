import json
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.testclient import TestClient

from fastapi_app.json_bodies import JsonRoute, main, parse, require_media_type
from fastapi_app.problems import Problem, add_problem_handlers

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None

JSON_VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


class Note(BaseModel):
    text: str


@pytest.fixture
def client() -> Iterator[TestClient]:
    router = APIRouter(route_class=JsonRoute)

    @router.post("/notes")
    async def post(note: Note) -> Note:
        return note

    @router.patch("/notes")
    async def patch(note: Note) -> Note:
        return note

    @router.delete("/notes")
    async def delete() -> str:
        return "gone"

    app = FastAPI()
    app.include_router(router)
    add_problem_handlers(app)
    with TestClient(app) as client:
        yield client


@given(JSON_VALUES)
def test_json_is_read_as_python_reads_it(value: Json) -> None:
    assert parse(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "The body is not JSON: Expecting value at line 1, column 1."),
        (b'{"a": 1', "The body is not JSON: Expecting ',' delimiter at line 1, column 8."),
        (b'{"a": 1} {}', "The body is not JSON: Extra data at line 1, column 10."),
        (b"\xff\xfe", "The body is not UTF-8: invalid start byte at byte 0."),
        ("{}".encode("utf-16"), "The body is not UTF-8: invalid start byte at byte 0."),
        (b"[" * 100_000, "The body is nested too deeply."),
        (b'{"a":' * 20_000, "The body is nested too deeply."),
        (b"[NaN]", "The body is not JSON: a number is NaN, infinite, or has too many digits."),
        (b"-Infinity", "The body is not JSON: a number is NaN, infinite, or has too many digits."),
        (b"1" * 5000, "The body is not JSON: a number is NaN, infinite, or has too many digits."),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_not_json(body: bytes, detail: str) -> None:
    with pytest.raises(Problem) as caught:
        parse(body)
    assert (caught.value.status_code, caught.value.detail) == (400, detail)


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON ; charset=utf-8", "application/json;"])
def test_parameters_and_case_of_a_media_type_do_not_matter(content_type: str, client: TestClient) -> None:
    response = client.post("/notes", content='{"text": "a"}', headers={"Content-Type": content_type})
    assert response.json() == {"text": "a"}


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_another_media_type_is_415(content_type: str, client: TestClient) -> None:
    response = client.post("/notes", content='{"text": "a"}', headers={"Content-Type": content_type})
    assert response.status_code == 415
    assert response.json()["detail"] == "Send the body as application/json."


def test_no_content_type_is_415(client: TestClient) -> None:
    assert client.post("/notes", content='{"text": "a"}').status_code == 415


def test_patch_takes_merge_patches_and_says_so(client: TestClient) -> None:
    merge_patch = "application/merge-patch+json"
    response = client.patch("/notes", content='{"text": "a"}', headers={"Content-Type": merge_patch})
    assert response.status_code == 200
    refused = client.patch("/notes", content="a", headers={"Content-Type": "text/plain"})
    assert refused.status_code == 415
    assert refused.headers["accept-patch"] == "application/json, application/merge-patch+json"


def test_only_patch_takes_merge_patches(client: TestClient) -> None:
    response = client.post("/notes", content="{}", headers={"Content-Type": "application/merge-patch+json"})
    assert response.status_code == 415
    assert "accept-patch" not in response.headers


def test_a_bad_body_is_400_before_it_is_422(client: TestClient) -> None:
    response = client.post("/notes", content="{", headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert client.post("/notes", json={}).status_code == 422


def test_an_operation_without_body_asks_for_no_media_type(client: TestClient) -> None:
    assert client.delete("/notes").text == '"gone"'


def test_the_first_mistake_is_the_media_type() -> None:
    require_media_type("application/json", ["application/json"])
    with pytest.raises(Problem):
        require_media_type("text/json", ["application/json"])


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    out = capsys.readouterr().out
    assert out.startswith("json.loads alone: [nan, inf]\n")
    assert out.count("-> 400 ") == 5
