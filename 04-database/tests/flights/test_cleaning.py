from collections import Counter
from pathlib import Path

import pytest

from flights.cleaning import ADDED_AIRPORTS, ADDED_PLANES, Cleaner, Report
from flights.records import DataFileError
from tests.flights.conftest import FLIGHTS, Spoil, lines


def flights_of(folder: Path) -> list[dict[str, str]]:
    header, *rows = lines("flights", folder)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_airports_that_only_flights_name_are_added_after_those_of_the_file(folder: Path, spoil: Spoil) -> None:
    spoil("airports", lambda rows: [row for row in rows if row[0] not in ("MIA", "JFK")])
    cleaner = Cleaner(folder)
    airports = list(cleaner.airports())
    added = airports[-4:]
    assert [airport[0] for airport in added] == ["JFK", "MIA", "BQN", "SJU"]
    assert all(airport[1] for airport in airports[:-4])
    assert all(airport[1:] == (None,) * 7 for airport in added)
    assert cleaner.report.decisions[ADDED_AIRPORTS] == 4


def test_planes_that_only_flights_name_are_added_after_those_of_the_file(folder: Path) -> None:
    cleaner = Cleaner(folder)
    models = {row[0]: row for row in cleaner.plane_models()}
    planes = list(cleaner.planes())
    in_file = {row[0] for row in lines("planes", folder)[1:]}
    expected = dict.fromkeys(f["tailnum"] for f in flights_of(folder) if f["tailnum"] not in {*in_file, "NA"})
    assert [plane[0] for plane in planes[len(in_file) :]] == list(expected)
    assert all(plane[1:] == (None,) * 4 for plane in planes[len(in_file) :])
    assert cleaner.report.decisions[ADDED_PLANES] == len(expected) > 0
    assert {plane[1] for plane in planes[: len(in_file)]} == set(models)


def test_models_are_numbered_from_one_and_hold_what_their_planes_share(folder: Path) -> None:
    models = list(Cleaner(folder).plane_models())
    assert [model[0] for model in models] == list(range(1, 148))
    rows = {(row[3], row[4]): (row[2], int(row[5]), int(row[6])) for row in lines("planes", folder)[1:]}
    assert {(model[1], model[2]): model[3:] for model in models} == rows


def test_a_model_whose_planes_differ_is_refused(folder: Path, spoil: Spoil) -> None:
    def one_more_seat(rows: list[list[str]]) -> list[list[str]]:
        twin = next(row for row in rows[2:] if row[3:5] == rows[1][3:5])
        twin[6] = "56"
        return rows

    spoil("planes", one_more_seat)
    with pytest.raises(DataFileError, match=r"planes.csv.xz, line \d+: expected all planes of EMBRAER EMB-145XR to be"):
        list(Cleaner(folder).plane_models())


def test_flights_keep_every_row_and_value(folder: Path) -> None:
    rows = list(Cleaner(folder).flights())
    files = flights_of(folder)
    assert len(rows) == FLIGHTS
    for row, flight in zip(rows, files, strict=True):
        hour, minute = int(flight["hour"]), int(flight["minute"])
        assert str(row[0]) == f"2013-{int(flight['month']):02}-{int(flight['day']):02}"
        assert row[1:6] == (
            *(flight["carrier"], int(flight["flight"]), flight["origin"], flight["dest"], flight["tailnum"]),
        )
        assert row[6] == 60 * hour + minute
        departed = int(flight["dep_time"])
        assert row[7] == 60 * (departed // 100) + departed % 100
        assert row[8] == int(flight["dep_delay"])
        assert row[11:14] == (int(flight["arr_delay"]), int(flight["air_time"]), int(flight["distance"]))


def test_what_is_odd_about_flights_is_counted_not_dropped(folder: Path, spoil: Spoil) -> None:
    def odd(rows: list[list[str]]) -> list[list[str]]:
        header = rows[0]

        def put(number: int, **values: str) -> None:
            for name, value in values.items():
                rows[number][header.index(name)] = value

        put(1, dep_time="NA", dep_delay="NA", arr_time="NA", arr_delay="NA", air_time="NA", tailnum="NA")
        put(2, arr_delay="NA", air_time="")
        put(3, arr_time="2400")
        put(4, dep_time="2400", arr_time="2400")
        return rows

    spoil("flights", odd)
    cleaner = Cleaner(folder)
    rows = list(cleaner.flights())
    assert len(rows) == FLIGHTS
    assert (rows[2][10], rows[3][7]) == (1440, 1440)
    assert cleaner.report.decisions == {
        "flights that were cancelled: no departure": 1,
        "flights without a tail number": 1,
        "flights that departed and have no arrival delay: diverted, or unknown": 1,
        "times of 2400 as arr_time, kept as the end of the day": 2,
        "times of 2400 as dep_time, kept as the end of the day": 1,
    }


def test_weather_counts_what_is_unknown(folder: Path) -> None:
    cleaner = Cleaner(folder)
    rows = list(cleaner.weather())
    files = lines("weather", folder)
    gust = files[0].index("wind_gust")
    assert len(rows) == len(files) - 1
    assert cleaner.report.decisions["hours of weather without wind_gust"] == sum(row[gust] == "NA" for row in files)
    assert [row[2] for row in rows] == [float(row[files[0].index("temp")]) for row in files[1:]]


def test_airlines(folder: Path) -> None:
    assert [list(row) for row in Cleaner(folder).airlines()] == lines("airlines", folder)[1:]


def test_the_report_for_people() -> None:
    report = Report(Counter(flights=336_776, airlines=16), Counter(b=1, a=2_512))
    assert report.lines() == ["336,776 flights", "     16 airlines", "  2,512 a", "      1 b"]
