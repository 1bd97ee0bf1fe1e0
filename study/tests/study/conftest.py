"""Small projects for the tests to work on."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

type Write = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files, named by their path below a new folder, and return that folder."""

    def write_files(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text), encoding="utf-8")
        return tmp_path

    return write_files
