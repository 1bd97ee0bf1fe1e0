"""The same tests on SQLite and on PostgreSQL."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from fastapi_app import store
from fastapi_app.database import Database
from fastapi_app.schemas import Changes, NewTodo
from fastapi_app.store import TodoRow

pytestmark = pytest.mark.anyio


async def add(database: Database, *titles: str) -> list[int]:
    async with database.transaction() as session:
        return [(await store.add_todo(session, NewTodo(title=title))).id for title in titles]


async def titles(database: Database, limit: int = 1000, after: int = 0) -> list[str]:
    async with database.connect() as connection:
        return [row.title for row in (await store.list_todos(connection, limit=limit, after=after))["rows"]]


async def test_a_new_todo_comes_back_as_it_was_stored(database: Database) -> None:
    async with database.transaction() as session:
        added = await store.add_todo(session, NewTodo(title="Buy milk", completed=True, order=-5))
    assert tuple(added) == (added.id, "Buy milk", True, -5)
    async with database.connect() as connection:
        assert await store.get_todo(connection, added.id) == added


async def test_ids_are_never_used_again(database: Database) -> None:
    first = await add(database, "a", "b")
    async with database.transaction() as session:
        await store.delete_all_todos(session)
    [third] = await add(database, "c")
    assert third > max(first)
    assert await titles(database) == ["c"]


@pytest.mark.parametrize("after", [0, 2**31, 2**63 - 1])
async def test_an_empty_page(database: Database, after: int) -> None:
    async with database.connect() as connection:
        assert await store.list_todos(connection, limit=1000, after=after) == {"rows": [], "more": False}


async def test_pages_follow_one_another(database: Database) -> None:
    ids = await add(database, *"abcde")
    seen: list[Sequence[TodoRow]] = []
    after, more = 0, True
    async with database.connect() as connection:
        while more:
            page = await store.list_todos(connection, limit=2, after=after)
            seen.append(page["rows"])
            after, more = page["rows"][-1].id, page["more"]
    assert [[row.id for row in rows] for rows in seen] == [ids[:2], ids[2:4], ids[4:]]


async def test_a_full_last_page_has_none_behind_it(database: Database) -> None:
    await add(database, "a", "b")
    async with database.connect() as connection:
        assert (await store.list_todos(connection, limit=2))["more"] is False
        assert (await store.list_todos(connection, limit=1))["more"] is True


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("a", False, 3)),
        ({"title": "b"}, ("b", False, 3)),
        ({"completed": True}, ("a", True, 3)),
        ({"order": None}, ("a", False, None)),
        ({"title": "b", "completed": True, "order": 4}, ("b", True, 4)),
    ],
)
async def test_changes(database: Database, changes: Changes, expected: tuple[str, bool, int | None]) -> None:
    async with database.transaction() as session:
        todo_id = (await store.add_todo(session, NewTodo(title="a", order=3))).id
        other = await store.add_todo(session, NewTodo(title="other"))
    async with database.transaction() as session:
        changed = await store.change_todo(session, todo_id, changes)
    assert changed is not None
    assert tuple(changed) == (todo_id, *expected)
    async with database.connect() as connection:
        assert await store.get_todo(connection, todo_id) == changed
        assert await store.get_todo(connection, other.id) == other


async def test_what_is_not_there(database: Database) -> None:
    async with database.transaction() as session:
        assert await store.get_todo(session, 1) is None
        assert await store.change_todo(session, 1, {"title": "a"}) is None
        assert await store.change_todo(session, 1, {}) is None
        assert await store.delete_todo(session, 1) is None


async def test_delete_removes_one_and_tells_which(database: Database) -> None:
    ids = await add(database, "a", "b")
    async with database.transaction() as session:
        deleted = await store.delete_todo(session, ids[0])
    assert deleted is not None
    assert deleted.title == "a"
    assert await titles(database) == ["b"]


@pytest.mark.parametrize("title", ["'); DROP TABLE todos; --", '" OR 1=1 --', "%s {title} :title ?", "\\'; SELECT 1"])
async def test_sql_in_a_title_is_a_title(database: Database, title: str) -> None:
    [todo_id] = await add(database, title)
    async with database.transaction() as session:
        await store.change_todo(session, todo_id, {"title": title + title})
    assert await titles(database) == [title + title]


async def test_each_function_sends_one_statement(database: Database) -> None:
    statements: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    async with database.transaction() as session:
        todo_id = (await store.add_todo(session, NewTodo(title="a"))).id
        await store.change_todo(session, todo_id, {"title": "b"})
        await store.get_todo(session, todo_id)
        await store.delete_todo(session, todo_id)
        await store.delete_all_todos(session)
    async with database.connect() as connection:
        await store.list_todos(connection, limit=20)
    assert [statement.split()[0] for statement in statements] == [
        "INSERT",
        "UPDATE",
        "SELECT",
        "DELETE",
        "DELETE",
        "SELECT",
    ]


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    store.main()
    out = capsys.readouterr().out
    assert "added: (1, 'Buy milk', False, None)" in out
    assert "changed: (1, 'Buy milk', True, None)" in out
    assert "changed, but it is not there: None" in out
    assert "first page: ['Buy milk', \"'); DROP TABLE todos; --\"] more: True" in out


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.sampled_from("acd"), st.integers(1, 4), st.text("xyz", min_size=1, max_size=3)), max_size=8)
)
async def test_behaves_like_a_dictionary(database: Database, steps: list[tuple[str, int, str]]) -> None:
    model: dict[int, str] = {}
    async with database.transaction() as session:
        await store.delete_all_todos(session)
        for kind, position, title in steps:
            todo_id = list(model)[position - 1] if position <= len(model) else 0
            match kind:
                case "a":
                    model[(await store.add_todo(session, NewTodo(title=title))).id] = title
                case "c":
                    changed = await store.change_todo(session, todo_id, {"title": title})
                    assert (changed is not None) == (todo_id in model)
                    model |= {todo_id: title} if changed else {}
                case "d":
                    assert (await store.delete_todo(session, todo_id) is not None) == (todo_id in model)
                    model.pop(todo_id, None)
    async with database.connect() as connection:
        rows = (await store.list_todos(connection, limit=1000))["rows"]
    assert [(row.id, row.title) for row in rows] == sorted(model.items())
