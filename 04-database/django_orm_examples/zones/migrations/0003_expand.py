"""Expand: the new columns, empty; and the old ones may be empty, or there would be no way back.

The reverse of removing a column is adding it, and a column that is NOT NULL cannot be added to a table with rows.
"""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add area, city and summer_time."""

    dependencies: ClassVar = [("zones", "0002_from_airports")]
    operations: ClassVar = [
        migrations.AddField("timezone", "area", models.CharField(max_length=20, null=True)),
        migrations.AddField("timezone", "city", models.CharField(max_length=30, null=True)),
        migrations.AddField("timezone", "summer_time", models.CharField(max_length=10, null=True)),
        migrations.AlterField("timezone", "name", models.CharField(max_length=50, null=True, unique=True)),
        migrations.AlterField("timezone", "dst", models.CharField(max_length=1, null=True)),
    ]
