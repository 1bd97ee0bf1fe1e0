"""SQL injection through seven holes, each beside its mend; the eighth, the ORM's raw SQL, is in the ORM packages.

One cause: text of a visitor becomes part of the command. One cure for values: give them beside the query, marked. What
cannot be marked, a name or a direction, comes from a list of one's own. Three holes are left by people who know this:
the name of a column, the pattern of LIKE, and a value that was stored safely and is pasted later.

The ``careless_`` functions are the attack's target and exist to be attacked; the tests run both.

Cost: none; a marked value also lets the server keep its plan.
Not for: escaping by hand, or a filter of bad words: both lose to an encoding that nobody thought of.
Asked: can one inject through ORDER BY? Through a number? How do you pass a list to IN?
Source: OWASP, "SQL Injection Prevention Cheat Sheet"; https://www.psycopg.org/psycopg3/docs/api/sql.html
"""

from collections.abc import Sequence
from typing import LiteralString

import psycopg
from psycopg import sql

from flights import databases
from raw_sql_examples.database import Row

ORDERS: dict[str, LiteralString] = {"name": "name", "-name": "name DESC", "altitude": "alt, faa"}
SETUP = """
CREATE TEMPORARY TABLE users (name text PRIMARY KEY, secret text NOT NULL, home varchar(3), settings jsonb NOT NULL);
INSERT INTO users VALUES
    ('ada', 'analytical', 'JFK', '{"theme": "dark", "token": "t-ada"}'),
    ('grace', 'compiler', 'LGA', '{"theme": "light", "token": "t-grace"}');
"""


def create(connection: psycopg.Connection) -> None:
    """Make the temporary table ``users`` with two rows: ada with the secret ``analytical``, grace with ``compiler``."""
    connection.execute(SETUP)


def careless_airport(connection: psycopg.Connection, faa: str) -> list[Row]:
    """Return (faa, name) of an airport. Hole 1, a string: a quote ends it, and what follows is a command."""
    query = f"SELECT faa, name FROM airports WHERE faa = '{faa}'"  # noqa: S608  # the hole
    return connection.execute(query.encode()).fetchall()


def careful_airport(connection: psycopg.Connection, faa: str) -> list[Row]:
    """Return (faa, name) of an airport; whatever the code looks like, it is a value."""
    return connection.execute("SELECT faa, name FROM airports WHERE faa = %s", [faa]).fetchall()


def careless_count(connection: psycopg.Connection, table: str) -> int:
    """Return the number of rows of a table. Hole 2, an identifier: a name may go on as a query of its own."""
    found = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608  # the hole
    assert found is not None  # noqa: S101  # count gives one row
    return int(found[0])


def careful_count(connection: psycopg.Connection, table: str, allowed: Sequence[str]) -> int:
    """Return the number of rows of a table that is on the list, or raise ValueError.

    Its message: ``unknown table 'x': expected one of a, b``. ``sql.Identifier`` quotes the name; the list decides which
    tables a caller may ask for, which quoting does not.
    """
    if table not in allowed:
        raise ValueError(f"unknown table {table!r}: expected one of {', '.join(allowed)}")
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert found is not None  # noqa: S101  # count gives one row
    return int(found[0])


def careless_sorted(connection: psycopg.Connection, order: str) -> list[Row]:
    """Return (faa) of three airports. Hole 3, ORDER BY: an expression there asks any question, a bit a request."""
    query = f"SELECT faa FROM airports WHERE faa IN ('ANC', 'BOS', 'DEN') ORDER BY {order}"  # noqa: S608  # the hole
    return connection.execute(query.encode()).fetchall()


def careful_sorted(connection: psycopg.Connection, order: str) -> list[Row]:
    """Return (faa) of the airports ANC, BOS and DEN in one of the orders of ORDERS, or raise ValueError.

    Its message: ``unknown order 'x': expected one of name, -name, altitude``. What SQL gets is this file's own text.
    """
    if order not in ORDERS:
        raise ValueError(f"unknown order {order!r}: expected one of {', '.join(ORDERS)}")
    query = sql.SQL("SELECT faa FROM airports WHERE faa IN ('ANC', 'BOS', 'DEN') ORDER BY {}")
    return connection.execute(query.format(sql.SQL(ORDERS[order]))).fetchall()


def careless_search(connection: psycopg.Connection, beginning: str) -> list[Row]:
    """Return (name) of users by the beginning of their name. Hole 4, LIKE: marked, but ``%`` finds everybody."""
    query = "SELECT name FROM users WHERE name LIKE %s ORDER BY name"
    return connection.execute(query, [beginning + "%"]).fetchall()


def careful_search(connection: psycopg.Connection, beginning: str) -> list[Row]:
    r"""Return (name) of users whose name begins with a text, in order; ``%``, ``_`` and ``\`` stand for themselves."""
    query = r"SELECT name FROM users WHERE name LIKE %s ESCAPE '\' ORDER BY name"
    return connection.execute(query, [literal_pattern(beginning) + "%"]).fetchall()


def literal_pattern(text: str) -> str:
    r"""Return a text as a LIKE pattern that matches it alone, with ``\`` as escape.

    >>> print(literal_pattern(r"100%_\x"))
    100\%\_\\x
    """
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return text


def careless_homes(connection: psycopg.Connection, names: Sequence[str]) -> list[Row]:
    """Return (home) of the users named. Hole 5, IN: a list pasted together is a string pasted together."""
    listed = ", ".join(f"'{name}'" for name in names)
    query = f"SELECT home FROM users WHERE name IN ({listed}) ORDER BY home"  # noqa: S608  # the hole
    return connection.execute(query.encode()).fetchall()


def careful_homes(connection: psycopg.Connection, names: Sequence[str]) -> list[Row]:
    """Return (home) of the users named, in order: one marked value, an array. An empty list finds nobody."""
    return connection.execute("SELECT home FROM users WHERE name = ANY(%s) ORDER BY home", [list(names)]).fetchall()


def register(connection: psycopg.Connection, name: str, home: str) -> None:
    """Store a user, safely; the name may be anything."""
    connection.execute("INSERT INTO users VALUES (%s, 'x', %s, '{}')", [name, home])


def careless_report(connection: psycopg.Connection, name: str) -> list[Row]:
    """Return (name, home) of users with the home of a stored user. Hole 6, second order: what is stored is trusted.

    The first query is careful; its result is pasted into the second.
    """
    stored = connection.execute("SELECT name FROM users WHERE name = %s", [name]).fetchall()
    query = f"""
        SELECT name, home FROM users
        WHERE home = (SELECT home FROM users WHERE name = '{stored[0][0]}')
        ORDER BY name
    """  # noqa: S608  # the hole
    return connection.execute(query.encode()).fetchall()


def careful_report(connection: psycopg.Connection, name: str) -> list[Row]:
    """Return (name, home) of users with the home of a stored user, by name; where a value came from does not matter."""
    query = """
        SELECT name, home
        FROM users
        WHERE home = (SELECT home FROM users WHERE name = %s)
        ORDER BY name
    """
    return connection.execute(query, [name]).fetchall()


def careless_setting(connection: psycopg.Connection, name: str, key: str) -> list[Row]:
    """Return one of a user's settings. Hole 7, JSON path: a path is a language, and a pasted key is a part of it."""
    query = "SELECT jsonb_path_query_array(settings, %s::jsonpath) FROM users WHERE name = %s"
    return connection.execute(query, [f"$.{key}", name]).fetchall()


def careful_setting(connection: psycopg.Connection, name: str, key: str) -> list[Row]:
    """Return one of a user's settings, ``[("dark",)]``, or ``[(None,)]`` for one that is not there: a marked key."""
    return connection.execute("SELECT settings -> %s FROM users WHERE name = %s", [key, name]).fetchall()


def main() -> None:
    """Attack each careless function, then its careful twin."""
    union = "' UNION SELECT name, secret FROM users --"
    guess = "(CASE WHEN (SELECT secret FROM users WHERE name = 'ada') LIKE 'a%' THEN name ELSE faa END) DESC"
    with databases.postgresql() as address, databases.connect(address) as connection:
        create(connection)
        print("string      ", careless_airport(connection, union), careful_airport(connection, union))
        print("identifier  ", careless_count(connection, "users WHERE secret LIKE 'a%'"))
        print("ORDER BY    ", careless_sorted(connection, guess), "(ANC first: the secret begins with a)")
        print("LIKE        ", careless_search(connection, "%"), careful_search(connection, "%"))
        attack = ["x') OR ('' = '"]
        print("IN          ", careless_homes(connection, attack), careful_homes(connection, attack))
        thief = "x') UNION SELECT secret, name FROM users --"
        register(connection, thief, "BOS")
        print("second order", careless_report(connection, thief)[:2], careful_report(connection, thief))
        print("JSON path   ", careless_setting(connection, "ada", "*"), careful_setting(connection, "ada", "*"))


if __name__ == "__main__":
    main()
