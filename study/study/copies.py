"""Throw-away copies of a project in which a module may be broken for a moment.

Tests read more than their own project: settings of a folder above, the repository's README, the contracts
of another project. So a copy stands in a folder that looks like the whole repository: the project and its
extra tests are real copies, everything beside them is a link to the original.

Cost: O(size of the project and its extra tests) on disk.
Not for: systems without symbolic links (Windows without developer mode), or tests that write outside their
project.
"""

import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from study.projects import CACHES, Project
from study.sources import write_source


class Copy:
    """A copy of a project below ``folder``; ``top`` is the folder above the project that is taken along."""

    def __init__(self, project: Project, folder: Path) -> None:
        self._top = repository_of(project)
        self._folder = folder
        _mirror(self._top, folder, {project.root, *project.extra_tests()})
        self.root = self.path(project.root)

    def path(self, original: Path) -> Path:
        """Return where a file of the repository is in the copy."""
        return self._folder / original.relative_to(self._top)

    @contextmanager
    def changed(self, original: Path, source: str, encoding: str) -> Iterator[None]:
        """Give a file another source for the length of a with block."""
        path = self.path(original)
        kept = path.read_bytes()
        write_source(path, source, encoding)
        _forget_bytecode(path)
        try:
            yield
        finally:
            path.write_bytes(kept)
            _forget_bytecode(path)


def repository_of(project: Project) -> Path:
    """Return the folder that a project's copy has to look like: the one with its pytest settings and extra tests."""
    folders = [project.root, *project.extra_tests()]
    settings = next((folder for folder in (project.root, *project.root.parents) if _has_pytest_settings(folder)), None)
    return Path(os.path.commonpath([*folders, *([settings] if settings else [])]))


def _has_pytest_settings(folder: Path) -> bool:
    file = folder / "pyproject.toml"
    try:
        return "pytest" in tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, tomllib.TOMLDecodeError):
        return (folder / "pytest.ini").is_file()


def _mirror(original: Path, copy: Path, real: set[Path]) -> None:
    """Copy the folders named in ``real`` and link everything else."""
    if original in real:
        shutil.copytree(original, copy, symlinks=True, ignore=_Ignored(copy))
    elif any(folder.is_relative_to(original) for folder in real):
        copy.mkdir(parents=True)
        for entry in original.iterdir():
            _mirror(entry, copy / entry.name, real)
    else:
        copy.symlink_to(original)


class _Ignored:
    """What a copy leaves out: caches, hidden folders, and itself, should it stand in what it copies."""

    def __init__(self, copy: Path) -> None:
        self._copy = copy

    def __call__(self, folder: str, names: list[str]) -> set[str]:
        return {
            name
            for name in names
            if name in CACHES
            or (name.startswith(".") and Path(folder, name).is_dir())
            or self._copy.is_relative_to(Path(folder, name))
        }


def _forget_bytecode(path: Path) -> None:
    """Remove what Python compiled: it goes by size and whole seconds, and would take the old for the new."""
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink(missing_ok=True)
