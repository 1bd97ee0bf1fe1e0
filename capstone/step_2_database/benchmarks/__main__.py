"""Measure the service: against bare routes that do the same query by hand, and small tables against large ones.

``nox -s bench`` prints the tables; ``nox -s bench -- --write`` puts them into the README as well. The server runs on
one core, database and load on the other. Only ratios within one run mean something on another machine.
"""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from uuid import UUID

import psutil
from dataset import fill
from load import Result, measure
from sqlalchemy import URL, create_engine, text

from notes_api.database import driver_url
from notes_api.embedded import embedded_postgres
from notes_api.migrations import upgrade
from notes_api.paging import Cursor, Sort

README = Path(__file__).parents[1] / "README.md"
SMALL, MIDDLE, LARGE = 10_000, 100_000, 1_000_000
ROUNDS = 3


def main() -> None:
    """Measure everything and print the table."""
    with tempfile.TemporaryDirectory() as folder, embedded_postgres(Path(folder)) as url:
        pin(1)
        databases = {size: make_database(driver_url(url), size) for size in (SMALL, MIDDLE, LARGE)}
        table = [*against_bare_routes(databases[MIDDLE]), "", *small_against_large(databases)]
    print("\n".join(table))
    if "--write" in sys.argv:
        begin, end = "<!-- benchmark -->\n", "<!-- end of benchmark -->"
        before, _, rest = README.read_text().partition(begin)
        README.write_text(before + begin + "\n".join(["", *table, "", end]) + rest.partition(end)[2])


def pin(core: int, process: psutil.Process | None = None) -> None:
    """Keep the process (this one without an argument) on one core, where the system can."""
    process = process or psutil.Process()
    if hasattr(process, "cpu_affinity") and (os.cpu_count() or 1) > core:
        process.cpu_affinity([core])


def make_database(server: URL, size: int) -> URL:
    """Return a migrated database of that many notes."""
    name = f"notes_{size}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    url = server.set(database=name)
    upgrade(url)
    engine = create_engine(url)
    print(f"filling {size:,} notes", file=sys.stderr)
    with engine.connect() as connection:
        fill(connection, size)
    engine.dispose()
    return url


@contextlib.contextmanager
def server(command: list[str], url: URL) -> Iterator[int]:
    """Run a server on core 0, and yield its port when it accepts connections."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, *command, "--port", str(port)],
        env=os.environ | {"DATABASE_URL": address, "BARE_DATABASE_URL": address},
        cwd=Path(__file__).parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    pin(0, psutil.Process(process.pid))
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{' '.join(command)} did not start") from None
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


SERVICE = ["-m", "notes_api", "serve"]
BARE = ["-m", "uvicorn", "bare_app:app", "--no-access-log"]


def against_bare_routes(url: URL) -> list[str]:
    """Return the table of the service beside the bare routes, each the median of some rounds in turn."""
    engine = create_engine(url)
    with engine.connect() as connection:
        ids = connection.execute(text("SELECT id FROM notes TABLESAMPLE SYSTEM (2) LIMIT 1000")).scalars().all()
    engine.dispose()
    work = {"list of 20": ["/notes"], "read of one": [f"/notes/{note_id}" for note_id in ids]}
    results: dict[tuple[str, str], list[Result]] = {}
    with server(SERVICE, url) as service, server(BARE, url) as bare:
        for _ in range(ROUNDS):
            for name, paths in work.items():
                for kind, port in (("bare", bare), ("service", service)):
                    measure(port, paths, seconds=0.5)
                    results.setdefault((name, kind), []).append(measure(port, paths))
    rows = [
        f"| {MIDDLE:,} notes, 32 connections | bare route, req/s | service, req/s | service : bare "
        "| median, ms | p99, ms | p99 : median |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in work:
        bare_rate = median(result.per_second for result in results[name, "bare"])
        rate, middle, p99 = (
            median(getattr(result, field) for result in results[name, "service"])
            for field in ("per_second", "median", "p99")
        )
        rows.append(
            f"| {name} | {bare_rate:,.0f} | {rate:,.0f} | {rate / bare_rate:.2f} "
            f"| {middle:.1f} | {p99:.1f} | {p99 / middle:.1f} |"
        )
    return rows


def small_against_large(databases: dict[int, URL]) -> list[str]:
    """Return the table of single requests, one at a time, with few notes and with many."""
    work: dict[str, Callable[[URL], str]] = {
        "first page": lambda url: "/notes",
        "page at 90 % of the depth": deep_page,
        "page of one tag (1 in 50)": lambda url: "/notes?tag=tag7",
        "search, a word of one note": lambda url: "/search?q=unique4711",
        "search, a word in 1 of 10,000": lambda url: "/search?q=item4711",
        "search, a word in 1 of 1,000": lambda url: "/search?q=part47",
        "search, a word in 1 of 100": lambda url: "/search?q=topic47",
        "search, a word in every note": lambda url: "/search?q=meeting",
        "search, two words": lambda url: "/search?q=topic47+meeting",
    }
    milliseconds: dict[tuple[str, int], list[float]] = {}
    with server(SERVICE, databases[SMALL]) as small, server(SERVICE, databases[LARGE]) as large:
        for _ in range(ROUNDS):
            for name, path in work.items():
                for size, port in ((SMALL, small), (LARGE, large)):
                    paths = [path(databases[size])]
                    measure(port, paths, connections=1, seconds=0.3)
                    result = measure(port, paths, connections=1, seconds=1)
                    milliseconds.setdefault((name, size), []).append(result.median)
    rows = [f"| one request at a time | {SMALL:,} notes, ms | {LARGE:,} notes, ms | ratio |", "|---|---|---|---|"]
    for name in work:
        few, many = (median(milliseconds[name, size]) for size in (SMALL, LARGE))
        rows.append(f"| {name} | {few:.2f} | {many:.2f} | {many / few:.2f} |")
    return rows


def deep_page(url: URL) -> str:
    """Return the path of the page that starts after nine tenths of all notes."""
    engine = create_engine(url)
    with engine.connect() as connection:
        query = "SELECT created_at, id FROM notes ORDER BY created_at DESC, id DESC OFFSET :depth LIMIT 1"
        depth = int(0.9 * int(str(url.database).removeprefix("notes_")))
        moment, note_id = connection.execute(text(query), {"depth": depth}).one()
    engine.dispose()
    return f"/notes?cursor={Cursor(Sort.CREATED_DESCENDING, moment, UUID(str(note_id))).encode()}"


if __name__ == "__main__":
    main()
