"""Contract: the old columns go, the new ones must be filled."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Remove name and dst."""

    dependencies: ClassVar = [("zones", "0004_split")]
    operations: ClassVar = [
        migrations.RemoveField("timezone", "name"),
        migrations.RemoveField("timezone", "dst"),
        migrations.AlterField("timezone", "area", models.CharField(max_length=20)),
        migrations.AlterField("timezone", "city", models.CharField(max_length=30)),
        migrations.AlterField("timezone", "summer_time", models.CharField(max_length=10)),
        migrations.AddConstraint("timezone", models.UniqueConstraint(name="time_zones_key", fields=["area", "city"])),
    ]
