"""The store: to-dos in SQLite, written as SQL, read as a data class.

A view that writes SQL does two things at once, and a page, the API and a command would each write it again. So what can
be done with to-dos stands here, as functions that take a connection and know nothing of HTTP; whoever calls them
decides what one transaction is.

**Values are bound, never written into the statement.** ``?`` sends the title beside the SQL, so ``'); DROP TABLE todos;
--`` is a title like any other. Names of columns cannot be bound. ``change_todo`` needs some, and takes them from its
own table, ``COLUMNS``: what is not in there never gets near the statement. That is at once the last wall against mass
assignment.

Paging goes by the last id seen (``WHERE id > ?``), not by ``OFFSET``: the database goes straight to the place, and a
page does not shift when a row before it is deleted.

Cost: one statement each; a page of n to-dos is n index steps, wherever it begins.
Not for: many tables that hang together, where writing SQL by hand becomes the bulk of the work (SQLAlchemy).
Asked: what does a prepared statement protect, and what can it not protect?
Source: https://docs.python.org/3/library/sqlite3.html#sqlite3-placeholders,
https://owasp.org/www-community/attacks/SQL_Injection
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

MAXIMUM_ID = 2**63 - 1

# Member of a to-do: column. "order" is a word of SQL, so it must be quoted.
COLUMNS = {"title": "title", "completed": "completed", "order": '"order"'}


class TodoNotFoundError(Exception):
    """There is no to-do with the id ``todo_id``; the message is ``there is no to-do 7``."""

    def __init__(self, todo_id: int) -> None:
        super().__init__(f"there is no to-do {todo_id}")
        self.todo_id = todo_id


@dataclass(slots=True)
class Todo:
    """A to-do as it is stored. ``order`` is the place that a client gave it, or None."""

    id: int
    title: str
    completed: bool
    order: int | None


def list_todos(connection: sqlite3.Connection, limit: int = 1000, after: int = 0) -> list[Todo]:
    """Return the first ``limit`` to-dos with an id above ``after``, by id; one beyond 64 bits is after all of them."""
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples, which are a little faster than rows that know their columns' names
    rows = cursor.execute(
        'SELECT id, title, completed, "order" FROM todos WHERE id > ? ORDER BY id LIMIT ?',
        (min(after, MAXIMUM_ID), limit),
    )
    return [Todo(todo_id, title, completed == 1, order) for todo_id, title, completed, order in rows]


def get_todo(connection: sqlite3.Connection, todo_id: int) -> Todo:
    """Return a to-do, or raise ``TodoNotFoundError``."""
    row = connection.execute('SELECT id, title, completed, "order" FROM todos WHERE id = ?', (todo_id,)).fetchone()
    if row is None:
        raise TodoNotFoundError(todo_id)
    return _todo(row)


def add_todo(connection: sqlite3.Connection, *, title: str, completed: bool = False, order: int | None = None) -> Todo:
    """Store a new to-do and return it with its id, which no to-do had before.

    Raise sqlite3.IntegrityError if the title is empty or longer than 200 characters.
    """
    row = connection.execute(
        'INSERT INTO todos (title, completed, "order") VALUES (?, ?, ?) RETURNING id, title, completed, "order"',
        (title, completed, order),
    ).fetchone()
    return _todo(row)


def change_todo(connection: sqlite3.Connection, todo_id: int, changes: Mapping[str, str | bool | int | None]) -> Todo:
    """Set the members named in ``changes`` (keys of ``COLUMNS``), leave the others, and return the to-do as it is then.

    Raise ``TodoNotFoundError``, or KeyError for any other member; nothing is changed then.
    """
    if not changes:
        return get_todo(connection, todo_id)
    assignments = ", ".join(f"{COLUMNS[name]} = ?" for name in changes)
    row = connection.execute(
        f'UPDATE todos SET {assignments} WHERE id = ? RETURNING id, title, completed, "order"',  # noqa: S608 - from COLUMNS
        (*changes.values(), todo_id),
    ).fetchone()
    if row is None:
        raise TodoNotFoundError(todo_id)
    return _todo(row)


def delete_todo(connection: sqlite3.Connection, todo_id: int) -> None:
    """Remove a to-do, or raise ``TodoNotFoundError``."""
    if connection.execute("DELETE FROM todos WHERE id = ?", (todo_id,)).rowcount == 0:
        raise TodoNotFoundError(todo_id)


def delete_all_todos(connection: sqlite3.Connection) -> int:
    """Remove all to-dos; return how many there were."""
    return connection.execute("DELETE FROM todos").rowcount


def _todo(row: sqlite3.Row) -> Todo:
    return Todo(row["id"], row["title"], row["completed"] == 1, row["order"])
