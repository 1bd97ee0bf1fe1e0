"""Data: a row for each zone that airports name.

They contradict each other: of Phoenix's airports twenty claim summer time and twelve none. The majority of those that
know decides; in a tie nobody does, and the code is U, unknown. Airports without a zone make no row.
"""

from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count, Q


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the zones by name, each with the code of most of its airports."""
    alias = schema_editor.connection.alias
    airports = apps.get_model("django_orm_examples", "Airport").objects.using(alias).filter(tzone__isnull=False)
    zones = airports.values("tzone").annotate(
        summer=Count("pk", filter=Q(dst="A")), none=Count("pk", filter=Q(dst="N"))
    )
    model: Any = apps.get_model("zones", "TimeZone")  # the type checker knows that of today alone
    model.objects.using(alias).bulk_create(
        model(
            name=zone["tzone"],
            dst="A" if zone["summer"] > zone["none"] else "N" if zone["none"] > zone["summer"] else "U",
        )
        for zone in zones.order_by("tzone")
    )


def empty(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Delete all: the airports still know."""
    apps.get_model("zones", "TimeZone").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    """Fill the table."""

    dependencies: ClassVar = [("zones", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(fill, empty)]
