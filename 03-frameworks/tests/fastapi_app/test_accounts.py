"""Log-in by cookie and by token, and who may do what."""

import pytest
from fastapi.testclient import TestClient

from fastapi_app.accounts import safe_next
from tests.fastapi_app.people import PASSWORD, add_user, cheap_nobody, log_in, new_token

SEVERAL = ["/", "/todos", "/todos?limit=5&after=2", "/a//b", "/%2F%2Fevil.example", "/@evil.example", "/#top"]
EVIL = [
    "",
    "todos",
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "/a b",
    "/é",
    "/\x00",
    "/\x7f",
]


@pytest.mark.parametrize("target", SEVERAL)
def test_paths_of_this_site_are_kept(target: str) -> None:
    assert safe_next(target) == target


@pytest.mark.parametrize("target", EVIL)
def test_everything_else_leads_to_the_board(target: str) -> None:
    assert safe_next(target) == "/"


def test_nobody_is_logged_in_at_first(client: TestClient) -> None:
    assert client.get("/session").json() == {"name": None}


def test_log_in_and_out(client: TestClient) -> None:
    add_user(client)

    response = log_in(client, next_page="/todos")
    assert (response.status_code, response.headers["location"]) == (303, "/todos")
    assert client.get("/session").json() == {"name": "ada"}

    response = client.post("/logout", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert client.get("/session").json() == {"name": None}
    assert "fastapi_session" not in client.cookies


def test_a_failed_log_in_says_the_same_whatever_is_wrong(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_nobody(monkeypatch)
    add_user(client)
    for name, password in [("ada", "wrong password"), ("nobody", PASSWORD), ("ada", "x" * 200)]:
        response = log_in(client, name, password, "/todos")
        assert response.status_code == 422
        assert "Name or password is wrong." in response.text
        assert f'value="{name}"' in response.text
        assert 'value="/todos"' in response.text
        assert password not in response.text
        assert "set-cookie" not in response.headers


def test_a_form_that_no_page_of_ours_sends_is_a_mistake_of_the_client(client: TestClient) -> None:
    for form in ({"name": "ada"}, {"name": "a\0", "password": PASSWORD}):  # PostgreSQL fails when asked for U+0000
        response = client.post("/login", data=form)
        assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


def test_the_log_in_page(client: TestClient) -> None:
    response = client.get("/login", params={"next": "/todos"})
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["cache-control"] == "no-store"
    assert '<input type="hidden" name="next" value="/todos">' in response.text


def test_tokens(client: TestClient) -> None:
    add_user(client)
    log_in(client)

    response = client.post("/tokens")
    assert response.status_code == 201
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["expires_in"] == 90 * 24 * 3600
    headers = {"Authorization": f"Bearer {response.json()['token']}"}

    client.cookies.clear()
    assert client.get("/session", headers=headers).json() == {"name": "ada"}
    assert client.delete("/tokens", headers=headers).status_code == 204
    assert client.get("/session", headers=headers).json() == {"name": None}


def test_ending_tokens_leaves_those_of_others_and_sessions(client: TestClient) -> None:
    ada, eve = new_token(client, "ada"), new_token(client, "eve")
    log_in(client)
    assert client.delete("/tokens").status_code == 204
    assert client.get("/session").json() == {"name": "ada"}
    client.cookies.clear()
    assert client.get("/session", headers=eve).json() == {"name": "eve"}
    assert client.get("/session", headers=ada).json() == {"name": None}


def test_nobody_gets_401_and_is_told_how(client: TestClient) -> None:
    for method, path in [("POST", "/tokens"), ("DELETE", "/tokens"), ("POST", "/exports")]:
        response = client.request(method, path)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.json()["detail"] == "Log in first, or send a bearer token."


def test_a_wrong_token_is_not_saved_by_a_good_cookie(client: TestClient) -> None:
    add_user(client)
    log_in(client)
    assert client.post("/tokens", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_both_ways_are_documented(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    schemes = document["components"]["securitySchemes"]
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", "__Host-session")
    assert (schemes["token"]["type"], schemes["token"]["scheme"]) == ("http", "bearer")
    assert document["paths"]["/tokens"]["post"]["security"] == [{"session": []}, {"token": []}]
    assert "security" not in document["paths"]["/todos"]["post"]


def test_whoever_needs_a_user_says_so(client: TestClient) -> None:
    for methods in client.get("/openapi.json").json()["paths"].values():
        for operation in methods.values():
            if "security" in operation and operation["operationId"] != "get_session":
                assert {"401", "403"} <= set(operation["responses"]), operation["operationId"]
