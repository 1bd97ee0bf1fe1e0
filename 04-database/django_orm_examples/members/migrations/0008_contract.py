"""Contract: no server runs the old code any more; trigger and old columns go.

The way back fills the old columns in one UPDATE, under the strongest lock: after this step, going back costs downtime.
"""

from importlib import import_module
from typing import ClassVar

from django.db import migrations

expand = import_module("django_orm_examples.members.migrations.0002_expand")  # no name of Python's begins with a digit
COLUMNS = "ALTER TABLE members DROP COLUMN name, DROP COLUMN mail"
NO_COLUMNS = """
ALTER TABLE members ADD COLUMN name varchar(201), ADD COLUMN mail varchar(100);
UPDATE members
SET name = rtrim(given_name || ' ' || family_name),
    mail = nullif(email, '');
ALTER TABLE members ALTER COLUMN name SET NOT NULL;
"""


class Migration(migrations.Migration):
    """Drop what nobody asks for."""

    dependencies: ClassVar = [("members", "0007_forget")]
    operations: ClassVar = [
        migrations.RunSQL(expand.NO_TRIGGER, expand.TRIGGER),
        migrations.RunSQL(COLUMNS, NO_COLUMNS),
    ]
