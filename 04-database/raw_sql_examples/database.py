"""One way to ask two engines: SQL with named values, and what differs between the engines by name.

Both drivers follow the DB-API, but psycopg marks a value as ``%(name)s`` and sqlite3 as ``:name``. Here a query is
written with ``:name``. Values never become part of the text: that is the whole defence against injection.

Cost: a regular expression over the text of a query.
Not for: applications. They have one engine; write its dialect, or let SQLAlchemy Core write it.
Asked: why is a query with values in its text slower as well as dangerous? (A new text is a new plan.)
Source: PEP 249, https://www.psycopg.org/psycopg3/docs/basic/params.html
"""

import re
import sqlite3
from typing import Any

import psycopg

type Connection = psycopg.Connection | sqlite3.Connection
type Row = tuple[Any, ...]  # a driver learns the types of a row from the database

VALUE = re.compile(r"(?<![:\w]):([a-z_]\w*)")
SPELLINGS = {
    "postgresql": {
        "month": "CAST(extract(month FROM {0}) AS integer)",
        "weekday": "CAST(extract(isodow FROM {0}) AS integer)",  # 1 is Monday
        "days_between": "({1} - {0})",
        "days_after": "({0} + CAST({1} AS integer))",
        "correlation": "corr({1}, {0})",
    },
    "sqlite": {
        "month": "CAST(strftime('%m', {0}) AS integer)",
        "weekday": "((CAST(strftime('%w', {0}) AS integer) + 6) % 7 + 1)",
        "days_between": "CAST(julianday({1}) - julianday({0}) AS integer)",
        "days_after": "date({0}, ({1}) || ' days')",
        # Pearson's: the covariance divided by the root of both variances. For rows in which both are known: corr leaves
        # out the others, avg only those without its own.
        "correlation": (
            "(avg({0} * {1}) - avg({0}) * avg({1}))"
            " / sqrt((avg({0} * {0}) - avg({0}) * avg({0})) * (avg({1} * {1}) - avg({1}) * avg({1})))"
        ),
    },
}


def engine_of(connection: Connection) -> str:
    """Return ``"sqlite"`` or ``"postgresql"``."""
    return "sqlite" if isinstance(connection, sqlite3.Connection) else "postgresql"


def rows(connection: Connection, query: str, **values: object) -> list[Row]:
    """Return all rows of a query whose values are marked by name: ``rows(c, "SELECT :n", n=1)``.

    A value is for both engines what it is for the driver: a text with quotes in it is a text.
    """
    if isinstance(connection, sqlite3.Connection):
        return connection.execute(query, values).fetchall()
    return connection.execute(marked(query), values).fetchall()


def run(connection: Connection, statement: str, **values: object) -> int:
    """Run a statement that returns no rows, and return how many rows it changed (-1 where that means nothing)."""
    if isinstance(connection, sqlite3.Connection):
        return connection.execute(statement, values).rowcount
    return connection.execute(marked(statement), values).rowcount


def marked(query: str) -> str:
    """Return a query with its values marked as psycopg wants them, and each ``%`` doubled.

    A mark is a colon and a name that begins with a lower-case letter or ``_``. Casts (``::int``) and slices
    (``a[1:n]``) are left alone: no mark follows a colon, a letter or a digit.

    >>> marked("SELECT :n::int WHERE name LIKE 'a%'")
    "SELECT %(n)s::int WHERE name LIKE 'a%%'"
    """
    return VALUE.sub(r"%(\1)s", query.replace("%", "%%"))


def spelled(connection: Connection, what: str, *arguments: str) -> str:
    """Return an expression as the connection's engine spells it: ``spelled(c, "month", "flight_date")``.

    ``month`` (1 to 12) and ``weekday`` (1 is Monday) take a date; ``days_between`` two dates, the earlier first;
    ``days_after`` a date and how many days after it; ``correlation`` two numbers that are both known. Raise KeyError
    for anything else. Arguments are names and expressions of the caller's own text, never input.
    """
    return SPELLINGS[engine_of(connection)][what].format(*arguments)
