"""Expand: a unique column for a table that has rows already, in three steps. This is the first: it may be empty.

A new unique column needs a value for each row, and no default is unique. All in one migration would hold the table's
lock while the rows are rewritten, and PostgreSQL refuses to alter a table with pending changes to its rows. In three
steps the old code runs on beside the first two: it neither reads nor writes the column. The third waits for its end.
"""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add Tag.slug, null and not unique."""

    dependencies: ClassVar = [("todos", "0002_default_tags")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="tag",
            name="slug",
            field=models.SlugField(allow_unicode=True, db_index=False, editable=False, max_length=60, null=True),
        ),
    ]
