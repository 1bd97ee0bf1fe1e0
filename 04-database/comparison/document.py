"""All forty questions on paper: a page a chapter, with the SQL of the three layers and the first rows.

``nox -s run -- 04-database/comparison/document.py --write`` writes the pages of the folder ``queries``. A test makes
them anew and compares, so they cannot go stale.

A page that is made must come out the same each time and everywhere. So it shows no times, numbers with three decimals,
and lists of values in a query, which depend on the data, as ``IN (...)``.

Cost: each question is asked of each layer once, a few seconds.
Not for: documentation of an API; there the tool that serves the interface writes it.
Asked: how do you keep documentation true? (Make it from the code and let a test compare, or execute what it shows.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/querysets/, https://docs.sqlalchemy.org/en/21/orm/queryguide/
"""

import argparse
import re
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from comparison.answers import LAYERS, Answer, Layers, Row, layers
from comparison.questions import FORTY, Question
from comparison.show import TITLES, readable
from flights import databases

FOLDER = Path(__file__).parents[1] / "queries"
COMMAND = "nox -s run -- 04-database/comparison/document.py --write"
VALUE = r"%(?:\(\w+\))?s(?:::\w+)?"
VALUES = re.compile(rf"\bIN\s*\(\s*{VALUE}(?:,\s*{VALUE})*\s*\)")
ROWS = 3
WIDTH = 120


def pages(asked: Layers, rows_from: Layers | None = None) -> dict[str, str]:
    """Return the text of each page by the name of its file: ``README.md``, the index, and a page for each chapter.

    Statements are those that were sent to the first database, rows those of the second, or of the first without one.
    """
    found: dict[str, list[str]] = {}
    for question in FORTY:
        answers = {layer: asked.ask(layer, question) for layer in LAYERS}
        rows = answers["raw"].rows if rows_from is None else rows_from.ask("raw", question).rows
        page = found.setdefault(f"{question.chapter}.md", head(question.chapter))
        page += section(question, answers, rows)
    found["README.md"] = index()
    return {name: "\n".join(lines) for name, lines in found.items()}


def head(chapter: str) -> list[str]:
    """Return the lines before the first question of a page.

    The heading, ``# Weather delays``, an empty line, one with a link to the chapter's file of each layer, and more.
    """
    files = ", ".join(f"[{TITLES[layer]}](../{package}/{chapter}.py)" for layer, package in LAYERS.items())
    return [
        f"# {chapter.replace('_', ' ').capitalize()}",
        "",
        f"The code: {files}.",
        "",
        "What each layer hands to the driver of PostgreSQL, formatted, with lists of values as `IN (...)`. Written by",
        f"`{COMMAND}`.",
        "",
    ]


def index() -> list[str]:
    """Return the lines of the index, with a row for each question in a table.

    ``| 1 | [flights_by_carrier](counting.md#1-flights_by_carrier) | carrier, flights |``
    """
    lines = [
        "# Forty questions, three times",
        "",
        f"Each with its SQL by hand, by SQLAlchemy and by Django, and the first rows. Written by `{COMMAND}`.",
        "",
        "| | question | columns |",
        "|---|---|---|",
    ]
    for question in FORTY:
        link = f"[{question.name}]({question.chapter}.md#{anchor(question)})"
        lines.append(f"| {question.number} | {link} | {', '.join(question.columns)} |")
    return [*lines, ""]


def anchor(question: Question) -> str:
    """Return the anchor that GitHub gives to the heading of a question.

    >>> anchor(FORTY[0])
    '1-flights_by_carrier'
    """
    return f"{question.number}-{question.name}"


def section(question: Question, answers: dict[str, Answer], rows: Sequence[Row]) -> list[str]:
    """Return the lines of a question: heading, text, what each layer sent, and the first three rows as a table.

    The heading is ``## 1. flights_by_carrier``. For each layer: its title, the function with a link to its file and the
    number of statements, ``Django, [flights_by_carrier](../django_orm_examples/counting.py), 1 statement:``, then a
    block of SQL, in which lists of values are ``IN (...)``. Below the table ``4 rows.`` when it does not show all, else
    ``No more.``, and an empty line.
    """
    lines = [f"## {question.number}. {question.name}", "", *textwrap.wrap(question.text, WIDTH), ""]
    for layer, package in LAYERS.items():
        sent = [VALUES.sub("IN (...)", readable(statement.sql)) for statement in answers[layer].statements]
        count = f"{len(sent)} statement{'s' if len(sent) > 1 else ''}"
        lines += [f"{TITLES[layer]}, [{question.name}](../{package}/{question.chapter}.py), {count}:", ""]
        lines += ["```sql", *"\n\n".join(sent).splitlines(), "```", ""]
    lines += [
        "| " + " | ".join(question.columns) + " |",
        "|" + "---|" * len(question.columns),
        *("| " + " | ".join(map(cell, row)) + " |" for row in rows[:ROWS]),
        "",
        f"{len(rows)} rows." if len(rows) > ROWS else "No more.",
        "",
    ]
    return lines


def cell(value: object) -> str:
    """Return a value as a cell of a table: numbers that may have decimals with three of them, None as NULL.

    >>> cell(12.5), cell(None), cell("JFK"), cell(7)
    ('12.500', 'NULL', 'JFK', '7')
    """
    if value is None:
        return "NULL"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def stale(written: dict[str, str], folder: Path = FOLDER) -> list[str]:
    """Return the names of the pages of a folder that are missing, differ, or should not be there, by name."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in written.keys() | there.keys() if written.get(name) != there.get(name))


def write(written: dict[str, str], folder: Path = FOLDER) -> None:
    """Make the folder hold these pages and no other ones."""
    folder.mkdir(exist_ok=True)
    for name in stale(written, folder):
        if name in written:
            (folder / name).write_text(written[name], encoding="utf-8")
        else:
            (folder / name).unlink()


def main(arguments: Sequence[str] = ()) -> None:
    """Write the pages when asked to; else say what is on them."""
    parser = argparse.ArgumentParser(prog="document.py", description="Write a page for each chapter of questions.")
    parser.add_argument("--write", action="store_true", help="write the pages; without it, say what is on them")
    options = parser.parse_args(arguments)
    if not options.write:
        for chapter in dict.fromkeys(question.chapter for question in FORTY):
            numbers = [question.number for question in FORTY if question.chapter == chapter]
            print(f"{FOLDER.name}/{chapter}.md: questions {numbers[0]} to {numbers[-1]}")
        print(f"To write them: {COMMAND}")
        return
    with databases.postgresql() as address, layers(address) as asked:
        written = pages(asked)
    changed = stale(written)
    write(written)
    print(f"{len(written)} pages, {len(changed)} of them changed: {', '.join(changed) or 'none'}")


if __name__ == "__main__":
    main(sys.argv[1:])
