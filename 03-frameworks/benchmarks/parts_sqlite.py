"""The list's query from an event loop in three other ways than SQLAlchemy's asyncio layer over aiosqlite.

That layer calls the driver as a synchronous program would: cursor, execute, fetch, close, roll back; and each of these
calls is a trip to aiosqlite's thread and back. Here each way makes one trip.
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Sequence

import aiosqlite
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import create_engine

from fastapi_app.database import POOL_SIZE
from fastapi_app.store import LIST

SQL = 'SELECT id, title, completed, "order" FROM todos WHERE id > ? ORDER BY id LIMIT ?'

FILE = os.path.join(os.environ["TODOS_DATA"], "todos.sqlite3")  # noqa: PTH118 - one string for three libraries
router = APIRouter(prefix="/todos")
local = threading.local()
idle: list[aiosqlite.Connection] = []
engine = create_engine(f"sqlite:///{FILE}", pool_size=POOL_SIZE * 2)


@router.get("/by-sqlite3-in-a-thread")
async def by_sqlite3_in_a_thread(request: Request) -> JSONResponse:
    """Run the standard library's driver in a thread that keeps its connection."""

    def query() -> Sequence[tuple[int, str, int, int | None]]:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(FILE, autocommit=True)
        found: list[tuple[int, str, int, int | None]] = local.connection.execute(SQL, (0, 21)).fetchall()
        return found

    return answer(request, await asyncio.to_thread(query))


@router.get("/by-sqlalchemy-in-a-thread")
async def by_sqlalchemy_in_a_thread(request: Request) -> JSONResponse:
    """Run synchronous SQLAlchemy in a thread."""

    def query() -> Sequence[tuple[int, str, int, int | None]]:
        with engine.connect() as connection:
            rows = connection.execute(LIST, {"limit": 21, "after": 0})
            return [(row[0], row[1], row[2], row[3]) for row in rows]

    return answer(request, await asyncio.to_thread(query))


@router.get("/by-aiosqlite")
async def by_aiosqlite(request: Request) -> JSONResponse:
    """Await aiosqlite by hand, with one call for the whole query."""
    connection = idle.pop() if idle else await aiosqlite.connect(FILE, autocommit=True)
    rows = [(row[0], row[1], row[2], row[3]) for row in await connection.execute_fetchall(SQL, (0, 21))]
    idle.append(connection)
    return answer(request, rows)


def answer(request: Request, rows: Sequence[tuple[int, str, int, int | None]]) -> JSONResponse:
    """Return the first 20 rows as JSON."""
    base = f"{request.base_url}todos"
    return JSONResponse(
        [
            {"id": todo_id, "title": title, "completed": completed == 1, "order": order, "url": f"{base}/{todo_id}"}
            for todo_id, title, completed, order in rows[:20]
        ]
    )
