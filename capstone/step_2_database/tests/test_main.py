"""``python -m notes_api`` and ``notes`` are the same command, and a service stops cleanly with its notes kept."""

import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from clusters import plain
from sqlalchemy import URL

NOTES = Path(sysconfig.get_path("scripts"), "notes")
SECONDS = 20


@pytest.mark.parametrize("command", [[sys.executable, "-m", "notes_api"], [str(NOTES)]], ids=["module", "script"])
def test_help_names_the_command(command: list[str]) -> None:
    answer = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True, timeout=SECONDS)

    assert "Usage: notes [OPTIONS] COMMAND [ARGS]..." in answer.stdout


@pytest.fixture
def seeded(tmp_path: Path, url: URL) -> Iterator[subprocess.Popen[str]]:
    """A service that has imported a folder of two notes and a bad file before it says that it listens."""
    folder = tmp_path / "seed"
    folder.mkdir()
    for number in range(2):
        (folder / f"{number}.md").write_text(f"# Note {number}")
    (folder / "bad.md").write_bytes(b"\xff")
    command = [sys.executable, "-m", "notes_api", "serve", "--port", "0", "--seed", str(folder)]
    environment = os.environ | {"DATABASE_URL": plain(url)}
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment, text=True) as process,
    ):
        yield process
        process.kill()


def test_service_starts_with_the_seed_and_stops_with_a_word(seeded: subprocess.Popen[str], tmp_path: Path) -> None:
    assert seeded.stdout is not None
    said = [seeded.stdout.readline() for _ in range(3)]
    url = said[2].split()[4]

    titles = [note["title"] for note in httpx2.get(f"{url}/notes?sort=created").json()["items"]]
    seeded.send_signal(signal.SIGINT)
    output, _ = seeded.communicate(timeout=SECONDS)

    assert titles == ["Note 0", "Note 1"]
    assert said[0] == f"2 notes imported from {tmp_path / 'seed'}, 1 files skipped.\n"
    assert output.endswith("Stopped. The notes are in the database.\n")
    assert seeded.returncode == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
