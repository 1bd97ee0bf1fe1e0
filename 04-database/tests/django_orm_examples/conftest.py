"""The loaded databases, with the tables to which these tests write."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from django_orm_examples.bookings import selling
from django_orm_examples.bookings.models import Booking, Departure
from django_orm_examples.database import connected
from django_orm_examples.migrate import migrate
from django_orm_examples.models import Airline, Airport, Flight
from flights import databases

DEPARTURES = (1, 2, 3)  # numbers of flights


@pytest.fixture(scope="module")
def sales_address(postgresql_address: str) -> Iterator[str]:
    """The loaded PostgreSQL with the tables of bookings, for the tests of one module."""
    with connected("sales", postgresql_address) as alias, selling(alias):
        yield postgresql_address


@pytest.fixture(scope="session")
def sales_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with four flights and the tables of bookings; small, as a migration there checks every key."""
    path = tmp_path_factory.mktemp("sales") / "sales.sqlite"
    with connected("sales", path) as alias:
        migrate(alias, app="bookings")
        Airline.objects.using(alias).create(carrier="AA", name="American Airlines Inc.")
        Airport.objects.using(alias).bulk_create([Airport(faa="JFK"), Airport(faa="LAX")])
        Flight.objects.using(alias).bulk_create(
            Flight(
                pk=key,
                flight_date=date(2013, 1, 1),
                airline_id="AA",
                number=key,
                origin_id="JFK",
                dest_id="LAX",
                sched_dep_time=600,
                sched_arr_time=900,
                distance=2475,
                time_hour=datetime(2013, 1, 1, 15, tzinfo=UTC),
            )
            for key in (*DEPARTURES, 4)
        )
    return path


def emptied(alias: str) -> str:
    """The alias, after its tables got three departures of ten seats and nothing else."""
    Booking.objects.using(alias).all().delete()
    Departure.objects.using(alias).all().delete()
    Departure.objects.using(alias).bulk_create(Departure(flight_id=key, seats_left=10) for key in DEPARTURES)
    return alias


@pytest.fixture
def sales(sales_address: str) -> Iterator[str]:
    """An alias of PostgreSQL with three departures of ten seats."""
    with connected("default", sales_address) as alias:
        yield emptied(alias)


@pytest.fixture(params=["postgresql", "sqlite"])
def any_sales(request: pytest.FixtureRequest) -> Iterator[str]:
    """An alias with three departures of ten seats, on each engine in turn."""
    fixture = {"postgresql": "sales_address", "sqlite": "sales_path"}[request.param]
    with connected("default", request.getfixturevalue(fixture)) as alias:
        yield emptied(alias)


@pytest.fixture
def postgresql_alias(postgresql_address: str) -> Iterator[str]:
    """Django's alias for the loaded PostgreSQL."""
    with connected("default", postgresql_address) as alias:
        yield alias


@pytest.fixture
def story_address(postgresql_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The loaded PostgreSQL for a ``main()``, which then starts no server of its own."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(postgresql_address))
    return postgresql_address
