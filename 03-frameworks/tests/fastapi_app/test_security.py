"""One test an attack, on the whole application: each shows what the attacker tries and what it gets."""

import html
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from fastapi_app.application import create_app
from fastapi_app.pictures import MAX_BYTES
from fastapi_app.settings import Settings
from tests.fastapi_app.images import bomb, picture, telltale
from tests.fastapi_app.people import PASSWORD, add_user, cheap_nobody, log_in, new_token

SCRIPT = "<script>alert(1)</script>"
CROSS_SITE = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://blog.testserver"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]


@pytest.fixture
def victim(client: TestClient) -> TestClient:
    """A browser with a session, as an attacker's page would use it."""
    add_user(client)
    assert log_in(client).status_code == 303
    return client


@pytest.mark.parametrize(("method", "path"), [("POST", "/tokens"), ("DELETE", "/tokens"), ("POST", "/exports")])
def test_csrf_a_foreign_page_uses_the_session(victim: TestClient, method: str, path: str) -> None:
    for headers in CROSS_SITE:
        assert victim.request(method, path, headers=headers).status_code == 403
    assert victim.request(method, path, headers={"Sec-Fetch-Site": "same-origin"}).is_success


def test_csrf_a_foreign_page_uploads(victim: TestClient) -> None:
    url = victim.post("/todos", json={"title": "Buy milk"}).json()["url"] + "/picture"
    files = {"file": ("x.png", picture(), "image/png")}
    for headers in CROSS_SITE:
        assert victim.put(url, files=files, headers=headers).status_code == 403
    assert victim.get(url).status_code == 404


def test_csrf_a_foreign_page_logs_the_victim_out(victim: TestClient) -> None:
    assert victim.post("/logout", headers=CROSS_SITE[0]).status_code == 403
    assert victim.get("/session").json() == {"name": "ada"}


def test_csrf_a_foreign_page_logs_the_victim_in_as_the_attacker(client: TestClient) -> None:
    """What the victim then writes, it writes into the attacker's account."""
    add_user(client, "attacker")
    response = log_in(client, "attacker", **CROSS_SITE[0])
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


def test_csrf_a_token_is_no_ambient_right(client: TestClient) -> None:
    """A page elsewhere that has been given a token may use it: no browser attaches it unasked."""
    headers = new_token(client)
    assert client.post("/exports", headers={**headers, **CROSS_SITE[0]}).status_code == 202


def test_xss_stored_a_title_is_data(client: TestClient) -> None:
    url = client.post("/todos", json={"title": SCRIPT}).json()["url"]
    for answer in (client.get("/todos"), client.get(url)):
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert SCRIPT not in client.get("/").text  # the page holds no data; test_browser.py shows what it makes of it


def test_xss_reflected_by_the_log_in_form(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_nobody(monkeypatch)
    for attack in (SCRIPT, '"><img/src=x/onerror=alert(1)>', "{{7*7}}"):
        form = log_in(client, name=attack, next_page=f"/{attack}").text
        page = client.get("/login", params={"next": f"/{attack}"}).text
        assert not re.search(r"<(script|img)|49", form + page)
        assert html.unescape(form).count(attack) == 2, "it is there, as text: the name, and the page to go to"


@pytest.mark.parametrize("path", ["/todos/{}", "/todos?limit={}", "/{}", "/board/{}", "/exports/{}"])
def test_xss_reflected_by_an_error(client: TestClient, path: str) -> None:
    answer = client.get(path.format("<script>alert(1)<%2Fscript>"))
    assert answer.headers["content-type"] in {"application/problem+json", "application/json"}
    assert "script" not in answer.text


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"])
def test_open_redirect_after_log_in(client: TestClient, target: str) -> None:
    add_user(client)
    assert log_in(client, next_page=target).headers["location"] == "/"
    assert "evil" not in client.get("/login", params={"next": target}).text


def test_session_fixation_a_planted_cookie_is_worth_nothing(client: TestClient) -> None:
    add_user(client)
    client.cookies.set("fastapi_session", planted := "chosen-by-the-attacker")
    log_in(client)
    assert session_cookie(client) != planted
    client.cookies.clear()
    assert client.get("/session", headers={"Cookie": f"fastapi_session={planted}"}).json() == {"name": None}


def test_session_fixation_a_real_session_of_the_attacker_ends_with_the_log_in(client: TestClient) -> None:
    add_user(client, "attacker")
    add_user(client, "ada")
    log_in(client, "attacker")
    planted = session_cookie(client)
    log_in(client, "ada")
    fresh = session_cookie(client)
    assert fresh != planted
    client.cookies.clear()
    assert client.get("/session", headers={"Cookie": f"fastapi_session={planted}"}).json() == {"name": None}
    assert client.get("/session", headers={"Cookie": f"fastapi_session={fresh}"}).json() == {"name": "ada"}


def test_a_stolen_cookie_ends_at_log_out(victim: TestClient) -> None:
    stolen = session_cookie(victim)
    victim.post("/logout")
    assert victim.get("/session", headers={"Cookie": f"fastapi_session={stolen}"}).json() == {"name": None}


def test_a_session_is_no_token_and_a_token_no_session(victim: TestClient) -> None:
    session = session_cookie(victim)
    token = victim.post("/tokens").json()["token"]
    victim.cookies.clear()
    assert victim.get("/session", headers={"Authorization": f"Bearer {session}"}).json() == {"name": None}
    assert victim.get("/session", headers={"Cookie": f"fastapi_session={token}"}).json() == {"name": None}


def session_cookie(client: TestClient) -> str:
    (value,) = (cookie.value for cookie in client.cookies.jar if cookie.domain == "testserver.local")
    assert value
    return value


@pytest.fixture
def production(settings: Settings) -> Iterator[TestClient]:
    given = {"environment": "production", "allowed_hosts": ["todos.example"]}
    app = create_app(settings.model_copy(update=given))
    with TestClient(app, base_url="https://todos.example") as client:
        yield client


def test_cookies_in_production(production: TestClient) -> None:
    add_user(production)
    name, *flags = log_in(production).headers["set-cookie"].split("; ")
    assert name.startswith("__Host-session=")
    assert {flag.lower() for flag in flags} == {"httponly", "max-age=43200", "path=/", "samesite=lax", "secure"}
    assert production.get("/session").json() == {"name": "ada"}
    assert production.post("/logout", follow_redirects=False).headers["set-cookie"].startswith('__Host-session="";')


def test_cookies_on_a_laptop_are_still_out_of_reach_for_scripts(client: TestClient) -> None:
    add_user(client)
    cookie = log_in(client).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie


@pytest.mark.parametrize("name", ["../../evil.py", "x.png\x00.html", "page.html", "C:\\x.exe", ""])
def test_upload_a_lying_name(client: TestClient, settings: Settings, name: str) -> None:
    headers = new_token(client)
    url = client.post("/todos", json={"title": "Buy milk"}).json()["url"] + "/picture"
    before = {path for path in settings.data.rglob("*") if "todos.sqlite3" not in path.name}
    answer = client.put(url, files={"file": (name, picture(), "text/html")}, headers=headers)
    assert answer.status_code == (
        204 if name else 400
    )  # without a name it is a text field, of which this form may have none
    after = {path for path in settings.data.rglob("*") if "todos.sqlite3" not in path.name} - before
    assert all(re.fullmatch(r"pictures(/[0-9a-f]{32}\.png)?", str(path.relative_to(settings.data))) for path in after)


def test_upload_a_page_that_calls_itself_a_picture(client: TestClient) -> None:
    headers = new_token(client)
    url = client.post("/todos", json={"title": "Buy milk"}).json()["url"] + "/picture"
    page = ("x.png", f"<html>{SCRIPT}".encode(), "image/png")
    assert client.put(url, files={"file": page}, headers=headers).status_code == 422

    polyglot = ("x.html", telltale("PNG"), "text/html")  # a real picture, with a script behind its end
    assert client.put(url, files={"file": polyglot}, headers=headers).status_code == 204
    answer = client.get(url)
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("image/png", "nosniff")
    assert b"script" not in answer.content


def test_upload_a_bomb(client: TestClient) -> None:
    headers = new_token(client)
    url = client.post("/todos", json={"title": "Buy milk"}).json()["url"] + "/picture"
    content = bomb(60_000, 60_000)
    assert len(content) < MAX_BYTES
    answer = client.put(url, files={"file": ("x.png", content, "image/png")}, headers=headers)
    assert answer.json()["errors"][0]["detail"] == "Expected at most 4000000 pixels."


def test_upload_without_a_declared_length_is_counted(client: TestClient) -> None:
    headers = new_token(client) | {"Content-Type": "multipart/form-data; boundary=x"}
    url = client.post("/todos", json={"title": "Buy milk"}).json()["url"] + "/picture"

    def chunks() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        for _ in range(MAX_BYTES // 65_536 + 2):
            yield bytes(65_536)

    answer = client.put(url, content=chunks(), headers=headers)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:81"])
def test_web_socket_opened_by_a_foreign_page(client: TestClient, app: FastAPI, origin: str) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/live", headers={"Origin": origin}):
        pass
    assert len(app.state.hub) == 0
    with client.websocket_connect("/live", headers={"Origin": "http://testserver"}):
        assert len(app.state.hub) == 1


def test_events_are_unreadable_for_foreign_pages(client: TestClient, app: FastAPI) -> None:
    app.state.hub.close()
    answer = client.get("/events", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


def test_secrets_stay_out_of_answers_and_logs(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    add_user(client)
    answers = [
        log_in(client, password="a wrong password"),
        log_in(client),
        client.post("/login", json={"name": PASSWORD}),
    ]
    token = client.post("/tokens").json()["token"]
    session = session_cookie(client)
    assert all(PASSWORD not in answer.text and "a wrong password" not in answer.text for answer in answers)
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "asyncio")
    assert all(secret not in logged for secret in (PASSWORD, "a wrong password", token, session))
