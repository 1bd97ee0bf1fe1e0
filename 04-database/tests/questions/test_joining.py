from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import fmean
from types import ModuleType

import psycopg
import pytest

from comparison.answers import Layers
from comparison.questions import Question, chapter
from django_orm_examples import joining as in_django
from raw_sql_examples import joining
from sqlalchemy_examples import joining as in_sqlalchemy
from tests.questions.conftest import CsvAirport, CsvFlight, CsvPlane
from tests.questions.layers_agree import assert_layers_agree, assert_same_rows


@pytest.mark.parametrize("question", chapter("joining"), ids=lambda question: question.name)
def test_layers_agree(question: Question, postgresql_layers: Layers, sqlite_layers: Layers) -> None:
    assert_layers_agree(question, postgresql_layers, sqlite_layers)


def test_flights_by_airline_and_manufacturer(
    postgresql: psycopg.Connection,
    csv_flights: Sequence[CsvFlight],
    csv_airlines: Mapping[str, str],
    csv_planes: Mapping[str, CsvPlane],
) -> None:
    flights = Counter(
        (csv_airlines[flight.carrier], csv_planes[flight.tailnum].manufacturer)
        for flight in csv_flights
        if flight.tailnum is not None and flight.tailnum in csv_planes
    )
    ordered = sorted(flights.items(), key=lambda item: (-item[1], item[0]))
    expected = [(*names, count) for names, count in ordered[:20]]
    assert_same_rows(joining.flights_by_airline_and_manufacturer(postgresql), expected)


def test_destinations_without_details(
    postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight], csv_airports: Mapping[str, CsvAirport]
) -> None:
    flights = Counter(flight.dest for flight in csv_flights if flight.dest not in csv_airports)
    expected = sorted(flights.items(), key=lambda item: (-item[1], item[0]))
    assert joining.destinations_without_details(postgresql) == expected


def test_planes_of_two_carriers(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    carriers: dict[str, Counter[str]] = defaultdict(Counter)
    for flight in csv_flights:
        if flight.tailnum is not None:
            carriers[flight.tailnum][flight.carrier] += 1
    expected = [
        (tailnum, min(found), max(found), found.total())
        for tailnum, found in sorted(carriers.items())
        if len(found) > 1
    ]
    assert joining.planes_of_two_carriers(postgresql) == expected


def test_competitors(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    routes = defaultdict(set)
    for flight in csv_flights:
        routes[flight.carrier].add((flight.origin, flight.dest))
    shared = [(one, other, len(routes[one] & routes[other])) for one, other in combinations(sorted(routes), 2)]
    expected = sorted(shared, key=lambda row: (-row[2], row))[:10]
    assert joining.competitors(postgresql) == expected


def test_speed_by_time_zone(
    postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight], csv_airports: Mapping[str, CsvAirport]
) -> None:
    speeds = defaultdict(list)
    for flight in csv_flights:
        if flight.air_time is not None:
            airport = csv_airports.get(flight.dest)
            speeds[airport and airport.tz].append(flight.distance / (flight.air_time / 60))
    unknown = speeds.pop(None)
    expected = [(tz, len(found), fmean(found)) for tz, found in sorted(speeds.items(), key=lambda item: item[0] or 0)]
    assert_same_rows(joining.speed_by_time_zone(postgresql), [*expected, (None, len(unknown), fmean(unknown))])


@pytest.mark.parametrize("module", [joining, in_sqlalchemy, in_django], ids=lambda module: module.__package__)
@pytest.mark.usefixtures("shared_database")
def test_main(module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    module.main()
    lines = capsys.readouterr().out.splitlines()
    assert "ExpressJet Airlines Inc.  EMBRAER         42352" in lines
    assert "N146PQ   9E             EV                 44" in lines
    assert "... 7 rows" in lines
