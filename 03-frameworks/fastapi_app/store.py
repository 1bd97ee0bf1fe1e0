"""The queries: one statement a function, and the database decides what would otherwise be a race.

``UPDATE ... WHERE id = ? RETURNING ...`` changes a row *and* says whether there was one. Reading first and writing then
needs a transaction that notices what happened in between; a single statement is already atomic.

Values never become part of the SQL text: SQLAlchemy sends them beside it. A title such as ``'); DROP TABLE todos; --``
is a title. That also lets the statement of the list be built once, when the module is imported.

Cost, a list of 20 on SQLite: columns 1.0, ORM objects 1.6; the statement prebuilt 1.0, built in each request 1.2.
Not for: changing many objects that refer to each other; there a session that tracks them (unit of work) earns its
price.
Asked: what is wrong with ``SELECT`` and then ``UPDATE``? Why fetch one row more than the page holds? Why no OFFSET?
Source: https://docs.sqlalchemy.org/en/21/orm/queryguide/dml.html
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

from sqlalchemy import BigInteger, Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from fastapi_app.database import open_database
from fastapi_app.schemas import Changes, NewTodo
from fastapi_app.settings import Settings
from fastapi_app.tables import Todo

type TodoRow = Row[int, str, bool, int | None]
"""A to-do as the database returns it: ``id``, ``title``, ``completed`` and ``order``, by name or position."""


class TodoPage(TypedDict):
    """Some of the to-dos, and whether there are more behind them."""

    rows: list[TodoRow]
    more: bool


COLUMNS = (Todo.id, Todo.title, Todo.completed, Todo.order)
LIST = (
    select(*COLUMNS)
    .where(Todo.id > bindparam("after", type_=BigInteger))
    .order_by(Todo.id)
    .limit(bindparam("limit", type_=BigInteger))
)


async def list_todos(connection: AsyncConnection, *, limit: int, after: int = 0) -> TodoPage:
    """Return the first ``limit`` to-dos with an id above ``after``, by id."""
    # One row more than asked for tells whether another page follows; counting the rest would read all of it.
    rows = list((await connection.execute(LIST, {"limit": limit + 1, "after": after})).all())
    return TodoPage(rows=rows[:limit], more=len(rows) > limit)


async def get_todo(connection: AsyncConnection | AsyncSession, todo_id: int) -> TodoRow | None:
    """Return the to-do, or None when it is not there."""
    return (await connection.execute(select(*COLUMNS).where(Todo.id == todo_id))).one_or_none()


async def add_todo(session: AsyncSession, new: NewTodo) -> TodoRow:
    """Store a new to-do and return it with its id. Ids count up and are never used again."""
    return (await session.execute(insert(Todo).values(new.model_dump()).returning(*COLUMNS))).one()


async def change_todo(session: AsyncSession, todo_id: int, changes: Changes) -> TodoRow | None:
    """Change the fields in ``changes`` and return the to-do; None when it is not there. ``{}`` changes nothing."""
    if not changes:
        return await get_todo(session, todo_id)
    statement = update(Todo).where(Todo.id == todo_id).values(changes).returning(*COLUMNS)
    return (await session.execute(statement)).one_or_none()


async def delete_todo(session: AsyncSession, todo_id: int) -> TodoRow | None:
    """Delete the to-do and return what it was; None when it is not there."""
    return (await session.execute(delete(Todo).where(Todo.id == todo_id).returning(*COLUMNS))).one_or_none()


async def delete_all_todos(session: AsyncSession) -> None:
    """Delete every to-do."""
    await session.execute(delete(Todo))


async def _story(folder: Path) -> None:
    async with open_database(Settings(data=folder)) as database:
        async with database.transaction() as session:
            for title in ("Buy milk", "'); DROP TABLE todos; --", "Sleep"):
                print("added:", tuple(await add_todo(session, NewTodo(title=title))))
            print("changed:", await change_todo(session, 1, {"completed": True}))
            print("changed, but it is not there:", await change_todo(session, 99, {"completed": True}))
        async with database.connect() as connection:
            page = await list_todos(connection, limit=2)
            print("first page:", [row.title for row in page["rows"]], "more:", page["more"])


def main() -> None:
    """Show adding, changing and paging on a temporary file."""
    with TemporaryDirectory() as folder:
        asyncio.run(_story(Path(folder)))


if __name__ == "__main__":
    main()
