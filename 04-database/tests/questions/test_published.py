"""Three answers beside the figures that a book prints of the same data: an oracle that nobody here computed.

Hadley Wickham, Mine Çetinkaya-Rundel and Garrett Grolemund, R for Data Science, second edition: flights by month in
"Data transformation" (``summarize`` with ``n()``), by destination in "Numbers" (``count``); means by destination in the
first edition, "Grouped summaries". By carrier: counts that courses on the same data print, summing to all flights.
"""

from datetime import date

import psycopg
import pytest

from raw_sql_examples import counting
from raw_sql_examples.database import rows

BY_MONTH = [27_004, 24_951, 28_834, 28_330, 28_796, 28_243, 29_425, 29_327, 27_574, 28_889, 27_268, 28_135]
MEAN_DEP_DELAY_BY_MONTH = [
    "10.0",
    "10.8",
    "13.2",
    "13.9",
    "13.0",
    "20.8",
    "21.7",
    "12.6",
    "6.72",
    "6.24",
    "5.44",
    "16.6",
]
# Destination: flights, mean distance, mean arrival delay.
BY_DESTINATION = {
    "ABQ": (254, "1826", "4.38"),
    "ACK": (265, "199", "4.85"),
    "ALB": (439, "143", "14.4"),
    "ATL": (17_215, "757", "11.3"),
    "AUS": (2_439, "1514", "6.02"),
    "AVL": (275, "584", "8.00"),
    "BDL": (443, "116", "7.05"),
    "BGR": (375, "378", "8.03"),
    "BHM": (297, "866", "16.9"),
}
MOST = [("ORD", 17_283), ("ATL", 17_215), ("LAX", 16_174), ("BOS", 15_508)]
BY_CARRIER = [("UA", 58_665), ("B6", 54_635), ("EV", 54_173), ("DL", 48_110), ("AA", 32_729)]


def three_digits(value: float) -> str:
    """A number as the book prints it: three significant digits, or all before the point."""
    return f"{value:.0f}" if value >= 100 else f"{value:#.3g}"


def test_flights_by_month(postgresql: psycopg.Connection) -> None:
    assert [flights for _, flights, _ in counting.flights_by_month(postgresql)] == BY_MONTH


def test_mean_departure_delay_by_month(postgresql: psycopg.Connection) -> None:
    query = """
        SELECT CAST(avg(dep_delay) AS double precision)
        FROM flights
        GROUP BY extract(month FROM flight_date)
        ORDER BY extract(month FROM flight_date)
    """
    assert [three_digits(mean) for (mean,) in rows(postgresql, query)] == MEAN_DEP_DELAY_BY_MONTH


def test_flights_by_destination(postgresql: psycopg.Connection) -> None:
    found = {dest: values for dest, *values in counting.flights_by_destination(postgresql)}
    for dest, (flights, distance, delay) in BY_DESTINATION.items():
        assert found[dest][0] == flights
        assert three_digits(found[dest][1]) == distance
        assert three_digits(found[dest][2]) == delay
    assert [(dest, values[0]) for dest, values in found.items()][:4] == MOST
    assert len(found) == 105


def test_flights_by_carrier(postgresql: psycopg.Connection) -> None:
    found = counting.flights_by_carrier(postgresql)
    assert found[:5] == BY_CARRIER
    assert sum(flights for _, flights in found) == 336_776


@pytest.mark.parametrize("day", [date(2013, 1, 1), date(2013, 12, 31)])
def test_the_year_begins_and_ends_with_flights(day: date, postgresql: psycopg.Connection) -> None:
    assert rows(postgresql, "SELECT count(*) > 700 FROM flights WHERE flight_date = :day", day=day) == [(True,)]
