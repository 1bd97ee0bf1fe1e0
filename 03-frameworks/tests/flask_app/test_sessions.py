import pytest
from flask import Flask, Response, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from flask_app.sessions import FrugalSessionInterface


@pytest.fixture
def app() -> Flask:
    """An application that counts what a visitor does."""
    app = Flask("some")
    app.config.update(SECRET_KEY="some key", TESTING=True)
    app.session_interface = FrugalSessionInterface()

    @app.get("/count")
    def count() -> str:
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    @app.get("/read")
    def read() -> str:
        return str(session.get("count"))

    @app.get("/clear")
    def clear() -> str:
        session.clear()
        return ""

    app.add_url_rule("/nothing", view_func=lambda: "")
    return app


def test_a_session_lasts_from_request_to_request(app: Flask) -> None:
    client = app.test_client()

    assert [client.get("/count").text for _ in range(3)] == ["1", "2", "3"]
    assert app.test_client().get("/count").text == "1"


def test_a_cleared_session_takes_its_cookie_away(app: Flask) -> None:
    client = app.test_client()
    client.get("/count")

    client.get("/clear")

    assert client.get_cookie("session") is None
    assert client.get("/read").text == "None"


def test_a_cookie_with_a_wrong_signature_is_an_empty_session(app: Flask) -> None:
    client = app.test_client()
    client.get("/count")
    cookie = client.get_cookie("session")
    assert cookie is not None

    value, _, signature = cookie.value.rpartition(".")
    # The first character: some bits of the last one mean nothing in base64.
    client.set_cookie("session", f"{value}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}")

    assert client.get("/read").text == "None"


@pytest.mark.parametrize("path", ["/count", "/read", "/clear", "/nothing"])
@pytest.mark.parametrize("has_cookie", [True, False])
def test_headers_are_those_of_flask_itself(app: Flask, path: str, has_cookie: bool) -> None:
    client = app.test_client()
    if has_cookie:
        client.get("/count")
    ours = client.get(path)

    app.session_interface = SecureCookieSessionInterface()
    client = app.test_client()
    if has_cookie:
        client.get("/count")
    flasks = client.get(path)

    assert ours.headers.get("Vary") == flasks.headers.get("Vary")
    assert ("Set-Cookie" in ours.headers) == ("Set-Cookie" in flasks.headers)


def test_a_request_without_a_cookie_costs_no_signer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_app: Flask) -> None:
        raise AssertionError("a signer was made")

    monkeypatch.setattr(app.session_interface, "get_signing_serializer", fail)

    assert app.test_client().get("/nothing").status_code == 200


def test_an_untouched_session_leaves_the_response_alone(app: Flask) -> None:
    interface = FrugalSessionInterface()
    with app.test_request_context():
        opened = interface.open_session(app, app.request_class({"wsgi.url_scheme": "http"}))
        response = Response()
        assert isinstance(opened, SecureCookieSession)
        interface.save_session(app, opened, response)

    assert (dict(opened), "Vary" in response.headers) == ({}, False)
