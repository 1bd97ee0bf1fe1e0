"""Databases that Django knows by an alias, added while the program runs.

``Flight.objects.using("sqlite")`` asks the database of that alias. Django opens one connection for each alias and
thread, and keeps it until the request ends or as long as CONN_MAX_AGE says. Two aliases of one database are two
connections in one thread: the lessons on locks and races let them meet at exactly the point that matters.

Not for: projects, where DATABASES in the settings is the one list.
Asked: how does Django know which connection a query runs on? (The alias, and the thread or task.)
Source: https://docs.djangoproject.com/en/6.1/topics/db/multi-db/
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresqlConnection

from flights import databases


@contextmanager
def connected(alias: str, address: str | Path, **settings: object) -> Iterator[str]:
    """Let an alias stand for a PostgreSQL address or a SQLite file while the block runs, and yield the alias.

    Settings are those of DATABASES, such as ``CONN_HEALTH_CHECKS=True``; OPTIONS are added to those of the address.
    At the end the connection is closed, and the pool if there is one; the alias means again what it meant before.
    """
    before = connections.settings.get(alias)
    if alias in connections:
        connections[alias].close()
        del connections[alias]
    connections.settings[alias] = complete(settings_of(address), settings)
    try:
        yield alias
    finally:
        connection = connections[alias]
        connection.close()
        if isinstance(connection, PostgresqlConnection):
            connection.close_pool()
        del connections[alias]
        del connections.settings[alias]
        if before is not None:
            connections.settings[alias] = before


def complete(settings: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return settings of a database with more of them, and with a value for each that Django expects."""
    options = settings.get("OPTIONS", {}) | more.get("OPTIONS", {})
    entry = {"default": settings | more | {"OPTIONS": options}}  # Django wants one of this name in every list
    completed: dict[str, Any] = connections.configure_settings(entry)["default"]
    return completed


def settings_of(address: str | Path) -> dict[str, Any]:
    """Return what stands in DATABASES for a PostgreSQL address, as psycopg takes it, or a SQLite file."""
    if isinstance(address, Path):
        # Pages are read where the operating system keeps them, and not copied first.
        options = {"init_command": "PRAGMA mmap_size = 268435456"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(address), "OPTIONS": options}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    parts = psycopg.conninfo.conninfo_to_dict(address)
    others = {name: value for name, value in parts.items() if name not in names}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{names[name]: value for name, value in parts.items() if name in names},
        "OPTIONS": others,
    }


@contextmanager
def loaded(alias: str = "default") -> Iterator[str]:
    """Let an alias stand for a PostgreSQL that holds all flights; what the block changes is lost."""
    with databases.postgresql() as address, connected(alias, address):
        yield alias


@contextmanager
def statements(alias: str) -> Iterator[list[str]]:
    """Yield a list that gets every statement that this thread's connection of an alias sends while the block runs.

    Savepoints are among them; BEGIN and COMMIT are not, on PostgreSQL: the driver sends them.
    """
    sent: list[str] = []

    def note(execute: Callable[..., object], statement: str, *arguments: object) -> object:
        sent.append(statement)
        return execute(statement, *arguments)

    with connections[alias].execute_wrapper(note):
        yield sent
