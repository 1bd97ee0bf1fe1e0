"""Serving: gunicorn started from Python, with its settings where they can be read.

``app.run()`` is for trying things out: its documentation says that it is not made for production. gunicorn is: a master
process that holds the listening socket, starts workers, starts another when one dies, and on SIGTERM lets them finish.
Each worker runs a number of threads (``gthread``), each thread one request at a time. So ``workers x threads`` requests
are served at once; workers are for processors, threads for waiting. The GIL lets one thread of a worker compute at a
time.

What this file is careful about:

- **The socket is bound before gunicorn starts**, so a port that is taken is one clear line instead of five tries, and
  port 0 can be asked for what it became. gunicorn is given the open socket (``fd://``), as systemd would.
- **Everything that can fail is tried first, once, in the master**: configuration, migrations. A worker that fails to
  start is started again and again by its master.
- **The application is built in each worker**, after the fork. An SQLite connection or a thread that exists before the
  fork is broken after it.
- ``X-Forwarded-Proto`` is believed from a proxy on this machine, ``X-Forwarded-For`` and ``-Host`` are not: gunicorn's
  default. A header named ``SCRIPT_NAME`` is believed as well by default, and not here: through a proxy that passes it
  on, ``/x/todos`` would be ``/todos`` for a client who says so, whatever the proxy forbids.

Cost: 30 MB a worker.
Not for: Windows (waitress), or thousands of open connections (an ASGI server).
Asked: how many workers and threads, and what decides it? Why must a database connection not be opened before the fork?
Source: https://flask.palletsprojects.com/en/stable/deploying/gunicorn/,
https://docs.gunicorn.org/en/stable/settings.html
"""

import errno
import gc
import socket
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # comes without types

from flask_app import create_app
from flask_app.database import get_connection, get_pool, migrate, transaction
from flask_app.users import DEMO_NAME, make_demo_user

HOST = "127.0.0.1"
THREADS = 8


class PortInUseError(Exception):
    """Another process listens on this port."""


def bind(port: int) -> socket.socket:
    """Return a socket that listens on a port of 127.0.0.1, a free one for 0, and which the caller closes.

    A port just left can be taken again at once (SO_REUSEADDR). Raise ``PortInUseError``: ``port 8000 is in use: choose
    another with --port, or 0 for a free one``; PermissionError for ports that only the administrator may use.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # Otherwise the connections of before, in TIME_WAIT, keep the port for a minute after a restart.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()  # the first moment at which a port that another one listens on is refused for certain
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(f"port {port} is in use: choose another with --port, or 0 for a free one") from None
        raise
    return listener


def prepare(environment: str, data: Path) -> str | None:
    """Check the configuration and bring the database in the folder up to date.

    In development make the user ``demo`` if there are no users. Return the password of a ``demo`` just made, else None.
    Raise ``ConfigurationError`` or ``DatabaseVersionError``. Nothing stays open.
    """
    app = create_app(environment, {"DATA_FOLDER": data})
    try:
        with app.app_context():
            migrate(get_connection())
            if environment != "development":
                return None
            with transaction() as connection:
                return make_demo_user(connection, data)
    finally:
        get_pool(app).close()


class Server(BaseApplication):  # type: ignore[misc]  # its base class comes without types
    """gunicorn with settings from Python instead of its command line and files."""

    def __init__(self, load: Callable[[], Flask], settings: dict[str, object]) -> None:
        """Take a function that builds the application, called once in each worker, and gunicorn's settings."""
        self._load = load
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Set what we were given (gunicorn calls this)."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application (gunicorn calls this in each worker)."""
        return self._load()


def serve(listener: socket.socket, environment: str, data: Path, workers: int) -> None:
    """Serve the application on a bound socket until SIGTERM or Ctrl-C, then raise SystemExit(0).

    gunicorn gets the socket as ``fd://NUMBER``, workers of the class ``gthread`` with ``THREADS`` threads each, no
    control socket (``control_socket_disable``) and no ``forwarder_headers``.
    Prints ``flask_app: listening on http://127.0.0.1:PORT`` when connections are taken. The database must be prepared.
    A worker that is told to stop has 10 seconds for the requests that it is at (``graceful_timeout``).
    """
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    settings: dict[str, object] = {
        # gunicorn closes the descriptor that it is given, so it gets one of its own.
        "bind": f"fd://{listener.detach()}",
        "worker_class": "gthread",
        "workers": workers,
        "threads": THREADS,
        "keepalive": 5,
        "graceful_timeout": 10,
        "loglevel": "warning",
        "forwarder_headers": "",
        "control_socket_disable": True,  # a file in the home folder that every gunicorn of this user would share
        # What is alive now (modules, classes, routes) stays for good: the garbage collector need not look at it again.
        "post_worker_init": lambda _worker: gc.freeze(),
        "when_ready": lambda _server: print(f"flask_app: listening on {address}", flush=True),
    }
    Server(lambda: create_app(environment, {"DATA_FOLDER": data}), settings).run()


def welcome(password: str | None, data: Path) -> str | None:
    """Return a line for the terminal about a ``demo`` just made, or None if there is no password to tell.

    It is ``flask_app: log in as demo with the password PASSWORD (kept in FOLDER/demo-password)``.
    """
    if password is None:
        return None
    return f"flask_app: log in as {DEMO_NAME} with the password {password} (kept in {data / 'demo-password'})"
