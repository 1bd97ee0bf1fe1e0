"""Pages of a long list: by offset, and by the key of the last row seen.

``OFFSET 300000 LIMIT 20`` makes the database produce 300,020 rows, in order, and throw away all but the last twenty. So
each page is dearer than the one before; and when a row is added or deleted on an earlier page, all that follow shift:
the reader sees a row twice, or never.

By key, the page says where it begins: after the last row that was seen. With an index in the order of the list that is
one search and twenty steps, wherever it is, and what happens on other pages moves nothing. The key must be unique, so
the list is sorted by (time_hour, id): fifty flights leave in one hour, and without the id the page would begin
somewhere among them. The comparison of both columns is one of rows, ``(time_hour, id) > (:hour, :id)``, on both
engines.

Cost: by offset as many rows as are skipped; by key an index of the order, and no way to jump to page 4711.
Not for: short lists, or where the reader does jump to a page; offset is simpler there. And a total count costs reading
them all with either.
Asked: the last pages of the admin list time out; why, and what do you change? (See above. Then: how do you go back? In
the opposite order, and turn the page around.)
Source: https://use-the-index-luke.com/no-offset, https://www.sqlite.org/rowvalue.html
"""

from dataclasses import dataclass
from typing import Any

import psycopg

from flights import databases
from raw_sql_examples.database import Connection, Row, rows
from raw_sql_examples.explain import explain
from raw_sql_examples.what_if import copy_of_flights

INDEX = "CREATE INDEX flights_in_order ON flights (time_hour, id)"
DELAYS_INDEX = "CREATE INDEX flights_by_delay ON flights (dep_delay DESC, id) WHERE dep_delay IS NOT NULL"

_BY_OFFSET = """
    SELECT time_hour,
           id,
           carrier,
           number
      FROM flights
     ORDER BY time_hour,
              id
     LIMIT :size
    OFFSET :skipped
"""
_FIRST = """
    SELECT time_hour,
           id,
           carrier,
           number
      FROM flights
     ORDER BY time_hour,
              id
     LIMIT :size
"""
_AFTER = """
    SELECT time_hour,
           id,
           carrier,
           number
      FROM flights
     WHERE (time_hour, id) > (:hour, :id)
     ORDER BY time_hour,
              id
     LIMIT :size
"""
_BEFORE = """
    SELECT time_hour,
           id,
           carrier,
           number
      FROM flights
     WHERE (time_hour, id) < (:hour, :id)
     ORDER BY time_hour DESC,
              id DESC
     LIMIT :size
"""


@dataclass(frozen=True)
class Key:
    """The place of a row in the list: its time_hour, as the driver gives it, and its id."""

    hour: Any  # a datetime on PostgreSQL, text on SQLite
    id: int


def page_by_offset(connection: Connection, page: int, size: int) -> list[Row]:
    """Return (time_hour, id, carrier, number) of a page of flights by time_hour and id; the first page is 1.

    Raise ValueError("pages begin at 1, not 0") for a page that cannot be.
    """
    if page < 1:
        raise ValueError(f"pages begin at 1, not {page}")
    return rows(connection, _BY_OFFSET, size=size, skipped=(page - 1) * size)


def next_page(connection: Connection, after: Key | None, size: int) -> list[Row]:
    """Return the same columns of the flights that follow a key, or of the first ones (None), in the same order."""
    if after is None:
        return rows(connection, _FIRST, size=size)
    return rows(connection, _AFTER, hour=after.hour, id=after.id, size=size)


def previous_page(connection: Connection, before: Key, size: int) -> list[Row]:
    """Return the last ones of the flights before a key, still in the order of the list."""
    return rows(connection, _BEFORE, hour=before.hour, id=before.id, size=size)[::-1]


def key_of(row: Row) -> Key:
    """Return the key of a row of a page."""
    return Key(row[0], row[1])


def worst_delays(connection: Connection, after: tuple[int, int] | None, size: int) -> list[Row]:
    """Return (dep_delay, id) of flights that flew, the longest delay first, those of the same delay by id.

    ``after`` is the (dep_delay, id) of the last row seen. One column goes down and the other up, which a comparison of
    rows cannot say. Written out, ``dep_delay < :delay OR (dep_delay = :delay AND id > :id)``, it would be right and
    could not begin in the index; ``dep_delay <= :delay`` beside it can.
    """
    if after is None:
        query = """
            SELECT dep_delay,
                   id
              FROM flights
             WHERE dep_delay IS NOT NULL
             ORDER BY dep_delay DESC,
                      id
             LIMIT :size
        """
        return rows(connection, query, size=size)
    query = """
        SELECT dep_delay,
               id
          FROM flights
         WHERE dep_delay IS NOT NULL
           AND dep_delay <= :delay
           AND (dep_delay < :delay OR id > :id)
         ORDER BY dep_delay DESC,
                  id
         LIMIT :size
    """
    delay, id_ = after
    return rows(connection, query, delay=delay, id=id_, size=size)


def pages_read(connection: psycopg.Connection, depth: int, size: int) -> tuple[int, int]:
    """Return how many pages of 8 kB one page of the list costs at a depth, in rows: by offset, and by key.

    The list needs INDEX, or both read the whole table. Raise ValueError("the list ends before row 400000") for a depth
    that nobody can have reached.
    """
    offset = explain(connection, _BY_OFFSET, size=size, skipped=depth)
    if depth == 0:
        return offset.pages, explain(connection, _FIRST, size=size).pages
    seen = rows(connection, _BY_OFFSET, size=1, skipped=depth - 1)
    if not seen:
        raise ValueError(f"the list ends before row {depth}")
    last_seen = key_of(seen[0])
    return offset.pages, explain(connection, _AFTER, hour=last_seen.hour, id=last_seen.id, size=size).pages


def main() -> None:
    """Go deep both ways, turn back, and insert a row while somebody is reading."""
    with databases.postgresql() as address, copy_of_flights(address) as connection:
        connection.execute(INDEX)
        connection.execute("VACUUM ANALYZE flights")
        print("Pages of 8 kB read for twenty rows at a depth:")
        for depth in (0, 100, 10_000, 300_000):
            by_offset, by_key = pages_read(connection, depth, 20)
            print(f"  {depth:>7,} by offset {by_offset:>7,}, by key {by_key}")

        page = next_page(connection, None, 3)
        following = next_page(connection, key_of(page[-1]), 3)
        print(
            "\nIds of two pages of three, and back again:",
            [row[1] for row in page],
            [row[1] for row in following],
            end=" ",
        )
        print([row[1] for row in previous_page(connection, key_of(following[0]), 3)])

        with connection.transaction(force_rollback=True):
            seen = page_by_offset(connection, 1, 3)
            connection.execute("""
                INSERT INTO flights (time_hour, id, carrier, number)
                VALUES ('2013-01-01 00:00Z', 0, 'ZZ', 1)
            """)
            offset = page_by_offset(connection, 2, 3)
            key = next_page(connection, key_of(seen[-1]), 3)
            print("A flight is added at the very beginning, while somebody reads page 1:", [row[1] for row in seen])
            print(f"  page 2 by offset {[row[1] for row in offset]}: one row again; by key {[row[1] for row in key]}")

        connection.execute(DELAYS_INDEX)
        worst = worst_delays(connection, None, 3)
        print("\nOne column down, the other up:", worst, worst_delays(connection, worst[-1], 2))


if __name__ == "__main__":
    main()
