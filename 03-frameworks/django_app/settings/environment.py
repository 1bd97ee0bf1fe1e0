"""Settings from environment variables: each is read by one function that names the variable when its value is wrong.

The same code runs on a laptop and in production; what differs comes from outside (the twelve factors). Outside means
strings, and strings are wrong in ways that surface late: ``DEBUG = os.environ.get("DEBUG", False)`` is true for the
value ``false``, and a secret key that is missing becomes the empty string. Here a wrong value stops the process before
it takes its first request.

Cost: nothing after the start.
Not for: dozens of variables, or nested ones: ``django-environ`` or ``pydantic-settings`` read whole sections, and URLs
  of databases.
Asked: why not keep the secret key in the repository, encrypted or not? What happens to the sessions when it changes?
Source: https://12factor.net/config, https://docs.djangoproject.com/en/stable/topics/settings/
"""

import os
import re

from django.core.exceptions import ImproperlyConfigured

SECRET_KEY_LENGTH = 50
SECRET_KEY_CHARACTERS = 5


def flag(name: str, default: bool) -> bool:
    """Return the variable as a truth value: ``1`` or ``0``; anything else is refused.

    Raises ImproperlyConfigured: ``DJANGO_X: expected 1 or 0, not 'yes'``.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name}: expected 1 or 0, not {value!r}")
    return value == "1"


def number(name: str, default: float, minimum: float, maximum: float) -> float:
    """Return the variable as a number from ``minimum`` to ``maximum``, both included.

    Raises ImproperlyConfigured: ``DJANGO_X: expected a number from 0.1 to 600, not 'soon'``; for ``nan`` too.
    """
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        found = float(value)
    except ValueError:
        found = float("nan")
    if not minimum <= found <= maximum:  # no comparison with NaN is true
        raise ImproperlyConfigured(f"{name}: expected a number from {minimum:g} to {maximum:g}, not {value!r}")
    return found


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of the variable, without white space around them and without empty ones.

    >>> words("DJANGO_DOCTEST_HOSTS", default="a.example, b.example,")
    ['a.example', 'b.example']
    """
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def hosts(name: str) -> list[str]:
    """Return the host names that the site answers to, at least one; ``.todos.example`` is that domain and all below.

    ``*`` is refused: whoever may choose the host chooses where links in mails about a lost password lead. A scheme, a
    port or a path is refused too: with them a name equals no host, and every request would be answered with 400. Raises
    ImproperlyConfigured: ``DJANGO_X: expected host names, separated by commas, such as todos.example, not '*'``, with
    the whole value; with the end ``; it is not set`` in place of ``, not '*'`` when it is not set.
    """
    found = words(name)
    if not found or not all(re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]", host) for host in found):
        mistake = f", not {os.environ[name]!r}" if name in os.environ else "; it is not set"
        raise ImproperlyConfigured(f"{name}: expected host names, separated by commas, such as todos.example{mistake}")
    return found


def origins(name: str) -> list[str]:
    """Return the comma-separated origins, none when it is not set: a scheme and a host, with a port or without.

    Raises ImproperlyConfigured for the first that is none: ``DJANGO_X: expected origins, separated by commas, such as
    https://forms.example, not 'forms.example'``.
    """
    found = words(name)
    for origin in found:
        if not re.fullmatch(r"https?://[A-Za-z0-9.*-]+(:[0-9]+)?", origin):
            raise ImproperlyConfigured(
                f"{name}: expected origins, separated by commas, such as https://forms.example, not {origin!r}"
            )
    return found


def secret(name: str) -> str:
    """Return the secret key, or refuse one that could be guessed; the value itself is never part of the message.

    Raises ImproperlyConfigured: ``DJANGO_X: expected a secret of at least 50 characters, 5 of them different`` when it
    is not set, shorter, or made of fewer different characters.
    """
    value = os.environ.get(name, "")
    if not _strong(value):
        raise ImproperlyConfigured(_too_weak(name))
    return value


def secrets(name: str) -> list[str]:
    """Return the comma-separated earlier secret keys, none when it is not set; each is checked as by ``secret``."""
    values = words(name)
    if not all(_strong(value) for value in values):
        raise ImproperlyConfigured(_too_weak(name))
    return values


def _strong(value: str) -> bool:
    return len(value) >= SECRET_KEY_LENGTH and len(set(value)) >= SECRET_KEY_CHARACTERS


def _too_weak(name: str) -> str:
    # The limits are those of Django's own check security.W009, which production has to pass.
    return (
        f"{name}: expected a secret of at least {SECRET_KEY_LENGTH} characters, "
        f"{SECRET_KEY_CHARACTERS} of them different"
    )
