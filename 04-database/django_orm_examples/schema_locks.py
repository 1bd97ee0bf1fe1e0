"""What an operation of a migration does to a table in use: its lock, and whether it writes the table anew.

ALTER TABLE mostly takes ACCESS EXCLUSIVE, which lets nobody read or write. For a moment that hurts nobody. It hurts
when the statement then reads or rewrites the whole table, and it hurts when it has to wait: behind one long report it
stands in the queue, and everybody who comes after stands behind it (zero_downtime.py: lock_timeout).

So ask two questions of each operation: which lock, and how long? ``effects`` runs it in a transaction, looks at
pg_locks before the end, and rolls back. Do that on a copy of the database: the locks are real.

| lock | lets others | taken by |
|---|---|---|
| ACCESS EXCLUSIVE | nothing | ADD, DROP, RENAME COLUMN, SET NOT NULL, ADD CHECK, DROP anything (not CONCURRENTLY) |
| SHARE ROW EXCLUSIVE | read | ADD FOREIGN KEY, CREATE TRIGGER |
| SHARE | read | CREATE INDEX |
| SHARE UPDATE EXCLUSIVE | read and write | VALIDATE CONSTRAINT, CREATE INDEX CONCURRENTLY, VACUUM, ANALYZE |

Cost: an operation run twice, once to look.
Not for: SQLite, where every writer locks the file and Django copies the table for most changes.
Asked: is adding a column with a default dangerous? (Not one with a constant, now() included: it is computed once and
  kept in the catalog. A default that differs by row writes the table anew, such as a random key.)
Source: https://www.postgresql.org/docs/18/explicit-locking.html, https://www.postgresql.org/docs/18/sql-altertable.html
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import Q
from django.db.models.functions import UUID4

from django_orm_examples.database import connected
from django_orm_examples.migrate import migrate
from flights import databases

# From weak to strong: of two locks on a table the later one counts.
MODES = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)


@dataclass(frozen=True)
class Effect:
    """A statement of an operation, the strongest lock on the table after it, and whether the table was rewritten."""

    statement: str
    lock: str
    rewritten: bool


def effects(alias: str, operation: Operation, table: str = "members", at: str = "0001_initial") -> list[Effect]:
    """Return what an operation on the members would do to a table, statement by statement; nothing of it remains.

    Statements that Django keeps for the end of a migration, such as those for indexes, come last. The database must
    be at the migration ``at``. Raise NotSupportedError for an operation that no transaction may surround.
    """
    connection = connections[alias]
    before = MigrationLoader(None).project_state(("members", at))
    after = before.clone()
    operation.state_forwards("members", after)
    found: list[Effect] = []

    def note(execute: Callable[..., object], statement: str, *arguments: object) -> object:
        old = _file(alias, table) if not statement.startswith("SELECT pg_") else None
        result = execute(statement, *arguments)
        if old is not None:
            found.append(Effect(statement, _strongest(alias, table), _file(alias, table) != old))
        return result

    with transaction.atomic(alias):
        with connection.schema_editor(atomic=False) as editor, connection.execute_wrapper(note):
            operation.database_forwards("members", editor, before, after)
            editor.deferred_sql, deferred = [], editor.deferred_sql
            for statement in deferred:
                editor.execute(statement)
        transaction.set_rollback(True, using=alias)
    return found


def _file(alias: str, table: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode(%s)", [table])
        number: int = cursor.fetchone()[0]
    return number


def _strongest(alias: str, table: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT pg_locks.mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = %s::regclass", [table]
        )
        modes = [mode for (mode,) in cursor.fetchall()]
    return max(modes, key=MODES.index, default="none")


def main() -> None:
    """Show locks and rewrites of the usual operations."""
    from django.contrib.postgres.operations import AddConstraintNotValid
    from django.db import migrations

    check = models.CheckConstraint(name="some_miles", condition=Q(miles__gte=0))
    operations = [
        migrations.AddField("member", "note", models.CharField(max_length=10, null=True)),
        migrations.AddField("member", "tier", models.CharField(max_length=10, db_default="blue")),
        migrations.AddField("member", "token", models.UUIDField(db_default=UUID4())),
        migrations.AlterField("member", "name", models.CharField(max_length=200)),
        migrations.AlterField("member", "miles", models.BigIntegerField(default=0)),
        migrations.AlterField("member", "mail", models.CharField(max_length=100, default="")),
        migrations.RenameField("member", "mail", "email"),
        migrations.AddConstraint("member", check),
        AddConstraintNotValid("member", check),
        migrations.AddIndex("member", models.Index(name="members_mail", fields=["mail"])),
        migrations.RemoveField("member", "mail"),
    ]
    with (
        databases.postgresql() as address,
        databases.empty_postgresql(address) as empty,
        connected("default", empty) as alias,
    ):
        migrate(alias, "0001", app="members")
        for operation in operations:
            print(operation.describe())
            for effect in effects(alias, operation):
                rewritten = ", rewrites the table" if effect.rewritten else ""
                print(f"  {effect.lock}{rewritten}: {effect.statement[:84]}")


if __name__ == "__main__":
    main()
