"""Contract: the third step makes the column what it was meant to be, once the code that fills it is everywhere."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make Tag.slug unique and required."""

    dependencies: ClassVar = [("todos", "0004_fill_tag_slugs")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="tag",
            name="slug",
            field=models.SlugField(allow_unicode=True, editable=False, max_length=60, unique=True),
        ),
    ]
