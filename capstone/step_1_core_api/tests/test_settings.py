"""Settings come from the environment and are checked at once."""

import os

import pytest
from pydantic import ValidationError

from notes_api.settings import Settings


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without settings."""
    for name in os.environ:
        if name.upper().startswith("NOTES_"):
            monkeypatch.delenv(name)
    return monkeypatch


def test_nothing_needs_to_be_set() -> None:
    assert Settings().model_dump() == {
        "host": "127.0.0.1",
        "port": 8000,
        "log_level": "INFO",
        "shutdown_seconds": 30,
    }


def test_environment_sets(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NOTES_PORT", "0")
    environment.setenv("NOTES_LOG_LEVEL", "DEBUG")

    assert (Settings().port, Settings().log_level) == (0, "DEBUG")


def test_argument_comes_before_the_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NOTES_PORT", "9000")

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
def test_wrong_setting_is_refused(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)

    with pytest.raises(ValidationError, match=name.removeprefix("NOTES_").lower()):
        Settings()
