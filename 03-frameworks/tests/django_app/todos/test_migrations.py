"""The history of the tables, run forwards and back on rows, in a database of its own."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import IntegrityError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

ALIAS = "history"
LAST = "0006_todo_picture"


@pytest.fixture
def history(django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """A connection to an empty database in memory."""
    settings = connections.databases["default"] | {"NAME": "file:history?mode=memory"}
    with django_db_blocker.unblock():
        connections.databases[ALIAS] = settings
        connection = connections[ALIAS]
        yield connection
        connection.connection.close()
        del connections[ALIAS], connections.databases[ALIAS]


def migrate(connection: BaseDatabaseWrapper, name: str | None) -> Apps:
    """Bring the app's tables to a migration, or to nothing; return the models as they were then."""
    executor = MigrationExecutor(connection)
    state = executor.migrate([("todos", name)])
    return state.apps


def tags(apps: Apps) -> list[str]:
    """The names of all tags."""
    return list(apps.get_model("todos", "Tag").objects.using(ALIAS).order_by("name").values_list("name", flat=True))


@pytest.mark.django_db
def test_the_models_are_what_the_migrations_make() -> None:
    call_command("makemigrations", "todos", check=True, dry_run=True, stdout=StringIO())


def test_the_default_tags_come_and_go_but_not_those_in_use(history: BaseDatabaseWrapper) -> None:
    before = migrate(history, "0001_initial")
    before.get_model("todos", "Tag").objects.using(ALIAS).create(name="HOME")

    after = migrate(history, "0002_default_tags")
    assert tags(after) == ["Errands", "HOME", "Work"]

    todo = after.get_model("todos", "Todo").objects.using(ALIAS).create(title="Write")
    todo.tags.add(after.get_model("todos", "Tag").objects.using(ALIAS).get(name="Work"))
    assert tags(migrate(history, "0001_initial")) == ["HOME", "Work"]


def test_tags_that_are_there_get_a_slug_each(history: BaseDatabaseWrapper) -> None:
    before = migrate(history, "0002_default_tags")
    old = before.get_model("todos", "Tag").objects.using(ALIAS)
    for name in ("C", "C++", "!!"):
        old.create(name=name)

    new = migrate(history, LAST).get_model("todos", "Tag").objects.using(ALIAS)

    assert dict(new.values_list("name", "slug")) == {
        "Errands": "errands",
        "Home": "home",
        "Work": "work",
        "C": "c",
        "C++": "c-2",
        "!!": "tag",
    }
    with pytest.raises(IntegrityError):
        new.create(name="Another", slug="c")


def test_a_slug_that_the_new_code_gave_in_between_is_kept(history: BaseDatabaseWrapper) -> None:
    between = migrate(history, "0003_tag_slug").get_model("todos", "Tag").objects.using(ALIAS)
    between.create(name="Garden", slug="home")

    new = migrate(history, "0004_fill_tag_slugs").get_model("todos", "Tag").objects.using(ALIAS)

    assert dict(new.values_list("name", "slug")) == {
        "Errands": "errands",
        "Garden": "home",
        "Home": "home-2",
        "Work": "work",
    }


def test_rows_survive_the_way_to_the_end_and_back(history: BaseDatabaseWrapper) -> None:
    before = migrate(history, "0002_default_tags")
    before.get_model("todos", "Todo").objects.using(ALIAS).create(title="Stay", order=7)

    last = migrate(history, LAST).get_model("todos", "Todo").objects.using(ALIAS).get()
    assert (last.title, last.order, last.picture.name) == ("Stay", 7, "")

    back = migrate(history, "0002_default_tags")
    assert back.get_model("todos", "Todo").objects.using(ALIAS).get().title == "Stay"
    assert tags(back) == ["Errands", "Home", "Work"]


def test_the_whole_way_back_leaves_no_table(history: BaseDatabaseWrapper) -> None:
    migrate(history, LAST)
    assert "todos_todo" in history.introspection.table_names()
    migrate(history, None)
    assert not [name for name in history.introspection.table_names() if name.startswith("todos_")]
