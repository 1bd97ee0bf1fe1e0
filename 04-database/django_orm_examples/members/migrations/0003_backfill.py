"""Fill: the rows from before the trigger, in batches that each commit, so that no lock lasts longer than one.

The batches only touch their rows: what is to be done with a name stands in the trigger, once. A run that is stopped
begins again where nothing is filled yet, and finds the rest.
"""

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

BATCH = 1_000


def backfill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the new columns of all rows, a batch of keys after the other."""
    members: Any = apps.get_model("members", "Member").objects.using(schema_editor.connection.alias)
    empty = members.filter(email__isnull=True).order_by("pk")
    rest = empty
    while (first := rest.values_list("pk", flat=True).first()) is not None:
        empty.filter(pk__gte=first, pk__lt=first + BATCH).order_by().update(name=F("name"))
        rest = empty.filter(pk__gte=first + BATCH)  # or each search would pass all that is filled already


class Migration(migrations.Migration):
    """Fill the columns; without ``atomic`` each UPDATE commits by itself."""

    atomic = False
    dependencies: ClassVar = [("members", "0002_expand")]
    operations: ClassVar = [migrations.RunPython(backfill, migrations.RunPython.noop)]
