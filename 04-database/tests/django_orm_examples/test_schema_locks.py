from collections.abc import Iterator

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import NotSupportedError, connections, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q
from django.db.models.functions import UUID4

from django_orm_examples.database import connected
from django_orm_examples.migrate import migrate
from django_orm_examples.schema_locks import MODES, Effect, effects, main
from flights import databases
from tests.django_orm_examples.sql import rows

CHECK = models.CheckConstraint(name="some_miles", condition=Q(miles__gte=0))
INDEX = models.Index(name="members_mail", fields=["mail"])


@pytest.fixture(scope="module")
def members_address(postgresql_address: str) -> Iterator[str]:
    with databases.empty_postgresql(postgresql_address) as address:
        with connected("members", address) as alias:
            migrate(alias, "0001", app="members")
        yield address


@pytest.fixture
def alias(members_address: str) -> Iterator[str]:
    with connected("default", members_address) as name:
        yield name


@pytest.mark.parametrize(
    ("operation", "lock", "rewritten"),
    [
        (
            migrations.AddField("member", "note", models.CharField(max_length=9, null=True)),
            "AccessExclusiveLock",
            False,
        ),
        (migrations.AddField("member", "tier", models.IntegerField(db_default=1)), "AccessExclusiveLock", False),
        (migrations.AddField("member", "token", models.UUIDField(db_default=UUID4())), "AccessExclusiveLock", True),
        (migrations.AlterField("member", "name", models.CharField(max_length=201)), "AccessExclusiveLock", False),
        (migrations.AlterField("member", "miles", models.BigIntegerField()), "AccessExclusiveLock", True),
        (migrations.RenameField("member", "mail", "email"), "AccessExclusiveLock", False),
        (migrations.AddConstraint("member", CHECK), "AccessExclusiveLock", False),
        (AddConstraintNotValid("member", CHECK), "AccessExclusiveLock", False),
        (migrations.AddIndex("member", INDEX), "ShareLock", False),
        (migrations.RunSQL("UPDATE members SET miles = 0"), "RowExclusiveLock", False),
        (migrations.RunSQL("ANALYZE members"), "ShareUpdateExclusiveLock", False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Operation) else str(value),
)
def test_locks_and_rewrites(alias: str, operation: Operation, lock: str, rewritten: bool) -> None:
    (effect,) = effects(alias, operation)
    assert (effect.lock, effect.rewritten) == (lock, rewritten)


def test_nothing_remains(alias: str) -> None:
    query = "SELECT column_name FROM information_schema.columns WHERE table_name = 'members' ORDER BY ordinal_position"
    before = rows(alias, query)
    effects(alias, migrations.RemoveField("member", "mail"))
    assert rows(alias, query) == before == [("id",), ("name",), ("mail",), ("miles",)]
    assert not connections[alias].in_atomic_block


def test_each_statement_is_told(alias: str) -> None:
    filled = migrations.AlterField("member", "mail", models.CharField(max_length=100, default=""))
    found = effects(alias, filled)
    verbs = [effect.statement.split('"mail" ')[1].split()[0] for effect in found if "ALTER COLUMN" in effect.statement]
    assert verbs == ["SET", "SET", "DROP"]
    assert sum(effect.statement.startswith("UPDATE") for effect in found) == 1  # all rows, under the strongest lock
    assert {effect.lock for effect in found} == {"AccessExclusiveLock"}


def test_indexes_that_wait_for_the_end_are_seen_too(alias: str) -> None:
    unique = migrations.AddField("member", "code", models.CharField(max_length=6, null=True, db_index=True))
    assert [effect.lock for effect in effects(alias, unique)] == ["AccessExclusiveLock"] * 3
    assert "CREATE INDEX" in effects(alias, unique)[1].statement


def test_validation_lets_writers_pass(alias: str) -> None:
    with connections[alias].schema_editor() as editor:
        editor.execute("ALTER TABLE members ADD CONSTRAINT some_miles CHECK (miles >= 0) NOT VALID")
    try:
        (effect,) = effects(alias, ValidateConstraint("member", "some_miles"))
        assert effect == Effect(effect.statement, "ShareUpdateExclusiveLock", False)
    finally:
        with connections[alias].schema_editor() as editor:
            editor.execute("ALTER TABLE members DROP CONSTRAINT some_miles")
    assert MODES.index("RowExclusiveLock") < MODES.index(effect.lock) < MODES.index("ShareLock")


def test_what_no_transaction_may_surround_is_refused(alias: str) -> None:
    with pytest.raises(NotSupportedError, match="cannot be executed inside a transaction"):
        effects(alias, AddIndexConcurrently("member", INDEX))


@pytest.mark.usefixtures("story_address")
def test_main_shows_locks(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert 'AccessExclusiveLock, rewrites the table: ALTER TABLE "members" ALTER COLUMN "miles" TYPE bigint' in said
    assert 'ShareLock: CREATE INDEX "members_mail"' in said
