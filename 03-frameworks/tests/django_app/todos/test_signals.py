"""The two receivers, and what signals do not see."""

from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from django_app.todos.models import Todo
from django_app.todos.signals import EDITORS_MAY, make_editors

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def todo_with_files(title: str = "Milk") -> Todo:
    todo = Todo.objects.create(title=title)
    todo.picture.save(f"{title}.png", ContentFile(b"large"))
    default_storage.save(f"thumbnails/{title}.png", ContentFile(b"small"))
    return todo


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.png"))


@pytest.mark.parametrize("all_at_once", [True, False], ids=["queryset", "instance"])
def test_files_go_with_their_row_once_that_is_committed(
    all_at_once: bool, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    todo = todo_with_files()
    with django_capture_on_commit_callbacks(execute=True):
        if all_at_once:
            Todo.objects.all().delete()
        else:
            todo.delete()
        assert names(media) == ["Milk.png", "Milk.png"]
    assert names(media) == []


@pytest.mark.django_db(transaction=True)
def test_a_rollback_keeps_the_files(media: Path) -> None:
    todo = todo_with_files()
    with transaction.atomic():
        todo.delete()
        transaction.set_rollback(True)
    assert Todo.objects.exists()
    assert names(media) == ["Milk.png", "Milk.png"]
    Todo.objects.all().delete()
    assert names(media) == []


def test_only_the_files_of_the_deleted_go(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    todo_with_files("Bread")
    with django_capture_on_commit_callbacks(execute=True):
        todo_with_files("Milk").delete()
        Todo.objects.create(title="Without a picture").delete()
    assert names(media) == ["Bread.png", "Bread.png"]


def test_update_and_bulk_create_send_nothing() -> None:
    sent: list[str] = []

    def hear(sender: type[Todo], instance: Todo, **_: object) -> None:
        sent.append(instance.title)

    post_save.connect(hear, sender=Todo)
    try:
        Todo.objects.create(title="heard")
        Todo.objects.bulk_create([Todo(title="not heard")])
        Todo.objects.update(title="not heard")
        todos = list(Todo.objects.all())
        Todo.objects.bulk_update(todos, ["title"])
    finally:
        post_save.disconnect(hear, sender=Todo)
    assert sent == ["heard"]


def test_a_receiver_of_post_delete_makes_a_delete_read_first() -> None:
    def queries_of_delete() -> list[str]:
        Session.objects.create(session_key="k", session_data="", expire_date=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            Session.objects.filter(session_key="k").delete()
        return [query["sql"].split()[0] for query in queries]

    def hear(sender: type[Session], **_: object) -> None:
        """Do nothing: that there is a receiver is enough."""

    assert queries_of_delete() == ["DELETE"]
    post_delete.connect(hear, sender=Session)
    try:
        assert queries_of_delete() == ["SELECT", "DELETE"]
    finally:
        post_delete.disconnect(hear, sender=Session)


def test_migrate_makes_the_group_of_editors() -> None:
    editors = Group.objects.get(name="Editors")
    assert sorted(editors.permissions.values_list("codename", flat=True)) == sorted(EDITORS_MAY)


def test_another_migrate_restores_what_is_missing_and_keeps_what_was_added() -> None:
    editors = Group.objects.get(name="Editors")
    added = Permission.objects.get(codename="delete_tag")
    editors.permissions.set([added])
    call_command("migrate", verbosity=0)
    assert set(editors.permissions.values_list("codename", flat=True)) == {*EDITORS_MAY, "delete_tag"}
    assert Group.objects.filter(name="Editors").count() == 1


def test_other_apps_make_no_group() -> None:
    Group.objects.all().delete()
    make_editors(apps.get_app_config("auth"), using="default")
    assert not Group.objects.exists()
    make_editors(apps.get_app_config("todos"), using="default")
    assert Group.objects.get().name == "Editors"
