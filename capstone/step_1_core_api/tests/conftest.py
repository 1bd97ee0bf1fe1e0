"""What all tests stand on: an environment without settings, and a Hypothesis that does not stop the time."""

import os

import pytest
from hypothesis import settings

# A test may be slow while other processes are busy.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")

# Settings of the service, and what makes its command print colours into a file.
SETTINGS = ("NOTES_", "FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches the code under test."""
    for name in [name for name in os.environ if name.upper().startswith(SETTINGS)]:
        monkeypatch.delenv(name)
