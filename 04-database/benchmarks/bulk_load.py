"""How long the five ways of raw_sql_examples/bulk_load.py take, and COPY beside executemany for all flights.

The server waits for the disk at each commit (``fsync=on``), as one in production does.
"""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from statistics import median

import psycopg
from progress import tell
from timing import interleaved, ratio

from flights import databases, schema
from flights.cleaning import Cleaner, Row
from flights.load import COLUMNS, insert
from raw_sql_examples.bulk_load import WAYS, create, read_hours

REFERENCED = ("airlines", "airports", "plane_models", "planes")


def measure(quick: bool) -> list[str]:
    """Return the table of the five ways, and a sentence on all flights."""
    count, rounds = (200, 1) if quick else (5_000, 5)
    with (
        databases.own_server(fsync="on") as server,
        closing(databases.connect(server.url("flights"))) as connection,
        databases.empty_postgresql(server.url()) as empty,
        closing(databases.connect(empty)) as target,
    ):
        hours = read_hours(connection, count)

        def load(way: Callable[..., None]) -> None:
            create(target)
            way(target, hours)

        tell(f"bulk_load: {count:,} rows in five ways")
        seconds = interleaved({what: partial(load, way) for what, way in WAYS.items()}, rounds)
        lines = ["| way | rows a second | as long as COPY |", "|---|---|---|"]
        for what, taken in seconds.items():
            lines.append(f"| {what} | {count / median(taken):,.0f} | {ratio(seconds, what, to='COPY'):.1f} times |")
        return [*lines, "", all_flights(target, quick)]


def all_flights(target: psycopg.Connection, quick: bool) -> str:
    """Return a sentence on COPY beside executemany for the flights, with the schema's keys and indexes."""
    tell("bulk_load: all flights")
    cleaner = Cleaner()
    schema.create(target)
    for table in REFERENCED:
        insert(target, table, getattr(cleaner, table)())
    flights = list(cleaner.flights())[: 2_000 if quick else None]
    names = COLUMNS["flights"].split()
    statement = f"INSERT INTO flights ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"

    def by_executemany() -> None:
        with target.transaction(force_rollback=True), target.cursor() as cursor:
            cursor.execute("TRUNCATE flights")  # rows that were rolled back would stay in the way
            cursor.executemany(statement.encode(), flights)

    def by_copy(rows: list[Row]) -> None:
        with target.transaction(force_rollback=True):
            target.execute("TRUNCATE flights")
            insert(target, "flights", rows)

    seconds = interleaved({"executemany": by_executemany, "COPY": partial(by_copy, flights)}, 1 if quick else 3)
    took, times = median(seconds["COPY"]), ratio(seconds, "executemany", to="COPY")
    what = f"All {len(flights):,} flights into their table, with its keys and indexes"
    return f"{what}: {took:.1f} s by COPY; executemany takes {times:.1f} times as long."
