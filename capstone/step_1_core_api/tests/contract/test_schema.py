"""schemathesis makes valid and invalid requests from the OpenAPI document, and holds every answer against it."""

import os
import subprocess
import sys
from pathlib import Path

from .client import ANY_VERSION

HOOKS = Path(__file__).with_name("schemathesis_hooks.py")
EXAMPLES = 5  # for each operation, beside the boundaries that are tried in any case


def test_answers_fit_the_openapi_document(base_url: str, tmp_path: Path) -> None:
    headers = [f"--header={name}: {value}" for name, value in ANY_VERSION.items()]
    options = ["--checks=all", f"--max-examples={EXAMPLES}", "--continue-on-failure", "--warnings=off"]
    options += ["--suppress-health-check=too_slow"]  # a busy machine is no mistake of the service

    run = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", f"{base_url}/openapi.json", *headers, *options],
        cwd=tmp_path,
        env=os.environ | {"SCHEMATHESIS_HOOKS": str(HOOKS), "NOTES_CONTRACT_URL": base_url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "No issues found" in run.stdout
