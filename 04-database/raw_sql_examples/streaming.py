"""Results larger than memory: a cursor on the server, a stream, and COPY for files.

``fetchall`` is only half of the trouble. libpq, below the driver, takes the whole answer into memory before the first
row is seen: to iterate over a usual cursor saves the Python objects and nothing else. There are three ways out:

- a named cursor stays on the server (DECLARE), and is fetched in portions; between two of them the connection is free
  for other questions of the same transaction;
- ``stream`` reads the answer from the wire piece by piece; until its end the connection can do nothing else;
- COPY TO lets the server make text, and no row becomes Python objects at all.

Memory is counted by a process that does nothing else: what its peak is above its state before the query.

Cost: a round trip for each portion. The transaction stays open for as long as somebody reads, which keeps VACUUM from
removing what has become obsolete meanwhile, and keeps a connection of the pool.
Not for: pages of a list (``paging.py``), or rows that the database could count or add up itself.
Asked: the nightly export is killed for want of memory, though it writes row by row. Why? (The driver has fetched all
rows before the first is written.)
Source: https://www.psycopg.org/psycopg3/docs/advanced/cursors.html, https://www.psycopg.org/psycopg3/docs/basic/copy.html
"""

import io
import multiprocessing
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from typing import Any, BinaryIO

import psutil
import psycopg

from flights import databases

type Row = tuple[Any, ...]

QUERY = """
SELECT flight_date,
       carrier,
       number,
       origin,
       dest,
       dep_delay
  FROM flights
 ORDER BY id
 LIMIT {limit}
"""
SIZE = 2000  # rows of a portion


def all_at_once(connection: psycopg.Connection, query: str) -> Iterator[Row]:
    """Yield the rows of a query by a usual cursor: the first comes when the last has arrived."""
    with connection.cursor() as cursor:
        yield from cursor.execute(query.encode())


def in_portions(connection: psycopg.Connection, query: str, size: int = SIZE) -> Generator[Row]:
    """Yield the rows of a query by a cursor on the server, ``size`` at a time.

    Raise ValueError when that is below 1: ``size must be at least 1, not 0``. The cursor lives in a transaction, which
    begins here where there is none, and ends with the last row or when the generator is closed. Meanwhile the
    connection may be asked other things.
    """
    if size < 1:
        raise ValueError(f"size must be at least 1, not {size}")
    with connection.transaction(), connection.cursor(name="portions") as cursor:
        cursor.itersize = size
        yield from cursor.execute(query.encode())


def streamed(connection: psycopg.Connection, query: str, size: int = SIZE) -> Generator[Row]:
    """Yield the rows of a query as they come over the wire, ``size`` at a time; meanwhile the connection is busy."""
    with connection.cursor() as cursor:
        yield from cursor.stream(query.encode(), size=size)


def blocks(connection: psycopg.Connection, query: str) -> Iterator[bytes]:
    """Yield the rows of a query as CSV with a header, in blocks, as the server makes them (COPY TO STDOUT)."""
    statement = b"COPY (" + query.encode() + b") TO STDOUT (FORMAT csv, HEADER)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            yield bytes(block)


def export(connection: psycopg.Connection, target: BinaryIO, query: str) -> int:
    """Write what ``blocks`` yields into a file, and return the number of bytes."""
    return sum(target.write(block) for block in blocks(connection, query))


def _fetched(connection: psycopg.Connection, query: str) -> Iterator[Row]:
    found = connection.execute(query.encode()).fetchall()
    yield from found


WAYS: dict[str, Callable[[psycopg.Connection, str], Iterator[object]]] = {
    "fetchall": _fetched,
    "a usual cursor": all_at_once,
    "a cursor on the server": in_portions,
    "a stream": streamed,
    "COPY": blocks,
}


def memory_taken(address: str, way: str, rows: int) -> int:
    """Return how many bytes a process of its own grows by while it reads that many flights in one of WAYS.

    Raise ValueError for another: ``unknown way 'x': expected one of fetchall, a usual cursor, ...``.
    """
    if way not in WAYS:
        raise ValueError(f"unknown way {way!r}: expected one of {', '.join(WAYS)}")
    # A fresh process: what one way has freed, the next would use again unseen.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        return executor.submit(_growth, address, way, rows).result()


def _growth(address: str, way: str, rows: int) -> int:
    memory = psutil.Process()
    with closing(databases.connect(address)) as connection:
        list(WAYS[way](connection, QUERY.format(limit=1)))  # what is imported at the first time does not count
        before = peak = memory.memory_info().rss
        for number, _ in enumerate(WAYS[way](connection, QUERY.format(limit=rows))):
            if number % 1000 == 0:
                peak = max(peak, memory.memory_info().rss)
    return peak - before


def main() -> None:
    """Read some flights in three ways, and look at the memory; then write a file."""
    with databases.postgresql() as address:
        taken = {way: memory_taken(address, way, 60_000) for way in list(WAYS)[:3]}
        for way, size in taken.items():
            part = f"{size / taken['fetchall']:.0%}".rjust(4)
            print(f"memory for 60,000 flights by {way:23} {part} of what fetchall takes")
        with closing(databases.connect(address)) as connection:
            file = io.BytesIO()
            print("CSV of three flights:", export(connection, file, QUERY.format(limit=3)), "bytes")
            print(file.getvalue().decode(), end="")


if __name__ == "__main__":
    main()
