"""Runs of Python that share the imports: one process imports what a project's tests need, and forks for each run.

Importing a web framework, an ORM and pytest takes longer than most tests. A fork of a process that has imported them
starts in milliseconds. The project's own modules are never among them: they are what changes from run to run.

Cost: the imports once; a fork shares their memory until it writes to it.
Not for: systems where a fork of a process with threads is not safe (macOS) or not there (Windows). Each run starts a
Python of its own there, as everywhere else in ``study``.
Asked: what does a forked process share with its parent, and what must it not?
Source: fork(2), https://docs.python.org/3/library/socket.html#socket.send_fds, the prefork servers of gunicorn
"""

import ast
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Self

from study.processes import Process, start_process
from study.projects import Project, python_files, subfolders
from study.pytest_runs import PLUGIN, PLUGINS
from study.sources import read_source

SERVER = PLUGIN / "study_warm.py"
CAN_FORK = sys.platform == "linux"


class WarmPython:
    """A Python with some modules imported, of which ``start`` makes new processes; a context manager."""

    def __init__(self, modules: Iterable[str], environment: Mapping[str, str]) -> None:
        """Import the modules that can be imported; the rest is left to the runs."""
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        if CAN_FORK:
            self._channel, other_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with other_end:
                self._server = subprocess.Popen(
                    [sys.executable, str(SERVER), str(other_end.fileno()), *modules],
                    # A run brings its own path.
                    env={name: value for name, value in environment.items() if name != "PYTHONPATH"},
                    pass_fds=[other_end.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._server:
            self._channel.close()
            self._server.wait()

    def start(self, command: Sequence[str], cwd: Path, env: Mapping[str, str], output: IO[bytes]) -> Process:
        """Start ``python -m MODULE`` or ``python FILE`` as a fork, in a session of its own; any other as it is."""
        python, first, *_ = command
        if self._server is None or python != sys.executable or (first.startswith("-") and first != "-m"):
            return start_process(command, cwd, env, output)
        request = {"arguments": list(command[1:]), "cwd": str(cwd), "environment": dict(env)}
        ours, theirs = Pipe(duplex=False)
        with theirs, self._lock:
            socket.send_fds(self._channel, [json.dumps(request).encode()], [output.fileno(), theirs.fileno()])
        return _Fork(ours)


class _Fork:
    """A process that the server made for us: what of ``subprocess.Popen`` a ``Runner`` uses."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()
        self._returncode: int | None = None
        self.pid = int(pipe.recv_bytes())

    def poll(self) -> int | None:
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        if self._returncode is None and not self._pipe.poll(timeout):
            raise subprocess.TimeoutExpired("a fork", timeout or 0)
        with self._lock:
            if self._returncode is None:
                try:
                    self._returncode = int(self._pipe.recv_bytes())
                except EOFError:  # killed before it could tell
                    self._returncode = -signal.SIGKILL
            return self._returncode


def plugins_of_pytest() -> list[str]:
    """Return the modules of the installed plugins that every run of pytest loads, sorted."""
    return sorted({entry.module for entry in entry_points(group="pytest11") if entry.name not in PLUGINS})


def outside_imports(project: Project, *, tests: bool = True) -> list[str]:
    """Return the modules that a project's files import when they are imported, sorted, without the project's own.

    Those of its tests only if ``tests``.
    """
    folders = [folder for folder in subfolders(project.root) if tests or folder.name != "tests"]
    folders += project.extra_tests() if tests else []
    files = {file for folder in folders for file in python_files(folder)} | set(project.root.glob("*.py"))
    own = {name for file in files for name in (file.stem, *file.relative_to(project.root, walk_up=True).parts[:-1])}
    found: set[str] = set()
    for file in files:
        try:
            found.update(_imports(ast.parse(read_source(file)[0]).body))
        except SyntaxError:
            continue  # broken on purpose, for a test to look at
    return sorted(name for name in found if name.partition(".")[0] not in own)


def _imports(statements: Iterable[ast.stmt]) -> Iterator[str]:
    for statement in statements:
        match statement:
            case ast.Import(names=aliases):
                yield from (alias.name for alias in aliases)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.Try(body=body):
                yield from _imports(body)
