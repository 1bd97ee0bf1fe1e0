from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from nosql_examples import documents as module
from nosql_examples.documents import Json, change, containing, forget, indexes_used, read, with_bad_month

GOOD: dict[str, Json] = {"tailnum": "N1", "model": {"name": "737"}, "routes": [], "months": []}


@pytest.fixture
def documents(plane_documents: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The documents of all planes; what a test changes is rolled back."""
    with plane_documents.transaction(force_rollback=True):
        yield plane_documents


@pytest.fixture(scope="module")
def bodies(plane_documents: psycopg.Connection) -> dict[str, dict[str, Any]]:
    """All documents in plain Python, to be searched there."""
    return dict(plane_documents.execute("SELECT tailnum, body FROM plane_documents").fetchall())


def test_documents_say_what_the_tables_say(bodies: dict[str, dict[str, Any]], documents: psycopg.Connection) -> None:
    expected: dict[str, dict[str, Any]] = {}
    query = """
        SELECT tailnum, manufacturer, model, seats, year FROM planes AS p JOIN plane_models AS m ON m.id = p.model_id
    """
    for tailnum, manufacturer, name, seats, year in documents.execute(query):
        model = {"manufacturer": manufacturer, "name": name, "seats": seats}
        expected[tailnum] = {"tailnum": tailnum, "model": model} | ({} if year is None else {"year": year})
    routes, months = defaultdict[str, set[str]](set), defaultdict[str, dict[int, list[int]]](dict)
    query = """
        SELECT tailnum,
               origin || '-' || dest,
               CAST(date_part('month', flight_date) AS integer),
               count(*),
               count(*) FILTER (WHERE arr_delay > 15)
          FROM flights
         WHERE dep_time IS NOT NULL
         GROUP BY 1, 2, 3
    """
    for tailnum, route, month, flights, late in documents.execute(query):
        routes[tailnum].add(route)
        counted = months[tailnum].setdefault(month, [0, 0])
        counted[0] += flights
        counted[1] += late
    for tailnum, body in expected.items():
        body["routes"] = sorted(routes[tailnum])
        found = sorted(months[tailnum].items())
        body["months"] = [{"month": month, "flights": flights, "late": late} for month, (flights, late) in found]
    assert bodies == expected


def matches(body: Any, part: Any) -> bool:
    """The rule of @>, in plain Python."""
    if isinstance(part, dict):
        return isinstance(body, dict) and all(key in body and matches(body[key], part[key]) for key in part)
    if isinstance(part, list):
        return isinstance(body, list) and all(any(matches(item, wanted) for item in body) for wanted in part)
    return bool(body == part)


@pytest.mark.parametrize(
    "part",
    [
        {"routes": ["JFK-HNL"]},
        {"routes": ["EWR-IAH", "EWR-ORD"], "model": {"manufacturer": "BOEING", "seats": 149}},
        {"months": [{"month": 2, "late": 3}]},
        {"year": 2013},
        {"model": {}},
        {"routes": ["no such"]},
    ],
)
def test_containment(
    part: Mapping[str, Json], documents: psycopg.Connection, bodies: dict[str, dict[str, Any]]
) -> None:
    assert containing(documents, part) == sorted(tailnum for tailnum, body in bodies.items() if matches(body, part))


@pytest.mark.parametrize(("flights", "share"), [(25, 0.5), (1, 1.0), (40, 0.0), (10_000, 0.1)])
def test_a_filter_is_asked_of_one_month(
    flights: int, share: float, documents: psycopg.Connection, bodies: dict[str, dict[str, Any]]
) -> None:
    def bad(months: list[dict[str, int]]) -> bool:
        return any(month["flights"] >= flights and month["late"] / month["flights"] >= share for month in months)

    expected = sorted(tailnum for tailnum, body in bodies.items() if bad(body["months"]))
    assert with_bad_month(documents, flights, share) == expected
    assert len(expected) < len(bodies)


def test_a_document_that_is_not_there(documents: psycopg.Connection) -> None:
    assert read(documents, "no such") is None
    assert change(documents, "no such", ["year"], 2000) is False
    assert forget(documents, "no such", ["year"]) is False


@pytest.mark.parametrize(
    ("path", "value", "changed"),
    [
        (["model", "seats"], 150, lambda body: body["model"].update(seats=150)),
        (["model", "wifi"], None, lambda body: body["model"].update(wifi=None)),
        (["months", "0", "late"], 99, lambda body: body["months"][0].update(late=99)),
        (["crew"], {"pilots": ["Ω", 2]}, lambda body: body.update(crew={"pilots": ["Ω", 2]})),
        (["no", "such"], 1, lambda body: None),
    ],
)
def test_a_change_leaves_the_rest(
    path: list[str], value: Json, changed: Callable[[Any], None], documents: psycopg.Connection
) -> None:
    before = read(documents, "N14228")
    assert before is not None
    assert before["tailnum"] == "N14228"
    assert change(documents, "N14228", path, value) is True
    changed(before)
    assert read(documents, "N14228") == before


def test_forgetting_leaves_the_rest(documents: psycopg.Connection) -> None:
    before = read(documents, "N14228")
    assert before is not None
    for path in (["year"], ["model", "seats"], ["months", "0"], ["no", "such"]):
        assert forget(documents, "N14228", path) is True
    del before["year"], before["model"]["seats"], before["months"][0]
    assert read(documents, "N14228") == before


def test_a_null_in_jsonb_set_would_be_the_document_gone(documents: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.NotNullViolation, match=r'"(body|tailnum)"'):
        documents.execute("UPDATE plane_documents SET body = jsonb_set(body, '{year}', NULL) WHERE tailnum = 'N14228'")


def without(key: str) -> dict[str, Json]:
    return {name: value for name, value in GOOD.items() if name != key}


@pytest.mark.parametrize(
    ("body", "constraint"),
    [
        (without("routes"), "plane_documents_shape"),
        (without("months"), "plane_documents_shape"),
        (without("model"), "plane_documents_shape"),
        (GOOD | {"routes": "JFK-LAX"}, "plane_documents_shape"),
        (GOOD | {"months": None}, "plane_documents_shape"),
        (GOOD | {"model": {"name": 737}}, "plane_documents_shape"),
        (GOOD | {"year": "2013"}, "plane_documents_year"),
        (GOOD | {"year": 1902}, "plane_documents_year"),
        (GOOD | {"year": 2000.5}, "plane_documents_year"),
        (GOOD | {"year": None}, "plane_documents_year"),
        (GOOD | {"year": []}, "plane_documents_year"),
        (GOOD | {"tailnum": "N14228"}, "plane_documents_pkey"),
        (without("tailnum"), None),
    ],
)
def test_a_document_of_another_shape_is_refused(
    body: dict[str, Json], constraint: str | None, documents: psycopg.Connection
) -> None:
    with pytest.raises(psycopg.IntegrityError) as caught, documents.transaction():
        documents.execute("INSERT INTO plane_documents (body) VALUES (%s)", [Jsonb(body)])
    assert caught.value.diag.constraint_name == constraint


def test_what_the_shape_leaves_open_is_open(documents: psycopg.Connection) -> None:
    body = GOOD | {"year": 1903, "anything": [{"goes": True}]}
    documents.execute("INSERT INTO plane_documents (body) VALUES (%s)", [Jsonb(body)])
    assert read(documents, "N1") == body


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("""body @> '{"routes": ["JFK-HNL"]}'""", {"plane_documents_body"}),
        ("""body @? '$.months[*] ? (@.late == 40)'""", {"plane_documents_body"}),
        ("""body @@ '$.model.seats == 377'""", {"plane_documents_body"}),
        ("tailnum = 'N14228'", {"plane_documents_pkey"}),
        ("""body @@ '$.model.seats > 377'""", set()),
        ("body #>> '{model,seats}' = '377'", set()),
        ("body -> 'routes' ? 'JFK-HNL'", set()),
        ("body ? 'wifi'", set()),
    ],
)
def test_which_questions_the_index_answers(condition: str, expected: set[str], documents: psycopg.Connection) -> None:
    assert indexes_used(documents, condition) == expected


@pytest.mark.usefixtures("documents_story")
def test_main_tells(capsys: pytest.CaptureFixture[str]) -> None:
    module.main()
    told = capsys.readouterr().out
    assert "flew JFK-HNL: 14 planes" in told
    assert """index for body @@ '$.model.seats > 377': none""" in told
    assert "changed: {'name': '737-824', 'seats': 150, 'manufacturer': 'BOEING'} False" in told
    assert 'violates check constraint "plane_documents_shape"' in told
    assert 'null value in column "tailnum"' in told
