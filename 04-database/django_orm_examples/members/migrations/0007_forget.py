"""Forget: Django no longer knows the old columns, and the database keeps them.

Django names every column that it knows in each SELECT and INSERT. Were the columns dropped together with the deploy of
the code that forgets them, the servers not yet restarted would ask for them and fail.
"""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Remove name and mail from the state alone."""

    dependencies: ClassVar = [("members", "0006_not_null")]
    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("member", "name"), migrations.RemoveField("member", "mail")]
        ),
    ]
