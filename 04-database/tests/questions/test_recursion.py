from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from types import ModuleType

import pytest

from comparison.answers import Row
from comparison.questions import Question, chapter
from django_orm_examples import recursion as in_django
from raw_sql_examples import recursion as in_raw
from sqlalchemy_examples import recursion as in_sqlalchemy
from tests.questions.layers_agree import assert_layers_agree, assert_same_rows
from tests.questions.sparse import Data, year_or_sparse

QUESTIONS = {question.name: question for question in chapter("recursion")}
YEAR = [str(date(2013, 1, 1) + timedelta(days)) for days in range(365)]


@pytest.fixture(scope="module", params=["the year", "sparse"])
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Data]:
    with year_or_sparse(request, tmp_path_factory.mktemp("recursion")) as asked:
        yield asked


def answer(data: Data, name: str) -> list[Row]:
    return data.postgresql.ask("raw", QUESTIONS[name]).rows


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_layers_agree(question: Question, data: Data) -> None:
    assert_layers_agree(question, data.postgresql, data.sqlite, data.asked_of_sqlite)


def distances(data: Data) -> dict[str, dict[str, int]]:
    """Miles from each airport to each other one that a route leads to, in both directions."""
    miles: dict[str, dict[str, int]] = defaultdict(dict)
    for flight in data.flights:
        for here, there in ((flight.origin, flight.dest), (flight.dest, flight.origin)):
            miles[here][there] = min(flight.distance, miles[here].get(there, flight.distance))
    return miles


def paths(miles: dict[str, dict[str, int]], here: str, hops: int) -> Iterator[tuple[str, int, int]]:
    """Every way on from an airport, with circles: where it ends, after how many hops, and miles. By depth, no queue."""
    if hops > 0:
        for there, so_far in miles[here].items():
            yield there, 1, so_far
            for end, more, further in paths(miles, there, hops - 1):
                yield end, more + 1, so_far + further


def test_reachable_in_two_hops(data: Data) -> None:
    least: dict[str, int] = {}
    for airport, hops, _ in paths(distances(data), "ANC", 2):
        least[airport] = min(hops, least.get(airport, hops))
    del least["ANC"]
    expected: list[Row] = sorted(least.items(), key=lambda item: (item[1], item[0]))
    assert {hops for _, hops in expected} == {1, 2}
    assert_same_rows(answer(data, "reachable_in_two_hops"), expected)


def test_days_without_flights(data: Data) -> None:
    flown = defaultdict(set)
    for flight in data.flights:
        flown[flight.origin, flight.dest].add(flight.date)
    expected: list[Row] = [
        (*route, day) for route, days in sorted(flown.items()) if len(days) >= 300 for day in YEAR if day not in days
    ]
    assert_same_rows(answer(data, "days_without_flights"), expected)


def test_shortest_trips(data: Data) -> None:
    least: dict[str, int] = {}
    for airport, _, miles in paths(distances(data), "ANC", 3):
        least[airport] = min(miles, least.get(airport, miles))
    del least["ANC"]
    expected: list[Row] = sorted(least.items(), key=lambda item: (item[1], item[0]))
    assert_same_rows(answer(data, "shortest_trips"), expected)


@pytest.mark.parametrize("data", ["sparse"], indirect=True)
def test_sparse_data_decides_what_the_year_leaves_open(data: Data) -> None:
    routes = {row[:2] for row in answer(data, "days_without_flights")}
    assert routes == {("EWR", "BOS")}, "300 dates; JFK to SEA has 299, JFK to BOS all"
    miles: dict[str, int] = dict(answer(data, "shortest_trips"))
    assert "ORD" not in miles, "four hops"
    hops: dict[str, int] = dict(answer(data, "reachable_in_two_hops"))
    assert (hops["JFK"], miles["JFK"] < 1448 + 2422) == (2, True), "three hops are nearer than two"


@pytest.mark.parametrize("module", [in_raw, in_sqlalchemy, in_django], ids=lambda module: module.__package__)
@pytest.mark.usefixtures("shared_database")
def test_main(module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    module.main()
    lines = capsys.readouterr().out.splitlines()
    assert "EWR         1" in lines
    assert "EWR     AUS   2013-01-05" in lines
    assert "LGA       3387" in lines
