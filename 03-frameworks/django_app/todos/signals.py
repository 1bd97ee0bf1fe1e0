"""Signals: two that earn their place, and why there are no more.

A signal calls code that the sender does not know. That is worth its price where the sender is not yours: rows are
deleted by the admin, by a cascade, by ``QuerySet.delete()`` and by a command, and none of them would remember the file
of a picture. Permissions are made by Django after ``migrate``, so a group that has them can only be made after that.

Everything else is better said aloud: a call in the view or a method of the model. A signal is invisible where it
happens, its order is the order of imports, it runs inside the transaction of its sender, and it is **not sent** by
``QuerySet.update``, ``bulk_create``, ``bulk_update``, raw SQL and the database's own cascades. The tests show each.

Cost: with a receiver of ``post_delete``, ``QuerySet.delete()`` is no longer one ``DELETE ... WHERE``: Django reads all
  rows first, O(rows) memory, to have an instance for each call. (To-dos pay that anyway: their tags are looked up.)
Not for: "when A is saved, also change B" within one project: write a function that does both and call it.
Asked: what do signals miss? Why is a file deleted on commit, not at once? Why ``dispatch_uid``?
Source: https://docs.djangoproject.com/en/stable/topics/signals/
"""

from functools import partial

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate
from django.dispatch import receiver

from django_app.todos.models import Todo
from django_app.todos.pictures import delete_files

EDITORS = "Editors"
EDITORS_MAY = ("add_tag", "change_tag", "view_tag", "change_todo", "delete_todo", "view_todo")


@receiver(post_delete, sender=Todo, dispatch_uid="todos.remove_files")
def remove_files(sender: type[Todo], instance: Todo, using: str, **_: object) -> None:
    """Once the deletion is committed, delete the picture of the to-do and its thumbnail from the storage.

    At once would be too early: a rollback brings back the row, and nothing brings back the file.
    """
    if instance.picture:
        transaction.on_commit(partial(delete_files, str(instance.picture.name)), using=using, robust=True)


@receiver(post_migrate, dispatch_uid="todos.make_editors")
def make_editors(sender: AppConfig, using: str, **_: object) -> None:
    """After each ``migrate`` of this app, see that there is a group ``Editors`` with the permissions EDITORS_MAY.

    A data migration seems the place, and fails on an empty database: its permissions are made by ``post_migrate``,
    after the last migration. What an administrator has given to the group besides stays.
    """
    # Models of other apps may not be imported before all apps are loaded, and this module is imported while they are.
    from django.contrib.auth.models import Group, Permission

    if sender.label != "todos":
        return
    editors, _created = Group.objects.using(using).get_or_create(name=EDITORS)
    editors.permissions.add(
        *Permission.objects.using(using).filter(content_type__app_label="todos", codename__in=EDITORS_MAY)
    )
