"""What was sent: an event before each statement, and a list.

A statement too many is invisible in the code that sends it: ``flight.plane.model`` is an attribute. It shows in a
count. So a test counts the statements of a page, and the count is as much a part of what it expects as the rows are.

Cost: a function call for each statement.
Not for: production, where the driver's instrumentation makes a span of each statement (OpenTelemetry) and
``pg_stat_statements`` counts them in the server.
Asked: how would you notice an N+1 query before your users do? (Count statements in the tests, with two rows and with
three: the number must not grow.)
Source: https://docs.sqlalchemy.org/en/21/core/events.html
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Flight


@contextmanager
def recording(target: Engine | Connection | Session) -> Iterator[list[str]]:
    """Yield a list that gets the text of each statement that an engine, a connection or a session sends meanwhile.

    A statement for many rows (``executemany``) is one. BEGIN, COMMIT and ROLLBACK are the driver's and not in it.
    """
    listened = target.get_bind() if isinstance(target, Session) else target
    sent: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        sent.append(statement)

    event.listen(listened, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(listened, "before_cursor_execute", note)


def table_of(statement: str) -> str:
    """Return the verb of a statement and its first table, to show many statements in a line each.

    >>> table_of("SELECT a, b FROM flights JOIN airlines ON true"), table_of("UPDATE flights SET a = 1")
    ('SELECT flights', 'UPDATE flights')
    >>> table_of("INSERT INTO planes (a) VALUES (1)"), table_of("COMMIT")
    ('INSERT planes', 'COMMIT')
    """
    verb = statement.split()[0].upper()
    found = re.search(r"(?:FROM|INTO|UPDATE)\s+(\w+)", statement)
    return f"{verb} {found[1]}" if found else verb


def main() -> None:
    """Show what a harmless loop sends."""
    with loaded() as engine, Session(engine) as session:
        first = select(Flight).where(Flight.flight_date == date(2013, 1, 1)).order_by(Flight.id).limit(4)
        with recording(session) as sent:
            for flight in session.scalars(first):
                plane = flight.plane
                built = plane.year if plane else None
                print(f"{flight.carrier} {flight.number}: plane {flight.tailnum}, built {built}, {flight.airline.name}")
        print(f"\n{len(sent)} statements for 4 flights:")
        for statement in sent:
            print(" ", table_of(statement))


if __name__ == "__main__":
    main()
