"""Pages: the to-dos as HTML, rendered on the server, with forms that work without any script.

The pattern is post/redirect/get. A POST changes something and answers 303 with the address of a page; the browser gets
that page. So reload and "Back" never send a form twice. What happened is told on the next page by a flashed message,
which waits in the session. A form with a mistake is the exception: it is shown again at once, with what was typed and
what is wrong, and status 422.

Reading is public, changing needs log-in: the decorator stands on each view that changes something, right below the
route. The other order would register the view without its guard.

Jinja escapes what stands in ``{{ }}`` in ``*.html`` templates: a title ``<script>`` is shown as these eight characters,
and so is the ``q`` that a link with a search brings. It cannot know everything: attributes need quotes round them, and
a ``href`` made of user's text could begin with ``javascript:``. No template here uses ``|safe``.

The list shows one page of rows, found by id (keyset paging): page 1,000 costs what page 1 costs.

Cost: one query for a list; a second one for each picture would be N+1, and a join brings them along. A search that
finds little reads the whole table; SQLite's FTS5 is for large ones. Two who edit one to-do at the same time: the later
form wins as a whole, which a version in a hidden field would tell.
Not for: pages that change under the user's hands; HTMX over the same templates, or a front end over the API.
Asked: why redirect after POST, and why 303 rather than 302? What does autoescaping not cover?
Source: https://flask.palletsprojects.com/en/stable/templating/, RFC 9110 section 15.4.4 (303)
"""

import sqlite3
from typing import Literal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from flask_app import todos
from flask_app.auth import is_safe_next, login_required
from flask_app.database import get_connection, transaction
from flask_app.forms import PictureForm, TodoForm

blueprint = Blueprint("pages", __name__)

PAGE_SIZE = 50

type Show = Literal["all", "open", "completed"]


def read_show(text: str | None) -> Show:
    """Return the filter that a query string names, or "all" when it names none: a list is no place for an error."""
    match text:
        case "open" | "completed":
            return text
    return "all"


def read_after(text: str | None) -> int:
    """Return the id after which a page begins: a number of 1 to 18 digits (which 64 bits hold), else 0."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def search(connection: sqlite3.Connection, text: str, show: Show, after: int, limit: int) -> list[sqlite3.Row]:
    """Return up to ``limit`` to-dos with an id above ``after``, by id, each with ``picture``, a stored name or None.

    ``show`` picks open or completed ones. ``text`` must be part of the title, in upper or lower case of ASCII letters;
    ``%`` and ``_`` are text like any other.
    """
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return connection.execute(
        r"""
        SELECT todos.id, todos.title, todos.completed, todos."order", pictures.stored_name AS picture
        FROM todos LEFT JOIN pictures ON pictures.todo_id = todos.id
        WHERE todos.id > :after AND title LIKE :pattern ESCAPE '\'
            AND (:show = 'all' OR completed = (:show = 'completed'))
        ORDER BY todos.id LIMIT :limit
        """,
        {"after": after, "pattern": pattern, "show": show, "limit": limit},
    ).fetchall()


def show_list(form: TodoForm, status: int = 200) -> ResponseReturnValue:
    """Render the list that the query string asks for, with the form on top.

    The template ``list.html`` gets ``form``, ``rows`` (at most ``PAGE_SIZE``), ``text`` and ``show`` (what is searched
    for), ``next_after`` (where the next page begins, None on the last) and ``here``.
    """
    text, show = request.args.get("q", "").strip(), read_show(request.args.get("show"))
    rows = search(get_connection(), text, show, read_after(request.args.get("after")), PAGE_SIZE + 1)
    next_after = rows[PAGE_SIZE - 1]["id"] if len(rows) > PAGE_SIZE else None
    page = render_template(
        "list.html", form=form, rows=rows[:PAGE_SIZE], text=text, show=show, next_after=next_after, here=here()
    )
    return page, status


def here() -> str:
    """Return path and query of this request, for a form that shall lead back to this page."""
    return request.full_path.removesuffix("?")


def back() -> ResponseReturnValue:
    """Redirect (303) to the page that the form's field ``next`` names, or to the list if that is not safe."""
    target = request.form.get("next")
    return redirect(target if target and is_safe_next(target) else url_for("pages.index"), 303)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """List the to-dos: ``?show=open`` or ``completed``, ``?q=`` part of a title, ``?after=`` an id."""
    return show_list(TodoForm(formdata=None))


@blueprint.post("/")
@login_required
def add() -> ResponseReturnValue:
    """Add a to-do (303 to the list), or show the list with what is wrong in the form (422).

    Flashes ``Added “TITLE”.``
    """
    form = TodoForm()
    if not form.validate():
        return show_list(form, 422)
    todo = todos.add_todo(get_connection(), title=form.title.data, order=form.order.data)
    flash(f"Added “{todo.title}”.")
    return redirect(url_for("pages.index"), 303)


@blueprint.post("/complete/<todo_id:todo_id>")
@login_required
def complete(todo_id: int) -> ResponseReturnValue:
    """Mark a to-do as completed, or with ``completed=0`` as open: no toggle, so a double click does no harm.

    Flashes ``Completed: “TITLE”.`` or ``Opened again: “TITLE”.``, and leads ``back``.
    """
    completed = request.form.get("completed") != "0"
    todo = todos.change_todo(get_connection(), todo_id, {"completed": completed})
    flash(f"{'Completed' if completed else 'Opened again'}: “{todo.title}”.")
    return back()


@blueprint.route("/edit/<todo_id:todo_id>", methods=["GET", "POST"])
@login_required
def edit(todo_id: int) -> ResponseReturnValue:
    """Show a to-do in a form, or store what the form says (303 to the list, or 422 and the form again).

    The template ``edit.html`` gets ``form``, ``todo``, ``picture`` (a row of ``pictures`` or None) and
    ``picture_form``. Flashes ``Changed “TITLE”.``
    """
    todo = todos.get_todo(get_connection(), todo_id)
    form = TodoForm(obj=todo)
    if not form.validate_on_submit():
        picture = get_connection().execute("SELECT * FROM pictures WHERE todo_id = ?", (todo_id,)).fetchone()
        page = render_template(
            "edit.html", form=form, todo=todo, picture=picture, picture_form=PictureForm(formdata=None)
        )
        return page, 422 if form.is_submitted() else 200
    changes = {"title": form.title.data, "order": form.order.data, "completed": form.completed.data}
    todos.change_todo(get_connection(), todo_id, changes)
    flash(f"Changed “{form.title.data}”.")
    return redirect(url_for("pages.index"), 303)


@blueprint.post("/delete/<todo_id:todo_id>")
@login_required
def delete(todo_id: int) -> ResponseReturnValue:
    """Delete a to-do, flash ``Deleted “TITLE”.``, and lead ``back``."""
    with transaction() as connection:
        todo = todos.get_todo(connection, todo_id)
        todos.delete_todo(connection, todo_id)
    flash(f"Deleted “{todo.title}”.")
    return back()
