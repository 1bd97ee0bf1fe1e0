"""``check --deploy`` under production settings: not a word."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_deployment_checks_have_nothing_to_say(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "django_app.settings.production",
        "DJANGO_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
        "DJANGO_SECRET_KEY_FALLBACKS": "zyxwvutsrqponmlkjihgfedcba9876543210" * 2,
        "DJANGO_ALLOWED_HOSTS": "todos.example",
        "DJANGO_DATA": str(tmp_path),
    }
    command = [sys.executable, "-m", "django_app", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    expected = "System check identified no issues (0 silenced).\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
