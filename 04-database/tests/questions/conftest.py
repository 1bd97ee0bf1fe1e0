"""The files of the dataset in plain Python: what the oracles of the questions count with, without SQL and the loader.

NA and empty values are None. A worker reads each file once, when a test first asks for it.
"""

import csv
import io
import lzma
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import pytest

from flights import databases

DATA = Path(__file__).parents[2] / "data" / "nycflights13"


class CsvFlight(NamedTuple):
    date: str  # 2013-01-31
    month: int
    hour: int  # of the scheduled departure
    sched_dep_time: int  # hhmm
    dep_time: int | None  # hhmm; None when the flight was cancelled
    dep_delay: int | None
    arr_delay: int | None
    carrier: str
    number: int
    tailnum: str | None
    origin: str
    dest: str
    air_time: int | None
    distance: int
    time_hour: str  # 2013-01-31T10:00:00Z


class CsvAirport(NamedTuple):
    name: str
    tz: int
    tzone: str | None


class CsvPlane(NamedTuple):
    year: int | None
    manufacturer: str
    model: str
    seats: int


class CsvWeather(NamedTuple):
    wind_speed: float | None
    precip: float
    visib: float


class Read[T](dict[str, T]):
    """What each text was read as: faster than to read it anew, and equal values are one object in memory."""

    def __init__(self, convert: Callable[[str], T]) -> None:
        self.convert = convert

    def __missing__(self, text: str) -> T:
        self[text] = value = self.convert(text)
        return value


def read(table: str) -> Iterator[list[str]]:
    text = lzma.decompress((DATA / f"{table}.csv.xz").read_bytes()).decode()
    rows = csv.reader(io.StringIO(text))
    next(rows)
    return rows


def known(text: str) -> str | None:
    return None if text in {"", "NA"} else text


def known_number(text: str) -> int | None:
    return None if text in {"", "NA"} else int(text)


@pytest.fixture(scope="session")
def csv_flights() -> tuple[CsvFlight, ...]:
    """All flights, in the order of the file."""
    number, maybe, plane, place = Read(int), Read(known_number), Read(known), Read(str)
    dates: dict[tuple[str, str, str], str] = {}
    found = []
    for row in read("flights"):
        year, month, day, dep, sched_dep, dep_delay, _, _, arr_delay, carrier, flight, tailnum, *rest = row
        origin, dest, air_time, distance, hour, _, time_hour = rest
        date = dates.get((year, month, day)) or dates.setdefault((year, month, day), f"{year}-{month:0>2}-{day:0>2}")
        found.append(
            CsvFlight(
                date,
                number[month],
                number[hour],
                number[sched_dep],
                maybe[dep],
                maybe[dep_delay],
                maybe[arr_delay],
                place[carrier],
                number[flight],
                plane[tailnum],
                place[origin],
                place[dest],
                maybe[air_time],
                number[distance],
                place[time_hour],
            )
        )
    return tuple(found)


@pytest.fixture(scope="session")
def csv_airlines() -> dict[str, str]:
    """The name of each carrier."""
    return {carrier: name for carrier, name in read("airlines")}  # noqa: C416  # dict() takes no lists


@pytest.fixture(scope="session")
def csv_airports() -> dict[str, CsvAirport]:
    """The airports of the file, by code."""
    return {faa: CsvAirport(name, int(tz), known(tzone)) for faa, name, _, _, _, tz, _, tzone in read("airports")}


@pytest.fixture(scope="session")
def csv_planes() -> dict[str, CsvPlane]:
    """The planes of the file, by tail number."""
    return {
        tailnum: CsvPlane(known_number(year), manufacturer, model, int(seats))
        for tailnum, year, _, manufacturer, model, _, seats, _, _ in read("planes")
    }


@pytest.fixture(scope="session")
def csv_weather() -> dict[tuple[str, str], CsvWeather]:
    """The weather by origin and hour; the hour is written as ``time_hour`` of the flights."""
    found = {}
    for origin, *values, time_hour in read("weather"):
        wind_speed, _, precip, _, visib = values[-5:]
        wind = known(wind_speed)
        found[origin, time_hour] = CsvWeather(None if wind is None else float(wind), float(precip), float(visib))
    return found


@pytest.fixture
def shared_database(monkeypatch: pytest.MonkeyPatch, postgresql_address: str) -> None:
    """Let the ``main()`` of a chapter, which only reads, ask the loaded database of the worker and not a copy."""
    monkeypatch.setattr(databases, "postgresql", lambda: nullcontext(postgresql_address))
