"""One question, its answer, and the SQL that each of the three layers sent for it.

``nox -s run -- 04-database/comparison/show.py 30`` shows question 30, by number or by name (``longest_delayed_runs``);
without one it lists all forty. ``--engine sqlite`` asks SQLite.

Read the three texts side by side: the same names of tables, CTEs as somebody wrote them or a subquery that the ORM
made, a constant in the text or a placeholder for it. Then look at the number of statements, and only then at the time,
which is that of one run: for times there is the benchmark.

Cost: a loaded database, which is copied in half a second.
Not for: finding out why something is slow; take the text and put EXPLAIN (ANALYZE, BUFFERS) before it.
Asked: an ORM query is slow; what do you look at first? (The number of statements, then the SQL, then its plan.)
Source: https://sqlparse.readthedocs.io/
"""

import argparse
import sys
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import sqlparse

from comparison.answers import LAYERS, Layers, Statement, layers
from comparison.questions import FORTY, Question
from flights import databases
from raw_sql_examples.printing import show

TITLES = {"raw": "SQL by hand", "sqlalchemy": "SQLAlchemy", "django": "Django"}
WIDTH = 100


def find(wanted: str) -> Question:
    """Return the question of a number ("30") or a name ("longest_delayed_runs").

    Raise ValueError for an unknown one: ``unknown question '41': expected a number from 1 to 40, or a name such as
    flights_by_carrier``.
    """
    for question in FORTY:
        if wanted in (str(question.number), question.name):
            return question
    raise ValueError(
        f"unknown question {wanted!r}: expected a number from 1 to {len(FORTY)}, or a name such as {FORTY[0].name}"
    )


def readable(sql: str) -> str:
    """Return SQL in lines for reading: what was written by hand as it was written, what was generated formatted.

    By hand is what begins with a line break, as a text between triple quotes does.

    >>> print(readable("select a from b where c = %s"))
    SELECT a
    FROM b
    WHERE c = %s
    """
    if sql.startswith("\n"):
        return textwrap.dedent(sql).strip()
    # reindent_aligned and the like would move more; this only breaks lines where clauses begin.
    return str(sqlparse.format(sql, reindent=True, keyword_case="upper", strip_whitespace=True)).strip()


def values_of(statement: Statement) -> str:
    """Return the bound values of a statement in one line, or "" when it has none.

    Named ones with their names (``param_1 = 20, kind = 'calm'``), others in their order (``20, 'calm'``). Dates are
    written as in SQL, ``'2013-12-31'``, and None as NULL.
    """
    values = statement.values
    if isinstance(values, Mapping):
        return ", ".join(f"{name} = {_literal(value)}" for name, value in values.items())
    return ", ".join(map(_literal, values)) if isinstance(values, Sequence) else ""


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    # str() and not repr(): Django hands the driver numbers of classes of its own.
    return str(value) if isinstance(value, int | float) else "'{}'".format(str(value).replace("'", "''"))


def listing() -> list[str]:
    """Return a line for each of the forty questions: number, chapter and name, in columns."""
    return [f"{question.number:>2}  {question.chapter:<16} {question.name}" for question in FORTY]


def report(asked: Layers, question: Question) -> None:
    """Print a question, then for each layer what it sent and how long it took, then the first rows of the answer.

    The question begins with its number, ``38. Airports ...``, in lines of at most 100 characters. A layer begins with
    its title, function, file, and counts: ``Django, reachable_in_two_hops of django_orm_examples/recursion.py: 4
    statements, 86 rows, 12 ms`` in one line; then its statements as ``readable`` gives them, indented by four spaces,
    each of several after a line ``-- statement 2`` and before its values, ``-- values: 'EWR'``, if it has any. In the
    end the answer, as ``raw_sql_examples.printing.show`` prints it.

    Each layer is asked twice, and the second time counts: the first imports the module and warms up caches.
    """
    print(textwrap.fill(f"{question.number}. {question.text}", WIDTH), end="\n\n")
    for layer, package in LAYERS.items():
        asked.ask(layer, question)
        start = time.perf_counter()
        answer = asked.ask(layer, question)
        seconds = time.perf_counter() - start
        count = len(answer.statements)
        sent = f"{count} statement{'s' if count > 1 else ''}"
        place = f"{package}/{question.chapter}.py"
        print(f"{TITLES[layer]}, {question.name} of {place}: {sent}, {len(answer.rows)} rows, {1000 * seconds:.0f} ms")
        for number, statement in enumerate(answer.statements, start=1):
            print(textwrap.indent((f"-- statement {number}\n" if count > 1 else "") + readable(statement.sql), "    "))
            if values := values_of(statement):
                print(textwrap.indent(textwrap.fill(f"-- values: {values}", WIDTH, subsequent_indent="-- "), "    "))
        print()
    show("The answer:", question.columns, answer.rows)


def loaded(engine: str) -> AbstractContextManager[str | Path]:
    """Return the context of a loaded database of an engine: "postgresql" or "sqlite", or raise ValueError.

    The message is ``unknown engine 'oracle': expected one of postgresql, sqlite``.
    """
    ways: dict[str, Callable[[], AbstractContextManager[str | Path]]] = {
        "postgresql": databases.postgresql,
        "sqlite": databases.sqlite,
    }
    if engine not in ways:
        raise ValueError(f"unknown engine {engine!r}: expected one of {', '.join(ways)}")
    return ways[engine]()


def main(arguments: Sequence[str] = ()) -> None:
    """List the questions, or show the one that the arguments name; leave with a message for one that is unknown."""
    parser = argparse.ArgumentParser(prog="show.py", description="Show a question and the SQL of the three layers.")
    parser.add_argument("question", nargs="?", help="its number or name; without one, all are listed")
    parser.add_argument("--engine", default="postgresql", help="postgresql (default) or sqlite")
    options = parser.parse_args(arguments)
    if options.question is None:
        print(*listing(), sep="\n")
        return
    try:
        question, database = find(options.question), loaded(options.engine)
    except ValueError as error:
        parser.error(str(error))
    with database as address, layers(address) as asked:
        report(asked, question)


if __name__ == "__main__":
    main(sys.argv[1:])
