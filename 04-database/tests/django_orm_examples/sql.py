"""SQL by hand, to hold the ORM's answers against, and to look at others from outside."""

import time
from typing import Any

import psycopg
from django.db import connections


def rows(alias: str, query: str) -> list[tuple[Any, ...]]:
    """What the database of an alias answers to a query; nothing, when it answers without rows."""
    with connections[alias].cursor() as cursor:
        cursor.execute(query)
        found: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
    return found


def wait_for(address: str, query: str, expected: object, seconds: float = 10) -> None:
    """Ask until a query's one value is the expected one, or fail when that takes too long."""
    deadline = time.monotonic() + seconds
    with psycopg.connect(address, autocommit=True) as connection:
        while (row := connection.execute(query.encode()).fetchone()) is None or row[0] != expected:
            assert time.monotonic() < deadline, f"{query}: {row}, not {expected}"
