"""Migrate: the second step fills the new column from the old one.

The rule is repeated here on purpose: ``Tag.save`` may change, and the history may not change with it.
"""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.text import slugify


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each tag a slug of its own, in the order of their ids."""
    tags = apps.get_model("todos", "Tag").objects.using(schema_editor.connection.alias)
    taken = set(tags.exclude(slug=None).values_list("slug", flat=True))
    for tag in tags.filter(slug=None).order_by("pk").iterator():
        wanted = slugify(tag.name, allow_unicode=True) or "tag"
        numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
        tag.slug = next(slug for slug in (wanted, *numbered) if slug not in taken)
        taken.add(tag.slug)
        tag.save(update_fields=["slug"])


class Migration(migrations.Migration):
    """Fill Tag.slug. The way back has nothing to do: 0003 takes the column away."""

    dependencies: ClassVar = [("todos", "0003_tag_slug")]
    operations: ClassVar = [migrations.RunPython(fill, migrations.RunPython.noop)]
