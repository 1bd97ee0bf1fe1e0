import re

from starlette.testclient import TestClient

from fastapi_app.docs_page import ASSETS, assets, documentation, script_hash


def test_the_page_needs_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    addresses = re.findall(r"""(?:src|href)="([^"]+)"|url: '([^']+)'""", page.text)
    assert len(addresses) == 4
    for address in (first or second for first, second in addresses):
        assert address.startswith("/"), address
        assert client.get(address).status_code == 200, address


def test_the_inline_script_is_allowed_by_its_hash_and_no_other(client: TestClient) -> None:
    page = client.get("/docs")
    policy = page.headers["content-security-policy"]
    [script] = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    assert script_hash(script) in policy
    assert "unsafe-inline" not in policy
    assert "script-src 'self' 'sha256-" in policy


def test_a_hash_is_that_of_the_exact_text() -> None:
    # The example of the specification's section on hashes.
    assert script_hash("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert script_hash("a") != script_hash("a ")


def test_the_page_is_made_once() -> None:
    assert documentation() is documentation()


def test_the_files_come_from_the_package() -> None:
    assert assets().lookup_path("swagger-ui-bundle.js")[1] is not None
    assert ASSETS == "/swagger"


def test_assets_are_not_guessed_as_another_type(client: TestClient) -> None:
    response = client.get(f"{ASSETS}/swagger-ui-bundle.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["x-content-type-options"] == "nosniff"
