"""NOT NULL: PostgreSQL takes the validated CHECK as the proof and reads no row; then the CHECK has done its duty."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the columns NOT NULL."""

    dependencies: ClassVar = [("members", "0005_validate_and_index")]
    operations: ClassVar = [
        migrations.AlterField("member", "given_name", models.CharField(max_length=100)),
        migrations.AlterField("member", "family_name", models.CharField(max_length=100)),
        migrations.AlterField("member", "email", models.CharField(max_length=100)),
        migrations.RemoveConstraint("member", "members_filled"),
    ]
