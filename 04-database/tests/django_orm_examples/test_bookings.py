import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import connected
from django_orm_examples.migrate import migrate, pending
from flights import schema


@pytest.fixture(params=["postgresql", "sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """A database with the schema as SQL makes it, without migrations and without rows."""
    if request.param == "sqlite":
        path = tmp_path / "flights.sqlite"
        with closing(sqlite3.connect(path)) as file:
            schema.create(file)
        return path
    url: str = request.getfixturevalue("empty_address")
    with psycopg.connect(url) as connection:
        schema.create(connection)
    return url


def test_tables_come_and_go(address: str | Path) -> None:
    with connected("default", address) as alias:
        tables = connections[alias].introspection.table_names
        before = set(tables())
        assert before == set(schema.TABLES)
        with selling(alias):
            assert set(tables()) == before | {"departures", "bookings", "django_migrations"}
            assert Booking.objects.count() == 0
        assert set(tables()) == before
        with pytest.raises(ZeroDivisionError), selling(alias):
            1 / Departure.objects.count()  # it fails inside the block
        assert set(tables()) == before


def test_a_history_of_migrations_stays(empty_address: str) -> None:
    with connected("default", empty_address) as alias:
        migrate(alias)
        with selling(alias):
            assert pending(alias, "bookings") == []
        assert pending(alias) == []
        assert pending(alias, "bookings") == ["0001_initial"]


def test_tables_that_are_there_are_emptied_and_stay(sales: str) -> None:
    Booking.objects.create(departure_id=1, code="A1", passenger="Ada")
    with selling(sales):
        assert (Booking.objects.count(), Departure.objects.count()) == (0, 0)
    assert Departure.objects.count() == 0
