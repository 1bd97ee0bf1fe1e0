"""An index that holds all that a query asks for: the table is not read at all.

An index scan finds where the rows are and then fetches each from the table, mostly one page a row. When all columns of
the query are in the index, it need not (index-only scan). Two things can spoil it.

Whether a row may be seen stands in the table, not in the index. So the table has a visibility map, one bit a page: all
rows here may be seen by everybody. VACUUM sets the bits, each write to a page clears its bit, and for rows on such
pages the table is read after all. EXPLAIN counts these as heap fetches.

And the columns that are only carried along cost room. ``INCLUDE`` keeps them out of the order and out of the rule of a
unique index; but such an index stores each entry by itself, while a plain one keeps equal keys once with a list of
rows. For a column of few values an index on (dest, dep_delay) may be much smaller than one on (dest) INCLUDE
(dep_delay).

Cost: a greater index, and every UPDATE of a column in it writes to every index of the table (see index_costs.py).
Not for: wide columns, or tables that are written everywhere all the time, whose map is never set.
Asked: the plan says Index Only Scan, and it is slow; why? (Heap fetches: the table is not vacuumed often enough.)
Source: https://www.postgresql.org/docs/18/indexes-index-only-scans.html,
https://www.postgresql.org/docs/18/storage-vm.html
"""

import psycopg

from flights import databases
from raw_sql_examples.explain import Plan, explain
from raw_sql_examples.what_if import copy_of_flights, size, what_if

MEAN_DELAY = "SELECT avg(dep_delay) FROM flights WHERE dest = :dest"


def search_and_cover(connection: psycopg.Connection, dest: str) -> tuple[Plan, Plan]:
    """Return the plans of "mean departure delay to a destination" with an index that finds and one that covers.

    The first has ``finding`` on dest, the second ``covering`` on dest that includes dep_delay.
    """
    _, finding = what_if(connection, ["CREATE INDEX finding ON flights (dest)"], MEAN_DELAY, dest=dest)
    _, covering = what_if(
        connection, ["CREATE INDEX covering ON flights (dest) INCLUDE (dep_delay)"], MEAN_DELAY, dest=dest
    )
    return finding, covering


def after_writes(connection: psycopg.Connection, dest: str) -> tuple[Plan, Plan, Plan]:
    """Return three plans of the mean delay by the index ``covering``: vacuumed, after an UPDATE, vacuumed again.

    The UPDATE adds a minute to the departure delay of the flights to the destination. The index and the minutes stay:
    VACUUM runs outside of transactions, so the connection must be in autocommit, and nothing can be rolled back.
    """
    connection.execute("CREATE INDEX covering ON flights (dest) INCLUDE (dep_delay)")
    connection.execute("VACUUM flights")
    vacuumed = explain(connection, MEAN_DELAY, dest=dest)
    connection.execute("UPDATE flights SET dep_delay = dep_delay + 1 WHERE dest = %s", [dest])
    written = explain(connection, MEAN_DELAY, dest=dest)
    connection.execute("VACUUM flights")
    return vacuumed, written, explain(connection, MEAN_DELAY, dest=dest)


def sizes(connection: psycopg.Connection) -> dict[str, int]:
    """Return the bytes of three indexes by their definitions, largest first; none of them is left.

    The definitions are ``(dest)``, ``(dest, dep_delay)`` and ``(dest) INCLUDE (dep_delay)``.
    """
    found = {}
    for columns in ("(dest)", "(dest, dep_delay)", "(dest) INCLUDE (dep_delay)"):
        with connection.transaction(force_rollback=True):
            connection.execute(f"CREATE INDEX measured ON flights {columns}".encode())
            found[columns] = size(connection, "measured")
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def main() -> None:
    """Read the same question through three indexes, on the flights of six months, and spoil the best of them."""
    with databases.postgresql() as address, copy_of_flights(address, months=6) as connection:
        for name, plan in zip(("finding", "covering"), search_and_cover(connection, "LAX"), strict=True):
            print(f"\n{name}: {plan.pages} pages")
            print(*(f"  {line}" for line in plan.lines()), sep="\n")
        print("\nBytes of the index:")
        print(*(f"  {size_:>10,} {columns}" for columns, size_ in sizes(connection).items()), sep="\n")
        print("\nThe covering one, after writes:")
        for name, plan in zip(
            ("vacuumed", "after an UPDATE", "vacuumed again"), after_writes(connection, "LAX"), strict=True
        ):
            print(f"  {name:<15} {plan.types[-1]}, {plan.heap_fetches} heap fetches, {plan.pages} pages")


if __name__ == "__main__":
    main()
