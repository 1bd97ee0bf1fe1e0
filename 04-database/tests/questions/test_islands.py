from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import fmean
from types import ModuleType

import pytest

from comparison.answers import Row
from comparison.questions import Question, chapter
from django_orm_examples import islands as in_django
from raw_sql_examples import islands as in_raw
from sqlalchemy_examples import islands as in_sqlalchemy
from tests.questions.layers_agree import assert_layers_agree, assert_same_rows
from tests.questions.sparse import Data, year_or_sparse

QUESTIONS = {question.name: question for question in chapter("islands")}
YEAR = [date(2013, 1, 1) + timedelta(days) for days in range(365)]


@pytest.fixture(scope="module", params=["the year", "sparse"])
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Data]:
    with year_or_sparse(request, tmp_path_factory.mktemp("islands")) as asked:
        yield asked


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_layers_agree(question: Question, data: Data) -> None:
    assert_layers_agree(question, data.postgresql, data.sqlite, data.asked_of_sqlite)


def longest_run(days: set[str]) -> tuple[str, int]:
    """The first day and the length of the longest run, the first of several: the calendar is walked day by day."""
    best, first, length = ("", 0), "", 0
    for day in map(str, YEAR):
        first, length = (first if length else day, length + 1) if day in days else ("", 0)
        if length > best[1]:
            best = first, length
    return best


def test_longest_delayed_runs(data: Data) -> None:
    delays = defaultdict(list)
    for flight in data.flights:
        if flight.arr_delay is not None:
            delays[flight.origin, flight.dest, flight.date].append(flight.arr_delay)
    delayed = defaultdict(set)
    for (origin, dest, day), found in delays.items():
        if fmean(found) > 15:
            delayed[origin, dest].add(day)
    runs: list[Row] = [(*route, *longest_run(days)) for route, days in delayed.items()]
    expected = sorted(runs, key=lambda row: (-row[3], row[0], row[1]))[:20]
    assert_same_rows(data.postgresql.ask("raw", QUESTIONS["longest_delayed_runs"]).rows, expected)


def test_longest_idle_planes(data: Data) -> None:
    days = defaultdict(list)
    for flight in data.flights:
        if flight.tailnum:
            days[flight.tailnum].append(date.fromisoformat(flight.date))
    stops: list[Row] = [
        (plane, str(before), str(after), (after - before).days)
        for plane, found in days.items()
        if len(found) >= 100
        for before, after in zip(sorted(found), sorted(found)[1:], strict=False)
    ]
    expected = sorted(stops, key=lambda row: (-row[3], row[0], row[1]))[:10]
    assert_same_rows(data.postgresql.ask("raw", QUESTIONS["longest_idle_planes"]).rows, expected)


def test_runs_without_cancellation(data: Data) -> None:
    flown, cancelled = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for flight in data.flights:
        (cancelled if flight.dep_time is None else flown)[flight.carrier].add(flight.date)
    complete = {carrier: days - cancelled[carrier] for carrier, days in flown.items()}
    runs: list[Row] = [(carrier, *longest_run(days)) for carrier, days in complete.items() if days]
    expected = sorted(runs, key=lambda row: (-row[2], row[0]))
    assert_same_rows(data.postgresql.ask("raw", QUESTIONS["runs_without_cancellation"]).rows, expected)


@pytest.mark.parametrize("data", ["sparse"], indirect=True)
def test_sparse_data_decides_what_the_year_leaves_open(data: Data) -> None:
    flights = Counter(flight.tailnum for flight in data.flights)
    assert (flights["N1"], flights["N0"]) == (100, 99)
    planes = {row[0] for row in data.postgresql.ask("raw", QUESTIONS["longest_idle_planes"]).rows}
    assert planes == {"N1", "N2", "N3"} & planes
    assert "N1" in planes
    carriers = {row[0] for row in data.postgresql.ask("raw", QUESTIONS["runs_without_cancellation"]).rows}
    assert carriers == {"AA", "B6"}, "ZZ cancels all its flights"


@pytest.mark.parametrize("module", [in_raw, in_sqlalchemy, in_django], ids=lambda module: module.__package__)
@pytest.mark.usefixtures("shared_database")
def test_main(module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    module.main()
    lines = capsys.readouterr().out.splitlines()
    assert "JFK     MCO   2013-06-24    12" in lines
    assert "N832MQ   2013-02-10   2013-10-06   238" in lines
    assert "AS       2013-02-10   325" in lines
