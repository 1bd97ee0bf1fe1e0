"""The chapter on the year's flights and on a crowded database: the layers agree, and so does plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import fmean
from types import ModuleType

import pytest

from comparison.answers import Row
from comparison.questions import Question, chapter
from django_orm_examples import subqueries as in_django
from raw_sql_examples import subqueries as in_raw
from sqlalchemy_examples import subqueries as in_sqlalchemy
from tests.questions.crowded import Data, crowded
from tests.questions.layers_agree import assert_layers_agree, assert_same_rows

QUESTIONS = {question.name: question for question in chapter("subqueries")}


@pytest.fixture(scope="module", params=["the year", "crowded"])
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Data]:
    if request.param == "the year":
        names = ("csv_flights", "csv_planes", "postgresql_layers", "sqlite_layers")
        yield Data(*map(request.getfixturevalue, names), asked_of_sqlite=["raw"])
        return
    with crowded(request.getfixturevalue("postgresql_address"), tmp_path_factory.mktemp("crowded")) as made:
        yield made


def answer(data: Data, name: str) -> list[Row]:
    return data.postgresql.ask("raw", QUESTIONS[name]).rows


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_layers_agree(question: Question, data: Data) -> None:
    assert_layers_agree(question, data.postgresql, data.sqlite, data.asked_of_sqlite)


@pytest.mark.parametrize("data", ["crowded"], indirect=True)
@pytest.mark.parametrize("layer", ["sqlalchemy", "django"])
@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.name)
def test_one_statement_is_sent(question: Question, layer: str, data: Data) -> None:
    assert len(data.postgresql.ask(layer, question).statements) == 1


def test_most_delayed_flight_of_each_carrier(data: Data) -> None:
    flown = defaultdict(list)
    for flight in data.flights:
        if flight.dep_delay is not None:
            flown[flight.carrier].append((-flight.dep_delay, flight.date, flight.number, flight.origin, flight.dest))
    expected = [(carrier, *min(found)[1:], -min(found)[0]) for carrier, found in sorted(flown.items())]
    assert_same_rows(answer(data, "most_delayed_flight_of_each_carrier"), expected)


def test_routes_twice_as_late(data: Data) -> None:
    flights = Counter((flight.origin, flight.dest) for flight in data.flights)
    delays = defaultdict(list)
    for flight in data.flights:
        if flight.arr_delay is not None:
            delays[flight.origin, flight.dest].append(flight.arr_delay)
    limit = 2 * fmean(delay for found in delays.values() for delay in found)
    late = [(*route, flights[route], fmean(found)) for route, found in delays.items() if fmean(found) > limit]
    expected = sorted((row for row in late if row[2] >= 365), key=lambda row: (-row[3], row[0], row[1]))
    assert_same_rows(answer(data, "routes_twice_as_late"), expected)


def test_daily_services(data: Data) -> None:
    flights = Counter((flight.origin, flight.carrier) for flight in data.flights)
    dates = defaultdict(set)
    for flight in data.flights:
        dates[flight.origin, flight.carrier].add(flight.date)
    every = set().union(*dates.values())
    expected = [(*service, flights[service]) for service in sorted(dates) if dates[service] == every]
    assert 0 < len(expected) < len(dates)
    assert_same_rows(answer(data, "daily_services"), expected)


def test_flights_to_top_destinations(data: Data) -> None:
    flights = Counter(flight.dest for flight in data.flights)
    top = sorted(flights, key=lambda dest: (-flights[dest], dest))[:10]
    months = Counter((flight.dest, flight.month) for flight in data.flights if flight.dest in top)
    assert_same_rows(answer(data, "flights_to_top_destinations"), [(*key, months[key]) for key in sorted(months)])


def test_planes_that_flew_once(data: Data) -> None:
    flown = Counter(flight.tailnum for flight in data.flights if flight.tailnum and flight.dep_time is not None)
    once = [data.planes.get(tailnum) for tailnum, flights in flown.items() if flights == 1]
    planes = Counter(plane and plane.manufacturer for plane in once)
    expected = sorted(planes.items(), key=lambda item: (-item[1], item[0] is None, item[0]))
    assert None in planes
    assert_same_rows(answer(data, "planes_that_flew_once"), expected)


def test_market_shares(data: Data) -> None:
    of_origin = Counter(flight.origin for flight in data.flights)
    of_carrier = Counter((flight.origin, flight.carrier) for flight in data.flights)
    rows = [(*key, flights, flights / of_origin[key[0]]) for key, flights in of_carrier.items()]
    assert_same_rows(answer(data, "market_shares"), sorted(rows, key=lambda row: (row[0], -row[3], row[1])))


def test_fleet_ages(data: Data) -> None:
    fleets = defaultdict(list)
    for carrier, tailnum in {(flight.carrier, flight.tailnum) for flight in data.flights if flight.tailnum}:
        plane = data.planes.get(tailnum)
        if plane is not None and plane.year is not None:
            fleets[carrier].append(plane.year)
    rows = [
        (carrier, len(years), min(years), max(years), fmean(2013 - year for year in years))
        for carrier, years in fleets.items()
    ]
    assert_same_rows(answer(data, "fleet_ages"), sorted(rows, key=lambda row: (-row[4], row[0])))


@pytest.mark.parametrize("module", [in_raw, in_sqlalchemy, in_django], ids=lambda module: module.__package__)
@pytest.mark.usefixtures("shared_database")
def test_main(module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    module.main()
    lines = capsys.readouterr().out.splitlines()
    assert "AA       2013-09-20      177  JFK     SFO        1014" in lines
    assert "EWR     RIC      1667          25.820" in lines
    assert "MQ            4    1974    1983    35.500" in lines
    assert (module is in_raw) != any(line.endswith(" sent 1 statement:") for line in lines)
