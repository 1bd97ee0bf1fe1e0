"""Check what is written from now on: a CHECK that is NOT VALID reads no row, so its strong lock lasts a moment.

It stands alone in its transaction, or the lock would last as long as what comes after it. PostgreSQL 18 can add NOT
NULL itself as NOT VALID; Django has no operation for that, and this way serves older servers too.
"""

from typing import ClassVar

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Promise that the new columns of new rows are filled."""

    dependencies: ClassVar = [("members", "0003_backfill")]
    operations: ClassVar = [
        AddConstraintNotValid(
            "member",
            models.CheckConstraint(
                name="members_filled",
                condition=Q(given_name__isnull=False, family_name__isnull=False, email__isnull=False),
            ),
        ),
    ]
