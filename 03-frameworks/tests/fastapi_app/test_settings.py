import stat
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from fastapi_app.settings import Settings, SettingsError, keep_secret_key, load_settings, main

KEY = "k" * 32


def test_development_needs_nothing(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path)
    assert settings.environment == "development"
    assert settings.allowed_hosts == ["127.0.0.1", "localhost"]
    assert settings.max_body_bytes == 102400
    assert settings.body_seconds == 10
    assert not settings.secure_cookies


def test_production_names_everything_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODOS_ENVIRONMENT", "production")
    with pytest.raises(SettingsError, match=r"^TODOS_SECRET_KEY: .*; TODOS_ALLOWED_HOSTS: [^\n]*$"):
        load_settings()


def test_production_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TODOS_SECRET_KEY"):
        load_settings(environment="production", allowed_hosts="todo.example.org", data=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_values_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "ENVIRONMENT": "production",
        "SECRET_KEY": KEY,
        "ALLOWED_HOSTS": "Todo.Example.org, *.example.net",
        "BODY_SECONDS": "1.5",
        "DATABASE_URL": "postgresql://db/todos",
    }.items():
        monkeypatch.setenv(f"TODOS_{name}", value)
    settings = load_settings()
    assert settings.allowed_hosts == ["todo.example.org", "*.example.net"]
    assert settings.body_seconds == 1.5
    assert settings.database_url == "postgresql://db/todos"
    assert settings.secure_cookies
    assert settings.secret_key is not None
    assert settings.secret_key.get_secret_value() == KEY


def test_options_come_before_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TODOS_DATA", "/nowhere")
    assert load_settings(data=tmp_path).data == tmp_path


def test_an_option_that_was_not_given_leaves_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TODOS_DATA", str(tmp_path))
    assert load_settings(data=None).data == tmp_path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("environment", "staging"),
        ("secret_key", "short"),
        ("allowed_hosts", ""),
        ("allowed_hosts", "*"),
        ("allowed_hosts", "a.example/x"),
        ("allowed_hosts", "a.*.example"),
        ("database_url", "mysql://db/todos"),
        ("database_url", "postgresql://db:short/todos"),
        ("database_url", "sqlite://"),
        ("database_url", "sqlite:///:memory:"),
        ("body_seconds", "0"),
        ("body_seconds", "soon"),
        ("max_body_bytes", "0"),
        ("model", "/no/such/file"),
    ],
)
def test_a_bad_value_is_one_line_that_names_the_variable_and_not_the_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(f"TODOS_{name.upper()}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings(data=tmp_path)
    assert str(caught.value).startswith(f"TODOS_{name.upper()}: ")
    assert "\n" not in str(caught.value)
    assert "short" not in str(caught.value)


def test_two_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"TODOS_BODY_SECONDS: Input should be greater than 0; TODOS_MAX_BODY_BYTES: "
    ):
        load_settings(data=tmp_path, body_seconds=0, max_body_bytes=0)


def test_the_key_of_development_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    first = load_settings(data=folder).secret_key
    assert first is not None
    assert len(first.get_secret_value()) == 64
    assert load_settings(data=folder).secret_key == first
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    assert keep_secret_key(tmp_path / "a") != keep_secret_key(tmp_path / "b")


def test_the_key_of_whoever_was_first_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret_key").write_text("first")
    monkeypatch.setattr(Path, "exists", lambda _path: False)  # as it was a moment ago
    assert keep_secret_key(tmp_path) == "first"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"^TODOS_DATA: cannot write to .*file"):
        load_settings(data=tmp_path / "file")


def test_the_key_is_not_shown() -> None:
    assert KEY not in repr(Settings(secret_key=SecretStr(KEY)))


def test_settings_do_not_change(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path)
    with pytest.raises(ValidationError, match="frozen"):
        settings.body_seconds = 3


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    assert capsys.readouterr().out.splitlines() == [
        "development ['127.0.0.1', 'localhost'] secret key: **********",
        "TODOS_SECRET_KEY: production needs one; make it with `openssl rand -hex 32`; "
        "TODOS_ALLOWED_HOSTS: production needs the host names it is reached by, with commas between",
        "['todo.example.org']",
    ]
