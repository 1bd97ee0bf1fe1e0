"""The page and its files."""

import re

import pytest
from fastapi.testclient import TestClient

from fastapi_app.board import ASSETS, FILES


def test_the_page(client: TestClient) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text == (FILES / "board.html").read_text()


@pytest.mark.parametrize("path", ["/", "/login"])
def test_pages_bring_only_files_of_ours(client: TestClient, path: str) -> None:
    response = client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    # What the policy would block must not stand in the page: nothing inline, nothing from elsewhere.
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", response.text)
    sources = re.findall(r'\s(?:src|href|action)="([^"]*)"', response.text)
    assert sources
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)


def test_every_file_is_there_and_in_use(client: TestClient) -> None:
    page = client.get("/").text
    for asset in ASSETS:
        response = client.get(f"/board/{asset}")
        assert response.status_code == 200
        assert response.content == (FILES / asset).read_bytes()
        assert f"/board/{asset}" in page


def test_the_types_are_what_browsers_want(client: TestClient) -> None:
    types = {asset: client.get(f"/board/{asset}").headers["content-type"].partition(";")[0] for asset in ASSETS}
    assert types == {"board.js": "text/javascript", "board.css": "text/css", "icon.svg": "image/svg+xml"}


def test_a_copy_is_shown_only_after_asking(client: TestClient) -> None:
    first = client.get("/board/board.js")
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["etag"]


def test_no_other_file_is_sent(client: TestClient) -> None:
    for name in ("login.html", "..%2Fboard.py", "%2e%2e%2Fsettings.py", "nothing.js", "board.js%00"):
        assert client.get(f"/board/{name}").status_code == 404


def test_the_script_never_parses_text_as_markup() -> None:
    script = (FILES / "board.js").read_text()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", script)
