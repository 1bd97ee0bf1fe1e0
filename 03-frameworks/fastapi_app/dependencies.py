"""What the handlers of this service depend on: the database, a page, absolute addresses, and the id in a path.

A dependency is a function that FastAPI calls before the handler. Its parameters are found in the request like those of
a handler, or are dependencies again; its result is handed over. So a handler says *what* it needs, a test says what it
gets instead (``app.dependency_overrides[get_database] = ...``), and nobody patches modules. ``Annotated`` aliases such
as ``Connection`` give each one a name and a type that mypy sees.

``Connection`` is one with ``yield``: what stands behind ``yield`` runs when the handler is done. ``scope="function"``
says "before the answer is sent"; the default, ``"request"``, says after. A connection must not wait for a slow client
to take its answer: at 32 connections that made a 99th percentile of 157 ms out of 43 ms.

Cost: 10 to 30 µs for each dependency and request, since FastAPI resolves them anew; a ``def`` instead of ``async def``
moves the call to a thread and costs several times that.
Not for: what never changes while the process runs; a module constant or ``app.state`` does it.
Asked: how do you test a handler without its database? When does the code after ``yield`` run, and what if that fails?
Source: https://fastapi.tiangolo.com/tutorial/dependencies/, https://www.starlette.io/routing/#path-parameters
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, override

from fastapi import Depends, Path, Query, Request
from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.convertors import Convertor, register_url_convertor

from fastapi_app.database import Database
from fastapi_app.hub import Hub

MAX_LIMIT = 1000
MAX_ID = 2**63 - 1


async def get_database(request: Request) -> Database:
    """Return the database that the lifespan opened. Tests override this one."""
    database: Database = request.app.state.database
    return database


CurrentDatabase = Annotated[Database, Depends(get_database)]


async def get_connection(database: CurrentDatabase) -> AsyncIterator[AsyncConnection]:
    """Yield a connection for reading, and take it back before the answer is sent."""
    async with database.connect() as connection:
        yield connection


Connection = Annotated[AsyncConnection, Depends(get_connection, scope="function")]


async def get_hub(request: Request) -> Hub:
    """Return the hub that tells listeners of changes."""
    hub: Hub = request.app.state.hub
    return hub


CurrentHub = Annotated[Hub, Depends(get_hub)]


@dataclass(frozen=True, slots=True)
class TodoUrls:
    """Addresses as the client sees them; ``todos`` is that of the list, without a query."""

    todos: str

    def of(self, todo_id: int) -> str:
        """Return the address of a to-do."""
        return f"{self.todos}/{todo_id}"

    def next_page(self, limit: int, after: int) -> str:
        """Return the value of a ``Link`` header that leads to the next page."""
        return f'<{self.todos}?limit={limit}&after={after}>; rel="next"'


async def get_urls(request: Request) -> TodoUrls:
    """Return addresses with the scheme and host of this request; ``guards.py`` has checked the host.

    ``request.url_for`` finds a route by its name, which takes longer than all the rest of the answer for a list.
    """
    return TodoUrls(f"{request.base_url}todos")


Urls = Annotated[TodoUrls, Depends(get_urls)]


def plain_integer(value: object) -> object:
    """Return ``value``, or raise ValueError when it is text other than an optional minus and decimal digits.

    Pydantic reads ``5.0``, ``1_000`` and `` 7 `` as integers; in an address they are more likely mistakes.
    """
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]+", value):
        raise ValueError("Expected an integer")
    return value


class PageQuery(BaseModel):
    """Which part of a list is wanted. Ids are stable, so paging neither skips nor repeats while others write."""

    limit: Annotated[int, BeforeValidator(plain_integer)] = Field(
        default=MAX_LIMIT, ge=1, le=MAX_LIMIT, description="How many at most"
    )
    after: Annotated[int, BeforeValidator(plain_integer)] = Field(
        default=0, ge=0, le=MAX_ID, description="The id behind which to begin"
    )


Page = Annotated[PageQuery, Query()]


class IdConvertor(Convertor[int]):
    """``{todo_id:id}`` in a path: a decimal number from 1 to 10**18 - 1. Anything else has no route and so is 404."""

    # Starlette ends the pattern of a path with "$", which also fits before a line break: /todos/1%0A would be to-do 1.
    regex = r"[1-9][0-9]{0,17}(?!\n)"

    @override
    def convert(self, value: str) -> int:
        """Return the number that the digits make."""
        return int(value)

    @override
    def to_string(self, value: int) -> str:
        """Return the digits of the number, for ``url_for``."""
        return str(value)


# Paths name convertors by a key of this registry; it must be known before a router is written down.
register_url_convertor("id", IdConvertor())

TodoId = Annotated[int, Path(description="Id of a to-do", examples=[1])]
