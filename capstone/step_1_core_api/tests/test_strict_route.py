"""Only JSON with one meaning gets in, only to clients that take JSON."""

from http import HTTPStatus
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Body, FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_accept_header

from notes_api.problems import Problem, add_problem_handlers
from notes_api.strict_route import StrictRoute, accepts, require_media_type, require_utf8

JSON = "application/json"


@pytest.fixture(scope="module")
def client() -> TestClient:
    router = APIRouter(route_class=StrictRoute)

    @router.post("/echo")
    async def echo(document: Annotated[Any, Body()]) -> Any:
        return document

    @router.patch("/echo")
    async def patch(document: Annotated[Any, Body(media_type="application/merge-patch+json")]) -> Any:
        return document

    @router.get("/nothing")
    async def nothing() -> None:
        return None

    app = FastAPI()
    app.include_router(router)
    add_problem_handlers(app)
    return TestClient(app)


json_documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def test_body_with_one_meaning_gets_in(client: TestClient) -> None:
    @given(json_documents)
    def check(document: Any) -> None:
        assert client.post("/echo", json=[document]).json() == [document]

    check()


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"a": 1, "b": 2, "a": 3}', "the key 'a' stands twice"),
        (b'[{"x": {"": 1, "": 1}}]', "the key '' stands twice"),
        (b"[NaN]", "NaN is no JSON number"),
        (b"[-Infinity]", "-Infinity is no JSON number"),
        (b"[1", "The body is not JSON: Expecting ',' delimiter at line 1, column 3."),
        (b'\n\n"', "The body is not JSON: Unterminated string starting at at line 3, column 1."),
        (b'"\xff"', "The body is not UTF-8: invalid start byte at byte 1."),
        (b"[" * 200_000, "The body is nested too deeply."),
        (b"9" * 5000, "The body is not JSON that has one meaning"),
    ],
)
def test_body_without_one_meaning_is_refused(client: TestClient, body: bytes, detail: str) -> None:
    response = client.post("/echo", content=body, headers={"Content-Type": JSON})

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert detail in response.json()["detail"]


def test_endless_key_is_not_repeated_in_full(client: TestClient) -> None:
    key = "k" * 1000

    response = client.post("/echo", content=f'{{"{key}": 1, "{key}": 2}}', headers={"Content-Type": JSON})

    assert len(response.json()["detail"]) < 200


def test_patch_takes_merge_patches_only(client: TestClient) -> None:
    merge_patch = {"Content-Type": "application/merge-patch+json"}

    assert client.patch("/echo", content="{}", headers=merge_patch).json() == {}
    assert client.patch("/echo", json={}).status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE


def test_operation_without_a_body_needs_no_media_type(client: TestClient) -> None:
    assert client.get("/nothing", headers={"Content-Type": "text/plain"}).status_code == HTTPStatus.OK


def test_client_that_takes_no_json_gets_406(client: TestClient) -> None:
    assert client.get("/nothing", headers={"Accept": "text/html"}).status_code == HTTPStatus.NOT_ACCEPTABLE


def test_query_that_is_not_utf8_gets_422(client: TestClient) -> None:
    response = client.get("/nothing?a=%ff")

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert response.json()["errors"] == [{"detail": "Not UTF-8: invalid start byte", "parameter": "query"}]


@pytest.mark.parametrize("query", [b"", b"a=%C3%A9&b=%zz&c=%", "a=é".encode()])
def test_query_in_utf8_passes(query: bytes) -> None:
    require_utf8(query)


@pytest.mark.parametrize("query", [b"%ff", b"a=%ed%a0%80", b"a=%c0%80", b"a=\xe9"])
def test_query_in_anything_else_is_refused(query: bytes) -> None:
    with pytest.raises(Problem):
        require_utf8(query)


@pytest.mark.parametrize("content_type", [JSON, "Application/JSON", "application/json; charset=utf-8"])
def test_expected_media_type_passes(content_type: str) -> None:
    require_media_type(content_type, JSON)


@pytest.mark.parametrize(
    "content_type", ["", "text/json", "application/json+x", "application/jsonx", "; application/json"]
)
def test_other_media_type_is_refused(content_type: str) -> None:
    with pytest.raises(Problem, match="Send the body as application/json"):
        require_media_type(content_type, JSON)


def test_refused_patch_learns_the_right_media_type() -> None:
    with pytest.raises(Problem) as caught:
        require_media_type(JSON, "application/merge-patch+json")

    assert caught.value.headers == {"Accept-Patch": "application/merge-patch+json"}


ranges = st.sampled_from(["*/*", "application/*", "application/json", "text/html", "text/*", "application/xml"])
qualities = st.sampled_from(["", ";q=0", ";q=0.0", ";q=0.001", ";q=0.5", ";q=1", "; q=0", ";charset=utf-8;q=0.2"])


@given(st.lists(st.tuples(ranges, qualities), min_size=1, unique_by=lambda part: part[0]))
def test_accept_is_read_as_another_library_reads_it(parts: list[tuple[str, str]]) -> None:
    """The oracle is Werkzeug, which comes with schemathesis."""
    header = ", ".join(name + quality for name, quality in parts)
    specificity = ["application/json", "application/*", "*/*"]
    quality_of = {value.split(";")[0]: quality for value, quality in parse_accept_header(header)}
    best = next((name for name in specificity if name in quality_of), None)

    assert accepts([header], JSON) == (best is not None and quality_of[best] > 0)


def test_several_accept_headers_count_as_one() -> None:
    assert accepts(["text/html", "application/json"], JSON)


def test_client_that_says_nothing_accepts_anything() -> None:
    assert accepts([], JSON)
