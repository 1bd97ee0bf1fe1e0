"""Expand: new columns beside the old, and a trigger that keeps both the same whoever writes.

While a deploy rolls out, old code and new code write to one table. Old code cannot fill columns that it does not know,
so the database does; a ``save`` of new code could not. A column that may be NULL and has no default is only a line in
the catalog: the table is not touched, and the strong lock is held for a moment.
"""

from typing import ClassVar

from django.db import migrations, models

TRIGGER = """
CREATE FUNCTION members_both_ways() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.name IS DISTINCT FROM OLD.name THEN -- old code
        NEW.given_name := NULL;
        NEW.family_name := NULL;
    END IF;
    -- what the row does not have yet of its new side; what new code has just written stays
    NEW.given_name := coalesce(NEW.given_name, split_part(NEW.name, ' ', 1));
    NEW.family_name := coalesce(NEW.family_name, substr(NEW.name, length(split_part(NEW.name, ' ', 1)) + 2));
    IF NEW.name IS NULL OR (NEW.given_name, NEW.family_name) IS DISTINCT FROM
            (split_part(NEW.name, ' ', 1), substr(NEW.name, length(split_part(NEW.name, ' ', 1)) + 2)) THEN
        NEW.name := rtrim(NEW.given_name || ' ' || NEW.family_name);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.mail IS DISTINCT FROM OLD.mail THEN
        NEW.email := NULL;
    END IF;
    NEW.email := coalesce(NEW.email, NEW.mail, '');
    NEW.mail := nullif(NEW.email, '');
    RETURN NEW;
END $$;

CREATE TRIGGER members_both_ways BEFORE INSERT OR UPDATE ON members
FOR EACH ROW EXECUTE FUNCTION members_both_ways();
"""
NO_TRIGGER = """
DROP TRIGGER members_both_ways ON members;
DROP FUNCTION members_both_ways();
"""


class Migration(migrations.Migration):
    """Add the columns, empty, and the trigger."""

    dependencies: ClassVar = [("members", "0001_initial")]
    operations: ClassVar = [
        migrations.AlterField("member", "name", models.CharField(max_length=201)),  # room for both and a blank
        migrations.AddField("member", "given_name", models.CharField(max_length=100, null=True)),
        migrations.AddField("member", "family_name", models.CharField(max_length=100, null=True)),
        migrations.AddField("member", "email", models.CharField(max_length=100, null=True)),
        migrations.RunSQL(TRIGGER, NO_TRIGGER),
    ]
