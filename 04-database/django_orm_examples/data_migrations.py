"""Migrations that move data: forwards, backwards, and with the models of their time.

The time zones of the airports become a table (zones/migrations): made, filled from dirty data, given new columns, its
names split and its codes turned to words, the old columns removed. Each step has a reverse, and both ways are tested on
data, since a reverse that nobody has run is a guess.

``RunPython`` gets ``apps``: the models as they were at this point of the history. They have fields and nothing else,
no methods and no managers of yours. To import today's model instead works until the day a column is added to it that
this point of the history does not have; then each new database fails in its middle.

Cost: a data migration holds its transaction as long as it runs, on a large table too long: zero_downtime.py.
Not for: data that belongs to the program's code, such as the words of a status; an enum has them without a table.
Asked: a data migration ran on your machine and fails on a fresh database. Why? (It imported the model.)
Source: https://docs.djangoproject.com/en/6.1/topics/migrations/#data-migrations
"""

from typing import Any

from django.db import connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from django_orm_examples.database import loaded
from django_orm_examples.migrate import migrate
from django_orm_examples.zones.models import TimeZone


def applied(alias: str, app: str) -> list[str]:
    """Return the names of the migrations of an app that a database has had, in the order in which they ran."""
    recorder = MigrationRecorder(connections[alias])
    if not recorder.has_table():
        return []
    return list(recorder.migration_qs.filter(app=app).order_by("pk").values_list("name", flat=True))


def model_at(app: str, name: str, model: str) -> type[models.Model]:
    """Return a model as it was after a migration: what old code, or a data migration, sees of it.

    Raise KeyError for an app or a migration that does not exist, LookupError for a model that did not exist then.
    """
    loader = MigrationLoader(None)
    if (app, name) not in loader.disk_migrations:
        raise KeyError(f"{app}.{name}")
    return loader.project_state((app, name)).apps.get_model(app, model)


def zones(alias: str) -> list[dict[str, Any]]:
    """Return the rows of time zones by key, with the columns that the table has at the moment; none without a table."""
    done = applied(alias, "zones")
    if not done:
        return []
    model = model_at("zones", done[-1], "TimeZone")
    fields = [field.name for field in model._meta.concrete_fields if field.name != "id"]
    return list(model._default_manager.using(alias).order_by("pk").values(*fields))


def main() -> None:
    """Go forwards step by step, then back to the first data, and compare."""
    with loaded() as alias:
        try:
            for step in ("0001", "0002", "0003", "0004", "0005"):
                migrate(alias, step, app="zones", adopt=True)
                rows = zones(alias)
                print(f"{applied(alias, 'zones')[-1]:18} {len(rows)} rows", rows[0] if rows else "")
                if step == "0002":
                    before = rows
            print(
                "contradictory:",
                *TimeZone.objects.filter(city__in=["Honolulu", "Phoenix"]).order_by("city"),
                sep="\n  ",
            )
            migrate(alias, "0002", app="zones")
            print("back at 0002, and the same as before:", zones(alias) == before)
        finally:
            migrate(alias, "zero", app="zones")
            with connections[alias].cursor() as cursor:
                cursor.execute("DROP TABLE django_migrations")


if __name__ == "__main__":
    main()
