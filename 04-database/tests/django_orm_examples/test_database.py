from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from django_orm_examples.database import complete, connected, loaded, settings_of, statements
from django_orm_examples.models import Flight


def test_two_aliases_are_two_databases(postgresql_address: str, sqlite_path: Path) -> None:
    with connected("default", postgresql_address) as first, connected("second", sqlite_path) as second:
        vendors = [connections[alias].vendor for alias in (first, second)]
        counts = [Flight.objects.using(alias).count() for alias in (first, second)]
    assert vendors == ["postgresql", "sqlite"]
    assert counts == [336_776, 336_776]
    assert "second" not in connections.settings


def test_an_alias_means_afterwards_what_it_meant_before(postgresql_address: str, sqlite_path: Path) -> None:
    with connected("default", postgresql_address):
        with connected("default", sqlite_path):
            assert connections["default"].vendor == "sqlite"
        assert connections["default"].vendor == "postgresql"
        assert Flight.objects.filter(pk=1).exists()


def test_without_a_connection_a_query_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASES is improperly configured"):
        Flight.objects.count()


def test_the_connection_is_closed_at_the_end(postgresql_address: str) -> None:
    with connected("default", postgresql_address, OPTIONS={"application_name": "left_open"}) as alias:
        assert Flight.objects.using(alias).filter(pk=1).exists()
        opened = connections[alias].connection
    assert opened.closed


def test_settings_are_added_to_those_of_the_address() -> None:
    address = "postgresql://me:secret@db.example:5433/flights?connect_timeout=3"
    settings = complete(settings_of(address), {"CONN_MAX_AGE": 60, "OPTIONS": {"pool": True}})
    expected = {"NAME": "flights", "USER": "me", "PASSWORD": "secret", "HOST": "db.example", "PORT": "5433"}
    assert settings.items() >= expected.items()
    assert settings["OPTIONS"] == {"connect_timeout": "3", "pool": True}
    assert (settings["CONN_MAX_AGE"], settings["AUTOCOMMIT"]) == (60, True)


def test_statements_are_those_that_the_server_gets(alias: str) -> None:
    list(Flight.objects.using(alias).filter(pk=1))
    with statements(alias) as sent:
        list(Flight.objects.using(alias).filter(pk=2).values_list("number"))
    list(Flight.objects.using(alias).filter(pk=3))
    assert len(sent) == 1
    assert sent[0].startswith('SELECT "flights"."number"')


@pytest.mark.usefixtures("story_address")
def test_loaded_is_a_postgresql_with_all_flights() -> None:
    with loaded("here") as alias:
        assert connections[alias].vendor == "postgresql"
        assert Flight.objects.using(alias).count() == 336_776


def test_sqlite_checks_foreign_keys(sqlite_path: Path) -> None:
    with connected("default", sqlite_path) as alias, connections[alias].cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
