"""Users for tests, with cheap hashes, and what they carry."""

from functools import partial

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from fastapi_app import passwords
from fastapi_app.users import Users

PASSWORD = "correct horse battery"


def users_of(client: TestClient) -> Users:
    """Return the users of a client's application, to be used on its loop: ``run``."""
    assert isinstance(client.app, FastAPI)
    return Users(client.app.state.database, client.app.state.settings.secret_key.get_secret_value())


def add_user(client: TestClient, name: str = "ada") -> None:
    assert client.portal is not None
    client.portal.call(partial(users_of(client).create, name, PASSWORD, log2_n=4))


def cheap_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a log-in by a name that does not exist cost little; by default it costs what every other does."""
    monkeypatch.setattr(passwords, "_NOBODY", passwords.hash_password("nobody", log2_n=4))


def log_in(
    client: TestClient, name: str = "ada", password: str = PASSWORD, next_page: str = "/", **headers: str
) -> Response:
    """Send the form of the log-in page, and follow nothing."""
    form = {"name": name, "password": password, "next": next_page}
    return client.post("/login", data=form, headers=headers, follow_redirects=False)


def new_token(client: TestClient, name: str = "ada") -> dict[str, str]:
    """Add a user and return headers with a bearer token of theirs."""
    add_user(client, name)
    assert client.portal is not None
    account = client.portal.call(users_of(client).authenticate, name, PASSWORD)
    assert account is not None
    token = client.portal.call(users_of(client).make_token, account.id, "program")
    return {"Authorization": f"Bearer {token}"}
