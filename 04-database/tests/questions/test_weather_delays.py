from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import correlation, fmean
from types import ModuleType

import pytest

from comparison.answers import Row
from comparison.questions import Question, chapter
from django_orm_examples import weather_delays as in_django
from raw_sql_examples import weather_delays as in_raw
from sqlalchemy_examples import weather_delays as in_sqlalchemy
from tests.questions.conftest import CsvWeather
from tests.questions.layers_agree import assert_layers_agree, assert_same_rows
from tests.questions.sparse import Data, year_or_sparse

QUESTIONS = {question.name: question for question in chapter("weather_delays")}


@pytest.fixture(scope="module", params=["the year", "sparse"])
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Data]:
    with year_or_sparse(request, tmp_path_factory.mktemp("weather_delays")) as asked:
        yield asked


def answer(data: Data, name: str) -> list[Row]:
    return data.postgresql.ask("raw", QUESTIONS[name]).rows


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_layers_agree(question: Question, data: Data) -> None:
    assert_layers_agree(question, data.postgresql, data.sqlite, data.asked_of_sqlite)


def condition_of(weather: CsvWeather | None) -> str:
    if weather is None:
        return "unknown"
    if weather.visib < 3:
        return "low visibility"
    if weather.precip >= 0.1:
        return "heavy rain"
    return "strong wind" if weather.wind_speed is not None and weather.wind_speed >= 25 else "calm"


def test_delays_by_condition(data: Data) -> None:
    delays = defaultdict(list)
    for flight in data.flights:
        if flight.dep_delay is not None:
            condition = condition_of(data.weather.get((flight.origin, flight.time_hour)))
            delays[condition].append(flight.dep_delay)
    assert len(delays) == 5
    means: list[Row] = [(condition, len(found), fmean(found)) for condition, found in delays.items()]
    assert_same_rows(answer(data, "delays_by_condition"), sorted(means, key=lambda row: -row[2]))


def test_worst_days(data: Data) -> None:
    delays, hours = defaultdict(list), defaultdict(set)
    for flight in data.flights:
        hours[flight.date].add((flight.origin, flight.time_hour))
        if flight.dep_delay is not None:
            delays[flight.date].append(flight.dep_delay)
    worst = sorted((-fmean(found), day) for day, found in delays.items())[:10]
    expected: list[Row] = []
    for mean, day in worst:
        measured = [data.weather[hour] for hour in sorted(hours[day]) if hour in data.weather]
        lowest = min((row.visib for row in measured), default=None)
        expected.append((day, -mean, lowest, sum(row.precip for row in measured) if measured else None))
    assert_same_rows(answer(data, "worst_days"), expected)


def test_flights_without_weather(data: Data) -> None:
    flights = Counter(
        (flight.origin, flight.month)
        for flight in data.flights
        if (flight.origin, flight.time_hour) not in data.weather
    )
    expected: list[Row] = [(*place, count) for place, count in sorted(flights.items())]
    assert_same_rows(answer(data, "flights_without_weather"), expected)


def test_wind_and_delay(data: Data) -> None:
    winds, delays = defaultdict(list), defaultdict(list)
    for flight in data.flights:
        weather = data.weather.get((flight.origin, flight.time_hour))
        if weather and weather.wind_speed is not None and flight.dep_delay is not None:
            winds[flight.origin].append(weather.wind_speed)
            delays[flight.origin].append(flight.dep_delay)
    expected: list[Row] = [
        (origin, len(winds[origin]), correlation(winds[origin], delays[origin])) for origin in sorted(winds)
    ]
    assert_same_rows(answer(data, "wind_and_delay"), expected)


def test_rain_and_cancellations(data: Data) -> None:
    rain = defaultdict(list)
    for origin, hour, day in {(flight.origin, flight.time_hour, flight.date) for flight in data.flights}:
        if (origin, hour) in data.weather:
            rain[origin, day].append(data.weather[origin, hour].precip)
    dates, flights, cancelled = defaultdict(set), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for flight in data.flights:
        if (flight.origin, flight.date) in rain:
            kind = flight.origin, "rainy" if sum(rain[flight.origin, flight.date]) > 0 else "dry"
            dates[kind].add(flight.date)
            flights[kind] += 1
            cancelled[kind] += flight.dep_time is None
    expected: list[Row] = [
        (*kind, len(dates[kind]), flights[kind], cancelled[kind] / flights[kind]) for kind in sorted(dates)
    ]
    assert_same_rows(answer(data, "rain_and_cancellations"), expected)


@pytest.mark.parametrize("data", ["sparse"], indirect=True)
def test_sparse_data_decides_what_the_year_leaves_open(data: Data) -> None:
    assert None in {row[2] for row in answer(data, "worst_days")}, "a day that nobody measured"
    assert {row[1] for row in answer(data, "rain_and_cancellations")} == {"dry", "rainy"}
    measured = sum(row[2] for row in answer(data, "rain_and_cancellations"))
    assert measured < len({(flight.origin, flight.date) for flight in data.flights}), "neither dry nor rainy"


@pytest.mark.parametrize("module", [in_raw, in_sqlalchemy, in_django], ids=lambda module: module.__package__)
@pytest.mark.usefixtures("shared_database")
def test_main(module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    module.main()
    lines = capsys.readouterr().out.splitlines()
    assert "heavy rain         2635          43.843" in lines
    assert "EWR         1       22" in lines
    assert "EWR      116946        0.055" in lines
    assert "EWR     rainy     88    29860  0.064" in lines
