"""There is an index, and the query does not use it: eight reasons, and what mends each.

An index on a column is a sorted list of its values, as they are. A condition can use it when it names one stretch of
that list: the column itself, a comparison of the list's own order, a value of the column's own type. Whatever is done
to the column first, by a function, a cast or a wildcard at the front, makes other values in another order.

The mend is mostly in the query: leave the column alone and compute on the other side. Where that cannot be done, make
an index of the expression. Sometimes the planner is right, and the index is no help for half of the table.

Cost: a query that looks the same as before and reads the whole table; nothing fails, it is only slow.
Not for: forcing. ``enable_seqscan = off`` shows that an index could be used, which is a question to ask, not a mend.
Asked: a query on an indexed column is slow after a release; what do you check? (What the ORM made of it: a cast of the
column, a lower() around it, a parameter of another type. EXPLAIN shows it in the filter.)
Source: https://use-the-index-luke.com/sql/where-clause, https://www.postgresql.org/docs/18/indexes-opclass.html
"""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from flights import databases
from raw_sql_examples.explain import Plan
from raw_sql_examples.what_if import copy_of_flights, what_if

ON_DATE = "CREATE INDEX hoped_for ON flights (flight_date)"
ON_NUMBER = "CREATE INDEX hoped_for ON flights (number)"
ON_TAILNUM = "CREATE INDEX hoped_for ON flights (tailnum)"
ON_DELAY = "CREATE INDEX hoped_for ON flights (dep_delay)"


@dataclass(frozen=True)
class Case:
    """A careless query and a mended one with the same rows; both find the indexes of their own side only.

    An index that serves is not useful by that alone: it has to save pages.
    """

    careless: str
    careless_indexes: tuple[str, ...]
    mended: str
    mended_indexes: tuple[str, ...]


def function_on_column() -> Case:
    """Return "id of the flights of 8 February", with extract() of the column mended to the date; index ON_DATE."""
    return Case(
        "SELECT id FROM flights WHERE extract(month FROM flight_date) = 2 AND extract(day FROM flight_date) = 8",
        (ON_DATE,),
        "SELECT id FROM flights WHERE flight_date = DATE '2013-02-08'",
        (ON_DATE,),
    )


def other_type() -> Case:
    """Return "id of the flights of number 1141", with a numeric value mended to an integer one; index ON_NUMBER.

    There is no comparison of smallint and numeric, so the column is cast. A driver sends Decimal as numeric.
    """
    return Case(
        "SELECT id FROM flights WHERE number = 1141.0",
        (ON_NUMBER,),
        "SELECT id FROM flights WHERE number = 1141",
        (ON_NUMBER,),
    )


def leading_wildcard() -> Case:
    """Return "id of the flights of planes whose tail number ends in 228", mended by an index on what is reversed.

    The index ON_TAILNUM begins at the wrong end. The mended one is on reverse(tailnum) with ``text_pattern_ops``, and
    its query compares what is reversed too.
    """
    return Case(
        "SELECT id FROM flights WHERE tailnum LIKE '%228'",
        (ON_TAILNUM,),
        "SELECT id FROM flights WHERE reverse(tailnum) LIKE '822%'",
        ("CREATE INDEX from_the_end ON flights (reverse(tailnum) text_pattern_ops)",),
    )


def other_collation() -> Case:
    """Return "id of the flights of planes whose tail number begins with N142", mended by ``varchar_pattern_ops``.

    A language sorts by its own rules, in which what begins with N142 need not stand together. Only an index sorted byte
    by byte serves LIKE. (A database with the collation C or a built-in one sorts everything so, and ON_TAILNUM serves.)
    """
    query = "SELECT id FROM flights WHERE tailnum LIKE 'N142%'"
    return Case(query, (ON_TAILNUM,), query, ("CREATE INDEX by_bytes ON flights (tailnum varchar_pattern_ops)",))


def one_side_of_or() -> Case:
    """Return "id of the flights of plane N14228 or of number 1141", with ON_TAILNUM alone mended by one on number too.

    For the side without an index the table is read whole, and then the other side comes for free.
    """
    query = "SELECT id FROM flights WHERE tailnum = 'N14228' OR number = 1141"
    return Case(query, (ON_TAILNUM,), query, (ON_TAILNUM, "CREATE INDEX other_side ON flights (number)"))


def or_over_two_tables() -> Case:
    """Return "id of the flights of plane N14228 or to an airport named Honolulu Intl", mended to a UNION.

    Indexes on tailnum and on dest are there for both. An OR over two tables can be checked only after they are joined;
    as a UNION each half has its own way in, and a flight that both find comes once.
    """
    indexes = (ON_TAILNUM, "CREATE INDEX by_dest ON flights (dest)")
    return Case(
        """
        SELECT f.id
          FROM flights AS f
          JOIN airports AS a ON a.faa = f.dest
         WHERE f.tailnum = 'N14228'
            OR a.name = 'Honolulu Intl'
        """,
        indexes,
        """
        SELECT id
          FROM flights
         WHERE tailnum = 'N14228'
         UNION
        SELECT f.id
          FROM flights AS f
          JOIN airports AS a ON a.faa = f.dest
         WHERE a.name = 'Honolulu Intl'
        """,
        indexes,
    )


def most_of_the_table() -> Case:
    """Return "sum of the distances of the flights with dep_delay above 0", mended by an index that covers it.

    Four of ten flights stand on every page: with ON_DELAY every page of the table is read, and the index on top. An
    index on dep_delay and distance is read alone.
    """
    query = "SELECT sum(distance) FROM flights WHERE dep_delay > 0"
    return Case(query, (ON_DELAY,), query, ("CREATE INDEX covering ON flights (dep_delay, distance)",))


def other_order() -> Case:
    """Return "id of the five flights with the greatest dep_delay", where ON_DELAY has NULL at the wrong end.

    PostgreSQL takes NULL as greater than all: backwards it comes first. ORDER BY ... DESC NULLS LAST is neither the
    order of the index nor its reverse, so the whole table is sorted. The mended query is the same, its index on
    dep_delay DESC NULLS LAST.
    """
    query = "SELECT id FROM flights ORDER BY dep_delay DESC NULLS LAST LIMIT 5"
    return Case(query, (ON_DELAY,), query, ("CREATE INDEX latest_first ON flights (dep_delay DESC NULLS LAST)",))


CASES: tuple[Callable[[], Case], ...] = (
    function_on_column,
    other_type,
    leading_wildcard,
    other_collation,
    one_side_of_or,
    or_over_two_tables,
    most_of_the_table,
    other_order,
)


def judge(connection: psycopg.Connection, case: Case) -> tuple[Plan, Plan]:
    """Return the plans of the careless and of the mended query, each with the indexes of its side and no others.

    The indexes are rolled back.
    """
    _, careless = what_if(connection, case.careless_indexes, case.careless)
    _, mended = what_if(connection, case.mended_indexes, case.mended)
    return careless, mended


def main() -> None:
    """Put the eight cases side by side, on the flights of three months."""
    with databases.postgresql() as address, copy_of_flights(address, months=3) as connection:
        for make in CASES:
            case = make()
            careless, mended = judge(connection, case)
            print(f"\n{make.__name__}: {careless.pages} pages, mended {mended.pages}")
            for query, plan in ((case.careless, careless), (case.mended, mended)):
                print(f"  {' '.join(query.split())}")
                deepest = max(plan.nodes, key=lambda node: node.depth)
                print(f"    {deepest.type}, {deepest.condition or deepest.filter or 'without a condition'}")


if __name__ == "__main__":
    main()
