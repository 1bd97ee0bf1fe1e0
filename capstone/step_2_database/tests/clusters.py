"""Databases and servers for tests."""

import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL

from notes_api.database import Database
from notes_api.embedded import programs, server_user


def in_memory() -> Path | None:
    """Return a folder in memory with room for some databases, where the system has one: thirty times faster."""
    folder = Path("/dev/shm")
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > 2**30 else None


def plain(url: URL) -> str:
    """Return the address as libpq takes it, password included."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def make_database(server: URL, *, copy: bool = False) -> URL:
    """Make a database on the server, a copy of the one that the address names if so wanted, and return its address."""
    name = f"test_{uuid4().hex}"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    template = str(server.database) if copy else "template0"
    with psycopg.connect(plain(server.set(database="postgres")), autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    return server.set(database=name)


def drop_database(url: URL) -> None:
    """Drop the database, whoever is still connected to it."""
    statement = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(str(url.database)))
    with psycopg.connect(plain(url.set(database="postgres")), autocommit=True) as connection:
        connection.execute(statement)


class Cluster:
    """A server that a test may stop and start, and that wants a password."""

    password = "s3cret-pass"

    def __init__(self, folder: Path) -> None:
        self.data = folder / "cluster"
        password_file = folder / "password"
        password_file.write_text(self.password)
        self.data.mkdir()
        for path in (password_file, self.data):
            path.chmod(0o700)
            if (user := server_user()) is not None:
                shutil.chown(path, user)
                folder.chmod(0o711)
        self._run("initdb", "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password_file}", "--no-sync")
        self.url = URL.create("postgresql+psycopg", "postgres", self.password, query={"host": str(self.data)})
        self.start()

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        options = "-c listen_addresses='' -c unix_socket_directories=. -c fsync=off"
        self._run("pg_ctl", "start", "-l", str(self.data / "log"), "-o", options)

    def stop(self) -> None:
        """Stop the server; open connections are cut."""
        self._run("pg_ctl", "stop", "-m", "fast")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(programs() / program), *arguments, "-D", str(self.data)]
        subprocess.run(command, check=True, capture_output=True, cwd="/", user=server_user(), timeout=60)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Run a cluster with its data in the folder."""
    running = Cluster(folder)
    try:
        yield running
    finally:
        if (running.data / "postmaster.pid").exists():
            running.stop()


@asynccontextmanager
async def running(database: Database) -> AsyncIterator[Database]:
    """Open the database for the block."""
    await database.open()
    try:
        yield database
    finally:
        await database.close()
