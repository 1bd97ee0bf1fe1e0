import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from raw_sql_examples.explain import Plan, explain, explain_sqlite, main, read_plan


@pytest.fixture
def planned(postgresql: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A connection whose plans run in one process and use indexes wherever they can."""
    postgresql.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    yield postgresql
    postgresql.rollback()


def step(kind: str, *below: dict[str, Any], **facts: Any) -> dict[str, Any]:
    found = {"Node Type": kind, "Plan Rows": 1, "Actual Rows": 1, "Actual Loops": 1, "Plans": list(below)}
    return found | {name.replace("_", " "): value for name, value in facts.items()}


def plan_of(top: dict[str, Any]) -> Plan:
    return read_plan([{"Plan": top, "Planning Time": 0.5, "Execution Time": 1.5}])


def test_sequential_scan_reads_every_page_of_the_table(planned: psycopg.Connection) -> None:
    plan = explain(planned, "SELECT id FROM flights WHERE number = :number", number=1141)

    ((pages, expected),) = planned.execute(
        """
        SELECT pg_relation_size('flights') / current_setting('block_size')::integer,
               (SELECT count(*) FROM flights WHERE number = 1141)
        """
    ).fetchall()
    assert plan.types == ["Seq Scan"]
    assert plan.tables_read_whole == ["flights"]
    assert plan.indexes == []
    assert "1141" in str(plan.nodes[0].filter)
    assert plan.pages == pages
    assert plan.rows == expected
    assert plan.rows + plan.removed == 336_776
    assert plan.planning_ms > 0
    assert plan.execution_ms > 0


def test_index_scan_names_its_index_and_what_it_searches(planned: psycopg.Connection) -> None:
    plan = explain(planned, "SELECT name FROM airports WHERE faa = :faa", faa="JFK")

    assert plan.types == ["Index Scan"]
    assert plan.indexes == ["airports_pkey"]
    assert plan.tables_read_whole == []
    assert "JFK" in str(plan.nodes[0].condition)
    assert plan.index_searches == 1
    assert plan.pages <= 4


def test_index_only_scan_of_a_row_not_yet_vacuumed_fetches_it(planned: psycopg.Connection) -> None:
    planned.execute("INSERT INTO airlines VALUES ('ZZ', 'Sleepy Airlines')")
    planned.execute("SET LOCAL enable_seqscan = off")
    planned.execute("SET LOCAL enable_bitmapscan = off")

    plan = explain(planned, "SELECT carrier FROM airlines WHERE carrier = 'ZZ'")

    assert plan.types == ["Index Only Scan"]
    assert plan.heap_fetches == 1


def test_statement_that_writes_is_rolled_back_to_where_it_began(planned: psycopg.Connection) -> None:
    planned.execute("INSERT INTO airlines VALUES ('ZZ', 'Sleepy Airlines')")

    plan = explain(planned, "DELETE FROM airlines")

    assert plan.types[0] == "ModifyTable"
    assert plan.nodes[1].actual == 17
    assert planned.execute("SELECT count(*) FROM airlines").fetchone() == (17,)


def test_explain_leaves_no_transaction_behind(postgresql_address: str) -> None:
    with closing(psycopg.connect(postgresql_address, autocommit=True)) as connection:
        explain(connection, "SELECT 1")

        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_each_loop_counts(planned: psycopg.Connection) -> None:
    planned.execute("SET LOCAL enable_hashjoin = off")
    planned.execute("SET LOCAL enable_mergejoin = off")
    planned.execute("SET LOCAL enable_material = off")
    planned.execute("SET LOCAL enable_memoize = off")

    plan = explain(planned, "SELECT l.name, p.tailnum FROM airlines l, planes p WHERE p.year = 1959 AND p.speed > 0")

    inner = plan.nodes[-1]
    assert plan.types[0] == "Nested Loop"
    assert plan.rows == inner.loops * inner.actual
    assert plan.removed == sum(node.removed for node in plan.nodes)
    assert plan.nodes[0].hit + plan.nodes[0].read == plan.pages
    assert inner.loops in {1, 2, 16}


def test_sort_says_how_and_where(planned: psycopg.Connection) -> None:
    in_memory = explain(planned, "SELECT faa FROM airports ORDER BY alt LIMIT 3")
    planned.execute("SET LOCAL work_mem = '64kB'")
    on_disk = explain(planned, "SELECT id FROM flights ORDER BY dep_delay")

    assert str(in_memory.nodes[1].sort).startswith("top-N heapsort, ")
    assert str(in_memory.nodes[1].sort).endswith(" kB, Memory")
    assert str(on_disk.nodes[0].sort).startswith("external merge, ")
    assert str(on_disk.nodes[0].sort).endswith(" kB, Disk")


def test_misestimate_is_found_at_its_node() -> None:
    guessed = step("Seq Scan", Plan_Rows=10, Actual_Rows=0.2)

    plan = plan_of(step("Nested Loop", guessed, step("Index Scan"), Plan_Rows=4))

    assert [node.misestimate for node in plan.nodes] == [4, 10, 1]
    assert plan.worst_misestimate is plan.nodes[1]
    assert [node.depth for node in plan.nodes] == [0, 1, 1]


def test_what_cannot_be_compared_is_no_misestimate() -> None:
    below = [
        step("Index Scan", Plan_Rows=1000, Actual_Loops=0, Actual_Rows=0),
        step("BitmapAnd", Plan_Rows=1000, Actual_Rows=0),
        step("BitmapOr", Plan_Rows=1000, Actual_Rows=0),
        step("Hash", Plan_Rows=1000),
    ]

    assert plan_of(step("Append", *below)).worst_misestimate.misestimate == 1


@pytest.mark.parametrize(
    ("kind", "strategy", "stops"),
    [
        ("Sort", None, True),
        ("Hash", None, True),
        ("Bitmap Heap Scan", None, True),
        ("Aggregate", "Hashed", True),
        ("Aggregate", "Plain", True),
        ("Aggregate", "Sorted", False),
        ("Nested Loop", None, False),
    ],
)
def test_limit_cuts_short_what_is_below_it_down_to_what_reads_all(kind: str, strategy: str | None, stops: bool) -> None:
    reader = step(kind, step("Seq Scan", Plan_Rows=1000), Plan_Rows=1000, Strategy=strategy)

    plan = plan_of(step("Limit", reader, Plan_Rows=3))

    assert [node.cut_short for node in plan.nodes] == [False, True, not stops]
    assert [node.misestimate for node in plan.nodes] == [3, 1, 1000 if stops else 1]


def test_filters_give_the_mean_of_the_loops_and_we_their_sum() -> None:
    plan = plan_of(step("Seq Scan", Actual_Loops=4, Rows_Removed_by_Filter=2.5, Rows_Removed_by_Index_Recheck=1))

    assert plan.removed == 14


def test_lines_are_a_tree_without_times() -> None:
    scan = step(
        "Index Scan",
        Relation_Name="flights",
        Index_Name="flights_dest",
        **{"Plan Rows": 88, "Actual Rows": 90.6, "Actual Loops": 2, "Rows Removed by Filter": 4.5},
        **{"Shared Hit Blocks": 7, "Shared Read Blocks": 5},
    )
    sort = step("Sort", scan, **{"Plan Rows": 16, "Sort Method": "quicksort", "Sort Space Used": 25})
    top = step("Append", sort | {"Sort Space Type": "Memory"}, step("Result", Actual_Loops=0, Actual_Rows=0))

    assert plan_of(top).lines() == [
        "Append: 1 rows expected, 1 came, 0 pages",
        "  Sort: 16 rows expected, 1 came, 0 pages, sorted by quicksort, 25 kB, Memory",
        "    Index Scan on flights by flights_dest: 88 rows expected, 91 came, 2 loops, 9 removed, 12 pages",
        "  Result: 1 rows expected, never ran, 0 pages",
    ]


def test_names_come_once_and_in_order() -> None:
    scans = [step("Seq Scan", Relation_Name=name) for name in ("b", "a", "b")]
    searches = [step("Index Scan", Index_Name=name, Relation_Name="c") for name in ("y", "x", "y")]

    plan = plan_of(step("Append", *scans, *searches))

    assert plan.tables_read_whole == ["b", "a"]
    assert plan.indexes == ["y", "x"]


@pytest.mark.parametrize("document", [[], [{"Plan": step("Result")}]])
def test_plan_that_has_not_run_is_refused(document: list[dict[str, Any]]) -> None:
    with pytest.raises(
        ValueError, match=r"^expected the plan of one statement that has run: EXPLAIN \(ANALYZE, FORMAT J"
    ):
        read_plan(document)


def test_sqlite_says_scan_or_search(sqlite_path: Path) -> None:
    planes_of_flight = "SELECT sum(speed) FROM planes WHERE tailnum = f.tailnum"

    with closing(sqlite3.connect(sqlite_path)) as connection:
        scan = explain_sqlite(connection, "SELECT id FROM flights WHERE air_time = :minutes", minutes=60)
        search = explain_sqlite(connection, "SELECT number FROM flights WHERE dest = :dest", dest="HNL")
        nested = explain_sqlite(connection, f"SELECT ({planes_of_flight}) FROM flights AS f")

    assert scan == ["SCAN flights"]
    assert search == ["SEARCH flights USING INDEX flights_dest (dest=?)"]
    assert [row for row in nested if row.startswith("  ")] == [
        "  SEARCH planes USING INDEX sqlite_autoindex_planes_1 (tailnum=?)"
    ]


def test_main(loaded_story: str, sqlite_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    main()

    assert "Bitmap Index Scan by flights_dest" in capsys.readouterr().out
