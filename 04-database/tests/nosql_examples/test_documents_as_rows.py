import json
from collections.abc import Iterator

import psycopg
import pytest

from nosql_examples import documents_as_rows
from nosql_examples.documents_as_rows import (
    PAYLOAD,
    Departure,
    PayloadError,
    by_month,
    departures,
    estimated,
    larger,
    larger_as_text,
    nothing,
    promote_seats,
)


@pytest.fixture
def documents(plane_documents: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The documents of all planes; what a test changes is rolled back."""
    with plane_documents.transaction(force_rollback=True):
        yield plane_documents


def test_a_payload_becomes_rows(postgresql: psycopg.Connection) -> None:
    payload = json.loads(PAYLOAD)
    expected = [
        Departure(payload["airport"], position, departure["flight"], departure.get("seats", 0), gate)
        for position, departure in enumerate(payload["departures"], 1)
        for gate in departure["gates"] or [None]
    ]
    assert len(expected) == 4
    assert departures(postgresql, PAYLOAD) == expected


@pytest.mark.parametrize("payload", ['{"airport": "JFK"}', '{"airport": "JFK", "departures": []}'])
def test_no_departures_are_none(payload: str, postgresql: psycopg.Connection) -> None:
    assert departures(postgresql, payload) == []


def test_order_is_that_of_the_payload(postgresql: psycopg.Connection) -> None:
    flights = [f"X{number}" for number in (3, 1, 2) * 5]
    payload = {"airport": "JFK", "departures": [{"flight": flight, "gates": ["Z", "A"]} for flight in flights]}
    found = departures(postgresql, json.dumps(payload))
    assert [(departure.flight, departure.gate) for departure in found] == [
        (flight, gate) for flight in flights for gate in ("Z", "A")
    ]


def test_seats_that_are_null_are_none(postgresql: psycopg.Connection) -> None:
    payload = '{"airport": "JFK", "departures": [{"flight": "X1", "seats": null}]}'
    assert departures(postgresql, payload) == [Departure("JFK", 1, "X1", 0, None)]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ("{", "^invalid input syntax for type json$"),
        ("", "^invalid input syntax for type json$"),
        ("[]", "airport"),
        ('{"departures": []}', "airport"),
        ('{"airport": "JFK", "departures": [{"gates": ["B4"]}]}', "flight"),
        ('{"airport": "JFK", "departures": [{"flight": "X1"}, 7]}', "flight"),
        ('{"airport": "JFK", "departures": [{"flight": "X1", "seats": "many"}]}', "seats|integer"),
        ('{"airport": "JFK", "departures": [{"flight": null}]}', "^airport and flight must not be null$"),
        ('{"airport": null, "departures": [{"flight": "X1"}]}', "^airport and flight must not be null$"),
        ('{"airport": null, "departures": []}', "^airport and flight must not be null$"),
        ('{"airport": "JFK", "departures": [{"flight": "X1", "seats": 149.5}]}', "integer"),
        ('{"airport": "JFK", "departures": [{"flight": "X1", "gates": [{"name": "B4"}]}]}', "gate"),
        ("[" * 100_000, "^stack depth limit exceeded$"),
    ],
)
def test_a_payload_of_another_shape_is_refused(payload: str, message: str, postgresql: psycopg.Connection) -> None:
    with pytest.raises(PayloadError, match=message) as caught:
        departures(postgresql, payload)
    assert "\n" not in str(caught.value)
    assert departures(postgresql, PAYLOAD), "and the connection is of use after it"


def test_months_from_documents_are_those_from_rows(documents: psycopg.Connection) -> None:
    query = """
        SELECT CAST(date_part('month', flight_date) AS integer),
               count(*),
               count(*) FILTER (WHERE arr_delay > 15)
          FROM flights AS f
          JOIN planes AS p ON p.tailnum = f.tailnum
         WHERE dep_time IS NOT NULL
           AND p.model_id IS NOT NULL
         GROUP BY 1
         ORDER BY 1
    """
    assert by_month(documents) == documents.execute(query).fetchall()


@pytest.mark.parametrize("seats", [99, 149, 377])
def test_numbers_are_compared_as_numbers(seats: int, documents: psycopg.Connection) -> None:
    found = [body["model"]["seats"] for (body,) in documents.execute("SELECT body FROM plane_documents")]
    assert larger(documents, seats) == sum(number > seats for number in found)
    assert larger_as_text(documents, seats) == sum(str(number) > str(seats) for number in found)
    assert larger(documents, seats) != larger_as_text(documents, seats)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{}", (False, True, True)),
        ('{"year": null}', (True, False, True)),
        ('{"year": 0}', (True, False, False)),
        ('{"year": ""}', (True, False, False)),
    ],
)
def test_kinds_of_nothing(body: str, expected: tuple[bool, bool, bool], postgresql: psycopg.Connection) -> None:
    assert nothing(postgresql, body) == expected


def test_a_column_is_known_to_the_planner_and_a_path_is_not(documents: psycopg.Connection) -> None:
    path = "CAST(body #>> '{model,seats}' AS integer)"
    guess = estimated(documents, f"{path} > 300")
    assert guess == estimated(documents, f"{path} > 50")
    promote_seats(documents)
    for seats in (300, 50):
        true = larger(documents, seats)
        assert estimated(documents, f"seats > {seats}") == pytest.approx(true, rel=0.1)
        assert guess != pytest.approx(true, rel=0.5)


def test_a_promoted_column_follows_its_document_and_has_an_index(documents: psycopg.Connection) -> None:
    promote_seats(documents)
    wrong = "SELECT count(*) FROM plane_documents WHERE seats IS DISTINCT FROM (body #>> '{model,seats}')::integer"
    documents.execute("UPDATE plane_documents SET body = jsonb_set(body, '{model,seats}', '7') WHERE seats > 300")
    assert documents.execute(wrong).fetchone() == (0,)
    plan = documents.execute("EXPLAIN SELECT tailnum FROM plane_documents WHERE seats = 8").fetchall()
    assert any("plane_documents_seats" in line for (line,) in plan)


@pytest.mark.usefixtures("documents_story")
def test_main_tells(capsys: pytest.CaptureFixture[str]) -> None:
    documents_as_rows.main()
    told = capsys.readouterr().out
    assert "Departure(airport='JFK', position=3, flight='DL461', seats=0, gate=None)" in told
    assert "PayloadError: invalid input syntax for type json" in told
    assert '{"year": null}: has the key, -> is NULL, ->> is NULL: (True, False, True)' in told
    assert "more than 300 seats: " in told
