from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType

import psycopg
import pytest
from django.db import connections, transaction
from sqlalchemy import text

from comparison.answers import Layers, Row
from comparison.questions import Question, chapter
from django_orm_examples import outer_joins as in_django
from raw_sql_examples import outer_joins
from sqlalchemy_examples import outer_joins as in_sqlalchemy
from tests.questions.conftest import CsvAirport, CsvFlight, CsvPlane
from tests.questions.layers_agree import assert_layers_agree, assert_same_rows


@pytest.mark.parametrize("question", chapter("outer_joins"), ids=lambda question: question.name)
def test_layers_agree(question: Question, postgresql_layers: Layers, sqlite_layers: Layers) -> None:
    assert_layers_agree(question, postgresql_layers, sqlite_layers)


def test_airports_never_served(
    postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight], csv_airports: Mapping[str, CsvAirport]
) -> None:
    served = {flight.dest for flight in csv_flights}
    airports = Counter(airport.tzone for faa, airport in csv_airports.items() if faa not in served)
    expected = sorted(airports.items(), key=lambda item: (-item[1], item[0] is None, item[0]))
    assert outer_joins.airports_never_served(postgresql) == expected


def test_routes_opened_and_closed(postgresql: psycopg.Connection, csv_flights: Sequence[CsvFlight]) -> None:
    january = Counter((flight.origin, flight.dest) for flight in csv_flights if flight.month == 1)
    december = Counter((flight.origin, flight.dest) for flight in csv_flights if flight.month == 12)
    expected = [(*route, january.get(route), december.get(route)) for route in sorted(january.keys() ^ december.keys())]
    assert {row[2] is None for row in expected} == {True, False}, "routes were opened, and routes were closed"
    assert outer_joins.routes_opened_and_closed(postgresql) == expected


def test_seats_flown(
    postgresql: psycopg.Connection,
    csv_flights: Sequence[CsvFlight],
    csv_airlines: Mapping[str, str],
    csv_planes: Mapping[str, CsvPlane],
) -> None:
    flew, with_seats, seats = Counter[str](), Counter[str](), Counter[str]()
    for flight in csv_flights:
        if flight.dep_time is not None:
            flew[flight.carrier] += 1
            if flight.tailnum is not None and flight.tailnum in csv_planes:
                with_seats[flight.carrier] += 1
                seats[flight.carrier] += csv_planes[flight.tailnum].seats
    rows = [(name, flew[carrier], with_seats[carrier], seats[carrier]) for carrier, name in csv_airlines.items()]
    assert_same_rows(outer_joins.seats_flown(postgresql), sorted(rows, key=lambda row: (-row[3], row[0])))


def ask_after(statement: str, layers: Layers, layer: str, name: str) -> list[Row]:
    """What a layer answers when a statement has changed the data; then the change is rolled back."""
    question = next(question for question in chapter("outer_joins") if question.name == name)
    with transaction.atomic(using=layers.alias):
        changes: dict[str, Callable[[], object]] = {
            "raw": lambda: layers.connection.execute(statement),
            "sqlalchemy": lambda: layers.session.execute(text(statement)),
            "django": lambda: connections[layers.alias].cursor().execute(statement),
        }
        try:
            changes[layer]()
            return layers.ask(layer, question).rows
        finally:
            layers.connection.rollback()
            layers.session.rollback()
            transaction.set_rollback(True, using=layers.alias)


@pytest.mark.parametrize("layer", ["raw", "sqlalchemy", "django"])
def test_an_airline_without_flights_flew_no_seats(layer: str, postgresql_layers: Layers) -> None:
    statement = "INSERT INTO airlines VALUES ('ZZ', 'Grounded Airways')"
    assert ask_after(statement, postgresql_layers, layer, "seats_flown")[-1] == ("Grounded Airways", 0, 0, 0)


@pytest.mark.parametrize("layer", ["raw", "sqlalchemy", "django"])
def test_an_airport_without_a_name_is_left_out(layer: str, postgresql_layers: Layers) -> None:
    before = ask_after("SELECT", postgresql_layers, layer, "airports_never_served")
    statement = "INSERT INTO airports (faa) VALUES ('ZZZ')"
    assert ask_after(statement, postgresql_layers, layer, "airports_never_served") == before


@pytest.mark.parametrize("module", [outer_joins, in_sqlalchemy, in_django], ids=lambda module: module.__package__)
@pytest.mark.usefixtures("shared_database")
def test_main(module: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    module.main()
    lines = capsys.readouterr().out.splitlines()
    assert "America/New_York          463" in lines
    assert "EWR     SBN      NULL         1" in lines
    assert "... 16 rows" in lines
