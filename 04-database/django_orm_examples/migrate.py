"""Migrations from code: forwards, backwards, what is pending, and whether a model was changed without one.

``manage.py migrate`` does the same for people. A migration is a file of operations with a place in a graph; the table
``django_migrations`` remembers which of them a database has. Django replays the files to know what the models were at
each point (the *state*), and compares the last state with the models of today to write the next file.

On PostgreSQL and SQLite each migration is one transaction, unless it says ``atomic = False``: one that fails leaves
nothing behind, neither tables nor its line in ``django_migrations``.

Cost: a statement or two an operation, and the state rendered anew for each that changes data.
Not for: a start of the application. Three servers that start together would migrate at once; migrate in the deploy,
  one process, before the new code.
Asked: two branches each add a migration 0007. What happens? (Two leaves in the graph: ``migrate`` refuses until
  ``makemigrations --merge`` joins them, which is right when the two do not touch the same thing.)
Source: https://docs.djangoproject.com/en/6.1/topics/migrations/
"""

from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import AmbiguityError, MigrationLoader
from django.db.migrations.state import ProjectState

APP = "django_orm_examples"


def migrate(alias: str, target: str | None = None, app: str = APP, *, adopt: bool = False) -> None:
    """Bring the database of an alias to a migration of an app, and what that depends on.

    ``target`` is the beginning of a migration's name (``"0001"``), ``"zero"`` for before the first, None for the last.
    ``adopt`` counts a first migration as done when its tables are there already: a database that others made.
    Raise CommandError for a target that does not exist, and what the database raises when it refuses an operation; the
    migrations before that one stay.
    """
    arguments = [app] if target is None else [app, target]
    call_command("migrate", *arguments, database=alias, verbosity=0, interactive=False, fake_initial=adopt)


def pending(alias: str, app: str = APP) -> list[str]:
    """Return the names of the migrations of an app that the database lacks, in the order in which they would run."""
    executor = MigrationExecutor(connections[alias])
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] == app]
    return [migration.name for migration, _ in executor.migration_plan(targets) if migration.app_label == app]


def unwritten() -> list[str]:
    """Return what ``makemigrations`` would write, such as "Alter field name on airline".

    Nothing, unless a model was changed without a migration. No database is asked: files are compared with models.
    """
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    changes = detector.changes(graph=loader.graph)
    return [
        operation.describe()
        for migrations in changes.values()
        for migration in migrations
        for operation in migration.operations
    ]


def sql_of(alias: str, name: str, app: str = APP, *, backwards: bool = False) -> list[str]:
    """Return the statements that a migration would send, without sending them.

    ``name`` is a migration's or its beginning. A script of ``RunSQL`` is one statement here, without blanks around it.
    Operations of ``RunPython`` are left out, since what they send depends on the data. Raise CommandError, with the
    name in it, for one that is not exactly one migration's.
    """
    loader = MigrationLoader(connections[alias], replace_migrations=False)
    try:
        migration = loader.get_migration_by_prefix(app, name)
    except (AmbiguityError, KeyError) as error:
        raise CommandError(f"not exactly one migration of {app} begins with {name}") from error
    collected = loader.collect_sql([(migration, backwards)])
    return [statement for each in collected if (statement := each.strip()) and not statement.startswith("--")]


def main() -> None:
    """Build the schema in an empty database, look at it, and take it away again."""
    from django_orm_examples.database import connected
    from flights import databases

    with (
        databases.postgresql() as address,
        databases.empty_postgresql(address) as empty,
        connected("default", empty) as alias,
    ):
        print("pending:", ", ".join(pending(alias)))
        statements = sql_of(alias, "0001")
        print(f"0001 is {len(statements)} statements, such as")
        for statement in statements[:1] + statements[-2:]:
            print("  " + statement)
        migrate(alias)
        print("tables:", ", ".join(connections[alias].introspection.table_names()))
        print("pending:", ", ".join(pending(alias)) or "none")
        print("models changed without a migration:", ", ".join(unwritten()) or "none")
        try:
            migrate(alias, "0007")
        except CommandError as error:
            print("migrate to 0007:", error)
        migrate(alias, "zero")
        print("back to zero:", ", ".join(connections[alias].introspection.table_names()))


if __name__ == "__main__":
    main()
