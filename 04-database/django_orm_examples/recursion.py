"""Recursion without recursive queries: Django has none, and there are three ways to live with that.

A statement a hop. The loop is in Python, and each statement asks for the neighbours of what was new the last time. It
is right when each hop is a question for an index and there are few hops: the trip to the server comes once for each.

All edges, then walk in Python. One statement, when the graph is small: 224 routes are made of 336,776 flights, and that
is the work either way. Python then has what SQL lacks, a visited set and the best distance so far.

SQL by a cursor. When rows have to be made, or the graph is large and the answer small: the recursion belongs where the
rows are. The price is a text that knows table names and, here, two engines.

Cost: hops times the round trip; or all edges in memory; or SQL to maintain beside the models.
Not for: trees that are read often. django-treebeard keeps a materialized path in a column, and LIKE finds the subtree;
django-tree-queries writes the recursive query for PostgreSQL, SQLite and MySQL.
Asked: how do you load a tree of comments in Django? (All of one thread by a key, then a dictionary of children: one
query. Not ``comment.replies.all()`` from the root down, which is a query for each comment.)
Source: https://docs.djangoproject.com/en/6.1/topics/db/sql/#executing-custom-sql-directly
"""

from collections import defaultdict

from django.db import connections
from django.db.models import Min

from django_orm_examples.database import loaded
from django_orm_examples.models import Flight
from django_orm_examples.printing import Row, show

TOMORROW = {"postgresql": "day + 1", "sqlite": "date(day, '1 day')"}


def reachable_in_two_hops(using: str = "default") -> list[Row]:
    """Return the airports that are at most two hops from Anchorage (ANC), and the least number of hops.

    Every route that has flights is flown in both directions: from its destination to its origin as well. ANC itself is
    left out.

    Django has no recursive query. Here are two statements a hop, one for each direction, and each has an index.

    Columns: airport, hops (1 or 2). By hops, airport.
    """
    flights = Flight.objects.using(using).order_by()
    hops_to, newest = {"ANC": 0}, {"ANC"}
    for hops in (1, 2):
        there = {*flights.filter(origin__in=newest).values_list("dest", flat=True).distinct()}
        there |= {*flights.filter(dest__in=newest).values_list("origin", flat=True).distinct()}
        newest = there - hops_to.keys()
        hops_to |= dict.fromkeys(newest, hops)
    del hops_to["ANC"]
    return sorted(hops_to.items(), key=lambda item: (item[1], item[0]))


def days_without_flights(using: str = "default") -> list[Row]:
    """Return the dates of 2013 on which a route had no flights, for routes that had some on at least 300 dates.

    What is not there cannot be selected: the days of the year have to be made first, by recursion. Django has no
    recursive query, and no rows without a table: this is SQL by a cursor. Fetching the 64,000 days on which routes
    were flown, to look for the holes in Python, would be the other way.

    Columns: origin, dest, missing. By origin, dest, missing.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE calendar (day) AS (
                SELECT date('2013-01-01')
                UNION ALL
                SELECT {TOMORROW[connection.vendor]}
                FROM calendar
                WHERE day < '2013-12-31'
            ),
            flown AS (
                SELECT DISTINCT flight_date, origin, dest
                FROM flights
            ),
            regular_routes AS (
                SELECT origin, dest
                FROM flown
                GROUP BY origin, dest
                HAVING count(*) >= %s
            )
            SELECT origin, dest, day AS missing
            FROM regular_routes
                 CROSS JOIN calendar
            EXCEPT
            SELECT origin, dest, flight_date
            FROM flown
            ORDER BY origin, dest, missing
            """,  # noqa: S608  # an expression of this module
            [300],
        )
        found: list[Row] = cursor.fetchall()
    return found


def shortest_trips(using: str = "default") -> list[Row]:
    """Return the length of the shortest trip from Anchorage (ANC) to each other airport, in at most three hops.

    Every route that has flights is flown in both directions, and is as long as the least ``distance`` of its flights.

    Django has no recursive query. The routes are few: one statement fetches them, and the trips are made in Python.

    Columns: airport, miles. By miles, airport.
    """
    neighbours: dict[str, list[tuple[str, int]]] = defaultdict(list)
    routes = Flight.objects.using(using).values_list("origin", "dest").annotate(miles=Min("distance")).order_by()
    for origin, dest, miles in routes:
        neighbours[origin].append((dest, miles))
        neighbours[dest].append((origin, miles))
    shortest, newest = {"ANC": 0}, {"ANC": 0}
    for _ in range(3):
        longer: dict[str, int] = {}
        for here, so_far in newest.items():
            for there, miles in neighbours[here]:
                # Only a better way to an airport is worth going on from.
                if so_far + miles < min(shortest.get(there, so_far + miles + 1), longer.get(there, so_far + miles + 1)):
                    longer[there] = so_far + miles
        shortest |= longer
        newest = longer
    del shortest["ANC"]
    return sorted(shortest.items(), key=lambda item: (item[1], item[0]))


def main() -> None:
    """Show where one can go from Anchorage, and which routes have holes in their calendar."""
    with loaded() as alias:
        show("Which airports are at most two hops from Anchorage?", ("airport", "hops"), reachable_in_two_hops(alias))
        show(
            "On which dates did a route with flights on at least 300 dates have none?",
            ("origin", "dest", "missing"),
            days_without_flights(alias),
        )
        show(
            "How far is the shortest trip from Anchorage in at most three hops?",
            ("airport", "miles"),
            shortest_trips(alias),
        )


if __name__ == "__main__":
    main()
