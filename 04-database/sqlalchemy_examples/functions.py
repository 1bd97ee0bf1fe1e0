"""One expression, two dialects: SQL that SQLAlchemy does not know, spelled for each engine.

``func.anything(x)`` sends ``anything(x)``, whatever the engine. When engines differ in more than a name, an expression
gets a class, and ``@compiles`` says for each dialect how it is written. Queries then hold one name, and the spelling is
in one place, chosen when the statement is compiled.

Cost: a compiled statement is cached by its structure; ``inherit_cache = True`` says that the class and the arguments
are all of that structure. Without it each execution compiles anew, and SQLAlchemy warns.
Not for: an application with one engine; there ``func.corr`` and ``Flight.flight_date + 1`` say the same.
Asked: how do you keep one code base on two databases? (Few spellings in one place; tests that run on both.)
Source: https://docs.sqlalchemy.org/en/21/core/compiler.html
"""

from datetime import date
from typing import Any

from sqlalchemy import Date, Double, Integer, literal, make_url, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from sqlalchemy_examples.database import loaded
from sqlalchemy_examples.models import Flight


class days_after(FunctionElement[date]):  # noqa: N801  # named like the functions of func
    """The date some days after a date: ``days_after(Flight.flight_date, 7)``; both may be expressions."""

    name = "days_after"
    inherit_cache = True
    type = Date()


class days_between(FunctionElement[int]):  # noqa: N801
    """The days from a date to a later one: ``days_between(earlier, later)``."""

    name = "days_between"
    inherit_cache = True
    type = Integer()


class correlation(FunctionElement[float]):  # noqa: N801
    """Pearson's correlation of two columns, -1 to 1, an aggregate: ``correlation(Weather.wind_speed, ...)``.

    SQLite has none: there it is the covariance divided by the root of both variances.
    """

    name = "correlation"
    inherit_cache = True
    type = Double()


SPELLINGS = {
    (days_after, "postgresql"): "({0} + CAST({1} AS INTEGER))",
    (days_after, "sqlite"): "date({0}, ({1}) || ' days')",
    (days_between, "postgresql"): "({1} - {0})",
    (days_between, "sqlite"): "CAST(julianday({1}) - julianday({0}) AS INTEGER)",
    (correlation, "postgresql"): "corr({1}, {0})",
    (correlation, "sqlite"): (
        "((avg({0} * {1}) - avg({0}) * avg({1}))"
        " / sqrt((avg({0} * {0}) - avg({0}) * avg({0})) * (avg({1} * {1}) - avg({1}) * avg({1}))))"
    ),
}


@compiles(days_after)
@compiles(days_between)
@compiles(correlation)
def spell(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
    """Return the expression as the dialect of the compiler writes it, or raise NotImplementedError for another one.

    The message names both: ``correlation is not spelled for mysql``.
    """
    spelling = SPELLINGS.get((type(element), compiler.dialect.name))
    if spelling is None:
        raise NotImplementedError(f"{element.name} is not spelled for {compiler.dialect.name}")
    return spelling.format(*(compiler.process(clause, **options) for clause in element.clauses))


def main() -> None:
    """Show what one query becomes on each engine."""
    new_year = literal(date(2014, 1, 1))
    query = (
        select(days_after(Flight.flight_date, 7), days_between(Flight.flight_date, new_year))
        .order_by(Flight.flight_date)
        .limit(1)
    )
    for url in ("postgresql+psycopg://", "sqlite://"):
        dialect = make_url(url).get_dialect()()
        print(f"{dialect.name}:")
        print(query.compile(dialect=dialect), end="\n\n")
    with loaded() as engine, Session(engine) as session:
        print("A week after the first flight, and how many days of the year were left:", *session.execute(query).one())


if __name__ == "__main__":
    main()
