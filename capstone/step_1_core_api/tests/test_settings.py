"""Settings come from the environment and are checked at once."""

import pytest
from pydantic import ValidationError

from notes_api.settings import Settings


def test_nothing_needs_to_be_set() -> None:
    assert Settings().model_dump() == {
        "host": "127.0.0.1",
        "port": 8000,
        "log_level": "INFO",
        "shutdown_seconds": 30,
    }


def test_environment_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_PORT", "0")
    monkeypatch.setenv("NOTES_LOG_LEVEL", "DEBUG")

    assert (Settings().port, Settings().log_level) == (0, "DEBUG")


def test_argument_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTES_PORT", "9000")

    assert Settings(port=9001).port == 9001


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTES_PORT", "http"),
        ("NOTES_PORT", "-1"),
        ("NOTES_PORT", "65536"),
        ("NOTES_LOG_LEVEL", "LOUD"),
        ("NOTES_SHUTDOWN_SECONDS", "0"),
    ],
)
def test_wrong_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=name.removeprefix("NOTES_").lower()):
        Settings()
