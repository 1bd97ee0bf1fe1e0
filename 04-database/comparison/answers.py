"""A question put to the three layers over one database, with the SQL that each of them sent.

Nobody has to guess what an ORM sends: it tells, before each statement. SQLAlchemy by the event
``before_cursor_execute`` of an engine, Django by ``connection.execute_wrapper``; for the drivers it is a cursor or a
connection of one's own class. What is recorded is what the layer hands to the driver: the text with its placeholders,
and the values beside it.

Each answer ends with a rollback. A question only reads, but a transaction that stays open keeps its locks on the
tables, and whoever wants to change one of them waits for it.

Cost: a function call for each statement.
Not for: production, where the slow ones are wanted and not all: ``log_min_duration_statement``, ``pg_stat_statements``.
Asked: how do you know what an ORM sends? (By its events or its log, ``echo=True`` and ``django.db.backends``; a test
counts the statements, so that a new N+1 fails there.)
Source: https://docs.sqlalchemy.org/en/21/core/events.html,
https://docs.djangoproject.com/en/6.1/topics/db/instrumentation/
"""

import importlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from comparison.questions import Question
from django_orm_examples.database import connected
from raw_sql_examples.database import Connection
from sqlalchemy_examples.database import engine_for

LAYERS = {"raw": "raw_sql_examples", "sqlalchemy": "sqlalchemy_examples", "django": "django_orm_examples"}

type Row = tuple[Any, ...]  # the columns decide
type Note = Callable[[str, object], None]  # takes a statement and its values


@dataclass(frozen=True)
class Statement:
    """SQL as a layer handed it to the driver, with placeholders, and the values for them by name or in order."""

    sql: str
    values: object


@dataclass(frozen=True)
class Answer:
    """The rows of an answer, and the statements that were sent for it."""

    rows: list[Row]
    statements: list[Statement]


@dataclass(frozen=True)
class Layers:
    """The three layers, each with a connection of its own to the same database; ``alias`` is Django's."""

    connection: Connection
    session: Session
    alias: str

    def ask(self, layer: str, question: Question) -> Answer:
        """Return the answer of a layer; no transaction stays open.

        Raise ValueError for an unknown layer: ``unknown layer 'odbc': expected one of raw, sqlalchemy, django``.
        """
        function = self.function(layer, question)
        sent: list[Statement] = []
        try:
            with self._noting(layer, lambda sql, values: sent.append(Statement(sql, values))):
                found = function()
        finally:
            self.connection.rollback()
            self.session.rollback()
        return Answer([plain(row) for row in found], sent)

    def function(self, layer: str, question: Question) -> Callable[[], list[Row]]:
        """Return the function of a layer that answers a question, ready to call, or raise ValueError as ``ask``."""
        if layer not in LAYERS:
            raise ValueError(f"unknown layer {layer!r}: expected one of {', '.join(LAYERS)}")
        function = getattr(importlib.import_module(f"{LAYERS[layer]}.{question.chapter}"), question.name)
        argument = {"raw": self.connection, "sqlalchemy": self.session, "django": self.alias}[layer]
        return lambda: list(function(argument))

    def _noting(self, layer: str, note: Note) -> AbstractContextManager[None]:
        if layer == "sqlalchemy":
            return _noting_engine(self.session.get_bind().engine, note)
        return _noting_driver(self.connection, note) if layer == "raw" else _noting_django(self.alias, note)


@contextmanager
def layers(address: str | Path, alias: str = "default") -> Iterator[Layers]:
    """Open the three layers over a PostgreSQL address or a SQLite file; Django knows it by the alias."""
    connection: Connection = (
        sqlite3.connect(address, factory=_NotingSqlite) if isinstance(address, Path) else psycopg.connect(address)
    )
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA mmap_size = 268435456")  # as the other two have it
    engine = engine_for(address)
    try:
        with closing(connection), Session(engine) as session, connected(alias, address):
            yield Layers(connection, session, alias)
    finally:
        engine.dispose()


def plain(row: Row) -> Row:
    """Return a row as every layer and engine can give it: dates as ISO text, decimals as floats.

    >>> plain((date(2013, 1, 31), Decimal("12.50"), "JFK", 3, None))
    ('2013-01-31', 12.5, 'JFK', 3, None)
    """
    return tuple(
        value.isoformat() if isinstance(value, date) else float(value) if isinstance(value, Decimal) else value
        for value in row
    )


class _NotingSqlite(sqlite3.Connection):
    """A connection that tells what it is asked; ``set_trace_callback`` would give the text with the values in it."""

    note: Note | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        if self.note is not None:
            self.note(sql, parameters)
        return super().execute(sql, parameters)


@contextmanager
def _noting_driver(connection: Connection, note: Note) -> Iterator[None]:
    if isinstance(connection, psycopg.Connection):
        before, connection.cursor_factory = connection.cursor_factory, _noting_cursor(note)
        try:
            yield
        finally:
            connection.cursor_factory = before
    elif isinstance(connection, _NotingSqlite):
        connection.note = note
        try:
            yield
        finally:
            connection.note = None
    else:
        raise TypeError(f"expected a connection of layers(), got {connection!r}")


def _noting_cursor(note: Note) -> type[psycopg.Cursor[Row]]:
    class NotingCursor(psycopg.Cursor[Row]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> "NotingCursor":
            note(str(query), params)
            super().execute(query, params, **options)
            return self

    return NotingCursor


@contextmanager
def _noting_engine(engine: Engine, note: Note) -> Iterator[None]:
    def before_cursor_execute(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        note(statement, parameters)

    event.listen(engine, "before_cursor_execute", before_cursor_execute)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before_cursor_execute)


@contextmanager
def _noting_django(alias: str, note: Note) -> Iterator[None]:
    def wrapper(execute: Callable[..., object], statement: str, parameters: object, *arguments: object) -> object:
        note(statement, parameters)
        return execute(statement, parameters, *arguments)

    with connections[alias].execute_wrapper(wrapper):
        yield
