"""A small database in which everything that a question has to decide happens: ties, gaps, and values not known.

In the real year few values are equal, and all dates have flights. Here delays are few numbers, a month is missing, on
one date nothing flew, in one hour nothing ever flew, and late hours are late alike. Ten destinations are equal, more
than there is room for among the first ten; a late route has 365 flights; as many unknown planes as planes of a maker
fly once; and exactly half and nine tenths of one carrier's delays lie below the next delay.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg

from comparison.answers import Layers, layers
from flights import databases, schema
from flights.load import insert
from tests.questions.conftest import CsvFlight, CsvPlane
from tests.questions.layers_agree import LAYERS

CARRIERS = {"AA": 5, "B6": 3, "UA": 2, "ZZ": 0.01}
ORIGINS = ("EWR", "JFK")
DESTS = ("BOS", "BOS", "BOS", "LAX", "LAX", "LAX", *(f"D{number}" for number in range(10)))
DATES = [date(2013, 1, 30) + timedelta(days) for days in range(6)] + [date(2013, 4, 29), date(2013, 5, 2)]
NOTHING_FLEW = date(2013, 2, 2)


@dataclass(frozen=True)
class Data:
    """The same flights and planes in Python and in both databases."""

    flights: Sequence[CsvFlight]
    planes: Mapping[str, CsvPlane]
    postgresql: Layers
    sqlite: Layers
    asked_of_sqlite: Sequence[str] = field(default=LAYERS, kw_only=True)


@contextmanager
def crowded(address: str, folder: Path, seed: int = 7) -> Iterator[Data]:
    """Make a PostgreSQL database beside that of an address and a SQLite file in a folder, and fill both."""
    drawn = random.Random(seed)
    planes = {f"N{i}": made_plane(drawn) for i in range(300) if i % 5}
    flights = made_flights(drawn, planes)
    with ExitStack() as stack:
        empty = stack.enter_context(databases.empty_postgresql(address))
        with closing(psycopg.connect(empty)) as server, closing(sqlite3.connect(folder / "crowded.sqlite")) as file:
            fill(server, flights, planes)
            fill(file, flights, planes)
        postgresql = stack.enter_context(layers(empty, "crowded_postgresql"))
        sqlite = stack.enter_context(layers(folder / "crowded.sqlite", "crowded_sqlite"))
        yield Data(flights, planes, postgresql, sqlite)


def made_plane(drawn: random.Random) -> CsvPlane:
    number = drawn.randrange(5)
    return CsvPlane(drawn.choice([None, 1990, 1998, 2007]), f"MAKER {number // 2}", f"M{number}", 100 + number)


def made_flights(drawn: random.Random, planes: Mapping[str, CsvPlane]) -> list[CsvFlight]:
    flights = [made_flight(drawn, number) for number in range(1, 4001)]
    to_boston = [place for place, flight in enumerate(flights) if flight.dest == "BOS"]
    for count, place in enumerate(to_boston, start=1):
        flights[place] = flights[place]._replace(origin="JFK" if count <= 365 else "EWR")
    plain = next(flight for flight in flights if flight.arr_delay is not None and flight.hour < 20)._replace(dest="D0")
    for dep_delay in [-2] * 5 + [0] * 4 + [3]:
        flights.append(plain._replace(carrier="YY", number=len(flights) + 1, dep_delay=dep_delay))
    flown = Counter(flight.tailnum for flight in flights if flight.tailnum and flight.dep_time is not None)
    once = Counter(tailnum in planes and planes[tailnum].manufacturer for tailnum in flown if flown[tailnum] == 1)
    for _ in range(max(once.values()) - once[False]):
        flights.append(plain._replace(tailnum=f"U{len(flights)}", number=len(flights) + 1))
    return flights


def made_flight(drawn: random.Random, number: int) -> CsvFlight:
    day, hour = drawn.choice(DATES), drawn.choice([5, 8, 9, 20, 21, 22])
    flew = day != NOTHING_FLEW and hour != 5 and drawn.random() < 0.9
    dep_delay = 3 if hour >= 20 else drawn.choice([-2, 0, 3])
    arrived = flew and drawn.random() < 0.9
    dest = DESTS[number % len(DESTS)]
    arr_delay = drawn.choice([-1, 0, 1, 29, 30, 31]) + (90 if dest == "BOS" else 0)
    tailnum = f"N{int(drawn.random() ** 3 * 300)}" if drawn.random() < 0.95 else None
    carrier = drawn.choices(list(CARRIERS), list(CARRIERS.values()))[0]
    return CsvFlight(
        day.isoformat(),
        day.month,
        hour,
        hour * 100 + 30,
        hour * 100 + 30 if flew else None,
        dep_delay if flew else None,
        arr_delay if arrived else None,
        carrier,
        number,
        tailnum,
        drawn.choice(ORIGINS),
        dest,
        100 if arrived else None,
        1000,
        datetime(day.year, day.month, day.day, hour, tzinfo=UTC).strftime("%Y-%m-%dT%H:00:00Z"),
    )


def fill(connection: schema.Connection, flights: Sequence[CsvFlight], planes: Mapping[str, CsvPlane]) -> None:
    """Make the schema and put the rows into it, and commit."""
    schema.create(connection)
    models = sorted({(plane.manufacturer, plane.model, plane.seats) for plane in planes.values()})
    numbers = {model: number for number, (_, model, _) in enumerate(models, start=1)}
    unknown = sorted({flight.tailnum for flight in flights if flight.tailnum} - planes.keys())
    insert(connection, "airlines", [(carrier, f"Airline {carrier}") for carrier in (*CARRIERS, "YY", "XX")])
    insert(connection, "airports", [(code, *[None] * 7) for code in (*ORIGINS, *set(DESTS))])
    insert(connection, "plane_models", [(numbers[model], maker, model, "", 2, seats) for maker, model, seats in models])
    insert(
        connection,
        "planes",
        [
            *((tailnum, numbers[plane.model], plane.year, None, None) for tailnum, plane in planes.items()),
            *((tailnum, None, None, None, None) for tailnum in unknown),
        ],
    )
    insert(connection, "flights", map(row_of, flights))
    connection.commit()


def row_of(flight: CsvFlight) -> tuple[str | int | date | datetime | None, ...]:
    minute = flight.sched_dep_time // 100 * 60 + flight.sched_dep_time % 100
    departed = None if flight.dep_time is None else minute
    return (
        *(date.fromisoformat(flight.date), flight.carrier, flight.number, flight.origin, flight.dest, flight.tailnum),
        *(minute, departed, flight.dep_delay, minute, None if flight.arr_delay is None else minute, flight.arr_delay),
        *(flight.air_time, flight.distance, datetime.fromisoformat(flight.time_hour)),
    )
