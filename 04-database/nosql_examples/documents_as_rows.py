"""From documents back to rows: JSON_TABLE, and the column that a document's most asked value becomes.

JSON_TABLE (SQL:2016, in PostgreSQL since 17) makes rows of a document: one for each item that a path finds, a typed
column for each value below it. It is how a payload of another system becomes rows in one statement, with a decision for
each column: what if it is missing (``ON EMPTY``), what if it is no number (``ON ERROR``; without it: NULL, silently).

Three traps on the way out. ``->>`` gives text, and as text '55' comes after '149'. A missing key is SQL's NULL, JSON's
``null`` is a value, and ``->>`` makes both NULL. And the planner keeps no statistics of the value at a path, so it
guesses: always the same share of the rows, whatever is asked, which decides joins wrongly further up. (CREATE
STATISTICS on the expression, or an index on it, lets ANALYZE keep some. ``@>`` is tried on a sample of documents.)

A value that is asked for often becomes a generated column: the document stays as it is, and the column has a type, an
index that answers ranges and order, and statistics.

Cost: JSON_TABLE reads each document; adding a stored column writes the table anew, under a lock. (A virtual one, new in
PostgreSQL 18, writes nothing and takes no index.)
Not for: everything at once. Promote what a query needs, when it needs it.
Asked: half of your tables have a column ``data jsonb``. How did that come, and what do you do first?
Source: https://www.postgresql.org/docs/18/functions-json.html#FUNCTIONS-SQLJSON-TABLE
"""

from dataclasses import dataclass

import psycopg

from flights import databases
from nosql_examples.documents import make_documents

PAYLOAD = """{
    "airport": "JFK",
    "departures": [
        {"flight": "UA1545", "gates": ["B4", "B6"], "seats": 149},
        {"flight": "B6725", "gates": ["T5"]},
        {"flight": "DL461", "gates": []}
    ]
}"""


class PayloadError(Exception):
    """A payload does not have the shape that was agreed; the message is PostgreSQL's, in one line."""


@dataclass(frozen=True)
class Departure:
    """A departure of a payload at one of its gates; no gate: None. Position counts the departures from 1."""

    airport: str
    position: int
    flight: str
    seats: int
    gate: str | None


def departures(connection: psycopg.Connection, payload: str) -> list[Departure]:
    """Return the departures of a payload such as PAYLOAD, a row for each gate, in the order in which they stand.

    Seats are 0 where there are none. Raise PayloadError for text that is no JSON (``invalid input syntax for type
    json``) or is nested too deeply, without an airport, for a departure without a flight, for seats that are no whole
    number, for a gate that is a list or an object, and for an airport or a flight that is JSON's null (``airport and
    flight must not be null``).
    """
    query = """
        SELECT d.airport,
               d.position,
               d.flight,
               coalesce(d.seats, 0),
               d.gate
          FROM JSON_TABLE(
                   CAST(%s AS jsonb), '$'
                   COLUMNS (
                       airport text PATH '$.airport' ERROR ON EMPTY ERROR ON ERROR,
                       NESTED PATH '$.departures[*]' COLUMNS (
                           position FOR ORDINALITY,
                           flight text PATH '$.flight' ERROR ON EMPTY ERROR ON ERROR,
                           -- What is there and null is not empty: it comes as NULL.
                           seats integer PATH '$.seats' NULL ON EMPTY ERROR ON ERROR,
                           NESTED PATH '$.gates[*]' COLUMNS (
                               gate_position FOR ORDINALITY,
                               gate text PATH '$' ERROR ON ERROR
                           )
                       )
                   )
               ) AS d
         ORDER BY d.position,
                  d.gate_position
    """
    try:
        with connection.transaction():
            found = connection.execute(query, [payload]).fetchall()
    except (psycopg.DataError, psycopg.errors.StatementTooComplex) as error:
        raise PayloadError(str(error).splitlines()[0]) from error
    # Without departures there is one row all the same, which has the airport and nothing else.
    if any(airport is None or (position and flight is None) for airport, position, flight, _, _ in found):
        raise PayloadError("airport and flight must not be null")
    return [Departure(*row) for row in found if row[1] is not None]


def by_month(connection: psycopg.Connection) -> list[tuple[int, int, int]]:
    """Return month, flights and late arrivals of all documents together, by month."""
    query = """
        SELECT m.month,
               CAST(sum(m.flights) AS integer),
               CAST(sum(m.late) AS integer)
          FROM plane_documents AS p
         CROSS JOIN JSON_TABLE(
                   p.body, '$.months[*]'
                   COLUMNS (
                       month integer PATH '$.month' ERROR ON EMPTY ERROR ON ERROR,
                       flights integer PATH '$.flights' ERROR ON EMPTY ERROR ON ERROR,
                       late integer PATH '$.late' ERROR ON EMPTY ERROR ON ERROR
                   )
               ) AS m
         GROUP BY m.month
         ORDER BY m.month
    """
    return connection.execute(query).fetchall()


def larger_as_text(connection: psycopg.Connection, seats: int) -> int:
    """Return how many documents have more seats by comparing texts, which is wrong: '55' is more than '149'."""
    query = "SELECT count(*) FROM plane_documents WHERE body #>> '{model,seats}' > %s"
    ((count,),) = connection.execute(query, [str(seats)]).fetchall()
    return int(count)


def larger(connection: psycopg.Connection, seats: int) -> int:
    """Return how many documents have more seats than so many, compared as numbers."""
    query = "SELECT count(*) FROM plane_documents WHERE CAST(body #>> '{model,seats}' AS integer) > %s"
    ((count,),) = connection.execute(query, [seats]).fetchall()
    return int(count)


def nothing(connection: psycopg.Connection, body: str) -> tuple[bool, bool, bool]:
    """Return of a document whether it has the key ``year``, whether ``->`` is NULL, and whether ``->>`` is NULL."""
    query = "SELECT b ? 'year', b -> 'year' IS NULL, b ->> 'year' IS NULL FROM (VALUES (CAST(%s AS jsonb))) AS v (b)"
    ((known, value_is_null, text_is_null),) = connection.execute(query, [body]).fetchall()
    return known, value_is_null, text_is_null


def promote_seats(connection: psycopg.Connection) -> None:
    """Give ``plane_documents`` the column ``seats``, generated from the body, with the index ``plane_documents_seats``.

    With statistics, so that the planner knows it.
    """
    connection.execute("""
        ALTER TABLE plane_documents
          ADD COLUMN seats integer GENERATED ALWAYS AS (CAST(body #>> '{model,seats}' AS integer)) STORED
    """)
    connection.execute("CREATE INDEX plane_documents_seats ON plane_documents (seats)")
    connection.execute("ANALYZE plane_documents")


def estimated(connection: psycopg.Connection, condition: str) -> int:
    """Return how many documents the planner expects to meet a condition.

    The condition is SQL, and written by a programmer: it must never come from outside.
    """
    query = f"EXPLAIN (FORMAT JSON) SELECT tailnum FROM plane_documents WHERE {condition}"  # noqa: S608  # see above
    ((plans,),) = connection.execute(query).fetchall()
    return int(plans[0]["Plan"]["Plan Rows"])


def main() -> None:
    """Make rows of a payload, count a year from documents, and promote a value to a column."""
    with databases.postgresql() as address, psycopg.connect(address) as connection:
        for departure in departures(connection, PAYLOAD):
            print(departure)
        for payload in ('{"airport": "JFK", "departures": [{"gates": []}]}', "{"):
            try:
                departures(connection, payload)
            except PayloadError as error:
                print("PayloadError:", error)

        make_documents(connection)
        print("months of all planes:", *by_month(connection)[:3], "...")
        print("more than 149 seats: as text", larger_as_text(connection, 149), "as number", larger(connection, 149))
        for body in ("{}", '{"year": null}', '{"year": 2013}'):
            print(f"{body}: has the key, -> is NULL, ->> is NULL:", nothing(connection, body))

        path = "CAST(body #>> '{model,seats}' AS integer)"
        promote_seats(connection)
        for seats in (300, 50):
            guess, known = (estimated(connection, f"{value} > {seats}") for value in (path, "seats"))
            true = larger(connection, seats)
            print(f"more than {seats} seats: {true} planes; expected by path {guess}, by column {known}")
        connection.rollback()


if __name__ == "__main__":
    main()
