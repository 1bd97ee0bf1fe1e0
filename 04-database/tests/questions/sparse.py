"""A small database with holes: dates, planes, hours of weather are missing, and values are just on a limit.

The real year has weather for nearly all hours and no carrier that cancels every day. Here one route is flown on exactly
300 dates and one on 299, a plane has exactly 100 flights and one 99, means of delay are exactly 15, the worst days have
no weather, and the shortest trip is one with more hops.
"""

import random
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from comparison.answers import Layers, layers
from flights import databases, schema
from flights.load import insert
from tests.questions.conftest import CsvFlight, CsvWeather
from tests.questions.crowded import row_of
from tests.questions.layers_agree import LAYERS

NEW_YORK = ZoneInfo("America/New_York")
DATES = [date(2013, 1, 1) + timedelta(days) for days in range(365)]
# Origin, destination, miles, and on how many dates. ORD is four hops from ANC; JFK is two by SEA, and nearer by three.
ROUTES = [
    ("EWR", "BOS", 200, 300),
    ("JFK", "SEA", 2422, 299),
    ("JFK", "BOS", 187, 365),
    ("EWR", "ANC", 3370, 8),
    ("ANC", "SEA", 1448, 20),
    ("LGA", "ORD", 733, 200),
    ("LGA", "BOS", 184, 1),
]


@dataclass(frozen=True)
class Data:
    """The same flights and weather in Python and in both databases."""

    flights: Sequence[CsvFlight]
    weather: Mapping[tuple[str, str], CsvWeather]
    postgresql: Layers
    sqlite: Layers
    asked_of_sqlite: Sequence[str] = field(default=LAYERS, kw_only=True)


@contextmanager
def year_or_sparse(request: pytest.FixtureRequest, folder: Path) -> Iterator[Data]:
    """The data that the parameter of a fixture names: "the year" as in the files, or "sparse"."""
    if request.param == "sparse":
        with sparse(request.getfixturevalue("postgresql_address"), folder) as data:
            yield data
        return
    names = ("csv_flights", "csv_weather", "postgresql_layers", "sqlite_layers")
    yield Data(*map(request.getfixturevalue, names), asked_of_sqlite=["raw"])


@contextmanager
def sparse(address: str, folder: Path, seed: int = 7) -> Iterator[Data]:
    """Make a PostgreSQL database beside that of an address and a SQLite file in a folder, and fill both."""
    drawn = random.Random(seed)
    flights = made_flights(drawn)
    weather = made_weather(drawn, flights)
    with ExitStack() as stack:
        empty = stack.enter_context(databases.empty_postgresql(address))
        with closing(psycopg.connect(empty)) as server, closing(sqlite3.connect(folder / "sparse.sqlite")) as file:
            fill(server, flights, weather)
            fill(file, flights, weather)
        postgresql = stack.enter_context(layers(empty, "sparse_postgresql"))
        sqlite = stack.enter_context(layers(folder / "sparse.sqlite", "sparse_sqlite"))
        yield Data(flights, weather, postgresql, sqlite)


def made_flights(drawn: random.Random) -> list[CsvFlight]:
    flights: list[CsvFlight] = []
    for origin, dest, miles, days in ROUTES:
        for day in sorted(drawn.sample(DATES, days)):
            for _ in range(drawn.choice([1, 1, 2])):
                number = len(flights) + 1
                # The planes of the first 199 flights: one has 100, the other 99.
                tailnum = f"N{number % 2}" if number < 200 else drawn.choice(["N2", "N3", f"N{number}", None])
                flights.append(made_flight(drawn, day, number, tailnum, origin, dest, miles + drawn.choice([0, 3])))
    return flights


def made_flight(
    drawn: random.Random, day: date, number: int, tailnum: str | None, origin: str, dest: str, miles: int
) -> CsvFlight:
    hour = drawn.choice([7, 16, 22])
    carrier = drawn.choice(["AA", "B6", "ZZ"])
    flew = carrier != "ZZ" and drawn.random() < 0.9
    arrived = flew and drawn.random() < 0.9
    local = datetime(day.year, day.month, day.day, hour, tzinfo=NEW_YORK)
    return CsvFlight(
        date=day.isoformat(),
        month=day.month,
        hour=hour,
        sched_dep_time=hour * 100 + 30,
        dep_time=hour * 100 + 30 if flew else None,
        dep_delay=drawn.choice([-2, 0, 3]) + (100 + day.month if day.day == 13 else 0) if flew else None,
        arr_delay=drawn.choice([15, 15, 15, 16, 14, 40]) if arrived else None,
        carrier=carrier,
        number=number,
        tailnum=tailnum,
        origin=origin,
        dest=dest,
        air_time=100 if arrived else None,
        distance=miles,
        time_hour=local.astimezone(UTC).strftime("%Y-%m-%dT%H:00:00Z"),
    )


def made_weather(drawn: random.Random, flights: Sequence[CsvFlight]) -> dict[tuple[str, str], CsvWeather]:
    """Most hours of the flights, but none of most thirteenths, the worst days."""
    days = {(flight.origin, flight.time_hour): flight.date for flight in flights}
    return {
        hour: CsvWeather(
            wind_speed=drawn.choice([None, 0.0, 24.9, 25.0]),
            precip=drawn.choice([0.0, 0.0, 0.09, 0.1]),
            visib=drawn.choice([2.9, 3.0, 10.0]),
        )
        for hour, day in sorted(days.items())
        if drawn.random() < 0.8 and not (day.endswith("-13") and day < "2013-09")
    }


def fill(
    connection: schema.Connection, flights: Sequence[CsvFlight], weather: Mapping[tuple[str, str], CsvWeather]
) -> None:
    """Make the schema and put the rows into it, and commit."""
    schema.create(connection)
    airports = {code for origin, dest, _, _ in ROUTES for code in (origin, dest)}
    insert(connection, "airlines", [(carrier, f"Airline {carrier}") for carrier in ("AA", "B6", "ZZ")])
    insert(connection, "airports", [(code, *[None] * 7) for code in sorted(airports)])
    planes = sorted({flight.tailnum for flight in flights if flight.tailnum})
    insert(connection, "planes", [(tailnum, *[None] * 4) for tailnum in planes])
    insert(
        connection,
        "weather",
        [
            (origin, datetime.fromisoformat(hour), *[None] * 4, row.wind_speed, None, row.precip, None, row.visib)
            for (origin, hour), row in weather.items()
        ],
    )
    insert(connection, "flights", map(row_of, flights))
    connection.commit()
