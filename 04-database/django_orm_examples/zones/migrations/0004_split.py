"""Data: names into area and city, codes into words; and back again.

One migration changes data, another the schema: on PostgreSQL an ALTER TABLE fails in a transaction that has changed
rows with deferred keys, and a failure in the middle is found more easily.
"""

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Any below: the type checker knows the model of today alone.
WORDS = {"A": "american", "N": "none", "U": "unknown"}
CODES = {word: code for code, word in WORDS.items()}


def split(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the new columns from the old; raise KeyError for a code that nobody knew of."""
    zones: Any = apps.get_model("zones", "TimeZone").objects.using(schema_editor.connection.alias)
    changed = list(zones.all())
    for zone in changed:
        zone.area, _, zone.city = zone.name.partition("/")  # America/Indiana/Knox: the first slash counts
        zone.summer_time = WORDS[zone.dst]
    zones.bulk_update(changed, ["area", "city", "summer_time"])


def join(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the old columns from the new."""
    zones: Any = apps.get_model("zones", "TimeZone").objects.using(schema_editor.connection.alias)
    changed = list(zones.all())
    for zone in changed:
        zone.name = f"{zone.area}/{zone.city}"
        zone.dst = CODES[zone.summer_time]
    zones.bulk_update(changed, ["name", "dst"])


class Migration(migrations.Migration):
    """Split names and codes."""

    dependencies: ClassVar = [("zones", "0003_expand")]
    operations: ClassVar = [migrations.RunPython(split, join)]
