"""One page of twenty flights at growing depth: by offset and by key."""

from collections.abc import Callable
from functools import partial
from statistics import median

import psycopg
from progress import tell
from timing import interleaved, ratio

from flights import databases
from raw_sql_examples.paging import INDEX, key_of, next_page, page_by_offset, pages_read
from raw_sql_examples.what_if import copy_of_flights

SIZE = 20
# How often a page is fetched in one turn: a single one by key is too short to be timed.
DEPTHS = {0: 50, 1_000: 50, 10_000: 20, 100_000: 5, 300_000: 3}


def measure(quick: bool) -> list[str]:
    """Return the table: time of a page by key, how many times that by offset, and the pages of 8 kB of each."""
    lines = [
        "| rows before the page | by key, ms | by offset, times as long | 8 kB pages by key | by offset |",
        "|---:|---:|---:|---:|---:|",
    ]
    with databases.postgresql() as address, copy_of_flights(address) as connection:
        connection.execute(INDEX.encode())
        connection.execute("VACUUM ANALYZE flights")
        for depth, full_times in DEPTHS.items():
            tell(f"paging: {depth:,} rows deep")
            times = 1 if quick else full_times
            ways = ways_to(connection, depth, times)
            seconds = interleaved(ways, 3 if quick else 15)
            by_offset, by_key = pages_read(connection, depth, SIZE)
            milliseconds = median(seconds["key"]) / times * 1000
            factor = ratio(seconds, "offset", to="key")
            lines.append(f"| {depth:,} | {milliseconds:.2f} | {factor:.1f} | {by_key} | {by_offset:,} |")
    return lines


def ways_to(connection: psycopg.Connection, depth: int, times: int) -> dict[str, Callable[[], object]]:
    """Return the two ways to the page at a depth, by name, which go there a number of times and find the same rows."""
    page = depth // SIZE + 1
    last_seen = key_of(page_by_offset(connection, page - 1, SIZE)[-1]) if depth else None
    ways = {
        "key": partial(next_page, connection, last_seen, SIZE),
        "offset": partial(page_by_offset, connection, page, SIZE),
    }
    if ways["key"]() != ways["offset"]():
        raise RuntimeError(f"the pages at a depth of {depth} are not the same")
    return {name: partial(repeated, way, times) for name, way in ways.items()}


def repeated(way: Callable[[], object], times: int) -> None:
    """Go a way a number of times."""
    for _ in range(times):
        way()
