"""Runs of pytest in a throw-away copy of a project: which files a module's tests are, and how they are started.

Our plugins, and what the tests start, find the copy before anything else. Caches, coverage and random order do not get
in the way.

Cost: starting pytest, about 0.3 s, and what the tests import.
Not for: tests that must see the original folder.
"""

import importlib.util
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from study.copies import Copy
from study.imports import ImportGraph
from study.processes import Finished, Runner, Start, start_process
from study.sources import read_source

# Plugins that are loaded wherever they are installed, and what a test that needs one has in it. The first takes as long
# to import as all of pytest; the second longer, and it takes the values out of the examples that Hypothesis reports.
PLUGINS = {"hypothesispytest": "hypothesis", "schemathesis": "schemathesis"}
PLUGIN = Path(__file__).parent / "pytest_plugin"


def plan(graph: ImportGraph, module: Path) -> list[list[Path]]:
    """Return the groups of files that pytest gets, one after the other, for a module; its doctests are in the first."""
    groups = graph.tests_of(module)
    if ">>>" in read_source(module)[0]:
        first, *rest = groups or [[]]
        return [[module, *first], *rest]
    return groups


def mentions(files: Iterable[Path], word: str) -> bool:
    """Tell whether a file contains a word at all."""
    return any(word in read_source(file)[0] for file in files)


def run_pytest(
    runner: Runner,
    copy: Copy,
    files: Sequence[Path],
    *options: str,
    timeout: float,
    environment: Mapping[str, str] | None = None,
    start: Start = start_process,
) -> Finished:
    """Run pytest in a copy on files of the original, for ``timeout`` seconds, with more environment variables."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--doctest-modules"]
    command += ["-p", "no:cacheprovider", "-p", "no:randomly", *options]
    if importlib.util.find_spec("pytest_cov"):
        command.append("--no-cov")
    command += [part for plugin in PLUGINS if not mentions(files, PLUGINS[plugin]) for part in ("-p", f"no:{plugin}")]
    command += [os.path.relpath(copy.path(file), copy.root) for file in files]
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    places = [str(copy.root), str(PLUGIN), inherited.get("PYTHONPATH", "")]
    inherited["PYTHONPATH"] = os.pathsep.join(filter(None, places))
    inherited.update(environment or {})
    return runner.run(command, cwd=copy.root, env=inherited, timeout=timeout, start=start)
