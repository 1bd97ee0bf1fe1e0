"""A column for the name of a picture's file; the file itself is no business of the database."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add Todo.picture, empty by default, so that existing rows need no value."""

    dependencies: ClassVar = [("todos", "0005_tag_slug_required")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="todo",
            name="picture",
            field=models.FileField(blank=True, default="", upload_to="pictures/"),
            preserve_default=False,
        ),
    ]
