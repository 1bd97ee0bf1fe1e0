"""Which requests count as coming from another site."""

import asyncio

import pytest
from fastapi import Request

from fastapi_app.csrf import is_cross_origin, main, same_origin
from fastapi_app.problems import Problem

HOST = "todos.example:8000"


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "something new"}, True),
        ({"origin": f"https://{HOST}"}, False),
        ({"origin": f"http://{HOST.upper()}"}, False),
        ({"origin": "https://todos.example"}, True),
        ({"origin": "https://todos.example:8001"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
        ({"origin": "https://[nonsense"}, True),
        ({"origin": f"https://evil.example/{HOST}"}, True),
        # What the browser says itself counts more than what may be missing or null.
        ({"sec-fetch-site": "same-origin", "origin": "null"}, False),
        ({"sec-fetch-site": "cross-site", "origin": f"https://{HOST}"}, True),
    ],
)
def test_is_cross_origin(headers: dict[str, str], refused: bool) -> None:
    assert is_cross_origin({"host": HOST, **headers}) is refused


def test_without_a_host_no_origin_is_ours() -> None:
    assert is_cross_origin({"origin": "https://todos.example"})
    assert is_cross_origin({"origin": "null"})


def request(method: str, **headers: str) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in {"host": HOST, **headers}.items()]
    return Request({"type": "http", "method": method, "headers": raw})


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "INVENTED"])
def test_unsafe_requests_from_elsewhere_are_refused(method: str) -> None:
    with pytest.raises(Problem) as caught:
        asyncio.run(same_origin(request(method, origin="https://evil.example")))
    assert (caught.value.status_code, caught.value.detail) == (403, "The request comes from another site.")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_safe_requests_pass(method: str) -> None:
    asyncio.run(same_origin(request(method, origin="https://evil.example")))


def test_unsafe_requests_from_here_pass() -> None:
    asyncio.run(same_origin(request("POST", origin=f"https://{HOST}")))


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    verdicts = [line.split()[-1] for line in capsys.readouterr().out.splitlines()]
    assert verdicts == ["passes", "refused", "refused", "refused", "passes"]
