"""Constraints: what the database refuses, whoever writes, and how an application learns which rule was broken.

A check in Python holds for one program and one moment. Between a check and the INSERT after it, another client writes.
A constraint holds for all, and under concurrency. The application still checks, for kinder messages, and translates the
constraint's name when the database has the last word.

Cost: a unique constraint is an index; a foreign key is a look-up at each insert and, without an index on the referring
side, a scan at each delete; CHECK is next to nothing.
Not for: rules that need several rows of several tables (locks, or a SERIALIZABLE transaction), or that change weekly.
Asked: two requests register the same name at once, and each has checked that it is free. What happens?
Source: https://www.postgresql.org/docs/18/ddl-constraints.html
"""

from dataclasses import dataclass

import psycopg

from flights import databases

TABLES = """
CREATE TEMPORARY TABLE gates (
    gate     varchar(4) PRIMARY KEY,
    terminal varchar(2) NOT NULL CONSTRAINT gates_terminal CHECK (terminal <> '')
);
CREATE TEMPORARY TABLE turnarounds (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    gate     varchar(4) NOT NULL,
    tailnum  varchar(6) NOT NULL,
    during   tstzrange NOT NULL,
    next_id  bigint,
    CONSTRAINT turnarounds_gate_exists FOREIGN KEY (gate) REFERENCES gates (gate) ON DELETE RESTRICT,
    CONSTRAINT turnarounds_next_exists FOREIGN KEY (next_id) REFERENCES turnarounds (id) DEFERRABLE,
    CONSTRAINT turnarounds_not_empty CHECK (NOT isempty(during)),
    CONSTRAINT turnarounds_once UNIQUE (tailnum, during)
);
CREATE TEMPORARY TABLE runway_slots (
    tailnum varchar(6) NOT NULL,
    during  tstzrange NOT NULL,
    CONSTRAINT runway_one_at_a_time EXCLUDE USING gist (during WITH &&)
);
"""
MESSAGES = {
    "gates_pkey": "this gate is there already",
    "gates_terminal": "the terminal needs a name",
    "turnarounds_gate_exists": "there is no such gate, or it is in use",
    "turnarounds_next_exists": "there is no such turnaround to follow",
    "turnarounds_not_empty": "a turnaround takes some time",
    "turnarounds_once": "this plane has this turnaround already",
    "runway_one_at_a_time": "the runway is taken at that time",
}


@dataclass(frozen=True)
class Refusal:
    """What was refused: the kind, as PostgreSQL names it, the constraint or column, and a sentence for a person."""

    kind: str
    name: str
    message: str


def create(connection: psycopg.Connection) -> None:
    """Make the temporary tables ``gates``, ``turnarounds`` and ``runway_slots``, which only this connection sees."""
    connection.execute(TABLES)


def attempt(connection: psycopg.Connection, statement: str, *values: object) -> Refusal | None:
    """Run a statement, values marked by ``%s``, and return None, or how it was refused, with nothing changed.

    A savepoint keeps the transaction usable. The kind is ``UniqueViolation``, ``ForeignKeyViolation``,
    ``RestrictViolation`` (a row that others refer to), ``CheckViolation``, ``NotNullViolation`` or
    ``ExclusionViolation``; the name is the constraint's, or the column's for a missing value, whose message is
    ``COLUMN is missing``.
    """
    try:
        with connection.transaction():
            connection.execute(statement.encode(), values)
    except psycopg.IntegrityError as error:
        return translate(error)
    return None


def translate(error: psycopg.IntegrityError) -> Refusal:
    """Return a refusal in the words of MESSAGES; an unknown constraint gets its own name as message, none ``?``.

    The server sends names apart from its text, which is in its own language and repeats the values of the row.
    """
    if isinstance(error, psycopg.errors.NotNullViolation):
        name = error.diag.column_name or "?"
        return Refusal(type(error).__name__, name, f"{name} is missing")
    name = error.diag.constraint_name or "?"
    return Refusal(type(error).__name__, name, MESSAGES.get(name, name))


def swap(connection: psycopg.Connection, first: int, second: int) -> None:
    """Let two turnarounds follow each other, the second one not yet written: checked at the end, not at each statement.

    ``SET CONSTRAINTS ... DEFERRED`` puts off what is DEFERRABLE until COMMIT, or until it is IMMEDIATE again, as it is
    at the end here. Both get gate A1 and the hour from 10, UTC, of 2013-01-01; the first is of plane N1, the second of
    N2, and their ids are those that are given.
    """
    insert = """
        INSERT INTO turnarounds (id, gate, tailnum, during, next_id)
        OVERRIDING SYSTEM VALUE
        VALUES (%s, 'A1', %s, '[2013-01-01 10:00+00, 2013-01-01 11:00+00)', %s)
    """
    with connection.transaction():
        connection.execute("SET CONSTRAINTS turnarounds_next_exists DEFERRED")
        connection.execute(insert, [first, "N1", second])
        connection.execute(insert, [second, "N2", first])
        connection.execute("SET CONSTRAINTS turnarounds_next_exists IMMEDIATE")  # checks now what is due


def main() -> None:
    """Break each rule once, and see which one it was."""
    hour = "[2013-01-01 10:00+00, 2013-01-01 11:00+00)"
    turnaround = "INSERT INTO turnarounds (gate, tailnum, during) VALUES (%s, %s, %s)"
    with databases.postgresql() as address, databases.connect(address) as connection:
        create(connection)
        connection.execute("INSERT INTO gates VALUES ('A1', 'A')")
        attempts: list[tuple[str, str, list[object]]] = [
            ("the same gate again", "INSERT INTO gates VALUES (%s, %s)", ["A1", "A"]),
            ("no name of a terminal", "INSERT INTO gates VALUES (%s, %s)", ["A2", ""]),
            ("no terminal", "INSERT INTO gates VALUES (%s, %s)", ["A2", None]),
            ("a gate that is not there", turnaround, ["Z9", "N1", hour]),
            ("no time at all", turnaround, ["A1", "N1", "empty"]),
            ("a first turnaround", turnaround, ["A1", "N3", hour]),
            ("the same one again", turnaround, ["A1", "N3", hour]),
            ("a gate that is in use", "DELETE FROM gates WHERE gate = %s", ["A1"]),
            ("the runway", "INSERT INTO runway_slots VALUES (%s, %s)", ["N1", hour]),
            (
                "the runway, half an hour later",
                "INSERT INTO runway_slots VALUES (%s, %s)",
                ["N2", "[2013-01-01 10:30+00,)"],
            ),
        ]
        for what, statement, values in attempts:
            refusal = attempt(connection, statement, *values)
            print(f"{what:31}", f"{refusal.kind}: {refusal.message}" if refusal else "taken")
        swap(connection, 101, 102)
        print("two that follow each other      taken, since they are checked at the end")


if __name__ == "__main__":
    main()
