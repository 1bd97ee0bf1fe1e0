"""From a command to a production server: a socket, a database, static files, and gunicorn with threads on top.

The command binds the socket itself and hands it to gunicorn as ``fd://``: a port that is taken is one line at once, not
five tries in a log, and port 0 is known before anybody asks for it. Then what a deployment does once per release:
migrations and static files. At work these are a step of their own, before the new processes start, because several must
not race for it.

gunicorn's master only starts and watches workers; each worker serves so many requests at the same time as it has
threads. Threads wait for the database together and calculate one after another (the GIL): for more processors take more
workers.

Cost: a worker takes about 30 MB of its own, a thread a database connection.
Not for: a public address without a proxy in front: slow headers and many idle connections are its business (bodies.py).
Asked: workers or threads? What happens to requests in flight when the process gets SIGTERM?
Source: https://gunicorn.org/design/, https://docs.djangoproject.com/en/stable/howto/deployment/wsgi/gunicorn/
"""

import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn ships no types

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]  # the same

HOST = "127.0.0.1"
THREADS = 8
DEMO_USER = "demo"


class ServeError(Exception):
    """The service cannot start; the message is one line for the terminal."""


def listen(port: int) -> socket.socket:
    """Return a listening socket on 127.0.0.1, at a free port for 0.

    Raises ServeError: ``port 8000 is taken; --port 0 takes a free one``, or ``port 80: Permission denied``.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(2048)
    except OSError as mistake:
        listener.close()
        if isinstance(mistake, PermissionError):
            raise ServeError(f"port {port}: {mistake.strerror}") from mistake
        raise ServeError(f"port {port} is taken; --port 0 takes a free one") from mistake
    return listener


def kept_secret(file: Path, length: int = 50) -> str:
    """Return the text of a file that only its owner may read (mode 600).

    The first call makes it, random and of so many characters. Two processes that call it at the same moment get the
    same. It leaves no other file behind.
    """
    with suppress(FileExistsError):
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(length)[:length])
        try:
            os.link(draft, file)  # unlike a rename, a link never replaces what another process has made
        finally:
            draft.unlink()
    return file.read_text()


def prepare() -> None:
    """Bring the database to the current version and collect the static files, silently."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    Path(settings.MEDIA_ROOT).mkdir(exist_ok=True)
    # A worker that inherits an open connection of SQLite through fork may corrupt the database.
    connections.close_all()


def demo_password(file: Path) -> str:
    """Return the password of the user ``demo``, kept in a file as by ``kept_secret``; make the user if need be.

    He may do everything, in the admin too, so that a newcomer can look around: for development only.
    """
    from django.contrib.auth import get_user_model
    from django.db import connections

    password = kept_secret(file, length=16)
    users = get_user_model()._default_manager
    if not users.filter(username=DEMO_USER).exists():
        users.create_superuser(username=DEMO_USER, password=password)
    connections.close_all()
    return password


class Server(BaseApplication):  # type: ignore[misc]  # its base has no types
    """gunicorn with options from here instead of its command line: ``Server(listener, workers, message).run()``.

    It takes the socket over and closes it. ``message`` is printed when connections are accepted; ``run`` ends the
    process.
    """

    def __init__(self, listener: socket.socket, workers: int, message: str) -> None:
        self._descriptor = listener.detach()
        self._workers = workers
        self._message = message
        super().__init__()

    def load_config(self) -> None:
        """Set the socket as ``fd://``, so many workers, and THREADS threads each (worker class gthread).

        When it is ready, the message is printed. It logs warnings only, opens no control socket, and takes no header of
        any client for a proxy's (``forwarded_allow_ips`` is empty); all other options keep gunicorn's defaults.
        """
        options: dict[str, object] = {
            "bind": f"fd://{self._descriptor}",
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "loglevel": "warning",
            "control_socket_disable": True,
            # By default gunicorn believes X-Forwarded-Proto and SCRIPT_NAME of everybody on this machine, whatever
            # Django's settings say. Whether there is a proxy is said in one place: DJANGO_BEHIND_PROXY.
            "forwarded_allow_ips": "",
            "when_ready": self._tell,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def _tell(self, arbiter: "Arbiter") -> None:
        print(self._message, flush=True)

    def load(self) -> "WSGIApplication":
        """Return the application; a worker calls this after it was forked."""
        from django_app.wsgi import application

        return application
