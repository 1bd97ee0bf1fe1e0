"""Configuration: one class for each environment, then the environment variables, then what the caller says.

The same code runs on a laptop, in tests and for users; what differs are values. Flask reads them in layers, and a later
layer wins: the class of the environment (``from_object``), variables that begin with ``FLASK_``
(``from_prefixed_env``), the overrides of a test. A secret has no place in the code, so production takes it from the
environment only, and refuses to start without one: a service with a known or a random key would seem to work, until
sessions are forged or end with each restart.

Three traps of ``from_prefixed_env``. It takes any name, so ``FLASK_DEBUG=1`` would be debug mode, which with Flask's
own server is a console that runs Python for whoever has its PIN; production refuses that. It reads values as JSON
first, so ``FLASK_SECRET_KEY=12345`` is a number. And a list must be JSON (``["a.example", "b.example"]``); for the
hosts ``a.example,b.example`` is taken as well.

Key rotation: put the new key into ``FLASK_SECRET_KEY`` and the old one into ``FLASK_SECRET_KEY_FALLBACKS='["old"]'``.
New cookies are signed with the new key, old ones are still read; take the old one out when the longest session has
ended.

Cost: read once, at the start.
Not for: settings that change while the service runs (a table), or dozens of typed values (pydantic-settings).
Asked: which setting of your framework must never reach production, and what makes sure of it?
Source: https://flask.palletsprojects.com/en/stable/config/, https://12factor.net/config
"""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from click import ClickException
from flask import Flask

MINIMUM_KEY_LENGTH = 32


class ConfigurationError(ClickException):
    """The service cannot start with these settings; the message is one line that says what to set.

    A ``ClickException``, so that the ``flask`` command prints that line instead of a traceback.
    """


class Config:
    """What all environments share."""

    DEBUG = False
    TESTING = False
    SECRET_KEY: str | None = None
    DATA_FOLDER = Path(".todos-data/flask_app")
    TRUSTED_HOSTS: list[str] | None = None

    # A body is read into memory, so its size is bounded (bytes), and so is the time it may take (seconds).
    MAX_CONTENT_LENGTH = 100 * 1024
    MAX_FORM_MEMORY_SIZE = 100 * 1024
    MAX_FORM_PARTS = 20
    BODY_SECONDS = 10.0

    # No script reads the cookie, and no other site's form brings it along.
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = False
    PERMANENT_SESSION_LIFETIME = timedelta(days=14)
    WTF_CSRF_ENABLED = True


class Development(Config):
    """For one machine: plain HTTP, and a secret key that is made once and kept in the data folder."""

    TRUSTED_HOSTS: list[str] | None = ["127.0.0.1", "localhost"]  # noqa: RUF012 - Flask reads it, nobody changes it


class Testing(Development):
    """As development; exceptions reach the test instead of becoming a 500."""

    TESTING = True
    SECRET_KEY: str | None = "a key for tests, which is no secret"  # noqa: S105 - said so


class Production(Config):
    """For users: cookies over HTTPS alone; the secret key and the hosts come from the environment."""

    SESSION_COOKIE_SECURE = True
    # Browsers take a cookie of this name only if it is Secure, for this host alone and for all paths, so a subdomain
    # cannot plant one.
    SESSION_COOKIE_NAME = "__Host-session"


ENVIRONMENTS: dict[str, type[Config]] = {"development": Development, "production": Production, "testing": Testing}

FIXED_IN_PRODUCTION = {
    "DEBUG": False,
    "TESTING": False,
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "WTF_CSRF_ENABLED": True,
}


def load_config(app: Flask, environment: str | None = None, overrides: Mapping[str, object] | None = None) -> None:
    """Fill ``app.config`` for an environment: "development", "production" or "testing".

    Without a name it is the variable FLASK_ENVIRONMENT, and without that production: who forgets to choose gets the
    strict one. The name is kept as ``ENVIRONMENT``. Overrides win over FLASK_ variables, and these over the class. In
    development without a key, ``development_secret_key`` of the data folder is taken.

    Raise ``ConfigurationError`` with a message that begins with the variable to set, or with ``cannot use FOLDER: Not a
    directory`` if that is why development cannot keep its key there:

    - ``FLASK_ENVIRONMENT must be one of development, production, testing, not 'x'``
    - ``FLASK_SECRET_KEY must be set: ...`` in production, and ``... must be text of at least 32 characters`` for a
      number or a short one
    - ``FLASK_SECRET_KEY_FALLBACKS must be a JSON list of texts ...``
    - ``FLASK_TRUSTED_HOSTS must be set: ...`` in production, and ``... must be host names such as a.example,b.example,
      not ...`` for anything but names, for example a URL
    - ``FLASK_BODY_SECONDS must be a number of seconds above 0 and up to 3600, not ...``
    - ``FLASK_MAX_CONTENT_LENGTH must be a whole number above 0, not ...``, and likewise for MAX_FORM_MEMORY_SIZE and
      MAX_FORM_PARTS
    - ``FLASK_SESSION_COOKIE_SAMESITE must be Lax or Strict, not ...``
    - ``FLASK_PERMANENT_SESSION_LIFETIME must be a whole number of seconds above 0, not ...``
    - ``FLASK_DEBUG must be false in production``, and likewise for the rest of ``FIXED_IN_PRODUCTION``; 0 and 1 will do
      for false and true

    Hosts are kept in lower case, as browsers send them.
    """
    name = environment or os.environ.get("FLASK_ENVIRONMENT") or "production"
    if name not in ENVIRONMENTS:
        raise ConfigurationError(f"FLASK_ENVIRONMENT must be one of {', '.join(ENVIRONMENTS)}, not {name!r}")
    config = app.config
    config.from_object(ENVIRONMENTS[name])
    config.from_prefixed_env()
    config.update(overrides or {})
    config["ENVIRONMENT"] = name
    config["DATA_FOLDER"] = Path(str(config["DATA_FOLDER"]))

    if name == "production":
        for key, value in FIXED_IN_PRODUCTION.items():
            if config[key] != value:  # not "is": FLASK_DEBUG=0 is the number 0
                raise ConfigurationError(f"FLASK_{key} must be {str(value).lower()} in production")
    config["SECRET_KEY"] = _checked_key(config["SECRET_KEY"], name, config["DATA_FOLDER"])
    _check_fallbacks(config["SECRET_KEY_FALLBACKS"])
    config["TRUSTED_HOSTS"] = _checked_hosts(config["TRUSTED_HOSTS"])
    _check_limits(config)
    _check_cookie(config)


def development_secret_key(folder: Path) -> str:
    """Return the key kept in the file ``secret-key`` of a folder: at least 256 random bits.

    Both are made if needed, for their owner alone: the folder with mode 700, the file with 600.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "secret-key"
    if not path.exists():
        descriptor, temporary = tempfile.mkstemp(dir=folder)  # mode 600
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        # Of two processes that start together the first one's link stays, and nobody ever reads half a key.
        with suppress(FileExistsError):
            os.link(temporary, path)
        Path(temporary).unlink()
    return path.read_text()


def _checked_key(key: object, environment: str, folder: Path) -> str:
    if key is None and environment == "development":
        try:
            return development_secret_key(folder)
        except OSError as error:
            raise ConfigurationError(f"cannot use {folder}: {error.strerror}") from None
    if key is None:
        raise ConfigurationError(
            "FLASK_SECRET_KEY must be set: make one by python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if not isinstance(key, str) or len(key) < MINIMUM_KEY_LENGTH:
        raise ConfigurationError(f"FLASK_SECRET_KEY must be text of at least {MINIMUM_KEY_LENGTH} characters")
    return key


def _check_fallbacks(keys: object) -> None:
    if keys is not None and not (isinstance(keys, list) and all(isinstance(key, str) and key for key in keys)):
        raise ConfigurationError(
            'FLASK_SECRET_KEY_FALLBACKS must be a JSON list of texts such as ["the key of before"]'
        )


def _checked_hosts(hosts: object) -> list[str]:
    if hosts is None:
        raise ConfigurationError(
            "FLASK_TRUSTED_HOSTS must be set: the names users reach the service by, such as a.example,b.example"
        )
    names = hosts.split(",") if isinstance(hosts, str) else hosts
    if isinstance(names, list) and names and all(isinstance(name, str) for name in names):
        cleaned = [name.strip().lower() for name in names]  # for Werkzeug compares letter by letter
        if all(re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*", name) for name in cleaned):
            return cleaned
    raise ConfigurationError(f"FLASK_TRUSTED_HOSTS must be host names such as a.example,b.example, not {hosts!r}")


def _check_limits(config: Mapping[str, object]) -> None:
    seconds = config["BODY_SECONDS"]
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= 3600:
        raise ConfigurationError(
            f"FLASK_BODY_SECONDS must be a number of seconds above 0 and up to 3600, not {seconds!r}"
        )
    for key in ("MAX_CONTENT_LENGTH", "MAX_FORM_MEMORY_SIZE", "MAX_FORM_PARTS"):
        limit = config[key]
        if isinstance(limit, bool) or not isinstance(limit, int) or limit <= 0:
            raise ConfigurationError(f"FLASK_{key} must be a whole number above 0, not {limit!r}")


def _check_cookie(config: Mapping[str, object]) -> None:
    if (policy := config["SESSION_COOKIE_SAMESITE"]) not in ("Lax", "Strict"):
        raise ConfigurationError(f"FLASK_SESSION_COOKIE_SAMESITE must be Lax or Strict, not {policy!r}")
    lifetime = config["PERMANENT_SESSION_LIFETIME"]
    seconds = int(lifetime.total_seconds()) if isinstance(lifetime, timedelta) else lifetime
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
        raise ConfigurationError(
            f"FLASK_PERMANENT_SESSION_LIFETIME must be a whole number of seconds above 0, not {lifetime!r}"
        )
