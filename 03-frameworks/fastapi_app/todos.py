"""The resource ``/todos``: a router of six handlers, each of which reads like the sentence that describes it.

A handler takes what FastAPI has parsed and checked, calls one query, and returns data. It knows neither SQL nor status
codes of errors. Four things are done with intent:

- The transaction ends *inside* the handler: what fails at the commit is then still an error, and the listeners hear of
  a change after it is there, never of one that was rolled back.
- Handlers return plain dicts and say ``response_model=``: FastAPI checks and writes them in Rust in one go. For 20
  to-dos that costs 6 µs more than ``json.dumps``, and the documentation cannot be wrong about what is sent.
- All are ``async def``, since all they wait for is awaited. A ``def`` would be run in a thread; an ``async def`` that
  blocks stops everybody.
- The list, which is asked for most, takes the request and calls ``get_database`` and ``get_urls`` itself. ``Depends``
  would do it for 25 µs of some 450, and let a test override them; all other handlers have it so.

There is no log-in here and no CSRF token: the API is public, it reads no cookie, and so a foreign page can do nothing
in the name of a user that it could not do by itself. For the same reason CORS may allow every origin.

Cost: of the time for a list of 20 on SQLite, SQLAlchemy and the driver have more than half, the framework the rest.
Not for: an API with users; there each query has the owner in its WHERE (capstone).
Asked: where does the transaction end? ``def`` or ``async def``? What does 201 promise?
Source: https://todobackend.com/, RFC 8288 (Link), https://fastapi.tiangolo.com/tutorial/response-model/
"""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from fastapi_app import store
from fastapi_app.dependencies import CurrentDatabase, CurrentHub, Page, TodoId, TodoUrls, Urls, get_database, get_urls
from fastapi_app.json_bodies import JsonRoute
from fastapi_app.problems import Problem
from fastapi_app.schemas import NewTodo, TodoOut, TodoPatch
from fastapi_app.store import TodoRow

type TodoData = dict[str, int | str | bool | None]

router = APIRouter(prefix="/todos", tags=["todos"], route_class=JsonRoute)


@router.get("", response_model=list[TodoOut])
async def list_todos(page: Page, request: Request, response: Response) -> list[TodoData]:
    """To-dos in the order of their ids; when more follow, the header `Link` leads to them."""
    database, urls = await get_database(request), await get_urls(request)
    async with database.connect() as connection:
        found = await store.list_todos(connection, limit=page.limit, after=page.after)
    rows = found["rows"]
    if found["more"]:
        response.headers["Link"] = urls.next_page(page.limit, rows[-1].id)
    base = urls.todos
    return [  # what as_data does, without two calls for each row
        {"id": todo_id, "title": title, "completed": completed, "order": order, "url": f"{base}/{todo_id}"}
        for todo_id, title, completed, order in rows
    ]


@router.post("", response_model=TodoOut, status_code=HTTPStatus.CREATED)
async def create_todo(
    new: NewTodo, database: CurrentDatabase, urls: Urls, hub: CurrentHub, response: Response
) -> TodoData:
    """Create a to-do; the header `Location` is its address."""
    async with database.transaction() as session:
        row = await store.add_todo(session, new)
    todo = as_data(row, urls)
    hub.publish("created", todo)
    response.headers["Location"] = urls.of(row.id)
    return todo


@router.delete("", status_code=HTTPStatus.NO_CONTENT, response_class=Response)
async def delete_todos(database: CurrentDatabase, hub: CurrentHub) -> None:
    """Delete all to-dos."""
    async with database.transaction() as session:
        await store.delete_all_todos(session)
    hub.publish("emptied", None)


@router.get("/{todo_id:id}", response_model=TodoOut)
async def get_todo(todo_id: TodoId, database: CurrentDatabase, urls: Urls) -> TodoData:
    """One to-do."""
    async with database.connect() as connection:
        row = await store.get_todo(connection, todo_id)
    return as_data(found(row), urls)


@router.patch("/{todo_id:id}", response_model=TodoOut)
async def change_todo(
    todo_id: TodoId, patch: TodoPatch, database: CurrentDatabase, urls: Urls, hub: CurrentHub
) -> TodoData:
    """Change the fields that are sent; null clears `order`."""
    changes = patch.changes()
    async with database.transaction() as session:
        row = await store.change_todo(session, todo_id, changes)
    todo = as_data(found(row), urls)
    if changes:
        hub.publish("changed", todo)
    return todo


@router.delete("/{todo_id:id}", status_code=HTTPStatus.NO_CONTENT, response_class=Response)
async def delete_todo(todo_id: TodoId, database: CurrentDatabase, urls: Urls, hub: CurrentHub) -> None:
    """Delete one to-do."""
    async with database.transaction() as session:
        row = await store.delete_todo(session, todo_id)
    hub.publish("deleted", as_data(found(row), urls))


def found(row: TodoRow | None) -> TodoRow:
    """Return the row, or raise Problem 404 with ``There is no such to-do.`` for None."""
    if row is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such to-do.")
    return row


def as_data(row: TodoRow, urls: TodoUrls) -> TodoData:
    """Return the row as it is sent: its four columns and its ``url``."""
    todo_id, title, completed, order = row
    return {"id": todo_id, "title": title, "completed": completed, "order": order, "url": urls.of(todo_id)}
