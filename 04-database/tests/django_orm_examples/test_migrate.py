from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connections

from django_orm_examples.database import connected
from django_orm_examples.migrate import main, migrate, pending, sql_of, unwritten
from django_orm_examples.models import Airline
from flights.schema import TABLES


@pytest.fixture(params=["postgresql", "sqlite"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    if request.param == "sqlite":
        return tmp_path / "empty.sqlite"
    address: str = request.getfixturevalue("empty_address")
    return address


def test_migrations_go_forwards_and_back(empty: str | Path) -> None:
    with connected("default", empty) as alias:
        assert pending(alias) == ["0001_initial"]
        migrate(alias)
        assert set(connections[alias].introspection.table_names()) == {*TABLES, "django_migrations"}
        assert pending(alias) == []
        migrate(alias, "zero")
        assert connections[alias].introspection.table_names() == ["django_migrations"]
        assert pending(alias) == ["0001_initial"]


def test_a_migration_that_fails_leaves_nothing(empty: str | Path) -> None:
    with connected("default", empty) as alias:
        with connections[alias].cursor() as cursor:
            cursor.execute("CREATE TABLE flights (id integer)")  # the last table that the migration makes
        with pytest.raises(Exception, match="already exists"):
            migrate(alias)
        assert set(connections[alias].introspection.table_names()) == {"django_migrations", "flights"}
        assert pending(alias) == ["0001_initial"]


def test_an_unknown_target_is_refused(empty: str | Path) -> None:
    with connected("default", empty) as alias, pytest.raises(CommandError, match="matching '0007'"):
        migrate(alias, "0007")


def test_no_model_was_changed_without_a_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unwritten() == []
    monkeypatch.setattr(Airline._meta.get_field("name"), "max_length", 101)
    assert unwritten() == ["Alter field name on airline"]


def test_sql_of_a_migration_is_what_it_sends(empty: str | Path) -> None:
    with connected("default", empty) as alias:
        statements = sql_of(alias, "0001")
        assert connections[alias].introspection.table_names() == []
        assert statements[0].startswith('CREATE TABLE "airlines"')
        assert not {"BEGIN;", "COMMIT;", ""} & set(statements)
        with connections[alias].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        assert set(connections[alias].introspection.table_names()) == set(TABLES)
        assert {f'DROP TABLE "{table}"' in " ".join(sql_of(alias, "0001", backwards=True)) for table in TABLES} == {
            True
        }


def test_a_script_is_one_statement(postgresql_alias: str) -> None:
    *columns, trigger = sql_of(postgresql_alias, "0002", app="members")
    assert [statement.split()[:2] for statement in columns] == [["ALTER", "TABLE"]] * 4
    assert trigger.startswith("CREATE FUNCTION")
    assert "CREATE TRIGGER" in trigger
    assert sql_of(postgresql_alias, "0003", app="members") == []
    for name in ("0007", "000"):
        with pytest.raises(CommandError, match=name):
            sql_of(postgresql_alias, name, app="zones")


@pytest.mark.usefixtures("story_address")
def test_main_goes_forwards_and_back(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "pending: 0001_initial" in said
    assert "pending: none" in said
    assert said.endswith("back to zero: django_migrations\n")
