from collections import Counter
from datetime import date

import pytest

from django_orm_examples.database import statements
from django_orm_examples.models import Flight, Plane
from django_orm_examples.raw_sql import clock_difference, main, most_flown, subtotals

DAY = date(2013, 7, 4)


def test_raw_gives_objects(alias: str) -> None:
    tails = Flight.objects.using(alias).on(DAY).filter(plane__isnull=False).values_list("plane_id", flat=True)
    expected = sorted(Counter(tails).items(), key=lambda pair: (-pair[1], str(pair[0])))[:5]
    with statements(alias) as sent:
        found = most_flown(alias, DAY, 5)
    assert [(plane.pk, flights) for plane, flights in found] == expected
    assert len(sent) == 1
    assert "2013" not in sent[0]


def test_what_raw_left_out_is_asked_for(alias: str) -> None:
    (plane, _), *_ = most_flown(alias, DAY, 1)
    with statements(alias) as sent:
        years = plane.year, plane.model_id
    assert years == Plane.objects.using(alias).values_list("year", "model_id").get(pk=plane.pk)
    assert len(sent) == 1


def test_an_expression_of_sql_in_a_query_of_the_orm(alias: str) -> None:
    flights = Flight.objects.using(alias).on(DAY).order_by("pk").values_list("pk", "dep_time", "arr_time")
    expected = [
        (key, (arrived - departed) % 1440)
        for key, departed, arrived in flights
        if departed is not None and arrived is not None
    ]
    assert clock_difference(alias, DAY) == expected
    assert any(arrived < departed for _, departed, arrived in flights if departed is not None and arrived is not None)


def test_subtotals_add_up(postgresql_alias: str) -> None:
    pairs = Counter(Flight.objects.using(postgresql_alias).on(DAY).values_list("origin_id", "airline_id"))
    rows = subtotals(postgresql_alias, DAY)
    expected: list[dict[str, object]] = []
    for origin in ("EWR", "JFK", "LGA"):
        own = sorted((carrier, flights) for (faa, carrier), flights in pairs.items() if faa == origin)
        expected += [{"origin": origin, "carrier": carrier, "flights": flights} for carrier, flights in own]
        expected.append({"origin": origin, "carrier": None, "flights": sum(flights for _, flights in own)})
    assert rows == [*expected, {"origin": None, "carrier": None, "flights": pairs.total()}]


@pytest.mark.usefixtures("story_address")
def test_main_goes_through_each_door(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    said = capsys.readouterr().out
    assert "1 statement\n" in said
    assert "4 statements\n" in said
    assert "{'origin': None, 'carrier': None, 'flights': 737}" in said
