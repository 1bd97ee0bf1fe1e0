"""N+1: one query for the list, and then one more for each row, because a loop touches a relation.

It is the commonest reason why a page that was fast with ten rows is slow with a thousand, and it looks innocent:
``todo.owner.username`` is an attribute. Django fetches what is not there yet. Four ways through the same list, counted:

- *lazily*: 1 + 2N queries;
- ``select_related`` joins what each row has one of (the owner), ``prefetch_related`` fetches what it may have many of
  (the tags) with one more query and ``IN``: always 2;
- ``fetch_mode(FETCH_PEERS)``, since Django 6.1: whichever row is asked first fetches for all rows of its list: 3,
  without having been told what the template will touch. Relations to many still want ``prefetch_related``;
- ``fetch_mode(FETCH_RAISE)``: what was forgotten is an error in the test rather than a query in production.

Cost: a join sends the owner's columns with every row; ``IN`` with thousands of ids is slow by itself (and above a
  limit refused), so page first. Counting costs a function call a query.
Not for: one object. Not everywhere by habit either: what is fetched and not shown costs as well.
Asked: how do you find an N+1, and how do you keep it from coming back? select_related or prefetch_related?
Source: https://docs.djangoproject.com/en/stable/topics/db/optimization/,
  https://docs.djangoproject.com/en/stable/topics/db/fetch-modes/
"""

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.core.exceptions import FieldFetchBlocked
from django.core.management import call_command
from django.db import connection, models, transaction

if TYPE_CHECKING:
    from django_app.todos.models import Todo

type Todos = models.QuerySet[Todo]


def count_queries[T](action: Callable[[], T]) -> tuple[T, int]:
    """Call ``action``; return its result and how many queries it sent on the default connection.

    In a test that is ``assertNumQueries`` or the fixture ``django_assert_num_queries``, which also show the queries.
    """
    sent = 0

    def count(execute: Callable[..., T], sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> T:
        nonlocal sent
        sent += 1
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        return action(), sent


def line(todo: "Todo") -> str:
    """Return what a template shows of a to-do: ``Milk (ada): Food, Shop``; an owner that is none is ``nobody``."""
    owner = todo.owner.get_username() if todo.owner else "nobody"
    return f"{todo.title} ({owner}): {', '.join(tag.name for tag in todo.tags.all())}"


def lazily(todos: Todos) -> list[str]:
    """Return the lines, and fetch each owner and the tags of each when ``line`` asks for them: 1 + 2N queries."""
    return [line(todo) for todo in todos.all()]


def eagerly(todos: Todos) -> list[str]:
    """Return the same lines with two queries, however many there are."""
    return [line(todo) for todo in todos.select_related("owner").prefetch_related("tags")]


def with_peers(todos: Todos) -> list[str]:
    """Return the same lines with three queries: the owners are fetched together when the first is asked for."""
    return [line(todo) for todo in todos.fetch_mode(models.FETCH_PEERS).prefetch_related("tags")]


def strictly(todos: Todos) -> list[str]:
    """Return the lines of a list that fetches nothing later: FieldFetchBlocked is raised, for owners were forgotten."""
    return [line(todo) for todo in todos.fetch_mode(models.FETCH_RAISE).prefetch_related("tags")]


def main() -> None:
    """Count the queries of the four ways with 5 rows and with 50, on a database in memory, and roll back."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_app.settings.testing")
    if not apps.ready:
        django.setup()
        call_command("migrate", verbosity=0)
    # Models can be imported only once Django knows its settings.
    from django.contrib.auth.models import User

    from django_app.todos.models import Tag, Todo

    with transaction.atomic():
        tags = list(Tag.objects.all())
        for number in range(50):
            todo = Todo.objects.create(title=f"To-do {number}", owner=User.objects.create(username=f"user-{number}"))
            todo.tags.set(tags)
        every = Todo.objects.order_by("pk")
        for rows in (5, 50):
            for way in (lazily, eagerly, with_peers):
                _lines, sent = count_queries(partial(way, every[:rows]))
                print(f"{rows:>2} rows, {way.__name__:<10} {sent:>3} queries")
        try:
            strictly(every)
        except FieldFetchBlocked as mistake:
            print(f"strictly: {mistake}")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
