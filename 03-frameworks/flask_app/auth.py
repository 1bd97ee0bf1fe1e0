"""Log-in: who is this request from, and how that answer is taken back.

HTTP forgets, so the browser brings a cookie with each request. Flask's session IS that cookie: a dictionary as JSON,
signed with the secret key, kept by the browser and by nobody else. Whoever holds it can read it (it is not encrypted)
and cannot change it (it is signed). And the server cannot forget it: after a log-out that merely empties the cookie, a
stolen copy is as good as before, until the signature is too old. Therefore each user has a ``session_version`` in the
database, and the cookie carries the number it was made with. Log-out and a new password count it up, and every cookie
of before is worth nothing, on all devices.

- *Session fixation*: an attacker plants a cookie of his own and waits until the victim logs in with it.
  ``session.clear()`` at log-in throws away all that was in it, the CSRF token too, and the answer brings a new cookie.
- *Open redirect*: ``/log-in?next=//evil.example`` sends a user who trusts this site to a copy of it. See
  ``is_safe_next``.
- *Which names exist?* An unknown name must take as long as a wrong password, so a password is checked in any case,
  against a hash that nobody has. The message is the same, too.

Cost: one scrypt (about 60 ms and 32 MiB) for each attempt, one query by primary key for each request that brings a
session.
Not for: log-out of one device only, or a list of sessions: keep sessions on the server (Flask-Session, or a table). At
work Flask-Login holds the user and Flask-Limiter limits attempts by name and address, which this file leaves out:
without it passwords can be guessed.
Asked: what is in Flask's session cookie, who can read it, and how do you end a session that was stolen?
Source: https://flask.palletsprojects.com/en/stable/quickstart/#sessions,
https://owasp.org/www-community/attacks/Session_fixation
"""

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.security import check_password_hash, generate_password_hash

from flask_app.database import get_connection
from flask_app.forms import LoginForm, PasswordForm

blueprint = Blueprint("auth", __name__)


@dataclass(frozen=True)
class User:
    """Who is logged in: the id and name of a row of ``users``."""

    id: int
    username: str


@blueprint.before_app_request
def load_user() -> None:
    """Set ``g.user`` to the ``User`` of the session, or to None when there is none or its session has ended.

    A session has ended when its user is gone or its ``session_version`` is not that of the user's row; it is then
    emptied. A request without the session cookie, as every request of the API is, costs neither a look into the session
    nor a query.
    """
    g.user = None
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies or "user_id" not in session:
        return
    row = (
        get_connection()
        .execute("SELECT id, username, session_version FROM users WHERE id = ?", (session["user_id"],))
        .fetchone()
    )
    if row is None or row["session_version"] != session.get("session_version"):
        session.clear()
        return
    g.user = User(row["id"], row["username"])


def login_required[**P](view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Decorate a view so that it runs only when ``g.user`` is set, and else redirects (303) to the log-in page.

    The flashed message, of category "error", is ``Log in to change to-dos.`` After log-in the browser comes back to the
    page that was asked for, query and all. A form cannot be sent again that way: its user comes back to the list.
    """

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if g.user is None:
            flash("Log in to change to-dos.", "error")
            next_page = request.full_path.removesuffix("?") if request.method == "GET" else None
            return redirect(url_for("auth.log_in", next=next_page), 303)
        return view(*args, **kwargs)

    return wrapper


def is_safe_next(target: str | None) -> bool:
    r"""Return whether a redirect to the target stays on this site.

    Only a path is safe: one slash first, then neither a slash nor a backslash. Browsers read ``\`` as ``/``, and leave
    out tabs and line breaks before they read the rest, so a backslash, a control character or white space anywhere
    makes a target unsafe.

    >>> is_safe_next("/edit/3?from=list")
    True
    >>> [is_safe_next(x) for x in ["//evil.example", r"/\evil.example", "/\t/evil.example", "http://a.example", ""]]
    [False, False, False, False, False]
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return False
    return not any(character == "\\" or character.isspace() or not character.isprintable() for character in target)


@cache
def _hash_of_nobody() -> str:
    return generate_password_hash(secrets.token_hex())


def find_user(connection: sqlite3.Connection, username: str, password: str) -> sqlite3.Row | None:
    """Return the row of ``users`` with this name if the password is theirs, else None.

    One hash is computed in any case, so that the time taken does not tell whether the name exists.
    """
    row: sqlite3.Row | None = connection.execute("SELECT * FROM users WHERE username = ?", (username,)).fetchone()
    is_right = check_password_hash(row["password_hash"] if row else _hash_of_nobody(), password)
    return row if is_right else None


def start_session(user: sqlite3.Row) -> None:
    """Begin a new session for a row of ``users``: nothing of the session before stays in it."""
    session.clear()
    session["user_id"] = user["id"]
    session["session_version"] = user["session_version"]


def end_sessions(connection: sqlite3.Connection, user_id: int) -> None:
    """Make every session cookie of the user worthless, on all devices."""
    connection.execute("UPDATE users SET session_version = session_version + 1 WHERE id = ?", (user_id,))


def change_password(connection: sqlite3.Connection, user_id: int, password: str) -> None:
    """Store the hash of a new password, and end all sessions of the user with the same statement."""
    connection.execute(
        "UPDATE users SET password_hash = ?, session_version = session_version + 1 WHERE id = ?",
        (generate_password_hash(password), user_id),
    )


@blueprint.route("/log-in", methods=["GET", "POST"])
def log_in() -> ResponseReturnValue:
    """Show the form, or check it: 303 to ``?next=`` (the list if that is not safe), or 422 and the form again.

    Renders ``log_in.html`` with ``form``. After success ``Welcome, NAME.`` is flashed. Else the field of the password
    has the error ``The name or the password is wrong.``, whichever it was.
    """
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("log_in.html", form=form), 422 if form.is_submitted() else 200
    user = find_user(get_connection(), form.username.data, form.password.data)
    if user is None:
        form.password.errors = ["The name or the password is wrong."]
        return render_template("log_in.html", form=form), 422
    start_session(user)
    flash(f"Welcome, {user['username']}.")
    target = request.args.get("next")
    return redirect(target if target and is_safe_next(target) else url_for("pages.index"), 303)


@blueprint.post("/log-out")
def log_out() -> ResponseReturnValue:
    """End all sessions of the user and forget this one; by POST, as a link could be an ``<img>`` on another site.

    303 to the list, with ``You are logged out, on all devices.`` flashed.
    """
    if g.user is not None:
        end_sessions(get_connection(), g.user.id)
    session.clear()
    flash("You are logged out, on all devices.")
    return redirect(url_for("pages.index"), 303)


@blueprint.route("/password", methods=["GET", "POST"])
@login_required
def password() -> ResponseReturnValue:
    """Change the user's own password: asks for the present one, ends all other sessions, keeps this one going.

    Renders ``password.html`` with ``form`` (422 if something is wrong with it; ``This is not your present password.``
    is an error of the field ``current``). 303 to the list, with ``Your password is changed, and all other sessions have
    ended.`` flashed.
    """
    form = PasswordForm()
    if not form.validate_on_submit():
        return render_template("password.html", form=form), 422 if form.is_submitted() else 200
    connection = get_connection()
    if find_user(connection, g.user.username, form.current.data) is None:
        form.current.errors = ["This is not your present password."]
        return render_template("password.html", form=form), 422
    change_password(connection, g.user.id, form.new.data)
    start_session(connection.execute("SELECT * FROM users WHERE id = ?", (g.user.id,)).fetchone())
    flash("Your password is changed, and all other sessions have ended.")
    return redirect(url_for("pages.index"), 303)
