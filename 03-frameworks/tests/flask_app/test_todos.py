import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from flask_app.database import connect, migrate
from flask_app.todos import (
    Todo,
    TodoNotFoundError,
    add_todo,
    change_todo,
    delete_all_todos,
    delete_todo,
    get_todo,
    list_todos,
)

INJECTION = "'); DROP TABLE todos; --"


@pytest.fixture
def connection(tmp_path: Path, empty_database: Path) -> Iterator[sqlite3.Connection]:
    copyfile(empty_database, tmp_path / "todos.sqlite3")
    with closing(connect(tmp_path / "todos.sqlite3")) as connection:
        yield connection


def test_a_new_todo_has_an_id_and_defaults(connection: sqlite3.Connection) -> None:
    assert add_todo(connection, title="a") == Todo(1, "a", False, None)
    assert add_todo(connection, title="b", completed=True, order=-3) == Todo(2, "b", True, -3)
    assert get_todo(connection, 2) == Todo(2, "b", True, -3)


def test_a_title_made_of_sql_is_a_title(connection: sqlite3.Connection) -> None:
    todo = add_todo(connection, title=INJECTION)
    change_todo(connection, todo.id, {"title": INJECTION + '"'})

    assert [todo.title for todo in list_todos(connection)] == [INJECTION + '"']


def test_an_id_made_of_sql_finds_nothing(connection: sqlite3.Connection) -> None:
    add_todo(connection, title="a")

    with pytest.raises(TodoNotFoundError):
        get_todo(connection, "1 OR 1=1")  # type: ignore[arg-type]  # what an attacker would like to come here
    with pytest.raises(TodoNotFoundError):
        delete_todo(connection, "0 OR 1=1")  # type: ignore[arg-type]  # as above
    assert len(list_todos(connection)) == 1


def test_a_column_made_of_sql_never_reaches_the_statement(connection: sqlite3.Connection) -> None:
    todo = add_todo(connection, title="a")

    for name in ("completed = 1, title", "id", "owner", '"order"'):
        with pytest.raises(KeyError):
            change_todo(connection, todo.id, {"title": "b", name: "x"})

    assert get_todo(connection, todo.id) == todo


def test_an_id_is_not_given_again(connection: sqlite3.Connection) -> None:
    delete_todo(connection, add_todo(connection, title="a").id)
    assert add_todo(connection, title="b").id == 2

    delete_all_todos(connection)
    assert add_todo(connection, title="c").id == 3


def test_a_change_writes_what_is_named_and_so_undoes_no_other_change(connection: sqlite3.Connection) -> None:
    todo = add_todo(connection, title="a")
    statements: list[str] = []
    connection.set_trace_callback(statements.append)

    change_todo(connection, todo.id, {"completed": True})

    assert len(statements) == 1
    assert statements[0].startswith("UPDATE todos SET completed = 1 WHERE ")


def test_no_changes_are_none(connection: sqlite3.Connection) -> None:
    todo = add_todo(connection, title="a", order=1)

    assert change_todo(connection, todo.id, {}) == todo


def test_what_is_not_there_is_an_error_that_names_it(connection: sqlite3.Connection) -> None:
    for ask in (
        lambda: get_todo(connection, 7),
        lambda: delete_todo(connection, 7),
        lambda: change_todo(connection, 7, {}),
        lambda: change_todo(connection, 7, {"title": "a"}),
    ):
        with pytest.raises(TodoNotFoundError) as caught:
            ask()
        assert (caught.value.todo_id, str(caught.value)) == (7, "there is no to-do 7")


def test_a_list_begins_after_an_id_of_any_size(connection: sqlite3.Connection) -> None:
    for title in "abc":
        add_todo(connection, title=title)

    assert [todo.id for todo in list_todos(connection, limit=2)] == [1, 2]
    assert [todo.id for todo in list_todos(connection, limit=2, after=2)] == [3]
    assert list_todos(connection, after=10**30) == []


def test_a_page_costs_the_same_wherever_it_begins(connection: sqlite3.Connection) -> None:
    with connection:
        connection.executemany("INSERT INTO todos (title) VALUES (?)", [("a",)] * 5000)

    def steps(after: int) -> int:
        counted = 0

        def count() -> int:
            nonlocal counted
            counted += 1
            return 0

        connection.set_progress_handler(count, 1)
        list_todos(connection, limit=10, after=after)
        connection.set_progress_handler(None, 1)
        return counted

    assert steps(after=4900) <= steps(after=0) + 2


titles = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=200)
orders = st.none() | st.integers(-(2**31), 2**31 - 1)
changes = st.fixed_dictionaries({}, optional={"title": titles, "completed": st.booleans(), "order": orders})


class Store(RuleBasedStateMachine):
    """The store beside a dictionary: after any operations both hold the same."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = connect(Path(":memory:"))
        migrate(self.connection)
        self.model: dict[int, Todo] = {}
        self.next_id = 1

    def teardown(self) -> None:
        self.connection.close()

    @rule(title=titles, completed=st.booleans(), order=orders)
    def add(self, title: str, completed: bool, order: int | None) -> None:
        todo = add_todo(self.connection, title=title, completed=completed, order=order)
        assert todo == Todo(self.next_id, title, completed, order)
        self.model[self.next_id] = todo
        self.next_id += 1

    @rule(todo_id=st.integers(1, 8), changes=changes)
    def change(self, todo_id: int, changes: dict[str, str | bool | int | None]) -> None:
        if todo_id not in self.model:
            with pytest.raises(TodoNotFoundError):
                change_todo(self.connection, todo_id, changes)
            return
        for name, value in changes.items():
            setattr(self.model[todo_id], name, value)
        assert change_todo(self.connection, todo_id, changes) == self.model[todo_id]

    @rule(todo_id=st.integers(1, 8))
    def delete(self, todo_id: int) -> None:
        if todo_id not in self.model:
            with pytest.raises(TodoNotFoundError):
                delete_todo(self.connection, todo_id)
            return
        delete_todo(self.connection, todo_id)
        del self.model[todo_id]

    @rule()
    def delete_all(self) -> None:
        assert delete_all_todos(self.connection) == len(self.model)
        self.model.clear()

    @rule(limit=st.integers(1, 5), after=st.integers(0, 8))
    def page(self, limit: int, after: int) -> None:
        expected = [self.model[todo_id] for todo_id in sorted(self.model) if todo_id > after][:limit]
        assert list_todos(self.connection, limit, after) == expected

    @invariant()
    def same(self) -> None:
        assert list_todos(self.connection) == list(self.model.values())


def test_the_store_behaves_like_a_dictionary() -> None:
    from hypothesis import settings

    run_state_machine_as_test(Store, settings=settings(max_examples=20, stateful_step_count=15))
