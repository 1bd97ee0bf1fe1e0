"""From the text of the files to rows of the schema, and a report of every decision on the way.

Real data does not fit its own keys: flights go to airports and are flown by planes that their tables lack. A foreign
key would refuse these flights, leaving it out would lose the check, dropping the flights would lose one in six. Here
the missing airports and planes become rows that know nothing but their key, and the report says how many.

Cost: one row at a time; what is remembered of airports, planes and models is some thousand keys.
Not for: guessing. A value that cannot be read stops the load with its place; it does not become NULL.
Asked: why is 24:00 not 0:00? (It ends the day; as minute 0 it would lie a day earlier.) Why is a missing number NULL
and not 0 or -1? (NULL stays out of averages.)
Source: data/nycflights13/README.md
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from flights.files import DATA, read
from flights.records import MINUTES_OF_A_DAY, DataFileError

type Value = str | int | float | date | datetime | None
type Row = tuple[Value, ...]

READINGS = ("temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib")
CLOCKS = ("sched_dep_time", "dep_time", "sched_arr_time", "arr_time")
ADDED_AIRPORTS = "airports that the files do not know, added with their code alone"
ADDED_PLANES = "planes that the files do not know, added with their tail number alone"


@dataclass
class Report:
    """What the loader did: rows by table, and how often each kind of decision was made."""

    rows: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        """Return the report for people: a line for each table, then one for each kind of decision, by its text.

        Numbers have thousands separators and are flush right, as wide as the widest of them.
        """
        counts = [*self.rows.items(), *sorted(self.decisions.items())]
        width = max((len(f"{count:,}") for _, count in counts), default=0)
        return [f"{count:>{width},} {what}" for what, count in counts]


class Cleaner:
    """Reads the files of a folder; each method yields the rows of one table, in the order that foreign keys ask for."""

    def __init__(self, folder: Path = DATA) -> None:
        self.report = Report()
        self._folder = folder
        self._models: dict[tuple[str, str], int] = {}

    @cached_property
    def _named_by_flights(self) -> tuple[dict[str, None], dict[str, None]]:
        airports: dict[str, None] = {}  # a dict keeps the order of the file, a set has none
        planes: dict[str, None] = {}
        for flight in read("flights", self._folder):
            airports[flight.text("origin")] = airports[flight.text("dest")] = None
            if (tailnum := flight.values["tailnum"]) is not None:
                planes[tailnum] = None
        return airports, planes

    def airlines(self) -> Iterator[Row]:
        """Yield (carrier, name)."""
        for airline in read("airlines", self._folder):
            yield airline.text("carrier"), airline.text("name")

    def airports(self) -> Iterator[Row]:
        """Yield (faa, name, lat, lon, alt, tz, dst, tzone): the airports of the file, then what only flights name.

        Of the latter nothing but the code is known; each counts as a decision, ADDED_AIRPORTS.
        """
        known = set()
        for airport in read("airports", self._folder):
            faa = airport.text("faa")
            known.add(faa)
            place = [airport.decimal("lat"), airport.decimal("lon"), airport.whole("alt"), airport.whole("tz")]
            yield (faa, airport.text("name"), *place, airport.values["dst"], airport.values["tzone"])
        for faa in self._named_by_flights[0]:
            if faa not in known:
                self.report.decisions[ADDED_AIRPORTS] += 1
                yield (faa, *[None] * 7)

    def plane_models(self) -> Iterator[Row]:
        """Yield (id, manufacturer, model, type, engines, seats) once for each model, numbered from 1.

        Raise DataFileError for a plane that differs from an earlier one of its model in what the model decides:
        ``PLACE: expected all planes of MANUFACTURER MODEL to be (TYPE, ENGINES, SEATS), found (...)``.
        """
        seen: dict[tuple[str, str], Row] = {}
        for plane in read("planes", self._folder):
            key = plane.text("manufacturer"), plane.text("model")
            facts = plane.text("type"), plane.whole("engines"), plane.whole("seats")
            if key not in seen:
                seen[key] = facts
                self._models[key] = len(seen)
                yield (len(seen), *key, *facts)
            elif seen[key] != facts:
                raise DataFileError(
                    f"{plane.place}: expected all planes of {' '.join(key)} to be {seen[key]}, found {facts}"
                )

    def planes(self) -> Iterator[Row]:
        """Yield (tailnum, model_id, year, engine, speed): the planes of the file, then those that only flights name.

        Of the latter nothing but the tail number is known; each counts as a decision, ADDED_PLANES. Call it when
        ``plane_models`` is done.
        """
        known = set()
        for plane in read("planes", self._folder):
            tailnum = plane.text("tailnum")
            known.add(tailnum)
            model = self._models[plane.text("manufacturer"), plane.text("model")]
            yield tailnum, model, plane.whole("year"), plane.values["engine"], plane.whole("speed")
        for tailnum in self._named_by_flights[1]:
            if tailnum not in known:
                self.report.decisions[ADDED_PLANES] += 1
                yield (tailnum, *[None] * 4)

    def weather(self) -> Iterator[Row]:
        """Yield (origin, time_hour) and the nine READINGS; year, month, day and hour follow from ``time_hour``.

        Each reading that is not known counts as a decision, such as ``hours of weather without wind_gust``.
        """
        for hour in read("weather", self._folder):
            readings = [hour.whole(name) if name == "wind_dir" else hour.decimal(name) for name in READINGS]
            for name, reading in zip(READINGS, readings, strict=True):
                if reading is None:
                    self.report.decisions[f"hours of weather without {name}"] += 1
            yield (hour.text("origin"), hour.instant("time_hour"), *readings)

    def flights(self) -> Iterator[Row]:
        """Yield the flights without their id; hour and minute are left out, since ``sched_dep_time`` holds them.

        In the order (day, carrier, flight, origin, dest, tailnum, sched_dep_time, dep_time, dep_delay, sched_arr_time,
        arr_time, arr_delay, air_time, distance, time_hour), the four CLOCKS in minutes. Decisions that are counted:
        ``flights that were cancelled: no departure``, ``flights that departed and have no arrival delay: diverted, or
        unknown``, ``flights without a tail number``, and for each of the CLOCKS ``times of 2400 as NAME, kept as the
        end of the day``.
        """
        decisions = self.report.decisions
        for flight in read("flights", self._folder):
            scheduled, departed, due, arrived = (flight.clock(name) for name in CLOCKS)
            arr_delay = flight.whole("arr_delay")
            if MINUTES_OF_A_DAY in (scheduled, departed, due, arrived):
                for name in CLOCKS:
                    if flight.clock(name) == MINUTES_OF_A_DAY:
                        decisions[f"times of 2400 as {name}, kept as the end of the day"] += 1
            if departed is None:
                decisions["flights that were cancelled: no departure"] += 1
            elif arr_delay is None:
                decisions["flights that departed and have no arrival delay: diverted, or unknown"] += 1
            if flight.values["tailnum"] is None:
                decisions["flights without a tail number"] += 1
            yield (
                flight.day(),
                flight.text("carrier"),
                flight.whole("flight"),
                flight.text("origin"),
                flight.text("dest"),
                flight.values["tailnum"],
                scheduled,
                departed,
                flight.whole("dep_delay"),
                due,
                arrived,
                arr_delay,
                flight.whole("air_time"),
                flight.whole("distance"),
                flight.instant("time_hour"),
            )
