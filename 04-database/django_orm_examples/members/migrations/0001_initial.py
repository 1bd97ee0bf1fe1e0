"""The table that the old code knows: one name, and an address that may be missing."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("mail", models.CharField(max_length=100, null=True)),
                ("miles", models.IntegerField(default=0)),
            ],
            options={"db_table": "members"},
        ),
    ]
