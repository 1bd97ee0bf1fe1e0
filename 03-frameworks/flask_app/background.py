"""A background thread: how to start one from a request, what goes wrong with it, and why it is still no job queue.

An export may take longer than a browser waits. So the view notes a job in the database, starts a thread and answers at
once; the page of exports shows what became of it. Five things go wrong in most first attempts:

1. ``current_app``, ``request``, ``session`` and ``g`` belong to the thread of the request. In another one they raise
   ``RuntimeError: Working outside of application context``. Hand over the application itself and push a context of the
   thread's own.
2. The request is over when the thread runs. Copy what the job needs (here: the user's id) while it is there. The same
   goes for the connection: the thread asks for its own, in its context.
3. An exception ends the thread and tells nobody but the error output. Catch it at the outermost place, log it, note it
   in the row.
4. A thread dies with its process (deploy, crash, out of memory) and its row says ``running`` for ever. So the job signs
   that it is alive after each batch, and a row without a sign for a minute becomes ``lost``. That works for several
   workers as well, where "all running rows are lost when I start" would be wrong: they may run in the neighbour.
5. Every click starts another thread. A unique index allows one running export a user.

What is left is a job that may be lost and that nothing repeats, on the machine that serves the pages.

Cost: one thread and one connection a job; the GIL is shared with the requests of the same worker.
Not for: anything that must happen (mail, payment) or that takes minutes: Celery, RQ or procrastinate keep the job
outside of the web process, run it again after a crash, and scale by themselves. For a moment's work, do it in the
request.
Asked: a colleague starts a thread in a view to send mail. Name three ways in which a mail gets lost.
Source: https://flask.palletsprojects.com/en/stable/appcontext/,
https://docs.python.org/3/library/threading.html#threading.excepthook
"""

import sqlite3
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue

from flask_app import todos
from flask_app.auth import login_required
from flask_app.database import get_connection, get_pool, migrate
from flask_app.downloads import csv_pieces

blueprint = Blueprint("background", __name__)

LOST_AFTER = 60.0  # seconds without a sign of life


def folder(app: Flask) -> Path:
    """Return the absolute path of the folder of exports, which is made if needed."""
    path: Path = app.config["DATA_FOLDER"].absolute() / "exports"
    path.mkdir(parents=True, exist_ok=True)
    return path


def naive_job(problems: list[str]) -> None:
    """Do what a first attempt does in its thread, use ``current_app``; append the error's first line to a list."""
    try:
        current_app.logger.info("exporting to %s", current_app.config["DATA_FOLDER"])
    except RuntimeError as error:
        problems.append(str(error).splitlines()[0])


def note_export(connection: sqlite3.Connection, user_id: int) -> int | None:
    """Note a running export of the user and return its id, or None if one of theirs is running already."""
    try:
        row = connection.execute(
            "INSERT INTO exports (user_id, alive_at) VALUES (?, ?) RETURNING id", (user_id, time.time())
        ).fetchone()
    except sqlite3.IntegrityError:
        return None
    return int(row["id"])


def run_export(app: Flask, export_id: int) -> None:
    """Write all to-dos as CSV to the file ``ID.csv`` in ``folder``, and note in the export's row what became of it.

    It becomes ``done``, or ``failed`` with the exception's type as ``error``; the log has ``export ID failed`` and the
    traceback, and the exception goes no further. The file appears under its name when it is complete, and a half one is
    removed. Works in any thread, as it brings the context that it needs.
    """
    with app.app_context():
        part = folder(app) / f"{export_id}.part"
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                for piece in csv_pieces():
                    file.write(piece)
                    sign_of_life(get_connection(), export_id)
            part.rename(part.with_suffix(".csv"))
            finish(get_connection(), export_id, "done")
        except Exception as error:
            app.logger.exception("export %d failed", export_id)
            with suppress(OSError):
                part.unlink()  # or a full disk stays full
            finish(get_connection(), export_id, "failed", type(error).__name__)


def sign_of_life(connection: sqlite3.Connection, export_id: int) -> None:
    """Note that the export is being worked on at this moment."""
    connection.execute("UPDATE exports SET alive_at = ? WHERE id = ?", (time.time(), export_id))


def finish(connection: sqlite3.Connection, export_id: int, status: str, error: str = "") -> None:
    """Note the end of an export: ``done`` or ``failed``, and the type of the exception."""
    connection.execute("UPDATE exports SET status = ?, error = ? WHERE id = ?", (status, error, export_id))


def mark_lost(connection: sqlite3.Connection, now: float | None = None) -> int:
    """Make each running export ``lost`` that gave no sign of life for over ``LOST_AFTER`` seconds; return their number.

    ``now`` is in seconds since the epoch, the clock's time if not given. Safe in any worker at any time: no job that
    works is touched.
    """
    now = time.time() if now is None else now
    return connection.execute(
        "UPDATE exports SET status = 'lost' WHERE status = 'running' AND alive_at < ?", (now - LOST_AFTER,)
    ).rowcount


def start_export(app: Flask, user_id: int) -> threading.Thread | None:
    """Start an export of the user in a thread of its own and return the thread, or None if one of theirs is running.

    Must run in an application context. The thread is no daemon: a worker that is told to stop waits for it, as long as
    its master lets it (10 seconds, see serving.py).
    """
    export_id = note_export(get_connection(), user_id)
    if export_id is None:
        return None
    thread = threading.Thread(target=run_export, args=(app, export_id), name=f"export-{export_id}")
    thread.start()
    return thread


@blueprint.route("/exports", methods=["GET", "POST"])
@login_required
def exports() -> ResponseReturnValue:
    """List the user's last 20 exports; by POST start one (303 to the list).

    Marks lost ones first. ``exports.html`` gets ``rows``. Flashes ``The export has begun.`` or ``An export of yours is
    running already.``
    """
    connection = get_connection()
    mark_lost(connection)
    if request.method == "POST":
        # current_app is a proxy that means something else in each thread, so the application behind it is handed over.
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's method, annotated as Flask
        thread = start_export(app, g.user.id)
        flash("The export has begun." if thread else "An export of yours is running already.")
        return redirect(url_for("background.exports"), 303)
    rows = connection.execute("SELECT * FROM exports WHERE user_id = ? ORDER BY id DESC LIMIT 20", (g.user.id,))
    return render_template("exports.html", rows=rows.fetchall())


@blueprint.get("/exports/<int(max=9223372036854775807):export_id>.csv")
@login_required
def download(export_id: int) -> ResponseReturnValue:
    """Send the file of an export of the user's own; another user's is not there (404), like one that is not done."""
    row = (
        get_connection()
        .execute("SELECT id FROM exports WHERE id = ? AND user_id = ? AND status = 'done'", (export_id, g.user.id))
        .fetchone()
    )
    if row is None:
        abort(404, "There is no such export.")
    return send_from_directory(
        folder(current_app), f"{row['id']}.csv", mimetype="text/csv", as_attachment=True, max_age=0
    )


def main() -> None:
    """Show the five pitfalls, and what the job does about each."""
    from flask_app import create_app  # which imports this module

    with tempfile.TemporaryDirectory() as data:
        app = create_app("testing", {"DATA_FOLDER": data})
        with app.app_context():
            connection = get_connection()
            migrate(connection)
            connection.execute("INSERT INTO users (username, password_hash) VALUES ('ada', '')")
            todos.add_todo(connection, title="Write the report")
            app.logger.disabled = True  # it would print the traceback of step 3
            try:
                _tell(app, connection)
            finally:
                app.logger.disabled = False
        get_pool(app).close()


def _tell(app: Flask, connection: sqlite3.Connection) -> None:
    def run(thread: threading.Thread | None) -> None:
        if thread is not None:
            thread.join()

    def status() -> str:
        row = connection.execute("SELECT status, error FROM exports ORDER BY id DESC").fetchone()
        return f"{row['status']} {row['error']}".strip()

    problems: list[str] = []
    thread = threading.Thread(target=naive_job, args=[problems])
    thread.start()
    run(thread)
    print("1. current_app in a thread:", *problems)

    run(start_export(app, user_id=1))
    print("2. a context and a connection of its own:", status())
    print("   the file:", (folder(app) / "1.csv").read_text().splitlines())

    (folder(app) / "2.part").mkdir()  # where the next export would write
    run(start_export(app, user_id=1))
    print("3. an exception, caught and noted:", status())

    note_export(connection, user_id=1)  # and here the process is killed
    print("4. killed, it says:", status(), "- lost ones now:", mark_lost(connection), end=", ")
    print("in two minutes:", mark_lost(connection, time.time() + 120))

    note_export(connection, user_id=1)
    print("5. a second one while one is running:", start_export(app, user_id=1))


if __name__ == "__main__":
    main()
