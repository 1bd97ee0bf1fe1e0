"""Documents in PostgreSQL: jsonb, with an index, with constraints, and in one transaction with tables.

A document is a value with a shape of its own: here one for each plane, with its model nested, the routes it flew, and
a list of its months. jsonb keeps it parsed: keys in an order of its own, the last of two equal ones; ``json`` keeps the
text. ``@>`` asks whether a document contains another; a GIN index knows, for each path with its value, the rows.

What goes wrong silently: a CHECK lets NULL pass, so one on a missing key holds, and what must be there has to be asked
for (``IS TRUE``). ``jsonb_set`` with NULL anywhere returns NULL, which is the whole document gone: the column has to be
NOT NULL, and here a value goes in as JSON, where None is ``null``. More of it in ``documents_as_rows.py``.

Cost: each row repeats all keys; an update writes the whole document anew, however small the change.
Not for: what every document has and queries ask for: a column has a type, statistics, foreign keys. Documents are for
what differs from row to row, comes from others (a webhook), or is read as a whole.
Asked: jsonb or columns? (What you filter by range, join or constrain: columns. Both in one table is no defeat.)
Source: https://www.postgresql.org/docs/18/datatype-json.html, https://www.postgresql.org/docs/18/functions-json.html
"""

import json
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from flights import databases

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


def make_documents(connection: psycopg.Connection) -> None:
    """Make ``plane_documents`` (tailnum, body) for the planes whose model is known, with statistics and a GIN index.

    The index is ``plane_documents_body``, of the class ``jsonb_path_ops``, which does not know "has this key".

    A body has ``tailnum``, ``model`` (``manufacturer``, ``name``, ``seats``), ``year`` only where it is known,
    ``routes`` (such as ``JFK-LAX``, sorted, each once, [] if none) and ``months`` ([] or, by month, ``{"month": 1,
    "flights": 12, "late": 3}``; late is an arrival of more than 15 minutes after time; cancelled flights do not count).
    ``tailnum`` is generated from the body and is the primary key. CHECKs refuse a body whose ``model.name`` is missing
    or no text, whose ``routes`` or ``months`` are missing or no lists (``plane_documents_shape``), or whose ``year`` is
    there and no whole number from 1903 on (``plane_documents_year``).
    """
    connection.execute("""
        CREATE TABLE plane_documents (
            tailnum text GENERATED ALWAYS AS (body ->> 'tailnum') STORED PRIMARY KEY,
            body    jsonb NOT NULL,
            -- IS TRUE: without it a missing key would make the condition NULL, and NULL passes.
            CONSTRAINT plane_documents_shape CHECK (
                (jsonb_typeof(body #> '{model,name}') = 'string'
                 AND jsonb_typeof(body -> 'routes') = 'array'
                 AND jsonb_typeof(body -> 'months') = 'array') IS TRUE
            ),
            CONSTRAINT plane_documents_year CHECK (
                NOT body ? 'year'
                OR (body @@ '$.year.type() == "number" && $.year >= 1903 && $.year == $.year.floor()') IS TRUE
            )
        )
    """)
    connection.execute("""
        WITH flown AS (
            SELECT tailnum,
                   origin,
                   dest,
                   CAST(date_part('month', flight_date) AS integer) AS month,
                   arr_delay
              FROM flights
             WHERE dep_time IS NOT NULL
               AND tailnum IS NOT NULL
        ), routes_of AS (
            SELECT tailnum,
                   jsonb_agg(DISTINCT origin || '-' || dest) AS routes
              FROM flown
             GROUP BY tailnum
        ), by_month AS (
            SELECT tailnum,
                   month,
                   count(*) AS flights,
                   count(*) FILTER (WHERE arr_delay > 15) AS late
              FROM flown
             GROUP BY tailnum, month
        ), months_of AS (
            SELECT tailnum,
                   jsonb_agg(
                       jsonb_build_object('month', month, 'flights', flights, 'late', late) ORDER BY month
                   ) AS months
              FROM by_month
             GROUP BY tailnum
        )
        INSERT INTO plane_documents (body)
        SELECT jsonb_build_object(
                   'tailnum', p.tailnum,
                   'model', jsonb_build_object('manufacturer', m.manufacturer, 'name', m.model, 'seats', m.seats),
                   'routes', coalesce(r.routes, '[]'),
                   'months', coalesce(o.months, '[]')
               )
               || CASE WHEN p.year IS NULL THEN '{}' ELSE jsonb_build_object('year', p.year) END
          FROM planes AS p
          JOIN plane_models AS m ON m.id = p.model_id
          LEFT JOIN routes_of AS r ON r.tailnum = p.tailnum
          LEFT JOIN months_of AS o ON o.tailnum = p.tailnum
    """)
    # jsonb_path_ops: smaller and faster than the default class, and knows @>, @? and @@ only; not "has this key" (?).
    connection.execute("CREATE INDEX plane_documents_body ON plane_documents USING gin (body jsonb_path_ops)")
    connection.execute("ANALYZE plane_documents")


def containing(connection: psycopg.Connection, part: Mapping[str, Json]) -> list[str]:
    """Return the tail numbers of the documents that contain a part, sorted.

    Contained is: each key of the part with its value, in any depth, and each item of its lists, wherever it stands.
    """
    query = "SELECT tailnum FROM plane_documents WHERE body @> %s ORDER BY tailnum"
    return [tailnum for (tailnum,) in connection.execute(query, [Jsonb(part)])]


def with_bad_month(connection: psycopg.Connection, flights: int, share: float) -> list[str]:
    """Return the tail numbers, sorted, of those with a month of at least so many flights, of which a share was late.

    Share is at least that much, from 0 to 1. A filter in a jsonpath is asked of one item; two @> could be met by two.
    """
    query = """
        SELECT tailnum
          FROM plane_documents
         WHERE jsonb_path_exists(
                   body,
                   '$.months[*] ? (@.flights >= $flights && @.late / @.flights >= $share)',
                   %s)
         ORDER BY tailnum
    """
    return [tailnum for (tailnum,) in connection.execute(query, [Jsonb({"flights": flights, "share": share})])]


def change(connection: psycopg.Connection, tailnum: str, path: list[str], value: Json) -> bool:
    """Set what stands at a path, such as ``["model", "seats"]``, and leave the rest; False if there is no such plane.

    The last key may be new; all before it have to be there, or nothing changes. Python's None is set as JSON's null.
    """
    query = "UPDATE plane_documents SET body = jsonb_set(body, %s, %s) WHERE tailnum = %s"
    return connection.execute(query, [path, Jsonb(value), tailnum]).rowcount == 1


def forget(connection: psycopg.Connection, tailnum: str, path: list[str]) -> bool:
    """Remove what stands at a path, if it is there; False if there is no such plane."""
    query = "UPDATE plane_documents SET body = body #- %s WHERE tailnum = %s"
    return connection.execute(query, [path, tailnum]).rowcount == 1


def read(connection: psycopg.Connection, tailnum: str) -> dict[str, Any] | None:
    """Return the document of a plane, as Python's dict, or None."""
    row = connection.execute("SELECT body FROM plane_documents WHERE tailnum = %s", [tailnum]).fetchone()
    return None if row is None else dict(row[0])


def indexes_used(connection: psycopg.Connection, condition: str) -> set[str]:
    """Return the names of the indexes in the plan of "tail numbers of the documents where", from EXPLAIN.

    The condition is SQL, and written by a programmer: it must never come from outside.
    """
    query = f"EXPLAIN (FORMAT JSON) SELECT tailnum FROM plane_documents WHERE {condition}"  # noqa: S608  # see above
    ((plans,),) = connection.execute(query).fetchall()
    found, nodes = set[str](), [plans[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if "Index Name" in node:
            found.add(node["Index Name"])
    return found


def main() -> None:
    """Ask documents, change one, and look which questions the index answers."""
    with databases.postgresql() as address, psycopg.connect(address) as connection:
        make_documents(connection)
        body = read(connection, "N14228") or {}
        print("a document:", json.dumps(body | {"routes": body["routes"][:3], "months": body["months"][:1]}))
        print("flew JFK-HNL:", len(containing(connection, {"routes": ["JFK-HNL"]})), "planes")
        part: dict[str, Json] = {"model": {"manufacturer": "BOEING", "seats": 149}, "routes": ["EWR-IAH"]}
        print("Boeings of 149 seats, EWR-IAH:", len(containing(connection, part)), "planes")
        print("half of 40 flights or more in a month late:", *with_bad_month(connection, 40, 0.5))

        for condition in (
            """body @> '{"routes": ["JFK-HNL"]}'""",
            """body @@ '$.model.seats == 377'""",
            """body @@ '$.model.seats > 377'""",
            """body #>> '{model,seats}' = '377'""",
        ):
            print(f"index for {condition}:", *indexes_used(connection, condition) or ["none"])

        change(connection, "N14228", ["model", "seats"], 150)
        forget(connection, "N14228", ["year"])
        body = read(connection, "N14228") or {}
        print("changed:", body["model"], "year" in body)
        for text in ('{"tailnum": "N1", "model": {"name": "737"}, "routes": []}', '{"routes": [], "months": []}'):
            try:
                with connection.transaction():
                    connection.execute("INSERT INTO plane_documents (body) VALUES (%s)", [text])
            except psycopg.IntegrityError as error:
                print("refused:", str(error).splitlines()[0])
        connection.rollback()


if __name__ == "__main__":
    main()
