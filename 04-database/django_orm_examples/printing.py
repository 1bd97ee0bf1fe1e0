"""Answers as tables for the eye: a question, its columns, its first rows.

A person wants to see a head line, numbers flush right and text flush left, and NULL as a word: a space would say that
there is an empty text.

``values_list`` gives rows as tuples, ``values`` as dictionaries, and a query without either gives objects. The chapters
ask for tuples: columns are all they need, and objects would cost more than the query.

Cost: the rows shown are looked at twice, once for the widths.
Not for: reports and terminals of users: ``rich.table``; for files: ``csv``, which quotes what has to be quoted.
Asked: ``values``, ``values_list`` or objects? (Columns for reading; objects where something is changed and saved.)
Source: https://docs.djangoproject.com/en/6.1/ref/models/querysets/ (``values_list``)
"""

import textwrap
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

type Row = tuple[Any, ...]

WIDTH = 100


def show(question: str, columns: Sequence[str], answer: Sequence[Row], limit: int = 5) -> None:
    """Print a question, filled to lines of 100 characters, then its first rows as a table, then an empty line.

    Columns are two spaces apart and as wide as their widest cell; a column is flush right when all of it that is shown
    and not NULL is a number. Floats and decimals have three decimals, dates are written as 2013-12-31, None as NULL.
    Below a table that does not hold all rows stands how many there are: ``... 16 rows``. A line ends without spaces.
    Raise ValueError (``expected 2 columns, found 3: (...)``, with the row) for a row that does not fit the columns.

    >>> show("Which carriers are there?", ["carrier", "flights"], [("UA", 58665), ("B6", None)])
    Which carriers are there?
    carrier  flights
    UA         58665
    B6          NULL
    <BLANKLINE>
    """
    shown = answer[:limit]
    for row in shown:
        if len(row) != len(columns):
            raise ValueError(f"expected {len(columns)} columns, found {len(row)}: {row}")
    print(textwrap.fill(question, WIDTH))
    cells = [list(columns), *([_text(value) for value in row] for row in shown)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [
        all(isinstance(value, int | float | Decimal | None) for value in column) for column in zip(*shown, strict=True)
    ]
    for line in cells:
        padded = [
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(line, widths, right or [False] * len(widths), strict=True)
        ]
        print("  ".join(padded).rstrip())
    if len(answer) > limit:
        print(f"... {len(answer)} rows")
    print()


def _text(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, float | Decimal):
        return f"{value:.3f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def main() -> None:
    """Show a table of every kind of value."""
    answer = [("JFK", 13, 12.5, date(2013, 12, 31)), ("EWR", None, Decimal("0.25"), None), ("LGA", 7, 1.0, None)]
    show("What may stand in a row?", ["text", "number", "share", "date"], answer, limit=2)


if __name__ == "__main__":
    main()
