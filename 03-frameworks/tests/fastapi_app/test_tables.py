import pytest
from sqlalchemy import Integer, String, inspect

from fastapi_app.database import Database
from fastapi_app.tables import TITLE_LENGTH, Todo, main

pytestmark = pytest.mark.anyio


async def test_the_database_has_the_columns_of_the_class(database: Database) -> None:
    async with database.connect() as connection:
        columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("todos"))
    found = {column["name"]: column for column in columns}
    assert set(found) == {column.name for column in Todo.__table__.columns}
    assert [found[name]["nullable"] for name in ("title", "completed", "order")] == [False, False, True]
    assert isinstance(found["title"]["type"], String)
    assert found["title"]["type"].length == TITLE_LENGTH
    assert isinstance(found["order"]["type"], Integer)


async def test_constraints_have_names_for_migrations(database: Database) -> None:
    async with database.connect() as connection:
        checks = await connection.run_sync(lambda sync: inspect(sync).get_check_constraints("todos"))
    assert "ck_todos_title_length" in [check["name"] for check in checks]


async def test_an_object_of_the_class_can_be_stored(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Todo(title="a", order=None))
    async with database.transaction() as session:
        todo = await session.get_one(Todo, 1)
        assert (todo.title, todo.completed, todo.order) == ("a", False, None)


def test_main(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    out = capsys.readouterr().out
    assert "-- sqlite\n" in out
    assert "AUTOINCREMENT" in out
    assert "BIGSERIAL" in out
