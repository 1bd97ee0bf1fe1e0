"""Streaming: a download of any size in constant memory.

A view that returns a generator is answered piece by piece: the server asks for the next piece when the last one is on
its way, so a million to-dos never are in memory at once, and the first bytes leave before the last row is read. Three
things change with it:

- *The context.* The request ends when the view returns, and the generator runs afterwards. ``stream_with_context``
  takes the contexts along. What was taken from them before is not: the connection of the view has gone back to the pool
  by then, and may be in use by another request. So the generator asks for its own, inside.
- *Errors.* 200 is sent before the first row is read. When row 5,000 fails no status can be taken back; the exception
  must leave the generator, and the server closes the connection without the end mark of a chunked body, by which a
  client can tell. A generator that catches it and stops would send half a file that looks like a whole one.
- *Time.* A slow client holds a worker's thread for as long as it reads. So rows are read in batches by id, each a short
  query: no cursor and no transaction stays open over the network. The price: it is no snapshot; what changes meanwhile
  is in it or not.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula, which may send the sheet
elsewhere. ``guard_formula`` puts an apostrophe before such text, as OWASP advises. That changes the data: programs
should read the API.

Cost: one thread of the server and one batch of rows (some 100 KB) a download.
Not for: downloads that take minutes to compute (a job, see background.py), or files that lie on disk (``send_file``).
Asked: the query fails after half of the rows are sent: what does the client see? How can it tell?
Source: https://flask.palletsprojects.com/en/stable/patterns/streaming/,
https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
from collections.abc import Iterator
from io import StringIO

from flask import Blueprint, Response, stream_with_context

from flask_app.database import get_connection
from flask_app.todos import list_todos

blueprint = Blueprint("downloads", __name__)

BATCH = 500

HEADER = ("id", "title", "completed", "order")


def guard_formula(text: str) -> str:
    """Return the text, with ``'`` before it if it begins with ``=``, ``+``, ``-``, ``@``, tab, CR or LF.

    >>> guard_formula("=HYPERLINK(1)"), guard_formula("1 + 1 = 2")
    ("'=HYPERLINK(1)", '1 + 1 = 2')
    """
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def csv_row(values: tuple[object, ...]) -> str:
    r"""Return a line of CSV (RFC 4180) with its end ``\r\n``; values with commas, quotes or line breaks are quoted.

    >>> csv_row((1, "milk, eggs", None))
    '1,"milk, eggs",\r\n'
    """
    line = StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def csv_pieces(batch: int = BATCH) -> Iterator[str]:
    """Yield the header ``id,title,completed,order``, then the lines of ``batch`` to-dos at a time, by id.

    ``completed`` is true or false, no order is nothing, and titles go through ``guard_formula``. Each batch is read
    when it is asked for, on the connection of the context that the generator runs in.
    """
    yield csv_row(HEADER)
    after = 0
    while todos := list_todos(get_connection(), limit=batch, after=after):
        yield "".join(
            csv_row((todo.id, guard_formula(todo.title), str(todo.completed).lower(), todo.order)) for todo in todos
        )
        after = todos[-1].id


@blueprint.get("/todos.csv")
def todos_csv() -> Response:
    """Stream all to-dos as an attachment ``todos.csv`` of type ``text/csv``."""
    response = Response(stream_with_context(csv_pieces()), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=todos.csv"
    return response
