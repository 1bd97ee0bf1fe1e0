"""Read the table twice, beside the writers: to validate the CHECK, and to build the index.

Both take a lock that readers and writers do not feel. An index is built CONCURRENTLY by two passes over the table, and
no transaction may surround them. If that fails, an index remains that is marked invalid: drop it and run this again.
"""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """Promise the same of all rows, and index the address."""

    atomic = False
    dependencies: ClassVar = [("members", "0004_check")]
    operations: ClassVar = [
        ValidateConstraint("member", "members_filled"),
        AddIndexConcurrently("member", models.Index(name="members_email", fields=["email"])),
    ]
