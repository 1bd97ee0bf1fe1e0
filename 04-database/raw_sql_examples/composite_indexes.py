"""The order of columns in an index decides which questions it answers.

A B-tree is a sorted list with a way in. Sorted by (dest, flight_date), it finds a destination at once, a destination
and a span of dates at once, and gives the flights of a destination in the order of their dates without sorting. Dates
alone are scattered all over it, as first names are in a telephone book.

So: columns that are compared by ``=`` first, then the one that is searched by range or sorted by, then no more. What
comes after a range is only checked entry by entry. An index on (a, b) serves a and (a, b); an index on (a) beside it is
a waste.

Since PostgreSQL 18 the first column may be missing when it has few values: the index is then searched once for each of
them (skip scan). With many values it is read whole, or not at all.

Cost: each lookup reads a page for each level, three here, and then a page of the table for each row found.
Not for: many rows. From some percent of a table on, reading it whole is cheaper, and the planner knows.
Asked: there is an index on (a, b, c). Which of ``a``, ``b``, ``a and c``, ``order by b`` does it serve? (a at once; a
and c by a, with c checked in the index; b alone where a has few values; no order by b but within one a.)
Source: https://www.postgresql.org/docs/18/indexes-multicolumn.html, https://use-the-index-luke.com/sql/where-clause
"""

import psycopg

from flights import databases
from raw_sql_examples.explain import Plan
from raw_sql_examples.what_if import copy_of_flights, what_if


def by_number(connection: psycopg.Connection, number: int) -> tuple[Plan, Plan]:
    """Return the plans of "id of all flights of a number" without an index, and with ``flights_number`` on number."""
    query = "SELECT id FROM flights WHERE number = :number"
    return what_if(connection, ["CREATE INDEX flights_number ON flights (number)"], query, number=number)


def equality_then_range(connection: psycopg.Connection, dest: str, first: str, last: str) -> tuple[Plan, Plan]:
    """Return the plans of "id of the flights to a destination from a first to a last date", each with an index.

    The first plan has ``range_first`` on flight_date and dest, the second ``equality_first`` on dest and flight_date.
    """
    query = """
        SELECT id
          FROM flights
         WHERE dest = :dest
           AND flight_date BETWEEN :first AND :last
    """
    values = {"dest": dest, "first": first, "last": last}
    _, range_first = what_if(connection, ["CREATE INDEX range_first ON flights (flight_date, dest)"], query, **values)
    _, equality_first = what_if(
        connection, ["CREATE INDEX equality_first ON flights (dest, flight_date)"], query, **values
    )
    return range_first, equality_first


def order_without_sort(connection: psycopg.Connection, dest: str) -> tuple[Plan, Plan]:
    """Return the plans of "the ten latest dates of flights to a destination, with the id" with each of two indexes.

    The first plan has ``flights_dest`` on dest, the second ``flights_dest_date`` on dest and flight_date. Both are
    ascending: an index is read backwards as easily.
    """
    query = """
        SELECT id,
               flight_date
          FROM flights
         WHERE dest = :dest
         ORDER BY flight_date DESC
         LIMIT 10
    """
    _, sorted_ = what_if(connection, ["CREATE INDEX flights_dest ON flights (dest)"], query, dest=dest)
    _, in_order = what_if(
        connection, ["CREATE INDEX flights_dest_date ON flights (dest, flight_date)"], query, dest=dest
    )
    return sorted_, in_order


def skipped_first_column(connection: psycopg.Connection, hour: str) -> tuple[Plan, Plan]:
    """Return the plans of "id of the flights of an hour (time_hour)" with indexes that begin with another column.

    The first plan has ``by_origin`` on origin, of which there are three, and time_hour; the second ``by_plane`` on
    tailnum, of which there are four thousand, and time_hour.
    """
    query = "SELECT id FROM flights WHERE time_hour = :hour"
    _, few = what_if(connection, ["CREATE INDEX by_origin ON flights (origin, time_hour)"], query, hour=hour)
    _, many = what_if(connection, ["CREATE INDEX by_plane ON flights (tailnum, time_hour)"], query, hour=hour)
    return few, many


def redundant_indexes(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """Return pairs (superfluous index, index that does its work) of the schema that the connection sees first.

    Superfluous is a B-tree whose columns, all ascending with NULL last, are the first ones of another B-tree, in their
    order and with the same operator classes and collations. Columns that it merely includes may be more. Of two with
    the same columns it is the one whose name comes last in the alphabet. What is unique or of an exclusion constraint
    is a rule: it is never superfluous, but may do another's work. What is partial or has expressions is neither
    superfluous nor does it another's work. Pairs are sorted by both names.
    """
    query = """
        WITH plain AS (
            SELECT i.indexrelid,
                   c.relname AS name,
                   i.indrelid AS of_table,
                   i.indisunique OR i.indisexclusion AS is_rule,
                   array_length(i.indkey::smallint[], 1) AS columns,
                   i.indnkeyatts AS keys,
                   i.indkey::smallint[] AS numbers,
                   i.indclass::oid[] AS classes,
                   i.indcollation::oid[] AS collations
              FROM pg_index AS i
              JOIN pg_class AS c ON c.oid = i.indexrelid
              JOIN pg_am AS a ON a.oid = c.relam
             WHERE a.amname = 'btree'
               AND c.relnamespace = current_schema()::regnamespace
               AND i.indisvalid
               AND i.indpred IS NULL
               AND i.indexprs IS NULL
               AND 0 = ALL (i.indoption::smallint[])
        )
        SELECT superfluous.name,
               other.name
          FROM plain AS superfluous
          JOIN plain AS other
            ON other.of_table = superfluous.of_table
           AND other.indexrelid <> superfluous.indexrelid
           AND other.keys >= superfluous.keys
           AND other.numbers[0:superfluous.keys - 1] = superfluous.numbers[0:superfluous.keys - 1]
           AND other.classes[0:superfluous.keys - 1] = superfluous.classes[0:superfluous.keys - 1]
           AND other.collations[0:superfluous.keys - 1] = superfluous.collations[0:superfluous.keys - 1]
         WHERE NOT superfluous.is_rule
           AND superfluous.columns = superfluous.keys
           AND (other.is_rule OR other.columns > superfluous.columns OR other.name < superfluous.name)
         ORDER BY superfluous.name,
                  other.name
    """
    return connection.execute(query).fetchall()


def main() -> None:
    """Look at each pair of plans, on the flights of six months, then for an index of the schema that could go."""
    with databases.postgresql() as address, copy_of_flights(address, months=6) as connection:
        stories = {
            "Flights of number 1141: no index, then one": by_number(connection, 1141),
            "Honolulu in spring: range first, then equality first": equality_then_range(
                connection, "HNL", "2013-03-01", "2013-05-31"
            ),
            "The ten latest to Honolulu: sorted, then read in order": order_without_sort(connection, "HNL"),
            "One hour: the first column left out has 3 values, then 4,000": skipped_first_column(
                connection, "2013-05-06 12:00Z"
            ),
        }
        for story, plans in stories.items():
            print(f"\n{story}")
            for plan in plans:
                print(f"  {plan.pages} pages for {plan.rows} rows, {plan.index_searches} searches in the index")
                print(*(f"    {line}" for line in plan.lines()), sep="\n")
        with connection.transaction(force_rollback=True):
            connection.execute("SET LOCAL search_path = public")
            print(
                "\nIndexes of the schema that another one makes superfluous:", redundant_indexes(connection) or "none"
            )
            connection.execute("CREATE INDEX weather_origin ON weather (origin)")
            print("After CREATE INDEX weather_origin ON weather (origin):")
            print(*(f"  {name} is covered by {other}" for name, other in redundant_indexes(connection)), sep="\n")


if __name__ == "__main__":
    main()
