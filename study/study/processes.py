"""Commands with a time limit, of which nothing stays behind.

Each command runs in a process group of its own, with no input. When its time is up, or the owner of the
``Runner`` leaves (Ctrl-C included), the group is interrupted, so that tests can put their servers away, and
killed a few seconds later. What a command leaves running in its group when it ends is killed as well.

Cost: one process a command; the output is kept in memory.
Not for: interactive commands, or output too large for memory.
Source: https://docs.python.org/3/library/subprocess.html#subprocess.Popen (``process_group``)
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, Self


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended. ``returncode`` is None when its time was up or the runner was stopped."""

    returncode: int | None
    output: str
    seconds: float


class Process(Protocol):
    """What a ``Runner`` needs of a process; ``subprocess.Popen`` has it. Its group has its ``pid`` as id."""

    pid: int

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code when it ends; raise subprocess.TimeoutExpired after ``timeout`` seconds."""
        ...


type Start = Callable[[Sequence[str], Path, Mapping[str, str], IO[bytes]], Process]


def start_process(command: Sequence[str], cwd: Path, env: Mapping[str, str], output: IO[bytes]) -> Process:
    """Start a command in a session of its own, without input, that writes stdout and stderr to ``output``."""
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


class Runner:
    """Runs commands, from several threads if need be, until it is stopped.

    Used as a context manager, it stops at the end of the block.
    """

    def __init__(self, *, patience: float = 5.0) -> None:
        """Give interrupted commands ``patience`` seconds before they are killed."""
        self._patience = patience
        self._running: set[Process] = set()
        self._stopped = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def run(
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        timeout: float,
        start: Start = start_process,
    ) -> Finished:
        """Run a command to its end, or for ``timeout`` seconds; stdout and stderr come back as one text."""
        started = time.monotonic()
        # A file, not a pipe: a pipe would keep us waiting for a grandchild that holds it open.
        with tempfile.TemporaryFile() as output:
            process = self._begin(lambda: start(command, cwd, env, output))
            if process is None:
                return Finished(None, "", 0.0)
            try:
                returncode = process.wait(timeout)
            except subprocess.TimeoutExpired:
                returncode = None
            finally:
                self._end(process)
                process.wait()
                with self._lock:
                    self._running.discard(process)
            output.seek(0)
            text = output.read().decode(errors="replace")
        return Finished(None if self._stopped else returncode, text, time.monotonic() - started)

    def stop(self) -> None:
        """End what runs and start nothing more; a second call does nothing."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        self._end(*running)

    def _begin(self, start: Callable[[], Process]) -> Process | None:
        with self._lock:
            if self._stopped:
                return None
            process = start()
            self._running.add(process)
            return process

    def _end(self, *processes: Process) -> None:
        """Interrupt commands that still run, and kill what is left of their groups, even if interrupted ourselves."""
        deadline = time.monotonic() + self._patience
        try:
            for process in processes:
                if process.poll() is None:
                    _interrupt_group(process)
            for process in processes:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.0, deadline - time.monotonic()))
        finally:
            for process in processes:
                _kill_group(process)


def _interrupt_group(process: Process) -> None:
    if sys.platform != "win32":  # there, no signal asks politely without reaching us as well
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)


def _kill_group(process: Process) -> None:
    if sys.platform == "win32":
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)  # which ends it at once there
    else:
        with suppress(ProcessLookupError):  # all of the group has ended
            os.killpg(process.pid, signal.SIGKILL)
