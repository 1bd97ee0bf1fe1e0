"""The application as gunicorn calls it: with the guard around it."""

from http import HTTPStatus
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest

from django_app.wsgi import application, body_limit


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/todos", 102400), ("/todos/1", 102400), ("/", 2097152), ("/todosandmore", 2097152), ("/admin/", 2097152)],
)
def test_the_api_takes_less_than_a_form(path: str, limit: int) -> None:
    assert body_limit(path) == limit


@pytest.mark.django_db  # a request begins by looking after the connection
@pytest.mark.parametrize(
    ("path", "content_type"), [("/todos", "application/problem+json"), ("/new/", "text/html; charset=utf-8")]
)
def test_a_body_that_is_announced_too_large_is_refused_with_all_headers(path: str, content_type: str) -> None:
    environ: dict[str, object] = {}
    setup_testing_defaults(environ)
    environ |= {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "HTTP_HOST": "testserver",
        "HTTP_ORIGIN": "https://elsewhere.example",
        "CONTENT_LENGTH": "9000000",
        "wsgi.input": BytesIO(b"{"),
    }
    seen: dict[str, str] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        seen.update(headers, status=status)

    body = b"".join(application(environ, start_response))  # type: ignore[arg-type]  # a server writes, this one only looks

    assert (seen["status"], seen["Content-Type"]) == (f"413 {HTTPStatus(413).phrase}", content_type)
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen.get("access-control-allow-origin") == ("*" if path == "/todos" else None)
    assert b"more bytes than are taken here" in body
