from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connections

from django_orm_examples.data_migrations import applied, main, model_at, zones
from django_orm_examples.database import connected
from django_orm_examples.migrate import migrate
from django_orm_examples.models import Airport
from django_orm_examples.zones.models import TimeZone

NAMES = ["0001_initial", "0002_from_airports", "0003_expand", "0004_split", "0005_contract"]
AIRPORTS = {
    "America/New_York": "AAN",  # most have summer time
    "America/Phoenix": "ANNU",  # most have none
    "Pacific/Honolulu": "ANUUU",  # nobody knows
    "America/Indiana/Knox": "A",
}
BEFORE = [
    {"name": "America/Indiana/Knox", "dst": "A"},
    {"name": "America/New_York", "dst": "A"},
    {"name": "America/Phoenix", "dst": "N"},
    {"name": "Pacific/Honolulu", "dst": "U"},
]
AFTER = [
    {"area": "America", "city": "Indiana/Knox", "summer_time": "american"},
    {"area": "America", "city": "New_York", "summer_time": "american"},
    {"area": "America", "city": "Phoenix", "summer_time": "none"},
    {"area": "Pacific", "city": "Honolulu", "summer_time": "unknown"},
]


@pytest.fixture(params=["postgresql", "sqlite"])
def alias(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with a few airports, before the time zones."""
    address: Any = tmp_path / "z.sqlite" if request.param == "sqlite" else request.getfixturevalue("empty_address")
    with connected("default", address) as name:
        migrate(name)
        codes = (f"{zone[-2:]}{number}" for zone in AIRPORTS for number in range(len(AIRPORTS[zone])))
        pairs = ((zone, dst) for zone, all_dst in AIRPORTS.items() for dst in all_dst)
        Airport.objects.bulk_create(
            Airport(faa=faa, tzone=zone, dst=dst) for faa, (zone, dst) in zip(codes, pairs, strict=True)
        )
        Airport.objects.create(faa="XXX", dst="A")  # in no zone
        yield name


def test_forwards_on_data(alias: str) -> None:
    migrate(alias, "0002", app="zones")
    assert zones(alias) == BEFORE
    migrate(alias, "0003", app="zones")
    assert zones(alias) == [row | {"area": None, "city": None, "summer_time": None} for row in BEFORE]
    migrate(alias, "0004", app="zones")
    assert zones(alias) == [before | after for before, after in zip(BEFORE, AFTER, strict=True)]
    migrate(alias, app="zones")
    assert zones(alias) == AFTER
    assert applied(alias, "zones") == NAMES
    assert str(TimeZone.objects.get(city="Phoenix")) == "America/Phoenix: none"


def test_and_back(alias: str) -> None:
    migrate(alias, app="zones")
    migrate(alias, "0002", app="zones")
    assert zones(alias) == BEFORE
    migrate(alias, "0001", app="zones")
    assert zones(alias) == []
    assert applied(alias, "zones") == NAMES[:1]
    migrate(alias, app="zones")
    assert zones(alias) == AFTER
    migrate(alias, "zero", app="zones")
    assert "time_zones" not in connections[alias].introspection.table_names()
    assert applied(alias, "zones") == []
    assert zones(alias) == []


def test_back_and_forth_knows_what_was_added_meanwhile(alias: str) -> None:
    migrate(alias, app="zones")
    TimeZone.objects.create(area="Europe", city="Wien", summer_time="none")
    migrate(alias, "0003", app="zones")
    assert zones(alias)[-1] == {
        "name": "Europe/Wien",
        "dst": "N",
        "area": "Europe",
        "city": "Wien",
        "summer_time": "none",
    }
    migrate(alias, app="zones")
    assert zones(alias)[-1] == {"area": "Europe", "city": "Wien", "summer_time": "none"}


def test_an_unknown_code_stops_it_and_changes_nothing(alias: str) -> None:
    migrate(alias, "0003", app="zones")
    model_at("zones", "0003_expand", "TimeZone")._default_manager.filter(pk__gt=3).update(dst="E")
    with pytest.raises(KeyError, match="E"):
        migrate(alias, app="zones")
    assert applied(alias, "zones") == NAMES[:3]
    assert {row["area"] for row in zones(alias)} == {None}


def test_a_zone_is_there_once(alias: str) -> None:
    migrate(alias, app="zones")
    with pytest.raises(IntegrityError):
        TimeZone.objects.create(area="America", city="Phoenix", summer_time="none")


def test_a_model_is_that_of_its_time() -> None:
    fields = [
        {field.name for field in model_at("zones", name, "TimeZone")._meta.get_fields()}
        for name in ("0001_initial", "0003_expand", "0005_contract")
    ]
    old, new = {"id", "name", "dst"}, {"id", "area", "city", "summer_time"}
    assert fields == [old, old | new, new]
    with pytest.raises(KeyError, match=r"zones\.0006"):
        model_at("zones", "0006", "TimeZone")
    with pytest.raises(LookupError, match="Nothing"):
        model_at("zones", "0001_initial", "Nothing")


def test_a_database_without_migrations(empty_address: str) -> None:
    with connected("default", empty_address) as name:
        assert applied(name, "zones") == []


@pytest.mark.usefixtures("story_address")
def test_main_goes_there_and_back(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "0005_contract      9 rows {'area': 'America', 'city': 'Anchorage', 'summer_time': 'american'}" in said
    assert said.endswith("back at 0002, and the same as before: True\n")
