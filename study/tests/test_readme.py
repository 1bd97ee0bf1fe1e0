"""The README's project is made, and its commands are run: they print what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"(?:`([\w/.]+)`\n\n)?```(\w+)\n(.*?)```", re.DOTALL)
BLOCKS = BLOCK.findall(README.read_text(encoding="utf-8"))
COMMANDS = [text.split("\n", 1) for _, language, text in BLOCKS if language == "console"]


def without_times(output: str) -> list[str]:
    """Take away what differs from run to run: times, and the progress bar, which is not drawn without a terminal."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip() and not re.search(r"━ \d+/\d+ ", line)]
    return [re.sub(r"\d+ s$|\d+\.\d+", "#", line) for line in lines]


@pytest.mark.skipif(sys.platform == "win32", reason="paths are shown with slashes")
@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_command_prints_what_the_readme_says(tmp_path: Path, command: str, shown: str) -> None:
    for name, _, text in BLOCKS:
        if name:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]")
    arguments = command.removeprefix("$ python ").split()

    finished = subprocess.run(
        [sys.executable, *arguments],
        cwd=tmp_path,
        env=os.environ | {"COLUMNS": "80", "PYTHONPATH": str(README.parent), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert without_times(finished.stdout) == without_times(shown)
