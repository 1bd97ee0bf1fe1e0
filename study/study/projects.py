"""Projects and the Python files in them.

A project is a folder with ``pyproject.toml`` and ``tests/``. Its example packages are its top-level folders
with Python files in them, other than ``tests``, ``data`` and ``benchmarks``. What lies in
``migrations/versions`` is history, not an example.

Cost: one walk over the project's folders, O(files).
Not for: projects with a ``src/`` layout; there the one top-level folder would be ``src``.
"""

import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOT_EXAMPLES = frozenset({"tests", "data", "benchmarks"})
CACHES = frozenset({"__pycache__", "node_modules", "venv", "build", "dist"})


class UsageError(Exception):
    """What was asked cannot be done; the message says why, for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with ``pyproject.toml`` and ``tests/``; ``root`` is absolute."""

    root: Path

    def modules(self) -> list[Path]:
        """Return the Python files of the example packages, sorted; test files among them are left out."""
        return sorted(
            file
            for folder in subfolders(self.root)
            if folder.name not in NOT_EXAMPLES
            for file in python_files(folder)
            if not is_test(file) and not file.parent.match("migrations/versions")
        )

    def test_files(self) -> list[Path]:
        """Return the test files, sorted: those in ``tests/``, beside the examples, and in ``extra_tests``."""
        folders = [*subfolders(self.root), *self.extra_tests()]
        found = {file for folder in folders if folder.name != "data" for file in python_files(folder)}
        return sorted(file for file in found if is_test(file) and file.name != "conftest.py")

    def extra_tests(self) -> list[Path]:
        """Return the folders of other projects' tests that this one has to pass, too.

        They are listed in its ``pyproject.toml``, relative to the project::

            [tool.study]
            extra-tests = ["../step_1_core_api/tests/contract"]

        Raises UsageError when one does not exist, or the file is not TOML.
        """
        names = self._table().get("tool", {}).get("study", {}).get("extra-tests", [])
        folders = [Path(os.path.normpath(self.root / name)) for name in names]
        for folder in folders:
            if not folder.is_dir():
                file = self.root / "pyproject.toml"
                raise UsageError(f"{shown(file)}: extra-tests names {folder}, which is no folder")
        return folders

    def dependencies(self) -> list[str]:
        """Return what the project needs, by its ``pyproject.toml``, or raise UsageError when that is not TOML."""
        found: list[str] = self._table().get("project", {}).get("dependencies", [])
        return found

    def _table(self) -> dict[str, Any]:
        file = self.root / "pyproject.toml"
        try:
            return tomllib.loads(file.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{shown(file)}: {error}") from error


def open_project(folder: Path) -> Project:
    """Return the project in this very folder, or raise UsageError."""
    if not _is_project(folder):
        raise UsageError(f"{folder}: not a project (a folder with pyproject.toml and tests/)")
    return Project(folder.resolve())


def projects_at(path: Path) -> list[Project]:
    """Return the project that holds a path, or else those in the folders below it.

    Raises UsageError when the path does not exist, or there is neither.
    """
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    path = path.resolve()
    for folder in (path, *path.parents):
        if _is_project(folder):
            return [Project(folder)]
    below = sorted(_projects_below(path)) if path.is_dir() else []
    if not below:
        raise UsageError(f"{path}: neither in a project (a folder with pyproject.toml and tests/) nor above one")
    return [Project(folder) for folder in below]


def select(paths: Iterable[Path], folders: Iterable[Path]) -> dict[Project, list[Path]]:
    """Return the modules that paths (files or folders) choose, by project.

    ``folders`` names the projects; without any, the paths do, and without those the working folder. Raises
    UsageError for a path that does not exist, lies outside the projects, or chooses no module of an example
    package.
    """
    paths = list(paths)
    projects = [open_project(folder) for folder in folders]
    if not projects:
        projects = [project for path in paths or [Path()] for project in projects_at(path)]
    modules = {project: project.modules() for project in projects}
    if not paths:
        return modules
    chosen: dict[Project, list[Path]] = {project: [] for project in projects}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
        found = False
        for project, files in modules.items():
            inside = [file for file in files if file.is_relative_to(path.resolve())]
            chosen[project] += [file for file in inside if file not in chosen[project]]
            found = found or bool(inside)
        if not found:
            names = ", ".join(shown(project.root) for project in projects)
            raise UsageError(f"{path}: no module of an example package of {names}")
    return {project: files for project, files in chosen.items() if files}


def subfolders(folder: Path) -> list[Path]:
    """Return the folders directly below a folder, sorted, without caches, environments and hidden ones."""
    return sorted(
        entry
        for entry in folder.iterdir()
        if entry.is_dir() and not entry.name.startswith(".") and entry.name not in CACHES
    )


def python_files(folder: Path) -> Iterator[Path]:
    """Yield the Python files of a folder and of those below it."""
    yield from (entry for entry in folder.glob("*.py") if entry.is_file())
    for subfolder in subfolders(folder):
        yield from python_files(subfolder)


def not_python(file: Path, error: SyntaxError) -> UsageError:
    """Return what to tell about a file that is not Python."""
    return UsageError(f"{shown(file)}:{error.lineno or 1}: not Python: {error.msg}")


def is_test(file: Path) -> bool:
    """Tell whether pytest would read a file by itself: test files and ``conftest.py``."""
    return file.name == "conftest.py" or file.stem.startswith("test_") or file.stem.endswith("_test")


def shown(path: Path) -> str:
    """Return a path as a person at the terminal would type it: relative to the working folder, if below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _is_project(folder: Path) -> bool:
    return (folder / "pyproject.toml").is_file() and (folder / "tests").is_dir()


def _projects_below(folder: Path) -> Iterator[Path]:
    for subfolder in subfolders(folder):
        if _is_project(subfolder):
            yield subfolder
        else:
            yield from _projects_below(subfolder)
