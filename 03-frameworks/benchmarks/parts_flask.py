"""The Flask app with one thing changed, which CHANGE names.

``without X,Y`` takes hooks out by the modules that they come from, and ``flask_app.bodies``, the middleware around the
app; ``connections`` opens one for each request.
"""

import os
import sqlite3
from typing import override

from flask import Flask

from flask_app import create_app
from flask_app.bodies import BodyDeadline
from flask_app.database import EXTENSION, Pool


class ForgetfulPool(Pool):
    """Keeps no connection."""

    @override
    def release(self, connection: sqlite3.Connection) -> None:
        """Close a connection that comes back."""
        connection.close()


def changed_app() -> Flask:
    """Build the app and change it."""
    app = create_app()
    change = os.environ["CHANGE"]
    if change == "connections":
        app.extensions[EXTENSION] = ForgetfulPool(app.extensions[EXTENSION].path)
        return app
    names = set(change.removeprefix("without ").split(","))
    before, after = app.before_request_funcs[None], app.after_request_funcs[None]
    found = {function.__module__ for function in (*before, *after)} | {BodyDeadline.__module__}
    if not names <= found:
        raise ValueError(f"CHANGE={change}: expected names of {sorted(found)}")
    app.before_request_funcs[None] = [function for function in before if function.__module__ not in names]
    app.after_request_funcs[None] = [function for function in after if function.__module__ not in names]
    if BodyDeadline.__module__ in names:
        assert isinstance(app.wsgi_app, BodyDeadline)
        inner = app.wsgi_app._application
        app.wsgi_app = inner  # type: ignore[method-assign,assignment]  # Flask's documented way
    return app
