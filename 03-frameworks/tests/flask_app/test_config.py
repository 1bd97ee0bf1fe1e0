from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from stat import S_IMODE

import pytest
from flask import Flask
from itsdangerous import BadSignature, URLSafeTimedSerializer

from flask_app.config import ConfigurationError, development_secret_key, load_config

KEY = "k" * 32
SOUND: dict[str, object] = {"SECRET_KEY": KEY, "TRUSTED_HOSTS": ["a.example"]}


def configured(environment: str | None = None, settings: Mapping[str, object] | None = None, **more: object) -> Flask:
    app = Flask("some")
    load_config(app, environment, {**(settings or {}), **more})
    return app


def test_the_environment_is_production_unless_something_else_is_said() -> None:
    with pytest.raises(ConfigurationError, match=r"FLASK_SECRET_KEY must be set"):
        configured()
    assert configured(None, SOUND).config["ENVIRONMENT"] == "production"


def test_the_environment_comes_from_the_variable_and_the_argument_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_ENVIRONMENT", "testing")

    assert configured().config["TESTING"] is True
    assert configured("production", SOUND).config["TESTING"] is False


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(ConfigurationError) as caught:
        configured("staging")

    assert str(caught.value) == "FLASK_ENVIRONMENT must be one of development, production, testing, not 'staging'"


def test_overrides_win_over_variables_and_variables_over_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_BODY_SECONDS", "2.5")
    monkeypatch.setenv("FLASK_MAX_FORM_PARTS", "7")

    config = configured("testing", MAX_FORM_PARTS=8).config

    assert (config["BODY_SECONDS"], config["MAX_FORM_PARTS"], config["MAX_CONTENT_LENGTH"]) == (2.5, 8, 100 * 1024)


def test_the_secret_key_of_production_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_SECRET_KEY", KEY)
    monkeypatch.setenv("FLASK_TRUSTED_HOSTS", "a.example")

    assert configured("production").secret_key == KEY


@pytest.mark.parametrize(
    "key", ["short", "1234567890123456789012345678901234567890", '["not", "text, but a list of long texts"]']
)
def test_a_weak_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("FLASK_SECRET_KEY", key)

    with pytest.raises(ConfigurationError, match=r"^FLASK_SECRET_KEY must be text of at least 32 characters$"):
        configured("production", TRUSTED_HOSTS=["a.example"])


def test_production_refuses_to_start_without_hosts() -> None:
    with pytest.raises(ConfigurationError, match=r"^FLASK_TRUSTED_HOSTS must be set: "):
        configured("production", SECRET_KEY=KEY)


@pytest.mark.parametrize("name", ["DEBUG", "TESTING"])
def test_debug_is_off_in_production_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"FLASK_{name}", "1")

    with pytest.raises(ConfigurationError) as caught:
        configured("production", SOUND)

    assert str(caught.value) == f"FLASK_{name} must be false in production"


@pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "WTF_CSRF_ENABLED"])
def test_the_walls_of_forms_stay_in_production(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"FLASK_{name}", "false")

    with pytest.raises(ConfigurationError, match=rf"^FLASK_{name} must be true in production$"):
        configured("production", SOUND)


def test_0_and_1_will_do_for_false_and_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "0")
    monkeypatch.setenv("FLASK_SESSION_COOKIE_SECURE", "1")

    app = configured("production", SOUND)

    assert (app.debug, app.config["SESSION_COOKIE_SECURE"]) == (0, 1)


@pytest.mark.parametrize("policy", ["None", "lax; Domain=example", None, 5])
def test_a_policy_of_cookies_that_is_none_is_refused(policy: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        configured("testing", SESSION_COOKIE_SAMESITE=policy)

    assert str(caught.value) == f"FLASK_SESSION_COOKIE_SAMESITE must be Lax or Strict, not {policy!r}"


@pytest.mark.parametrize("lifetime", ["1h", 0, -1, 1.5, True, None, timedelta(0)])
def test_a_lifetime_of_sessions_that_is_none_is_refused(lifetime: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        configured("testing", PERMANENT_SESSION_LIFETIME=lifetime)

    expected = f"FLASK_PERMANENT_SESSION_LIFETIME must be a whole number of seconds above 0, not {lifetime!r}"
    assert str(caught.value) == expected


def test_a_lifetime_of_sessions_is_in_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_PERMANENT_SESSION_LIFETIME", "3600")

    assert configured("testing").permanent_session_lifetime == timedelta(hours=1)


def test_cookies_of_production_are_bound_to_https_and_this_host() -> None:
    config = configured("production", SOUND).config

    assert config["SESSION_COOKIE_NAME"] == "__Host-session"
    assert (config["SESSION_COOKIE_SECURE"], config["SESSION_COOKIE_HTTPONLY"]) == (True, True)
    assert config["SESSION_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize("environment", ["development", "testing"])
def test_debug_is_off_here_too_and_only_this_machine_is_a_host(environment: str, tmp_path: Path) -> None:
    config = configured(environment, DATA_FOLDER=tmp_path).config

    assert config["DEBUG"] is False
    assert config["TRUSTED_HOSTS"] == ["127.0.0.1", "localhost"]
    assert config["SESSION_COOKIE_SECURE"] is False


@pytest.mark.parametrize("text", ["a.example, b.example", '["a.example", "b.example"]', "A.example,b.EXAMPLE"])
def test_hosts_may_stand_with_commas_or_as_json_and_in_any_case(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("FLASK_TRUSTED_HOSTS", text)

    assert configured("testing").config["TRUSTED_HOSTS"] == ["a.example", "b.example"]


@pytest.mark.parametrize("hosts", ["", "https://a.example", "a.example/", "a b", "a,,b", "*", [], [1], 7])
def test_what_is_no_host_name_is_refused(hosts: object) -> None:
    with pytest.raises(
        ConfigurationError, match=r"^FLASK_TRUSTED_HOSTS must be host names such as a\.example,b\.example"
    ):
        configured("testing", TRUSTED_HOSTS=hosts)


@pytest.mark.parametrize("seconds", [0, -1, 3601, "ten", True, None, float("nan"), float("inf")])
def test_a_time_limit_that_is_none_is_refused(seconds: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        configured("testing", BODY_SECONDS=seconds)

    assert (
        str(caught.value) == f"FLASK_BODY_SECONDS must be a number of seconds above 0 and up to 3600, not {seconds!r}"
    )


@pytest.mark.parametrize("name", ["MAX_CONTENT_LENGTH", "MAX_FORM_MEMORY_SIZE", "MAX_FORM_PARTS"])
@pytest.mark.parametrize("limit", [0, -1, 1.5, "much", True, None])
def test_a_limit_that_is_none_is_refused(name: str, limit: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        configured("testing", {name: limit})

    assert str(caught.value) == f"FLASK_{name} must be a whole number above 0, not {limit!r}"


def test_the_key_of_development_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"

    first = configured("development", DATA_FOLDER=folder).secret_key
    second = configured("development", DATA_FOLDER=str(folder)).secret_key

    assert first == second == development_secret_key(folder)
    assert isinstance(first, str)
    assert len(first) >= 43  # 256 bits
    assert S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert S_IMODE(folder.stat().st_mode) == 0o700
    assert development_secret_key(tmp_path) != first


def test_a_folder_that_cannot_keep_the_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigurationError) as caught:
        configured("development", DATA_FOLDER=tmp_path / "file" / "data")

    assert str(caught.value) == f"cannot use {tmp_path / 'file' / 'data'}: Not a directory"


def test_a_cookie_of_the_old_key_is_read_as_long_as_that_is_a_fallback() -> None:
    def signer(app: Flask) -> URLSafeTimedSerializer:
        found = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # of the default interface
        assert isinstance(found, URLSafeTimedSerializer)
        return found

    cookie = signer(configured("testing", SECRET_KEY="old" * 11)).dumps({"user_id": 1})

    rotated = configured("testing", SECRET_KEY="new" * 11, SECRET_KEY_FALLBACKS=["old" * 11])
    assert signer(rotated).loads(cookie) == {"user_id": 1}
    with pytest.raises(BadSignature):
        signer(configured("testing", SECRET_KEY="new" * 11)).loads(cookie)


@pytest.mark.parametrize("keys", ["old", [""], [7]])
def test_fallbacks_that_are_no_list_of_keys_are_refused(keys: object) -> None:
    with pytest.raises(ConfigurationError, match=r"^FLASK_SECRET_KEY_FALLBACKS must be a JSON list of texts"):
        configured("testing", SECRET_KEY_FALLBACKS=keys)
