"""Attacks on the API, each named by what it would like to do. Those on the pages stand in
tests/django_app/test_security.py.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from django_app.todos.models import Tag, Todo

JSON = "application/json"
SQL = ["'; DROP TABLE todos_todo; --", "' OR '1'='1", '" OR 1=1 --', "1); DELETE FROM todos_todo; --", "%s %(a)s ? :a"]


@pytest.mark.parametrize("attack", SQL)
def test_sql_in_a_title_is_a_title(api: Client, milk: Todo, attack: str) -> None:
    added = api.post("/todos", {"title": attack}, JSON)
    changed = api.patch(f"/todos/{milk.pk}", {"title": attack}, JSON)
    assert added.json()["title"] == changed.json()["title"] == attack
    assert Todo.objects.filter(title=attack).count() == 2


@pytest.mark.parametrize("attack", SQL)
def test_sql_in_a_parameter_or_an_address_is_refused(api: Client, milk: Todo, attack: str) -> None:
    assert api.get("/todos", {"after": attack}).status_code == 422
    assert api.get("/todos", {"limit": attack}).status_code == 422
    assert api.get(f"/todos/{attack}").status_code == 404
    assert api.delete(f"/todos/{milk.pk} OR 1=1").status_code == 404
    assert Todo.objects.count() == 1


def test_a_title_never_becomes_part_of_the_statement(api: Client) -> None:
    statements: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        statements.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(watch):
        api.post("/todos", {"title": SQL[0]}, JSON)
    assert statements
    assert not any("DROP" in statement for statement in statements)


@pytest.mark.parametrize(
    "member", ["id", "pk", "url", "owner", "owner_id", "created_at", "picture", "tags", "_state", "__class__"]
)
def test_a_member_that_is_not_offered_cannot_be_assigned(api: Client, milk: Todo, member: str) -> None:
    mallory = get_user_model().objects.create_user("mallory")
    tag = Tag.objects.create(name="Secret")
    for value in (mallory.pk, [tag.pk], "2001-01-01T00:00:00Z", None):
        changed = api.patch(f"/todos/{milk.pk}", {"title": "changed", member: value}, JSON)
        added = api.post("/todos", {"title": "added", member: value}, JSON)
        for response in (changed, added):
            assert response.status_code == 422
            assert response.json()["errors"] == [{"detail": "There is no such member.", "pointer": f"#/{member}"}]

    stored = Todo.objects.get()
    assert (stored.pk, stored.title, stored.owner, stored.created_at) == (milk.pk, "Buy milk", None, milk.created_at)


def test_a_title_of_markup_is_stored_as_it_is_and_sent_as_json(api: Client) -> None:
    response = api.post("/todos", {"title": "<script>alert(1)</script>"}, JSON)
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.json()["title"] == "<script>alert(1)</script>"


def test_the_input_is_no_part_of_an_error(api: Client) -> None:
    for body in ('{"title": 12345}', '{"title": ', '"12345"'):
        text = api.generic("POST", "/todos", body, JSON).content.decode()
        assert "12345" not in text
        assert "Traceback" not in text
