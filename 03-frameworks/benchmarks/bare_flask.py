"""What the Flask app is compared with: the barest Flask that does the same query by the same driver, no more.

One view for JSON, one for the list of 20. No blueprint, no configuration, no handler of errors, no header, no CORS.
"""

import os
import sqlite3
import threading

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider

LIST = 'SELECT id, title, completed, "order" FROM todos WHERE id > ? ORDER BY id LIMIT ?'


class UnsortedJSON(DefaultJSONProvider):
    """Writes members in the order in which they were put in, as the app does."""

    sort_keys = False


app = Flask(__name__)
app.json = UnsortedJSON(app)
local = threading.local()


def connection() -> sqlite3.Connection:
    """Return this thread's connection."""
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(os.environ["BARE_DATABASE"], autocommit=True)
    kept: sqlite3.Connection = local.connection
    return kept


@app.get("/health")
def health() -> dict[str, str]:
    """Answer JSON."""
    return {"status": "ok"}


@app.get("/todos")
def list_todos() -> list[dict[str, object]]:
    """List the first 20."""
    rows = connection().execute(LIST, (0, 21)).fetchall()
    base = f"{request.host_url}todos"
    return [
        {"id": todo_id, "title": title, "completed": completed == 1, "order": order, "url": f"{base}/{todo_id}"}
        for todo_id, title, completed, order in rows[:20]
    ]
