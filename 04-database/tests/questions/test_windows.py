"""The chapter on the year's flights and on a crowded database: the layers agree, and so does plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate, pairwise
from statistics import fmean
from types import ModuleType

import pytest

from comparison.answers import Row
from comparison.questions import Question, chapter
from django_orm_examples import windows as in_django
from raw_sql_examples import windows as in_raw
from sqlalchemy_examples import windows as in_sqlalchemy
from tests.questions.crowded import Data, crowded
from tests.questions.layers_agree import assert_layers_agree, assert_same_rows

QUESTIONS = {question.name: question for question in chapter("windows")}


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


def test_worst_hours(data: Data) -> None:
    delays = defaultdict(list)
    for flight in data.flights:
        if flight.dep_delay is not None:
            delays[flight.origin, flight.hour].append(flight.dep_delay)
    means = {key: fmean(found) for key, found in delays.items()}
    ranked = []
    for (origin, hour), mean in means.items():
        worse = sum(other > mean for (place, _), other in means.items() if place == origin)
        ranked.append((origin, hour, mean, worse + 1))
    expected = sorted((row for row in ranked if row[3] <= 3), key=lambda row: (row[0], row[3], row[1]))
    assert_same_rows(answer(data, "worst_hours"), expected)


@pytest.mark.parametrize("data", ["crowded"], indirect=True)
def test_equal_hours_share_a_rank(data: Data) -> None:
    assert [row[3] for row in answer(data, "worst_hours")] == [1, 1, 1, 1, 1, 1]


def test_running_totals(data: Data) -> None:
    flights = Counter((flight.origin, flight.month) for flight in data.flights)
    expected = []
    for origin in sorted({origin for origin, _ in flights}):
        months = sorted((month, count) for (place, month), count in flights.items() if place == origin)
        totals = accumulate(count for _, count in months)
        expected += [(origin, month, count, total) for (month, count), total in zip(months, totals, strict=True)]
    assert_same_rows(answer(data, "running_totals"), expected)


def test_moving_average(data: Data) -> None:
    delays: dict[str, list[int]] = defaultdict(list)
    for flight in data.flights:
        delays[flight.date] += [] if flight.dep_delay is None else [flight.dep_delay]
    means = [(day, fmean(found) if found else None) for day, found in sorted(delays.items())]
    expected = []
    for last, (day, mean) in enumerate(means):
        known = [other for _, other in means[max(last - 6, 0) : last + 1] if other is not None]
        expected.append((day, mean, fmean(known)))
    assert_same_rows(answer(data, "moving_average"), expected)


def test_changes_by_month(data: Data) -> None:
    flights = Counter((flight.carrier, flight.month) for flight in data.flights)
    expected: list[Row] = []
    for carrier, month in sorted(flights):
        before = expected[-1][2] if expected and expected[-1][0] == carrier else None
        count = flights[carrier, month]
        expected.append((carrier, month, count, None if before is None else count - before))
    assert_same_rows(answer(data, "changes_by_month"), expected)


def test_delay_percentiles(data: Data) -> None:
    delays = defaultdict(list)
    for flight in data.flights:
        if flight.dep_delay is not None:
            delays[flight.carrier].append(flight.dep_delay)
    expected = []
    for carrier, found in sorted(delays.items()):
        found.sort()
        median, ninetieth = (-(-len(found) * tenths // 10) for tenths in (5, 9))  # rounded up
        expected.append((carrier, found[median - 1], found[ninetieth - 1]))
    assert_same_rows(answer(data, "delay_percentiles"), expected)


def test_late_planes(data: Data) -> None:
    days = defaultdict(list)
    for flight in data.flights:
        if flight.tailnum and flight.dep_delay is not None:
            row = (flight.sched_dep_time, flight.number, flight.dep_delay, flight.arr_delay)
            days[flight.tailnum, flight.date].append(row)
    delays: dict[str, list[int]] = {"on time": [], "late": [], "very late": []}
    for found in days.values():
        for (_, _, _, previous), (_, _, dep_delay, _) in pairwise(sorted(found, key=lambda row: row[:2])):
            if previous is not None:
                delays["on time" if previous <= 0 else "late" if previous < 30 else "very late"].append(dep_delay)
    expected = [(name, len(found), fmean(found)) for name, found in delays.items()]
    assert_same_rows(answer(data, "late_planes"), expected)


def test_top_routes_of_carriers(data: Data) -> None:
    flights = Counter((flight.carrier, flight.origin, flight.dest) for flight in data.flights)
    expected = []
    for carrier in sorted({carrier for carrier, _, _ in flights}):
        routes = sorted((key for key in flights if key[0] == carrier), key=lambda key: (-flights[key], key))
        expected += [(carrier, place, *key[1:], flights[key]) for place, key in enumerate(routes[:3], start=1)]
    assert_same_rows(answer(data, "top_routes_of_carriers"), expected)


@pytest.mark.parametrize("module", [in_raw, in_sqlalchemy, in_django], ids=lambda module: module.__package__)
@pytest.mark.usefixtures("shared_database")
def test_main(module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    module.main()
    lines = capsys.readouterr().out.splitlines()
    assert "EWR       19          31.089     1" in lines
    assert "EWR         3    10420          29420" in lines
    assert "very late     8814          61.621" in lines
    assert (module is in_raw) != any(line.endswith(" sent 1 statement:") for line in lines)
