import re
from types import SimpleNamespace
from typing import Annotated

import pytest
from fastapi import FastAPI, HTTPException, Request
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.testclient import TestClient

from fastapi_app.database import Database
from fastapi_app.dependencies import (
    Connection,
    CurrentDatabase,
    IdConvertor,
    PageQuery,
    TodoUrls,
    get_connection,
    get_database,
    get_hub,
    get_urls,
    plain_integer,
)
from fastapi_app.hub import Hub
from fastapi_app.settings import Settings

from .asgi import scope


def request_with(**state: object) -> Request:
    return Request({**scope(), "app": SimpleNamespace(state=SimpleNamespace(**state))})


@pytest.mark.anyio
async def test_what_the_lifespan_opened(database: Database) -> None:
    hub = Hub()
    assert await get_database(request_with(database=database)) is database
    assert await get_hub(request_with(hub=hub)) is hub


@pytest.mark.anyio
async def test_a_connection_is_taken_back(database: Database) -> None:
    async for connection in get_connection(database):
        assert not connection.closed
    assert connection.closed


def test_a_connection_is_taken_back_before_the_answer_is_sent(app: FastAPI) -> None:
    used: list[Connection] = []
    closed: list[bool] = []

    @app.get("/used")
    async def use(connection: Connection) -> int:
        used.append(connection)
        return 1

    inner = app.router.app

    async def look(scope: object, receive: object, send: object) -> None:
        async def look_and_send(message: dict[str, object]) -> None:
            closed.extend(connection.closed for connection in used)
            await send(message)  # type: ignore[operator]  # an ASGI send

        await inner(scope, receive, look_and_send)  # type: ignore[arg-type]  # an ASGI application

    app.router.middleware_stack = look
    with TestClient(app) as client:
        assert client.get("/used").json() == 1
    assert closed
    assert all(closed)


def test_a_test_may_put_another_database_in_place(app: FastAPI) -> None:
    async def broken() -> Database:
        raise HTTPException(503, "No database today.")

    app.dependency_overrides[get_database] = broken
    with TestClient(app) as client:
        response = client.get("/todos/1")
    assert (response.status_code, response.json()["detail"]) == (503, "No database today.")


def test_no_free_connection_is_503(app: FastAPI) -> None:
    async def exhausted() -> Database:
        raise PoolTimeout("QueuePool limit of size 20 overflow 0 reached")

    app.dependency_overrides[get_database] = exhausted
    with TestClient(app) as client:
        response = client.get("/todos/1")
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert "QueuePool" not in response.text


@pytest.mark.anyio
async def test_addresses_have_the_scheme_and_host_of_the_request() -> None:
    urls = await get_urls(Request({**scope(), "scheme": "https", "headers": [(b"host", b"todo.example.org:8443")]}))
    assert urls.todos == "https://todo.example.org:8443/todos"


def test_addresses() -> None:
    urls = TodoUrls("http://h/todos")
    assert urls.of(7) == "http://h/todos/7"
    assert urls.next_page(20, 7) == '<http://h/todos?limit=20&after=7>; rel="next"'


def test_a_page_by_default() -> None:
    assert PageQuery().model_dump() == {"limit": 1000, "after": 0}


@pytest.mark.parametrize("text", ["5.0", "1_000", " 7", "+5", "", "0x10", "٣", "1e3", "--1"])
def test_what_is_no_plain_integer(text: str) -> None:
    with pytest.raises(ValueError, match=r"^Expected an integer$"):
        plain_integer(text)


@given(st.integers())
def test_integers_pass_as_text_and_as_numbers(number: int) -> None:
    assert plain_integer(str(number)) == str(number)
    assert plain_integer(number) == number


@pytest.mark.parametrize(("name", "value"), [("limit", 0), ("limit", 1001), ("after", -1), ("after", 2**63)])
def test_pages_out_of_bounds(name: str, value: int) -> None:
    with pytest.raises(ValidationError):
        PageQuery.model_validate({name: value})


@pytest.mark.parametrize(
    ("text", "fits"), [("1", True), ("9" * 18, True), ("0", False), ("01", False), ("9" * 19, False)]
)
def test_ids_in_paths(text: str, fits: bool) -> None:
    assert bool(re.fullmatch(IdConvertor.regex, text)) is fits


@given(st.integers(1, 10**18 - 1))
def test_an_id_becomes_text_and_an_id_again(number: int) -> None:
    convertor = IdConvertor()
    text = convertor.to_string(number)
    assert re.fullmatch(convertor.regex, text)
    assert convertor.convert(text) == number


def test_a_line_break_behind_an_id_is_no_id() -> None:
    assert not re.match(f"^{IdConvertor.regex}$", "1\n")
    assert re.match("^[0-9]+$", "1\n")  # what Starlette's own patterns let through


def test_aliases_can_be_used_beside_other_parameters(settings: Settings, app: FastAPI) -> None:
    @app.get("/both")
    async def both(database: CurrentDatabase, connection: Connection, number: Annotated[int, "plain"] = 3) -> bool:
        return connection.engine.url == database.engine.url and number == 3

    with TestClient(app) as client:
        assert client.get("/both").json() is True
