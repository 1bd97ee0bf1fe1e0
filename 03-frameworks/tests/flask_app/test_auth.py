import hashlib
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, g, session
from hypothesis import example, given
from hypothesis import strategies as st

from flask_app import auth
from flask_app.database import get_connection
from tests.flask_app.page_client import NAME, PASSWORD, PageClient, add_user

NEW_PASSWORD = "another long password"


def as_browsers_read(target: str) -> str:
    """Return a target as the URL Standard has browsers read it: trimmed, without tabs and line breaks, \\ as /."""
    trimmed = target.strip("".join(map(chr, range(33))))
    return trimmed.translate({ord(character): None for character in "\t\r\n"}).replace("\\", "/")


@given(st.text(st.sampled_from("/\\:.?#@%\t\r\n \x00evil"), max_size=12))
@example("//evil")
@example("/\\evil")
@example("/\t/evil")
@example("javascript:evil")
@example(" //evil")
@example("https:evil")
def test_no_safe_target_leaves_this_site(target: str) -> None:
    if auth.is_safe_next(target):
        url = urlsplit(urljoin("https://here.example/log-in", as_browsers_read(target)))
        assert (url.scheme, url.netloc) == ("https", "here.example")


@pytest.mark.parametrize(
    "target", ["/", "/edit/3", "/?q=50%25&show=open", "/a//b", "/@evil.example", "/x?next=//evil.example"]
)
def test_paths_of_this_site_are_safe(target: str) -> None:
    assert auth.is_safe_next(target) is True


@pytest.mark.parametrize(
    "target", [None, "", "edit/3", "//evil.example", "http://evil.example", "javascript:alert(1)", "/a\x7f", "/a b"]
)
def test_anything_else_is_not(target: str | None) -> None:
    assert auth.is_safe_next(target) is False


def test_log_in_and_out(app: Flask, browser: PageClient) -> None:
    with app.app_context():
        add_user(get_connection(), NAME)

    page = browser.follow(browser.submit("/log-in", username=f" {NAME} ", password=PASSWORD))
    assert f"Welcome, {NAME}." in page
    assert "Log out" in page

    page = browser.follow(browser.submit("/log-out"))
    assert "You are logged out, on all devices." in page
    assert "Log out" not in page


def test_a_link_cannot_log_out(logged_in: PageClient) -> None:
    assert logged_in.get("/log-out").status_code == 405
    assert "Log out" in logged_in.get("/").text


def test_log_out_without_a_session_does_no_harm(browser: PageClient) -> None:
    assert browser.submit("/log-out").status_code == 303


def test_the_form_comes_again_with_the_name_and_without_the_password(app: Flask, browser: PageClient) -> None:
    with app.app_context():
        add_user(get_connection(), NAME)

    wrong = browser.submit("/log-in", username=NAME, password="wrong password of mine")

    assert wrong.status_code == 422
    assert "The name or the password is wrong." in wrong.text
    assert f'value="{NAME}"' in wrong.text
    assert "wrong password of mine" not in wrong.text
    assert browser.get("/log-in").status_code == 200


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"password": PASSWORD}, "Enter your name."), ({"username": NAME}, "Enter your password.")],
)
def test_missing_fields_are_named(browser: PageClient, fields: dict[str, str], message: str) -> None:
    answer = browser.submit("/log-in", **fields)

    assert answer.status_code == 422
    assert message in answer.text


def test_an_unknown_name_costs_a_hash_as_a_wrong_password_does(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    scrypt = hashlib.scrypt

    def counting(password: bytes, *, salt: bytes, n: int, r: int, p: int, maxmem: int) -> bytes:
        calls.append(n)
        return scrypt(password, salt=salt, n=n, r=r, p=p, maxmem=maxmem)

    with app.app_context():
        connection = get_connection()
        user_id = add_user(connection, NAME)
        auth.change_password(connection, user_id, PASSWORD)
        assert auth.find_user(connection, "nobody", PASSWORD) is None  # makes the hash of nobody, once
        monkeypatch.setattr(hashlib, "scrypt", counting)

        assert auth.find_user(connection, "nobody", PASSWORD) is None
        unknown = calls.copy()
        assert auth.find_user(connection, NAME, "wrong") is None

    assert unknown == [32768]
    assert calls == [32768, 32768]


def test_find_user_returns_the_row_for_the_right_password_alone(app: Flask) -> None:
    with app.app_context():
        connection = get_connection()
        user_id = add_user(connection, NAME)
        row = auth.find_user(connection, NAME, PASSWORD)

        assert row is not None
        assert row["id"] == user_id
        assert auth.find_user(connection, NAME, PASSWORD + " ") is None


def test_log_in_leads_back_to_the_page_that_asked_for_it(app: Flask, browser: PageClient) -> None:
    with app.app_context():
        add_user(get_connection(), NAME)

    asked = browser.get("/exports?from=here")
    assert asked.status_code == 303
    assert "Log in to change to-dos." in browser.get(asked.location).text

    answer = browser.submit(asked.location, username=NAME, password=PASSWORD)
    assert answer.location == "/exports?from=here"


def test_a_form_without_log_in_leads_to_the_log_in_and_changes_nothing(browser: PageClient) -> None:
    answer = browser.submit("/", title="Not mine")

    assert (answer.status_code, answer.location) == (303, "/log-in")
    assert browser.get("/todos").json == []


def test_start_session_leaves_nothing_of_the_session_before(app: Flask) -> None:
    with app.test_request_context():
        connection = get_connection()
        add_user(connection, NAME)
        user = auth.find_user(connection, NAME, PASSWORD)
        assert user is not None
        session["planted"] = "by another"

        auth.start_session(user)

        assert dict(session) == {"user_id": user["id"], "session_version": 1}


def test_end_sessions_ends_those_of_this_user_alone(app: Flask, logged_in: PageClient) -> None:
    other = PageClient(app, app.response_class)
    with app.app_context():
        bob = add_user(get_connection(), "bob")
    other.log_in("bob")

    with app.app_context():
        auth.end_sessions(get_connection(), bob)

    assert "Log out" not in other.get("/").text
    assert "Log out" in logged_in.get("/").text


def test_load_user_knows_who_it_is(app: Flask, logged_in: PageClient) -> None:
    with logged_in:
        logged_in.get("/")
        assert g.user == auth.User(1, NAME)


def test_a_user_who_is_gone_is_logged_out(app: Flask, logged_in: PageClient) -> None:
    with app.app_context():
        get_connection().execute("DELETE FROM users")

    with logged_in:
        logged_in.get("/")
        assert g.user is None
        assert "user_id" not in session


def test_a_request_without_cookie_does_not_touch_the_session(browser: PageClient) -> None:
    answer = browser.get("/todos")

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_new_password_ends_all_other_sessions(app: Flask, logged_in: PageClient) -> None:
    elsewhere = PageClient(app, app.response_class)
    elsewhere.log_in()

    answer = logged_in.submit("/password", current=PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD)

    assert "Your password is changed, and all other sessions have ended." in logged_in.follow(answer)
    assert "Log out" in logged_in.get("/").text
    assert "Log out" not in elsewhere.get("/").text
    elsewhere.log_in(password=NEW_PASSWORD)


@pytest.mark.parametrize(
    ("current", "new", "again", "message"),
    [
        ("wrong", NEW_PASSWORD, NEW_PASSWORD, "This is not your present password."),
        (PASSWORD, "short", "short", "A password has 15 to 1000 characters."),
        (PASSWORD, NEW_PASSWORD, NEW_PASSWORD + "!", "The two new passwords differ."),
    ],
)
def test_a_password_is_not_changed_when(
    logged_in: PageClient, current: str, new: str, again: str, message: str
) -> None:
    answer = logged_in.submit("/password", current=current, new=new, again=again)

    assert answer.status_code == 422
    assert message in answer.text
    logged_in.log_in()  # with the old one


def test_login_required_guards_the_password_page(browser: PageClient) -> None:
    assert browser.get("/password").location == "/log-in?next=/password"
