"""Data: the tags that everybody begins with, and a way back that takes nothing that is in use.

It asks ``apps`` for the model as it was at this point of the history. Importing ``django_app.todos.models`` would work
today, and break the day a column is added there that this point of the history does not have.
"""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = ("Errands", "Home", "Work")


def add_tags(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add those that are not there; a name in other letters is the same."""
    tags = apps.get_model("todos", "Tag").objects.using(schema_editor.connection.alias)
    for name in NAMES:
        tags.get_or_create(name__iexact=name, defaults={"name": name})


def remove_unused(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove those that no to-do carries."""
    tags = apps.get_model("todos", "Tag").objects.using(schema_editor.connection.alias)
    tags.filter(name__in=NAMES, todos=None).delete()


class Migration(migrations.Migration):
    """Add three tags."""

    dependencies: ClassVar = [("todos", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(add_tags, remove_unused)]
