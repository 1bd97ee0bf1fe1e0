"""Normal forms, found in the data: which columns decide which, and what goes wrong when a fact is stored twice.

A functional dependency ``model -> seats`` says: rows that agree in ``model`` agree in ``seats``. A table is in third
normal form (strictly, Boyce-Codd's) when nothing but its keys decides anything: each fact stands in one row and cannot
contradict itself. Data can refute a dependency, never prove it: what the columns mean decides.

Cost: a DISTINCT or an index for each question; joins to put facts together again, which is what databases are good at.
Not for: measurements and copies that are meant as such: the price at the time of the order is a fact of the order.
Asked: name an update anomaly. Why is ``distance`` in ``flights`` here, though route decides it? (It does not quite.)
Source: E. F. Codd, "Further Normalization of the Data Base Relational Model", 1971
"""

import csv
import lzma
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager

from flights.files import DATA

type Contradiction = tuple[tuple[str, ...], list[str]]


@contextmanager
def raw_table(table: str, columns: Sequence[str]) -> Iterator[sqlite3.Connection]:
    """Yield a connection to a SQLite in memory whose table ``wide`` holds columns of a file as they are, all text."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE TABLE wide ({', '.join(columns)})")
        with lzma.open(DATA / f"{table}.csv.xz", "rt", encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            header = next(reader)
            places = [header.index(column) for column in columns]
            marks = ", ".join("?" * len(columns))
            chosen = ([row[place] for place in places] for row in reader)
            connection.executemany(f"INSERT INTO wide VALUES ({marks})", chosen)  # noqa: S608  # no input
        yield connection


def exceptions(
    connection: sqlite3.Connection, determinant: Sequence[str], dependent: str, table: str = "wide"
) -> list[Contradiction]:
    """Return where ``determinant -> dependent`` fails: each key with its different values, both in order.

    Empty: the data agrees with the dependency. The names are columns of the table, not input; raise ValueError for one
    that it does not have: ``unknown column 'x': expected one of a, b``.
    """
    known = [name for _, name, *_ in connection.execute("SELECT * FROM pragma_table_info(?)", [table])]
    for name in (*determinant, dependent):
        if name not in known:
            raise ValueError(f"unknown column {name!r}: expected one of {', '.join(known)}")
    key = ", ".join(determinant)
    query = f"SELECT DISTINCT {key}, {dependent} FROM {table} ORDER BY {key}, {dependent}"  # noqa: S608  # checked
    pairs = connection.execute(query)
    values: dict[tuple[str, ...], list[str]] = {}
    for *of_key, value in pairs:
        values.setdefault(tuple(of_key), []).append(value)
    return [(of_key, found) for of_key, found in values.items() if len(found) > 1]


def is_key(connection: sqlite3.Connection, columns: Sequence[str], table: str = "wide") -> bool:
    """Return whether the columns could be a key: no two rows agree in all of them, and none is NULL.

    A temporary table with this key takes row after row and refuses the first twin. ``GROUP BY ... HAVING count(*) > 1``
    would sort all rows before it found one.
    """
    key = ", ".join(columns)
    connection.execute(f"CREATE TEMPORARY TABLE keys ({key}, PRIMARY KEY ({key})) WITHOUT ROWID")
    try:
        connection.execute(f"INSERT INTO keys SELECT {key} FROM {table}")  # noqa: S608  # columns, not input
    except sqlite3.IntegrityError:
        return False
    finally:
        connection.execute("DROP TABLE keys")
    return True


def smallest_keys(connection: sqlite3.Connection, candidates: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the candidate keys among columns: those that are unique and lose that with any column left out.

    In the order of their size, then of the columns.
    """
    found: list[tuple[str, ...]] = []
    for size in range(1, len(candidates) + 1):
        for columns in subsets(candidates, size):
            if not any(set(key) <= set(columns) for key in found) and is_key(connection, columns):
                found.append(columns)
    return found


def subsets(items: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    """Yield the ways to take ``size`` of the items, in their order.

    >>> list(subsets("abc", 2))
    [('a', 'b'), ('a', 'c'), ('b', 'c')]
    """
    if size == 0:
        yield ()
        return
    for place, item in enumerate(items):
        for rest in subsets(items[place + 1 :], size - 1):
            yield (item, *rest)


def update_anomaly(connection: sqlite3.Connection) -> list[Contradiction]:
    """Correct the seats of one plane in the wide table, and return how its model then contradicts itself.

    The plane N10156 is said to have 50 seats. With a table of models there is one row to correct.
    """
    connection.execute("UPDATE wide SET seats = '50' WHERE tailnum = 'N10156'")
    return exceptions(connection, ["manufacturer", "model"], "seats")


def main() -> None:
    """Ask the files which columns decide which, and find the tables of the schema."""
    planes = ("tailnum", "year", "type", "manufacturer", "model", "engines", "seats", "speed", "engine")
    with raw_table("planes", planes) as connection:
        print("planes: does the model decide ...")
        for dependent in ("type", "engines", "seats", "engine"):
            print(f"  {dependent:8}", verdict(exceptions(connection, ["manufacturer", "model"], dependent)))
        print("  seats, without the manufacturer:", verdict(exceptions(connection, ["model"], "seats")))
        print("one plane corrected:", update_anomaly(connection))
    with raw_table("flights", ("month", "day", "carrier", "flight", "origin", "dest", "distance")) as connection:
        print("flights: does the route decide the distance?", exceptions(connection, ["origin", "dest"], "distance"))
        keys = smallest_keys(connection, ("month", "day", "carrier", "flight", "origin"))
        print("  keys of 2013:", keys)


def verdict(found: list[Contradiction]) -> str:
    """Return a line for a person: ``yes``, or ``no`` with their number and the first."""
    if not found:
        return "yes"
    (key, values), *_ = found
    return f"no, {len(found)} of them, such as {' '.join(key)}: {' or '.join(values)}"


if __name__ == "__main__":
    main()
