"""The README's topic is made, and its commands are run one after the other: they print what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"(?:`([\w/.-]+)`\n\n)?^(`{3,})(\w+)\n(.*?)^\2$", re.DOTALL | re.MULTILINE)
BLOCKS = [(name, language, text) for name, _, language, text in BLOCK.findall(README.read_text(encoding="utf-8"))]
COMMANDS = [text.split("\n", 1) for _, language, text in BLOCKS if language == "console"]
TYPED = {"$ study quiz 01-shop --seed 7": "0 -1\n", "$ study review --new 1": "3\n"}


def without_times(output: str) -> list[str]:
    """Take away what differs from run to run: times, and the progress bar, which is not drawn without a terminal."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip() and not re.search(r"━ \d+/\d+ ", line)]
    return [re.sub(r"\d+ s$|\d+\.\d+", "#", line) for line in lines]


def run(command: str, folder: Path) -> str:
    """Run a command of the README, with what a reader would type, and return what it prints."""
    program, *arguments = command.removeprefix("$ ").split()
    start = ["-m", "study.cli"] if program == "study" else []
    finished = subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=folder,
        env=os.environ | {"COLUMNS": "80", "PYTHONPATH": str(README.parent), "PYTHONUTF8": "1"},
        input=TYPED.get(command, ""),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return finished.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="paths are shown with slashes")
def test_the_commands_print_what_the_readme_says(tmp_path: Path) -> None:
    for name, _, text in BLOCKS:
        if name:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "noxfile.py").touch()
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]")
    assert len(COMMANDS) == 10

    for command, shown in COMMANDS:
        printed = without_times(run(command, tmp_path))
        before, left_out, after = shown.partition("\n...\n")

        expected = without_times(before) + without_times(after)
        if left_out:
            printed = printed[: len(without_times(before))] + printed[-len(without_times(after)) :]
        assert printed == expected, command
