"""Every kind of parameter, on questions that one may ask of a list of to-dos.

FastAPI reads a handler's signature. A name that stands in the path is a path parameter; a Pydantic model is the body;
anything else is a query parameter; ``Header``, ``Cookie``, ``Form`` and ``Body`` say otherwise. The type says how the
text is converted, ``ge=`` and the like what is accepted, and all of it stands in the documentation. What does not fit
is answered with 422 and all mistakes at once, before the handler runs.

Two habits: put the declaration into ``Annotated``, so that the function can be called from Python too and its default
is a default; and bound everything that a stranger sends, in length as in number.

Cost: a few µs for each parameter. Files are parameters too: ``pictures.py`` takes one.
Not for: checks that need the database or another parameter; a dependency or a model's validator does these.
Asked: how does ``?id=1&id=2`` become a list? Why are two body parameters a different JSON from one?
Source: https://fastapi.tiangolo.com/tutorial/path-params/, /query-params-str-validations/, /header-params/,
/body-multiple-params/
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Cookie, FastAPI, Form, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, func, select

from fastapi_app.database import open_database
from fastapi_app.dependencies import Connection
from fastapi_app.json_bodies import JsonRoute
from fastapi_app.problems import add_problem_handlers
from fastapi_app.schemas import MAX_ORDER, NewTodo, Title
from fastapi_app.settings import Settings
from fastapi_app.store import add_todo
from fastapi_app.tables import Todo

MAX_TITLES = 100

router = APIRouter(prefix="/parameters", tags=["parameters"])
bodies = APIRouter(route_class=JsonRoute)

Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
OrderInPath = Annotated[int, Path(ge=-MAX_ORDER - 1, le=MAX_ORDER)]


class State(StrEnum):
    """An enumeration in a path: exactly these words, each of them in the documentation."""

    OPEN = "open"
    DONE = "done"


class Count(BaseModel):
    """How many to-dos there are."""

    state: State
    count: int


async def find_titles(connection: Connection, *conditions: ColumnElement[bool], limit: int = MAX_TITLES) -> list[str]:
    """Return the titles of the to-dos for which all conditions hold, by id, at most ``limit``."""
    return list(await connection.scalars(select(Todo.title).where(*conditions).order_by(Todo.id).limit(limit)))


@router.get("/counts/{state}")
async def count_todos(state: State, connection: Connection) -> Count:
    """Path, an enumeration: how many to-dos are open, or done."""
    statement = select(func.count()).select_from(Todo).where(Todo.completed == (state is State.DONE))
    return Count(state=state, count=await connection.scalar(statement) or 0)


@router.get("/orders/{low}/{high}")
async def list_between(low: OrderInPath, high: OrderInPath, connection: Connection) -> list[str]:
    """Path, bounded integers: titles whose `order` lies between the two, both included."""
    return await find_titles(connection, Todo.order.between(low, high))


@router.get("/prefixes/{prefix:path}")
async def list_by_prefix(prefix: Annotated[Text, Path(examples=["home/garden"])], connection: Connection) -> list[str]:
    """Path with slashes (`:path`): titles that begin like this. `autoescape` makes `%` a character like any other."""
    return await find_titles(connection, Todo.title.startswith(prefix, autoescape=True))


@router.get("/selection")
async def list_selected(
    connection: Connection,
    ids: Annotated[list[int], Query(alias="id", min_length=1, max_length=50)],
    with_done: Annotated[bool, Query(alias="with-done")] = True,
) -> list[str]:
    """Query, a list and aliases: titles of some ids, as in `?id=1&id=2&with-done=false`.

    `bool` takes `true`, `1`, `on`, `yes` and their opposites.
    """
    known = [each for each in ids if 0 < each < 2**63]
    return await find_titles(connection, Todo.id.in_(known), *([] if with_done else [Todo.completed.is_(False)]))


class Search(BaseModel):
    """A query as a model: its parameters can be checked together, and unknown ones refused as misspelt."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(default="", description="Part of the title")
    state: State | None = None
    sort: Literal["id", "title", "-id", "-title"] = "id"
    limit: int = Field(default=20, ge=1, le=MAX_TITLES)


@router.get("/search")
async def search_todos(search: Annotated[Search, Query()], connection: Connection) -> list[str]:
    """Query, a model: `?text=milk&state=open&sort=-title`."""
    column = {"id": Todo.id, "title": Todo.title}[search.sort.removeprefix("-")]
    statement = select(Todo.title).where(Todo.title.contains(search.text, autoescape=True)).limit(search.limit)
    if search.state is not None:
        statement = statement.where(Todo.completed == (search.state is State.DONE))
    ordered = statement.order_by(column.desc() if search.sort.startswith("-") else column, Todo.id)
    return list(await connection.scalars(ordered))


class Reader(BaseModel):
    """What a request says about who reads."""

    language: Literal["en", "de"]
    theme: Literal["light", "dark"]
    client: str | None
    tags: list[str]


@router.get("/reader")
async def describe_reader(
    accept_language: Annotated[Text, Header()] = "",
    client: Annotated[Text | None, Header(alias="X-Client")] = None,
    x_tag: Annotated[list[Text] | None, Header(max_length=10)] = None,
    theme: Annotated[Literal["light", "dark"], Cookie()] = "light",
) -> Reader:
    """Headers and a cookie: a name's underscores stand for hyphens, an alias is taken as it is, a list may repeat."""
    language: Literal["en", "de"] = "de" if accept_language.lower().startswith("de") else "en"
    return Reader(language=language, theme=theme, client=client, tags=x_tag or [])


@bodies.post("/differences")
async def compare_todos(
    before: NewTodo, after: NewTodo, ignore: Annotated[list[Text] | None, Body(max_length=10)] = None
) -> list[str]:
    """Body, several parameters: an object with a member for each, as in `{"before": {...}, "after": {...}}`."""
    old, new = before.model_dump(), after.model_dump()
    return [name for name in old if old[name] != new[name] and name not in (ignore or [])]


@bodies.post("/titles")
async def check_title(title: Annotated[Title, Body(embed=True)]) -> str:
    """Body, one embedded parameter: `{"title": "..."}` instead of the bare `"..."`. Answers how it would be stored."""
    return title


class QuickEntry(BaseModel):
    """A form: fields of an HTML page, all of them text."""

    model_config = ConfigDict(extra="forbid")

    lines: str = Field(max_length=5000, pattern=r"^[^\x00]*$", description="A title on each line")
    completed: bool = False


@router.post("/previews")
async def preview_todos(entry: Annotated[QuickEntry, Form()]) -> list[NewTodo]:
    """Form, a model: the to-dos that these lines would make; nothing is stored. Empty lines do not count."""
    titles = [line.strip()[:200] for line in entry.lines.splitlines()]
    return [NewTodo(title=title, completed=entry.completed) for title in titles if title]


router.include_router(bodies)


def main() -> None:
    """Ask some of these questions on a temporary database, and print the answers."""
    from starlette.testclient import TestClient  # the service runs without it, and without what it needs

    with TemporaryDirectory() as folder:

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            async with open_database(Settings(data=FilePath(folder))) as app.state.database:
                async with app.state.database.transaction() as session:
                    for title in ("Buy milk", "Buy 50% more milk", "home/garden/water"):
                        await add_todo(session, NewTodo(title=title))
                yield

        app = FastAPI(lifespan=lifespan)
        app.include_router(router)
        add_problem_handlers(app)
        with TestClient(app) as client:
            for path in (
                "counts/open",
                "counts/lost",
                "prefixes/home/garden",
                "selection?id=1&id=3",
                "search?text=50%25",
            ):
                response = client.get(f"/parameters/{path}")
                answer = response.json()
                print(path, response.status_code, answer["errors"] if response.is_error else answer)


if __name__ == "__main__":
    main()
