"""The environments, each executed anew with the variables of a test: a process reads its settings only once."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections, transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from django_app.settings import base

KEY = "0123456789abcdefghijklmnopqrstuvwxyz" * 2
PRODUCTION = {"DJANGO_SECRET_KEY": KEY, "DJANGO_ALLOWED_HOSTS": "todos.example"}
FOLDER = Path(base.__file__).parent


def read(module: str) -> dict[str, Any]:
    """The settings of an environment, read now."""
    return runpy.run_path(str(FOLDER / f"{module}.py"))


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The variables that production requires, and the means to change them."""
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_development_needs_no_variable_and_is_not_debugging(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(base, "DATA", tmp_path)
    found = read("development")
    assert found["DEBUG"] is False
    assert found["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost"]
    assert "SESSION_COOKIE_SECURE" not in found
    assert len(found["SECRET_KEY"]) == 50
    assert found["SECRET_KEY"] != read("development")["SECRET_KEY"]
    assert not list(tmp_path.iterdir())


def test_development_takes_the_key_that_is_kept_and_debugs_when_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(base, "DATA", tmp_path)
    monkeypatch.setenv("DJANGO_DEBUG", "1")
    (tmp_path / "secret-key").write_text(KEY)
    found = read("development")
    assert (found["SECRET_KEY"], found["DEBUG"]) == (KEY, True)


@pytest.mark.parametrize("missing", sorted(PRODUCTION))
def test_production_refuses_to_start_without(production: pytest.MonkeyPatch, missing: str) -> None:
    production.delenv(missing)
    with pytest.raises(ImproperlyConfigured, match=f"^{missing}: expected"):
        read("production")


def test_production_takes_its_secrets_from_the_environment_and_never_debugs(production: pytest.MonkeyPatch) -> None:
    production.setenv("DJANGO_DEBUG", "1")
    found = read("production")
    assert (found["SECRET_KEY"], found["ALLOWED_HOSTS"], found["DEBUG"]) == (KEY, ["todos.example"], False)
    assert found["SESSION_COOKIE_SECURE"] is found["SESSION_COOKIE_HTTPONLY"] is found["CSRF_COOKIE_SECURE"] is True
    assert all(found[name].startswith("__Host-") for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"))
    assert found["SECURE_SSL_REDIRECT"] is True
    assert "SILENCED_SYSTEM_CHECKS" not in found
    assert "SECURE_PROXY_SSL_HEADER" not in found


def test_production_behind_a_proxy_leaves_the_redirect_to_it_and_believes_its_header(
    production: pytest.MonkeyPatch,
) -> None:
    production.setenv("DJANGO_SECURE_SSL_REDIRECT", "0")
    production.setenv("DJANGO_BEHIND_PROXY", "1")
    found = read("production")
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["SILENCED_SYSTEM_CHECKS"] == ["security.W008"]
    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_all_environments_read_folder_deadline_and_old_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert read("base")["BODY_SECONDS"] == 10
    monkeypatch.setenv("DJANGO_DATA", str(tmp_path))
    monkeypatch.setenv("DJANGO_BODY_SECONDS", "1")
    monkeypatch.setenv("DJANGO_SECRET_KEY_FALLBACKS", KEY)
    monkeypatch.setenv("DJANGO_CSRF_TRUSTED_ORIGINS", "https://forms.example")
    found = read("base")
    assert (found["BODY_SECONDS"], found["SECRET_KEY_FALLBACKS"]) == (1, [KEY])
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://forms.example"]
    assert {found["MEDIA_ROOT"].parent, found["STATIC_ROOT"].parent, found["DATABASES"]["default"]["NAME"].parent} == {
        tmp_path
    }


def test_a_transaction_takes_the_write_lock_at_its_beginning(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    options = read("base")["DATABASES"]["default"]["OPTIONS"] | {"timeout": 0.01}
    database = connections.databases["default"] | {"NAME": tmp_path / "todos.sqlite3", "OPTIONS": options}
    with django_db_blocker.unblock():
        connections.databases.update(one=database, two=database)
        one, two = connections["one"], connections["two"]
        try:
            with one.cursor() as cursor:
                cursor.execute("CREATE TABLE counter (value INTEGER)")
            with (
                transaction.atomic(using="one"),
                two.cursor() as cursor,
                pytest.raises(OperationalError, match="database is locked"),
            ):
                cursor.execute("INSERT INTO counter VALUES (1)")
        finally:
            one.close()
            two.close()
            for alias in ("one", "two"):
                del connections[alias], connections.databases[alias]


def test_tests_have_the_middleware_and_the_policy_of_production(production: pytest.MonkeyPatch) -> None:
    found = read("production")
    assert (found["MIDDLEWARE"], found["SECURE_CSP"]) == (settings.MIDDLEWARE, settings.SECURE_CSP)


def test_a_page_may_load_nothing_from_elsewhere_and_be_framed_nowhere(client: Client) -> None:
    response = client.get("/nothing-here")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (response["X-Frame-Options"], response["Referrer-Policy"]) == ("DENY", "same-origin")


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=60)
def test_plain_http_is_sent_to_https() -> None:
    plain = Client().get("/health")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/health")
    assert Client().get("/health", secure=True)["Strict-Transport-Security"] == "max-age=60"


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_behind_a_proxy_addresses_are_those_that_the_client_sees(db: None) -> None:
    added = Client().post("/todos", {"title": "a"}, "application/json", headers={"X-Forwarded-Proto": "https"})
    assert added["Location"].startswith("https://")


def test_without_a_proxy_its_header_is_not_believed(db: None) -> None:
    added = Client().post("/todos", {"title": "a"}, "application/json", headers={"X-Forwarded-Proto": "https"})
    assert added["Location"].startswith("http://")
