"""Temporary folders whose contents do not outlive a process that was killed.

A block that is left by an exception cleans up; one whose process gets SIGKILL does not, and its server runs on with
nobody to use it. No process can clean up after its own sudden end, so the next one does: it looks for folders whose
lock nobody holds. The operating system frees a lock when its holder dies, in whatever way.

Cost: a look into the folder for temporary files each time.
Not for: servers on other machines, whose holders one cannot see; there, a lease with an end.
Asked: why a lock of the operating system, and not a file with a process number? (Numbers are given out again.)
Source: flock(2), https://py-filelock.readthedocs.io
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from flights.server import Server, ServerError

MEMORY = Path("/dev/shm")  # noqa: S108  # a file system in memory, on Linux: a copy there takes a third of the time
NEEDED_BYTES = 4 * 1024**3
PREFIX = "flights-"
LOCK = "lock"
GRACE_SECONDS = 60  # between making a folder and locking it, nobody may take it for a leftover


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a new folder, with a short path, that is removed at the end; remove first what others have left.

    It holds a file ``lock``, which is locked while the block runs. It lies in the first of ``places``.
    """
    remove_leftovers()
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX, dir=places()[0], ignore_cleanup_errors=True) as name,
        FileLock(Path(name) / LOCK).acquire(timeout=0),
    ):
        yield Path(name)


def places() -> list[Path]:
    """Return where temporary folders may lie: in memory, where that is large enough, and in the usual place.

    TMPDIR, where it is set, is the only one.
    """
    usual = Path(tempfile.gettempdir())
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < NEEDED_BYTES:
        return [usual]
    return [MEMORY, usual]


def remove_leftovers() -> list[Path]:
    """Remove folders whose process has gone, end the server in their ``data``, and return them.

    Only folders as ``temporary_folder`` makes them are looked at, and only when they are older than GRACE_SECONDS.
    """
    removed = []
    for folder in (found for place in places() for found in place.glob(f"{PREFIX}*")):
        with suppress(Timeout, OSError):  # it is in use, it is another user's, or another process removes it
            if (folder / LOCK).stat().st_mtime > time.time() - GRACE_SECONDS:
                continue
            with FileLock(folder / LOCK).acquire(timeout=0):
                if (folder / "data" / "postmaster.pid").exists():
                    with suppress(ServerError):  # it has ended already
                        Server(folder / "data").stop("immediate")
                shutil.rmtree(folder)
            removed.append(folder)
    return removed
