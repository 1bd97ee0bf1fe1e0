"""An asynchronous view by both roads, and on which threads its queries run."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import AsyncClient, Client
from pytest_django import DjangoAssertNumQueries

from django_app.todos.async_views import count_todos
from django_app.todos.models import Tag, Todo

pytestmark = pytest.mark.django_db

NUMBERS = {"total": 3, "open": 1, "completed": 2, "tagged": 1, "largest_order": 8}


@pytest.fixture
def todos() -> None:
    """Three to-dos, one of them with two tags."""
    tagged = Todo.objects.create(title="a", order=8)
    tagged.tags.set([Tag.objects.create(name="One"), Tag.objects.create(name="Two")])
    Todo.objects.create(title="b", completed=True, order=-3)
    Todo.objects.create(title="c", completed=True)


@pytest.mark.usefixtures("todos")
def test_everything_is_counted_once_by_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert async_to_sync(count_todos)() == NUMBERS


def test_nothing_is_counted_as_nothing() -> None:
    assert async_to_sync(count_todos)() == {"total": 0, "open": 0, "completed": 0, "tagged": 0, "largest_order": None}


@pytest.mark.usefixtures("todos")
def test_the_view_answers_under_wsgi_and_under_asgi(client: Client) -> None:
    async def ask() -> Any:
        return await AsyncClient().get("/statistics")

    by_wsgi, by_asgi = client.get("/statistics"), async_to_sync(ask)()

    assert (by_wsgi.status_code, by_wsgi.json()) == (200, NUMBERS)
    assert (by_asgi.status_code, by_asgi.json()) == (200, NUMBERS)
    assert by_asgi["X-Request-ID"] != by_wsgi["X-Request-ID"]


def test_it_is_read_only() -> None:
    response = Client(enforce_csrf_checks=True).post("/statistics")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_queries_that_are_gathered_run_one_after_another_in_one_thread() -> None:
    running: list[int] = []
    threads: set[int] = set()

    def watch(execute: Callable[..., Any], *args: Any) -> Any:
        threads.add(threading.get_ident())
        running.append(1)
        assert len(running) == 1, "two queries at the same time"
        result = execute(*args)
        running.clear()
        return result

    async def gather() -> None:
        await asyncio.gather(*(Todo.objects.acount() for _ in range(5)))

    with connection.execute_wrapper(watch):
        async_to_sync(gather)()

    assert len(threads) == 1
