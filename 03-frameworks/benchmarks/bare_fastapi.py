"""What the FastAPI app is compared with: the barest FastAPI that does the same query by the same driver, no more.

One route for JSON, one for the list of 20, whose model FastAPI checks and writes. No dependency, no middleware, no
handler of errors, no lifespan. The pool is as large as the app's.
"""

import os

from fastapi import FastAPI, Request
from pydantic import BaseModel
from sqlalchemy import Boolean, Integer, bindparam, column, select, table
from sqlalchemy.ext.asyncio import create_async_engine

from fastapi_app.database import POOL_SIZE

TODOS = table("todos", column("id", Integer), column("title"), column("completed", Boolean), column("order"))
LIST = select(TODOS).where(TODOS.c.id > bindparam("after")).order_by(TODOS.c.id).limit(bindparam("limit"))


class Todo(BaseModel):
    """A row, and its address."""

    id: int
    title: str
    completed: bool
    order: int | None
    url: str


app = FastAPI()
engine = create_async_engine(os.environ["BARE_DATABASE_URL"], pool_size=POOL_SIZE, max_overflow=0)


@app.get("/health")
async def health() -> dict[str, str]:
    """Answer JSON."""
    return {"status": "ok"}


@app.get("/todos", response_model=list[Todo])
async def list_todos(request: Request) -> list[dict[str, object]]:
    """List the first 20."""
    async with engine.connect() as connection:
        rows = (await connection.execute(LIST, {"after": 0, "limit": 21})).all()
    base = f"{request.base_url}todos"
    return [
        {"id": todo_id, "title": title, "completed": completed, "order": order, "url": f"{base}/{todo_id}"}
        for todo_id, title, completed, order in rows[:20]
    ]
