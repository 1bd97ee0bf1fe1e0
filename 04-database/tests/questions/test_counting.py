from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from statistics import fmean
from types import ModuleType

import psycopg
import pytest

from comparison.answers import Layers, plain
from comparison.questions import Question, chapter
from django_orm_examples import counting as in_django
from raw_sql_examples import counting
from sqlalchemy_examples import counting as in_sqlalchemy
from tests.questions.conftest import CsvFlight
from tests.questions.layers_agree import assert_layers_agree, assert_same_rows


@pytest.mark.parametrize("question", chapter("counting"), ids=lambda question: question.name)
def test_layers_agree(question: Question, postgresql_layers: Layers, sqlite_layers: Layers) -> None:
    assert_layers_agree(question, postgresql_layers, sqlite_layers)


def test_flights_by_carrier(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    expected = sorted(Counter(flight.carrier for flight in csv_flights).items(), key=lambda item: (-item[1], item[0]))
    assert counting.flights_by_carrier(postgresql) == expected


def test_flights_by_month(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    flights = Counter(flight.month for flight in csv_flights)
    cancelled = Counter(flight.month for flight in csv_flights if flight.dep_time is None)
    assert counting.flights_by_month(postgresql) == [
        (month, flights[month], cancelled[month]) for month in range(1, 13)
    ]


def test_flights_by_destination(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    distances, delays = defaultdict(list), defaultdict(list)
    for flight in csv_flights:
        distances[flight.dest].append(flight.distance)
        if flight.arr_delay is not None:
            delays[flight.dest].append(flight.arr_delay)
    expected = [
        (dest, len(found), fmean(found), fmean(delays[dest]) if dest in delays else None)
        for dest, found in sorted(distances.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    found = [plain(row) for row in counting.flights_by_destination(postgresql)]
    assert_same_rows(found, expected)
    assert found[-1] == ("LGA", 1, 17, None), "the flight that never arrived leaves a mean of nothing"


def test_delays_by_hour(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    delays = defaultdict(list)
    for flight in csv_flights:
        if flight.dep_delay is not None:
            delays[flight.origin, flight.hour].append(flight.dep_delay)
    expected = [
        (*place, len(found), fmean(found), sum(delay >= 60 for delay in found))
        for place, found in sorted(delays.items())
    ]
    assert_same_rows([plain(row) for row in counting.delays_by_hour(postgresql)], expected)


def test_cancellation_rates(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    flights = Counter(flight.carrier for flight in csv_flights)
    cancelled = Counter(flight.carrier for flight in csv_flights if flight.dep_time is None)
    rates = [(carrier, count, cancelled[carrier] / count) for carrier, count in flights.items() if count >= 1000]
    expected = sorted(rates, key=lambda row: (-row[2], row[0]))
    assert 0 < len(expected) < len(flights)
    assert_same_rows([plain(row) for row in counting.cancellation_rates(postgresql)], expected)


def test_delay_classes(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    limits = {"early": -1, "on time": 14, "late": 59, "very late": 179, "extremely late": 10**6}
    delays = Counter(flight.dep_delay for flight in csv_flights)
    expected = {"cancelled": delays.pop(None)}
    for name, limit in limits.items():
        expected[name] = sum(delays.pop(delay) for delay in list(delays) if delay is not None and delay <= limit)
    assert counting.delay_classes(postgresql) == list(expected.items())


def test_busiest_days(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    days = sorted(Counter(flight.date for flight in csv_flights).items(), key=lambda item: (-item[1], item[0]))
    expected = [(day, date.fromisoformat(day).isoweekday(), flights) for day, flights in days[:10]]
    assert [plain(row) for row in counting.busiest_days(postgresql)] == expected


@pytest.mark.parametrize("module", [counting, in_sqlalchemy, in_django], ids=lambda module: module.__package__)
@pytest.mark.usefixtures("shared_database")
def test_main(module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    module.main()
    lines = capsys.readouterr().out.splitlines()
    assert "UA         58665" in lines
    assert "extremely late     3945" in lines
    assert "2013-11-27         3     1014" in lines
