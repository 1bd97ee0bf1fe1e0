"""A running service: started as a process of its own on a free port, and stopped as Ctrl-C would stop it."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 30
SETTINGS = ("NOTES_", "DATABASE_URL")
LISTENING = re.compile(r"listening on (http://127\.0\.0\.1:[0-9]+)")


@contextmanager
def running_service(folder: Path) -> Iterator[str]:
    """Yield the address of a new service that may keep its files in ``folder``; at the end it must stop cleanly."""
    log_path = folder / "service.log"
    # No setting of whoever runs the tests; steps with a database keep it in the folder, so that two runs never meet.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    environment |= {"NOTES_DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "notes_api", "serve", "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    output = _lines_of(process)
    try:
        yield _address(output, log_path)
        process.send_signal(signal.SIGINT)
        assert process.wait(STOP_SECONDS) == 0, log_path.read_text(errors="replace")
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log_path.read_text(errors="replace"), f"see {log_path}"


def _lines_of(process: subprocess.Popen[str]) -> queue.SimpleQueue[str | None]:
    """Return a queue that gets each line of the standard output, and None at its end."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _address(output: queue.SimpleQueue[str | None], log_path: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    said: list[str] = []
    while True:
        try:
            line = output.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            line = None
        if line is None:
            raise AssertionError(f"the service did not start: {''.join(said)}{log_path.read_text(errors='replace')}")
        if match := LISTENING.search(line):
            return match[1]
        said.append(line)
