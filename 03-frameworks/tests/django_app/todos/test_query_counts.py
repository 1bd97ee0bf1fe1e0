"""The four ways through a list, with the queries that they take."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import FieldFetchBlocked
from pytest_django import DjangoAssertNumQueries

from django_app.todos import query_counts
from django_app.todos.models import Tag, Todo
from django_app.todos.query_counts import count_queries, eagerly, lazily, line, strictly, with_peers

pytestmark = pytest.mark.django_db


def make_todos(count: int) -> None:
    tags = list(Tag.objects.all())
    for number in range(count):
        todo = Todo.objects.create(title=f"To-do {number}", owner=User.objects.create(username=f"user-{number}"))
        todo.tags.set(tags)


def test_a_line_says_title_owner_and_tags() -> None:
    todo = Todo.objects.create(title="Milk")
    assert line(todo) == "Milk (nobody): "
    todo.owner = User.objects.create(username="ada")
    todo.tags.set([Tag.objects.create(name="Shop"), Tag.objects.create(name="Food")])
    assert line(todo) == "Milk (ada): Food, Shop"


@pytest.mark.parametrize("rows", [1, 2, 20])
def test_lazily_is_two_queries_more_for_every_row(rows: int) -> None:
    make_todos(rows)
    assert count_queries(lambda: lazily(Todo.objects.all()))[1] == 1 + 2 * rows


@pytest.mark.parametrize("rows", [2, 20])
def test_the_other_ways_take_the_same_number_for_any_number_of_rows(rows: int) -> None:
    make_todos(rows)
    assert count_queries(lambda: eagerly(Todo.objects.all()))[1] == 2
    assert count_queries(lambda: with_peers(Todo.objects.all()))[1] == 3


def test_all_ways_show_the_same() -> None:
    make_todos(3)
    todos = Todo.objects.order_by("pk")
    assert lazily(todos) == eagerly(todos) == with_peers(todos) == [line(todo) for todo in todos]
    assert len(lazily(todos)) == 3


def test_strictly_refuses_to_fetch_what_was_forgotten() -> None:
    make_todos(1)
    with pytest.raises(FieldFetchBlocked, match=r"Fetching of Todo\.owner blocked"):
        strictly(Todo.objects.all())


def test_counting_agrees_with_django(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_todos(2)
    with django_assert_num_queries(2):
        result, sent = count_queries(lambda: Todo.objects.count() + Todo.objects.filter(completed=True).count())
    assert (result, sent) == (2, 2)
    assert count_queries(lambda: "nothing") == ("nothing", 0)


def test_main_tells_the_story_and_leaves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    query_counts.main()
    assert capsys.readouterr().out.splitlines() == [
        " 5 rows, lazily      11 queries",
        " 5 rows, eagerly      2 queries",
        " 5 rows, with_peers   3 queries",
        "50 rows, lazily     101 queries",
        "50 rows, eagerly      2 queries",
        "50 rows, with_peers   3 queries",
        "strictly: Fetching of Todo.owner blocked.",
    ]
    assert not Todo.objects.exists()
