"""The table as it began: a name and a code, both as the airports have them."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table."""

    initial = True
    dependencies: ClassVar = [("django_orm_examples", "0001_initial")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="TimeZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50, unique=True)),
                ("dst", models.CharField(max_length=1)),
            ],
            options={"db_table": "time_zones"},
        ),
    ]
