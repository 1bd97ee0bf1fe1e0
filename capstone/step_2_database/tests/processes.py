"""The service as a process of its own, and waiting with a deadline."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

DEADLINE = 30.0
POLL_EVERY = 0.02


def wait_until[T](condition: Callable[[], T], what: str, seconds: float = DEADLINE) -> T:
    """Return what the condition returns as soon as that is true; fail after the deadline."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain for: {what}"
        time.sleep(POLL_EVERY)
    return result


class Service:
    """`notes serve` on a free port; ``url`` is where it listens."""

    def __init__(
        self, folder: Path, options: Sequence[str], environment: dict[str, str], inside: Sequence[str] = ()
    ) -> None:
        self._output = folder / "output"
        self._errors = folder / "errors"
        with self._output.open("w") as output, self._errors.open("w") as errors:
            self.process = subprocess.Popen(
                [*inside, sys.executable, "-m", "notes_api", "serve", "--port", "0", *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                cwd=folder,
                env=os.environ | environment,
            )
        self.url = ""

    def __enter__(self) -> Self:
        """Return the service, which may still be starting."""
        return self

    def wait_until_ready(self) -> None:
        """Wait until the service says where it listens."""
        wait_until(lambda: "listening on" in self.output or self.process.poll() is not None, "the service to listen")
        found = re.search(r"listening on (http://\S+)", self.output)
        assert found is not None, self.errors
        self.url = found[1]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the service if it still runs: at once, when it does not stop in time."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(DEADLINE)
        self.kill()

    @property
    def output(self) -> str:
        """What the service has printed."""
        return self._output.read_text()

    @property
    def errors(self) -> str:
        """What the service has logged."""
        return self._errors.read_text()

    def kill(self) -> None:
        """End the service with SIGKILL."""
        self.process.kill()
        self.process.wait(DEADLINE)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask the service to stop, wait for it, and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)

    def status(self, path: str) -> int:
        """Return the status of an answer, 0 when there is none."""
        try:
            return httpx2.get(self.url + path, timeout=DEADLINE).status_code
        except httpx2.TransportError:
            return 0
