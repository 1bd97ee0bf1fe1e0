"""Attacks on the pages, each named by its test; those by a file are in test_security_uploads."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from flask_app import create_app
from flask_app.database import get_connection, get_pool, migrate
from flask_app.pictures import folder
from flask_app.todos import add_todo
from tests.flask_app.page_client import NAME, PASSWORD, PageClient, Parsed, add_user

SCRIPT = "<script>alert('xss')</script>"
ATTRIBUTE = "\" autofocus onfocus=alert(1) x='"


def titles(client: PageClient) -> list[object]:
    return [todo["title"] for todo in client.get("/todos").json or ()]


def cookie(client: PageClient, name: str = "session") -> str:
    found = client.get_cookie(name)
    assert found is not None
    return found.value


@pytest.fixture
def production(tmp_path: Path) -> Iterator[PageClient]:
    """The pages as users get them, over HTTPS."""
    settings = {"DATA_FOLDER": tmp_path, "SECRET_KEY": "k" * 40, "TRUSTED_HOSTS": ["todos.example"]}
    app = create_app("production", settings)
    with app.app_context():
        migrate(get_connection())
        add_user(get_connection(), NAME)
    yield PageClient(app, app.response_class)
    get_pool(app).close()


def test_csrf_forged_without_a_token(logged_in: PageClient) -> None:
    answer = logged_in.post("/", data={"title": "forged"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 400
    assert "The CSRF token is missing." in answer.text
    assert titles(logged_in) == []


def test_csrf_forged_with_the_token_of_another_session(app: Flask, logged_in: PageClient) -> None:
    attacker = PageClient(app, app.response_class)
    assert logged_in.token() != attacker.token()

    answer = logged_in.post("/", data={"title": "forged", "csrf_token": attacker.token()})

    assert answer.status_code == 400
    assert "The CSRF tokens do not match." in answer.text
    assert titles(logged_in) == []


def test_csrf_forged_with_a_token_signed_by_a_guessed_key(logged_in: PageClient) -> None:
    logged_in.token()
    with logged_in.session_transaction() as session:
        raw = session["csrf_token"]
    forged = URLSafeTimedSerializer("guessed", salt="wtf-csrf-token").dumps(raw)

    assert logged_in.post("/", data={"title": "forged", "csrf_token": forged}).status_code == 400


def test_csrf_against_the_log_in_itself(app: Flask, browser: PageClient) -> None:
    """Logging a victim in to the attacker's account, so that what he writes goes there."""
    with app.app_context():
        add_user(get_connection(), NAME)

    assert browser.post("/log-in", data={"username": NAME, "password": PASSWORD}).status_code == 400


@pytest.mark.parametrize("text", [SCRIPT, ATTRIBUTE, "{{ 7 * 7 }}", "<img src=x onerror=alert(1)>"])
def test_xss_stored_in_a_title(logged_in: PageClient, text: str) -> None:
    page = logged_in.follow(logged_in.submit("/", title=text))
    form = logged_in.get("/edit/1").text

    assert f"Added “{text}”." in Parsed(page).text
    assert text in Parsed(form).values
    assert Parsed(page).scripts == Parsed(form).scripts == []


@pytest.mark.parametrize("text", [SCRIPT, ATTRIBUTE, "javascript:alert(1)"])
@pytest.mark.parametrize("parameter", ["q", "show", "after", "next"])
def test_xss_reflected_from_the_query(logged_in: PageClient, parameter: str, text: str) -> None:
    for path in ("/", "/log-in"):
        page = Parsed(logged_in.get(path, query_string={parameter: text}).text)

        assert page.scripts == []
        assert parameter != "q" or path != "/" or (text in page.text and text in page.values)


def test_xss_reflected_from_what_was_typed(browser: PageClient) -> None:
    answer = browser.submit("/log-in", username=SCRIPT, password="wrong")

    assert answer.status_code == 422
    page = Parsed(answer.text)
    assert SCRIPT in page.values
    assert page.scripts == []


def test_sql_injection_through_search_and_filters(app: Flask, logged_in: PageClient) -> None:
    with app.app_context():
        add_todo(get_connection(), title="stays")

    for text in ("' OR 1=1 --", "%' UNION SELECT id, password_hash, 1, 1, 1 FROM users --", "'; DROP TABLE todos; --"):
        for parameter in ("q", "show", "after"):
            page = logged_in.get("/", query_string={parameter: text})
            assert page.status_code == 200
            assert "pbkdf2" not in page.text
        assert logged_in.submit("/log-in", username=text, password=text).status_code == 422

    assert titles(logged_in) == ["stays"]


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\n//evil.example",
    ],
)
def test_open_redirect_after_log_in_and_after_a_button(app: Flask, browser: PageClient, target: str) -> None:
    with app.app_context():
        add_user(get_connection(), NAME)
        add_todo(get_connection(), title="a")
    log_in = browser.post(
        "/log-in",
        query_string={"next": target},
        data={"csrf_token": browser.token(), "username": NAME, "password": PASSWORD},
    )
    button = browser.submit("/complete/1", next=target)

    assert [(answer.status_code, answer.location) for answer in (log_in, button)] == [(303, "/"), (303, "/")]


def test_session_fixation(app: Flask, browser: PageClient) -> None:
    """The attacker plants his own cookie, and waits until the victim logs in with it."""
    with app.app_context():
        add_user(get_connection(), NAME)
    attacker = PageClient(app, app.response_class)
    token = attacker.token()
    planted = cookie(attacker)
    browser.set_cookie("session", planted)

    browser.post("/log-in", data={"csrf_token": token, "username": NAME, "password": PASSWORD})

    assert "Log out" in browser.get("/").text
    assert cookie(browser) != planted
    assert "Log out" not in attacker.get("/").text
    assert browser.post("/", data={"title": "forged", "csrf_token": token}).status_code == 400


@pytest.mark.parametrize("way", ["log out", "new password"])
def test_replay_of_a_stolen_cookie(app: Flask, logged_in: PageClient, way: str) -> None:
    thief = PageClient(app, app.response_class)
    thief.set_cookie("session", cookie(logged_in))
    assert "Log out" in thief.get("/").text

    if way == "log out":
        logged_in.submit("/log-out")
    else:
        new = "another long password"
        assert logged_in.submit("/password", current=PASSWORD, new=new, again=new).status_code == 303

    assert "Log out" not in thief.get("/").text
    thief.set_cookie("session", cookie(logged_in) if way == "log out" else "")
    assert thief.submit("/", title="stolen").location == "/log-in"


@pytest.mark.parametrize("change", [{"user_id": 1}, {"user_id": 1, "session_version": 1}])
def test_a_session_made_without_the_key(app: Flask, browser: PageClient, change: dict[str, int]) -> None:
    with app.app_context():
        add_user(get_connection(), NAME)
    forged = URLSafeTimedSerializer("guessed", salt="cookie-session").dumps(change)
    browser.set_cookie("session", forged)

    assert "Log out" not in browser.get("/").text


def test_cookie_flags_in_production(production: PageClient) -> None:
    page = production.get("/log-in", base_url="https://todos.example")

    (header,) = page.headers.getlist("Set-Cookie")
    name, *flags = header.split("; ")
    assert name.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)


def test_over_https_a_form_of_another_site_is_refused_even_with_a_token(production: PageClient) -> None:
    """Against a neighbour on a subdomain, who is "same site" to the browser, and who got hold of a token."""
    page = production.get("/log-in", base_url="https://todos.example").text
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found is not None
    data = {"csrf_token": found[1], "username": NAME, "password": PASSWORD}

    def status(referrer: str | None) -> int:
        headers = {"Referer": referrer} if referrer else {}
        return production.post("/log-in", base_url="https://todos.example", data=data, headers=headers).status_code

    assert status("https://evil.todos.example/") == 400
    assert status(None) == 400  # what Referrer-Policy: no-referrer would bring about
    assert status("https://todos.example/log-in") == 303


@pytest.mark.parametrize(("path", "size"), [("/", 110_000), ("/log-in", 110_000), ("/edit/1/picture", 1_200_000)])
def test_oversized_forms_and_uploads(app: Flask, logged_in: PageClient, path: str, size: int) -> None:
    with app.app_context():
        add_todo(get_connection(), title="a")

    answer = logged_in.upload(path, bytes(size))

    assert answer.status_code == 413
    with app.app_context():
        assert list(folder().iterdir()) == []


def test_a_refused_host_gets_no_page(browser: PageClient) -> None:
    answer = browser.get("/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.text
