"""Injection through an ORM: what SQLAlchemy protects, and the doors that it leaves to those who ask.

Expressions (``Flight.dest == value``) become SQL with marked values, whatever the value. ``text()`` and
``literal_column()`` are SQL as it stands: made with an f-string they are as open as any. An attribute picked by a
visitor's word, ``getattr(Model, name)``, is no SQL, and still shows columns that nobody meant to show.

The ``careless_`` functions are the attack's target and exist to be attacked; the tests run both.

Cost: none.
Not for: thinking that an ORM has ended the matter.
Asked: is an application that uses an ORM safe from injection? (Where it uses the expressions, yes.)
Source: https://docs.sqlalchemy.org/en/21/core/sqlelement.html#sqlalchemy.sql.expression.text
"""

from typing import Any

from sqlalchemy import ColumnElement, literal_column, select, text
from sqlalchemy.orm import Session

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Airline, Airport

type Row = tuple[Any, ...]

ORDERS: dict[str, ColumnElement[Any]] = {
    "name": Airport.name.asc(),
    "-name": Airport.name.desc(),
    "altitude": Airport.alt.asc(),
}


def careless_airport(session: Session, faa: str) -> list[Row]:
    """Return (faa, name) of an airport. The hole: ``text()`` around an f-string."""
    query = text(f"SELECT faa, name FROM airports WHERE faa = '{faa}'")  # noqa: S608  # the hole
    return [tuple(row) for row in session.execute(query)]


def careful_airport(session: Session, faa: str) -> list[Row]:
    """Return (faa, name) of an airport, by an expression."""
    return [tuple(row) for row in session.execute(select(Airport.faa, Airport.name).where(Airport.faa == faa))]


def careful_airport_as_text(session: Session, faa: str) -> list[Row]:
    """Return (faa, name) of an airport by ``text()`` with a marked value: right, too, where SQL by hand is needed."""
    query = text("SELECT faa, name FROM airports WHERE faa = :faa")
    return [tuple(row) for row in session.execute(query, {"faa": faa})]


def careless_sorted(session: Session, order: str) -> list[str]:
    """Return the codes ANC, BOS and DEN in an order. The hole: ``literal_column`` takes any expression."""
    query = select(Airport.faa).where(Airport.faa.in_(["ANC", "BOS", "DEN"])).order_by(literal_column(order))
    return list(session.scalars(query))


def careful_sorted(session: Session, order: str) -> list[str]:
    """Return the codes ANC, BOS and DEN in one of the orders of ORDERS, or raise ValueError.

    Its message: ``unknown order 'x': expected one of name, -name, altitude``.
    """
    if order not in ORDERS:
        raise ValueError(f"unknown order {order!r}: expected one of {', '.join(ORDERS)}")
    query = select(Airport.faa).where(Airport.faa.in_(["ANC", "BOS", "DEN"])).order_by(ORDERS[order])
    return list(session.scalars(query))


def careless_airlines(session: Session, part: str) -> list[str]:
    """Return names of airlines that hold a text, in order. The hole: ``%`` and ``_`` in it are wildcards."""
    return list(session.scalars(select(Airline.name).where(Airline.name.contains(part)).order_by(Airline.name)))


def careful_airlines(session: Session, part: str) -> list[str]:
    """Return names of airlines that hold a text, in order, its wildcards escaped."""
    query = select(Airline.name).where(Airline.name.contains(part, autoescape=True)).order_by(Airline.name)
    return list(session.scalars(query))


def main() -> None:
    """Attack each careless function, then its careful twin."""
    union = "' UNION SELECT carrier, name FROM airlines ORDER BY 1 LIMIT 2 --"
    with loaded() as engine, Session(engine) as session:
        print("text()          ", careless_airport(session, union))
        print("expression      ", careful_airport(session, union))
        print("text() and mark ", careful_airport_as_text(session, union), careful_airport_as_text(session, "JFK"))
        guess = "CASE WHEN (SELECT count(*) FROM airlines) > 10 THEN alt ELSE 0 END DESC"
        print("literal_column  ", careless_sorted(session, guess), "by a subquery of the attacker")
        try:
            careful_sorted(session, guess)
        except ValueError as error:
            print("a list of orders", str(error).partition(":")[2].strip())
        print("contains        ", len(careless_airlines(session, "_")), "airlines;", careful_airlines(session, "_"))


if __name__ == "__main__":
    main()
