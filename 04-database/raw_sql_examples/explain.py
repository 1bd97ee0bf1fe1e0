"""What a query costs and where: EXPLAIN (ANALYZE, BUFFERS) read into facts.

A database keeps two books about a plan: what it expected before it ran, and what happened. Slow queries are found where
the two differ, and where many pages are touched for few rows. Pages (of 8 kB) are the honest measure: a time depends on
the machine and on what else runs, the pages depend on the plan and the data.

The plan is asked for as JSON. Its text is made for eyes and changes with every version; the keys of the JSON stay.

Cost: ANALYZE runs the statement, and reads the clock for each row of each node. An UPDATE under it updates; here that
is rolled back, but its locks, its dead rows and its numbers taken from sequences have been real.
Not for: watching production. There, ``auto_explain`` writes the plans of slow statements into the log, and
``pg_stat_statements`` says which statements they are.
Asked: a query is slow; what do you look at first? (Estimated against actual rows, and the pages of each node: where the
estimate breaks, the plan below it was chosen for another question.)
Source: https://www.postgresql.org/docs/18/using-explain.html, https://www.sqlite.org/eqp.html
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg

from flights import databases
from raw_sql_examples.database import rows

# These report no rows of their own, or those of their child.
_WITHOUT_ROWS = {"BitmapAnd", "BitmapOr", "Hash"}
# These read all that is below them before they give their first row, so a LIMIT above cannot stop it early.
_READS_ALL = {"Sort", "Hash", "Bitmap Heap Scan", "Aggregate Plain", "Aggregate Hashed"}


@dataclass(frozen=True)
class Node:
    """One step of a plan. Rows are those of one loop, as PostgreSQL gives them; pages include the steps below."""

    type: str  # "Seq Scan", "Index Only Scan", "Hash Join"
    depth: int  # 0 for the last step
    table: str | None
    index: str | None
    condition: str | None  # what the index was searched for
    filter: str | None  # what was looked at row by row
    estimated: float  # rows expected, a loop
    actual: float  # rows given, a loop
    loops: int  # how often the step ran; 0 when it never did
    removed: int  # rows read and thrown away by a filter or a recheck, all loops
    hit: int  # pages found in the server's memory
    read: int  # pages asked from the operating system
    heap_fetches: int  # rows that an index-only scan had to look up in the table after all
    index_searches: int  # descents into the index, more than one for a skip scan, an IN list or a loop
    sort: str | None  # "top-N heapsort, 25 kB, Memory"
    cut_short: bool  # a LIMIT above stopped it, so its actual rows say nothing about the estimate

    @property
    def misestimate(self) -> float:
        """Return by which factor estimated and actual rows differ, at least 1; less than one row counts as one.

        It is 1 where the two cannot be compared: in a node that never ran or was cut short, and in BitmapAnd, BitmapOr
        and Hash, which do not count rows of their own.
        """
        if self.loops == 0 or self.cut_short or self.type in _WITHOUT_ROWS:
            return 1.0
        estimated, actual = max(self.estimated, 1.0), max(self.actual, 1.0)
        return max(estimated / actual, actual / estimated)


@dataclass(frozen=True)
class Plan:
    """A plan that has run: its nodes from the last step to the first, each before the steps that feed it."""

    nodes: tuple[Node, ...]
    planning_ms: float
    execution_ms: float

    @property
    def types(self) -> list[str]:
        """Return the type of each node, in order."""
        return [node.type for node in self.nodes]

    @property
    def indexes(self) -> list[str]:
        """Return the names of the indexes used, in order, each once."""
        return list(dict.fromkeys(node.index for node in self.nodes if node.index))

    @property
    def tables_read_whole(self) -> list[str]:
        """Return the names of the tables that a sequential scan reads, in order, each once."""
        return list(dict.fromkeys(node.table for node in self.nodes if node.type == "Seq Scan" and node.table))

    @property
    def pages(self) -> int:
        """Return how many pages were touched, found in memory or read; one touched twice counts twice."""
        return self.nodes[0].hit + self.nodes[0].read

    @property
    def rows(self) -> int:
        """Return how many rows the plan gave."""
        return round(self.nodes[0].actual * self.nodes[0].loops)

    @property
    def removed(self) -> int:
        """Return how many rows were read and thrown away, in all nodes."""
        return sum(node.removed for node in self.nodes)

    @property
    def heap_fetches(self) -> int:
        """Return how many rows index-only scans had to look up in the table."""
        return sum(node.heap_fetches for node in self.nodes)

    @property
    def index_searches(self) -> int:
        """Return how many descents into indexes there were."""
        return sum(node.index_searches for node in self.nodes)

    @property
    def worst_misestimate(self) -> Node:
        """Return the node with the greatest misestimate, of equal ones the first."""
        return max(self.nodes, key=lambda node: node.misestimate)

    def lines(self) -> list[str]:
        """Return the plan as an indented tree, a line a node, without times, which differ from run to run.

        Two blanks a level, then for example
        ``Index Scan on flights by flights_dest: 88 rows expected, 91 came, 2 loops, 9 removed, 12 pages``, or
        ``Sort: 16 rows expected, never ran, 0 pages``, rows being those of one loop, rounded. What a node does not have
        is left out: table, index, loops unless more than one, rows removed. A sort ends with
        ``, sorted by top-N heapsort, 25 kB, Memory``.
        """
        return [_line(node) for node in self.nodes]


def explain(connection: psycopg.Connection, query: str, **values: object) -> Plan:
    """Run a query whose values are marked as ``:name``, and return its plan with what happened in it.

    What the statement changes is rolled back to where it began; a transaction that was open stays open.
    """
    with connection.transaction(force_rollback=True):
        ((document,),) = rows(connection, f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}", **values)
    return read_plan(document)


def read_plan(document: list[dict[str, Any]]) -> Plan:
    """Return the plan in the answer to EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON), parsed from JSON.

    Rows removed by filters, which PostgreSQL gives as the mean of the loops, are multiplied by these. Cut short is what
    stands below a LIMIT, down to and with a node that reads all of its input before it gives a row: Sort, Hash, Bitmap
    Heap Scan, and an Aggregate whose strategy is Plain or Hashed. (An inner side that a join stops early is not
    noticed.)

    Raise ValueError("expected the plan of one statement that has run: EXPLAIN (ANALYZE, FORMAT JSON)") for another.
    """
    if len(document) != 1 or "Execution Time" not in document[0]:
        raise ValueError("expected the plan of one statement that has run: EXPLAIN (ANALYZE, FORMAT JSON)")
    whole = document[0]
    return Plan(tuple(_walk(whole["Plan"], 0, cut_short=False)), whole["Planning Time"], whole["Execution Time"])


def _walk(step: dict[str, Any], depth: int, *, cut_short: bool) -> Iterator[Node]:
    kind, loops = step["Node Type"], step["Actual Loops"]
    dropped = ("Rows Removed by Filter", "Rows Removed by Join Filter", "Rows Removed by Index Recheck")
    sort = (str(step.get("Sort Method")), f"{step.get('Sort Space Used')} kB", str(step.get("Sort Space Type")))
    yield Node(
        type=kind,
        depth=depth,
        table=step.get("Relation Name"),
        index=step.get("Index Name"),
        condition=step.get("Index Cond"),
        filter=step.get("Filter"),
        estimated=step["Plan Rows"],
        actual=step["Actual Rows"],
        loops=loops,
        removed=round(sum(step.get(key, 0) for key in dropped) * loops),
        hit=step.get("Shared Hit Blocks", 0) + step.get("Local Hit Blocks", 0),
        read=step.get("Shared Read Blocks", 0) + step.get("Local Read Blocks", 0),
        heap_fetches=step.get("Heap Fetches", 0),
        index_searches=step.get("Index Searches", 0),
        sort=", ".join(sort) if "Sort Method" in step else None,
        cut_short=cut_short,
    )
    reads_all = kind in _READS_ALL or f"{kind} {step.get('Strategy')}" in _READS_ALL
    for child in step.get("Plans", []):
        yield from _walk(child, depth + 1, cut_short=(cut_short or kind == "Limit") and not reads_all)


def _line(node: Node) -> str:
    named = node.type + (f" on {node.table}" if node.table else "") + (f" by {node.index}" if node.index else "")
    facts = [f"{node.estimated:.0f} rows expected", f"{node.actual:.0f} came" if node.loops else "never ran"]
    facts += [f"{node.loops} loops"] * (node.loops > 1) + [f"{node.removed} removed"] * (node.removed > 0)
    facts += [f"{node.hit + node.read} pages"] + ([f"sorted by {node.sort}"] if node.sort else [])
    return "  " * node.depth + f"{named}: {', '.join(facts)}"


def explain_sqlite(connection: sqlite3.Connection, query: str, **values: object) -> list[str]:
    """Return SQLite's plan as an indented tree: SCAN reads a whole table, SEARCH goes through an index.

    SQLite does not run the query for it, and has neither pages nor rows to report. Two blanks a level.
    """
    depth = {0: -1}
    tree = []
    for number, parent, _, detail in rows(connection, f"EXPLAIN QUERY PLAN {query}", **values):
        depth[number] = depth[parent] + 1
        tree.append("  " * depth[number] + detail)
    return tree


def main() -> None:
    """Read three plans of one question on PostgreSQL, and SQLite's plan for it."""
    query = """
        SELECT l.name,
               count(*)
          FROM flights AS f
          JOIN airlines AS l ON l.carrier = f.carrier
         WHERE f.dest = :dest
           AND f.dep_delay > :delay
         GROUP BY l.name
         ORDER BY count(*) DESC
         LIMIT 3
    """
    with databases.postgresql() as address, psycopg.connect(address, autocommit=True) as connection:
        # One process: a parallel plan splits each count among processes, and the story becomes longer.
        connection.execute("SET max_parallel_workers_per_gather = 0")
        for dest, delay in (("LAX", 180), ("HNL", 30)):
            plan = explain(connection, query, dest=dest, delay=delay)
            worst = plan.worst_misestimate
            print(
                f"\nWho flies to {dest} more than {delay} minutes late: {plan.pages} pages, {plan.removed} rows in vain"
            )
            print(*plan.lines(), sep="\n")
            print(f"worst estimate: {worst.type}, by a factor of {worst.misestimate:.1f}; indexes: {plan.indexes}")
        gone = explain(connection, "DELETE FROM airlines").nodes[1].actual
        ((left,),) = connection.execute("SELECT count(*) FROM airlines").fetchall()
        print(f"\nA DELETE that is explained runs: {gone:.0f} rows. And is rolled back: {left} are there.")
    with databases.sqlite() as path, closing(sqlite3.connect(path)) as file:
        print("\nSQLite, which guesses and does not measure:")
        print(*explain_sqlite(file, query, dest="LAX", delay=180), sep="\n")


if __name__ == "__main__":
    main()
